/** The doors of the queue. */
import { randomUUID } from 'node:crypto'
import { assign } from '#pipeline/desk.ts'
import { officeDay } from '#pipeline/law.ts'
import { recordLook } from '#pipeline/looks.ts'
import { officeCalendar, searchQueue } from '#pipeline/queue.ts'
import { readForm, type Problems } from '../../form.ts'
import type { Doors } from '../../doors.ts'
import { messagePage } from '../../message-page.tsx'
import { deskRoles, mayGive, type Route } from '../../route.ts'
import { seeOther, show } from '../../show.ts'
import { actorOf, signedIn, type Ctx } from '../../visit.ts'
import { casePath, queuePath } from '../paths.ts'
import { inAddress, readChoice, writeChoice } from './filters.ts'
import { exportQueue } from './export.ts'
import { FoundPage } from './found-page.tsx'
import { QueuePage, type Shown } from './page.tsx'
import { colleagues, shownFor } from './shown.ts'
import { newSecret, secretHash } from './secret.ts'

/** How long the cases that a search found can be looked at again: as long as a session may be idle. */
const searchMinutes = 15
/** One press hands over so many at most: what fits on a page. */
const mostAtOnce = 25

export function queueRoutes(doors: Doors): readonly Route[] {
  return [
    {
      method: 'GET',
      path: queuePath,
      name: 'Look at the queue',
      who: deskRoles,
      handle: async (c) => {
        const query = new URL(c.req.url).searchParams
        const shown = await shownFor(doors, c.var.visit, query)
        const done = doneWords(query)
        return show(
          c,
          <QueuePage visit={c.var.visit} doors={doors} shown={{ ...shown, ...(done === undefined ? {} : { done }) }} />,
        )
      },
    },
    {
      method: 'POST',
      path: '/desk/search',
      name: 'Find a case by number, name, docket or reference',
      who: deskRoles,
      handle: (c) => search(c, doors),
    },
    {
      method: 'GET',
      path: '/desk/found/:id',
      name: 'See what a search of one’s own found, for a quarter of an hour',
      who: deskRoles,
      handle: (c) => found(c, doors),
    },
    {
      method: 'POST',
      path: '/desk/assign',
      name: 'Take cases, hand them over, lay them back',
      who: mayGive('assign'),
      command: 'assign',
      handle: (c) => handOver(c, doors),
    },
    {
      method: 'POST',
      path: '/desk/views',
      name: 'Keep filters as a view of one’s own',
      who: deskRoles,
      handle: (c) => keepView(c, doors),
    },
    {
      method: 'POST',
      path: '/desk/views/drop',
      name: 'Remove a view of one’s own',
      who: deskRoles,
      handle: async (c) => {
        const { id, agency } = signedIn(c.var.visit)
        await (await doors.desk(agency)).dropView(id, (await readForm(c)).text('name'))
        return seeOther(c, queuePath)
      },
    },
    {
      method: 'POST',
      path: '/desk/export',
      name: 'Save the list as a file, which the log remembers',
      who: deskRoles,
      handle: (c) => exportQueue(c, doors),
    },
  ]
}

async function search(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const { id, agency, session } = signedIn(visit)
  const typed = (await readForm(c)).text('find')
  if (typed === '') {
    return again(c, doors, '', { find: 'Type a case number, a name, a docket or a reference.' })
  }
  const [ports, desk] = await Promise.all([doors.at(agency), doors.desk(agency)])
  // Whoever looks for somebody by name is in the log; the name is not.
  const looking = { session, member: id, agency, day: officeDay(ports) }
  await recordLook(ports, doors.looks, looking, { page: 'Search by number, name, docket or reference' }, randomUUID())
  const result = await searchQueue(ports, desk, agency, typed)
  if (result.found === 'case') return seeOther(c, casePath(result.number))
  const secret = newSecret(doors.randomness)
  const until = new Date(Date.parse(visit.now) + searchMinutes * 60_000).toISOString()
  const streams = result.rows.map(({ stream }) => stream)
  await desk.keepSearch(secretHash(secret), id, streams, visit.now, until)
  return seeOther(c, `/desk/found/${secret}`)
}

async function found(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const { id, agency } = signedIn(visit)
  const [ports, desk] = await Promise.all([doors.at(agency), doors.desk(agency)])
  const streams = await desk.searched(secretHash(c.req.param('id') ?? ''), id, visit.now)
  if (streams === undefined) return messagePage(c, doors, 'not-found')
  const [rows, staff, calendar] = await Promise.all([
    desk.lines(streams),
    colleagues(doors, agency),
    officeCalendar(ports, agency),
  ])
  return show(c, <FoundPage visit={visit} doors={doors} rows={rows} staff={staff} calendar={calendar} />)
}

async function handOver(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const { id, agency } = signedIn(visit)
  const form = await readForm(c)
  const numbers = [...new Set(form.all('case'))].slice(0, mostAtOnce)
  const hands = form.text('hands')
  const to = hands === 'take' ? id : hands === 'give' ? form.text('to') : undefined
  const query = writeChoice(readChoice(new URLSearchParams(form.text('back')), visit.now.slice(0, 10)))
  const staff = await colleagues(doors, agency)
  const problems: Record<string, string> = {}
  if (numbers.length === 0) problems[''] = 'Mark at least one case in the list, then press the button again.'
  if (to !== undefined && !staff.some((one) => one.id === to)) problems['to'] = 'Choose who is to have the cases.'
  if (Object.keys(problems).length > 0) return again(c, doors, query, problems, { marked: numbers })

  const ports = await doors.at(agency)
  const refused: string[] = []
  const left: string[] = []
  for (const number of numbers) {
    const stream = await ports.ledger.streamOf(number)
    if (stream === undefined) {
      refused.push(`There is no case ${number} in your agency.`)
      continue
    }
    const moved = await assign(ports, actorOf(visit), stream, to)
    if (moved.moved) continue
    refused.push(`${number}: ${moved.refusal.reasons.map(({ words }) => words).join('; ')}.`)
    left.push(number)
  }
  const done = numbers.length - refused.length
  if (refused.length > 0) {
    const some = done === 0 ? '' : ` The other ${done} ${done === 1 ? 'was' : 'were'} done.`
    return again(c, doors, query, { '': refused.join(' ') + some }, { marked: left })
  }
  const told = new URLSearchParams(query)
  told.set(to === undefined ? 'laid-back' : to === id ? 'taken' : 'handed-over', String(done))
  return seeOther(c, inAddress(queuePath, told.toString()))
}

async function keepView(c: Ctx, doors: Doors): Promise<Response> {
  const { id, agency } = signedIn(c.var.visit)
  const form = await readForm(c)
  const query = writeChoice(readChoice(new URLSearchParams(form.text('query')), c.var.visit.now.slice(0, 10)))
  const name = form.text('view')
  const desk = await doors.desk(agency)
  const standing = await desk.views(id)
  const problem = whyNoView(
    name,
    query,
    standing.length,
    standing.some((one) => one.name === name),
  )
  if (problem !== undefined) return again(c, doors, query, { view: problem }, { typed: { view: name } })
  await desk.keepView(id, { name, query })
  return seeOther(c, inAddress(queuePath, query))
}

const mostViews = 20

function whyNoView(name: string, query: string, count: number, replaces: boolean): string | undefined {
  if (name === '' || name.length > 40) return 'Give the view a name of 1 to 40 characters.'
  if (query === '') return 'Choose some filters and press “Show” first; without any, this is the view “All open”.'
  if (count >= mostViews && !replaces) return `You have ${mostViews} views already. Remove one first.`
  return undefined
}

/** The queue once more with what is wrong said by each field, and nothing typed lost. */
async function again(
  c: Ctx,
  doors: Doors,
  query: string,
  problems: Problems,
  more: Pick<Shown, 'marked' | 'typed'> = {},
): Promise<Response> {
  const shown = await shownFor(doors, c.var.visit, new URLSearchParams(query))
  return show(c, <QueuePage visit={c.var.visit} doors={doors} shown={{ ...shown, ...more, problems }} />, 422)
}

/** What has just been done, as the address after it says; a number and nothing else can stand there. */
function doneWords(query: URLSearchParams): string | undefined {
  const said: Readonly<Record<string, (cases: string) => string>> = {
    taken: (cases) => `${cases} in your hands now.`,
    'handed-over': (cases) => `${cases} handed over.`,
    'laid-back': (cases) => `${cases} laid back, in nobody’s hands.`,
  }
  for (const [name, words] of Object.entries(said)) {
    const count = Number(query.get(name))
    if (Number.isInteger(count) && count > 0 && count <= mostAtOnce)
      return words(count === 1 ? '1 case is' : `${count} cases are`)
  }
  return undefined
}
