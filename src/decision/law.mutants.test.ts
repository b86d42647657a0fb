/* oxlint-disable unicorn/consistent-function-scoping -- a helper stands beside the one group of tests that it serves */
import { describe, expect, it } from 'vitest'
import type { CaseFile, CaseInstrument, CaseSubject, CounselFinding } from '#vocabulary/case-file.ts'
import { decide } from './decide.ts'
import { isEnforced, isSignedByOfficer, isSubpoenaOrOrder, issuerOf } from './issuer.ts'
import type { Part, Rule, RuleSet } from './rules.ts'

/** A law of a few invented rules, in which each thing that the judge weighs can be seen alone. */
const closed: Part = {
  effect: 'permits',
  programs: 'all',
  elements: 'all',
  where: [],
  until: [],
  heldBeside: [],
  stops: [],
  except: [],
}
const permits = (change: Partial<Part> = {}): Part => ({ ...closed, ...change })
const forbids = (change: Partial<Part> = {}): Part => ({ ...closed, effect: 'forbids', stops: ['permits'], ...change })
const is = (
  fact: 'purpose' | 'minor' | 'brought-by-law-enforcement' | 'written' | 'paper-authenticity' | 'identity-verified',
  value: string | boolean,
) => ({
  fact,
  values: [value],
  not: false,
})
const until = (
  need: 'written-request' | 'requester-identity' | 'counsel-review',
  fact: 'written' | 'identity-verified',
) => ({
  met: [is(fact, true)],
  need,
  when: [],
})

function rule(id: string, parts: Part | Part[], change: Partial<Rule> = {}): Rule {
  return {
    id,
    jurisdiction: 'us',
    citation: `${id} CFR`,
    title: `Title of ${id}`,
    plain: `${id} says so`,
    effective: { from: null, to: null },
    source: 'invented',
    confidence: 'high',
    confirmed: null,
    parts: [parts].flat(),
    ...change,
  }
}

const person: CaseSubject = {
  ref: 'p1',
  match: 'one',
  programs: ['snap', 'tanf'],
  holds: ['name', 'ssn', 'home-address', 'mailing-address'],
}

interface Asking {
  request?: Partial<CaseFile['request']>
  subjects?: CaseSubject[]
  papers?: CaseInstrument[]
  counsel?: CounselFinding
}

function decided(rules: Rule[], { request = {}, subjects = [person], papers = [], counsel }: Asking = {}) {
  const file: CaseFile = {
    caseFile: 1,
    case: 'test',
    asOf: '2026-11-23T10:00:00-05:00',
    agency: 'ma-dta',
    request: {
      form: 'oral',
      requester: { kind: 'state-agency', organization: 'other' },
      purpose: 'audit',
      programs: ['snap'],
      elements: ['name'],
      instruments: papers,
      ...request,
    },
    subjects,
    ...(counsel === undefined ? {} : { findings: { counsel: [counsel] } }),
  }
  const law: RuleSet = { rules, digest: '0'.repeat(64) }
  return decide(file, law)
}

function cellOf(rules: Rule[], asking: Asking = {}) {
  const [cell] = decided(rules, asking).cells
  if (cell === undefined) throw new Error('one cell was asked for')
  const { outcome, needs, basis, why } = cell
  return { outcome, needs, basis, why }
}

describe('what opens a cell', () => {
  it('is the rule in its favor, and the sentence gives it with its citation', () => {
    expect(cellOf([rule('A', permits())])).toEqual({
      outcome: 'release',
      needs: [],
      basis: ['A'],
      why: 'This goes to another state agency for an audit: A says so (A CFR).',
    })
  })

  it('is the way that needs least, and only the ways that need the same are cited', () => {
    const one = rule('A', permits({ until: [until('written-request', 'written')] }))
    const other = rule('B', permits({ until: [until('requester-identity', 'identity-verified')] }))
    const both = rule('C', permits({ until: [...(one.parts[0]?.until ?? []), ...(other.parts[0]?.until ?? [])] }))
    expect(cellOf([both, one])).toMatchObject({ outcome: 'hold', needs: ['written-request'], basis: ['A'] })
    expect(cellOf([both, other, one])).toMatchObject({ needs: ['written-request'], basis: ['A'] })
    expect(cellOf([both, one]).why).toBe(
      'This waits until the request is in writing: another state agency asked about you for an audit, and A says so (A CFR).',
    )
    expect(cellOf([both]).why).toBe(
      'This waits until who asks is verified and the request is in writing: another state agency asked about you for an audit, and C says so (C CFR).',
    )
  })

  it('is said by the strongest way: what a court compels, then what the law requires, then by name', () => {
    const weak = rule('A', permits())
    const strong = rule('B', permits({ effect: 'requires' }))
    const court = rule('C', permits({ by: 'court-process' }))
    expect(cellOf([weak, strong]).why).toContain('B says so')
    expect(cellOf([weak, strong, court]).why).toContain('C says so')
    expect(cellOf([weak, strong, court]).basis).toEqual(['A', 'B', 'C'])
    expect(cellOf([rule('B', permits()), weak]).why).toContain('A says so')
    const named = rule('A', [permits({ name: 'second', where: [is('minor', true)] }), permits({ name: 'first' })])
    expect(cellOf([named]).outcome).toBe('release')
  })

  it('is not a rule of another program, and not one that rests on a paper which nobody brought', () => {
    expect(cellOf([rule('A', permits({ programs: ['tanf'] }))]).outcome).toBe('deny')
    expect(cellOf([rule('A', permits({ papers: ['court-order'] }))]).outcome).toBe('deny')
    const order: CaseInstrument = { id: 'i1', kind: 'court-order' }
    expect(cellOf([rule('A', permits({ papers: ['court-order'] }))], { papers: [order] }).outcome).toBe('release')
    expect(
      cellOf([rule('A', permits({ papers: ['court-order'] }))], { papers: [{ ...order, kind: 'consent' }] }).outcome,
    ).toBe('deny')
    expect(cellOf([rule('A', permits())], { papers: [order] }).basis).toEqual(['A'])
  })
})

describe('what keeps a cell closed', () => {
  it('is cited: the rule that closes it, the way that it stops, and the nearest way that falls short', () => {
    const cell = cellOf([
      rule('A', permits()),
      rule('B', permits({ where: [is('minor', true)] })),
      rule('C', permits({ where: [is('minor', true), is('purpose', 'own-record')] })),
      rule('D', forbids()),
    ])
    expect(cell).toMatchObject({ outcome: 'deny', needs: [], basis: ['A', 'B', 'D'] })
    expect(cell.why).toBe(
      'Your file stays closed: another state agency asked about you for an audit, and D says so (D CFR).',
    )
  })

  it('is the nearest way’s shortfall alone, where no rule closes it', () => {
    const short = rule('A', permits({ where: [is('purpose', 'own-record')] }))
    expect(cellOf([short]).why).toBe(
      'Your file stays closed: another state agency asked about you for an audit, and A CFR lists no such purpose.',
    )
    expect(cellOf([rule('A', permits({ elements: ['ssn'] }))]).why).toBe(
      'This part of your file stays closed: another state agency asked about you for an audit, and A CFR does not reach this part.',
    )
  })

  it('is said of the paper first where one was brought', () => {
    const order: CaseInstrument = { id: 'i1', kind: 'court-order' }
    const byPaper = rule('Z', permits({ papers: ['court-order'], where: [is('paper-authenticity', 'verified')] }))
    const without = rule('A', permits({ where: [is('minor', true)] }))
    const { why, basis } = cellOf([without, byPaper], { papers: [order] })
    expect(why).toBe(
      'Your file stays closed: another state agency brought a court order that is not genuine, and Z CFR does not open it.',
    )
    expect(basis).toEqual(['A', 'Z'])
  })

  it('is not a rule about another element, another case, or one whose exception was met', () => {
    const way = rule('A', permits())
    expect(cellOf([way, rule('D', forbids({ elements: ['ssn'] }))])).toMatchObject({ outcome: 'release', basis: ['A'] })
    expect(cellOf([way, rule('D', forbids({ where: [is('minor', true)] }))])).toMatchObject({ outcome: 'release' })
    expect(cellOf([way, rule('D', forbids({ except: ['A'] }))])).toMatchObject({ outcome: 'release' })
    const both = [way, rule('D', forbids({ except: ['A'] })), rule('E', forbids())]
    expect(cellOf(both)).toMatchObject({ outcome: 'deny', basis: ['A', 'E'] })
    const short = rule('B', permits({ where: [is('minor', true)] }))
    expect(
      cellOf([short, rule('D', forbids({ elements: ['ssn'] })), rule('E', forbids({ where: [is('minor', true)] }))])
        .basis,
    ).toEqual(['B'])
    expect(cellOf([short, rule('D', forbids({ except: ['B'] }))]).basis).toEqual(['B', 'D'])
  })

  it('is said by the rule that closes most, then the one about this element, then the federal one, then by name', () => {
    const said = (...rules: Rule[]) => /, and (\w) says so/.exec(cellOf([rule('Z', permits()), ...rules]).why)?.[1]
    const wide = rule('E', forbids({ stops: ['permits', 'consent'] }))
    const near = rule('D', forbids({ elements: ['name'] }))
    const state = rule('B', forbids(), { jurisdiction: 'us-ma' })
    const federal = rule('C', forbids())
    expect(said(state, federal, near, wide)).toBe('E')
    expect(said(wide, near, federal, state)).toBe('E')
    expect(said(state, federal, near)).toBe('D')
    expect(said(near, federal, state)).toBe('D')
    expect(said(state, federal)).toBe('C')
    expect(said(rule('F', forbids()), federal)).toBe('C')
    expect(said(federal, rule('F', forbids()))).toBe('C')
  })

  it('is counsel’s refusal of what rests on no paper', () => {
    const { outcome, why } = cellOf([rule('A', permits())], { counsel: { decision: 'refuse' } })
    expect([outcome, why]).toEqual([
      'deny',
      'Your file stays closed: another state agency asked about you for an audit, and A CFR leaves it to counsel, who refused.',
    ])
    const order: CaseInstrument = { id: 'i1', kind: 'court-order' }
    const byPaper = [rule('A', permits({ papers: ['court-order'] }))]
    expect(cellOf(byPaper, { counsel: { decision: 'refuse' }, papers: [order] }).outcome).toBe('release')
  })

  it('is counsel’s refusal of the very paper', () => {
    const order: CaseInstrument = { id: 'i1', kind: 'court-order' }
    const refusal: CounselFinding = { decision: 'refuse', instruments: ['i1'] }
    const byPaper = [rule('A', permits({ papers: ['court-order'] }))]
    expect(cellOf(byPaper, { counsel: refusal, papers: [order] }).why).toBe(
      'Your file stays closed: another state agency brought a court order that counsel refused, and A CFR does not open it.',
    )
    expect(cellOf([rule('A', permits())], { counsel: refusal, papers: [order] }).outcome).toBe('release')
  })

  it('is that the agency has no such entry', () => {
    const { basis, why } = cellOf([rule('A', permits())], { request: { elements: ['photo'] } })
    expect([basis, why]).toEqual([
      ['GEN-01'],
      'Nothing goes out: this program has no such entry about you, and no rule opens what is not there.',
    ])
  })
})

describe('two purposes', () => {
  const audit = rule('A', permits({ where: [is('purpose', 'audit')] }))
  const own = rule('B', permits({ where: [is('purpose', 'own-record')], until: [until('written-request', 'written')] }))
  const request = { purpose: ['audit', 'own-record'] }

  it('release what each releases alone, hold what one holds, and close what one closes, citing only that', () => {
    expect(cellOf([audit, rule('C', permits())], { request }).outcome).toBe('release')
    expect(cellOf([audit, own], { request })).toMatchObject({
      outcome: 'hold',
      needs: ['written-request'],
      basis: ['A', 'B'],
    })
    expect(cellOf([audit, own], { request }).why).toContain('B says so')
    const closing = cellOf([audit], { request })
    expect(closing).toMatchObject({ outcome: 'deny', basis: ['A'] })
    expect(closing.why).toContain("another state agency asked about you for a person's own record")
    const forbidden = rule('D', forbids({ where: [is('purpose', 'own-record')] }))
    expect(
      cellOf([audit, rule('C', permits({ where: [is('purpose', 'own-record')] })), forbidden], { request }).basis,
    ).toEqual(['A', 'C', 'D'])
  })

  it('cite, where one closes, nothing of what the other would have released by', () => {
    const released = rule('A', permits({ where: [is('purpose', 'audit'), is('brought-by-law-enforcement', false)] }))
    const nearest = rule('B', permits({ where: [is('minor', true)] }))
    const both = { request: { purpose: ['audit', 'civil-immigration-enforcement'] } }
    expect(cellOf([released, nearest], both)).toMatchObject({ outcome: 'deny', basis: ['B'] })
  })

  it('are held for counsel, and not closed, where a way says so of the other purpose', () => {
    const held = { ...audit, parts: [permits({ where: [is('purpose', 'audit')], heldBeside: ['own-record'] })] }
    expect(cellOf([held], { request })).toMatchObject({ outcome: 'hold', needs: ['counsel-review'] })
    expect(decided([held], { request }).missing).toEqual([])
    expect(cellOf([held, own], { request })).toMatchObject({ outcome: 'hold', needs: ['written-request'] })
    expect(cellOf([held], { request: { purpose: 'audit' } }).outcome).toBe('release')
    expect(cellOf([held], { request: { purpose: ['audit', 'child-support'] } }).outcome).toBe('deny')
  })
})

describe('a rule that sends another element in place of one', () => {
  const instead = rule('D', forbids({ elements: ['home-address'], substitute: 'mailing-address' }))
  const outcomes = (rules: Rule[], asking: Asking) =>
    decided(rules, asking).cells.map(({ subject, program, element, outcome }) =>
      [subject, program, element, outcome].join(' '),
    )

  it('adds it where it was not asked for, and keeps the other closed', () => {
    const asking = { request: { elements: ['home-address', 'name'] } }
    expect(outcomes([rule('A', permits()), instead], asking)).toEqual([
      'p1 snap name release',
      'p1 snap home-address deny',
      'p1 snap mailing-address release',
    ])
    const sent = decided([rule('A', permits()), instead], asking).cells.find(
      ({ element }) => element === 'mailing-address',
    )
    expect(sent?.basis).toEqual(['A', 'D'])
  })

  it('opens what was asked for and closed, of that person and program alone', () => {
    const mail = rule('E', forbids({ elements: ['mailing-address'] }))
    const asking = { request: { elements: ['home-address', 'mailing-address'], programs: ['snap', 'tanf'] } }
    const only = rule('D', forbids({ elements: ['home-address'], programs: ['snap'], substitute: 'mailing-address' }))
    const way = rule('A', permits({ programs: ['snap'] }))
    expect(
      outcomes([way, only, mail], { ...asking, subjects: [person, { ...person, ref: 'p2', markers: ['minor'] }] }),
    ).toEqual([
      'p1 snap home-address deny',
      'p1 snap mailing-address release',
      'p1 tanf home-address deny',
      'p1 tanf mailing-address deny',
      'p2 snap home-address deny',
      'p2 snap mailing-address release',
      'p2 tanf home-address deny',
      'p2 tanf mailing-address deny',
    ])
  })

  it('opens nothing of one person for what is sent of another', () => {
    const mail = rule('E', forbids({ elements: ['mailing-address'] }))
    const way = rule('A', permits({ where: [is('minor', true)] }))
    const subjects = [
      { ...person, markers: ['minor'] },
      { ...person, ref: 'p2' },
    ]
    expect(
      outcomes([way, instead, mail], { request: { elements: ['home-address', 'mailing-address'] }, subjects }),
    ).toEqual([
      'p1 snap home-address deny',
      'p1 snap mailing-address release',
      'p2 snap home-address deny',
      'p2 snap mailing-address deny',
    ])
  })

  it('adds nothing twice, and nothing where the other would not have gone out', () => {
    const asking = { request: { elements: ['home-address', 'mailing-address'] } }
    expect(outcomes([rule('A', permits()), instead], asking)).toEqual([
      'p1 snap home-address deny',
      'p1 snap mailing-address release',
    ])
    expect(outcomes([instead], { request: { elements: ['home-address'] } })).toEqual(['p1 snap home-address deny'])
    const elsewhere = rule(
      'D',
      forbids({ elements: ['home-address'], where: [is('minor', true)], substitute: 'mailing-address' }),
    )
    expect(outcomes([rule('A', permits()), elsewhere], { request: { elements: ['home-address'] } })).toEqual([
      'p1 snap home-address release',
    ])
  })
})

it('cells stand in order of person, program and element, whatever the order of the request', () => {
  const { cells, rules } = decided([rule('A', permits())], {
    request: { programs: ['tanf', 'snap'], elements: ['ssn', 'name'] },
    subjects: [{ ...person, ref: 'p2' }, person],
  })
  expect(cells.map(({ subject, program, element }) => `${subject} ${program} ${element}`)).toEqual([
    'p1 snap name',
    'p1 snap ssn',
    'p1 tanf name',
    'p1 tanf ssn',
    'p2 snap name',
    'p2 snap ssn',
    'p2 tanf name',
    'p2 tanf ssn',
  ])
  expect(rules).toEqual({ digest: '0'.repeat(64) })
})

describe('a paper’s issuer, seen from Massachusetts', () => {
  const by = (issuerKind?: CaseInstrument['issuerKind'], issuerState?: string): CaseInstrument => ({
    id: 'i1',
    kind: 'judicial-subpoena',
    ...(issuerKind === undefined ? {} : { issuerKind }),
    ...(issuerState === undefined ? {} : { issuerState }),
  })
  it.each([
    ['federal-court', undefined, 'federal-court'],
    ['state-court', undefined, 'unknown-state'],
    ['state-court', 'us-ma', 'own-state-court'],
    ['state-court', 'us-me', 'another-state'],
    ['grand-jury', undefined, 'grand-jury'],
    ['grand-jury', 'us', 'grand-jury'],
    ['attorney', 'us-ma', 'attorney'],
    ['attorney', 'us-me', 'another-state'],
    ['federal-agency', undefined, 'agency'],
    ['federal-agency', 'us-me', 'agency'],
    ['state-agency', undefined, 'agency'],
    ['state-agency', 'us-ma', 'agency'],
    ['state-agency', 'us-me', 'another-state'],
    ['individual', undefined, 'other'],
    [undefined, undefined, 'other'],
  ] as const)('%s of %s is %s', (kind, state, issuer) => {
    expect(issuerOf(by(kind, state), 'us-ma')).toBe(issuer)
  })

  it('is a court that enforces here, or one whose order waits to be domesticated', () => {
    const enforced = (paper: CaseInstrument) => isEnforced({ ...paper, enforcedByCourt: true }, 'us-ma')
    expect(enforced(by('federal-agency'))).toBe(true)
    expect(enforced(by('state-court', 'us-ma'))).toBe(true)
    expect(enforced(by('state-court', 'us-me'))).toBe(false)
    expect(enforced(by('state-court'))).toBe(false)
    expect(isEnforced(by('federal-court'), 'us-ma')).toBe(false)
  })

  it('is an officer of an agency where no judge of a court signed', () => {
    const signed = (signedBy: string) => isSignedByOfficer({ ...by(), signedBy })
    for (const officer of ['immigration-judge', 'administrative-judge', 'agency-officer'])
      expect(signed(officer)).toBe(true)
    for (const other of ['judge', 'clerk', 'none', '']) expect(signed(other)).toBe(false)
    expect(isSignedByOfficer(by())).toBe(false)
  })

  it.each([
    ['administrative-subpoena', false, true],
    ['part-2-order', false, true],
    ['judicial-warrant', false, false],
    ['administrative-warrant', false, false],
    ['administrative-warrant', true, true],
    ['immigration-detainer', false, false],
    ['immigration-detainer', true, true],
    ['consent', true, false],
  ])('of %s, enforced by a court: %s, calls for records: %s', (kind, enforcedByCourt, calls) => {
    expect(isSubpoenaOrOrder({ id: 'i1', kind, enforcedByCourt })).toBe(calls)
  })
})
