import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caseCommand, type CaseDeps } from '#cli/case.ts'
import { moves, stateWords } from '#case/moves.ts'
import { utf8 } from '#formats/bytes.ts'
import { formatSourceKey } from '#formats/source-key.ts'
import { openOffice } from '#administer.ts'
import { answeredAudit, listedAudit, memberKeys } from '#testing/audit.ts'
import { query } from '#testing/ledger.ts'
import { approveAs, officer, ok, refusal, testOffice, type TestOffice } from '#testing/office.ts'
import { withBulkSource } from '#testing/workers.ts'
import { verifyMember } from '#verify/verify-member.ts'
import { match } from './determine.ts'
import { deliver, prepare, release } from './fulfill.ts'
import { loadCase } from './move.ts'
import type { Ports } from './ports.ts'
import { proveMembership } from './prove-member.ts'
import { replayMember } from './replay-member.ts'

const agency = 'ma-dta'
const courier = { id: 'system:courier', roles: ['system'] } as const
const keyOf = (person: string) => formatSourceKey({ agency, keys: { person: [{ value: person }] } })

const unasked = () => {
  throw new Error('not asked for')
}

let office: TestOffice
let stream: string
let number: string
let listed: readonly string[]
let stranger: string
/** Of whom something was released, and of whom nothing. */
let some: string
let none: string

const replayOf = (person: string, ports: Ports = office.ports) => replayMember(ports, stream, keyOf(person))

beforeAll(async () => {
  office = await testOffice({ people: 120 })
  const keys = await memberKeys(office)
  // Whoever is not in the program that is audited gets no cell.
  const [closed] = await query<{ key: string }>(
    office.env.POSTERN_SOURCE_URL ?? '',
    `update ma_dta.enrollment set program_code = 'EAEDC' where person_id = (
       select person_id from ma_dta.enrollment group by 1 having count(*) = 1 and min(program_code) = 'FS' order by 1 limit 1
     ) returning person_id as key`,
  )
  none = closed?.key ?? ''
  listed = keys.slice(0, -1)
  stranger = keys.at(-1) ?? ''
  const { ports } = office
  ;({ stream, number } = await answeredAudit(office, listed))
  const by = await officer(ports)
  ok(await prepare(ports, by, stream))
  ok(await approveAs(office, 'demo-approver-1', 'approver', stream))
  ok(await approveAs(office, 'demo-approver-2', 'privacy-officer', stream))
  ok(await release(ports, by, stream))
  await ports.log.publish()
  await deliver(ports, courier, stream)
  await ports.log.publish()
  some = listed.find((key) => key !== none) ?? ''
}, 120_000)
afterAll(() => office.close())

describe('one listed person’s decision', () => {
  it('comes out again as it was recorded, in the class of their own facts', async () => {
    const { state } = await loadCase(office.ports, stream)
    for (const person of [some, none]) {
      const made = await replayOf(person)
      if (!made.replayed || !made.listed) expect.unreachable()
      expect(made).toMatchObject({ again: 'same', facts: { match: 'class' }, asOf: state.decision?.asOf })
      expect(made.released).toEqual(state.prepared?.cells[made.class] ?? [])
      expect(made.released.length > 0).toBe(person === some)
      const own = (state.decision?.cells ?? []).filter(({ subject }) => subject === made.class)
      expect(made.cells).toEqual(own)
      // What the source itself says of them today, one by one.
      const facts = await office.ports.sources[agency]?.facts(keyOf(person), made.facts.on)
      expect({ programs: made.facts.programs, markers: made.facts.markers }).toMatchObject({
        programs: facts?.programs,
        markers: facts?.markers,
      })
    }
  })

  it('is that of somebody of whom nothing left as well', async () => {
    const made = await replayOf(none)
    if (!made.replayed || !made.listed) expect.unreachable()
    expect(made.released).toEqual([])
    expect(made.cells.length).toBeGreaterThan(0)
    expect(made.cells.some(({ outcome, needs }) => outcome === 'release' && needs.length === 0)).toBe(false)
  })

  it('of somebody who was not listed is the one answer that they were not, whoever they are', async () => {
    expect(await replayOf(stranger)).toEqual({ replayed: true, listed: false })
    expect(await replayOf('no such person')).toEqual({ replayed: true, listed: false })
  })

  it('is shown, all three, against the log by the verifier', async () => {
    const { ports } = office
    for (const [person, words] of [
      [some, 'was in the release of'],
      [none, 'and nothing of theirs was in it'],
      [stranger, 'was not listed for'],
    ] as const) {
      const made = await proveMembership(ports, agency, keyOf(person), stream, undefined)
      if (!made.proved) expect.unreachable()
      const report = await verifyMember({ proof: made.file, policy: utf8(ports.office.policy) })
      expect(report.verdict).toBe('proved')
      expect(report.proved[0]).toContain(words)
    }
  })

  it('is not made again from a set that was tampered with, nor from classes that were', async () => {
    const { ports } = office
    const swapped: Ports['memberSets'] = {
      ...ports.memberSets,
      parts: async (setId) => (await ports.memberSets.parts(setId)).toReversed().map((part) => part.with(3, 0)),
    }
    await expect(replayOf(some, { ...ports, memberSets: swapped })).rejects.toMatchObject({
      code: 'ERR_LOG_INCONSISTENT',
    })
    const load: Ports['ledger']['load'] = async (one) =>
      (await ports.ledger.load(one)).map((stored) => {
        const { record } = stored
        return record.type === 'release.prepared' ? { ...stored, record: { ...record, people: {} } } : stored
      })
    await expect(replayOf(some, { ...ports, ledger: { ...ports.ledger, load } })).rejects.toMatchObject({
      code: 'ERR_LOG_INCONSISTENT',
    })
  })

  it('that comes out otherwise under the engines is said to, cell by cell', async () => {
    const { ports } = office
    const decideBy: Ports['decideBy'] = async (file, rules) => {
      const decision = await ports.decideBy(file, rules)
      return { ...decision, cells: decision.cells.map((cell) => ({ ...cell, outcome: 'deny' as const, needs: [] })) }
    }
    const made = await replayOf(some, { ...ports, decideBy })
    if (!made.replayed || !made.listed || typeof made.again === 'string') expect.unreachable()
    expect(made.again.why).toBe('differs')
    const cells = made.again.differences?.cells ?? []
    expect(cells.length).toBeGreaterThan(0)
    expect(new Set(cells.map(({ subject }) => subject))).toEqual(new Set([made.class]))
    const archive = { ...ports.ruleSets, get: async () => undefined }
    expect(await replayOf(some, { ...ports, ruleSets: archive })).toMatchObject({ again: { why: 'rules-missing' } })
  })

  it('is found by the list and the records where nothing was prepared, and they are as they were', async () => {
    const { ports } = office
    const { stream: early } = await answeredAudit(office, [none, ...listed.filter((key) => key !== none).slice(0, 9)])
    const { state } = await loadCase(ports, early)
    for (const person of [none, some]) {
      const [late, made] = [await replayOf(person), await replayMember(ports, early, keyOf(person))]
      if (!late.replayed || !late.listed || !made.replayed || !made.listed) expect.unreachable()
      expect([late.by, made.by]).toEqual(['set', 'records'])
      expect(made).toMatchObject({ again: 'same', released: [], asOf: state.decision?.asOf })
      expect(made.cells.map(({ element, outcome }) => [element, outcome])).toEqual(
        late.cells.map(({ element, outcome }) => [element, outcome]),
      )
      expect(made.facts).toMatchObject({ programs: late.facts.programs, markers: late.facts.markers })
    }
    expect(await replayMember(ports, early, keyOf(stranger))).toEqual({ replayed: true, listed: false })

    // Another member's record is another now, so whose class is whose cannot be told by it.
    const foster = 'update ma_dta.person set in_foster_care = not in_foster_care where person_id = $1 returning 1'
    await query(office.env.POSTERN_SOURCE_URL ?? '', foster, [some])
    try {
      expect(await replayMember(ports, early, keyOf(none))).toEqual({ replayed: false, lacks: 'records' })
    } finally {
      await query(office.env.POSTERN_SOURCE_URL ?? '', foster, [some])
    }
    expect(await replayMember(ports, early, keyOf(none))).toMatchObject({ replayed: true, listed: true })
  })

  it('of a case in which no list was decided is none', async () => {
    const { stream: early } = await listedAudit(office, listed.slice(0, 3))
    expect(await replayMember(office.ports, early, keyOf(some))).toEqual({ replayed: false, lacks: 'decision' })
  })
})

async function run(person: string, ...args: string[]) {
  const [out, err, codes]: [string[], string[], number[]] = [[], [], []]
  const deps: CaseDeps = {
    open: () => openOffice(office.env),
    readFile: unasked,
    readInput: async () => `${person}\n`,
    filesIn: unasked,
    writeNew: unasked,
    assertWritable: unasked,
    sign: unasked,
    progress: () => {},
    progressEvery: 1000,
    sleep: unasked,
    findings: [],
    contacts: [],
    effects: [],
    motions: [],
    ends: [],
    letters: [],
    states: stateWords,
    moves,
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    exit: (code) => void codes.push(code),
  }
  await caseCommand(deps).parseAsync(['replay', ...args, '--person-key', '-'], { from: 'user' })
  return { out: out.join('\n'), err: err.join('\n'), codes }
}

describe('postern case replay', () => {
  it('says the class, its facts, its cells with their law, and that it came out the same', async () => {
    const { out, codes } = await run(some, number)
    expect(codes).toEqual([])
    for (const said of [
      'is among those who were listed',
      'Class ',
      'Facts ',
      'May leave',
      'US-SNAP-',
      'by both engines',
    ])
      expect(out).toContain(said)
    expect(out).not.toContain(some)
    const nothing = await run(none, number)
    expect(nothing.out).toContain('Prepared    nothing of theirs')
    const json: unknown = JSON.parse((await run(none, number, '--json')).out)
    expect(json).toMatchObject({ listed: true, again: 'same', released: [] })
  })

  it('gives for every key that is not listed the same answer', async () => {
    const unknown = await run('no such person', number)
    expect(unknown).toEqual(await run(stranger, number))
    expect(unknown).toMatchObject({
      out: 'This person is not among those who were listed in this case.',
      err: '',
      codes: [],
    })
  })

  it('says by what it was found, and refuses a case in which no list was decided', async () => {
    expect((await run(some, number)).out).toContain('Found       in the set that the log names')
    const early = await answeredAudit(office, listed.slice(0, 3))
    expect((await run(listed[0] ?? '', early.number)).out).toContain('by the list and the records')
    const open = await listedAudit(office, listed.slice(0, 3))
    expect(await run(some, open.number)).toEqual({
      out: '',
      err: 'No list of members stands decided in this case.',
      codes: [1],
    })
  })
})

it('members who fall into more classes than a set can tell apart are refused when they are matched', async () => {
  const { stream: many } = await listedAudit(office, listed.slice(0, 2))
  const found = Array.from({ length: 65_537 }, (_, at) => ({ mask: String(2 * at + 1), persons: 1, digest: 'd' }))
  const of = (count: number) =>
    withBulkSource(office.ports, agency, () => ({ classes: async () => found.slice(0, count) }))
  const by = await officer(office.ports)
  const refused = (await match(of(65_537), by, many)).moved
  expect(refusal(refused)).toEqual(['classes-too-many'])
  expect(refused).toMatchObject({ refusal: { reasons: [{ words: expect.stringContaining('list fewer at once') }] } })
})
