/** The letters of a case: what the requester will be told and when, what can be written, and what was. */
import type { Reason } from '#case/commands.ts'
import type { CaseState } from '#case/state.ts'
import type { LetterChoice } from '#pipeline/case-letters.ts'
import type { Posted } from '#pipeline/ports.ts'
import { Button, LinkButton, WhyNot } from '../../layout/button.tsx'
import { Alert, Breadcrumbs, PageTitle, Tag } from '../../layout/text.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import type { PageProps } from '../../layout/document.tsx'
import type { Child } from '../../layout/said.tsx'
import { SummaryList } from '../../layout/table.tsx'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import { casePath, queuePath } from '../paths.ts'
import { Letters } from './list-page.tsx'
import { answerWords, kindWords } from './words.ts'

interface CaseLettersProps extends Pick<PageProps, 'visit' | 'doors'> {
  readonly state: CaseState
  readonly choices: readonly LetterChoice[]
  readonly letters: readonly Posted[]
  readonly timeZone: string
  readonly mayMake: boolean
  /** Why the answer cannot be fixed, or signed, by this visitor now; undefined where there is nothing to do. */
  readonly fix: readonly Reason[] | undefined
  readonly countersign: readonly Reason[] | undefined
  readonly refused?: readonly Reason[]
}

export function CaseLettersPage(props: CaseLettersProps): Child {
  const { visit, doors, state, choices, letters, timeZone, mayMake, refused = [] } = props
  const path = casePath(state.number)
  return (
    <DeskPage visit={visit} doors={doors} title="Letters of a case">
      <Breadcrumbs
        trail={[
          { href: href(visit, queuePath), text: 'Queue' },
          { href: href(visit, path), text: state.number },
        ]}
        here="Letters"
      />
      <PageTitle eyebrow={`Case ${state.number}`}>Letters</PageTitle>
      {refused.length > 0 && (
        <Alert kind="error" heading="Nothing was done" live>
          <ul>
            {refused.map(({ words: sentence }) => (
              <li>{sentence}</li>
            ))}
          </ul>
        </Alert>
      )}
      <Answer {...props} />
      <section>
        <h2>Write a letter</h2>
        {choices.length === 0 && (
          <p>No letter is called for now. Notices, copies for a lawyer and letters to a court stand here.</p>
        )}
        {choices.map((choice) => (
          <Choice visit={visit} path={path} choice={choice} mayMake={mayMake} />
        ))}
      </section>
      <section>
        <h2>Letters of this case</h2>
        <Letters
          visit={visit}
          timeZone={timeZone}
          id="letters"
          caption="Letters of this case"
          letters={letters}
          empty="None was made yet. What the requester is told goes out by itself at its time and then stands here."
        />
      </section>
    </DeskPage>
  )
}

function Answer({ visit, state, timeZone, fix, countersign }: CaseLettersProps): Child {
  const { moment, list } = words(visit.locale)
  const { answer, number } = state
  const path = `${casePath(number)}/letters`
  return (
    <section id="answer">
      <h2>What the requester is told</h2>
      <p>
        It follows from the request and its papers alone, and is fixed before anybody is looked for. So it reads the
        same, and goes out at the same time, whether somebody was found or not. Only a release takes its place.
      </p>
      {answer !== undefined && (
        <SummaryList
          rows={[
            { key: 'The answer', value: answerWords[answer.answer] },
            ...(answer.lacks.length === 0
              ? []
              : [{ key: 'What is lacking', value: list(answer.lacks.map((code) => code.replaceAll('-', ' '))) }]),
            {
              key: answer.sent ? 'Went out' : 'Goes out',
              value: <Tag sign={answer.sent ? 'ok' : 'wait'}>{moment(answer.goesOutAt, timeZone)}</Tag>,
            },
            {
              key: 'Counsel’s signature',
              value: !answer.counselSigns ? 'Not needed' : answer.countersigned ? 'Signed' : 'Waited for',
            },
          ]}
        />
      )}
      {fix !== undefined && (
        <Doing id="why-not-fix" action={href(visit, `${path}/fix`)} because={fix}>
          Fix the answer now
        </Doing>
      )}
      {countersign !== undefined && (
        <Doing id="why-not-countersign" action={href(visit, `${path}/countersign`)} because={countersign}>
          Sign this answer as counsel
        </Doing>
      )}
    </section>
  )
}

interface DoingProps {
  readonly id: string
  readonly action: string
  readonly because: readonly Reason[]
  readonly children?: Child
}

function Doing({ id, action, because, children }: DoingProps): Child {
  if (because.length > 0) {
    return (
      <WhyNot
        id={id}
        because={because.map(({ words: sentence }) => `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`)}
      >
        {children}
      </WhyNot>
    )
  }
  return (
    <form method="post" action={action}>
      <Button>{children}</Button>
    </form>
  )
}

interface ChoiceProps {
  readonly visit: PageProps['visit']
  readonly path: string
  readonly choice: LetterChoice
  readonly mayMake: boolean
}

function Choice({ visit, path, choice, mayMake }: ChoiceProps): Child {
  const { id, kind, paper, paperKind, person, because } = choice
  const reasons = [
    ...because.map(({ words: sentence }) => `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`),
    ...(mayMake ? [] : ['Your role does not make letters.']),
  ]
  const of =
    paper === undefined || paperKind === undefined ? '' : `, of the ${paperKind.replaceAll('-', ' ')} (${paper})`
  const name = `${kindWords[kind]}${person === undefined ? '' : ` (${person})`}${of}`
  if (reasons.length > 0) {
    return (
      <WhyNot id={`why-not-${id}`} because={reasons}>
        {name}
      </WhyNot>
    )
  }
  return (
    <p>
      <LinkButton kind="secondary" href={href(visit, `${path}/letters/new?letter=${encodeURIComponent(id)}`)}>
        {name}
      </LinkButton>
    </p>
  )
}
