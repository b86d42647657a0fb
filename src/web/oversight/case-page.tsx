/** One case as oversight reads it: the decision with its law, and each event with its place in the public log. */
import type { CaseEvent } from '#case/events.ts'
import type { CaseState } from '#case/state.ts'
import type { Rule } from '#decision/rules.ts'
import type { Looked } from '#pipeline/looks.ts'
import type { NotTheSame, Replayed } from '#pipeline/replay.ts'
import { byWhom } from '../admin/words.ts'
import { Decision } from '../desk/case/decision.tsx'
import { told } from '../desk/case/event-words.ts'
import { lifeOf } from '../desk/case/view.ts'
import { organizationName, stateName } from '../desk/queue/words.ts'
import { OversightPage } from '../layout/pages.tsx'
import { Untrusted, type Child } from '../layout/said.tsx'
import { LifeLine } from '../layout/steps.tsx'
import { SummaryList, Table } from '../layout/table.tsx'
import { Alert, Breadcrumbs, Details, PageTitle } from '../layout/text.tsx'
import { english } from '../words/words.ts'
import type { Shell } from './pages.tsx'

/** An event, and the entry that the log holds for it. */
export interface Entered {
  readonly event: CaseEvent
  readonly index: number
  /** In hex. */
  readonly entry: string
}

interface CaseProps extends Shell {
  readonly state: CaseState
  readonly events: readonly Entered[]
  readonly rules: ReadonlyMap<string, Rule>
  readonly looks: readonly Looked[]
  /** Its decisions, made once more from what the log holds. */
  readonly again: Replayed
}

export function CasePage({ visit, doors, zone, state, events, rules, looks, again }: CaseProps): Child {
  const { number, status, request, decision } = state
  return (
    <OversightPage visit={visit} doors={doors} title={`Case ${number}`}>
      <Breadcrumbs
        trail={[
          { href: '/oversight', text: 'Oversight' },
          { href: '/oversight/cases', text: 'Cases' },
        ]}
        here={number}
      />
      <PageTitle eyebrow="Read only">{number}</PageTitle>
      <LifeLine
        steps={lifeOf(
          state,
          events.map(({ event }) => event),
        ).map(({ name, state: reached, at }) => ({
          name,
          state: reached,
          ...(at === undefined ? {} : { when: english.day(at.slice(0, 10)) }),
        }))}
      />
      <SummaryList
        rows={[
          { key: 'Stands at', value: stateName(status) },
          {
            key: 'Asked by',
            value: (
              <Untrusted>{request === undefined ? '' : organizationName(request.requester.organization)}</Untrusted>
            ),
          },
          {
            key: 'Rules',
            value: decision === undefined ? 'not decided' : <code class="break">{decision.rules.digest}</code>,
          },
          {
            key: 'Approved by',
            value: state.approvals.map(({ approver, role }) => `${approver} (${role})`).join(', ') || 'nobody',
          },
        ]}
      />
      <h2>Asked, allowed, released</h2>
      <Decision state={state} rules={rules} />
      <h2>Decided once more</h2>
      <Again again={again} />
      <h2>Everything that happened</h2>
      <Table
        id="events"
        caption="Events with their entries in the log"
        quietCaption
        stack
        columns={[{ head: 'When' }, { head: 'What' }, { head: 'Who' }, { head: 'Log entry' }]}
        rows={events.map(({ event, index, entry }) => {
          const { title, more } = told(event)
          return [
            english.moment(event.at, zone),
            <>
              {title}
              {more !== undefined && (
                <div class="soft">
                  <Untrusted>{more}</Untrusted>
                </div>
              )}
            </>,
            byWhom(event.actor),
            <>
              {index} <code class="break soft">{entry}</code>
            </>,
          ]
        })}
      />
      <Details summary={`Who looked at this case (${looks.length})`}>
        <Table
          id="looks"
          caption="Looks, the newest first"
          stack
          columns={[{ head: 'When' }, { head: 'Who' }, { head: 'Where' }]}
          rows={looks.map(({ at, member, page }) => [english.moment(at, zone), member, page])}
        />
      </Details>
    </OversightPage>
  )
}

const whyNot: Readonly<Record<NotTheSame['why'], string>> = {
  differs: 'the same facts and rules give another decision now',
  'rules-missing': 'the rule set that it names is not in the archive',
  confirmations: 'the log does not say that its rules were confirmed as the decision says',
}

/** What a reader need not take from us: the recorded facts under the recorded rules, decided as this page was made. */
function Again({ again: { decisions, same, reworded, different, forgotten } }: Pick<CaseProps, 'again'>): Child {
  if (forgotten.cases > 0) return <p>This case was forgotten. Nobody can know any more what was decided.</p>
  const lost = forgotten.decisions === 0 ? '' : ` Somebody was forgotten in ${countOf(forgotten.decisions)} more.`
  if (decisions === 0) return <p>{`Nothing is decided in this case yet.${lost}`}</p>
  if (different.length === 0) {
    const words = reworded === 0 ? '' : ` ${reworded} of them would be said in other words.`
    return (
      <Alert kind="success" heading="The same as recorded">
        <p>{`As this page was made, ${countOf(same)} of this case came out the same from the recorded facts, under the rule set of the day.${words}${lost}`}</p>
      </Alert>
    )
  }
  return (
    <Alert kind="error" heading="Not the same as recorded">
      <p>{`Made again from what the log holds, ${different.length} of ${countOf(decisions)} did not come out as recorded:`}</p>
      <ul>
        {different.map(({ index, why }) => (
          <li>{`Log entry ${index}: ${whyNot[why]}.`}</li>
        ))}
      </ul>
    </Alert>
  )
}

function countOf(count: number): string {
  return count === 1 ? '1 decision' : `${count} decisions`
}
