/** What the queue says. For staff, in the words that they use; the codes stay for the address bar and for files. */
import { stateWords, isState } from '#case/moves.ts'
import { isCode, vocabulary } from '#vocabulary/codes.ts'
import type { QueueSort } from '#accounting/desk.ts'
import type { WaitingFor } from '#accounting/queue.ts'
import type { OfficeCalendar } from '#pipeline/queue.ts'
import type { Day } from '#vocabulary/time.ts'

const stateNames: Readonly<Partial<Record<string, string>>> = {
  received: 'Taken in',
  matched: 'Looked up',
  decided: 'Decided',
  prepared: 'Prepared',
  'approved-once': 'Approved once',
  approved: 'Approved',
  released: 'Released',
  delivered: 'Delivered',
  acknowledged: 'Receipt confirmed',
  destroyed: 'Destroyed there',
  refused: 'Answered: no',
  withdrawn: 'Withdrawn',
  closed: 'Closed',
}

export function stateName(status: string): string {
  return stateNames[status] ?? readable(status)
}

/** What the case still lacks in this state. */
export function stateLack(status: string): string {
  return isState(status) ? stateWords[status] : readable(status)
}

export const waitNames: Readonly<Record<WaitingFor, string>> = {
  'second-approval': 'the second approval',
  requester: 'the requester',
  counsel: 'counsel',
  log: 'the public log',
  court: 'the court',
}

export const sortNames: Readonly<Record<QueueSort, string>> = {
  due: 'Earliest deadline first',
  oldest: 'Oldest request first',
  newest: 'Newest request first',
  moved: 'Last moved first',
}

const kindNames: Readonly<Partial<Record<string, string>>> = {
  'federal-law-enforcement': 'Federal law enforcement',
  'state-law-enforcement': 'State law enforcement',
  'local-law-enforcement': 'Local law enforcement',
  prosecutor: 'Prosecutor',
  court: 'Court or grand jury',
  'federal-program-agency': 'Federal program agency',
  'federal-auditor': 'Federal auditor',
  'state-agency': 'State agency',
  'child-support-agency': 'Child support agency',
  'school-meals-authority': 'School meals',
  attorney: 'Private attorney',
  'data-subject': 'The person themselves',
  representative: 'Representative',
  'holder-staff': 'Our own staff',
  other: 'Anybody else',
  'medicaid-fraud-control-unit': 'Medicaid fraud unit',
}

export function kindName(kind: string): string {
  return kindNames[kind] ?? readable(kind)
}

export function organizationName(code: string): string {
  if (code === 'other') return 'Another organization'
  return isCode(vocabulary.organizations, code) ? vocabulary.organizations[code] : readable(code)
}

const programNames: Readonly<Partial<Record<string, string>>> = {
  snap: 'SNAP',
  tanf: 'TANF',
  eaedc: 'EAEDC',
  chip: 'CHIP',
  wic: 'WIC',
  liheap: 'LIHEAP',
  medicaid: 'Medicaid',
}

export function programName(code: string): string {
  return programNames[code] ?? readable(code)
}

const purposeNames: Readonly<Partial<Record<string, string>>> = { 'own-record': 'Own record', other: 'Another purpose' }

export function purposeName(code: string): string {
  return purposeNames[code] ?? readable(code)
}

/** "civil-immigration-enforcement" → "Civil immigration enforcement". */
export function readable(code: string): string {
  const text = code.replaceAll(/[-.]/g, ' ')
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** How far a deadline is, in the business days of that state. */
export function daysLeftWords(on: Day, { today, daysLeft }: Pick<OfficeCalendar, 'today' | 'daysLeft'>): string {
  if (on === today) return 'today'
  const left = daysLeft(on)
  // Where the office is closed all the while there is none to count.
  if (on < today) return left === 0 ? 'late' : `${businessDays(-left)} late`
  return left === 0 ? 'before the next business day' : `${businessDays(left)} left`
}

function businessDays(count: number): string {
  return `${count} business day${count === 1 ? '' : 's'}`
}
