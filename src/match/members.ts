/**
 * The members of a class, listed by the agency: one key of a record after another, in one order, each once.
 *
 * Whoever is listed is looked for in the source by that key and by nothing else. A list is protected like the
 * records: it is kept like a paper, and a case's events hold its count and its hash.
 */
import { PosternError } from '#errors.ts'
import { fromUtf8, utf8 } from '#formats/bytes.ts'
import type { SourceKeyType } from '#formats/sql.ts'
import type { Day } from '#vocabulary/time.ts'
import type { SubjectFacts } from './identity.ts'

/** Members whose rows make one piece of a table. Of the last there may be fewer. */
export const membersInPiece = 12_500

/** Bytes of rows that make one piece where those of so many members are more: ten times what they usually are. */
export const bytesInPiece = 16 * 2 ** 20

export interface MemberList {
  readonly count: number
  /** The keys in order, a line feed after each. */
  readonly bytes: Uint8Array
}

/** Members `first` to `first + count - 1` of a list, counted from 1. */
export interface MemberRange {
  readonly first: number
  readonly count: number
  /** Their keys in order, a line feed after each. */
  readonly bytes: Uint8Array
  /** The same as texts, made anew each time: hardly a range needs a million of them. */
  readonly keys: () => readonly string[]
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
 * A list as somebody handed it in: a key on each line, in any order. It is kept in order: of numbers, and of the bytes of
 * anything else, so that the first and the last key of a range are its borders.
 *
 * @param type of the person's key in the mapping
 * @throws PosternError ERR_INPUT_INVALID naming the line, for a line that is no key, for a key that is there twice,
 *   and for a list with nobody in it; never quoting a key
 */
export function readMembers(bytes: Uint8Array, type: SourceKeyType): MemberList {
  const text = fromUtf8(bytes, 'the list of members')
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  const { form, words } = forms[type]
  const bad = lines.findIndex((line) => !form.test(line))
  if (bad !== -1) throw unreadable(`line ${bad + 1} is not the key of a record: ${words}`, { line: bad + 1 })
  if (lines.length === 0) throw unreadable('the list has nobody in it', {})
  const compare = type === 'integer' ? byNumber : /[\ud800-\udfff]/.test(text) ? byBytes : byUnits
  const order = lines.map((_, at) => at).toSorted((a, b) => compare(lines[a] ?? '', lines[b] ?? ''))
  const twice = order.find((at, place) => place > 0 && lines[at] === lines[order[place - 1] ?? -1])
  if (twice !== undefined) throw unreadable(`line ${twice + 1} lists somebody a second time`, { line: twice + 1 })
  const sorted = order.map((at) => lines[at] ?? '')
  return { count: sorted.length, bytes: new TextEncoder().encode(`${sorted.join('\n')}\n`) }
}

/** Numbers as numbers, so that a range of the list is a range of the source's index. */
function byNumber(a: string, b: string): number {
  return a.length === b.length ? byUnits(a, b) : a.length - b.length
}

/** The order of the bytes, where no character takes two units of UTF-16. */
function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(utf8(a), utf8(b))
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

/** Whether somebody is on it. @param key of a person, as the list has it */
export function isListed({ bytes }: Pick<MemberList, 'bytes'>, key: string): boolean {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const line = Buffer.from(`${key}\n`)
  return lines.subarray(0, line.length).equals(line) || lines.includes(Buffer.concat([Buffer.from('\n'), line]))
}

/** Ranges of at most `size`, one after another; together the whole list. */
export function* rangesOf(list: MemberList, size = membersInPiece): Generator<MemberRange> {
  for (const bounds of boundsOf(list, size)) yield rangeIn(list, bounds)
}

/** Finds a range, counted from 0, in whatever order they are asked for: the list is gone through once. */
export function rangeFinder(list: MemberList, size: number): (index: number) => MemberRange | undefined {
  const bounds = boundsOf(list, size)
  return (index) => {
    const found = bounds[index]
    return found === undefined ? undefined : rangeIn(list, found)
  }
}

/** Where a range stands in a list's bytes. */
interface Bounds {
  readonly first: number
  readonly count: number
  readonly start: number
  readonly end: number
}

/** A list, as a generator takes ten times as long over so many bytes. */
function boundsOf({ bytes }: MemberList, size: number): readonly Bounds[] {
  const all: Bounds[] = []
  let first = 1
  let count = 0
  let start = 0
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== LINE_FEED) continue
    count += 1
    if (count < size) continue
    all.push({ first, count, start, end: at + 1 })
    first += count
    count = 0
    start = at + 1
  }
  if (count > 0) all.push({ first, count, start, end: bytes.length })
  return all
}

function rangeIn({ bytes }: MemberList, { first, count, start, end }: Bounds): MemberRange {
  const own = bytes.subarray(start, end)
  return { first, count, bytes: own, keys: () => linesOf(own).split('\n') }
}

/** The keys of a range as one text, a line feed between them. */
export function linesOf(bytes: Uint8Array): string {
  // A mark of the byte order is one where a file begins, and part of a key here.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, -1))
}

/** How many ranges there are. */
export function rangeCount(count: number, size: number): number {
  return Math.ceil(count / size)
}
