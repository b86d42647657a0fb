/** One request: where it stands, without detail, and what can be done now. */
import type { OwnCase, Standing } from '#pipeline/own-case.ts'
import type { Doors } from '../../doors.ts'
import { Button, LinkButton } from '../../layout/button.tsx'
import { RequesterPage } from '../../layout/pages.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { LifeLine, type LifeState } from '../../layout/steps.tsx'
import { SummaryList } from '../../layout/table.tsx'
import { Alert, Breadcrumbs, PageTitle } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { english } from '../../words/words.ts'
import { standingWords } from '../words.ts'

export interface CaseView {
  readonly visit: Visit
  readonly doors: Doors
  readonly own: OwnCase
  readonly timeZone: string
}

export function casePath(number: string, page?: string): string {
  return `/requester/cases/${number}${page === undefined ? '' : `/${page}`}`
}

export function CasePage({ visit, doors, own, timeZone }: CaseView): Child {
  const { number, standing, receivedAt, reference } = own
  const { sentence } = standingWords[standing]
  return (
    <RequesterPage visit={visit} doors={doors} title={`Request ${number}`}>
      <Breadcrumbs trail={[{ href: '/requester', text: 'Your requests' }]} here={number} />
      <PageTitle eyebrow="Your request" lead={sentence}>
        {number}
      </PageTitle>
      <Life standing={standing} />
      <Next own={own} timeZone={timeZone} />
      <SummaryList
        rows={[
          { key: 'Received', value: english.moment(receivedAt, timeZone) },
          ...(reference === undefined ? [] : [{ key: 'Your number', value: <Untrusted>{reference}</Untrusted> }]),
          {
            key: 'What you sent',
            value: (
              <a href={casePath(number, 'filed')}>
                Record of what we received<span class="usa-sr-only"> for {number}</span>
              </a>
            ),
          },
          ...(own.answer === undefined
            ? []
            : [
                {
                  key: 'Our answer',
                  value: <a href={casePath(number, 'answer')}>Letter of {english.moment(own.answer.at, timeZone)}</a>,
                },
              ]),
        ]}
      />
      <form method="post" action={casePath(number, 'again')}>
        <p>
          <Button kind="plain">Ask again, starting from this request</Button>
        </p>
      </form>
      {own.mayWithdraw && (
        <p>
          <a href={casePath(number, 'withdraw')}>Take this request back</a>
        </p>
      )}
    </RequesterPage>
  )
}

function Next({ own, timeZone }: Pick<CaseView, 'own' | 'timeZone'>): Child {
  const { number, standing } = own
  const waiting = own.package
  if (waiting === undefined) {
    return standing === 'answered' ? <LinkButton href={casePath(number, 'answer')}>Read our answer</LinkButton> : null
  }
  if (standing === 'ready') {
    return (
      <Alert kind="info" heading={`It waits until ${english.moment(waiting.expiresAt, timeZone)}`}>
        <p>Then it is destroyed, and you have to ask again.</p>
        <LinkButton href={casePath(number, 'terms')}>
          {waiting.termsAccepted ? 'Download it' : 'Read the terms'}
        </LinkButton>
      </Alert>
    )
  }
  return (
    <div class="button-row">
      {standing === 'taken' && <LinkButton href={casePath(number, 'receipt')}>Give the receipt code</LinkButton>}
      {(standing === 'taken' || standing === 'acknowledged') && (
        <LinkButton href={casePath(number, 'destruction')} kind="secondary">
          Certify destruction
        </LinkButton>
      )}
    </div>
  )
}

const line: readonly Standing[] = ['received', 'with-the-office', 'answered']
const release: readonly Standing[] = ['received', 'ready', 'taken', 'acknowledged', 'destroyed']

function Life({ standing }: { readonly standing: Standing }): Child {
  const shown = line.includes(standing) ? line : release
  if (!shown.includes(standing)) return null
  const at = shown.indexOf(standing)
  const stateOf = (i: number): LifeState => (i < at ? 'done' : i === at ? 'now' : 'ahead')
  return (
    <LifeLine
      label="The life of your request"
      steps={shown.map((name, i) => ({ name: standingWords[name].short, state: stateOf(i) }))}
    />
  )
}
