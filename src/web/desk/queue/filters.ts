/**
 * The filters of the queue as they stand in the address bar, and the views that everybody has.
 *
 * Only codes, ids of staff and days stand there. Whatever is none is left out, so that an address that somebody
 * mistyped or made up shows more and never fails.
 */
import { queueSorts, type QueueFilter, type QueuePlace, type QueueSort } from '#accounting/desk.ts'
import { waits } from '#accounting/queue.ts'
import { states } from '#case/moves.ts'
import { isCode, vocabulary } from '#vocabulary/codes.ts'
import type { Day } from '#vocabulary/time.ts'

export interface Choice {
  readonly filter: QueueFilter
  readonly sort: QueueSort
  /** Said in words that mean other days tomorrow: a view that was kept stays right. */
  readonly due?: DueWord
}

export const dueWords = ['week', 'overdue'] as const
export type DueWord = (typeof dueWords)[number]

type Query = URLSearchParams

/** What each field of the address may say; undefined for anything else. */
const readers: { readonly [Field in keyof QueueFilter]-?: (text: string) => QueueFilter[Field] } = {
  which: (text) => (text === 'closed' ? 'closed' : undefined),
  status: (text) => states.find((state) => state === text),
  requesterKind: (text) => (isCode(vocabulary.requesterKinds, text) ? text : undefined),
  organization: (text) => (isCode(vocabulary.organizations, text) ? text : undefined),
  program: (text) => (isCode(vocabulary.programs, text) ? text : undefined),
  purpose: (text) => (isCode(vocabulary.purposes, text) ? text : undefined),
  assignee: (text) => (text === 'nobody' ? null : /^[a-z][a-z0-9-]{1,63}$/.test(text) ? text : undefined),
  waitingFor: (text) => waits.find((wait) => wait === text),
  held: (text) => (text === 'yes' ? true : undefined),
  dueFrom: day,
  dueTo: day,
}

/** In the address: its name, and the field of the filter that it says. */
const fields: readonly (readonly [name: string, field: keyof QueueFilter])[] = [
  ['which', 'which'],
  ['status', 'status'],
  ['kind', 'requesterKind'],
  ['from', 'organization'],
  ['program', 'program'],
  ['purpose', 'purpose'],
  ['with', 'assignee'],
  ['waits', 'waitingFor'],
  ['held', 'held'],
  ['due-from', 'dueFrom'],
  ['due-to', 'dueTo'],
]

/** @param today what "this week" and "overdue" are counted from */
export function readChoice(query: Query, today: Day): Choice {
  const said = fields.map(([name, field]) => [field, readers[field](query.get(name) ?? '')])
  const stated: QueueFilter = Object.fromEntries(said.filter(([, value]) => value !== undefined))
  const due = dueWords.find((word) => word === query.get('due'))
  const filter = due === undefined ? stated : { ...without(stated), ...daysOf(due, today) }
  const sort = queueSorts.find((one) => one === query.get('sort')) ?? (filter.which === 'closed' ? 'moved' : 'due')
  return { filter, sort, ...(due === undefined ? {} : { due }) }
}

function without({ dueFrom: _from, dueTo: _to, ...others }: QueueFilter): QueueFilter {
  return others
}

function daysOf(due: DueWord, today: Day): Pick<QueueFilter, 'dueFrom' | 'dueTo'> {
  return due === 'overdue' ? { dueTo: dayAfter(today, -1) } : { dueFrom: today, dueTo: saturdayOf(today) }
}

/** The query of an address, without the question mark; the same choice always gives the same. */
export function writeChoice({ filter, sort, due }: Choice): string {
  const query = new URLSearchParams()
  for (const [name, field] of fields) {
    const value = filter[field]
    if (value === undefined || value === 'open') continue
    if (due !== undefined && (field === 'dueFrom' || field === 'dueTo')) continue
    query.set(name, value === null ? 'nobody' : value === true ? 'yes' : value)
  }
  if (due !== undefined) query.set('due', due)
  if (sort !== (filter.which === 'closed' ? 'moved' : 'due')) query.set('sort', sort)
  return query.toString()
}

/** Behind which line the page begins: `2026-12-01~MA-DTA-2026-7K3Q9F2M`. */
export function readPlace(query: Query): QueuePlace | undefined {
  const [, key, number] = /^(infinity|\d{4}-\d{2}-\d{2})~([A-Z0-9-]{1,60})$/.exec(query.get('after') ?? '') ?? []
  if (key === undefined || number === undefined || (key !== 'infinity' && day(key) === undefined)) return undefined
  return { key, number }
}

export function writePlace({ key, number }: QueuePlace): string {
  return `${key}~${number}`
}

export function inAddress(path: string, query: string): string {
  return query === '' ? path : `${path}?${query}`
}

export interface View {
  readonly name: string
  /** What would be here, where nothing is. */
  readonly empty: string
  readonly choice: Choice
}

/** The views that everybody has, on this day and for this member of staff. */
export function viewsFor(member: string, today: Day): readonly View[] {
  return [
    view('All open', 'Cases appear here as soon as somebody takes in a request.', {}),
    view('Mine', 'Cases that you take, or that somebody hands to you, appear here.', { assignee: member }),
    dueView('Due this week', 'Open cases with a deadline up to Saturday appear here.', 'week', today),
    dueView('Overdue', 'Good: no deadline of an open case has passed.', 'overdue', today),
    view('Waiting for second approval', 'A release that one person has approved waits here for another.', {
      waitingFor: 'second-approval',
    }),
    view(
      'Waiting for requester',
      'Requests that went back to be mended, and packages that wait for a receipt, appear here.',
      { waitingFor: 'requester' },
    ),
    view(
      'On hold by court',
      'Cases in which a court has stayed a paper, or of which nothing may be destroyed, appear here.',
      { held: true },
    ),
  ]
}

function view(name: string, empty: string, filter: QueueFilter): View {
  return { name, empty, choice: { filter, sort: 'due' } }
}

function dueView(name: string, empty: string, due: DueWord, today: Day): View {
  return { name, empty, choice: { filter: daysOf(due, today), sort: 'due', due } }
}

/** Weeks begin on Sunday, as on the calendar page. */
function saturdayOf(today: Day): Day {
  return dayAfter(today, 6 - new Date(`${today}T00:00:00Z`).getUTCDay())
}

export function dayAfter(from: Day, days: number): Day {
  return new Date(Date.parse(`${from}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

function day(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? text : undefined
}
