import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountingCommand } from '#cli/accounting.ts'
import { fromUtf8, utf8 } from '#formats/bytes.ts'
import { formatSourceKey } from '#formats/source-key.ts'
import { memberSetBuilder } from '#formats/member-set.ts'
import type { NewEvent } from '#log/ledger.ts'
import { event, received } from '#testing/ledger.ts'
import { releasedToMany } from '#testing/released-to-many.ts'
import { testOffice, type TestOffice } from '#testing/office.ts'
import { verifyMember } from '#verify/verify-member.ts'
import { openOffice } from '#administer.ts'
import { moves, stateWords } from '#case/moves.ts'
import { accountingOf } from './accounting.ts'
import { keepMembers } from './member-sets.ts'
import { ownList } from './person-list.ts'
import type { Ports } from './ports.ts'
import { proveMembership } from './prove-member.ts'

let office: TestOffice

beforeAll(async () => {
  office = await testOffice({ people: 1 })
})
afterAll(() => office.close())

const agency = 'ma-dta'
const keyOf = (person: string) => formatSourceKey({ agency, keys: { person: [{ value: person }] } })
const name = { program: 'snap', element: 'name' }
const releasedTo = (persons: readonly string[], more: readonly NewEvent[] = [], without: readonly string[] = []) =>
  releasedToMany(office.ports, agency, persons, more, without)

const listOf = (person: string, ports: Ports = office.ports, today: string | undefined = '2026-11-25') =>
  accountingOf(ports, agency, keyOf(person), today)

describe('a person’s list', () => {
  it('has each release of many that they were in, like any other, and none that they were not in', async () => {
    const { number } = await releasedTo(['ana', 'bo'])
    const other = await releasedTo(['ana'])
    expect((await listOf('ana')).map((entry) => entry.case).toSorted()).toEqual([number, other.number].toSorted())
    expect(await listOf('bo')).toMatchObject([
      { case: number, disclosed: [{ cells: [name], waits: true }], many: { listed: 2, isIn: true } },
    ])
    expect(await listOf('eve')).toEqual([])
    const own = await ownList(await office.installation.at(agency), { agency, key: keyOf('bo') })
    expect(own.entries).toMatchObject([{ case: number, disclosed: [{ cells: [name] }] }])
  })

  it('has also what they were listed for and nothing of theirs left, as that of anybody who was asked about by name', async () => {
    const hidden = event('accounting.suspended', {
      from: '2026-11-22',
      until: '2026-12-31',
      issuer: 'x',
      ground: 'y',
      form: 'written',
    })
    const { number } = await releasedTo(['abe'], [], ['zoe'])
    const secret = await releasedTo(['abe'], [hidden], ['zoe'])
    const list = await listOf('zoe')
    expect(list).toMatchObject([
      {
        case: number,
        decided: { cells: [{ ...name, outcome: 'deny' }] },
        disclosed: [],
        many: { listed: 2, isIn: false },
      },
    ])
    expect((await listOf('zoe', office.ports, '2027-01-01')).map((entry) => entry.case)).toContain(secret.number)
    expect(JSON.stringify(list)).not.toContain('release')
  })

  it('opens a case once, and again when something has happened in it', async () => {
    const { stream, number } = await releasedTo(['cy'])
    let loads = 0
    const ledger = {
      matchesOf: office.ports.ledger.matchesOf.bind(office.ports.ledger),
      load: async (one: string) => {
        loads += 1
        return office.ports.ledger.load(one)
      },
    }
    const list = () => accountingOf({ ...office.ports, ledger }, agency, keyOf('cy'), '2026-11-25')
    const first = await list()
    expect(loads).toBe(1)
    expect(await list()).toEqual(first)
    expect(loads).toBe(1)
    await office.ports.ledger.append({ stream, after: 5, events: [event('package.collected', { contentRoot: 'ab' })] })
    expect(await list()).toMatchObject([{ case: number, disclosed: [{ cells: [name] }] }])
    expect((await list())[0]?.disclosed[0]).not.toHaveProperty('waits')
    expect(loads).toBe(2)
  })

  it('does not have what was prepared and never delivered, nor what is suspended', async () => {
    const { ports } = office
    const stream = randomUUID()
    await ports.ledger.append({ stream, after: 0, events: [received([])] })
    const setId = ports.randomness.bytes(16)
    const building = memberSetBuilder({ setId, membersKey: ports.membersKey, agency, bits: 0 })
    building.add('di', 0)
    const classes = { root: new Uint8Array(32) }
    await keepMembers(ports, { stream, agency, setId, set: building.finish(), classes })
    expect(await listOf('di')).toEqual([])
    const suspension = { from: '2026-11-22', until: '2026-12-31', issuer: 'x', ground: 'y', form: 'written' }
    await releasedTo(['di'], [event('accounting.suspended', suspension)])
    expect(await listOf('di')).toEqual([])
    expect(await listOf('di', office.ports, '2027-01-01')).toHaveLength(1)
    expect(await accountingOf(ports, agency, keyOf('di'), undefined)).toHaveLength(1)
  })
})

describe('the proof for one person', () => {
  it('shows them alone that they were in it, or were not, to whoever trusts the witness and not us', async () => {
    const { ports } = office
    const { stream } = await releasedTo(['flo', 'gus'], [], ['hal'])
    const prove = (person: string, today = '2026-11-25') => proveMembership(ports, agency, keyOf(person), stream, today)
    expect(await prove('flo')).toEqual({ proved: false, lacks: 'log' })
    await ports.log.publish()
    const policy = utf8(ports.office.policy)
    for (const [person, member, words] of [
      ['flo', 'present', 'was in the release'],
      ['gus', 'present', 'with: snap name.'],
      ['hal', 'present', 'and nothing of theirs was in it'],
      ['eve', 'absent', 'was not listed'],
    ] as const) {
      const made = await prove(person)
      if (!made.proved) throw new Error(made.lacks)
      expect(made.said.member).toBe(member)
      const report = await verifyMember({ proof: made.file, policy })
      expect(report.verdict).toBe('proved')
      expect(report.proved[0]).toContain(words)
      // Of the others it holds neither a key nor a secret.
      for (const other of ['flo', 'gus', 'hal', 'eve']) expect(fromUtf8(made.file)).not.toContain(`"${other}"`)
    }
  })

  it('is of the newest release of a case, and of nobody else’s case', async () => {
    const { ports } = office
    const { stream } = await releasedTo(['hal'])
    await ports.log.publish()
    expect(await proveMembership(ports, 'me-dhhs', keyOf('hal'), stream, undefined)).toEqual({
      proved: false,
      lacks: 'release',
    })
    const plain = randomUUID()
    await ports.ledger.append({ stream: plain, after: 0, events: [received([])] })
    expect(await proveMembership(ports, agency, keyOf('hal'), plain, undefined)).toEqual({
      proved: false,
      lacks: 'release',
    })
    const hidden = await releasedTo(
      ['hal'],
      [
        event('accounting.suspended', {
          from: '2026-11-22',
          until: '2026-12-31',
          issuer: 'x',
          ground: 'y',
          form: 'oral',
        }),
      ],
    )
    await ports.log.publish()
    const on = (today: string | undefined) => proveMembership(ports, agency, keyOf('hal'), hidden.stream, today)
    expect(await on('2026-12-31')).toEqual({ proved: false, lacks: 'release' })
    expect(await on('2027-01-01')).toMatchObject({ proved: true, said: { member: 'present' } })
    expect(await on(undefined)).toMatchObject({ proved: true })
  })

  it('is refused where what is kept is another set than the log names', async () => {
    const { ports } = office
    const { stream } = await releasedTo(['ivy', 'jo'])
    await ports.log.publish()
    const memberSets: Ports['memberSets'] = {
      ...ports.memberSets,
      parts: async (setId) => (await ports.memberSets.parts(setId)).map((part) => part.toReversed()),
    }
    await expect(
      proveMembership({ ...ports, memberSets }, agency, keyOf('ivy'), stream, undefined),
    ).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
  })

  it('is refused where the case says of the classes otherwise than the log', async () => {
    const { ports } = office
    const { stream } = await releasedTo(['ivy'], [], ['jo'])
    await ports.log.publish()
    const load: Ports['ledger']['load'] = async (one) =>
      (await ports.ledger.load(one)).map((stored) =>
        stored.record.type === 'release.prepared' ? { ...stored, record: { ...stored.record, people: {} } } : stored,
      )
    const ledger: Ports['ledger'] = { ...ports.ledger, load }
    await expect(proveMembership({ ...ports, ledger }, agency, keyOf('ivy'), stream, undefined)).rejects.toMatchObject({
      code: 'ERR_LOG_INCONSISTENT',
    })
  })

  it('is written by the command, as the file that the verifier reads', async () => {
    const { number } = await releasedTo(['kim'])
    await office.ports.log.publish()
    const run = async (...args: string[]) => {
      const [out, err, codes]: [string[], string[], number[]] = [[], [], []]
      const command = accountingCommand({
        open: () => openOffice(office.env),
        readFile: async () => new Uint8Array(),
        readInput: async () => 'kim\n',
        states: stateWords,
        moves,
        out: (line) => void out.push(line),
        err: (line) => void err.push(line),
        exit: (code) => void codes.push(code),
      })
      await command.parseAsync([...args, '--agency', agency, '--person-key', '-'], { from: 'user' })
      return { out, err, codes }
    }
    const { out, codes } = await run('prove', number)
    expect(codes).toEqual([])
    const report = await verifyMember({ proof: utf8(`${out[0]}\n`), policy: utf8(office.ports.office.policy) })
    expect(report.proved[0]).toContain('was in the release')
    const json: unknown = JSON.parse((await run('prove', number, '--json')).out[0] ?? '')
    expect(json).toEqual({ member: 'present', released: [name], proof: `${out[0]}\n` })
    expect((await run()).out[0]).toContain(
      'Among       1 person who were listed; what the record does not hold went out',
    )
    const late = await releasedTo(['kim'])
    const waits = await run('prove', late.number)
    expect(waits).toMatchObject({ out: [], codes: [75] })
    expect(waits.err[0]).toContain('postern log publish')
  })
})
