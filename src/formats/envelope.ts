/**
 * How an event is kept: encrypted, the case under the case's key and each person's part under the person's,
 * so that destroying a key forgets one and leaves the entry standing.
 *
 *     envelope = 0x01 ‖ length(4) ‖ sealed case ‖ (length(4) ‖ sealed part) for each person, by ref
 *     case     = salt(32) ‖ canonical JSON of the committed record
 *     part     = salt(32) ‖ canonical JSON of the part
 *
 * Both plaintexts are what the hashes of `commitment.ts` run over, label apart. Lengths are big-endian.
 * Refs stand inside the sealed case only; parts are in the order of its canonical JSON.
 */
import { createHmac, type KeyObject } from 'node:crypto'
import { PosternError } from '#errors.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'
import type { Json } from '#vocabulary/json.ts'
import { nonceBytes, sealBytes, sealInto, unseal } from './aead.ts'
import { equalBytes, fromUtf8, toHex } from './bytes.ts'
import { canonicalJson } from './canonical-json.ts'
import { entryOfPreimage, openingOfPreimage, personHashOfPreimage, type Opening } from './commitment.ts'

/** Keys of 32 random bytes: one for the case, and one for each person by ref. */
export interface EnvelopeKeys {
  readonly case: KeyObject
  /** The person's key; undefined where it was destroyed. */
  person(ref: string): KeyObject | undefined
}

export interface SealedEvent {
  readonly entry: Uint8Array
  readonly envelope: Buffer
}

export interface OpenedEvent {
  readonly record: EventRecord
  readonly opening: Opening
  readonly personSalts: { readonly [ref: string]: Uint8Array | null }
}

const version = 1
const saltBytes = 32
const lengthBytes = 4
const caseLabel = 'postern.envelope.case.v1\0'
const personLabel = 'postern.envelope.person.v1\0'
const tagLabel = 'postern.person-key.v1\0'

/** Random bytes that sealing this record takes. */
export function randomnessFor(record: Pick<EventRecord, 'people'>): number {
  return (saltBytes + nonceBytes) * (1 + Object.keys(record.people).length)
}

/**
 * Commit to an event and encrypt it.
 *
 * @param random as many unpredictable bytes as `randomnessFor` says, used for nothing else
 * @throws PosternError ERR_KEY_MISSING for a person without a key, ERR_FORMAT for what is not JSON
 */
export function sealEvent(record: EventRecord, keys: EnvelopeKeys, random: Uint8Array): SealedEvent {
  let used = 0
  const take = (count: number): Uint8Array => random.subarray(used, (used += count))
  const refs = Object.keys(record.people).toSorted(byCodeUnit)
  const hashes = new Map<string, string>()
  const parts = refs.map((ref): Part => {
    const key = keys.person(ref)
    if (key === undefined) throw missing(record)
    const preimage = preimageOf(take(saltBytes), canonicalJson(record.people[ref] ?? null))
    hashes.set(ref, toHex(personHashOfPreimage(preimage)))
    return { key, nonce: take(nonceBytes), context: contextOf(personLabel, record, ref), preimage }
  })
  const { type, at, stream, n, actor, body } = record
  const committed = canonicalJson({ actor, at, body, n, people: Object.fromEntries(hashes), stream, type })
  const preimage = preimageOf(take(saltBytes), committed)
  parts.unshift({ key: keys.case, nonce: take(nonceBytes), context: contextOf(caseLabel, record), preimage })
  return { entry: entryOfPreimage(preimage), envelope: envelopeOf(parts) }
}

interface Part {
  readonly key: KeyObject
  readonly nonce: Uint8Array
  readonly context: Uint8Array
  readonly preimage: Uint8Array
}

/** Written in one piece: this runs for every event that is appended. */
function envelopeOf(parts: readonly Part[]): Buffer {
  let bytes = 1
  for (const { preimage } of parts) bytes += lengthBytes + preimage.length + sealBytes
  const envelope = Buffer.allocUnsafe(bytes)
  let at = envelope.writeUInt8(version, 0)
  for (const { key, nonce, context, preimage } of parts) {
    at = envelope.writeUInt32BE(preimage.length + sealBytes, at)
    at = sealInto(envelope, at, key, nonce, context, preimage)
  }
  return envelope
}

/**
 * Decrypt an event and check it against its entry.
 *
 * @param place stream and counter under which the envelope is kept
 * @throws PosternError ERR_LOG_INCONSISTENT where the envelope, its place or its entry was changed
 */
export function openEvent(
  envelope: Uint8Array,
  entry: Uint8Array,
  place: Pick<EventRecord, 'stream' | 'n'>,
  keys: EnvelopeKeys,
): OpenedEvent {
  const [sealedCase, ...sealedParts] = piecesOf(envelope, place)
  const preimage = sealedCase && unseal(keys.case, contextOf(caseLabel, place), sealedCase)
  if (!preimage || !equalBytes(entryOfPreimage(preimage), entry)) throw changed(place)
  const opening = openingOfPreimage(preimage)
  const committed = opening.record
  const refs = Object.keys(committed.people).toSorted(byCodeUnit)
  if (refs.length !== sealedParts.length || committed.stream !== place.stream || committed.n !== place.n) {
    throw changed(place)
  }
  const people = new Map<string, Json>()
  const personSalts = new Map<string, Uint8Array | null>()
  for (const [i, ref] of refs.entries()) {
    const key = keys.person(ref)
    if (key === undefined) {
      people.set(ref, null)
      personSalts.set(ref, null)
      continue
    }
    const part = unseal(key, contextOf(personLabel, place, ref), sealedParts[i] ?? new Uint8Array())
    if (!part || toHex(personHashOfPreimage(part)) !== committed.people[ref]) throw changed(place)
    people.set(ref, JSON.parse(fromUtf8(part.subarray(saltBytes))))
    personSalts.set(ref, part.subarray(0, saltBytes))
  }
  return {
    record: { ...committed, people: Object.fromEntries(people) },
    opening,
    personSalts: Object.fromEntries(personSalts),
  }
}

/** Id of a person's key within the case: 16 bytes that say nothing once the case's key is gone. */
export function personTag(caseKey: KeyObject, ref: string): Buffer {
  return createHmac('sha256', caseKey).update(tagLabel).update(ref).digest().subarray(0, 16)
}

function preimageOf(salt: Uint8Array, json: string): Buffer {
  const preimage = Buffer.allocUnsafe(salt.length + Buffer.byteLength(json))
  preimage.set(salt)
  preimage.write(json, salt.length)
  return preimage
}

/** An envelope moved to another place opens there for nobody. */
function contextOf(label: string, { stream, n }: Pick<EventRecord, 'stream' | 'n'>, ref = ''): Buffer {
  return Buffer.from(`${label}${stream}\0${n}\0${ref}`)
}

function piecesOf(envelope: Uint8Array, place: Pick<EventRecord, 'stream' | 'n'>): Uint8Array[] {
  const bytes = Buffer.from(envelope.buffer, envelope.byteOffset, envelope.byteLength)
  if (bytes[0] !== version) throw changed(place)
  const pieces: Uint8Array[] = []
  for (let at = 1; at < bytes.length;) {
    if (at + lengthBytes > bytes.length) throw changed(place)
    const end = at + lengthBytes + bytes.readUInt32BE(at)
    if (end > bytes.length) throw changed(place)
    pieces.push(bytes.subarray(at + lengthBytes, end))
    at = end
  }
  return pieces
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : 1
}

function missing({ stream, n }: Pick<EventRecord, 'stream' | 'n'>): PosternError {
  return new PosternError('ERR_KEY_MISSING', 'a person of this event has no key', { stream, n })
}

function changed({ stream, n }: Pick<EventRecord, 'stream' | 'n'>): PosternError {
  return new PosternError(
    'ERR_LOG_INCONSISTENT',
    'what is stored of an event is not what was committed to',
    { stream, n },
    { mend: 'Keep the database as it is and compare this row with a backup: somebody or something changed it.' },
  )
}
