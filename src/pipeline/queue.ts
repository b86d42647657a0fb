/** What the desk's queue needs of the office: which day it is there, on which days it works, and words to look for. */
import type { Desk } from '#accounting/desk.ts'
import type { QueueRow } from '#accounting/queue.ts'
import { wordsMeant } from '#accounting/search.ts'
import { isCaseNumber } from '#case/number.ts'
import { businessDaysBetween, holidayOn } from '#decision/holidays.ts'
import { jurisdictionOf, type Holiday, type RuleSet } from '#decision/rules.ts'
import { isPosternError } from '#errors.ts'
import type { Day } from '#vocabulary/time.ts'
import { officeDay, type OfficeTime } from './law.ts'
import type { Ports } from './ports.ts'
import { spelling } from './project.ts'

export interface OfficeCalendar {
  readonly today: Day
  /** Business days from today to a day, the day itself included; below zero where it has passed. */
  readonly daysLeft: (day: Day) => number
  /** What a day is called on which the office is closed; a Saturday or Sunday has no name. */
  readonly closedOn: (day: Day) => string | undefined
}

/** The law is read once a day for this: deadlines themselves come from the decision, which always reads it. */
const known = new WeakMap<Ports['law'], Map<string, OfficeCalendar>>()

/** Without rules in force no holidays are known, and every weekday counts. @throws what the ledger throws */
export async function officeCalendar(ports: OfficeTime & Pick<Ports, 'law'>, agency: string): Promise<OfficeCalendar> {
  const today = officeDay(ports)
  const calendars = known.get(ports.law) ?? new Map<string, OfficeCalendar>()
  known.set(ports.law, calendars)
  const last = calendars.get(agency)
  if (last?.today === today) return last
  const rules = await rulesOn(ports, today)
  const calendar = calendarFrom(today, rules === undefined ? [] : holidaysIn(rules, agency))
  if (rules !== undefined) calendars.set(agency, calendar)
  return calendar
}

function calendarFrom(today: Day, holidays: readonly Holiday[]): OfficeCalendar {
  const counted = new Map<Day, number>()
  return {
    today,
    daysLeft: (day) => {
      const before = counted.get(day)
      if (before !== undefined) return before
      const left = day >= today ? businessDaysBetween(today, day, holidays) : -businessDaysBetween(day, today, holidays)
      counted.set(day, left)
      return left
    },
    closedOn: (day) => holidayOn(day, holidays),
  }
}

async function rulesOn(ports: Pick<Ports, 'law'>, day: Day): Promise<RuleSet | undefined> {
  try {
    return await ports.law(day)
  } catch (error) {
    if (isPosternError(error, 'ERR_RULES_MISSING')) return undefined
    throw error
  }
}

/** Every rule that counts business or court days carries the holidays that it is counted with. */
function holidaysIn({ rules }: RuleSet, agency: string): readonly Holiday[] {
  const jurisdiction = jurisdictionOf(agency) ?? 'us'
  const kept = new Map<string, Holiday>()
  for (const { parts } of rules) {
    for (const { deadline } of parts) {
      for (const from of new Set(['us', jurisdiction])) {
        for (const holiday of deadline?.holidays?.[from] ?? []) kept.set(JSON.stringify(holiday), holiday)
      }
    }
  }
  return [...kept.values()]
}

/** Cases are that old and no older, as far as somebody looks for them by the end of their number. */
const yearsBack = 10

export type Found =
  /** One case, by its number or as the only one that the words are in. */
  { readonly found: 'case'; readonly number: string } | { readonly found: 'cases'; readonly rows: readonly QueueRow[] }

/**
 * What somebody typed into the one search box: a case number or its last eight signs, a whole name, a docket or a
 * reference.
 *
 * @throws what the ledger throws
 */
export async function searchQueue(
  { ledger, clock }: Pick<Ports, 'ledger' | 'clock'>,
  desk: Pick<Desk, 'find'>,
  agency: string,
  typed: string,
): Promise<Found> {
  for (const number of numbersMeant(typed, agency, Number(clock.now().slice(0, 4)))) {
    if ((await ledger.streamOf(number)) !== undefined) return { found: 'case', number }
  }
  const rows = await desk.find(wordsMeant(typed, spelling))
  const [only] = rows
  return rows.length === 1 && only !== undefined ? { found: 'case', number: only.number } : { found: 'cases', rows }
}

/** Nobody says a whole number over a desk: its end is random, and enough. */
function numbersMeant(typed: string, agency: string, year: number): readonly string[] {
  const number = typed.trim().toUpperCase()
  const years = Array.from({ length: yearsBack }, (_, n) => `${agency.toUpperCase()}-${year - n}-${number}`)
  return [number, ...years.filter(isCaseNumber)]
}
