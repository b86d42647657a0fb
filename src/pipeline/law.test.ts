import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ruleSet } from '#adapters/law/load.ts'
import { openVault } from '#adapters/postgres/forget.ts'
import { signRulesApproval } from '#approval/sign.ts'
import { readContent } from '#court/read.ts'
import { replay as courtReplay } from '#court/replay.ts'
import { addDays, aYearAfter } from '#decision/days.ts'
import type { RuleSet } from '#decision/rules.ts'
import { toHex } from '#formats/bytes.ts'
import { generateEd25519Key } from '#formats/ed25519.ts'
import { ed25519Signer, formatVkey } from '#formats/note.ts'
import { parseRulesApproval } from '#formats/rules-approval.ts'
import { sha256 } from '#formats/sha256.ts'
import { answeredWarrant, handInWarrant, officer, ok, testOffice, type TestOffice } from '#testing/office.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'
import { officeStream } from '#vocabulary/office.ts'
import { confirm, confirmations } from './confirm.ts'
import { decide, match } from './determine.ts'
import { filesForACourt } from './for-a-court.ts'
import { archived, lawLog, officeDay, officeLaw, rulesInForce } from './law.ts'
import type { Direction } from './law-events.ts'
import { loadCase } from './move.ts'
import type { Ports } from './ports.ts'
import { approveRules, beginWith, lawStands, packsDiffer, propose, rulesToSign } from './put-in-force.ts'
import { actor, enroll } from './register.ts'
import { replay } from './replay.ts'
import { casesToTry, whatIf } from './what-if.ts'

let office: TestOffice
let begun: RuleSet
const auditor = generateEd25519Key()

beforeAll(async () => {
  office = await testOffice()
  const { ports } = office
  begun = await rulesInForce(ports, officeDay(ports))
  const key = formatVkey(ed25519Signer('b-auditor', auditor).key)
  const member = {
    id: 'b-auditor',
    agency: 'ma-dta',
    roles: ['oversight'],
    until: '2099-12-31',
    demo: false,
    key,
  } as const
  await enroll(ports, await actor(ports, 'demo-administrator'), member)
})
afterAll(() => office.close())

/** The office so many days from now, with this said of every change of law. */
function later(days: number, direction: Direction = 'loosens'): Ports {
  const { ports } = office
  const now = () => new Date(Date.parse(ports.clock.now()) + days * 86_400_000).toISOString()
  return { ...ports, clock: { now }, compareLaws: async () => ({ direction, loosens: [], tightens: [] }) }
}

const unconfirmed = async (days: number) =>
  (await confirmations(later(days))).filter(({ stands }) => stands === 'lapsed').map(({ rule }) => rule.id)

/** A person asks for their own telephone number. */
const ownRecord: Omit<CaseFile, 'asOf'> = {
  caseFile: 1,
  case: 'own-record',
  agency: 'ma-dta',
  request: {
    form: 'written',
    requester: { kind: 'data-subject', organization: 'other', name: 'A Person', identityVerified: true },
    purpose: 'own-record',
    programs: ['snap'],
    elements: ['phone'],
  },
  subjects: [{ ref: 'p1', match: 'one', role: 'recipient', household: 'h1', programs: ['snap'], holds: ['phone'] }],
}

let changes = 0

/** A set that nobody has seen: one rule says itself in other words. */
function another(from: RuleSet): RuleSet {
  changes += 1
  return ruleSet(
    from.rules.map((rule) => (rule.id === 'US-SNAP-07' ? { ...rule, title: `${rule.title} ${changes}` } : rule)),
  )
}

async function proposed(ports: Ports, rules: RuleSet, order?: { docket: string; sha256: string }) {
  const result = await propose(ports, await actor(ports, 'demo-counsel'), rules, order)
  if (!result.done) throw new Error(result.reasons.map(({ code }) => code).join())
  return result.proposal
}

async function sign(ports: Ports, rules: RuleSet, id: string, role?: string, key = office.cast.keys[id]?.secret) {
  const text = await rulesToSign(ports, rules.digest.slice(0, 12), id, role)
  if (text === undefined || key === undefined) throw new Error('nothing waits, or nobody is called that')
  return approveRules(ports, signRulesApproval(id, key, parseRulesApproval(text)))
}

type Result = { done: true } | { done: false; reasons: readonly { code: string }[] }
const codes = (result: Result): readonly string[] => (result.done ? [] : result.reasons.map(({ code }) => code))
const digestOn = async (ports: Ports) => (await rulesInForce(ports, officeDay(ports))).digest

describe('an office', () => {
  it('begins with the packs of the product, confirmed by a counsel who is called DEMO', async () => {
    const { ports } = office
    const { inForce } = await lawStands(ports)
    expect(inForce).toMatchObject({ digest: begun.digest, before: null, by: ['system:setup'], direction: 'first' })
    expect(begun.digest).toBe((await ports.packs()).digest)
    const standing = await confirmations(ports)
    expect(standing.length).toBeGreaterThan(50)
    for (const { stands, confirmation } of standing) {
      expect(stands).not.toBe('never')
      expect(confirmation).toMatchObject({ by: 'demo-counsel', demo: true, version: expect.stringMatching(/^DEMO/) })
    }
  })

  it('begins once: another set is not slipped in behind it', async () => {
    await beginWith(office.ports, another(begun))
    expect(await digestOn(office.ports)).toBe(begun.digest)
  })

  it('holds for counsel, and only for counsel, what it released before nobody had confirmed the rule again', async () => {
    const { ports } = office
    const on = async (day: string) =>
      (await ports.decide({ ...ownRecord, asOf: `${day}T10:00:00-05:00` })).cells.map(({ outcome, needs }) => ({
        outcome,
        needs,
      }))
    const today = officeDay(ports)
    expect(await on(today)).toEqual([{ outcome: 'release', needs: [] }])
    expect(await on(aYearAfter(today))).toEqual([{ outcome: 'release', needs: [] }])
    expect(await on(addDays(aYearAfter(today), 1))).toEqual([{ outcome: 'hold', needs: ['counsel-review'] }])
  })

  it('decides nothing for a day before its law began', async () => {
    await expect(officeLaw(office.ports)('2020-01-01')).rejects.toMatchObject({ code: 'ERR_RULES_MISSING' })
  })

  it('decides under the set in force, whatever lies on disk, and says that the disk is another', async () => {
    const onDisk = another(begun)
    expect(await packsDiffer(office.ports)).toBeUndefined()
    expect(await packsDiffer({ ...office.ports, packs: async () => onDisk })).toMatchObject({
      packs: onDisk.digest,
      inForce: begun.digest,
      rules: { added: [], removed: [], changed: ['US-SNAP-07'] },
    })
  })
})

describe('confirming', () => {
  const reading = { rules: ['US-SNAP-06', 'US-SNAP-07'], version: 'eCFR of 2026-11-02' }
  const by = async (id: string, days: number, changed: object = {}) => {
    const ports = later(days)
    return confirm(ports, await actor(ports, id), { ...reading, readOn: officeDay(ports), ...changed })
  }

  it('is counsel’s, of several rules at once, and is kept with who, when and which text', async () => {
    const readOn = officeDay(later(40))
    expect(await by('demo-counsel', 40)).toMatchObject({ done: true, rules: reading.rules, demo: true })
    const { confirmations: all } = await lawLog(office.ports)
    expect(all.at(-1)).toMatchObject({ rule: 'US-SNAP-07', by: 'demo-counsel', readOn, version: reading.version })
  })

  it.each([
    ['anybody but counsel', 'demo-officer', {}, 'not-your-role'],
    ['oversight, which may read', 'b-auditor', {}, 'not-your-role'],
    ['a rule that is not there', 'demo-counsel', { rules: ['US-SNAP-07', 'US-SNAP-99'] }, 'rule-unknown'],
    ['no rule', 'demo-counsel', { rules: [] }, 'nothing-named'],
    ['no text', 'demo-counsel', { version: ' ' }, 'version-unsaid'],
    ['a day to come', 'demo-counsel', { readOn: '2999-01-01' }, 'day-to-come'],
    ['a day of no calendar', 'demo-counsel', { readOn: '2026-02-30' }, 'day-to-come'],
    ['a text read too long ago', 'demo-counsel', { readOn: '2020-01-01' }, 'read-too-long-ago'],
  ])('is refused to %s, and then nothing is recorded', async (_, id, changed, code) => {
    const before = (await lawLog(office.ports)).n
    expect(codes(await by(id, 0, changed))).toEqual([code])
    expect((await lawLog(office.ports)).n).toBe(before)
  })

  it('lapses: what a rule opens is held after twelve months, and an injunction after seven days', async () => {
    expect(await unconfirmed(7)).toEqual([])
    expect(await unconfirmed(8)).toContain('US-SNAP-15')
    expect(await unconfirmed(364)).not.toContain('US-SNAP-01')
    expect(await unconfirmed(367)).toContain('US-SNAP-01')
  })
})

describe('a change of law', () => {
  it('is proposed by counsel, the privacy officer or an administrator, and by nobody else', async () => {
    const ports = later(0)
    const next = another(begun)
    for (const id of ['demo-officer', 'b-auditor', 'demo-approver-1']) {
      expect(codes(await propose(ports, await actor(ports, id), next))).toEqual(['not-your-role'])
    }
    const counsel = await actor(ports, 'demo-counsel')
    expect(codes(await propose(ports, counsel, begun))).toEqual(['in-force-already'])
    expect(await proposed(ports, next)).toMatchObject({ digest: next.digest, before: begun.digest })
    expect(codes(await propose(ports, counsel, next))).toEqual(['proposed-already'])
    expect((await archived(ports, next.digest)).rules).toHaveLength(next.rules.length)
  })

  it('takes two people, one of them counsel, each with a key of their own', async () => {
    const ports = later(0, 'tightens')
    const next = another(begun)
    await proposed(ports, next)
    expect(await sign(ports, next, 'demo-approver-1')).toMatchObject({ begins: undefined, waitsFor: 'counsel' })
    expect(codes(await sign(ports, next, 'demo-approver-1'))).toEqual(['same-person-twice'])
    expect(await sign(ports, next, 'demo-approver-2')).toMatchObject({ begins: undefined, waitsFor: 'counsel' })
    expect(codes(await sign(ports, next, 'b-auditor', 'oversight', auditor))).toEqual(['role-cannot-approve'])
    expect(codes(await sign(ports, next, 'b-auditor', 'counsel', auditor))).toEqual(['role-not-held'])
    const stranger = generateEd25519Key()
    expect(codes(await sign(ports, next, 'demo-counsel', 'counsel', stranger))).toEqual(['signature-wrong'])
    expect(await digestOn(ports)).toBe(begun.digest)

    const done = await sign(ports, next, 'demo-counsel')
    expect(done).toMatchObject({ begins: { digest: next.digest, from: officeDay(ports), before: begun.digest } })
    expect(done.done && done.begins?.by).toEqual(['demo-counsel', 'demo-approver-1'])
    expect(await digestOn(ports)).toBe(next.digest)
    // The proposal that was made against the set before can no longer be signed.
    const { proposals } = await lawLog(ports)
    const stale = proposals.find(({ accepted }) => !accepted)
    const at = ports.clock.now()
    const note = (id: string, proposal: string) =>
      signRulesApproval(id, office.cast.keys[id]?.secret ?? stranger, {
        rules: stale?.body.digest ?? '',
        proposal,
        role: 'counsel',
        at,
      })
    expect(codes(await approveRules(ports, note('demo-counsel', stale?.id ?? '')))).toEqual(['law-changed'])
    expect(codes(await approveRules(ports, note('demo-counsel', 'ab'.repeat(32))))).toEqual(['proposal-unknown'])
    expect(codes(await approveRules(ports, 'no note'))).toEqual(['approval-malformed'])
  })

  it('that loosens begins on the thirtieth day, and not on the day before', async () => {
    const ports = later(1, 'loosens')
    const before = await digestOn(ports)
    const next = another(begun)
    await proposed(ports, next)
    await sign(ports, next, 'demo-counsel')
    // Signed late or at once: the days are counted from when everybody could read what it would do.
    const result = await sign(later(11), next, 'demo-approver-2', 'privacy-officer')
    expect(result).toMatchObject({ begins: { from: addDays(officeDay(ports), 30), direction: 'loosens' } })
    expect(await digestOn(later(30))).toBe(before)
    expect((await lawStands(later(30))).waiting).toMatchObject([{ digest: next.digest }])
    expect(await digestOn(later(31))).toBe(next.digest)
  })

  it('that loosens and is signed after the thirty days begins on the day it is signed', async () => {
    const next = another(begun)
    await proposed(later(40, 'loosens'), next)
    await sign(later(40), next, 'demo-counsel')
    const result = await sign(later(75), next, 'demo-approver-1')
    expect(result).toMatchObject({ begins: { from: officeDay(later(75)) } })
  })

  it('is looked at over all combinations: what is taken away tightens, and what comes back loosens', async () => {
    const { ports } = office
    const before = await rulesInForce(ports, officeDay(ports))
    const closed = ruleSet(
      before.rules.map((rule) => (rule.id === 'US-SNAP-07' ? { ...rule, inactive: 'tried in a test' } : rule)),
    )
    const today = officeDay(ports)
    expect(await ports.compareLaws(before, closed, today)).toMatchObject({ direction: 'tightens', loosens: [] })
    expect(await ports.compareLaws(closed, before, today)).toMatchObject({
      direction: 'loosens',
      loosens: expect.arrayContaining([expect.stringContaining('of snap in ')]),
    })
    expect(await ports.compareLaws(before, another(before), today)).toMatchObject({ direction: 'same' })
  }, 30_000)

  it('that loosens begins at once where a court ordered it, and the log names the order', async () => {
    const ports = later(80, 'loosens')
    const next = another(begun)
    const order = { docket: 'SYN-cv-0001', sha256: 'cd'.repeat(32) }
    await proposed(ports, next, order)
    await sign(ports, next, 'demo-counsel')
    await sign(ports, next, 'demo-approver-1')
    expect(await digestOn(ports)).toBe(next.digest)
    expect((await lawStands(ports)).inForce).toMatchObject({ from: officeDay(ports), order })
  })

  it('that waits is never in force where another came first, since two people signed another change', async () => {
    const waiting = another(begun)
    await proposed(later(90, 'loosens'), waiting)
    await sign(later(90, 'loosens'), waiting, 'demo-counsel')
    await sign(later(90, 'loosens'), waiting, 'demo-approver-1')
    const sooner = another(begun)
    await proposed(later(100, 'tightens'), sooner)
    await sign(later(100, 'tightens'), sooner, 'demo-counsel')
    await sign(later(100, 'tightens'), sooner, 'demo-approver-1')
    expect(await digestOn(later(130))).toBe(sooner.digest)
    expect((await lawStands(later(130))).overtaken).toMatchObject([{ digest: waiting.digest }])
  })

  it('leaves a rule that says anything else unconfirmed until counsel reads it', async () => {
    const ports = later(130)
    const law = await officeLaw(ports)(officeDay(ports))
    const changed = law.rules.find(({ id }) => id === 'US-SNAP-07')
    expect(changed?.confirmed).toBeNull()
    expect((await confirmations(ports)).find(({ rule }) => rule.id === 'US-SNAP-07')?.stands).toBe('changed')
    const reading = { rules: ['US-SNAP-07'], version: 'the text itself', readOn: officeDay(ports) }
    await confirm(ports, await actor(ports, 'demo-counsel'), reading)
    const again = await officeLaw(ports)(officeDay(ports))
    expect(again.rules.find(({ id }) => id === 'US-SNAP-07')?.confirmed).toMatchObject({ by: 'demo-counsel' })
    expect(again.digest).toBe(law.digest)
    expect(again.confirmed).not.toBe(law.confirmed)
  })
})

describe('the past', () => {
  it('decides again as it was decided, and what-if says what another law would do, case by case', async () => {
    const { ports } = office
    const { stream, number } = await answeredWarrant(office)
    const { state } = await loadCase(ports, stream)
    const [released] = state.decision?.cells.filter(({ outcome }) => outcome === 'release') ?? []
    if (released === undefined) throw new Error('the warrant releases something')
    expect(await replay(ports)).toMatchObject({ decisions: 1, same: 1, different: [], reworded: 0 })

    const before = await rulesInForce(ports, officeDay(ports))
    const opens = new Set(released.basis)
    const closed = ruleSet(
      before.rules.map((rule) => (opens.has(rule.id) ? { ...rule, inactive: 'tried in a test' } : rule)),
    )
    const { cases, forgotten } = await casesToTry(ports)
    const same = whatIf({ before, after: another(before), on: officeDay(ports) }, cases, forgotten)
    expect(same).toMatchObject({ cases: [], counts: { looked: 1, differ: 0, cells: {} }, forgotten: 0 })
    const result = whatIf({ before, after: closed, on: officeDay(ports) }, cases)
    expect(result.counts).toMatchObject({ looked: 1, differ: 1 })
    expect(result.cases[0]).toMatchObject({ case: number, stands: 'open' })
    expect(result.cases[0]?.cells).toContainEqual(
      expect.objectContaining({ element: released.element, was: { outcome: 'release', needs: [] } }),
    )
  })

  it('finds the one decision that does not come out of its own inputs', async () => {
    const { ports } = office
    const received = await handInWarrant(office)
    if (!received.received) throw new Error('the warrant was not received')
    const by = await officer(ports)
    ok((await match(ports, by, received.stream)).moved)
    const forging: Ports = {
      ...ports,
      decide: async (file) => {
        const decision = await ports.decide(file)
        return { ...decision, cells: decision.cells.map((cell) => ({ ...cell, outcome: 'release', needs: [] })) }
      },
    }
    ok(await decide(forging, by, received.stream))
    const { decisions, different } = await replay(ports)
    expect(decisions).toBe(2)
    expect(different).toMatchObject([{ case: received.number, why: 'differs' }])
    expect(different[0]?.differences?.cells[0]).toMatchObject({ was: { outcome: 'release', needs: [] } })
  })

  it('says where a rule set is gone, and what a confirmation did not say', async () => {
    const { ports } = office
    const gone = await replay({ ...ports, ruleSets: { ...ports.ruleSets, get: async () => undefined } })
    expect(gone.different.map(({ why }) => why)).toEqual(['rules-missing', 'rules-missing'])
    const silent = { ...bound(ports.ledger), load: async (stream: string) => withoutConfirmations(ports, stream) }
    const unsaid = await replay({ ...ports, ledger: silent })
    expect(unsaid.different.map(({ why }) => why)).toEqual(['confirmations', 'confirmations'])
  })

  it('leaves a decision out in which somebody was forgotten, and counts it', async () => {
    const { ports } = office
    const load = async (stream: string) =>
      (await ports.ledger.load(stream)).map((event) =>
        event.record.type === 'request.received'
          ? { ...event, record: { ...event.record, people: { p1: null } } }
          : event,
      )
    const replayed = await replay({ ...ports, ledger: { ...bound(ports.ledger), load } })
    expect(replayed).toMatchObject({ decisions: 0, different: [], forgotten: { cases: 0, decisions: 2 } })
  })

  it('counts what was forgotten, and does not call it a difference', async () => {
    const { ports, installation } = office
    const { stream } = await answeredWarrant(office)
    const decisions = (await replay(ports)).decisions
    const vault = await openVault(installation.ledgerOptions)
    const { events } = await loadCase(ports, stream)
    const order = { stream, n: events.length, by: ['a', 'b'] as const, at: ports.clock.now(), until: '2026-01-01' }
    expect(await vault.destroy(order)).toBe('destroyed')
    await vault.close()
    const replayed = await replay(ports)
    expect(replayed.forgotten).toEqual({ cases: 1, decisions: 0 })
    expect(replayed.decisions).toBe(decisions - 1)
    expect((await casesToTry(ports)).forgotten).toBe(1)
  })

  it('gives a court the facts, the rules and the decision, with which anybody decides the same again', async () => {
    const { ports } = office
    const { stream } = await answeredWarrant(office)
    const given = await filesForACourt(ports, stream)
    expect(given.length).toBeGreaterThan(0)
    for (const { files } of given) {
      expect(files.map(({ name }) => name)).toEqual(['case-file.json', 'rules.json', 'confirmed.json', 'decision.json'])
      const read = files.map(({ bytes }) => readContent(bytes))
      expect(read).not.toContainEqual(expect.objectContaining({ kind: 'unusable' }))
      const [facts, law, confirmed, made] = read
      if (facts?.kind !== 'case-file' || law?.kind !== 'rules') throw new Error('not what was written')
      if (confirmed?.kind !== 'confirmed' || made?.kind !== 'decision') throw new Error('not what was written')
      const { recorded } = made
      expect(files.slice(1, 3).map(({ bytes }) => toHex(sha256(bytes)))).toEqual([
        recorded.rules.digest,
        recorded.rules.confirmed,
      ])
      const { findings } = courtReplay({ ...facts, ...law, confirmed: confirmed.ids, recorded })
      expect(findings.filter(({ ok: isSo }) => !isSo)).toEqual([])
      expect(findings.length).toBeGreaterThan(4)
    }
    const gone = { ...ports, ruleSets: { ...ports.ruleSets, get: async () => undefined } }
    await expect(filesForACourt(gone, stream)).rejects.toMatchObject({ code: 'ERR_RULES_MISSING' })
    const undecided = await handInWarrant(office)
    if (!undecided.received) throw new Error('the warrant was not received')
    await expect(filesForACourt(ports, undecided.stream)).rejects.toMatchObject({ code: 'ERR_INPUT_INVALID' })
  })
})

async function withoutConfirmations(ports: Ports, stream: string) {
  const events = await ports.ledger.load(stream)
  return stream === officeStream ? events.filter(({ record }) => record.type !== 'rules.confirmed') : events
}

function bound(ledger: Ports['ledger']): Ports['ledger'] {
  return {
    append: (batch) => ledger.append(batch),
    load: (stream) => ledger.load(stream),
    lengthOf: (stream) => ledger.lengthOf(stream),
    opening: (seq) => ledger.opening(seq),
    streams: () => ledger.streams(),
    streamsWith: (type, limit) => ledger.streamsWith(type, limit),
    streamOf: (number) => ledger.streamOf(number),
    matchesOf: (agency, personKey) => ledger.matchesOf(agency, personKey),
    dueJobs: (now, limit, kinds) => ledger.dueJobs(now, limit, kinds),
    finishJob: (job, at) => ledger.finishJob(job, at),
  }
}
