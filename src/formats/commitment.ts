/**
 * What an entry of the log is: 32 bytes that commit to an event and show nothing of it.
 *
 * Salted, because a hash of a record that can be guessed is the record. Each person's part has a salt of
 * its own: destroying that salt forgets the person, and the entry stands.
 */
import type { EventRecord } from '#vocabulary/event-record.ts'
import type { Json } from '#vocabulary/json.ts'
import { concat, equalBytes, formatError, fromBase64, fromHex, fromUtf8, toBase64, toHex, utf8 } from './bytes.ts'
import { canonicalJson, parseJson } from './canonical-json.ts'
import { sha256 } from './sha256.ts'

/** An event with each person's part replaced by the hash that commits to it. */
export type CommittedRecord = Omit<EventRecord, 'people'> & {
  /** Ref of the person in this case → 64 hex digits. */
  readonly people: { readonly [ref: string]: string }
}

/** What shows somebody entitled that an entry is this event. It names nobody where `people` is empty. */
export interface Opening {
  /** Base64 of 32 random bytes. */
  readonly salt: string
  readonly record: CommittedRecord
}

export type PersonSalts = { readonly [ref: string]: Uint8Array }

const personLabel = utf8('postern.person.v1\0')
const leafLabel = utf8('postern.leaf.v1\0')

/**
 * SHA-256("postern.person.v1\0" ‖ salt ‖ canonical JSON of the part).
 *
 * @param salt 32 random bytes, used for this part alone
 */
export function personHash(salt: Uint8Array, part: Json): Uint8Array {
  return personHashOfPreimage(concat(saltOf(salt), utf8(canonicalJson(part))))
}

/** @param preimage salt ‖ canonical JSON of the part, as an envelope keeps them */
export function personHashOfPreimage(preimage: Uint8Array): Uint8Array {
  return sha256(personLabel, preimage)
}

/** The hashes that stand in the opening. @throws PosternError ERR_FORMAT where a person has no salt */
export function personHashesOf(people: EventRecord['people'], salts: PersonSalts): CommittedRecord['people'] {
  return Object.fromEntries(
    Object.entries(people).map(([ref, part]) => {
      const salt = Object.hasOwn(salts, ref) ? salts[ref] : undefined
      if (salt === undefined) throw formatError('a person of this event has no salt', { ref })
      return [ref, toHex(personHash(salt, part))]
    }),
  )
}

/**
 * The opening of a whole record. Once a person was forgotten their hash can no longer be computed:
 * keep `opening.record.people` and use `openingFrom`.
 */
export function openingOf(record: EventRecord, salt: Uint8Array, personSalts: PersonSalts): Opening {
  return openingFrom(record, salt, personHashesOf(record.people, personSalts))
}

/** The opening of a record some of whose people may be forgotten, from the hashes that were kept. */
export function openingFrom(record: EventRecord, salt: Uint8Array, people: CommittedRecord['people']): Opening {
  const { type, at, stream, n, actor, body } = record
  return { salt: toBase64(saltOf(salt)), record: { type, at, stream, n, actor, body, people } }
}

/**
 * The entry that this opening opens: SHA-256("postern.leaf.v1\0" ‖ salt ‖ canonical JSON of the record).
 * 32 bytes, and the whole of what the log publishes.
 */
export function entryOf(opening: Opening): Uint8Array {
  const { type, at, stream, n, actor, body, people } = opening.record
  const salt = fromBase64(opening.salt, 'the salt of an opening', 32)
  return entryOfPreimage(concat(salt, utf8(canonicalJson({ type, at, stream, n, actor, body, people }))))
}

/** @param preimage salt ‖ canonical JSON of the committed record, as an envelope keeps them */
export function entryOfPreimage(preimage: Uint8Array): Uint8Array {
  return sha256(leafLabel, preimage)
}

/** The opening whose preimage this is; only for bytes of our own that were checked against their entry. */
export function openingOfPreimage(preimage: Uint8Array): Opening {
  const record: Json = JSON.parse(fromUtf8(preimage.subarray(32)))
  return { salt: toBase64(saltOf(preimage.subarray(0, 32))), record: committedRecord(record) }
}

export function opens(opening: Opening, entry: Uint8Array): boolean {
  return equalBytes(entryOf(opening), entry)
}

/** Whether this part, with its salt, is what the opening says of that person. */
export function opensPerson(opening: Opening, ref: string, salt: Uint8Array, part: Json): boolean {
  const { people } = opening.record
  return Object.hasOwn(people, ref) && people[ref] === toHex(personHash(salt, part))
}

export function formatOpening({ salt, record }: Opening): string {
  const { type, at, stream, n, actor, body, people } = record
  return canonicalJson({ salt, record: { type, at, stream, n, actor, body, people } })
}

/**
 * Reads an opening that somebody sent: exactly the members that are hashed, since a member beside them
 * would look committed and not be.
 *
 * @throws PosternError ERR_FORMAT
 */
export function parseOpening(source: Uint8Array | string): Opening {
  const { salt, record } = members(parseJson(source, 'an opening'), ['salt', 'record'])
  if (typeof salt !== 'string' || record === undefined) throw notAnOpening()
  fromBase64(salt, 'the salt of an opening', 32)
  return { salt, record: committedRecord(record) }
}

function committedRecord(record: Json): CommittedRecord {
  const { type, at, stream, n, actor, body, people } = members(record, [
    'type',
    'at',
    'stream',
    'n',
    'actor',
    'body',
    'people',
  ])
  if (
    typeof type !== 'string' ||
    typeof at !== 'string' ||
    typeof stream !== 'string' ||
    typeof actor !== 'string' ||
    typeof n !== 'number' ||
    !Number.isSafeInteger(n) ||
    n < 1 ||
    body === undefined ||
    people === undefined
  ) {
    throw notAnOpening()
  }
  const hashes = Object.entries(members(people)).map(([ref, value]) => {
    if (typeof value !== 'string') throw notAnOpening()
    fromHex(value, "a person's hash", 32)
    return [ref, value] as const
  })
  return { type, at, stream, n, actor, body, people: Object.fromEntries(hashes) }
}

function members(value: Json, names?: readonly string[]): { readonly [name: string]: Json | undefined } {
  if (value === null || typeof value !== 'object' || isArray(value)) throw notAnOpening()
  const found = Object.keys(value)
  if (names !== undefined && (found.length !== names.length || names.some((name) => !Object.hasOwn(value, name)))) {
    throw notAnOpening()
  }
  return value
}

function isArray(value: object): value is readonly Json[] {
  return Array.isArray(value)
}

function notAnOpening() {
  return formatError('this is not the opening of a log entry')
}

function saltOf(salt: Uint8Array): Uint8Array {
  if (salt.length !== 32) throw formatError('a salt has 32 bytes', { bytes: salt.length })
  return salt
}
