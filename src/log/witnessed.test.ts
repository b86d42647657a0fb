import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tileDirectory } from '#adapters/tiles/directory.ts'
import { parseCheckpoint } from '#formats/checkpoint.ts'
import { parseNote, formatVkey } from '#formats/note.ts'
import { makeTestDirectory } from '#testing/directory.ts'
import {
  allEntries,
  appendEvents,
  expectPublished,
  testOffice,
  testPublishing,
  testSigner,
  type Office,
} from '#testing/test-log.ts'
import { startWitnessProcess, type WitnessProcess } from '#testing/witness-process.ts'
import { verifyLog } from '#verify/verify-log.ts'
import type { Publishing } from './publish.ts'
import { transparencyLog } from './transparency-log.ts'

const signer = testSigner()
let office: Office
let pool: Pool
let directory: string

beforeEach(async () => {
  office = await testOffice()
  ;({ pool, directory } = office)
})
afterEach(() => office.close())

describe('with a witness in a process of its own', () => {
  let store: string
  let witness: WitnessProcess
  const vkeys = [formatVkey(signer.key)]

  beforeAll(async () => {
    store = makeTestDirectory()
  })
  afterAll(() => rmSync(store, { recursive: true, force: true }))
  beforeEach(async () => {
    rmSync(join(store, 'store'), { recursive: true, force: true })
    witness = await startWitnessProcess(join(store, 'store'), vkeys)
  })
  afterEach(async () => {
    await witness.kill()
  })

  const watched = (chosen: Partial<Publishing> = {}) =>
    testPublishing(pool, directory, [{ name: 'outside', vkey: witness.vkey, url: witness.url }], { signer, ...chosen })

  it('publishes what it cosigned, waits while it is away, and catches up when it is back', async () => {
    const log = transparencyLog(await watched())
    await appendEvents(pool, 1)
    expect(await log.publish()).toEqual({ outcome: 'published', size: 64 })
    await expectPublished(pool, directory, log.policy, 64)

    await witness.kill()
    await appendEvents(pool, 1)
    expect(await log.publish()).toEqual({ outcome: 'waiting', size: 128, waitingOn: ['outside'] })
    expect(await log.isPublished(64)).toBe(false)
    const status = await log.status()
    expect(status).toMatchObject({ size: 128, published: { size: 64 }, pending: { size: 128 }, quorum: 'witnesses' })
    expect(status.waitingSince).toBe(status.pending?.at)
    expect(status.waitingOn).toMatchObject([{ witness: 'outside', answer: 'no answer' }])
    expect(status.waitingOn[0]?.failingSince).not.toBeNull()
    // Everything goes on: more is appended and signed, and the oldest wait is the one that shows.
    await appendEvents(pool, 1)
    expect(await log.publish()).toMatchObject({ outcome: 'waiting', size: 192 })
    expect((await log.status()).waitingSince).toBe(status.waitingSince)
    expect(parseCheckpoint(parseNote(readFileSync(join(directory, 'checkpoint'), 'utf8')).text).size).toBe(64n)

    witness = await startWitnessProcess(join(store, 'store'), vkeys, witness.port)
    expect(await log.publish()).toEqual({ outcome: 'published', size: 192 })
    expect(await log.isPublished(64)).toBe(true)
    expect(await log.status()).toMatchObject({ pending: null, waitingSince: null, waitingOn: [] })
    await expectPublished(pool, directory, log.policy, 192)
    const report = await verifyLog({ files: await tileDirectory(directory), policy: Buffer.from(log.policy) })
    expect(report.verdict).toBe('proved')
  })

  it('publishes nothing that a row of the database alone calls published, and goes on to the next size', async () => {
    const log = transparencyLog(await watched())
    await appendEvents(pool, 1)
    expect(await log.publish()).toEqual({ outcome: 'published', size: 64 })
    const file = () => readFileSync(join(directory, 'checkpoint'), 'utf8')
    const standing = file()
    await witness.kill()
    await appendEvents(pool, 1)
    expect(await log.publish()).toMatchObject({ outcome: 'waiting', size: 128 })
    await pool.query(`insert into checkpoint_publication (size, note, published_at)
      select size, note, '2026-11-22T00:00:00.000Z' from checkpoint_signature order by size desc limit 1`)
    // Twice: what waits at the next size is no reason to go on to yet another.
    for (const _ of [1, 2]) expect(await log.publish()).toMatchObject({ outcome: 'waiting', size: 192 })
    expect(file()).toBe(standing)

    witness = await startWitnessProcess(join(store, 'store'), vkeys, witness.port)
    expect(await log.publish()).toEqual({ outcome: 'published', size: 192 })
    expect(await log.publish()).toEqual({ outcome: 'unchanged', size: 192 })
    expect(parseCheckpoint(parseNote(file()).text).size).toBe(192n)
    const report = await verifyLog({ files: await tileDirectory(directory), policy: Buffer.from(log.policy) })
    expect(report.verdict).toBe('proved')
  })

  it('is not fooled by a second history of the same key, which it refuses and keeps as evidence', async () => {
    const log = transparencyLog(await watched())
    await appendEvents(pool, 1)
    await log.publish()

    const other = await testOffice()
    try {
      const elsewhere = await testPublishing(
        other.pool,
        join(office.place, 'elsewhere'),
        [{ name: 'outside', vkey: witness.vkey, url: witness.url }],
        { signer },
      )
      await appendEvents(other.pool, 1)
      // A publisher that asks first finds out from the witness what its database does not know.
      await expect(transparencyLog(elsewhere).publish()).rejects.toMatchObject({ code: 'ERR_LOG_BEHIND' })
      expect(await allEntries(other.pool)).toHaveLength(1)
      // One that does not ask signs, and is not cosigned.
      const deaf = { ...elsewhere.witnesses, latest: async () => undefined }
      const split = transparencyLog({ ...elsewhere, witnesses: deaf })
      expect(await split.publish()).toEqual({ outcome: 'waiting', size: 64, waitingOn: ['outside'] })
      expect((await split.status()).waitingOn[0]?.answer).toMatch(/another history/)
      await appendEvents(other.pool, 1)
      expect(await split.publish()).toMatchObject({ outcome: 'waiting', size: 128 })
      const evidence = readdirSync(join(store, 'store'), { recursive: true, encoding: 'utf8' })
      expect(evidence.filter((path) => /evidence.[0-9a-f]{64}$/.test(path))).toHaveLength(1)
    } finally {
      await other.close()
    }
    await appendEvents(pool, 1)
    expect(await log.publish()).toEqual({ outcome: 'published', size: 128 })
  })

  it('cosigns again where its answer was lost, also when the log has grown since', async () => {
    const publishing = await watched()
    const lost = {
      ...publishing.witnesses,
      addCheckpoint: async (...request: Parameters<typeof publishing.witnesses.addCheckpoint>) => {
        await publishing.witnesses.addCheckpoint(...request)
        return { answer: 'unreachable' } as const
      },
    }
    const deaf = transparencyLog({ ...publishing, witnesses: lost })
    await appendEvents(pool, 1)
    expect(await deaf.publish()).toMatchObject({ outcome: 'waiting', size: 64 })
    await appendEvents(pool, 200)
    expect(await deaf.publish()).toMatchObject({ outcome: 'waiting', size: 320 })
    const log = transparencyLog(publishing)
    expect(await log.publish()).toEqual({ outcome: 'published', size: 320 })
  })

  it('ends when asked to, with what it cosigned on its disk', async () => {
    const log = transparencyLog(await watched())
    await appendEvents(pool, 1)
    await log.publish()
    expect(await witness.stop()).toBe(0)
    witness = await startWitnessProcess(join(store, 'store'), vkeys, witness.port)
    await appendEvents(pool, 1)
    expect(await log.publish()).toEqual({ outcome: 'published', size: 128 })
  })
})
