/**
 * The sets of who was in a release of many persons, in PostgreSQL.
 *
 * Trust: high for completeness, none for what is said. Whoever can delete rows here keeps a release from the lists of
 * those who were in it; a part that was changed, or put in another's place, does not open, and one that is gone is
 * missed. The server sees a token's beginning, in which part it stands, and nothing else.
 */
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { isPosternError, PosternError } from '#errors.ts'
import { nonceBytes, seal, unseal } from '#formats/aead.ts'
import { concat, equalBytes, fromUtf8, toHex, utf8 } from '#formats/bytes.ts'
import { canonicalJson } from '#formats/canonical-json.ts'
import { bucketOf, classIn, markOf, readBucket, type Mark } from '#formats/member-set.ts'
import type { RootKey } from '#log/root-key.ts'
import type { Json } from '#vocabulary/json.ts'
import type { Randomness } from '#vocabulary/time.ts'
import { byteas, integers } from './binary-array.ts'
import { withClient } from './client.ts'
import { withDatabaseErrors } from './connect.ts'
import { caseKeyId } from './keys.ts'

interface KeptSet {
  readonly stream: string
  readonly agency: string
  readonly setId: Uint8Array
  readonly set: { readonly bits: number; readonly buckets: readonly Uint8Array[] }
  readonly under: Uint8Array
}

interface Place {
  readonly stream: string
  readonly setId: Uint8Array
  readonly number: number
  readonly n: number
  readonly account: Json | undefined
}

interface SetRow {
  readonly stream: string
  readonly setId: Buffer
  readonly bits: number
  readonly under: Buffer
  readonly n: number
  readonly account: Buffer | null
  readonly caseN: number
  readonly generation: number
  readonly wrapped: Buffer
}

/** Parts in one INSERT: some hundred kilobytes. */
const partsAtOnce = 512
const longest = 2 ** 12

const setColumns = `m.set_id as "setId", m.stream, m.bits, m.under, m.n, m.account, c.generation, c.wrapped`

/** @param pool connections to the product's database, migrated, as `postern_app` or `postern_desk` */
export function postgresMemberSets(pool: Pool, root: RootKey, randomness: Randomness) {
  return {
    put: (kept: KeptSet): Promise<void> => withDatabaseErrors(() => withClient(pool, (client) => put(client, kept))),

    find: (agency: string, secrets: readonly Uint8Array[], under: Uint8Array): Promise<readonly Place[]> =>
      withDatabaseErrors(() => find(agency, secrets, under)),

    remember: (setId: Uint8Array, n: number, account: Json): Promise<void> =>
      withDatabaseErrors(async () => {
        const found = await oneSet(setId)
        if (found === undefined) return
        const sealed = seal(
          found.key,
          randomness.bytes(nonceBytes),
          accountContext(setId),
          utf8(canonicalJson(account)),
        )
        await pool.query('update member_set set n = $2, account = $3 where set_id = $1 and n < $2', [setId, n, sealed])
      }),

    parts: (setId: Uint8Array): Promise<readonly Uint8Array[]> => withDatabaseErrors(() => parts(setId)),
  }

  async function put(client: PoolClient, { stream, agency, setId, set, under }: KeptSet): Promise<void> {
    const { rows } = await client.query<Pick<SetRow, 'stream' | 'generation' | 'wrapped'>>(
      'select stream, generation, wrapped from case_key where stream = $1',
      [stream],
    )
    const key = (await keysFor(rows.map((row) => ({ ...row, setId: Buffer.from(setId) })))).at(0)
    if (key === undefined) throw new PosternError('ERR_CASE_UNKNOWN', 'no key is kept for this case', { stream })
    await client.query('begin')
    const { rowCount } = await client.query(
      `insert into member_set (set_id, stream, agency, bits, under) values ($1, $2, $3, $4, $5)
        on conflict (set_id) do nothing`,
      [setId, stream, agency, set.bits, under],
    )
    if (rowCount === 0) {
      await client.query('rollback')
      return requireSame(stream, setId, set.buckets)
    }
    for (let from = 0; from < set.buckets.length; from += partsAtOnce) {
      const some = set.buckets.slice(from, from + partsAtOnce)
      const nonces = randomness.bytes(nonceBytes * some.length)
      const sealed = some.map((bucket, i) =>
        seal(key, nonces.subarray(nonceBytes * i, nonceBytes * (i + 1)), partContext(setId, from + i), bucket),
      )
      await client.query({
        name: 'keep-parts',
        text: `insert into member_bucket (set_id, bucket, sealed)
          select $1, part.bucket, part.sealed from unnest($2::integer[], $3::bytea[]) as part (bucket, sealed)`,
        values: [setId, integers(some.map((_, i) => from + i)), byteas(sealed)],
      })
    }
    await client.query('commit')
  }

  /** Whoever ended a preparation and died before it stood in the case ends it again. */
  async function requireSame(stream: string, setId: Uint8Array, buckets: readonly Uint8Array[]): Promise<void> {
    const there = await oneSet(setId)
    const kept = there?.row.stream === stream ? await parts(setId) : []
    if (kept.length === buckets.length && kept.every((part, i) => equalBytes(part, buckets[i] ?? new Uint8Array())))
      return
    throw new PosternError('ERR_LOG_INCONSISTENT', 'another set of members is kept under this id', {
      set: toHex(setId),
    })
  }

  async function find(agency: string, secrets: readonly Uint8Array[], under: Uint8Array): Promise<Place[]> {
    const sets = await keyed('of-agency', `where m.agency = $1`, [agency])
    const places: { readonly row: SetRow; readonly key: KeyObject; readonly mark: Mark; readonly index: number }[] = []
    for (const { row, key } of sets) {
      if (!equalBytes(row.under, under)) throw otherKey()
      for (const secret of secrets) {
        const mark = markOf(secret, row.setId)
        places.push({ row, key, mark, index: bucketOf(mark.token, row.bits) })
      }
    }
    const { rows } = await pool.query<{ sealed: Buffer | null }>({
      name: 'look-into-parts',
      text: `select sealed from unnest($1::bytea[], $2::integer[]) with ordinality as wanted (set_id, bucket, place)
        left join member_bucket using (set_id, bucket) order by place`,
      values: [byteas(places.map(({ row }) => row.setId)), integers(places.map(({ index }) => index))],
    })
    return places.flatMap(({ row, key, mark, index }, i): Place[] => {
      const bucket = opened(key, row.setId, index, rows[i]?.sealed)
      const number = classIn(readBucket(bucket, index, row.bits), mark)
      if (number === undefined) return []
      const { stream, setId, caseN: n } = row
      return [{ stream, setId, number, n, account: row.n === n ? accountIn(row, key) : undefined }]
    })
  }

  async function parts(setId: Uint8Array): Promise<Uint8Array[]> {
    const found = await oneSet(setId)
    if (found === undefined) throw missing(setId)
    const all: Uint8Array[] = []
    for (let from = 0; from < 2 ** found.row.bits; from += longest) {
      const { rows } = await pool.query<{ bucket: number; sealed: Buffer }>({
        name: 'read-parts',
        text: 'select bucket, sealed from member_bucket where set_id = $1 and bucket >= $2 and bucket < $3 order by bucket',
        values: [setId, from, from + longest],
      })
      for (const { bucket, sealed } of rows) {
        if (bucket !== all.length) throw missing(setId)
        all.push(opened(found.key, setId, bucket, sealed))
      }
    }
    if (all.length !== 2 ** found.row.bits) throw missing(setId)
    return all
  }

  async function oneSet(setId: Uint8Array) {
    return (await keyed('one', 'where m.set_id = $1', [setId])).at(0)
  }

  /** Sets with the keys of their parts; none whose case was forgotten. */
  async function keyed(name: string, where: string, values: readonly unknown[]) {
    const read = async () => {
      const { rows } = await pool.query<SetRow>({
        name: `member-sets-${name}`,
        text: `select ${setColumns}, q.n as "caseN" from member_set m
          join case_key c using (stream) join queue q using (stream) ${where} order by m.set_id`,
        values: [...values],
      })
      const keys = await keysFor(rows)
      return rows.flatMap((row, i) => {
        const key = keys[i]
        return key === undefined ? [] : [{ row, key }]
      })
    }
    try {
      return await read()
    } catch (error) {
      if (!isPosternError(error, 'ERR_KEY_MISSING')) throw error
      // The root key may have been rotated between the reading and the unwrapping; then the rows say so by now.
      return read()
    }
  }

  async function keysFor(
    rows: readonly Pick<SetRow, 'setId' | 'stream' | 'generation' | 'wrapped'>[],
  ): Promise<KeyObject[]> {
    const keys: KeyObject[] = []
    for (const generation of new Set(rows.map((row) => row.generation))) {
      const places = [...rows.keys()].filter((i) => rows[i]?.generation === generation)
      const some = places.flatMap((i) => rows[i] ?? [])
      const wrapped = some.map(({ stream, wrapped: bytes }) => ({ id: caseKeyId(stream), wrapped: bytes }))
      const unwrapped = await root.unwrap(generation, wrapped)
      for (const [j, i] of places.entries()) {
        const [row, bytes] = [some[j], unwrapped[j]]
        if (row !== undefined && bytes !== undefined) keys[i] = setKey(bytes, row.setId)
      }
    }
    return keys
  }
}

const keyLabel = utf8('postern.member-set.v1\0')
const partLabel = utf8('postern.member-part.v1\0')
const accountLabel = utf8('postern.member-account.v1\0')

/** The key of one set: only the case's own leads to it, so that nothing has to be kept and nothing to be destroyed. */
function setKey(caseKey: Uint8Array, setId: Uint8Array): KeyObject {
  return createSecretKey(createHmac('sha256', caseKey).update(concat(keyLabel, setId)).digest())
}

/** A part opens in its own place alone. */
function partContext(setId: Uint8Array, index: number): Uint8Array {
  const place = new Uint8Array(4)
  new DataView(place.buffer).setUint32(0, index)
  return concat(partLabel, setId, place)
}

function accountContext(setId: Uint8Array): Uint8Array {
  return concat(accountLabel, setId)
}

function opened(key: KeyObject, setId: Uint8Array, index: number, sealed: Buffer | null | undefined): Uint8Array {
  const bucket = sealed === null || sealed === undefined ? undefined : unseal(key, partContext(setId, index), sealed)
  if (bucket === undefined) throw missing(setId)
  return bucket
}

/** Undefined where nothing was remembered, or what is there is not what was. */
function accountIn({ setId, account }: SetRow, key: KeyObject): Json | undefined {
  const bytes = account === null ? undefined : unseal(key, accountContext(setId), account)
  return bytes === undefined ? undefined : JSON.parse(fromUtf8(bytes))
}

function missing(setId: Uint8Array): PosternError {
  return new PosternError(
    'ERR_LOG_INCONSISTENT',
    'a part of the set of who was in a release is missing, or is not what was kept',
    { set: toHex(setId) },
    { mend: 'Restore the tables member_set and member_bucket from a backup; until then nobody can be told of it.' },
  )
}

function otherKey(): PosternError {
  return new PosternError(
    'ERR_KEY_WRONG',
    'the members key of this office is not the one under which its releases were accounted for',
    {},
    { mend: 'Restore the file keys/members from the backup of the keys; it cannot be made again.' },
  )
}
