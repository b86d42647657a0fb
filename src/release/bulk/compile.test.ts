import { describe, expect, it } from 'vitest'
import { aDecision, type CellSketch } from '#testing/decision.ts'
import { mapping, one } from '#testing/release.ts'
import { compileBulk } from './compile.ts'
import { planBulk, type DecidedClass } from './plan.ts'

const classes: DecidedClass[] = [
  { ref: 'p1', mask: '3', persons: 10, markers: [] },
  { ref: 'p2', mask: '11', persons: 5, markers: [] },
  { ref: 'p3', mask: '259', persons: 2, markers: ['address-confidentiality'] },
]

/** The text of each statement, by its table. */
function texts(cells: readonly CellSketch[], map = mapping): Record<string, string> {
  const compiled = compileBulk(planBulk(aDecision(cells), classes, map), (within) => `MASKS${within('k')}`, [])
  return Object.fromEntries(
    compiled.statements.map(({ table, text }) => [table.name, text((column) => ` AND ${column} < 9`)]),
  )
}

describe('the statement of a table with a row for each person', () => {
  it('reads each place once, and gives a field from the place that is right for the class, or NULL', () => {
    const written = texts([
      ['p1', 'snap', 'name'],
      ['p2', 'snap', 'name'],
      ['p1', 'snap', 'case-number'],
      ['p1', 'snap', 'mailing-address'],
      ['p3', 'snap', 'mailing-address'],
    ])
    expect(written).toEqual({
      'data/snap.csv': `SELECT m.n, m.key, m.mask, CASE WHEN m.mask IN (3, 11) THEN r0.c0 END AS c0, CASE WHEN m.mask IN (3, 11) THEN r0.c1 END AS c1, CASE WHEN m.mask IN (3) THEN r1.c0 END AS c2, CASE WHEN m.mask IN (3) THEN r0.c2 WHEN m.mask IN (259) THEN r2.c0 END AS c3
FROM (
MASKS AND k < 9
) AS m
LEFT JOIN (
  SELECT t."id" AS key, t."last"::text AS c0, t."first"::text AS c1, t."street"::text AS c2
  FROM "src"."person" AS t
  WHERE t."id" IS NOT NULL AND t."id" < 9
) AS r0 ON r0.key = m.key
LEFT JOIN (
  SELECT t."id" AS key, t."case_id"::text AS c0
  FROM "src"."enrollment" AS t
  WHERE t."code"::text IN ('FS') AND t."id" IS NOT NULL AND t."id" < 9
) AS r1 ON r1.key = m.key
LEFT JOIN (
  SELECT t."id" AS key, t."street"::text AS c0
  FROM "src"."safe" AS t
  WHERE t."id" IS NOT NULL AND t."id" < 9
) AS r2 ON r2.key = m.key`,
    })
  })

  it('reads a column once that stands for two elements', () => {
    const map = { ...mapping, elements: { ssn: one('ssn'), 'date-of-birth': one('ssn') } }
    const text = texts(
      [
        ['p1', 'snap', 'ssn'],
        ['p2', 'snap', 'date-of-birth'],
      ],
      map,
    )['data/snap.csv']
    expect(text).toContain('SELECT t."id" AS key, t."ssn"::text AS c0\n')
    expect(text).toContain(
      'CASE WHEN m.mask IN (11) THEN r0.c0 END AS c0, CASE WHEN m.mask IN (3) THEN r0.c0 END AS c1',
    )
  })

  it('has NULL for a field that nobody is read for anywhere', () => {
    const text = texts([['p3', 'snap', 'mailing-address']], {
      ...mapping,
      elements: { 'mailing-address': one('street') },
    })
    expect(text['data/snap.csv']).toBe(`SELECT m.n, m.key, m.mask, NULL AS c0
FROM (
MASKS AND k < 9
) AS m
`)
  })
})

describe('the statement of a table with many rows for a person', () => {
  it('gives the rows of permitted classes alone, in an order that no source may change, and calls the roll beside', () => {
    const written = texts([
      ['p1', 'snap', 'benefit-amount'],
      ['p2', 'snap', 'benefit-amount'],
    ])
    expect(written).toEqual({
      'data/snap.benefit-amount.csv': `SELECT * FROM (
WITH m AS MATERIALIZED (
MASKS AND k < 9
)
SELECT m.n, m.key, m.mask, r.c0 FROM m JOIN (
  SELECT k."id" AS key, t."amount"::numeric::text AS c0
  FROM "src"."issuance" AS t JOIN "src"."enrollment" AS k ON k."case_id" = t."case_id"
  WHERE k."code"::text IN ('FS') AND k."id" IS NOT NULL AND k."id" < 9
) AS r ON r.key = m.key
WHERE m.mask IN (3, 11)
) AS every (n, key, mask, c0)`,
      'data/snap.csv': `SELECT m.n, m.key, m.mask
FROM (
MASKS AND k < 9
) AS m
`,
    })
  })

  it('reads who has a substitute from there, with all their fields', () => {
    const fields = [
      { name: 'street', column: 'street', type: 'text' },
      { name: 'town', column: 'town', type: 'text' },
    ] as const
    const home = one('', { table: 'address', rows: 'many', fields })
    const map = {
      ...mapping,
      elements: { 'home-address': { ...home, substitute: { table: 'safe', key: 'person', by: 'id', fields } } },
    }
    const text = texts(
      [
        ['p1', 'snap', 'home-address'],
        ['p3', 'snap', 'home-address'],
      ],
      map,
    )['data/snap.home-address.csv']
    expect(text).toBe(`SELECT * FROM (
WITH m AS MATERIALIZED (
MASKS AND k < 9
)
SELECT m.n, m.key, m.mask, r.c0, r.c1 FROM m JOIN (
  SELECT t."id" AS key, t."street"::text AS c0, t."town"::text AS c1
  FROM "src"."address" AS t
  WHERE t."id" IS NOT NULL AND t."id" < 9
) AS r ON r.key = m.key
WHERE m.mask IN (3)
UNION ALL
SELECT m.n, m.key, m.mask, r.c0, r.c1 FROM m JOIN (
  SELECT t."id" AS key, t."street"::text AS c0, t."town"::text AS c1
  FROM "src"."safe" AS t
  WHERE t."id" IS NOT NULL AND t."id" < 9
) AS r ON r.key = m.key
WHERE m.mask IN (259)
) AS every (n, key, mask, c0, c1)`)
  })
})
