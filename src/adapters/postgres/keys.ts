/**
 * The wrapped keys of cases and their people.
 *
 * Trust: high. Whoever can delete these rows makes cases unreadable, and whoever has them together with
 * the root key reads everything. Only the role `postern_keeper` may delete them; nothing that stands in
 * the log depends on them.
 */
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import type { Tokens } from '#accounting/project.ts'
import { isPosternError } from '#errors.ts'
import { utf8 } from '#formats/bytes.ts'
import { personTag, type EnvelopeKeys } from '#formats/envelope.ts'
import { sha256 } from '#formats/sha256.ts'
import { personOf } from '#formats/source-key.ts'
import type { NamedKey, RootKey, WrappedKey } from '#log/root-key.ts'
import type { Randomness } from '#vocabulary/time.ts'

/** The keys of one case as far as this process knows them. */
export class StreamKeys implements EnvelopeKeys {
  readonly stream: string
  readonly case: KeyObject
  readonly #people: Map<string, KeyObject>
  /** Computing a tag costs more than finding a key. */
  readonly #tags = new Map<string, string>()

  constructor(stream: string, caseKey: KeyObject, people: ReadonlyMap<string, KeyObject> = new Map()) {
    this.stream = stream
    this.case = caseKey
    this.#people = new Map(people)
  }

  person(ref: string): KeyObject | undefined {
    return this.#people.get(this.tag(ref))
  }

  /** Hexadecimal id of a person's key. */
  tag(ref: string): string {
    const known = this.#tags.get(ref)
    if (known !== undefined) return known
    const tag = personTag(this.case, ref).toString('hex')
    this.#tags.set(ref, tag)
    return tag
  }

  /** These keys and new ones for people who have none yet, with the list of the new. */
  with(refs: Iterable<string>, randomness: Randomness): { keys: StreamKeys; added: NamedKey[] } {
    const missing = [...refs].filter((ref) => this.person(ref) === undefined)
    if (missing.length === 0) return { keys: this, added: [] }
    const random = randomness.bytes(32 * missing.length)
    const people = new Map(this.#people)
    const added = missing.map((ref, i) => {
      const key = random.subarray(32 * i, 32 * (i + 1))
      const tag = this.tag(ref)
      people.set(tag, createSecretKey(key))
      return { id: personKeyId(this.stream, tag), key }
    })
    return { keys: new StreamKeys(this.stream, this.case, people), added }
  }
}

export function caseKeyId(stream: string): string {
  return `case/${stream}`
}

export function personKeyId(stream: string, tag: string): string {
  return `person/${stream}/${tag}`
}

interface KeyRow {
  readonly stream: string
  /** Null for the key of the case itself. */
  readonly person: Buffer | null
  readonly generation: number
  readonly wrapped: Buffer
}

const readKeys = {
  name: 'read-keys',
  text: `select stream, null::bytea as person, generation, wrapped from case_key where stream = any ($1::uuid[])
    union all select stream, person, generation, wrapped from person_key where stream = any ($1::uuid[])`,
}

/**
 * The keys of these cases; a case without a key is not in the answer.
 *
 * @throws PosternError ERR_KEY_MISSING, ERR_KEY_WRONG
 */
export async function loadKeys(
  database: Pool | PoolClient,
  root: RootKey,
  streams: readonly string[],
): Promise<Map<string, StreamKeys>> {
  try {
    return await unwrapKeys(database, root, streams)
  } catch (error) {
    if (!isPosternError(error, 'ERR_KEY_MISSING')) throw error
    // The root key may have been rotated between the reading and the unwrapping; then the rows say so by now.
    return unwrapKeys(database, root, streams)
  }
}

async function unwrapKeys(
  database: Pool | PoolClient,
  root: RootKey,
  streams: readonly string[],
): Promise<Map<string, StreamKeys>> {
  const { rows } = await database.query<KeyRow>({ ...readKeys, values: [streams] })
  const byGeneration = Map.groupBy(rows, (row) => row.generation)
  const cases = new Map<string, KeyObject>()
  const people = new Map<string, Map<string, KeyObject>>()
  for (const [generation, some] of byGeneration) {
    const keys = await root.unwrap(generation, some.map(toWrapped))
    for (const [i, { stream, person }] of some.entries()) {
      const bytes = keys[i]
      if (bytes === undefined) continue
      const key = createSecretKey(bytes)
      if (person === null) cases.set(stream, key)
      else people.set(stream, (people.get(stream) ?? new Map()).set(person.toString('hex'), key))
    }
  }
  return new Map([...cases].map(([stream, key]) => [stream, new StreamKeys(stream, key, people.get(stream))]))
}

export function toWrapped({ stream, person, wrapped }: Pick<KeyRow, 'stream' | 'person' | 'wrapped'>): WrappedKey {
  return { id: person === null ? caseKeyId(stream) : personKeyId(stream, person.toString('hex')), wrapped }
}

/**
 * Tokens under keys that the office's own key leads to, so that they are kept, rotated and lost with it.
 *
 * A word's is SHA-256 over key and word, cut in half: nobody extends a hash of which they see half, and it takes a
 * fifth of an HMAC's time, several times for each request.
 */
export function tokensUnder(office: StreamKeys): Tokens {
  const secret = (label: string): Buffer => createHmac('sha256', office.case).update(label).digest()
  const people = createSecretKey(secret('postern.accounting-token.v1'))
  const words = secret('postern.search-token.v1')
  return {
    person: (agency, personKey) =>
      createHmac('sha256', people)
        .update(`${agency}\0${personOf(personKey)}`)
        .digest(),
    word: (agency, word) => sha256(words, utf8(`${agency}\0${word}`)).subarray(0, 16),
  }
}

/** A cache that forgets what was written longest ago. */
export class Recent<Value> {
  readonly #most: number
  readonly #values = new Map<string, Value>()

  constructor(most: number) {
    this.#most = most
  }

  get(key: string): Value | undefined {
    return this.#values.get(key)
  }

  set(key: string, value: Value): void {
    this.#values.delete(key)
    this.#values.set(key, value)
    if (this.#values.size <= this.#most) return
    for (const oldest of this.#values.keys()) {
      this.#values.delete(oldest)
      return
    }
  }

  delete(key: string): void {
    this.#values.delete(key)
  }
}
