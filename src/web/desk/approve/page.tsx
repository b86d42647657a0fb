/** Everything that will leave in one case, and the place to sign it. */
import { personsIn } from '#case/prepared.ts'
import type { BulkContent } from '#case/events.ts'
import type { CaseState } from '#case/state.ts'
import type { ToApprove } from '#pipeline/approving.ts'
import type { Content } from '#pipeline/content.ts'
import type { Instant } from '#vocabulary/time.ts'
import type { Problems } from '../../form.ts'
import type { From } from '../../layout/document.tsx'
import { ErrorSummary } from '../../layout/form.tsx'
import { PrintRecord } from '../../layout/paper.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import { SummaryList } from '../../layout/table.tsx'
import { Alert, Breadcrumbs, PageTitle, Tag } from '../../layout/text.tsx'
import { useWords, type Child } from '../../layout/said.tsx'
import { words } from '../../words/words.ts'
import type { Visit } from '../../visit.ts'
import { casePath, queuePath } from '../paths.ts'
import { Grants } from '../members/stand.tsx'
import { personsWords } from '../members/words.ts'
import { Cells, Files } from './content.tsx'
import { Sign, type Signing } from './sign.tsx'
import { TakeBack } from './take-back.tsx'
import { ChangedSince } from './voided.tsx'
import { organizationName, purposeName } from '../queue/words.ts'
import { grouped } from './words.ts'

interface Props {
  readonly visit: Visit
  readonly doors: From
  readonly toApprove: ToApprove
  readonly timeZone: string
  /** Undefined where nothing stands prepared. */
  readonly signing: Signing | undefined
  readonly problems: Problems
  /** The reason that was typed for taking approvals back. */
  readonly reason: string
  readonly fileHref: (at: number) => string
}

export function ApprovePage({ visit, doors, toApprove, timeZone, signing, problems, reason, fileHref }: Props): Child {
  const { state, content, voided, countsFell } = toApprove
  const failed = Object.keys(problems).length > 0
  return (
    <DeskPage visit={visit} doors={doors} title={`Approve ${state.number}`} failed={failed}>
      <Breadcrumbs
        trail={[
          { href: queuePath, text: 'Queue' },
          { href: casePath(state.number), text: state.number },
        ]}
        here="Approve"
      />
      <PageTitle
        eyebrow={state.number}
        lead="Read all of it before you sign. Two people approve each release, neither of whom decided or prepared it. There is no button to approve several cases at once, and there never will be: each is read by itself."
      >
        What will leave
      </PageTitle>
      <ErrorSummary problems={problems} />
      <Mine visit={visit} state={state} />
      {countsFell.length > 0 && <CountsFell whose={countsFell} />}
      {voided !== undefined && <ChangedSince voided={voided} state={state} timeZone={timeZone} />}
      {content === undefined || signing === undefined || state.prepared === undefined ? (
        <NothingPrepared state={state} />
      ) : (
        <>
          <Facts state={state} timeZone={timeZone} />
          {state.prepared.bulk === undefined ? (
            <>
              <h2>What leaves, person by person</h2>
              <Cells state={state} />
            </>
          ) : (
            <OfMany bulk={state.prepared.bulk} content={content} />
          )}
          <h2>The files, as the receiver will have them</h2>
          <p>
            They are checked against the content hash each time this page is opened. They are personal data: keep no
            copy.
          </p>
          <Files content={content} href={fileHref} />
          <Sign {...signing} />
          <TakeBack
            visit={visit}
            state={state}
            action={`${casePath(state.number)}/approve/take-back`}
            reason={reason}
            problems={problems}
          />
          <PrintRecord
            what={state.number}
            hash={content.contentRoot}
            when={words(visit.locale).moment(visit.now, timeZone)}
          />
        </>
      )}
    </DeskPage>
  )
}

/** A release of listed members: nobody can read all of it, so it says what is read, and what the signature is over. */
function OfMany({ bulk, content }: { readonly bulk: BulkContent; readonly content: Content }): Child {
  const pieces = (content.tables ?? []).reduce((sum, table) => sum + table.pieces, 0)
  return (
    <>
      <h2>What leaves, of how many persons</h2>
      <p>
        {`Something leaves of ${personsWords(bulk.persons)}. They were listed by the agency, decided class by class, and each value was checked against the decision when it was read.`}
      </p>
      <Grants bulk={bulk} />
      <h2>What you sign</h2>
      <p>
        {`You sign what is inside: the content hash is over every line of every table (${pieces === 1 ? 'one piece' : `${pieces} pieces`}) and over the terms, before they are sealed. The sealed files are not under your signature; each of them is named by its hash in the statement that the public log holds, and the receiver’s check compares the two. Below is the beginning of each table: see that it has the columns that the decision opens, and no other.`}
      </p>
    </>
  )
}

/** What this visitor did here, after they did it and whenever they come back. */
function Mine({ visit, state }: { readonly visit: Visit; readonly state: CaseState }): Child {
  const own = state.approvals.find(({ approver }) => approver === visit.who?.id)
  if (own === undefined) return null
  return (
    <Alert kind="success" live heading="You have approved this">
      <p>
        {state.approvals.length > 1
          ? 'Both approvals are here. A disclosure officer can release it now.'
          : 'It needs one more approval, by another person with a key of their own.'}{' '}
        {own.demo && 'The key that signed is a DEMO key, and every check of the package says so. '}
        Any change of what leaves makes it void, and this page will show what changed.
      </p>
    </Alert>
  )
}

/** Nothing is refused for it: many devices do not count, or each for itself. */
function CountsFell({ whose }: { readonly whose: readonly string[] }): Child {
  const said = useWords()
  return (
    <Alert kind="warning" heading="A security key counted fewer signatures than before">
      <p>
        {`The device of ${said.list(whose)} said so when it signed. That can be harmless. It can also mean that somebody has a copy of the key: ask them, and have them retire it and register another.`}
      </p>
    </Alert>
  )
}

function NothingPrepared({ state }: { readonly state: CaseState }): Child {
  const gone = ['delivered', 'acknowledged', 'destroyed', 'closed'].includes(state.status)
  return (
    <Alert kind="info" heading="Nothing waits for approval here">
      <p>
        {gone
          ? 'What was approved has left. The case shows what it was, who approved it and where the log says so.'
          : 'No content stands prepared in this case. Once a disclosure officer has prepared it, everything that will leave is shown here.'}{' '}
        <a href={casePath(state.number)}>Go to the case</a>
      </p>
    </Alert>
  )
}

function Facts({ state, timeZone }: { readonly state: CaseState; readonly timeZone: string }): Child {
  const said = useWords()
  const { prepared, decision, request, recipient } = state
  if (prepared === undefined || request === undefined) return null
  const at = (instant: Instant) => said.moment(instant, timeZone)
  const { organization, name, title } = request.requester
  return (
    <SummaryList
      rows={[
        {
          key: 'Receiver',
          value: (
            <>
              <bdi>{organizationName(organization)}</bdi>
              {name !== undefined && (
                <>
                  <br />
                  <bdi>{[name, title].filter((part) => part !== undefined).join(', ')}</bdi>
                </>
              )}
            </>
          ),
        },
        { key: 'Sealed to the key', value: <bdi class="hash">{recipient ?? ''}</bdi> },
        { key: 'Asked for', value: request.purposes.map(purposeName).join(', ') },
        { key: 'Persons', value: said.number(personsIn(prepared)) },
        { key: 'Decided by', value: decision?.by ?? '' },
        { key: 'Prepared', value: `${at(prepared.at)}, by ${prepared.by}` },
        ...filledIn(state),
        { key: 'Expires', value: at(prepared.expiresAt) },
        { key: 'Approved so far', value: <Approvals state={state} /> },
        { key: 'Signature from outside', value: <FromOutside state={state} /> },
        { key: 'Content hash', value: <bdi class="hash">{grouped(prepared.contentRoot)}</bdi> },
      ]}
    />
  )
}

/** What came from nobody's database: whoever filled it in has worked on this and signs nothing of it. */
function filledIn({ worksheets }: CaseState): { key: Child; value: Child }[] {
  const sheets = Object.entries(worksheets).map(
    ([name, { by, rows }]) => `${name}: ${rows === 1 ? '1 row' : `${rows} rows`}, by ${[...new Set(by)].join(' and ')}`,
  )
  return sheets.length === 0 ? [] : [{ key: 'Filled in by hand', value: sheets.join('; ') }]
}

/** Above a number of persons, by a key that is held outside the agency. */
function FromOutside({ state: { outside, prepared } }: { readonly state: CaseState }): Child {
  const said = useWords()
  const persons = prepared === undefined ? 0 : personsIn(prepared)
  const above = prepared?.above
  if (outside !== undefined) {
    return (
      <>
        <bdi>{`${outside.name}, ${outside.organization}`}</bdi> {outside.demo && <Tag sign="info">DEMO key</Tag>}
      </>
    )
  }
  if (above === undefined || persons <= above) return 'Not needed: few enough persons'
  return `Needed above ${said.number(above)} persons, and not here yet`
}

function Approvals({ state: { approvals } }: { readonly state: CaseState }): Child {
  if (approvals.length === 0) return 'by nobody yet'
  return (
    <ul class="usa-list usa-list--unstyled">
      {approvals.map(({ approver, role, demo }) => (
        <li>
          {`${approver}, as ${role.replaceAll('-', ' ')} `}
          {demo && <Tag sign="info">DEMO key</Tag>}
        </li>
      ))}
    </ul>
  )
}
