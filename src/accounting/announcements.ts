/** What the public page says of a release of many persons, and what became of it. It names no case and nobody. */
import type { EventRecord } from '#vocabulary/event-record.ts'
import type { Day, Instant } from '#vocabulary/time.ts'
import { isEvent } from './case-event.ts'

export interface AnnouncementRow {
  readonly agency: string
  readonly persons: number
  /** A line each: the program, a space, the element. */
  readonly elements: string
  /** Ids of the rules, with a space between. */
  readonly basis: string
  readonly announcedOn: Day
  /** The last day on which it must stand. */
  readonly standsUntil: Day
  readonly court: string | null
  readonly docket: string | null
  readonly orderedOn: Day | null
  /** The court's day. */
  readonly leavesFrom: Day | null
}

/** Something that happened to its case after. */
export interface Later {
  readonly type: string
  readonly at: Instant
}

/** A notice with its place in the log, and what happened to its case after, in order. */
export interface Announced extends AnnouncementRow {
  readonly seq: number
  readonly at: Instant
  readonly later: readonly Later[]
}

/** Every notice of every agency, the newest first. */
export interface Announcements {
  list(limit: number): Promise<readonly Announced[]>
}

export function announcementIn(record: EventRecord, agency: string): AnnouncementRow | undefined {
  if (!isEvent(record, 'release.announced')) return undefined
  const { persons, elements, basis, announcedOn, standsUntil, courtOrder } = record.body
  return {
    agency,
    persons,
    elements: elements.map(({ program, element }) => `${program} ${element}`).join('\n'),
    basis: basis.join(' '),
    announcedOn,
    standsUntil,
    court: courtOrder?.court ?? null,
    docket: courtOrder?.docket ?? null,
    orderedOn: courtOrder?.issuedOn ?? null,
    leavesFrom: courtOrder?.from ?? null,
  }
}

/** What a later event makes of a notice that stands. */
const ends = {
  'release.announced': 'replaced',
  'announcement.withdrawn': 'withdrawn',
  'request.refused': 'ended',
  'request.withdrawn': 'ended',
  'case.closed': 'ended',
  'release.authorized': 'released',
} as const

/** What makes a release as if it had not been. */
const undone = ['release.voided', 'package.expired', 'package.taken-back'] as const

/** Events of a case that say what became of its notice. */
export const endingTypes: readonly string[] = [...Object.keys(ends), ...undone]

export type Standing = 'standing' | (typeof ends)[keyof typeof ends]

/** What became of it, and when; `at` is undefined while it stands. */
export function becameOf(later: readonly Later[]): { readonly state: Standing; readonly at: Instant | undefined } {
  let found: ReturnType<typeof becameOf> = { state: 'standing', at: undefined }
  for (const { type, at } of later) {
    if (undone.some((one) => one === type)) {
      if (found.state === 'released') found = { state: 'standing', at: undefined }
    } else if (isEnd(type) && found.state === 'standing') found = { state: ends[type], at }
  }
  return found
}

function isEnd(type: string): type is keyof typeof ends {
  return Object.hasOwn(ends, type)
}
