import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aCaseFile } from '#testing/arbitrary-case-file.ts'
import { theLaw } from '#testing/law.ts'
import type { CaseFile, CaseSubject, Decision } from '#vocabulary/case-file.ts'
import { cellsAsked } from './cells.ts'
import { classesOf } from './classes.ts'
import { dayOf } from './days.ts'
import { decideCell } from './decide-cell.ts'
import { decide } from './decide.ts'
import { dispositionOf } from './disposition.ts'
import { dutiesOf } from './duties.ts'
import { factsIn, purposesOf } from './facts.ts'
import { lawFor } from './law.ts'
import { withSubstitutes } from './substitute.ts'
import { union } from './union.ts'
import { why } from './why.ts'

const rules = await theLaw()

/** What each person's cells are when nobody is decided with anybody else. */
function oneByOne(file: CaseFile): Omit<Decision, 'case' | 'deadlines' | 'rules'> {
  const law = lawFor(rules, file.agency, dayOf(file.asOf))
  const read = factsIn(file)
  const cells = withSubstitutes(
    cellsAsked(file).map((cell) =>
      decideCell(cell, (one) => purposesOf(file).map((purpose) => read(one, purpose)), law.of(cell.program)),
    ),
  )
  return {
    disposition: dispositionOf(cells, purposesOf(file)),
    cells: cells.map((cell) => ({
      subject: cell.subject,
      program: cell.program,
      element: cell.element,
      outcome: cell.outcome,
      needs: [...cell.needs],
      basis: [...cell.basis],
      why: why(cell, file),
    })),
    duties: dutiesOf({ file, cells }, law),
    missing: [...union(cells.map(({ missing }) => missing))],
  }
}

const inAnyOrder = (cells: Decision['cells']): string[] => cells.map((cell) => JSON.stringify(cell)).toSorted()

/** One thing that may be so of somebody and not of whoever they are like. */
const different: fc.Arbitrary<(person: CaseSubject) => CaseSubject> = fc.oneof(
  { weight: 5, arbitrary: fc.constant((person: CaseSubject) => person) },
  ...[
    { objection: '2026-11-20' },
    { objection: '2026-11-24' },
    { match: 'none' as const },
    { match: 'several' as const },
    { markers: ['address-confidentiality'] },
    { markers: ['vawa-protected', 'minor'] },
    { role: 'non-applicant' as const },
    { programs: [] },
    { holds: ['name', 'home-address'] },
    { household: 'h9' },
    { namedInRequest: false },
  ].map((change) => ({ weight: 1, arbitrary: fc.constant((person: CaseSubject) => ({ ...person, ...change })) })),
)

/** A request about a crowd: people like those of another, some of them different, some in the lists of those. */
const aCrowd: fc.Arbitrary<CaseFile> = aCaseFile
  .filter(({ subjects }) => subjects.length > 0)
  .chain((file) =>
    fc
      .array(fc.record({ like: fc.nat(file.subjects.length - 1), change: different, listed: fc.boolean() }), {
        minLength: 20,
        maxLength: 60,
      })
      .map((people) => {
        const also: [ref: string, like: string][] = []
        const more = people.flatMap(({ like, change, listed }, n) => {
          const model = file.subjects[like]
          if (model === undefined) return []
          const ref = `q${n}`
          if (listed) also.push([ref, model.ref])
          return [change({ ...model, ref })]
        })
        return { ...withNames(file, also), subjects: [...file.subjects, ...more] }
      }),
  )

/** Wherever a list of the request or of the findings names somebody, those who are like them too. */
function withNames(file: CaseFile, also: readonly (readonly [string, string])[]): CaseFile {
  const add = (_: string, value: unknown): unknown =>
    Array.isArray(value) && value.every((one) => typeof one === 'string')
      ? [...value, ...also.flatMap(([ref, like]) => (value.includes(like) ? [ref] : []))]
      : value
  const { request, findings }: Pick<CaseFile, 'request' | 'findings'> = JSON.parse(
    JSON.stringify({ request: file.request, findings: file.findings }, add),
  )
  return { ...file, request, ...(findings === undefined ? {} : { findings }) }
}

describe('people about whom the rules see the same', () => {
  it('are decided once, and each as they would be alone', () => {
    let people = 0
    let classes = 0
    fc.assert(
      fc.property(aCrowd, (file) => {
        const decision = decide(file, rules)
        const alone = oneByOne(file)
        expect(inAnyOrder(decision.cells)).toEqual(inAnyOrder(alone.cells))
        expect(decision.disposition).toBe(alone.disposition)
        expect(decision.duties).toEqual(alone.duties)
        expect(decision.missing).toEqual(alone.missing)
        people += file.subjects.length
        classes += classesOf(file).length
      }),
      { numRuns: 50 },
    )
    expect(people).toBeGreaterThan(1500)
    // Else it would have shown nothing.
    expect(classes).toBeLessThan(people * 0.7)
  })

  it('stand in one class each, whatever order the lists that name them have', () => {
    fc.assert(
      fc.property(aCrowd, (file) => {
        const members = classesOf(file).flatMap((one) => one.members)
        expect(members.toSorted()).toEqual(file.subjects.map(({ ref }) => ref).toSorted())
        const backwards: CaseFile = JSON.parse(
          JSON.stringify(file, (_, value: unknown) =>
            Array.isArray(value) && value.every((one) => typeof one === 'string') ? value.toReversed() : value,
          ),
        )
        expect(classesOf(backwards)).toHaveLength(classesOf(file).length)
      }),
      { numRuns: 40 },
    )
  })

  it('are parted by an objection, by a paper that names one of them, and by a child in one’s care', () => {
    const [p1, p2]: CaseSubject[] = ['p1', 'p2'].map((ref) => ({ ref, match: 'one', programs: ['snap'] }))
    if (p1 === undefined || p2 === undefined) throw new Error('there are two')
    const file: CaseFile = {
      caseFile: 1,
      case: 'SYN-1',
      asOf: '2026-11-23T09:00:00-05:00',
      agency: 'ma-dta',
      request: {
        form: 'written',
        requester: { kind: 'federal-law-enforcement', organization: 'fbi' },
        purpose: 'criminal-investigation',
        programs: ['snap'],
        elements: ['name'],
        instruments: [{ id: 'i1', kind: 'judicial-warrant', subjects: ['p2', 'p1'] }],
      },
      subjects: [p1, p2],
    }
    const count = (changed: Partial<CaseFile>): number => classesOf({ ...file, ...changed }).length
    expect(count({})).toBe(1)
    expect(count({ subjects: [p1, { ...p2, objection: '2026-11-01' }] })).toBe(2)
    expect(count({ subjects: [p1, { ...p2, guardianOf: ['p3'] }] })).toBe(2)
    expect(count({ subjects: [p1, p2, { ...p1, ref: 'p3', guardianOf: ['p2'] }] })).toBe(3)
    const one = { ...file.request, instruments: [{ id: 'i1', kind: 'judicial-warrant', subjects: ['p2'] }] }
    expect(count({ request: one })).toBe(2)
    expect(count({ findings: { householdSuspicion: ['p1'] } })).toBe(2)
    // A paper of one's own each, and a parent of one's own each: their decisions may hang on different papers.
    const each = ['p1', 'p2'].map((ref, n) => ({ id: `i${n}`, kind: 'judicial-warrant', subjects: [ref] }))
    expect(count({ request: { ...file.request, instruments: each } })).toBe(2)
    const parents = ['p1', 'p2'].map((ref, n) => ({ ...p1, ref: `q${n}`, guardianOf: [ref] }))
    expect(count({ subjects: [p1, p2, ...parents] })).toBe(4)
    // The same facts in another order, and a name twice in one list, part nobody.
    const turned: CaseSubject = { programs: ['snap'], match: 'one', ref: 'p2' }
    expect(count({ subjects: [p1, turned] })).toBe(1)
    const twice = {
      ...file.request,
      instruments: [{ id: 'i1', kind: 'judicial-warrant', subjects: ['p2', 'p1', 'p2'] }],
    }
    expect(count({ request: twice })).toBe(1)
  })
})
