import { beforeAll, describe, expect, it } from 'vitest'
import { fromUtf8, utf8 } from '#formats/bytes.ts'
import { parseCheckpoint } from '#formats/checkpoint.ts'
import { parseNote } from '#formats/note.ts'
import { consistencyProof } from '#formats/prove.ts'
import { subtreesOf } from '#formats/tile-reader.ts'
import { formatAddCheckpoint } from '#formats/witness-request.ts'
import { logPolicyFile, makeLog, makeLogKeys, readerOf, signCheckpoint, type LogKeys } from '#testing/made-log.ts'
import type { Report } from './report.ts'
import { verifyCheckpoints } from './verify-checkpoints.ts'

let keys: LogKeys
let policy: Uint8Array
let [small, large, forked] = [
  new Map<string, Uint8Array>(),
  new Map<string, Uint8Array>(),
  new Map<string, Uint8Array>(),
]

beforeAll(() => {
  keys = makeLogKeys()
  policy = logPolicyFile(keys)
  small = makeLog(keys, 300)
  large = makeLog(keys, 700)
  forked = makeLog(keys, 700, 299)
})

const checkpointOf = (files: Map<string, Uint8Array>) => files.get('checkpoint') ?? new Uint8Array(0)
const broken = ({ findings }: Report) => findings.filter(({ ok }) => !ok)

describe('two checkpoints', () => {
  it('of a log that grew are proved consistent from its tiles, in whichever order they are given', async () => {
    for (const files of [
      [checkpointOf(small), checkpointOf(large)],
      [checkpointOf(large), checkpointOf(small)],
    ] as const) {
      const found = await verifyCheckpoints({ files, policy, log: readerOf(large) })
      expect(broken(found)).toEqual([])
      expect(found.proved[0]).toContain('nothing in the older one was changed')
    }
  })

  it('are proved consistent from a witness request, which brings the proof along', async () => {
    const proof = await consistencyProof(subtreesOf(readerOf(large), 700), 300, 700)
    const request = (old: bigint) =>
      utf8(formatAddCheckpoint({ old, proof, checkpoint: fromUtf8(checkpointOf(large)) }))
    expect(broken(await verifyCheckpoints({ files: [checkpointOf(small), request(300n)], policy }))).toEqual([])
    expect(
      broken(await verifyCheckpoints({ files: [checkpointOf(small), request(299n)], policy }))[0]?.words,
    ).toContain('from another size')
  })

  it('that are the same are the same tree', async () => {
    expect(broken(await verifyCheckpoints({ files: [checkpointOf(small), checkpointOf(small)], policy }))).toEqual([])
  })

  it('of one size with different roots are a split view, and both are kept as evidence', async () => {
    const [finding, ...more] = broken(
      await verifyCheckpoints({ files: [checkpointOf(large), checkpointOf(forked)], policy }),
    )
    expect(more).toEqual([])
    expect(finding?.words).toContain('two histories')
    expect(finding?.evidence).toMatchObject({
      splitView: true,
      olderCheckpoint: fromUtf8(checkpointOf(large)),
      newerCheckpoint: fromUtf8(checkpointOf(forked)),
    })
  })

  it('of a log that changed its past are a split view too', async () => {
    const [finding] = broken(
      await verifyCheckpoints({ files: [checkpointOf(small), checkpointOf(forked)], policy, log: readerOf(forked) }),
    )
    expect(finding?.words).toContain('first 300 entries are not those of the older checkpoint')
    expect(finding?.evidence['splitView']).toBe(true)
  })

  it('accuse nobody when one of them is not signed by the log', async () => {
    const { root } = parseCheckpoint(parseNote(fromUtf8(checkpointOf(forked))).text)
    const forged = utf8(signCheckpoint({ ...keys, log: makeLogKeys().log }, 700, root))
    const findings = broken(await verifyCheckpoints({ files: [checkpointOf(large), forged], policy }))
    expect(findings.map(({ check }) => check)).toEqual(['log-signature', 'consistency'])
    expect(findings[1]?.evidence['splitView']).toBe(false)
    expect(findings[1]?.words).toContain('says nothing of the log')
  })

  it('are not proved without anything that leads from one to the other, or with the tiles of another log', async () => {
    const files = [checkpointOf(small), checkpointOf(large)] as const
    expect(broken(await verifyCheckpoints({ files, policy }))[0]?.words).toContain('neither the tiles')
    expect(broken(await verifyCheckpoints({ files, policy, log: readerOf(forked) }))[0]?.words).toContain(
      'does not lead',
    )
    expect(broken(await verifyCheckpoints({ files, log: readerOf(large) })).map(({ check }) => check)).toEqual([
      'policy',
    ])
  })

  it('are not compared when they are of two logs, or when one cannot be read', async () => {
    const other = utf8(fromUtf8(checkpointOf(large)).replaceAll('demo.postern', 'other.postern'))
    expect(broken(await verifyCheckpoints({ files: [checkpointOf(small), other], policy }))[0]?.words).toContain(
      'different logs',
    )
    expect(
      broken(await verifyCheckpoints({ files: [checkpointOf(small), utf8('x')], policy })).map(({ check }) => check),
    ).toEqual(['checkpoint'])
  })
})
