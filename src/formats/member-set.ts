/**
 * Who was in a release of many persons, as a sorted and compressed set that commits to everybody in it and tells nobody
 * who they are.
 *
 *     agency key  = SHA-256("postern.members.v1" 00 ‖ members key of the office (32) ‖ agency)
 *     secret      = SHA-256("postern.member.v1" 00 ‖ agency key ‖ the person's own key in the source)    first 16 bytes
 *     mark        = SHA-256("postern.token.v1" 00 ‖ secret ‖ id of the set (16))
 *     token       = bytes 0 to 15 of the mark;  pad = bytes 16 and 17 of it
 *     entry       = token ‖ (number of the class, 16 bits, big-endian, XOR pad)
 *
 * Everybody who was listed is in it, also of whom nothing is released. The class in which they were decided has a
 * number, and what that released is committed to beside the set (`member-classes.ts`). A secret is a person's own: it
 * finds them in every set of the agency, and says nothing of anybody else. Without it a token is random, and so is what
 * stands beside it; so a bucket can be shown to whoever is in it, and to whoever is not.
 *
 * A set of `bits` has 2^bits buckets, each for the tokens that begin with the bits of its index; those without a token
 * too. One bucket, with n tokens in ascending order and c = ⌊log2 n⌋:
 *
 *     n                                                        2 bytes, big-endian
 *     for each value of the c bits behind the first `bits`,    n + 2^c bits
 *       as many 1 as there are such tokens, then a 0
 *     the rest of each token                                   n × (128 - bits - c) bits
 *     0 to the end of the byte
 *     the second half of each entry                            n × 2 bytes
 *
 * An empty bucket is its two zero bytes. No set has two texts. About 110 bits of each token's 128 are left at 1,100,000,
 * where 109.4 is the least there can be. The root of the set is that of the tree of RFC 6962 whose entries are the id of
 * the set ‖ a bucket, in order: so no root is that of another set, and no bucket stands in another place.
 */
import { concat, formatError, utf8 } from './bytes.ts'
import { mostClasses } from './member-classes.ts'
import type { Hash } from './merkle.ts'
import { sha256, sha256Into } from './sha256.ts'
import { TreeHasher } from './tree-hasher.ts'

const tokenBytes = 16
const tokenBits = 8 * tokenBytes
/** How long one entry is as `MemberSetBuilder.entries` gives it. */
const entryBytes = tokenBytes + 2
const headBytes = 2
export const secretBytes = 16
export const setIdBytes = 16
/** More would not fit into the number before a bucket; and there are never so many where `bitsFor` was asked. */
const mostInBucket = 0xffff
export const mostBits = 24

const agencyLabel = utf8('postern.members.v1\0')
const keyIdLabel = utf8('postern.members-key.v1\0')
const memberLabel = utf8('postern.member.v1\0')
const tokenLabel = utf8('postern.token.v1\0')

/**
 * The key from which the secrets of one agency's people follow. Whoever has it can find everybody in every set of the
 * agency whose buckets they have, and check that a secret is the right one.
 *
 * @param membersKey 32 bytes, of the office
 */
export function agencyMembersKey(membersKey: Uint8Array, agency: string): Uint8Array {
  if (membersKey.length !== 32) throw formatError('a members key has 32 bytes', { bytes: membersKey.length })
  return sha256(agencyLabel, membersKey, utf8(agency))
}

/** Says whether two keys are one, and nothing else of them: 8 bytes. @param agencyKey of `agencyMembersKey` */
export function membersKeyId(agencyKey: Uint8Array): Uint8Array {
  return sha256(keyIdLabel, agencyKey).subarray(0, 8)
}

/**
 * What is one person's alone, and finds them in every set of the agency.
 *
 * @param agencyKey of `agencyMembersKey`
 * @param personKey the person's own key, as it stands in the source
 */
export function memberSecret(agencyKey: Uint8Array, personKey: string | Uint8Array): Uint8Array {
  const key = typeof personKey === 'string' ? utf8(personKey) : personKey
  return sha256(memberLabel, agencyKey, key).subarray(0, secretBytes)
}

/** Where a person stands in one set, and what their entry's second half is hidden under. */
export interface Mark {
  readonly token: Uint8Array
  readonly pad: number
}

/** @param setId 16 bytes */
export function markOf(secret: Uint8Array, setId: Uint8Array): Mark {
  if (secret.length !== secretBytes || setId.length !== setIdBytes)
    throw formatError('a secret and the id of a set have 16 bytes each')
  const mark = sha256(tokenLabel, secret, setId)
  return { token: mark.subarray(0, tokenBytes), pad: bigEndian(mark, tokenBytes, 2) }
}

/** How many bits for so many persons: 56 to 112 in a bucket, which sealed still fits into a row of PostgreSQL as it is. */
export function bitsFor(persons: number): number {
  let bits = 0
  while (bits < mostBits && persons > 112 * 2 ** bits) bits++
  return bits
}

/** Which bucket holds this token, if any does. */
export function bucketOf(token: Uint8Array, bits: number): number {
  return bits === 0 ? 0 : bigEndian(token, 0, 3) >>> (mostBits - bits)
}

export interface MemberSetOptions {
  /** 16 random bytes, of this set alone. */
  readonly setId: Uint8Array
  /** 32 bytes, of the office. */
  readonly membersKey: Uint8Array
  readonly agency: string
  /** Of `bitsFor`: 0 to 24. */
  readonly bits: number
}

export interface MemberSet {
  readonly root: Hash
  readonly bits: number
  readonly count: number
  /** All 2^bits, in order: empty ones too. */
  readonly buckets: readonly Uint8Array[]
}

export interface MemberSetBuilder {
  /**
   * One listed person, in any order.
   *
   * @param personKey the person's own key, as it stands in the source: text, or its UTF-8
   * @param number of the class that they were decided in
   */
  add(personKey: string | Uint8Array, number: number): void
  /** All that was added, as `merge` takes it: what a worker hands over. It names nobody to who has no members key. */
  entries(): Uint8Array
  /** What another builder of the same set has added. @throws PosternError ERR_FORMAT */
  merge(entries: Uint8Array): void
  /** @throws PosternError ERR_FORMAT where a person was added twice, or there are far too many for these bits */
  finish(): MemberSet
}

/**
 * Gathers a set. Who comes in which order, and by how many builders, changes nothing.
 *
 * Memory: 18 bytes for each person, and 20 more while it is finished.
 *
 * @throws PosternError ERR_FORMAT for an id or a key of another length, or bits that are none
 */
export function memberSetBuilder({ setId, membersKey, agency, bits }: MemberSetOptions): MemberSetBuilder {
  if (setId.length !== setIdBytes) throw formatError('the id of a set has 16 bytes', { bytes: setId.length })
  checkBits(bits)
  return new Builder(concat(memberLabel, agencyMembersKey(membersKey, agency)), setId, bits)
}

function checkBits(bits: number): void {
  if (!Number.isSafeInteger(bits) || bits < 0 || bits > mostBits)
    throw formatError('a set has between 0 and 24 bits', { bits })
}

/** A million small arrays would cost more than the hashing. */
const chunkEntries = 1 << 14

class Builder implements MemberSetBuilder {
  readonly #setId: Uint8Array
  readonly #bits: number
  readonly #chunks: Uint8Array[] = []
  #count = 0
  /** What precedes every person's key, with room behind it. */
  #personMessage: Uint8Array
  readonly #prefix: number
  readonly #tokenMessage: Uint8Array
  readonly #digest = new Uint8Array(32)
  readonly #encoder = new TextEncoder()

  constructor(prefix: Uint8Array, setId: Uint8Array, bits: number) {
    this.#setId = setId
    this.#bits = bits
    this.#prefix = prefix.length
    this.#personMessage = new Uint8Array(prefix.length + 256)
    this.#personMessage.set(prefix)
    this.#tokenMessage = concat(tokenLabel, new Uint8Array(secretBytes), setId)
  }

  add(personKey: string | Uint8Array, number: number): void {
    if (!Number.isSafeInteger(number) || number < 0 || number >= mostClasses)
      throw formatError('the number of a class is below 65536', { number })
    const end = this.#prefix + this.#place(personKey)
    sha256Into(this.#personMessage.subarray(0, end), this.#digest, 0)
    for (let i = 0; i < secretBytes; i++) this.#tokenMessage[tokenLabel.length + i] = this.#digest[i] ?? 0
    sha256Into(this.#tokenMessage, this.#digest, 0)
    const hidden = number ^ bigEndian(this.#digest, tokenBytes, 2)
    this.#digest[tokenBytes] = hidden >> 8
    this.#digest[tokenBytes + 1] = hidden & 0xff
    this.#append(this.#digest, 0)
  }

  /** Lays the key behind the prefix. @returns its length */
  #place(personKey: string | Uint8Array): number {
    const most = typeof personKey === 'string' ? 3 * personKey.length : personKey.length
    if (this.#prefix + most > this.#personMessage.length) {
      const longer = new Uint8Array(this.#prefix + 2 * most)
      longer.set(this.#personMessage.subarray(0, this.#prefix))
      this.#personMessage = longer
    }
    if (typeof personKey !== 'string') {
      this.#personMessage.set(personKey, this.#prefix)
      return personKey.length
    }
    if (!personKey.isWellFormed()) throw formatError('a text holds half of a surrogate pair')
    return this.#encoder.encodeInto(personKey, this.#personMessage.subarray(this.#prefix)).written
  }

  #append(from: Uint8Array, at: number): void {
    const place = this.#count % chunkEntries
    if (place === 0) this.#chunks.push(new Uint8Array(chunkEntries * entryBytes))
    const chunk = this.#chunks.at(-1) ?? new Uint8Array()
    for (let i = 0; i < entryBytes; i++) chunk[place * entryBytes + i] = from[at + i] ?? 0
    this.#count++
  }

  entries(): Uint8Array {
    return concat(...this.#chunks).subarray(0, this.#count * entryBytes)
  }

  merge(entries: Uint8Array): void {
    if (entries.length % entryBytes !== 0) throw formatError('these are no entries of a set', { bytes: entries.length })
    for (let at = 0; at < entries.length; at += entryBytes) this.#append(entries, at)
  }

  finish(): MemberSet {
    const { ends, order } = this.#inBuckets()
    const tree = new TreeHasher()
    const buckets: Uint8Array[] = []
    let begin = 0
    for (const end of ends) {
      const bucket = encodeBucket(sorted(this.#chunks, order.subarray(begin, end)), this.#bits)
      tree.append(treeEntry(this.#setId, bucket))
      buckets.push(bucket)
      begin = end
    }
    return { root: tree.root(), bits: this.#bits, count: this.#count, buckets }
  }

  /** The entries by bucket: where each bucket ends, and which entries they are. */
  #inBuckets(): { ends: Uint32Array; order: Uint32Array } {
    const ends = new Uint32Array(2 ** this.#bits)
    const indexes = new Uint32Array(this.#count)
    for (let i = 0; i < this.#count; i++) {
      const index = bucketOf(entryAt(this.#chunks, i), this.#bits)
      indexes[i] = index
      ends[index] = (ends[index] ?? 0) + 1
    }
    let end = 0
    for (const [i, size] of ends.entries()) {
      if (size > mostInBucket) throw formatError('there are too many persons for these bits', { bits: this.#bits })
      // Where it begins, for now; each entry that comes moves it on.
      ends[i] = end
      end += size
    }
    const order = new Uint32Array(this.#count)
    for (const [i, index] of indexes.entries()) {
      const place = ends[index] ?? 0
      order[place] = i
      ends[index] = place + 1
    }
    return { ends, order }
  }
}

function entryAt(chunks: readonly Uint8Array[], i: number): Uint8Array {
  const at = (i % chunkEntries) * entryBytes
  const chunk = chunks[Math.floor(i / chunkEntries)]
  if (chunk === undefined) throw new RangeError('no such entry')
  return chunk.subarray(at, at + entryBytes)
}

/** These entries by their tokens. @throws PosternError ERR_FORMAT where two tokens are one */
function sorted(chunks: readonly Uint8Array[], which: Uint32Array): Uint8Array[] {
  const entries = Array.from(which, (i) => {
    const entry = entryAt(chunks, i)
    return { entry, first: bigEndian(entry, 0, 6) }
  })
  entries.sort((a, b) => a.first - b.first || compareTokens(a.entry, b.entry))
  for (const [i, { entry }] of entries.entries()) {
    const before = entries[i - 1]
    if (before !== undefined && compareTokens(before.entry, entry) === 0)
      throw formatError('a person is twice in one set')
  }
  return entries.map(({ entry }) => entry)
}

function compareTokens(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < tokenBytes; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** What the tree of a set is made of. */
export function treeEntry(setId: Uint8Array, bucket: Uint8Array): Uint8Array {
  return concat(setId, bucket)
}

/** @param entries ascending by token, all of one bucket */
function encodeBucket(entries: readonly Uint8Array[], bits: number): Uint8Array {
  const { cellBits, bytes, classesAt } = layoutOf(entries.length, bits)
  const bucket = new Uint8Array(bytes)
  bucket[0] = entries.length >> 8
  bucket[1] = entries.length & 0xff
  let at = 8 * headBytes
  let cell = 0
  for (const entry of entries) {
    // A 0 for each cell that ends before this token.
    for (const own = cellOf(entry, bits, cellBits); cell < own; cell++) at++
    setBit(bucket, at++)
  }
  at += 2 ** cellBits - cell
  for (const [i, entry] of entries.entries()) {
    copyBits(entry, bits + cellBits, bucket, at, tokenBits - bits - cellBits)
    at += tokenBits - bits - cellBits
    bucket[classesAt + 2 * i] = entry[tokenBytes] ?? 0
    bucket[classesAt + 2 * i + 1] = entry[tokenBytes + 1] ?? 0
  }
  return bucket
}

/** The `cellBits` bits behind the first `bits`. */
function cellOf(token: Uint8Array, bits: number, cellBits: number): number {
  let cell = 0
  for (let bit = bits; bit < bits + cellBits; bit++) cell = 2 * cell + bitAt(token, bit)
  return cell
}

/** Where what stands, in a bucket of so many. */
function layoutOf(count: number, bits: number): { cellBits: number; bytes: number; classesAt: number } {
  if (count === 0) return { cellBits: 0, bytes: headBytes, classesAt: headBytes }
  const cellBits = Math.floor(Math.log2(count))
  const packed = count + 2 ** cellBits + count * (tokenBits - bits - cellBits)
  const classesAt = headBytes + Math.ceil(packed / 8)
  return { cellBits, bytes: classesAt + 2 * count, classesAt }
}

/** A bucket as it was read. */
export interface Bucket {
  /** Whole tokens, 16 bytes each, ascending. */
  readonly tokens: Uint8Array
  readonly count: number
  /** Hidden numbers of classes, 2 bytes each. */
  readonly classes: Uint8Array
}

/**
 * Takes only what a builder writes.
 *
 * @param index which of the set's buckets it is
 * @throws PosternError ERR_FORMAT
 */
export function readBucket(bytes: Uint8Array, index: number, bits: number): Bucket {
  checkBits(bits)
  if (!Number.isSafeInteger(index) || index < 0 || index >= 2 ** bits)
    throw formatError('no set of these bits has such a bucket', { bits })
  if (bytes.length < headBytes) throw notABucket()
  const count = bigEndian(bytes, 0, headBytes)
  const { cellBits, bytes: length, classesAt } = layoutOf(count, bits)
  if (bytes.length !== length) throw notABucket()
  const tokens = new Uint8Array(count * tokenBytes)
  if (count === 0) return { tokens, count, classes: bytes.subarray(classesAt) }
  const low = tokenBits - bits - cellBits
  const ends = 8 * headBytes + count + 2 ** cellBits
  let cell = 0
  let found = 0
  for (let at = 8 * headBytes; at < ends; at++) {
    if (bitAt(bytes, at) === 0) {
      cell++
      continue
    }
    // A 1 behind the last cell's 0, or more of them than there are tokens.
    if (cell >= 2 ** cellBits || found === count) throw notABucket()
    const token = tokens.subarray(found * tokenBytes, (found + 1) * tokenBytes)
    placeBits(token, 0, index, bits)
    placeBits(token, bits, cell, cellBits)
    copyBits(bytes, ends + found * low, token, bits + cellBits, low)
    if (found > 0 && compareTokens(tokens.subarray((found - 1) * tokenBytes), token) >= 0) throw notABucket()
    found++
  }
  for (let at = ends + count * low; at < 8 * classesAt; at++) if (bitAt(bytes, at) === 1) throw notABucket()
  if (found !== count) throw notABucket()
  return { tokens, count, classes: bytes.subarray(classesAt) }
}

function notABucket() {
  return formatError('this is no bucket of a set of members')
}

/** The number of the class of whoever has this mark; undefined where they are not in it. */
export function classIn({ tokens, count, classes }: Bucket, { token, pad }: Mark): number | undefined {
  let from = 0
  let to = count
  while (from < to) {
    const middle = (from + to) >> 1
    const order = compareTokens(tokens.subarray(middle * tokenBytes, (middle + 1) * tokenBytes), token)
    if (order === 0) return bigEndian(classes, 2 * middle, 2) ^ pad
    if (order < 0) from = middle + 1
    else to = middle
  }
  return undefined
}

/** Up to six bytes as a number. */
function bigEndian(bytes: Uint8Array, at: number, length: number): number {
  let value = 0
  for (let i = 0; i < length; i++) value = value * 256 + (bytes[at + i] ?? 0)
  return value
}

function bitAt(bytes: Uint8Array, bit: number): number {
  return ((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1
}

function setBit(bytes: Uint8Array, bit: number): void {
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
}

/** Lays the last `count` bits of a number into bytes that are still zero there. */
function placeBits(bytes: Uint8Array, at: number, value: number, count: number): void {
  for (let i = 0; i < count; i++) if (((value >> (count - 1 - i)) & 1) === 1) setBit(bytes, at + i)
}

/** Copies bits to where there are zeros so far, as much of a byte at a time as both sides have. */
function copyBits(from: Uint8Array, fromBit: number, to: Uint8Array, toBit: number, count: number): void {
  let source = fromBit
  let target = toBit
  let left = count
  while (left > 0) {
    const step = Math.min(left, 8 - (target & 7))
    const pair = ((from[source >> 3] ?? 0) << 8) | (from[(source >> 3) + 1] ?? 0)
    const some = (pair >> (16 - (source & 7) - step)) & ((1 << step) - 1)
    to[target >> 3] = (to[target >> 3] ?? 0) | (some << (8 - (target & 7) - step))
    source += step
    target += step
    left -= step
  }
}
