/**
 * The members of a class, listed by the agency: one key of a record after another, in one order, each once.
 *
 * Whoever is listed is looked for in the source by that key and by nothing else. A list is protected like the
 * records: it is kept like a paper, and a case's events hold its count and its hash.
 */
import { PosternError } from '#errors.ts'
import { fromUtf8 } from '#formats/bytes.ts'
import type { SourceKeyType } from '#formats/sql.ts'
import type { Day } from '#vocabulary/time.ts'
import type { SubjectFacts } from './identity.ts'

/** Persons in one range of a list. The last may have fewer. */
export const membersInRange = 12_500

export interface MemberList {
  readonly count: number
  /** The keys in order, a line feed after each. */
  readonly bytes: Uint8Array
}

/** Members `first` to `first + keys.length - 1` of a list, counted from 1. */
export interface MemberRange {
  readonly first: number
  readonly keys: readonly string[]
}

/** What somebody has said to us, where the source cannot know it. */
export interface Said {
  /** The person's own key in the source. */
  readonly person: string
  readonly objection?: Day
  readonly consentWithdrawn?: Day
}

/** Members about whom the rules see the same. */
export interface FoundClass {
  /** The facts as bits, in decimal digits; what {@link ClassMask} makes of them. */
  readonly mask: string
  readonly persons: number
  /** The same for the same members, and for no others that anybody would come upon by chance. */
  readonly digest: string
}

export interface MemberSource {
  /**
   * Every class among the members, by one grouped query over each range, in one snapshot of the source.
   *
   * @param query gives rows (n, key, mask) for the members
   * @throws PosternError ERR_SOURCE, ERR_DATABASE_UNAVAILABLE as a search does
   */
  classes(
    ranges: Iterable<MemberRange>,
    said: ReadonlyMap<string, number>,
    query: MaskQuery,
  ): Promise<readonly FoundClass[]>
}

/** @param within SQL after AND that keeps a column to the members at hand; it only saves work */
export type MaskQuery = (within: (column: string) => string) => string

/** The query that makes a mask, and what a mask says. */
export interface ClassMask {
  /** Gives (n, key, mask). */
  readonly query: MaskQuery
  /** How many of the lowest bits the source's facts take; what people have said stands above them. */
  readonly bits: number
  /** Undefined for who has no record. */
  factsOf(mask: string): SubjectFacts | undefined
}

const forms: Readonly<Record<SourceKeyType, { readonly form: RegExp; readonly words: string }>> = {
  integer: { form: /^(?:0|[1-9]\d{0,17})$/, words: 'digits with no leading zero, at most 18' },
  uuid: {
    form: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    words: 'a UUID in lower case',
  },
  // What PostgreSQL's text form would have to escape is left out, so that keys compare byte for byte.
  text: { form: /^[^\p{Cc}\\]{1,200}$/u, words: 'at most 200 characters with no control character and no backslash' },
}

/**
 * A list as somebody handed it in: a key on each line, in any order.
 *
 * @param type of the person's key in the mapping
 * @throws PosternError ERR_INPUT_INVALID naming the line, for a line that is no key, for a key that is there twice,
 *   and for a list with nobody in it; never quoting a key
 */
export function readMembers(bytes: Uint8Array, type: SourceKeyType): MemberList {
  const lines = fromUtf8(bytes, 'the list of members').split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  const { form, words } = forms[type]
  const bad = lines.findIndex((line) => !form.test(line))
  if (bad !== -1) throw unreadable(`line ${bad + 1} is not the key of a record: ${words}`, { line: bad + 1 })
  if (lines.length === 0) throw unreadable('the list has nobody in it', {})
  const order = lines.map((_, at) => at).toSorted((a, b) => compareKeys(lines[a] ?? '', lines[b] ?? '', type))
  const twice = order.find((at, place) => place > 0 && lines[at] === lines[order[place - 1] ?? -1])
  if (twice !== undefined) throw unreadable(`line ${twice + 1} lists somebody a second time`, { line: twice + 1 })
  const sorted = order.map((at) => lines[at] ?? '')
  return { count: sorted.length, bytes: new TextEncoder().encode(`${sorted.join('\n')}\n`) }
}

/** Numbers as numbers, so that a range of the list is a range of the source's index. */
function compareKeys(a: string, b: string, type: SourceKeyType): number {
  if (type === 'integer' && a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}

function unreadable(words: string, evidence: { readonly line?: number }): PosternError {
  return new PosternError('ERR_INPUT_INVALID', `The list of members cannot be used: ${words}.`, evidence, {
    mend: 'Hand in one key of the agency’s own records on each line, each person once. Nothing was recorded.',
  })
}

const LINE_FEED = 10

/** A list that {@link readMembers} made, as it was kept. */
export function keptMembers(bytes: Uint8Array): MemberList {
  let count = 0
  // By index: an iterator takes ten times as long over the bytes of a million keys.
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === LINE_FEED) count += 1
  return { count, bytes }
}

/** Ranges of at most `size`, one after another; together the whole list. */
export function* rangesOf(list: MemberList, size = membersInRange): Generator<MemberRange> {
  for (const bounds of boundsOf(list, size)) yield rangeIn(list, bounds)
}

/** Finds a range, counted from 0, in whatever order they are asked for: the list is gone through once. */
export function rangeFinder(list: MemberList, size = membersInRange): (index: number) => MemberRange | undefined {
  const bounds = [...boundsOf(list, size)]
  return (index) => {
    const found = bounds[index]
    return found === undefined ? undefined : rangeIn(list, found)
  }
}

/** Where a range stands in a list's bytes, without its last line feed. */
interface Bounds {
  readonly first: number
  readonly start: number
  readonly end: number
}

function* boundsOf({ bytes }: MemberList, size: number): Generator<Bounds> {
  let first = 1
  let count = 0
  let start = 0
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== LINE_FEED) continue
    count += 1
    if (count < size) continue
    yield { first, start, end: at }
    first += count
    count = 0
    start = at + 1
  }
  if (count > 0) yield { first, start, end: bytes.length - 1 }
}

function rangeIn({ bytes }: MemberList, { first, start, end }: Bounds): MemberRange {
  return { first, keys: new TextDecoder().decode(bytes.subarray(start, end)).split('\n') }
}

/** How many ranges there are. */
export function rangeCount(count: number, size = membersInRange): number {
  return Math.ceil(count / size)
}
