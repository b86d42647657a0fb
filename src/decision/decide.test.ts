import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isValidDecision, validateCaseFile } from '#adapters/contract/validate.ts'
import { aCaseFile, today } from '#testing/arbitrary-case-file.ts'
import { theLaw } from '#testing/law.ts'
import { isPosternError } from '#errors.ts'
import type { CaseFile, CaseInstrument, Cell, Decision } from '#vocabulary/case-file.ts'
import { decide } from './decide.ts'
import type { RuleSet } from './rules.ts'

const rules = await theLaw()
const runs = { numRuns: 60 }

function always(holds: (file: CaseFile, decision: Decision) => void): void {
  fc.assert(
    fc.property(aCaseFile, (file) => holds(file, decide(file, rules))),
    runs,
  )
}

const released = ({ cells }: Decision) => cells.filter(({ outcome }) => outcome === 'release')
const keyOf = ({ subject, program, element }: Cell) => `${subject} ${program} ${element}`
const purposes = ({ request }: CaseFile) => [request.purpose].flat()
const papersFor = (file: CaseFile, { subject }: Cell) =>
  (file.request.instruments ?? []).filter(({ subjects }) => Array.isArray(subjects) && subjects.includes(subject))
const isJudicial = ({ kind, signedBy, enforcedByCourt }: CaseInstrument) =>
  enforcedByCourt === true ||
  (['judicial-warrant', 'court-order', 'judicial-subpoena', 'part-2-order'].includes(kind) &&
    ['judge', 'magistrate-judge', 'clerk-magistrate', 'justice-of-the-peace'].includes(signedBy ?? '')) ||
  (kind === 'attorney-subpoena' && (enforcedByCourt ?? false))
const courtKinds = new Set([
  'judicial-warrant',
  'court-order',
  'part-2-order',
  'judicial-subpoena',
  'grand-jury-subpoena',
  'attorney-subpoena',
])

const ruling = ({ cells }: Decision) => cells.map((cell) => [keyOf(cell), cell.outcome, cell.needs])
const isIdle = ({ kind, enforcedByCourt }: CaseInstrument) =>
  ['administrative-subpoena', 'administrative-warrant', 'immigration-detainer'].includes(kind) &&
  enforcedByCourt !== true

function papersChanged(file: CaseFile, change: Partial<CaseInstrument>): CaseFile {
  const instruments = (file.request.instruments ?? []).map((paper) => ({ ...paper, ...change }))
  return { ...file, request: { ...file.request, instruments } }
}

function asking(file: CaseFile, change: Partial<CaseFile['request']['requester']>): CaseFile {
  return { ...file, request: { ...file.request, requester: { ...file.request.requester, ...change } } }
}

/** No cell is opened further by the change; cells that only one of the two has are left out. */
function opensNothing(before: Decision, after: Decision): void {
  const rank = { deny: 0, hold: 1, release: 2 }
  const was = new Map(before.cells.map((cell) => [keyOf(cell), cell.outcome]))
  for (const cell of after.cells) {
    const old = was.get(keyOf(cell))
    if (old !== undefined) expect(rank[cell.outcome], keyOf(cell)).toBeLessThanOrEqual(rank[old])
  }
}

describe('every decision', () => {
  it('is of a valid case file, and is itself valid', () => {
    always((file, decision) => {
      expect(validateCaseFile(file)).toEqual({ caseFile: file })
      expect(isValidDecision(decision)).toBe(true)
    })
  })

  it('cites a rule for each cell, and says why in one sentence that names nobody', () => {
    const known = new Set(rules.rules.map(({ id }) => id))
    always((_file, { cells }) => {
      for (const { basis, why, subject } of cells) {
        expect(basis.length).toBeGreaterThan(0)
        for (const id of basis) expect(known.has(id), id).toBe(true)
        expect(why).toMatch(
          /^(This goes (out|to) |This waits until |(Your file|This part of your file|These files) stays? closed|Nothing goes out: ).+\.$/,
        )
        expect(why).not.toMatch(new RegExp(`\\b${subject.replace('*', '\\*')}\\b`))
        expect(why.length).toBeLessThanOrEqual(220)
      }
    })
  })

  it('has needs exactly where it holds', () => {
    always((_file, { cells }) => {
      for (const { outcome, needs } of cells) expect(needs.length > 0).toBe(outcome === 'hold')
    })
  })

  it('is deny everywhere under a rule set with nothing in favor', () => {
    const closed: RuleSet = {
      ...rules,
      rules: rules.rules.map((rule) => ({
        ...rule,
        parts: rule.parts.filter(({ effect }) => effect !== 'requires' && effect !== 'permits'),
      })),
    }
    fc.assert(
      fc.property(aCaseFile, (file) => {
        for (const { outcome } of decide(file, closed).cells) expect(outcome).toBe('deny')
      }),
      runs,
    )
  })

  it('is the same to the byte in any order of rules, subjects, programs, elements, papers and findings', () => {
    always((file, decision) => {
      const { request, findings } = file
      const turned: CaseFile = {
        ...file,
        subjects: file.subjects.toReversed(),
        request: {
          ...request,
          programs: request.programs.toReversed(),
          elements: request.elements === 'all' ? 'all' : request.elements.toReversed(),
          purpose: typeof request.purpose === 'string' ? request.purpose : request.purpose.toReversed(),
          instruments: (request.instruments ?? []).toReversed(),
        },
        findings: {
          ...findings,
          counsel: (findings?.counsel ?? []).toReversed(),
          notice: (findings?.notice ?? []).toReversed(),
        },
      }
      expect(decide(turned, { ...rules, rules: rules.rules.toReversed() })).toEqual(decision)
    })
  })

  it('refuses an agency whose law is not known', () => {
    const [file] = fc.sample(aCaseFile, 1)
    if (file === undefined) throw new Error('there is a sample')
    try {
      decide({ ...file, agency: 'ny-otda' }, rules)
      expect.unreachable()
    } catch (error) {
      expect(isPosternError(error, 'ERR_INPUT_INVALID')).toBe(true)
    }
  })

  it('leaves out a rule before its first day and after its last', () => {
    const [file] = fc.sample(aCaseFile, 1)
    if (file === undefined) throw new Error('there is a sample')
    const during = (from: string | null, to: string | null) =>
      decide(file, {
        ...rules,
        rules: rules.rules.map((rule) => (rule.id === 'GEN-11' ? { ...rule, effective: { from, to } } : rule)),
      }).duties
    expect(during(today, today)).toContain('record-request')
    expect(during('2026-11-24', null)).not.toContain('record-request')
    expect(during(null, '2026-11-22')).not.toContain('record-request')
  })
})

describe('nothing is released', () => {
  it('for civil immigration enforcement without a judge, a court, or the person, save a status that counsel approved', () => {
    always((file, decision) => {
      if (!purposes(file).includes('civil-immigration-enforcement')) return
      for (const cell of released(decision)) {
        const papers = papersFor(file, cell)
        const byStatute =
          ['citizenship', 'immigration-status'].includes(cell.element) && cell.basis.includes('US-IMM-01')
        const byCourt = papers.some(isJudicial) || papers.some(({ accompaniedByOrder }) => accompaniedByOrder === true)
        const byConsent = (file.request.instruments ?? []).some(
          ({ consent }) =>
            consent !== undefined && (file.findings?.consentConfirmed?.includes(consent.signer) ?? false),
        )
        expect(byStatute || byCourt || byConsent, keyOf(cell)).toBe(true)
      }
    })
  })

  it('to anybody for a class, for no match, or for several', () => {
    always((file, decision) => {
      const one = new Set(file.subjects.filter(({ match }) => match === 'one').map(({ ref }) => ref))
      for (const { subject } of released(decision)) expect(one.has(subject)).toBe(true)
    })
  })

  it('of tax, SSA-supplied, treatment and education data under another authority', () => {
    always((file, decision) => {
      const own = purposes(file).every((purpose) => purpose === 'own-record')
      for (const cell of released(decision)) {
        expect(['federal-tax-information', 'ssa-data']).not.toContain(cell.element)
        const papers = papersFor(file, cell)
        if (cell.element === 'sud-treatment') {
          expect(own || papers.some(({ kind }) => kind === 'part-2-order')).toBe(true)
        }
        if (cell.element === 'education-records') {
          expect(own || papers.some(({ kind }) => courtKinds.has(kind)) || papers.some(isJudicial)).toBe(true)
        }
      }
    })
  })

  it('by the fleeing-felon rule but address, SSN and photo of the member who is named', () => {
    always((file, decision) => {
      for (const cell of released(decision).filter(({ basis }) => basis.includes('US-SNAP-07'))) {
        expect(['home-address', 'mailing-address', 'ssn', 'photo']).toContain(cell.element)
        const person = file.subjects.find(({ ref }) => ref === cell.subject)
        expect(person?.namedInRequest).not.toBe(false)
      }
    })
  })

  it('to immigration authorities in a report that counsel has not approved', () => {
    always((file, decision) => {
      if (!purposes(file).includes('statutory-report')) return
      const approved = (file.findings?.counsel ?? []).filter(({ decision: said }) => said === 'approve')
      for (const cell of released(decision)) {
        const byConsent = cell.basis.includes('GEN-04')
        expect(byConsent || approved.some(({ subjects }) => subjects?.includes(cell.subject) ?? true)).toBe(true)
      }
    })
  })

  it('in Massachusetts by subpoena or order before notice, unless a court dispensed with or delayed it', () => {
    always((file, decision) => {
      if (!file.agency.startsWith('ma-')) return
      const papers = file.request.instruments ?? []
      for (const cell of released(decision).filter(({ basis }) => basis.includes('MA-FIPA-03'))) {
        const told = (file.findings?.notice ?? []).some(
          ({ subjects, servedOn, objectionPeriodEnds, dispensedByCourt }) =>
            subjects.includes(cell.subject) &&
            (dispensedByCourt === true ||
              (servedOn !== undefined && objectionPeriodEnds !== undefined && objectionPeriodEnds < today)),
        )
        const delayed = papers.some(({ delaysNoticeUntil }) => (delaysNoticeUntil ?? '') >= today)
        const byWarrant = papers.some(({ kind }) => kind === 'judicial-warrant')
        expect(told || delayed || byWarrant).toBe(true)
      }
    })
  })
})

describe('no decision opens further', () => {
  const changes: Record<string, (file: CaseFile) => CaseFile> = {
    'when everybody objects': (file) => ({
      ...file,
      subjects: file.subjects.map((subject) => ({ ...subject, objection: '2026-11-22' })),
    }),
    'when every address is confidential': (file) => ({
      ...file,
      subjects: file.subjects.map((subject) => ({
        ...subject,
        markers: [...new Set([...(subject.markers ?? []), 'address-confidentiality'])],
      })),
    }),
    'when everybody is protected under VAWA': (file) => ({
      ...file,
      subjects: file.subjects.map((subject) => ({
        ...subject,
        markers: [...new Set([...(subject.markers ?? []), 'vawa-protected'])],
      })),
    }),
    'when every paper proves false': (file) => papersChanged(file, { authenticity: 'failed' }),
    'when no paper is verified': (file) => ({
      ...file,
      request: {
        ...file.request,
        instruments: (file.request.instruments ?? []).map((paper) =>
          paper.authenticity === 'verified' ? { ...paper, authenticity: 'unverified' as const } : paper,
        ),
      },
    }),
    'when every paper has expired': (file) =>
      papersChanged(file, { expiresOn: '2026-11-22', executeBy: '2026-11-22', delaysNoticeUntil: '2026-11-22' }),
    'when every consent is revoked': (file) => ({
      ...file,
      request: {
        ...file.request,
        instruments: (file.request.instruments ?? []).map((paper) =>
          paper.consent === undefined ? paper : { ...paper, consent: { ...paper.consent, revoked: true } },
        ),
      },
    }),
    'without writing': (file) => ({ ...file, request: { ...file.request, form: 'oral' } }),
    'without the statements': (file) => ({ ...file, request: { ...file.request, statements: [] } }),
    'without the violation': (file) => ({ ...file, request: { ...file.request, violation: null } }),
    'without a verified identity': (file) => asking(file, { identityVerified: false }),
    'without a name': (file) => asking(file, { name: '' }),
    'without stated authority': (file) => asking(file, { statesAuthority: false }),
    'without any finding, where none is a refusal, an objection or an injunction': (file) => ({
      ...file,
      findings: {
        counsel: (file.findings?.counsel ?? []).filter(({ decision }) => decision === 'refuse'),
        notice: (file.findings?.notice ?? [])
          .filter(({ objected }) => objected === true)
          .map(({ instruments, subjects, objected }) => ({ instruments, subjects, objected: objected ?? false })),
      },
    }),
  }
  for (const [name, change] of Object.entries(changes)) {
    it(name, () => {
      always((file, decision) => {
        const after = decide(change(file), rules)
        // The substitute address is the one thing that a protection sends out.
        const cells = name.includes('confidential')
          ? after.cells.filter(({ element }) => element !== 'mailing-address')
          : after.cells
        opensNothing(decision, { ...after, cells })
      })
    })
  }
})

describe('no decision changes', () => {
  it('by an administrative subpoena, warrant or detainer that no court enforces', () => {
    always((file, decision) => {
      const instruments = (file.request.instruments ?? []).filter((paper) => !isIdle(paper))
      expect(ruling(decide({ ...file, request: { ...file.request, instruments } }, rules))).toEqual(ruling(decision))
    })
  })

  it('for one person by what counsel found about another', () => {
    always((file, decision) => {
      const [first] = file.subjects
      if (first === undefined || file.subjects.length < 2) return
      const counsel = (file.findings?.counsel ?? []).filter(({ subjects }) => subjects?.includes(first.ref) ?? true)
      const notice = (file.findings?.notice ?? []).filter(({ subjects }) => subjects.includes(first.ref))
      const after = decide({ ...file, findings: { ...file.findings, counsel, notice } }, rules)
      const ofFirst = ({ cells, ...rest }: Decision) => ({
        ...rest,
        cells: cells.filter(({ subject }) => subject === first.ref),
      })
      expect(ruling(ofFirst(after))).toEqual(ruling(ofFirst(decision)))
    })
  })

  it('by an objection, where the law requires, a court compels, or the program itself is served', () => {
    const untouched = new Set(['program-administration', 'eligibility-verification', 'audit', 'child-support'])
    always((file, decision) => {
      const objecting = file.subjects.map((subject) => ({ ...subject, objection: '2026-11-22' }))
      const after = decide({ ...file, subjects: objecting }, rules)
      const byKey = new Map(after.cells.map((cell) => [keyOf(cell), cell]))
      for (const cell of released(decision)) {
        const required = new Set(['US-SNAP-06', 'US-SNAP-07', 'US-MCD-14', 'GEN-02', 'GEN-03', 'US-IMM-07', 'T-16'])
        const stands =
          cell.basis.some((id) => required.has(id)) || purposes(file).every((purpose) => untouched.has(purpose))
        if (stands) expect(byKey.get(keyOf(cell))?.outcome).toBe('release')
      }
    })
  })
})
