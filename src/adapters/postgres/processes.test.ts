import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { leafHash, nodeHash } from '#formats/merkle.ts'
import { project } from '#pipeline/project.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { makeTestDirectory } from '#testing/directory.ts'
import { dump, query, testLedger, testRootKey } from '#testing/ledger.ts'
import { frontierOf, type HeadRow } from './commit.ts'
import { rebuild } from './rebuild.ts'

let database: TestDatabase
const directory = makeTestDirectory()
const appender = fileURLToPath(new URL('../../testing/appender.ts', import.meta.url))

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

/** RFC 6962 section 2.1, read aloud. */
function naiveRoot(entries: readonly Uint8Array[]): Uint8Array {
  const [only] = entries
  if (only !== undefined && entries.length === 1) return leafHash(only)
  const split = 2 ** Math.ceil(Math.log2(entries.length) - 1)
  return nodeHash(naiveRoot(entries.slice(0, split)), naiveRoot(entries.slice(split)))
}

it('is one gapless sequence and one tree, however many processes append and begin at once', async () => {
  const count = 40
  const shared = randomUUID()
  const ends = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, [appender, database.url, directory, String(count), shared])
      let said = ''
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
      const [code]: unknown[] = await once(child, 'exit')
      return { code, said }
    }),
  )
  expect(ends).toEqual(ends.map(() => ({ code: 0, said: '' })))

  const rows = await query<{ seq: string; entry: Buffer }>(database.url, 'select seq, entry from event order by seq')
  // Four processes appended so many cases each, moved the shared one as often, and opened the office once.
  expect(rows).toHaveLength(4 * 2 * count + 1)
  expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, i) => i))

  const [head] = await query<HeadRow>(database.url, 'select size, frontier, root_generation from log_head')
  if (head === undefined) throw new Error('the log has no head')
  const { size, hashes } = frontierOf(head)
  expect(size).toBe(rows.length)
  const root = hashes.reduceRight((right, left) => nodeHash(left, right))
  expect(Buffer.from(root)).toEqual(Buffer.from(naiveRoot(rows.map(({ entry }) => entry))))

  const ledger = await testLedger(database.url, testRootKey(directory))
  expect(await ledger.load(shared)).toHaveLength(4 * count)
  await ledger.close()
  const tables = await dump(database.url)
  await rebuild(database.url, testRootKey(directory), project)
  expect(await dump(database.url)).toEqual(tables)
})
