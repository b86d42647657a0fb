import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { utf8 } from '#formats/bytes.ts'
import { parseCheckpoint } from '#formats/checkpoint.ts'
import { formatEntryBundle } from '#formats/entry-bundle.ts'
import { parseNote } from '#formats/note.ts'
import { tilePath } from '#formats/tile.ts'
import {
  logPolicyFile,
  makeEntry,
  makeLog,
  makeLogKeys,
  readerOf,
  signCheckpoint,
  type LogKeys,
} from '#testing/made-log.ts'
import type { Report } from './report.ts'
import { recomputeLog, verifyLog } from './verify-log.ts'

let keys: LogKeys
let policy: Uint8Array

beforeAll(() => {
  keys = makeLogKeys()
  policy = logPolicyFile(keys)
})

const broken = ({ findings }: Report) => findings.filter(({ ok }) => !ok).map(({ check }) => check)

describe('a whole log', () => {
  for (const size of [0, 1, 255, 256, 257, 1000, 65_536 + 300]) {
    it(`of ${size} entries is proved from its first entry`, async () => {
      const found = await verifyLog({ files: readerOf(makeLog(keys, size)), policy })
      expect(broken(found)).toEqual([])
      expect(found.proved.join(' ')).toContain(`All ${size} entries`)
    })
  }

  it('is read a tile at a time, each file once', async () => {
    const files = makeLog(keys, 1000)
    const read: string[] = []
    await recomputeLog({ read: async (path) => (read.push(path), files.get(path)) }, 1000)
    expect(new Set(read).size).toBe(read.length)
    expect(read).toHaveLength(files.size - 1)
  })

  it('tells how far it is', async () => {
    const told: number[] = []
    await recomputeLog(readerOf(makeLog(keys, 20_000)), 20_000, (done) => told.push(done))
    expect(told).toEqual([16_384, 20_000])
  })

  it('is not proved when any one tile is altered, and its path is named', async () => {
    const size = 65_536 + 300
    const files = makeLog(keys, size)
    for (const path of [
      'tile/0/000',
      'tile/0/128',
      'tile/0/257.p/44',
      'tile/1/000',
      'tile/1/001.p/1',
      'tile/2/000.p/1',
    ]) {
      const tile = files.get(path)?.slice() ?? new Uint8Array(0)
      tile[tile.length - 1] = (tile.at(-1) ?? 0) ^ 1
      const found = await verifyLog({ files: readerOf(new Map(files).set(path, tile)), policy })
      expect(broken(found)).toEqual(['tiles'])
      expect(found.findings.find(({ ok }) => !ok)?.evidence['wrong']).toEqual([path])
    }
  })

  it('is not proved when one entry is altered: the tile over it and the root both show it', async () => {
    const files = makeLog(keys, 600)
    const entries = Array.from({ length: 256 }, (_, at) => makeEntry(256 + at, at === 77 ? 'altered ' : ''))
    const found = await verifyLog({
      files: readerOf(files.set('tile/entries/001', formatEntryBundle(entries))),
      policy,
    })
    expect(broken(found)).toEqual(['tiles', 'root'])
    expect(found.findings.find(({ check }) => check === 'tiles')?.evidence['wrong']).toEqual([
      'tile/0/001',
      'tile/1/000.p/2',
    ])
  })

  it('is not proved when a tile or a bundle is missing', async () => {
    for (const path of ['tile/0/001', 'tile/entries/001', 'tile/entries/002.p/88']) {
      const files = makeLog(keys, 600)
      files.delete(path)
      expect(broken(await verifyLog({ files: readerOf(files), policy }))).toEqual(['tiles'])
    }
  })

  it('is proved when a partial tile has given way to the full one', async () => {
    const [short, long] = [makeLog(keys, 300), makeLog(keys, 512)]
    for (const level of [0, 'entries'] as const) {
      short.delete(tilePath({ level, index: 1, width: 44 }))
      const full = tilePath({ level, index: 1, width: 256 })
      short.set(full, long.get(full) ?? new Uint8Array(0))
    }
    expect(broken(await verifyLog({ files: readerOf(short), policy }))).toEqual([])
  })

  it('is not proved under a root that somebody else signed, or that no witness cosigned', async () => {
    const files = makeLog(keys, 300)
    const { root } = parseCheckpoint(parseNote(new TextDecoder().decode(files.get('checkpoint'))).text)
    const forged = new Map(files).set(
      'checkpoint',
      utf8(signCheckpoint({ ...keys, log: makeLogKeys().log }, 300, root)),
    )
    expect(broken(await verifyLog({ files: readerOf(forged), policy }))).toEqual(['log-signature'])
    const unseen = new Map(files).set(
      'checkpoint',
      utf8(signCheckpoint({ ...keys, witness: makeLogKeys().witness }, 300, root)),
    )
    expect(broken(await verifyLog({ files: readerOf(unseen), policy }))).toEqual(['witnesses'])
  })

  it('is not proved under a signed root that its entries do not give', async () => {
    const files = makeLog(keys, 300).set('checkpoint', utf8(signCheckpoint(keys, 300, makeEntry(0))))
    expect(broken(await verifyLog({ files: readerOf(files), policy }))).toEqual(['root'])
  })

  it('is not proved without a policy, a checkpoint, or a checkpoint that can be read', async () => {
    const files = makeLog(keys, 3)
    expect(broken(await verifyLog({ files: readerOf(files) }))).toEqual(['policy'])
    expect(broken(await verifyLog({ files: readerOf(new Map()), policy }))).toEqual(['checkpoint'])
    expect(broken(await verifyLog({ files: readerOf(files.set('checkpoint', utf8('hello\n'))), policy }))).toEqual([
      'checkpoint',
    ])
  })
})

const tessera = join(import.meta.dirname, '../../../shared/vectors/tlog/tessera-testlog/log')
const present = existsSync(tessera)
if (!present) {
  if (process.env['CI'] === 'true') throw new Error('the published log is absent, and CI skips no test')
  console.warn('SKIPPED: the published log of transparency-dev is absent, so it was not verified')
}

describe.runIf(present)('the log that transparency-dev publishes', () => {
  it('gives its root when it is hashed from its first entry', async () => {
    const files = {
      read: async (path: string) => (existsSync(join(tessera, path)) ? readFileSync(join(tessera, path)) : undefined),
    }
    const { size, root } = parseCheckpoint(parseNote(readFileSync(join(tessera, 'checkpoint'), 'utf8')).text)
    const found = await recomputeLog(files, Number(size))
    expect(found.root).toEqual(root)
    expect(found.wrong).toEqual([])
  })
})
