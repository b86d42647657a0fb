/** Our answer, as the letter says it. */
import type { OwnAnswer } from '#pipeline/own-case.ts'
import { LinkButton } from '../../layout/button.tsx'
import { LetterView } from '../../letter/letter-view.tsx'
import { RequesterPage } from '../../layout/pages.tsx'
import type { Child } from '../../layout/said.tsx'
import { Breadcrumbs, PageTitle } from '../../layout/text.tsx'
import { casePath, type CaseView } from './case-page.tsx'

export function AnswerPage({ visit, doors, own, answer }: CaseView & { readonly answer: OwnAnswer }): Child {
  return (
    <RequesterPage visit={visit} doors={doors} title={`Answer to ${own.number}`}>
      <Breadcrumbs
        trail={[
          { href: '/requester', text: 'Your requests' },
          { href: casePath(own.number), text: own.number },
        ]}
        here="Our answer"
      />
      <PageTitle>Our answer</PageTitle>
      <p class="no-print">
        <LinkButton href={casePath(own.number, 'answer.pdf')} kind="secondary">
          Download as PDF
        </LinkButton>
      </p>
      <LetterView letter={answer.document} />
    </RequesterPage>
  )
}
