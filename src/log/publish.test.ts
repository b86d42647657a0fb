import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tileDirectory } from '#adapters/tiles/directory.ts'
import { parseCheckpoint } from '#formats/checkpoint.ts'
import { verifyConsistency } from '#formats/merkle.ts'
import { parseNote } from '#formats/note.ts'
import { parsePolicy } from '#formats/policy.ts'
import { verifyTlogProof } from '#formats/verify-checkpoint.ts'
import {
  allEntries,
  appendEvents,
  expectPublished,
  naiveTiles,
  publicSizes,
  testOffice,
  testPublishing,
  testSigner,
  type Office,
} from '#testing/test-log.ts'
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

const unwatched = (chosen: Partial<Publishing> = {}) => testPublishing(pool, directory, [], { signer, ...chosen })

describe('publication', () => {
  it('publishes nothing where there is nothing', async () => {
    const log = transparencyLog(await unwatched())
    expect(await log.publish()).toEqual({ outcome: 'unchanged', size: 0 })
    expect(await log.newestPublished()).toBeUndefined()
    expect(await log.proofFor(0)).toBeUndefined()
  })

  it('pads to whole batches, and grows through full tiles without its partial ones', async () => {
    const log = transparencyLog(await unwatched())
    for (const [count, size] of [
      [1, 64],
      [64, 128],
      [65, 256],
      [300, 576],
    ] as const) {
      await appendEvents(pool, count)
      expect(await log.publish()).toEqual({ outcome: 'published', size })
      await expectPublished(pool, directory, log.policy, size)
    }
    const files = Object.keys(publicSizes(directory))
    expect(files.filter((path) => path.includes('.p'))).toEqual(
      ['tile/0/002.p/64', 'tile/1/000.p/1', 'tile/1/000.p/2', 'tile/entries/002.p/64'].map((path) => join(path)),
    )
    expect(await log.publish()).toEqual({ outcome: 'unchanged', size: 576 })
  })

  it('tells nothing by silence where it pads it, and stays silent where it does not', async () => {
    const log = transparencyLog(await unwatched({ padSilence: true }))
    for (const size of [64, 128, 192]) expect(await log.publish()).toEqual({ outcome: 'published', size })
    await expectPublished(pool, directory, log.policy, 192)
  })

  it('shows the same sizes for two different histories in one interval', async () => {
    const other = await testOffice()
    try {
      const quiet = transparencyLog(await unwatched({ padSilence: true }))
      const busyPlace = join(office.place, 'busy')
      const busy = transparencyLog(await testPublishing(other.pool, busyPlace, [], { signer, padSilence: true }))
      for (const [few, many] of [
        [0, 60],
        [1, 64],
        [2, 33],
      ] as const) {
        if (few > 0) await appendEvents(pool, few)
        for (let i = 0; i < many; i++) if (i % 20 === 0) await appendEvents(other.pool, Math.min(20, many - i))
        expect(await quiet.publish()).toEqual(await busy.publish())
      }
      const sizes = publicSizes(directory)
      expect(Object.keys(sizes).length).toBeGreaterThan(3)
      expect(publicSizes(busyPlace)).toEqual(sizes)
    } finally {
      await other.close()
    }
  })

  it('publishes a log of several levels in seconds', { timeout: 20_000 }, async () => {
    const log = transparencyLog(await unwatched())
    await appendEvents(pool, 70_000)
    expect(await log.publish()).toEqual({ outcome: 'published', size: 70_016 })
    const entries = await allEntries(pool)
    const tiles = naiveTiles(entries)
    expect(tiles.size).toBe(274 + 274 + 2 + 1)
    for (const [path, bytes] of tiles) expect(bytes.equals(readFileSync(join(directory, path))), path).toBe(true)
    for (const index of [0, 255, 256, 65_535, 65_536, 69_999, 70_015]) {
      const proof = await log.proofFor(index)
      const verdict = await verifyTlogProof(proof ?? '', entries[index] ?? new Uint8Array(), parsePolicy(log.policy))
      expect(verdict.ok).toBe(true)
    }
  })

  it('proves an entry to a stranger, and no other entry in its place', async () => {
    const log = transparencyLog(await unwatched())
    await appendEvents(pool, 70)
    expect(await log.isPublished(3)).toBe(false)
    expect(await log.proofFor(3)).toBeUndefined()
    await log.publish()
    expect(await log.isPublished(3)).toBe(true)
    const entries = await allEntries(pool)
    const proof = (await log.proofFor(3, Buffer.from('opening'))) ?? ''
    expect(proof).toContain(`extra ${Buffer.from('opening').toString('base64')}\n`)
    const policy = parsePolicy(log.policy)
    expect((await verifyTlogProof(proof, entries[3] ?? new Uint8Array(), policy)).ok).toBe(true)
    expect((await verifyTlogProof(proof, entries[4] ?? new Uint8Array(), policy)).ok).toBe(false)
    expect(await log.proofFor(128)).toBeUndefined()
  })

  it('proves that one published checkpoint continues another', async () => {
    const log = transparencyLog(await unwatched())
    await appendEvents(pool, 70)
    await log.publish()
    const older = await log.newestPublished()
    await appendEvents(pool, 200)
    await log.publish()
    const newer = await log.newestPublished()
    if (older === undefined || newer === undefined) throw new Error('both were published')
    const proof = await log.consistency(older, newer)
    const [from, to] = [older, newer].map(({ note }) => parseCheckpoint(parseNote(note).text).root)
    expect(
      verifyConsistency({
        size1: older.size,
        size2: newer.size,
        root1: from ?? new Uint8Array(),
        root2: to ?? new Uint8Array(),
        proof,
      }),
    ).toBe(true)
    await expect(log.consistency(newer, older)).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
  })

  it('lets one process publish at a time, and loses nothing when several try while others append', async () => {
    const publishing = await unwatched()
    const logs = [0, 1, 2].map(() => transparencyLog(publishing))
    for (let round = 0; round < 4; round++) {
      const outcomes = await Promise.all([
        ...logs.map((log) => log.publish().then(({ outcome }) => outcome)),
        appendEvents(pool, 10).then(() => 'appended'),
        appendEvents(pool, 10).then(() => 'appended'),
      ])
      expect(outcomes.filter((outcome) => outcome === 'busy').length).toBeLessThan(3)
    }
    const [log] = logs
    await log?.publish()
    const size = (await log?.newestPublished())?.size ?? 0
    expect(size % 64).toBe(0)
    await expectPublished(pool, directory, log?.policy ?? '', size)
    expect((await allEntries(pool)).length).toBe(size)
  })

  it('says busy while another publishes, and waits for an entry until it is public', async () => {
    const publishing = await unwatched()
    const log = transparencyLog(publishing)
    await appendEvents(pool, 1)
    await publishing.store.asPublisher(async () => {
      expect(await log.publish()).toEqual({ outcome: 'busy' })
    })
    const stop = new AbortController()
    const waiting = log.waitPublished(0, 10, stop.signal)
    await log.publish()
    expect(await waiting).toBe(true)
    setTimeout(() => stop.abort(), 30)
    expect(await log.waitPublished(64, 10, stop.signal)).toBe(false)
  })

  it('publishes an entry on demand, also when another publisher was at it, and gives up when told to', async () => {
    const publishing = await unwatched()
    const log = transparencyLog(publishing)
    await appendEvents(pool, 1)
    const held = Promise.withResolvers<void>()
    const other = publishing.store.asPublisher(() => held.promise)
    const stop = new AbortController()
    setTimeout(held.resolve, 30)
    expect(await log.publishThrough(0, 5, stop.signal)).toBe(true)
    await other
    expect((await log.newestPublished())?.size).toBe(64)
    setTimeout(() => stop.abort(), 20)
    expect(await log.publishThrough(64, 5, stop.signal)).toBe(false)
  })

  it('makes the tiles again where the directory was emptied', async () => {
    const log = transparencyLog(await unwatched())
    await appendEvents(pool, 300)
    await log.publish()
    rmSync(directory, { recursive: true })
    const again = transparencyLog(await unwatched())
    expect(await again.publish()).toEqual({ outcome: 'unchanged', size: 320 })
    await expectPublished(pool, directory, log.policy, 320)
    await appendEvents(pool, 1)
    rmSync(join(directory, 'tile'), { recursive: true })
    expect(await again.publish()).toEqual({ outcome: 'published', size: 384 })
    await expectPublished(pool, directory, log.policy, 384)
  })

  it('exports the whole published log, and refuses a place that holds another', async () => {
    const log = transparencyLog(await unwatched())
    const target = join(office.place, 'copy')
    expect(await log.export(await tileDirectory(target))).toBe(0)
    await appendEvents(pool, 300)
    await log.publish()
    await appendEvents(pool, 5)
    expect(await log.export(await tileDirectory(target))).toBe(320)
    expect(publicSizes(target)).toEqual(publicSizes(directory))
    const report = await verifyLog({ files: await tileDirectory(target), policy: Buffer.from(log.policy) })
    expect(report.verdict).toBe('proved')
    expect(await log.export(await tileDirectory(target))).toBe(320)
    writeFileSync(join(target, 'tile', '0', '000'), Buffer.alloc(8192))
    await expect(log.export(await tileDirectory(target))).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
  })
})

describe('a publisher that dies', () => {
  it('at any step, before or after its effect, leaves a log that goes on and one root for each size', async () => {
    const signed = new Map<string, string>()
    const recording: Publishing['signer'] = {
      key: signer.key,
      sign: async (text) => {
        const [, size = '', root = ''] = text.split('\n')
        expect(signed.get(size) ?? root).toBe(root)
        signed.set(size, root)
        return signer.sign(text)
      },
    }
    const whole = await unwatched({ signer: recording })
    const mortal = (at: (step: string) => Death | undefined): Publishing => ({
      ...whole,
      store: {
        ...whole.store,
        asPublisher: (work) => whole.store.asPublisher((desk) => work(watch('desk', desk, at))),
      },
      tiles: watch('tiles', whole.tiles, at),
      signer: watch('signer', recording, at),
    })

    const steps = new Set<string>()
    await appendEvents(pool, 40)
    await transparencyLog(mortal((step) => void steps.add(step))).publish()
    expect([...steps]).toEqual(
      expect.arrayContaining(['desk.pad', 'tiles.write', 'desk.claim', 'signer.sign', 'desk.sign', 'desk.publish']),
    )
    expect(steps.size).toBeGreaterThan(12)

    for (const step of steps) {
      for (const death of ['before', 'after'] as const) {
        await appendEvents(pool, 40)
        const dying = transparencyLog(mortal((each) => (each === step ? death : undefined)))
        await expect(dying.publish(), `${death} ${step}`).rejects.toThrow('killed')

        const next = transparencyLog(whole)
        expect(['published', 'unchanged']).toContain((await next.publish()).outcome)
        const newest = await next.newestPublished()
        expect(newest?.size).toBe((await whole.store.head()).size)
        expect(readFileSync(join(directory, 'checkpoint'), 'utf8')).toBe(newest?.note)
      }
    }
    await expectPublished(pool, directory, transparencyLog(whole).policy, (await whole.store.head()).size)
  })

  it('before the first policy stood leaves one that the next publication puts there, with nothing new to publish', async () => {
    const whole = await unwatched()
    await appendEvents(pool, 1)
    const dying = transparencyLog({
      ...whole,
      tiles: watch('tiles', whole.tiles, (step) => (step === 'tiles.replace' ? 'before' : undefined)),
    })
    await expect(dying.publish()).rejects.toThrow('killed')
    const log = transparencyLog(whole)
    expect(await log.publish()).toEqual({ outcome: 'unchanged', size: 64 })
    expect(readFileSync(join(directory, 'policy'), 'utf8')).toBe(log.policy)
  })
})

type Death = 'before' | 'after'

/** Tells of each call, and kills it before or after it has had its effect. */
function watch<T extends object>(name: string, target: T, at: (step: string) => Death | undefined): T {
  return new Proxy(target, {
    get: (of, key, receiver) => {
      const value: unknown = Reflect.get(of, key, receiver)
      if (typeof value !== 'function') return value
      return async (...values: unknown[]) => {
        const death = at(`${name}.${String(key)}`)
        if (death === 'before') throw new Error('killed')
        const result: unknown = await Reflect.apply(value, of, values)
        if (death === 'after') throw new Error('killed')
        return result
      }
    },
  })
}
