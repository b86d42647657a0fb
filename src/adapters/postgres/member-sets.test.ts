import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toHex } from '#formats/bytes.ts'
import { agencyMembersKey, memberSecret, memberSetBuilder, membersKeyId } from '#formats/member-set.ts'
import { project } from '#pipeline/project.ts'
import type { MemberSets } from '#pipeline/member-sets.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { event, noon, query, received, testLedger, testRootKey } from '#testing/ledger.ts'
import { connect } from './connect.ts'
import { openDesk, type OpenDesk } from './desk.ts'
import { openVault, type OpenVault } from './forget.ts'
import type { OpenLedger } from './ledger.ts'
import { postgresMemberSets } from './member-sets.ts'

const rootKey = testRootKey()
const membersKey = new Uint8Array(32).fill(3)
const randomness = { bytes: (count: number) => new Uint8Array(randomBytes(count)) }
const keyOf = (agency: string) => agencyMembersKey(membersKey, agency)
const under = membersKeyId(keyOf('ma-dta'))
const secretOf = (person: string, agency = 'ma-dta') => memberSecret(keyOf(agency), person)

let database: TestDatabase
let ledger: OpenLedger
let vault: OpenVault
let ma: OpenDesk
let me: OpenDesk
let sets: MemberSets
const pools: ReturnType<typeof connect>[] = []

beforeAll(async () => {
  database = await testDatabase()
  ledger = await testLedger(database.url, rootKey)
  const options = { url: database.url, rootKey, project, clock: noon }
  vault = await openVault(options)
  ma = await openDesk({ ...options, agency: 'ma-dta' })
  me = await openDesk({ ...options, agency: 'me-dhhs' })
  const pool = connect(database.url, { role: 'postern_app' })
  pools.push(pool)
  sets = postgresMemberSets(pool, rootKey, randomness)
})
afterAll(async () => {
  await Promise.all([...pools.map((pool) => pool.end()), ma.close(), me.close(), vault.close(), ledger.close()])
  await database.drop()
})

async function aCase(agency = 'ma-dta', closedAt?: string): Promise<string> {
  const stream = randomUUID()
  const closed = closedAt === undefined ? [] : [event('case.closed', {}, {}, closedAt)]
  await ledger.append({ stream, after: 0, events: [received([], noon.now(), agency), ...closed] })
  return stream
}

/** A set of these persons, with the place of each as their class, kept for a case. */
async function aSet(stream: string, persons: readonly string[], { agency = 'ma-dta', bits = 2, by = sets } = {}) {
  const setId = randomness.bytes(16)
  const building = memberSetBuilder({ setId, membersKey, agency, bits })
  for (const [i, person] of persons.entries()) building.add(person, i)
  const set = building.finish()
  await by.put({ stream, agency, setId, set, under: membersKeyId(keyOf(agency)) })
  return { setId, set }
}

const found = async (person: string, by = sets, agency = 'ma-dta') =>
  (await by.find(agency, [secretOf(person, agency)], membersKeyId(keyOf(agency)))).map(({ stream, setId, number }) => ({
    stream,
    set: toHex(setId),
    number,
  }))

describe('sets of members', () => {
  it('find a person in each release they were in, with their class, and in no other', async () => {
    const [one, two] = [await aCase(), await aCase()]
    const first = await aSet(one, ['ana', 'bo', 'cy'])
    const second = await aSet(two, ['di', 'bo'], { bits: 0 })
    const places = await found('bo')
    expect(places).toHaveLength(2)
    expect(places).toEqual(
      expect.arrayContaining([
        { stream: one, set: toHex(first.setId), number: 1 },
        { stream: two, set: toHex(second.setId), number: 1 },
      ]),
    )
    expect(await found('cy')).toEqual([{ stream: one, set: toHex(first.setId), number: 2 }])
    expect(await found('eve')).toEqual([])
  })

  it('find whoever has two keys in the source by either', async () => {
    const stream = await aCase()
    await aSet(stream, ['old-key', 'somebody'])
    const places = await sets.find('ma-dta', [secretOf('new-key'), secretOf('old-key')], under)
    expect(places.map(({ number }) => number)).toEqual([0])
    expect(await sets.find('ma-dta', [], under)).toEqual([])
  })

  it('give all their parts back as they were put, however many there are', async () => {
    const { setId, set } = await aSet(await aCase(), ['flo', 'gus'], { bits: 10 })
    expect((await sets.parts(setId)).map(toHex)).toEqual(set.buckets.map(toHex))
  })

  it('are kept as a whole or not at all, and only for a case with a key', async () => {
    const nobody = randomUUID()
    await expect(aSet(nobody, ['hal'])).rejects.toMatchObject({ code: 'ERR_CASE_UNKNOWN' })
    const stream = await aCase()
    const { setId, set } = await aSet(stream, ['ivy'])
    // The same again, as of somebody who died in between, and another set under the same id.
    await sets.put({ stream, agency: 'ma-dta', setId, set, under })
    const inconsistent = { code: 'ERR_LOG_INCONSISTENT' }
    const others = { bits: 2, buckets: set.buckets.toReversed() }
    await expect(sets.put({ stream, agency: 'ma-dta', setId, set: others, under })).rejects.toMatchObject(inconsistent)
    const elsewhere = await aCase()
    await expect(sets.put({ stream: elsewhere, agency: 'ma-dta', setId, set, under })).rejects.toMatchObject(
      inconsistent,
    )
    // The last part is larger than a page of the database.
    const broken = { bits: 2, buckets: [...set.buckets.slice(0, 3), new Uint8Array(9000)] }
    await expect(
      sets.put({ stream, agency: 'ma-dta', setId: randomness.bytes(16), set: broken, under }),
    ).rejects.toThrow()
    expect(await query(database.url, 'select from member_set where stream = $1', [stream])).toHaveLength(1)
    expect(await found('ivy')).toHaveLength(1)
  })

  it('remember what a case said of a release until more happens in it', async () => {
    const stream = await aCase()
    const { setId } = await aSet(stream, ['jo'])
    const at = async () =>
      (await sets.find('ma-dta', [secretOf('jo')], under)).map(({ n, account }) => ({ n, account }))
    expect(await at()).toEqual([{ n: 1, account: undefined }])
    await sets.remember(setId, 1, { said: 'so' })
    expect(await at()).toEqual([{ n: 1, account: { said: 'so' } }])
    await ledger.append({ stream, after: 1, events: [event('hold.set', { matter: 'x' })] })
    expect(await at()).toEqual([{ n: 2, account: undefined }])
    await sets.remember(setId, 2, { said: 'more' })
    // Whoever comes late with what they read before changes nothing.
    await sets.remember(setId, 1, { said: 'so' })
    expect(await at()).toEqual([{ n: 2, account: { said: 'more' } }])
    await query(
      database.url,
      `update member_set set account = overlay(account placing '\\x00' from 20) where set_id = $1`,
      [setId],
    )
    expect(await at()).toEqual([{ n: 2, account: undefined }])
  })

  it('hold nothing in clear: neither a key, nor a token, nor a part', async () => {
    const stream = await aCase()
    const { setId, set } = await aSet(stream, ['planted-person'], { bits: 0 })
    const rows = await query<{ row: string }>(
      database.url,
      `select s::text || b::text as row from member_set s join member_bucket b using (set_id) where set_id = $1`,
      [setId],
    )
    const [row] = rows
    expect(row?.row).toContain(toHex(setId))
    expect(row?.row).not.toContain('planted-person')
    expect(row?.row).not.toContain(toHex(set.buckets[0]?.subarray(2) ?? new Uint8Array()))
  })
})

describe('the keepers of sets', () => {
  it('are told where a part is gone, changed or in another’s place, and never that somebody was not there', async () => {
    const stream = await aCase()
    const broken = async (change: string) => {
      const { setId } = await aSet(stream, ['kim'], { bits: 1 })
      await query(database.url, change, [setId])
      await expect(found('kim')).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
      await expect(sets.parts(setId)).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
      await query(database.url, 'delete from member_bucket where set_id = $1', [setId])
      await query(database.url, 'delete from member_set where set_id = $1', [setId])
    }
    await broken('delete from member_bucket where set_id = $1')
    await broken(`update member_bucket set sealed = set_byte(sealed, 14, get_byte(sealed, 14) # 1) where set_id = $1`)
    await broken(
      `update member_bucket as one set sealed = other.sealed from member_bucket as other
       where one.set_id = $1 and other.set_id = $1 and other.bucket = 1 - one.bucket`,
    )
    expect(await found('kim')).toEqual([])
    await expect(sets.parts(randomness.bytes(16))).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
  })

  it('are told where the members key is another, before anybody is told that they were in nothing', async () => {
    await aSet(await aCase('me-dhhs'), ['lou'], { agency: 'me-dhhs' })
    const other = membersKeyId(agencyMembersKey(new Uint8Array(32).fill(4), 'me-dhhs'))
    await expect(sets.find('me-dhhs', [secretOf('lou', 'me-dhhs')], other)).rejects.toMatchObject({
      code: 'ERR_KEY_WRONG',
    })
    expect(await found('lou', sets, 'me-dhhs')).toHaveLength(1)
  })

  it('see the sets of their own agency and no other’s, whatever they ask', async () => {
    const stream = await aCase()
    const { setId } = await aSet(stream, ['max'], { by: ma.memberSets })
    expect(await found('max', ma.memberSets)).toHaveLength(1)
    expect(await found('max', me.memberSets)).toEqual([])
    await expect(me.memberSets.parts(setId)).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
    await expect(aSet(stream, ['max'], { by: me.memberSets })).rejects.toMatchObject({ code: 'ERR_CASE_UNKNOWN' })
    const desk = connect(database.url, { role: 'postern_desk', agency: 'me-dhhs' })
    pools.push(desk)
    expect((await desk.query('select from member_set where agency = $1', ['ma-dta'])).rowCount).toBe(0)
    expect((await desk.query('select from member_bucket where set_id = $1', [setId])).rowCount).toBe(0)
    await expect(desk.query('insert into member_bucket values ($1, 9, $2)', [setId, setId])).rejects.toThrow(/policy/)
  })

  it('may change nothing of a set but what is made from the events, and delete nothing', async () => {
    const pool = connect(database.url, { role: 'postern_app' })
    pools.push(pool)
    for (const text of [
      `update member_bucket set sealed = ''`,
      'delete from member_bucket',
      'update member_set set bits = 0',
      `update member_set set agency = 'me-dhhs'`,
      'delete from member_set',
    ]) {
      await expect(pool.query(text), text).rejects.toThrow(/permission denied/)
    }
  })

  it('find what was kept before the root key was rotated, and nothing of a case that was forgotten', async () => {
    const closedAt = '2026-11-22T12:00:00.000Z'
    const [kept, gone] = [await aCase(), await aCase('ma-dta', closedAt)]
    await aSet(kept, ['ned'])
    const { setId } = await aSet(gone, ['ned'])
    await vault.rotate('demo-admin', noon.now())
    expect(await found('ned')).toHaveLength(2)
    const by = ['demo-privacy', 'demo-counsel'] as const
    expect(await vault.destroy({ stream: gone, n: 2, by, at: noon.now(), until: '2033-01-01' })).toBe('destroyed')
    expect((await found('ned')).map(({ stream }) => stream)).toEqual([kept])
    await expect(sets.parts(setId)).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
    const left = 'select from member_set where set_id = $1 union all select from member_bucket where set_id = $1'
    expect(await query(database.url, left, [setId])).toEqual([])
    await sets.remember(setId, 9, {})
  })
})
