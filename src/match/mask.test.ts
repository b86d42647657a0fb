import { describe, expect, it } from 'vitest'
import { fails, mapping as plain, one } from '#testing/release.ts'
import { classMask, distinctSaid, eighteenYearsBefore, factColumns } from './mask.ts'
import type { SourceMapping } from './mapping.ts'

const today = '2026-11-23'
const mapping: SourceMapping = {
  ...plain,
  programs: {
    ...plain.programs,
    codes: { TA: 'tanf', FS: 'snap', FX: 'snap' },
    where: [{ column: 'live', in: ['Y'] }],
    role: { column: 's', codes: { A: 'recipient', B: 'recipient', P: 'applicant' } },
  },
  markers: {
    'foster-child': { table: 'person', key: 'person', by: 'id', where: [{ column: 'care', in: ['true'] }] },
    'vawa-protected': { table: 'shield', key: 'case', by: 'case_id' },
  },
}
const question = { today, said: [], holds: ['name', 'income'] }

const marked = (count: number): SourceMapping => ({
  ...mapping,
  markers: Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`m${at}`, { table: 'person', key: 'person', by: 'id' }]),
  ),
})

describe('the mask of a class', () => {
  it('is made by one query: a bit for each fact, and above them what the person has said', () => {
    const mask = classMask(mapping, question)
    expect(mask.bits).toBe(10)
    expect(mask.query((column) => ` AND ${column} < 9`)).toBe(
      `SELECT m.n, m.key, (coalesce(f0.bits, 0) | coalesce(f1.bits, 0) | coalesce(f2.bits, 0)) + coalesce(s.i, 0) * 1024::bigint AS mask
FROM members AS m LEFT JOIN said AS s ON s.key = m.key
LEFT JOIN (
  SELECT t."id" AS key, CASE WHEN true THEN 1::bigint ELSE 0::bigint END | CASE WHEN t."care"::text IN ('true') THEN 128::bigint ELSE 0::bigint END | CASE WHEN t."born"::date > '2008-11-23'::date AND t."born"::date <= '9999-12-31'::date THEN 512::bigint ELSE 0::bigint END AS bits
  FROM "src"."person" AS t
  WHERE t."id" IS NOT NULL AND t."id" < 9
) AS f0 ON f0.key = m.key
LEFT JOIN (
  SELECT t."id" AS key, bit_or(${[
    [`t."code"::text IN ('FS', 'FX')`, 2],
    [`t."code"::text IN ('TA')`, 4],
    [`t."s"::text IN ('A', 'B')`, 8],
    [`t."s"::text IN ('P')`, 16],
    ['false', 32],
    ['false', 64],
  ]
    .map(([when, bit]) => `CASE WHEN t."live"::text IN ('Y') AND ${when} THEN ${bit}::bigint ELSE 0::bigint END`)
    .join(' | ')}) AS bits
  FROM "src"."enrollment" AS t
  WHERE t."id" IS NOT NULL AND t."id" < 9
  GROUP BY 1
) AS f1 ON f1.key = m.key
LEFT JOIN (
  SELECT k."id" AS key, bit_or(CASE WHEN true THEN 256::bigint ELSE 0::bigint END) AS bits
  FROM "src"."shield" AS t JOIN "src"."enrollment" AS k ON k."case_id" = t."case_id"
  WHERE k."id" IS NOT NULL AND k."id" < 9
  GROUP BY 1
) AS f2 ON f2.key = m.key`,
    )
  })

  it('reads as the facts that it stands for', () => {
    const mask = classMask(mapping, question)
    const holds = ['income', 'name']
    expect(mask.factsOf('0')).toBeUndefined()
    expect(mask.factsOf('2')).toBeUndefined()
    expect(mask.factsOf('1')).toEqual({ programs: [], holds, markers: [] })
    expect(mask.factsOf(String(1 + 2 + 4 + 16))).toEqual({
      programs: ['snap', 'tanf'],
      holds,
      markers: [],
      role: 'applicant',
    })
    expect(mask.factsOf(String(1 + 4 + 128 + 256 + 512))).toEqual({
      programs: ['tanf'],
      holds,
      markers: ['foster-child', 'minor', 'vawa-protected'],
    })
  })

  it('names the weightiest role of somebody who has several', () => {
    const mask = classMask(mapping, question)
    expect(mask.factsOf(String(1 + 8 + 16 + 32 + 64))?.role).toBe('recipient')
    expect(mask.factsOf(String(1 + 16 + 32 + 64))?.role).toBe('applicant')
    expect(mask.factsOf(String(1 + 32 + 64))?.role).toBe('former-recipient')
    expect(mask.factsOf(String(1 + 64))?.role).toBe('non-applicant')
  })

  it('says what the person has said, and nothing of it of whoever has said nothing', () => {
    const said = [
      { person: '', objection: '2026-01-05' },
      { person: '', consentWithdrawn: '2026-02-01' },
    ]
    const mask = classMask(mapping, { ...question, said })
    const spoken = (place: number) => {
      const facts = mask.factsOf(String(1 + 2 + place * 2 ** mask.bits))
      return [facts?.objection, facts?.consentWithdrawn, facts?.programs.join(' ')]
    }
    expect(spoken(0)).toEqual([undefined, undefined, 'snap'])
    expect(spoken(1)).toEqual(['2026-01-05', undefined, 'snap'])
    expect(spoken(2)).toEqual([undefined, '2026-02-01', 'snap'])
    expect(Object.keys(mask.factsOf('1') ?? {})).toEqual(['programs', 'holds', 'markers'])
  })

  it('has no bit for minors where the source holds no date of birth', () => {
    const { 'date-of-birth': born, ...elements } = mapping.elements
    expect(born).toBeDefined()
    const mask = classMask({ ...mapping, elements }, question)
    expect(mask.bits).toBe(9)
    expect(mask.query(() => '')).not.toContain('born')
    const named = {
      ...elements,
      'date-of-birth': one('born', { fields: [{ name: 'day', column: 'born', type: 'date' }] }),
    }
    expect(classMask({ ...mapping, elements: named }, question).bits).toBe(9)
  })

  it('keeps to the conditions of the rows that hold the date of birth', () => {
    const born = one('born', {
      where: [{ column: 'kind', in: ['B'] }],
      fields: [{ name: 'value', column: 'born', type: 'text' }],
    })
    const mask = classMask({ ...mapping, elements: { 'date-of-birth': born } }, question)
    expect(mask.query(() => '')).toContain(
      `CASE WHEN t."kind"::text IN ('B') AND t."born"::text COLLATE "C" > '2008-11-23' THEN 512`,
    )
  })

  it('is refused where there are more facts than a number holds, and where nothing leads to a person', () => {
    expect(classMask(marked(22), question).bits).toBe(30)
    expect(fails('ERR_SOURCE_MAPPING', () => classMask(marked(23), question)).evidence).toEqual({ facts: 31, most: 30 })
    expect(fails('ERR_SOURCE_MAPPING', () => classMask({ ...mapping, keys: {} }, question)).message).toContain('person')
    // What every object has is no key of the mapping.
    for (const key of ['household', 'constructor']) {
      const mask = classMask({ ...mapping, markers: { x: { table: 'shield', key, by: 'hh' } } }, question)
      expect(fails('ERR_SOURCE_MAPPING', () => mask.query(() => '')).evidence).toEqual({ key })
    }
  })
})

describe('what members have said', () => {
  it('is numbered from 1 in an order of its own, the same words by one number', () => {
    const { words, of } = distinctSaid([
      { person: 'c', objection: '2026-03-01' },
      { person: 'a', objection: '2026-01-05' },
      { person: 'b', objection: '2026-03-01' },
      { person: 'd', consentWithdrawn: '2026-01-05' },
    ])
    expect(words).toEqual([
      { person: '', consentWithdrawn: '2026-01-05' },
      { person: '', objection: '2026-01-05' },
      { person: '', objection: '2026-03-01' },
    ])
    expect(Object.fromEntries(of)).toEqual({ a: 2, b: 3, c: 3, d: 1 })
  })

  it('keeps the number that it had, whatever others say or no longer say', () => {
    const kept = new Map([[2, { objection: '2026-03-01' }]])
    const { words, of } = distinctSaid(
      [
        { person: 'c', objection: '2026-03-01' },
        { person: 'd', consentWithdrawn: '2026-01-05' },
      ],
      kept,
    )
    expect(words).toEqual([
      { person: '' },
      { person: '', objection: '2026-03-01' },
      { person: '', consentWithdrawn: '2026-01-05' },
    ])
    expect(Object.fromEntries(of)).toEqual({ c: 2, d: 3 })
  })
})

describe('the columns that a mask is made of', () => {
  it('are those of its conditions and keys, and no other', () => {
    expect(factColumns(mapping)).toEqual([
      { table: 'person', columns: ['born', 'care', 'id'] },
      { table: 'enrollment', columns: ['case_id', 'code', 'id', 'live', 's'] },
      { table: 'shield', columns: ['case_id'] },
    ])
    const { 'date-of-birth': born, ...elements } = mapping.elements
    expect(born).toBeDefined()
    expect(factColumns({ ...mapping, elements, markers: {} })).toEqual([
      { table: 'person', columns: ['id'] },
      { table: 'enrollment', columns: ['code', 'id', 'live', 's'] },
    ])
  })
})

it('whoever was born eighteen years ago today is grown, the day after is not', () => {
  expect(eighteenYearsBefore('2026-11-23')).toBe('2008-11-23')
  expect(eighteenYearsBefore('1010-02-03')).toBe('0992-02-03')
})
