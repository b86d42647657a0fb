import { describe, expect, it } from 'vitest'
import { theLaw } from '#testing/law.ts'
import type { CaseFile, CounselFinding, Decision } from '#vocabulary/case-file.ts'
import { asConfirmed, contentDigest, standingOf, type Confirmation } from './confirmed.ts'
import { decide } from './decide.ts'
import type { Rule, RuleSet } from './rules.ts'

const law = await theLaw()
const rule = (id: string): Rule => {
  const found = law.rules.find((one) => one.id === id)
  if (found === undefined) throw new Error(`${id} is a rule`)
  return found
}

const confirmation = (of: Rule, readOn = '2026-11-02', changes: Partial<Confirmation> = {}): Confirmation => ({
  rule: of.id,
  content: contentDigest(of),
  by: 'b-counsel',
  readOn,
  version: 'eCFR of 2026-11-02',
  demo: false,
  ...changes,
})

/** Everything confirmed but these. */
const allBut = (...ids: readonly string[]) =>
  law.rules.filter(({ id }) => !ids.includes(id)).map((one) => confirmation(one))

const today = '2026-11-23'

/** A person's own request for their address: US-SNAP-10 and its like open it. */
const ownRecord: CaseFile = {
  caseFile: 1,
  case: 'confirmed',
  asOf: `${today}T10:00:00-05:00`,
  agency: 'ma-dta',
  request: {
    receivedAt: '2026-11-20T09:00:00-05:00',
    form: 'written',
    requester: { kind: 'data-subject', organization: 'other', name: 'A Person', identityVerified: true },
    purpose: 'own-record',
    programs: ['snap'],
    elements: ['phone'],
  },
  subjects: [{ ref: 'p1', match: 'one', role: 'recipient', household: 'h1', programs: ['snap'], holds: ['phone'] }],
}

const cellOf = (decision: Decision) => decision.cells[0]
const under = (rules: RuleSet, file = ownRecord) => cellOf(decide(file, rules))
const opening = under(law)?.basis.filter((id) => rule(id).parts.some(({ effect }) => effect !== 'conditions')) ?? []
const approved = (changes: Partial<CounselFinding> = {}): CaseFile => ({
  ...ownRecord,
  findings: { counsel: [{ decision: 'approve', on: today, ...changes }] },
})

describe('what only unconfirmed rules favor', () => {
  it('is released once every rule that opens it is confirmed, and says which those were', () => {
    expect(under(law)).toMatchObject({ outcome: 'release' })
    expect(under(asConfirmed(law, allBut(), today))).toMatchObject({ outcome: 'release' })
    expect(decide(ownRecord, asConfirmed(law, allBut(), today)).rules).toEqual({
      digest: law.digest,
      confirmed: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(decide(ownRecord, law).rules).toEqual({ digest: law.digest })
  })

  it('is held for counsel, and for nothing else', () => {
    const held = under(asConfirmed(law, allBut(...opening), today))
    expect(held).toMatchObject({ outcome: 'hold', needs: ['counsel-review'], basis: under(law)?.basis })
  })

  it('is released where a confirmed rule favors it too', () => {
    const twin = { ...rule(opening[0] ?? ''), id: 'XX-TWIN' }
    const both = { ...law, rules: [...law.rules, twin] }
    const others = allBut(...opening)
    expect(under(asConfirmed(both, [...others, confirmation(twin)], today))).toMatchObject({
      outcome: 'release',
      basis: expect.arrayContaining(['XX-TWIN']),
    })
    expect(under(asConfirmed(both, others, today))?.outcome).toBe('hold')
  })

  it.each([
    ['for everybody', {}, 'release'],
    ['for this person', { subjects: ['p1'] }, 'release'],
    ['for another person', { subjects: ['p2'] }, 'hold'],
    ['for another element', { elements: ['ssn'] }, 'hold'],
    ['on a day to come', { on: '2026-11-24' }, 'hold'],
    ['of a paper', { instruments: ['i1'] }, 'hold'],
  ])('comes to what counsel’s approval %s says', (_, finding, outcome) => {
    expect(under(asConfirmed(law, [], today), approved(finding))?.outcome).toBe(outcome)
  })

  it('stays closed where counsel refused, and is closed by rules that nobody confirmed', () => {
    const refused = { ...ownRecord, findings: { counsel: [{ decision: 'refuse' as const, on: today }] } }
    expect(under(asConfirmed(law, [], today), refused)?.outcome).toBe('deny')
    const file = { ...ownRecord, request: { ...ownRecord.request, elements: ['federal-tax-information'] } }
    const holding = { ...file, subjects: file.subjects.map((one) => ({ ...one, holds: ['federal-tax-information'] })) }
    expect(under(asConfirmed(law, [], today), holding)?.outcome).toBe('deny')
  })

  it('waits for counsel’s word on the paper where a paper carries it', () => {
    const consent: CaseFile = {
      ...ownRecord,
      request: {
        ...ownRecord.request,
        requester: { kind: 'attorney', organization: 'other', name: 'A Lawyer', identityVerified: true },
        purpose: 'civil-litigation',
        instruments: [
          {
            id: 'c1',
            kind: 'consent',
            programs: ['snap'],
            elements: ['phone'],
            subjects: ['p1'],
            issuedOn: '2026-11-10',
            authenticity: 'verified',
            signedBy: 'data-subject',
            consent: {
              signer: 'p1',
              covers: ['p1'],
              recipientNamed: true,
              specific: true,
              informed: true,
              freelyGiven: true,
            },
          },
        ],
      },
    }
    const verdicts = (finding?: Partial<CounselFinding>) =>
      under(asConfirmed(law, [], today), {
        ...consent,
        findings: finding === undefined ? {} : { counsel: [{ decision: 'approve', on: today, ...finding }] },
      })
    const free = under(law, consent)
    expect(free?.outcome).toBe('release')
    expect(verdicts()).toMatchObject({ outcome: 'hold', needs: ['counsel-review'] })
    expect(verdicts({})?.outcome).toBe('hold')
    expect(verdicts({ instruments: ['c1'] })?.outcome).toBe('release')
  })
})

const stands = (of: Rule, confirmations: readonly Confirmation[], day: string) =>
  standingOf(of, confirmations, day).stands

describe('a confirmation', () => {
  const yearly = rule('US-SNAP-07')
  const weekly = rule('US-SNAP-15')
  it.each([
    ['2026-11-01', 'never'],
    ['2026-11-02', 'confirmed'],
    ['2027-10-03', 'confirmed'],
    ['2027-10-04', 'lapsing'],
    ['2027-11-02', 'lapsing'],
    ['2027-11-03', 'lapsed'],
  ])('of a text read on 2026-11-02 is on %s: %s', (day, expected) => {
    expect(stands(yearly, [confirmation(yearly)], day)).toBe(expected)
  })

  it.each([
    ['2026-11-07', 'confirmed'],
    ['2026-11-08', 'lapsing'],
    ['2026-11-09', 'lapsing'],
    ['2026-11-10', 'lapsed'],
  ])('of an injunction looked at on 2026-11-02 is on %s: %s', (day, expected) => {
    expect(stands(weekly, [confirmation(weekly)], day)).toBe(expected)
  })

  it('of 29 February counts to the 28th of the next', () => {
    const read = [confirmation(yearly, '2028-02-29')]
    expect(stands(yearly, read, '2029-02-28')).toBe('lapsing')
    expect(stands(yearly, read, '2029-03-01')).toBe('lapsed')
  })

  it('is void once one word of the rule has changed, and counts again when it is read again', () => {
    const changed = { ...yearly, plain: `${yearly.plain} indeed` }
    expect(stands(changed, [confirmation(yearly)], today)).toBe('changed')
    expect(stands(changed, [confirmation(yearly), confirmation(changed)], today)).toBe('confirmed')
    expect(contentDigest({ ...yearly, confirmed: { by: 'x', on: today } })).toBe(contentDigest(yearly))
  })

  it('is the latest reading of this rule, and another rule’s is none', () => {
    const read = [confirmation(yearly, '2026-11-20'), confirmation(yearly, '2025-11-20'), confirmation(weekly)]
    expect(standingOf(yearly, read, today)).toMatchObject({ stands: 'confirmed', until: '2027-11-20' })
    expect(stands(yearly, [confirmation(weekly)], today)).toBe('never')
  })
})

describe('an injunction that nobody has looked at within the week', () => {
  it('holds what its rule conditions, though that is open by a rule that is confirmed', () => {
    const audit: CaseFile = {
      ...ownRecord,
      agency: 'me-dhhs-ofi',
      request: {
        ...ownRecord.request,
        requester: {
          kind: 'federal-program-agency',
          organization: 'usda-fns',
          name: 'An Auditor',
          identityVerified: true,
        },
        purpose: 'audit',
      },
      findings: { injunctionAgainst: [], dataProtocolAgreed: true },
    }
    expect(under(law, audit)?.outcome).toBe('release')
    expect(under(asConfirmed(law, allBut(), '2026-11-09'), audit)?.outcome).toBe('release')
    expect(under(asConfirmed(law, allBut(), '2026-11-10'), audit)).toMatchObject({
      outcome: 'hold',
      needs: ['counsel-review'],
    })
  })
})
