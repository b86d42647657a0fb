import { beforeAll, describe, expect, it } from 'vitest'
import { fromBase64, fromUtf8, toBase64, toHex, utf8 } from '#formats/bytes.ts'
import { formatOpening, parseOpening } from '#formats/commitment.ts'
import { contentRoot } from '#formats/content-root.ts'
import { sha256 } from '#formats/sha256.ts'
import type { Json } from '#vocabulary/json.ts'
import { makePackage, makeWorld, type Changes, type MadePackage, type World } from '#testing/made-package.ts'
import { parseIdentities, type Identity } from './age.ts'
import { verifyPackage } from './verify-package.ts'
import type { Report } from './report.ts'

/**
 * An agency that forges makes everything else fit: the log has learned of the forged statement, the witnesses have
 * cosigned, and one thing alone is wrong.
 */
let world: World
let made: MadePackage
let identities: Identity[]

beforeAll(async () => {
  world = await makeWorld()
  made = await makePackage(world)
  identities = await parseIdentities(world.secret)
})

const failing = ({ findings }: Report) => findings.filter(({ ok }) => !ok)

async function forged(changes: Changes): Promise<string[]> {
  const found = await verifyPackage((await makePackage(world, changes)).bytes)
  expect(found.verdict).toBe('not proved')
  return failing(found).map(({ check, words }) => `${check}: ${words}`)
}

/** The last signature of a note with one bit of it turned; its key id stays. */
function turned(note: string): string {
  return note.replace(/(\S+)\n$/, (_, signature: string) => {
    const bytes = fromBase64(signature)
    bytes[40] = (bytes[40] ?? 0) ^ 1
    return `${toBase64(bytes)}\n`
  })
}

const twice = (note: string) => `${note}${note.slice(note.indexOf('\n\n') + 2)}`
const withExtra = (change: (extra: string) => string) => ({
  files: (was: MadePackage['files']) => ({ ...was, proof: utf8(change(fromUtf8(was.proof))) }),
})

/** The opening in the proof, behind a space. */
const spaced = (text: string) =>
  text.replace(/\nextra (.*)\n/, (_, extra: string) => `\nextra ${toBase64(utf8(` ${fromUtf8(fromBase64(extra))}`))}\n`)

describe('a forged release', () => {
  it('with an approval that its approver never signed', async () => {
    const words = await forged({
      statement: (was) => ({ ...was, approvals: [was.approvals[0] ?? '', turned(was.approvals[1] ?? '')] }),
    })
    expect(words).toEqual(['approvals: The signature of demo-approver-2 is not good.'])
  })

  it('with an approval under two signatures', async () => {
    const words = await forged({ statement: (was) => ({ ...was, approvals: was.approvals.map(twice) }) })
    expect(words).toHaveLength(2)
    expect(words[0]).toContain('approvals: ')
  })

  it('whose statement claims another content root than its content has', async () => {
    const words = await forged({ statement: (was) => ({ ...was, contentRoot: '00'.repeat(32) }) })
    expect(words).toEqual([expect.stringContaining('content-root: The content root in the statement is not')])
  })

  it.each([
    ['a byte longer', { bytes: 1 }],
    ['of another hash', { sha256: '00'.repeat(32) }],
    ['under another name', { name: 'other.age' }],
  ])('whose content names a sealed file %s', async (_, change) => {
    const words = await forged({
      content: (was) => ({ ...was, sealed: was.sealed.map((part) => ({ ...part, ...change })) }),
    })
    expect(words.join('\n')).toMatch(/^(?:payload|statement): /)
  })

  it.each([
    ['a byte longer', { bytes: 1 }],
    ['of another hash', { sha256: '00'.repeat(32) }],
    ['under another name', { name: 'other.age' }],
  ])('of which the log learned with a sealed file %s', async (_, change) => {
    const words = await forged({
      opening: (was) => {
        const body: Record<string, Json> = Object.fromEntries(Object.entries(Object(was.record.body)))
        const [sealed] = Array.isArray(body['sealed']) ? body['sealed'] : []
        const changed = { ...body, sealed: [{ ...Object(sealed), ...change }] }
        return { ...was, record: { ...was.record, body: changed } }
      },
    })
    expect(words.join('\n')).toContain('it disagrees on the sealed file')
  })

  it('whose statement names another log than the one it stands in', async () => {
    const words = await forged({
      statement: (was) => ({ ...was, log: { ...was.log, origin: 'other.postern.example/log' } }),
    })
    expect(words).toEqual([
      'log-signature: The proof is of the log demo.postern.example/log, and the statement names other.postern.example/log.',
    ])
  })

  it('whose proof carries no opening, or one that is written another way', async () => {
    expect((await forged(withExtra((text) => text.replace(/\nextra .*\n/, '\n')))).join()).toContain('entry: ')
    const words = await forged(withExtra(spaced))
    expect(words).toEqual([expect.stringContaining("entry: The log's entry cannot be opened")])
  })
})

describe('what was checked', () => {
  it('is each named, and every finding gives what it rests on', async () => {
    const found = await verifyPackage(made.bytes, { identities })
    expect(found.findings.map(({ check }) => check).join(' ')).toBe(
      'archive statement payload payload content-root approvals approvals separation ' +
        'policy entry entry inclusion log-signature witnesses opening manifest third-signature parts tables',
    )
    const evidence = (check: string) => found.findings.filter((one) => one.check === check).map((one) => one.evidence)
    expect(evidence('content-root')).toEqual([{ contentRoot: contentRoot(made.statement.content) }])
    expect(evidence('separation')).toEqual([
      { preparedBy: 'demo-officer', approvers: ['demo-approver-1', 'demo-approver-2'] },
    ])
    expect(evidence('approvals')).toMatchObject(
      made.statement.approvers.map(({ id, key }) => ({
        approver: id,
        key,
        at: '2026-11-22T14:00:00.000Z',
        demo: true,
      })),
    )
    expect(evidence('inclusion')).toMatchObject([{ index: '5', size: '11' }])
    expect(evidence('entry')).toMatchObject([
      { type: 'release.authorized', at: '2026-11-22T15:00:00.000Z' },
      { statement: toHex(sha256(made.files.statement)), contentRoot: made.statement.contentRoot },
    ])
  })

  it('holds where preparing, approving and logging fell into one moment', async () => {
    const at = '2026-11-22T13:00:00.000Z'
    const { bytes } = await makePackage(world, {
      approvedAt: at,
      opening: (was) => parseOpening(utf8(formatOpening({ ...was, record: { ...was.record, at } }))),
    })
    expect(failing(await verifyPackage(bytes))).toEqual([])
  })
})
