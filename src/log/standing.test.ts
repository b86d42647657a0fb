import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseCheckpoint } from '#formats/checkpoint.ts'
import { parseNote } from '#formats/note.ts'
import { allEntries, appendEvents, testOffice, testPublishing, testSigner, type Office } from '#testing/test-log.ts'
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

const unwatched = (chosen: Partial<Publishing> = {}) => testPublishing(pool, directory, [], { signer, ...chosen })

describe('a database that was put back or changed', () => {
  it('is refused where the published checkpoint is larger, before anything is appended', async () => {
    const log = transparencyLog(await unwatched())
    await appendEvents(pool, 1)
    await log.publish()

    const restored = await testOffice()
    try {
      const publishing = await testPublishing(restored.pool, directory, [], { signer })
      const behind = transparencyLog(publishing)
      await expect(behind.assertStanding()).rejects.toMatchObject({ code: 'ERR_LOG_BEHIND' })
      await expect(behind.publish()).rejects.toMatchObject({
        code: 'ERR_LOG_BEHIND',
        evidence: { signed: 64, here: 0 },
      })
      expect((await publishing.store.head()).size).toBe(0)
      // It has grown past the published size with other events, and has signed nothing yet.
      await appendEvents(restored.pool, 100)
      await expect(behind.publish()).rejects.toMatchObject({ code: 'ERR_LOG_BEHIND' })
      expect((await publishing.store.head()).size).toBe(100)
    } finally {
      await restored.close()
    }
  })

  it('is refused where it published another root for the same size', async () => {
    await appendEvents(pool, 1)
    await transparencyLog(await unwatched()).publish()
    cpSync(directory, join(office.place, 'before'), { recursive: true })

    const other = await testOffice()
    try {
      await appendEvents(other.pool, 1)
      const elsewhere = join(office.place, 'elsewhere')
      await transparencyLog(await testPublishing(other.pool, elsewhere, [], { signer })).publish()
      const swapped = transparencyLog(await testPublishing(other.pool, join(office.place, 'before'), [], { signer }))
      await expect(swapped.publish()).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
    } finally {
      await other.close()
    }
  })

  it('is refused where its own record of what was signed is larger than its events', async () => {
    await appendEvents(pool, 1)
    await pool.query("insert into checkpoint (size, root, claimed_at) values (999, $1, '2026')", [Buffer.alloc(32)])
    await expect(transparencyLog(await unwatched()).publish()).rejects.toMatchObject({ code: 'ERR_LOG_BEHIND' })
    expect(await allEntries(pool)).toHaveLength(1)
  })

  it('is refused where an entry was changed, and nothing new is signed', async () => {
    const log = transparencyLog(await unwatched())
    await appendEvents(pool, 1)
    await log.publish()
    await appendEvents(pool, 3)
    await office.owner('alter table event disable trigger all')
    await office.owner('update event set entry = $1 where seq = 65', [Buffer.alloc(32)])
    await expect(log.publish()).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
    const { rows } = await pool.query<{ size: string }>('select size from checkpoint')
    expect(rows).toEqual([{ size: '64' }])
    expect(parseCheckpoint(parseNote(readFileSync(join(directory, 'checkpoint'), 'utf8')).text).size).toBe(64n)
  })

  it('is refused where an entry below the last checkpoint was changed and its tiles are made again', async () => {
    await appendEvents(pool, 3)
    await transparencyLog(await unwatched()).publish()
    await office.owner('alter table event disable trigger all')
    await office.owner('update event set entry = $1 where seq = 1', [Buffer.alloc(32)])
    rmSync(directory, { recursive: true })
    await expect(transparencyLog(await unwatched()).publish()).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
  })

  it('is refused with the key of another log', async () => {
    await appendEvents(pool, 3)
    await transparencyLog(await unwatched()).publish()
    const stranger = transparencyLog(await unwatched({ signer: testSigner() }))
    await expect(stranger.publish()).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
  })

  it('is refused with a key that another directory made for itself, before anything is signed', async () => {
    await appendEvents(pool, 3)
    await transparencyLog(await unwatched()).publish()
    await appendEvents(pool, 3)
    const elsewhere = join(office.place, 'elsewhere')
    const second = transparencyLog(await testPublishing(pool, elsewhere, [], { signer: testSigner() }))
    await expect(second.assertStanding()).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
    await expect(second.publish()).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
    expect(await transparencyLog(await unwatched()).publish()).toEqual({ outcome: 'published', size: 128 })
  })

  it('leaves its rows to nobody who only works here', async () => {
    await appendEvents(pool, 3)
    await transparencyLog(await unwatched()).publish()
    for (const sql of [
      "update checkpoint set root = ''",
      'delete from checkpoint_publication',
      "update checkpoint_signature set note = ''",
      'truncate checkpoint_cosignature',
    ]) {
      await expect(pool.query(sql), sql).rejects.toThrow(/permission denied/)
      await expect(office.owner(sql), sql).rejects.toThrow(/append-only/)
    }
  })
})
