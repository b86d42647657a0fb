/** The doors of oversight. All of them are GETs, and the guard records each page in the log before it is made. */
import type { QueuePlace } from '#accounting/desk.ts'
import type { QueueRow } from '#accounting/queue.ts'
import { toHex } from '#formats/bytes.ts'
import { lawLog, officeDay } from '#pipeline/law.ts'
import { courseOn } from '#pipeline/law-log.ts'
import { lastLooks, looksAtCase } from '#pipeline/looks.ts'
import { loadCase, streamOf, toCaseEvent } from '#pipeline/move.ts'
import { officeSettings } from '#pipeline/office-settings.ts'
import { keysOver, registerHistory, type Entry } from '#pipeline/register.ts'
import { replay } from '#pipeline/replay.ts'
import { agencyName } from '#vocabulary/codes.ts'
import { rulesOf } from '../desk/case/view.ts'
import { csv, queueCsv } from '../desk/queue/csv.ts'
import type { Doors } from '../doors.ts'
import type { Route } from '../route.ts'
import { show } from '../show.ts'
import { signedIn, type Ctx } from '../visit.ts'
import { CasePage } from './case-page.tsx'
import { CasesPage, HomePage, LooksPage, PeoplePage, RulesPage, type Shell } from './pages.tsx'

const linesOnAPage = 50
const linesAtOnce = 1000
/** Beyond this a file says that it was cut. */
const mostLines = 100_000
/** Sessions whose looks are shown. */
const mostSessions = 100

export function oversightRoutes(doors: Doors): readonly Route[] {
  const open = (
    path: string,
    name: string,
    handle: (c: Ctx, doors: Doors) => Promise<Response>,
    who: Route['who'] = ['oversight'],
  ): Route => ({
    method: 'GET',
    path,
    name,
    who,
    handle: (c) => handle(c, doors),
  })
  return [
    open('/oversight', 'See what can be read', home),
    open('/oversight/cases', 'Read the list of cases', cases),
    open('/oversight/cases.csv', 'Take the list of cases as a file', casesFile),
    open('/oversight/cases/:number', 'Read a case', one),
    open('/oversight/people', 'Read who could do what when', people),
    open('/oversight/people.csv', 'Take who could do what when as a file', peopleFile),
    open('/oversight/rules', 'Read which rules decided when', rules),
    // Who guards people's privacy sees who looked, oversight's own looks among them.
    open('/oversight/looks', 'Read who looked at what', looks, ['oversight', 'privacy-officer']),
  ]
}

function shell(c: Ctx, doors: Doors): Shell {
  return { visit: c.var.visit, doors, zone: doors.system.office.timeZone }
}

async function home(c: Ctx, doors: Doors): Promise<Response> {
  const { id, agency } = signedIn(c.var.visit)
  const until = (await doors.register()).get(id)?.until
  return show(c, HomePage({ ...shell(c, doors), agency: agencyName(agency), until }))
}

async function cases(c: Ctx, doors: Doors): Promise<Response> {
  const closed = c.req.query('which') === 'closed'
  const [key, number] = [c.req.query('day'), c.req.query('after')]
  const desk = await doors.desk(signedIn(c.var.visit).agency)
  const after = key === undefined || number === undefined ? undefined : { key, number }
  const page = await desk.page({ which: closed ? 'closed' : 'open' }, 'newest', linesOnAPage, after)
  const next = page.next && nextPage(page.next, closed)
  return show(c, CasesPage({ ...shell(c, doors), rows: page.rows, closed, next }))
}

function nextPage({ key, number }: QueuePlace, closed: boolean): string {
  const query = new URLSearchParams({ ...(closed ? { which: 'closed' } : {}), day: key, after: number })
  return `/oversight/cases?${query.toString()}`
}

async function one(c: Ctx, doors: Doors): Promise<Response> {
  const { agency } = signedIn(c.var.visit)
  const ports = await doors.at(agency)
  const number = c.req.param('number') ?? ''
  const stream = await streamOf(ports, number)
  const { state, events } = await loadCase(ports, stream)
  const entered = events.map(({ record, seq, entry }) => ({
    event: toCaseEvent(record),
    index: seq,
    entry: toHex(entry),
  }))
  const seen = await looksAtCase(ports, agency, number)
  const known = await rulesOf(ports, state)
  const again = await replay(ports, undefined, stream)
  return show(c, CasePage({ ...shell(c, doors), state, events: entered, rules: known, looks: seen, again }))
}

async function people(c: Ctx, doors: Doors): Promise<Response> {
  const history = await historyOf(c, doors)
  const ids = new Set(history.map(({ member }) => member.id))
  const keys = await keysOver(await doors.at(signedIn(c.var.visit).agency), ...ids)
  return show(c, PeoplePage({ ...shell(c, doors), history, keys }))
}

/** Every change of an entry that is, or ever was, of the visitor's agency. */
async function historyOf(c: Ctx, doors: Doors): Promise<readonly Entry[]> {
  const { agency } = signedIn(c.var.visit)
  const history = await registerHistory(await doors.at(agency))
  return history.filter(({ member }) => member.agency === agency).toReversed()
}

async function rules(c: Ctx, doors: Doors): Promise<Response> {
  const { agency } = signedIn(c.var.visit)
  const ports = await doors.at(agency)
  const law = await lawLog(ports)
  const inForce = courseOn(law, officeDay(ports)).inForce?.digest
  const settings = await officeSettings(ports, agency)
  return show(c, RulesPage({ ...shell(c, doors), law, settings, inForce }))
}

async function looks(c: Ctx, doors: Doors): Promise<Response> {
  const ports = await doors.at(signedIn(c.var.visit).agency)
  return show(c, LooksPage({ ...shell(c, doors), looks: await lastLooks(ports, mostSessions) }))
}

async function casesFile(c: Ctx, doors: Doors): Promise<Response> {
  const { agency } = signedIn(c.var.visit)
  const desk = await doors.desk(agency)
  const rows: QueueRow[] = []
  for (const which of ['open', 'closed'] as const) {
    let after: QueuePlace | undefined
    do {
      const page = await desk.page({ which }, 'newest', linesAtOnce, after)
      rows.push(...page.rows)
      after = page.next
    } while (after !== undefined && rows.length < mostLines)
  }
  const cut = rows.length < mostLines ? `${rows.length} cases` : `the first ${rows.length} cases; there may be more`
  return fileOf(c, doors, 'cases', queueCsv(['Every case, open and closed', cut, agency], rows))
}

async function peopleFile(c: Ctx, doors: Doors): Promise<Response> {
  const history = await historyOf(c, doors)
  const head = ['When', 'Id', 'Name', 'Account', 'Roles', 'First day', 'Last day', 'By']
  const rows = history.map(({ member, standing, since, by }) => [
    since,
    member.id,
    member.name ?? '',
    standing,
    member.roles.join(' '),
    member.from ?? '',
    member.until ?? '',
    by,
  ])
  return fileOf(c, doors, 'people', csv([['Each change of the register', `${rows.length} changes`], head, ...rows]))
}

function fileOf(c: Ctx, doors: Doors, name: string, text: string): Response {
  const day = officeDay(doors.system)
  return c.body(text, 200, {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="${name}-${day}.csv"`,
  })
}
