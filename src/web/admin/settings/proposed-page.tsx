/** A higher number that waits for a second person, for whoever may be that person. */
import type { CapsNow } from '#pipeline/daily-caps.ts'
import type { ProposedCaps } from '#pipeline/office-settings.ts'
import type { Problems } from '../../form.ts'
import { Button } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { ErrorSummary } from '../../layout/form.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import type { Child } from '../../layout/said.tsx'
import { SummaryList } from '../../layout/table.tsx'
import { Alert, Breadcrumbs, PageTitle, SummaryBox } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { english } from '../../words/words.ts'
import { capsInWords } from './page.tsx'

export const proposedPath = '/admin/settings/caps/proposed'

interface Props {
  readonly visit: Visit
  readonly doors: From
  /** What the agency is called. */
  readonly agency: string
  readonly zone: string
  /** Who reads this page. */
  readonly reader: string
  readonly caps: CapsNow
  readonly problems: Problems
  readonly done: string | undefined
}

export function ProposedPage({ visit, doors, agency, zone, reader, caps, problems, done }: Props): Child {
  const { today, next, proposed } = caps
  return (
    <DeskPage visit={visit} doors={doors} title="Daily limits" failed={Object.keys(problems).length > 0}>
      {visit.who?.roles.includes('administrator') === true && (
        <Breadcrumbs
          trail={[
            { href: '/admin', text: 'People' },
            { href: '/admin/settings', text: 'Settings' },
          ]}
          here="Daily limits"
        />
      )}
      <ErrorSummary problems={problems} />
      <PageTitle
        eyebrow={agency}
        lead="How many persons may leave in a day, whoever has signed. A higher number takes two people: one proposes it, and somebody else confirms it."
      >
        Daily limits
      </PageTitle>
      {done !== undefined && (
        <Alert kind="success" live>
          <p>{done}</p>
        </Alert>
      )}
      <h2>As they stand</h2>
      <SummaryList
        rows={[
          { key: 'Today', value: capsInWords(today) },
          ...(next === undefined ? [] : [{ key: `From ${english.day(next.from)}`, value: capsInWords(next.caps) }]),
        ]}
      />
      <h2>Waiting for a second person</h2>
      {proposed === undefined ? (
        <p>Nothing. Where an administrator proposes a higher number, it stands here until somebody else confirms it.</p>
      ) : (
        <Waiting proposed={proposed} zone={zone} own={proposed.by === reader} />
      )}
      <p class="actions">
        <a href="/limits">See the public page of limits</a>
      </p>
    </DeskPage>
  )
}

interface WaitingProps {
  readonly proposed: ProposedCaps
  readonly zone: string
  /** Whether it is the reader's own proposal. */
  readonly own: boolean
}

function Waiting({ proposed: { value, at, by }, zone, own }: WaitingProps): Child {
  return (
    <>
      <SummaryList
        rows={[
          { key: 'Proposed', value: capsInWords(value) },
          { key: 'By', value: `${by}, on ${english.moment(at, zone)}` },
        ]}
      />
      {own ? (
        <Alert kind="info" heading="This is your own proposal">
          <p>Somebody else confirms it: another administrator, counsel, or the privacy officer.</p>
        </Alert>
      ) : (
        <form method="post" action={proposedPath}>
          <input type="hidden" name="receiver" value={String(value.receiver)} />
          <input type="hidden" name="agency" value={String(value.agency)} />
          <SummaryBox heading="What your word does">
            <p>{`From tomorrow, by the calendar of ${zone}, so many may leave in a day. What is lower than now counts at once. Your name stands beside that of ${by} in the record. Ask ${by} which release needs it: nothing leaves by this alone, and nothing above it leaves whoever signs.`}</p>
          </SummaryBox>
          <Button>Confirm these numbers</Button>
        </form>
      )}
      <form method="post" action={`${proposedPath}/withdraw`}>
        <h3>Take it back</h3>
        <p>It counts for nothing then, and stays in the record.</p>
        <Button kind="danger">Take the proposal back</Button>
      </form>
    </>
  )
}
