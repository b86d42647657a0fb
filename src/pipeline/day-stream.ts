/** The streams in which releases are counted: one for each agency and day, found by whoever counts that day. */
import type { CaseState } from '#case/state.ts'
import { isPosternError } from '#errors.ts'
import { utf8 } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import { uuidOf } from '#formats/uuid.ts'
import type { StoredEvent } from '#log/ledger.ts'
import type { Day } from '#vocabulary/time.ts'
import { loadCase } from './move.ts'
import type { Ports } from './ports.ts'

export const releaseCounted = 'release.counted'

export interface CountEventShapes {
  /** One release, as the day has it. */
  'release.counted': {
    readonly agency: string
    readonly day: Day
    readonly receiver: string
    /** The stream of the case. */
    readonly case: string
    readonly contentRoot: string
    readonly persons: number
    /** Listed members who leave on two signatures alone, or unannounced. */
    readonly slice: boolean
  }
}

export type Counted = CountEventShapes[typeof releaseCounted]

/** What was counted on a day, and how long its stream is. @throws what the ledger throws */
export async function countedOn(
  { ledger }: Pick<Ports, 'ledger'>,
  agency: string,
  day: Day,
): Promise<{ readonly counted: readonly Counted[]; readonly length: number }> {
  const events = await ledger.load(streamOfDay(agency, day))
  return { counted: events.flatMap(countedIn), length: events.length }
}

/** Those that left, or may still leave as they were counted. @throws what the ledger throws */
export async function standing(ports: Pick<Ports, 'ledger'>, all: readonly Counted[]): Promise<readonly Counted[]> {
  const found = await Promise.all(all.map(async (one) => ((await stands(ports, one)) ? [one] : [])))
  return found.flat()
}

/** Until it left, what was made void left nobody; after that it stays prepared for good. */
async function stands(ports: Pick<Ports, 'ledger'>, { case: stream, contentRoot }: Counted): Promise<boolean> {
  try {
    return (await loadCase(ports, stream)).state.prepared?.contentRoot === contentRoot
  } catch (error) {
    // Forgotten within these few days: it had left.
    if (isPosternError(error, 'ERR_CASE_UNKNOWN')) return true
    throw error
  }
}

export function isOf(one: Counted, { stream, prepared }: CaseState): boolean {
  return one.case === stream && one.contentRoot === prepared?.contentRoot
}

/** Whoever died between counting and releasing counts the same content again on the day on which it leaves. */
export function onceEach(counted: readonly Counted[]): readonly Counted[] {
  return [...new Map(counted.map((one) => [one.contentRoot, one])).values()]
}

export function sumOf(counted: readonly Counted[]): number {
  return counted.reduce((total, { persons }) => total + persons, 0)
}

/** Everybody who counts this day of this agency finds the same stream. */
export function streamOfDay(agency: string, day: Day): string {
  return uuidOf(sha256(utf8(`postern/release-day/v1\n${agency}\n${day}\n`)), 8)
}

/** INVARIANT: only `countRelease` writes events of this type, so their bodies are of this shape. */
function countedIn({ record: { type, body } }: StoredEvent): readonly Counted[] {
  return type === releaseCounted && isCounted(body) ? [body] : []
}

function isCounted(body: unknown): body is Counted {
  return typeof body === 'object' && body !== null && 'contentRoot' in body && 'persons' in body
}
