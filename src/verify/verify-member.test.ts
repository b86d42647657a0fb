import { beforeAll, describe, expect, it } from 'vitest'
import { fromUtf8, toHex, utf8 } from '#formats/bytes.ts'
import type { GrantedCell } from '#formats/grants.ts'
import { formatMemberProof, proveMember, type MemberSetHead } from '#formats/member-proof.ts'
import { classTree } from '#formats/member-classes.ts'
import { agencyMembersKey, memberSecret, memberSetBuilder } from '#formats/member-set.ts'
import { formatPolicy } from '#formats/policy.ts'
import type { Json } from '#vocabulary/json.ts'
import { makePackage, makeWorld, type World } from '#testing/made-package.ts'
import { give, verifyTray } from './browser/tray.ts'
import { kindOf } from './detect.ts'
import type { Report } from './report.ts'
import { verifyMember } from './verify-member.ts'

const membersKey = new Uint8Array(32).fill(1)
const setId = new Uint8Array(16).fill(2)
const secretOf = (person: string) => memberSecret(agencyMembersKey(membersKey, 'ma-dta'), person)
const name = { program: 'snap', element: 'name' }
const address = { program: 'snap', element: 'home-address' }

const building = memberSetBuilder({ setId, membersKey, agency: 'ma-dta', bits: 1 })
for (const [person, number] of [
  ['ana', 10],
  ['bo', 11],
  ['cy', 10],
  ['out', 12],
] as const)
  building.add(person, number)
const set = building.finish()
const released = new Map<number, readonly GrantedCell[]>([
  [10, [name]],
  [11, [name, address]],
  [12, []],
])
const classes = classTree(new Uint8Array(32).fill(3), setId, released)
const members: MemberSetHead = {
  set: toHex(setId),
  root: toHex(set.root),
  bits: 1,
  count: 4,
  classes: toHex(classes.root),
}

let world: World
let policy: Uint8Array

beforeAll(async () => {
  world = await makeWorld()
  policy = utf8(formatPolicy(world.policy))
})

/** The proof about one person, over an entry of the log that says this. */
async function proofOf(person: string, said: Json = members, type = 'package.delivered'): Promise<Uint8Array> {
  const { files } = await makePackage(world, {
    opening: (opening) => ({ ...opening, record: { ...opening.record, type, body: { leafIndex: 7, members: said } } }),
  })
  const proof = proveMember(members, secretOf(person), set.buckets, classes)
  if (proof === undefined) throw new Error('no proof')
  return formatMemberProof(proof, fromUtf8(files.proof))
}

const broken = ({ findings }: Report) => findings.filter(({ ok }) => !ok).map(({ check }) => check)

describe('a proof about one person of a release of many', () => {
  it('shows who was in it that they were, and with what', async () => {
    const report = await verifyMember({ proof: await proofOf('bo'), policy })
    expect(broken(report)).toEqual([])
    expect(report).toMatchObject({ kind: 'member', verdict: 'proved' })
    expect(report.findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['entry', 'inclusion', 'log-signature', 'witnesses', 'member']),
    )
    expect(report.proved).toHaveLength(1)
    expect(report.proved[0]).toMatch(/was in the release of .*, with: snap home-address, snap name\.$/)
    expect(report.notProved[0]).toContain('Whose secret it is')
  })

  it('shows who was listed and got no cell that nothing of theirs was in it', async () => {
    const report = await verifyMember({ proof: await proofOf('out'), policy })
    expect(broken(report)).toEqual([])
    expect(report.proved).toHaveLength(1)
    expect(report.proved[0]).toMatch(/was listed for the release of .*, and nothing of theirs was in it\.$/)
  })

  it('shows of other people neither in how many classes they are nor what was released of them', async () => {
    const text = fromUtf8(await proofOf('ana'))
    expect(text).not.toContain('home-address')
    expect(JSON.parse(text)).toMatchObject({ class: { cells: [name] } })
  })

  it('shows who was not in it that they were not', async () => {
    const report = await verifyMember({ proof: await proofOf('eve'), policy })
    expect(broken(report)).toEqual([])
    expect(report.proved[0]).toContain('was not listed for the release')
  })

  it('is not proved for a root that the log does not have', async () => {
    const report = await verifyMember({ proof: await proofOf('bo', { ...members, root: '00'.repeat(32) }), policy })
    expect(broken(report)).toEqual(['member'])
    expect(report.proved).toEqual([])
    const elsewhere = await verifyMember({ proof: await proofOf('bo', { ...members, set: '00'.repeat(16) }), policy })
    expect(broken(elsewhere)).toEqual(['member'])
  })

  it('is not proved where the entry says nothing of a set, is of another kind, or has other classes', async () => {
    expect(broken(await verifyMember({ proof: await proofOf('bo', null), policy }))).toEqual(['member'])
    expect(broken(await verifyMember({ proof: await proofOf('bo', members, 'x.y'), policy }))).toEqual(['member'])
    const others = { ...members, classes: '00'.repeat(32) }
    expect(broken(await verifyMember({ proof: await proofOf('out', others), policy }))).toEqual(['member'])
  })

  it('is not proved without a policy, or under one that knows other keys', async () => {
    const proof = await proofOf('bo')
    expect(broken(await verifyMember({ proof }))).toEqual(['policy'])
    const other = utf8(formatPolicy((await makeWorld()).policy))
    expect(broken(await verifyMember({ proof, policy: other }))).toEqual(['log-signature'])
    expect(broken(await verifyMember({ proof, policy: utf8('no policy') }))).toEqual(['policy'])
  })

  it('is not proved when it is no proof, or its entry stands elsewhere', async () => {
    expect(broken(await verifyMember({ proof: utf8('{}\n'), policy }))).toEqual(['proof'])
    const text = fromUtf8(await proofOf('bo'))
    const moved = utf8(text.replace(/index [0-9]+/, 'index 0'))
    expect(broken(await verifyMember({ proof: moved, policy }))).toEqual(['inclusion'])
  })

  it('is told by its content and by its name, and checked in the browser like any other', async () => {
    const proof = await proofOf('ana')
    expect(kindOf(proof, 'file')).toBe('member')
    expect(kindOf(utf8('damaged'), 'mine.member-proof')).toBe('member')
    const report = await verifyTray([give('file', proof), give('policy', policy)])
    expect(report).toMatchObject({ kind: 'member', verdict: 'proved' })
  })
})
