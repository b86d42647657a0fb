import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RootKey } from '#log/root-key.ts'
import { project } from '#pipeline/project.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { makeTestDirectory } from '#testing/directory.ts'
import { dump, event, noon, query, received, testLedger, testRootKey } from '#testing/ledger.ts'
import { openVault } from './forget.ts'
import type { OpenLedger } from './ledger.ts'
import { rebuild } from './rebuild.ts'
import { rotateKeys } from './rotate.ts'

let database: TestDatabase
let ledger: OpenLedger
const directory = makeTestDirectory()
const rootKey = testRootKey(directory)
const streams = Array.from({ length: 30 }, () => randomUUID())

beforeAll(async () => {
  database = await testDatabase()
  ledger = await testLedger(database.url, rootKey)
  await Promise.all(streams.map((stream) => ledger.append({ stream, after: 0, events: [received(['p1', 'p2'])] })))
})
afterAll(async () => {
  await ledger.close()
  await database.drop()
})

async function generations(): Promise<number[]> {
  const rows = await query<{ generation: number }>(
    database.url,
    'select distinct generation from (select generation from case_key union select generation from person_key) as keys order by 1',
  )
  return rows.map(({ generation }) => generation)
}

async function everythingOpens(): Promise<void> {
  for (const one of [ledger, await testLedger(database.url, testRootKey(directory))]) {
    for (const stream of streams) expect(await one.load(stream)).not.toHaveLength(0)
    if (one !== ledger) await one.close()
  }
}

describe('rotate', () => {
  it('wraps every key anew, destroys the old root key, and changes nothing that is read', async () => {
    const before = await dump(database.url)
    const old = await query<{ wrapped: Buffer }>(database.url, 'select wrapped from case_key')
    const { generation, keys } = await rotateKeys(database.url, rootKey)
    // One key for each case and its two people, and one for the office.
    expect({ generation, keys }).toEqual({ generation: 2, keys: 30 * 3 + 1 })
    expect(await generations()).toEqual([2])
    const wrapped = old.map((row, i) => ({ id: `case/${streams[i]}`, wrapped: row.wrapped }))
    await expect(rootKey.unwrap(1, wrapped)).rejects.toMatchObject({ code: 'ERR_KEY_MISSING' })
    await everythingOpens()
    await rebuild(database.url, rootKey, project)
    expect(await dump(database.url)).toEqual(before)
  })

  it('goes on from wherever it was interrupted, every key opening meanwhile', async () => {
    for (const calls of [0, 1, 2, 3]) {
      let left = calls
      const failing: RootKey = {
        ...rootKey,
        wrap: (generation, keys) => {
          if (left-- <= 0) throw new Error('interrupted')
          return rootKey.wrap(generation, keys)
        },
        destroyBefore: () => Promise.reject(new Error('interrupted')),
      }
      await expect(rotateKeys(database.url, failing)).rejects.toThrow('interrupted')
      await everythingOpens()
    }
    const { generation } = await rotateKeys(database.url, rootKey)
    expect(await generations()).toEqual([generation])
    await everythingOpens()
  })

  it('takes nothing from cases that are begun or moved meanwhile, by whichever process', async () => {
    // Another process has its own view of the root key's files.
    const other = await testLedger(database.url, testRootKey(directory))
    const begun: string[] = []
    const work = new AbortController()
    const workers = [ledger, other].map(async (one) => {
      while (!work.signal.aborted) {
        const stream = randomUUID()
        await one.append({ stream, after: 0, events: [received()] })
        await one.append({ stream, after: 1, events: [event('x.y', {}, { p7: { said: 'SYNTHETIC' } })] })
        begun.push(stream)
      }
    })
    for (let i = 0; i < 5; i++) await rotateKeys(database.url, rootKey)
    work.abort()
    await Promise.all(workers)
    expect(begun.length).toBeGreaterThan(4)
    const reader = await testLedger(database.url, testRootKey(directory))
    for (const stream of begun) expect(await reader.load(stream)).toHaveLength(2)
    await reader.close()
    await other.close()
    await rotateKeys(database.url, rootKey)
    expect(await generations()).toEqual([await rootKey.current()])
  })

  it('is an event of the office', async () => {
    const vault = await openVault({ url: database.url, rootKey, project, clock: noon })
    const { generation } = await vault.rotate('demo-administrator', noon.now())
    await vault.close()
    const [row] = await query(database.url, `select type, actor from timeline where type = 'keys.rotated'`)
    expect(row).toEqual({ type: 'keys.rotated', actor: 'demo-administrator' })
    expect(await generations()).toEqual([generation])
  })

  it('refuses to open the ledger with another root key', async () => {
    await expect(testLedger(database.url, testRootKey())).rejects.toMatchObject({ code: 'ERR_KEY_MISSING' })
  })
})
