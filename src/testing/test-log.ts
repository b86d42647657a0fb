/** A log on a test's own database and directory, and entries to fill it with. */
import { randomBytes, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Pool } from 'pg'
import { expect } from 'vitest'
import { logSigner } from '#adapters/keys/signing-key.ts'
import { connect } from '#adapters/postgres/connect.ts'
import { postgresLogStore } from '#adapters/postgres/log-store.ts'
import { tileDirectory } from '#adapters/tiles/directory.ts'
import { witnessClient } from '#adapters/http/witness-client.ts'
import { generateEd25519Key } from '#formats/ed25519.ts'
import { appendLeaf, type Frontier } from '#formats/frontier.ts'
import { formatEntryBundle } from '#formats/entry-bundle.ts'
import { leafHash, nodeHash, type Hash } from '#formats/merkle.ts'
import { parsePolicy } from '#formats/policy.ts'
import { verifyCheckpoint } from '#formats/verify-checkpoint.ts'
import { logPolicy, type LogPolicySettings } from '#log/log-policy.ts'
import type { LogSigner, Publishing } from '#log/publish.ts'
import { testDatabase } from './database.ts'
import { makeTestDirectory } from './directory.ts'
import { naiveRoot } from './scratch-log.ts'

export const origin = 'log.example.org/synthetic'

export function testSigner(): LogSigner {
  return logSigner({ name: origin, secret: generateEd25519Key() })
}

/** Everything that publication needs; what the test names is put in place of the dull default. */
export async function testPublishing(
  pool: Pool,
  directory: string,
  witnesses: LogPolicySettings['witnesses'],
  chosen: Partial<Publishing> = {},
): Promise<Publishing> {
  const signer = chosen.signer ?? testSigner()
  return {
    store: postgresLogStore(pool),
    tiles: await tileDirectory(directory),
    signer,
    policy: logPolicy({ log: signer.key, witnesses, quorum: witnesses.length === 0 ? 'none' : witnesses.length }),
    witnesses: witnessClient({ timeout: 2000 }),
    clock: { now: () => new Date().toISOString() },
    randomness: { bytes: (count) => randomBytes(count) },
    sleep: async (ms, signal) => {
      await pause(ms, undefined, { signal }).catch(() => {})
    },
    batch: 64,
    padSilence: false,
    grace: 50,
    ...chosen,
  }
}

/** Append events of one made-up case, as many as wanted, without what a ledger would put into them. */
export async function appendEvents(pool: Pool, count: number): Promise<void> {
  const entries = Array.from({ length: count }, () => randomBytes(32))
  const client = await pool.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query<{ size: string; frontier: Buffer }>('select * from log_head for update')
    const size = Number(rows[0]?.size ?? 0)
    const bytes = rows[0]?.frontier ?? Buffer.alloc(0)
    const hashes = Array.from({ length: bytes.length / 32 }, (_, i) => bytes.subarray(32 * i, 32 * (i + 1)))
    let head: Frontier = { size, hashes }
    for (const entry of entries) head = appendLeaf(head, leafHash(entry))
    await client.query(
      `insert into event (seq, stream, n, entry, envelope)
       select $1 + i - 1, $2, i, entry, '' from unnest($3::bytea[]) with ordinality as new (entry, i)`,
      [size, randomUUID(), entries],
    )
    await client.query('update log_head set size = $1, frontier = $2', [head.size, Buffer.concat(head.hashes)])
    await client.query('commit')
  } finally {
    client.release()
  }
}

/** Every entry of the log, in order. */
export async function allEntries(pool: Pool): Promise<Uint8Array[]> {
  const { rows } = await pool.query<{ entry: Buffer }>('select entry from event order by seq')
  return rows.map(({ entry }) => new Uint8Array(entry))
}

/** What a stranger sees: every file and its length. */
export function publicSizes(from: string): Record<string, number> {
  return Object.fromEntries(
    readdirSync(from, { recursive: true, encoding: 'utf8' })
      .map((path) => [path, statSync(join(from, path))] as const)
      .filter(([path, stat]) => stat.isFile() && !path.startsWith('.staging'))
      .map(([path, { size }]) => [path, size] as const)
      .toSorted(([a], [b]) => a.localeCompare(b)),
  )
}

/** Tiles and bundles of a log, from the definition in tlog-tiles alone. */
export function naiveTiles(entries: readonly Uint8Array[]): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  const put = (kind: string, parts: readonly Uint8Array[], join256: (of: readonly Uint8Array[]) => Uint8Array) => {
    for (let n = 0; n * 256 < parts.length; n++) {
      const within = parts.slice(n * 256, (n + 1) * 256)
      const name =
        n < 1000
          ? `${n}`.padStart(3, '0')
          : `x${`${Math.floor(n / 1000)}`.padStart(3, '0')}/${`${n % 1000}`.padStart(3, '0')}`
      files.set(`tile/${kind}/${name}${within.length < 256 ? `.p/${within.length}` : ''}`, Buffer.from(join256(within)))
    }
  }
  put('entries', entries, formatEntryBundle)
  let hashes: Hash[] = entries.map(leafHash)
  for (let level = 0; hashes.length > 0; level++) {
    put(`${level}`, hashes, (within) => Buffer.concat(within))
    hashes = Array.from({ length: Math.floor(hashes.length / 256) }, (_, n) =>
      rootOfHashes(hashes.slice(n * 256, (n + 1) * 256)),
    )
  }
  return files
}

function rootOfHashes(hashes: readonly Hash[]): Hash {
  const [only] = hashes
  if (only !== undefined && hashes.length === 1) return only
  const half = hashes.length / 2
  return nodeHash(rootOfHashes(hashes.slice(0, half)), rootOfHashes(hashes.slice(half)))
}

/** That the published directory is, to the byte, what the database's entries give. */
export async function expectPublished(pool: Pool, directory: string, policy: string, size: number): Promise<void> {
  const entries = (await allEntries(pool)).slice(0, size)
  expect(entries).toHaveLength(size)
  for (const [path, bytes] of naiveTiles(entries)) {
    expect(bytes.equals(readFileSync(join(directory, path))), path).toBe(true)
  }
  const verdict = await verifyCheckpoint(readFileSync(join(directory, 'checkpoint'), 'utf8'), parsePolicy(policy))
  expect(verdict).toMatchObject({ ok: true, checkpoint: { origin, size: BigInt(size) } })
  expect(Buffer.from(verdict.checkpoint.root).equals(naiveRoot(entries))).toBe(true)
}

export interface Office {
  readonly pool: Pool
  /** As the owner of the tables, whom no grant stops. */
  owner(sql: string, values?: unknown[]): Promise<void>
  /** For the published log, and room beside it. */
  readonly directory: string
  readonly place: string
  close(): Promise<void>
}

/** A database and a place for tiles, both new. */
export async function testOffice(): Promise<Office> {
  const database = await testDatabase()
  const pool = connect(database.url, { role: 'postern_app' })
  const place = makeTestDirectory()
  return {
    pool,
    place,
    directory: join(place, 'log'),
    owner: async (sql, values) => {
      const owner = connect(database.url, { max: 1 })
      try {
        await owner.query(sql, values)
      } finally {
        await owner.end()
      }
    },
    close: async () => {
      await pool.end()
      await database.drop()
      rmSync(place, { recursive: true, force: true })
    },
  }
}
