/** What the guards of a case are made of. */
import type { Instant } from '#vocabulary/time.ts'
import type { Command, CommandName, Context, Reason } from './commands.ts'
import type { CaseEventType, EventShapes } from './events.ts'
import type { CaseState } from './state.ts'

/** What an event will say, before it has a time, a counter and an actor. */
export type Draft = {
  [Type in CaseEventType]: {
    type: Type
    body: EventShapes[Type]['body']
    people?: Readonly<Record<string, EventShapes[Type]['person']>>
  }
}[CaseEventType]

/** Every reason against a command, or the event that it leads to. */
export type Handler<Name extends CommandName> = (
  state: CaseState,
  command: Command<Name>,
  context: Context,
) => readonly Reason[] | Draft

/** No reason where the condition holds. */
export function unless(condition: boolean, code: string, words: string): Reason[] {
  return condition ? [] : [{ code, words }]
}

/** One reason for all of them, where there are any. */
export function noneOf(offenders: readonly string[], code: string, words: (list: string) => string): Reason[] {
  return offenders.length === 0 ? [] : [{ code, words: words(offenders.join(', ')) }]
}

/** The table of moves says that it stands in this state. */
export function standing<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the table of moves opened a move without ${what}`)
  return value
}

export function isBlank(text: string): boolean {
  return text.trim() === ''
}

export function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

/** True for a day of the calendar: 2026-02-30 has the form of one and is none. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00.000Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** RFC 3339 with an offset; undefined for anything else. The number is in minutes, east positive. */
export function offsetOf(moment: string): number | undefined {
  const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|([+-])(\d{2}):(\d{2}))$/
  const found = form.exec(moment)
  if (found === null || Number.isNaN(Date.parse(moment))) return undefined
  const [, sign, hours = '0', minutes = '0'] = found
  const size = Number(hours) * 60 + Number(minutes)
  return sign === '-' ? -size : size
}

/** The day that it is at `moment` in an offset of so many minutes. */
export function dayOf(moment: Instant, offset: number): string {
  return new Date(Date.parse(moment) + offset * 60_000).toISOString().slice(0, 10)
}

export function daysAfter(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + count * 86_400_000).toISOString().slice(0, 10)
}

export function dayAfter(day: string): string {
  return daysAfter(day, 1)
}

/**
 * A day that has come. Where the agency's offset is not known, the day is UTC's, which in every American
 * offset is the same or one ahead: a day is never refused that has come.
 */
export function hasCome(day: string, now: Instant): boolean {
  return isDay(day) && day <= dayOf(now, 0)
}

/** Refs and ids that this case does not have. */
export function unknownOf(named: readonly string[], known: object): string[] {
  return named.filter((name) => !Object.hasOwn(known, name))
}
