import { beforeAll, describe, expect, it } from 'vitest'
import { fromUtf8, utf8 } from '#formats/bytes.ts'
import { entryOf, formatOpening, parseOpening } from '#formats/commitment.ts'
import { formatPolicy } from '#formats/policy.ts'
import { formatTlogProof, parseTlogProof } from '#formats/tlog-proof.ts'
import { makePackage, makeWorld, policyOf, type World } from '#testing/made-package.ts'
import type { Report } from './report.ts'
import { verifyProof } from './verify-proof.ts'

let world: World
let proof: Uint8Array
let policy: Uint8Array
let opening: ReturnType<typeof parseOpening>
let bare: Uint8Array

beforeAll(async () => {
  world = await makeWorld()
  const made = await makePackage(world)
  proof = made.files.proof
  policy = made.files.policy
  const { extra, ...rest } = parseTlogProof(fromUtf8(proof))
  opening = parseOpening(extra ?? '')
  bare = utf8(formatTlogProof(rest))
})

const broken = ({ findings }: Report) => findings.filter(({ ok }) => !ok).map(({ check }) => check)

describe('a proof of one entry', () => {
  it('is proved from the opening that it carries', async () => {
    const found = await verifyProof({ proof, policy })
    expect(broken(found)).toEqual([])
    expect(found.proved[0]).toContain('"release.authorized"')
  })

  it('is proved from an opening or an entry given beside it', async () => {
    expect(broken(await verifyProof({ proof: bare, policy, opening: utf8(formatOpening(opening)) }))).toEqual([])
    expect(broken(await verifyProof({ proof: bare, policy, entry: entryOf(opening) }))).toEqual([])
  })

  it('is not proved without an entry, or for another one', async () => {
    expect(broken(await verifyProof({ proof: bare, policy }))).toEqual(['entry'])
    expect(broken(await verifyProof({ proof, policy, entry: new Uint8Array(32) }))).toEqual(['inclusion'])
    const other = { ...opening, record: { ...opening.record, n: 10 } }
    expect(broken(await verifyProof({ proof, policy, opening: utf8(formatOpening(other)) }))).toEqual(['inclusion'])
  })

  it('is not proved without a policy, or under one that knows other keys', async () => {
    expect(broken(await verifyProof({ proof }))).toEqual(['policy'])
    const other = await makeWorld()
    expect(broken(await verifyProof({ proof, policy: utf8(formatPolicy(other.policy)) }))).toEqual(['log-signature'])
    const strict = policyOf(world.log, world.witnesses, 3)
    expect(broken(await verifyProof({ proof, policy: utf8(formatPolicy(strict)) }))).toEqual(['witnesses'])
  })

  it('is not proved when it is no proof', async () => {
    expect(broken(await verifyProof({ proof: utf8('hello'), policy }))).toEqual(['proof'])
  })
})
