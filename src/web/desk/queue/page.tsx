/** The queue of an agency: find, filter, and see who works on what until when. */
import { queueSorts } from '#accounting/desk.ts'
import { waits, type QueueRow } from '#accounting/queue.ts'
import { states } from '#case/moves.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { OfficeCalendar } from '#pipeline/queue.ts'
import type { Problems } from '../../form.ts'
import { Button } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { ErrorSummary, Field, Select, type Option } from '../../layout/form.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import { useWords, type Child } from '../../layout/said.tsx'
import { Table } from '../../layout/table.tsx'
import { Alert, Details, PageTitle, Tag } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { Keys, queueKeys } from '../keys.tsx'
import { english } from '../../words/words.ts'
import { casePath, queuePath } from '../paths.ts'
import { inWords } from './filter-words.ts'
import { inAddress, writeChoice, type Choice } from './filters.ts'
import {
  daysLeftWords,
  kindName,
  organizationName,
  programName,
  purposeName,
  sortNames,
  stateLack,
  stateName,
  waitNames,
} from './words.ts'

export interface Colleague {
  readonly id: string
  readonly name: string
}

export interface ShownView {
  readonly name: string
  readonly query: string
  /** Undefined for a view of one's own, which is not counted. */
  readonly count?: number
}

export interface Shown {
  readonly choice: Choice
  readonly rows: readonly QueueRow[]
  /** Query of the address of the next page. */
  readonly next: string | undefined
  readonly views: readonly ShownView[]
  readonly own: readonly ShownView[]
  /** What would be here. */
  readonly empty: string
  readonly staff: readonly Colleague[]
  readonly calendar: OfficeCalendar
  readonly keysOff: boolean
  readonly done?: string
  readonly problems?: Problems
  /** What was typed into a form that could not be taken. */
  readonly typed?: Readonly<Record<string, string>>
  /** Numbers of cases that were marked. */
  readonly marked?: readonly string[]
}

/** A view is counted no further: nobody needs to know how many thousands. */
export const mostCounted = 1000

interface QueueProps {
  readonly visit: Visit
  readonly doors: From
  readonly shown: Shown
}

export function QueuePage({ visit, doors, shown }: QueueProps): Child {
  const { choice, rows, next, problems = {}, done, keysOff } = shown
  return (
    <DeskPage visit={visit} doors={doors} title="Queue" failed={Object.keys(problems).length > 0}>
      <ErrorSummary problems={problems} />
      {done !== undefined && (
        <Alert kind="success" live>
          <p>{done}</p>
        </Alert>
      )}
      <PageTitle>Queue</PageTitle>
      <Find visit={visit} problem={problems['find']} typed={shown.typed?.['find']} />
      <Views visit={visit} {...shown} />
      <Narrow visit={visit} {...shown} />
      <h2 class="queue-said" id="queue-said">
        {inWords(choice, shown.staff)}
      </h2>
      <form method="post" action={href(visit, '/desk/assign')}>
        <input type="hidden" name="back" value={writeChoice(choice)} />
        <Lines
          visit={visit}
          rows={rows}
          calendar={shown.calendar}
          staff={shown.staff}
          empty={shown.empty}
          marked={shown.marked ?? []}
        />
        {rows.length > 0 && <Hands {...shown} />}
      </form>
      {next !== undefined && (
        <p class="queue-next">
          <a rel="next" href={href(visit, inAddress(queuePath, next))}>
            Next page
          </a>
        </p>
      )}
      <More visit={visit} choice={choice} />
      <Keys visit={visit} keys={queueKeys} off={keysOff} />
    </DeskPage>
  )
}

interface FindProps {
  readonly visit: Visit
  readonly problem?: string | undefined
  readonly typed?: string | undefined
}

/** What is typed travels in the body: a name in an address would stand in logs and in the browser's history. */
function Find({ visit, problem, typed }: FindProps): Child {
  return (
    <form class="find" role="search" method="post" action={href(visit, '/desk/search')}>
      <Field
        name="find"
        label="Find a case"
        hint="A case number or its last eight signs, a family name or whole name, a docket or a reference. Whole words only; a first name alone finds nothing."
        type="search"
        value={typed}
        problem={problem}
        spellcheck={false}
        maxlength={200}
      />
      <Button>Find</Button>
    </form>
  )
}

function Views({ visit, views, own, choice }: { readonly visit: Visit } & Shown): Child {
  const here = writeChoice(choice)
  const item = ({ name, query, count }: ShownView): Child => (
    <li>
      <a href={href(visit, inAddress(queuePath, query))} aria-current={query === here ? 'true' : undefined}>
        {name}
        {count !== undefined && (
          <>
            {' '}
            <span class="count">{count >= mostCounted ? `${mostCounted}+` : count}</span>
          </>
        )}
      </a>
    </li>
  )
  return (
    <nav class="views" aria-label="Views of the queue">
      <ul>{views.map(item)}</ul>
      {own.length > 0 && (
        <ul aria-label="Your own views" class="views-own">
          {own.map(item)}
        </ul>
      )}
    </nav>
  )
}

function optionsOf(codes: readonly string[], name: (code: string) => string): Option[] {
  return codes.map((value) => ({ value, text: name(value) }))
}

const kinds = optionsOf(Object.keys(vocabulary.requesterKinds), kindName)
const organizations = optionsOf(Object.keys(vocabulary.organizations), organizationName)
const purposes = optionsOf(Object.keys(vocabulary.purposes), purposeName)
const statuses = optionsOf(
  states.filter((state) => state !== 'new'),
  stateName,
)
const waiting = waits.map((value) => ({ value, text: `Waits for ${waitNames[value]}` }))
const sorts = queueSorts.map((value) => ({ value, text: sortNames[value] }))

/** A form that goes to an address, so that what it shows can be kept, sent to a colleague and opened again. */
function Narrow({ visit, choice, staff, own, typed, problems }: { readonly visit: Visit } & Shown): Child {
  const { filter, sort } = choice
  const narrowed = writeChoice(choice) !== ''
  const programs = optionsOf(programsOf(visit.who?.agency ?? ''), programName)
  return (
    <Details summary="Filters, order and your own views" open={problems?.['view'] !== undefined}>
      <form method="get" action={href(visit, queuePath)} class="filters">
        <Select
          name="which"
          label="Cases"
          options={[{ value: 'closed', text: 'Closed cases' }]}
          empty="Open cases"
          value={filter.which}
        />
        <Select name="status" label="Stands at" options={statuses} empty="Any" value={filter.status} />
        <Select name="waits" label="Waits for" options={waiting} empty="Any" value={filter.waitingFor} />
        <Select
          name="with"
          label="In the hands of"
          options={[
            { value: 'nobody', text: 'Nobody yet' },
            ...staff.map(({ id, name }) => ({ value: id, text: name })),
          ]}
          empty="Anybody"
          value={filter.assignee === null ? 'nobody' : filter.assignee}
        />
        <Select name="kind" label="Who asks" options={kinds} empty="Anybody" value={filter.requesterKind} />
        <Select name="from" label="Organization" options={organizations} empty="Any" value={filter.organization} />
        <Select name="program" label="Program" options={programs} empty="Any" value={filter.program} />
        <Select name="purpose" label="Purpose" options={purposes} empty="Any" value={filter.purpose} />
        <Select
          name="held"
          label="On hold by court"
          options={[{ value: 'yes', text: 'On hold' }]}
          empty="Any"
          value={filter.held === true ? 'yes' : ''}
        />
        <Select
          name="due"
          label="Due"
          options={[
            { value: 'week', text: 'This week' },
            { value: 'overdue', text: 'Overdue' },
          ]}
          empty="Any day, or the days below"
          value={choice.due}
        />
        <Day name="due-from" label="Due from" value={choice.due === undefined ? filter.dueFrom : undefined} />
        <Day name="due-to" label="Due up to" value={choice.due === undefined ? filter.dueTo : undefined} />
        <Select name="sort" label="Order" options={sorts} empty="As usual" value={sort} />
        <div class="filters-go">
          <Button>Show</Button> {narrowed && <a href={href(visit, queuePath)}>Show all open cases</a>}
        </div>
      </form>
      {(narrowed || problems?.['view'] !== undefined) && (
        <form method="post" action={href(visit, '/desk/views')} class="keep-view">
          <input type="hidden" name="query" value={writeChoice(choice)} />
          <Field
            name="view"
            label="Keep these filters as a view of your own"
            hint="A name that tells nothing about a person: “Courts, this month”."
            width="medium"
            maxlength={40}
            value={typed?.['view']}
            problem={problems?.['view']}
          />
          <Button kind="secondary">Keep this view</Button>
        </form>
      )}
      {own.length > 0 && (
        <form method="post" action={href(visit, '/desk/views/drop')} class="keep-view">
          <Select
            name="name"
            label="Remove a view of yours"
            options={own.map(({ name }) => ({ value: name, text: name }))}
          />
          <Button kind="secondary">Remove it</Button>
        </form>
      )}
    </Details>
  )
}

/** Programs that the agency runs; what is not theirs nobody asks them for twice. */
function programsOf(agency: string): readonly string[] {
  const agencies: Readonly<Record<string, { readonly programs: readonly string[] }>> = vocabulary.agencies
  return Object.hasOwn(agencies, agency) ? (agencies[agency]?.programs ?? []) : Object.keys(vocabulary.programs)
}

interface DayProps {
  readonly name: string
  readonly label: string
  readonly value?: string | undefined
}

function Day({ name, label, value }: DayProps): Child {
  return (
    <div class="usa-form-group">
      <label class="usa-label" for={`field-${name}`}>
        {label}
      </label>
      <input class="usa-input" type="date" id={`field-${name}`} name={name} value={value ?? ''} />
    </div>
  )
}

interface LinesProps {
  readonly visit: Visit
  readonly rows: readonly QueueRow[]
  readonly calendar: OfficeCalendar
  readonly staff: readonly Colleague[]
  readonly empty: string
  /** Undefined where nothing can be marked. */
  readonly marked?: readonly string[]
}

/** The table of cases; it names nobody who was asked about. */
export function Lines({ visit, rows, calendar, staff, empty, marked }: LinesProps): Child {
  const names = new Map(staff.map(({ id, name }) => [id, name]))
  const words = useWords()
  return (
    <Table
      id="queue"
      caption={`Cases, ${rows.length} on this page`}
      quietCaption
      stack
      empty={empty}
      columns={[
        { head: 'Case' },
        { head: 'Asked by' },
        { head: 'Asks' },
        { head: 'Stands at' },
        { head: 'With' },
        { head: 'Deadline' },
        { head: 'Last moved' },
      ]}
      rows={rows.map((row) => [
        <CaseCell row={row} visit={visit} marked={marked} />,
        <>
          {organizationName(row.organization)}
          <span class="under">{kindName(row.requesterKind)}</span>
        </>,
        <>
          {row.purposes.split(' ').map(purposeName).join(', ')}
          <span class="under">{`${row.programs.split(' ').map(programName).join(', ')} · ${peopleAsked(row.people)}`}</span>
        </>,
        <Stands row={row} />,
        row.assignee === null ? (
          <span class="soft">nobody yet</span>
        ) : (
          <bdi>{names.get(row.assignee) ?? row.assignee}</bdi>
        ),
        <Deadline row={row} calendar={calendar} />,
        <time datetime={row.lastAt}>{words.day(row.lastAt.slice(0, 10))}</time>,
      ])}
    />
  )
}

function peopleAsked(count: number): string {
  if (count === 0) return 'nobody named'
  return count === 1 ? '1 person' : `${english.number(count)} people`
}

function CaseCell({
  row,
  visit,
  marked,
}: {
  readonly row: QueueRow
  readonly visit: Visit
  readonly marked?: readonly string[] | undefined
}): Child {
  const { number } = row
  return (
    <span class="case-cell">
      {marked !== undefined && (
        <input
          type="checkbox"
          name="case"
          value={number}
          aria-label={`Mark ${number}`}
          checked={marked.includes(number)}
        />
      )}
      <a class="case-number" data-row="" href={href(visit, casePath(number))}>
        {number}
      </a>
    </span>
  )
}

function Stands({ row: { status, waitingFor, holds } }: { readonly row: QueueRow }): Child {
  return (
    <>
      <span title={stateLack(status)}>{stateName(status)}</span>
      {waitingFor !== null && <span class="under">{`waits for ${waitNames[waitingFor]}`}</span>}
      {holds > 0 && (
        <span class="under">
          <Tag sign="wait">on hold</Tag>
        </span>
      )}
    </>
  )
}

function Deadline({ row, calendar }: { readonly row: QueueRow; readonly calendar: OfficeCalendar }): Child {
  const said = useWords()
  if (row.closedOn !== null) return `closed ${said.day(row.closedOn)}`
  if (row.dueOn === null) return <span class="soft">none yet</span>
  const words = daysLeftWords(row.dueOn, calendar)
  return (
    <>
      <time datetime={row.dueOn}>{said.day(row.dueOn)}</time>
      <span class="under">
        {row.dueOn > calendar.today ? words : <Tag sign={row.dueOn < calendar.today ? 'stop' : 'wait'}>{words}</Tag>}
      </span>
    </>
  )
}

function Hands({ staff, problems = {} }: Shown): Child {
  return (
    <fieldset class="hands no-print">
      <legend>With the marked cases</legend>
      <div class="hands-row">
        <button class="usa-button" name="hands" value="take">
          Take them
        </button>
        <Select
          name="to"
          label="Hand them to"
          options={staff.map(({ id, name }) => ({ value: id, text: name }))}
          problem={problems['to']}
        />
        <button class="usa-button usa-button--outline" name="hands" value="give">
          Hand over
        </button>
        <button class="usa-button usa-button--outline" name="hands" value="back">
          Lay back
        </button>
      </div>
      <p class="soft">
        Nothing is ever approved here, and never several at once: whoever approves opens the case and reads what will
        leave.
      </p>
    </fieldset>
  )
}

function More({ visit, choice }: { readonly visit: Visit; readonly choice: Choice }): Child {
  return (
    <div class="queue-more no-print">
      <a href={href(visit, '/desk/deadlines')}>Deadlines as a calendar</a>
      <a href={href(visit, '/desk/feed')}>Your deadlines in your own calendar</a>
      <form method="post" action={href(visit, '/desk/export')}>
        <input type="hidden" name="query" value={writeChoice(choice)} />
        <Button kind="plain">Save this list as a CSV file</Button>
      </form>
    </div>
  )
}
