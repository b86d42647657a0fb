/**
 * Who looked at what: an event for each thing, session and day, in a stream of the session's own that belongs to the
 * agency. It is in the log before the page is shown, so nobody looks where the log cannot be written.
 */
import type { ActKeys } from '#accounting/project.ts'
import type { StoredEvent } from '#log/ledger.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'
import type { Day, Instant } from '#vocabulary/time.ts'
import type { Ports } from './ports.ts'

const lookTaken = 'look.taken'

/** What is looked at. Never a person: a case is its number, and a page what it is called. */
export interface Look {
  readonly page: string
  readonly case?: string
}

/** Remembers what the log was told, so that it is told once; without it every click would be an event. */
export interface LookBook {
  /** The stream of this session: this one, unless another was settled before. */
  looksOf(session: string, fresh: string): Promise<string>
  isLooked(session: string, what: string, day: Day): Promise<boolean>
  setLooked(session: string, what: string, day: Day): Promise<void>
}

export interface Looking {
  readonly session: string
  readonly member: string
  readonly agency: string
  readonly day: Day
}

/**
 * Record a look, unless this session looked at it today already. Durable when it returns.
 *
 * @param fresh a random UUID, for a session that looks for the first time
 * @param apart of a case, what is secret even to those who look at the rest of it: a look of its own
 * @throws what the ledger throws; then nothing may be shown
 */
export async function recordLook(
  ports: Pick<Ports, 'ledger' | 'clock'>,
  book: LookBook,
  { session, member, agency, day }: Looking,
  look: Look,
  fresh: string,
  apart = false,
): Promise<void> {
  const what = JSON.stringify(apart ? [look.case, look.page] : [look.case ?? look.page])
  if (await book.isLooked(session, what, day)) return
  const stream = await book.looksOf(session, fresh)
  const event = { type: lookTaken, at: ports.clock.now(), actor: member, body: { ...look, agency }, people: {} }
  for (let after = 0; ;) {
    const result = await ports.ledger.append({ stream, after, events: [event], agency })
    if (result.outcome === 'appended') break
    after = result.n
  }
  await book.setLooked(session, what, day)
}

export interface Looked extends Look {
  readonly member: string
  readonly at: Instant
}

/** A look is found by the case that was looked at. */
export function lookKeys({ type, body }: EventRecord): ReturnType<ActKeys> {
  if (type !== lookTaken || !isLook(body)) return undefined
  return { agency: body.agency, keys: body.case === undefined ? [] : [lookKey(body.case)], called: type }
}

const lookKey = (number: string): string => `look\0${number}`

/** Who looked at a case, the newest look first. @throws what the ledger throws */
export async function looksAtCase({ ledger }: Pick<Ports, 'ledger'>, agency: string, number: string) {
  const found = await ledger.matchesOf(agency, lookKey(number))
  return (await looksOfStreams({ ledger }, [...new Set(found.map(({ stream }) => stream))])).filter(
    (look) => look.case === number,
  )
}

/** What was looked at in the sessions that looked last, the newest look first. @throws what the ledger throws */
export async function lastLooks({ ledger }: Pick<Ports, 'ledger'>, sessions: number): Promise<readonly Looked[]> {
  return looksOfStreams({ ledger }, await ledger.streamsWith(lookTaken, sessions))
}

async function looksOfStreams({ ledger }: Pick<Ports, 'ledger'>, streams: readonly string[]) {
  const found = await Promise.all(streams.map((stream) => ledger.load(stream)))
  return found.flatMap(looksIn).toSorted((a, b) => (a.at < b.at ? 1 : -1))
}

/** The looks that a stream tells of, the oldest first. */
export function looksIn(events: readonly StoredEvent[]): readonly Looked[] {
  return events.flatMap(({ record }) => {
    const { body } = record
    if (record.type !== lookTaken || !isLook(body)) return []
    return [
      { page: body.page, ...(body.case === undefined ? {} : { case: body.case }), member: record.actor, at: record.at },
    ]
  })
}

function isLook(body: unknown): body is Look & { readonly agency: string } {
  return typeof body === 'object' && body !== null && 'page' in body && 'agency' in body
}
