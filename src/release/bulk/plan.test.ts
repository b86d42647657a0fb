import { describe, expect, it } from 'vitest'
import { aDecision, type CellSketch } from '#testing/decision.ts'
import { fails, mapping, one } from '#testing/release.ts'
import { compileBulk } from './compile.ts'
import { planBulk, type BulkPlan, type DecidedClass } from './plan.ts'

const aClass = (ref: string, mask: string, over: Partial<DecidedClass> = {}): DecidedClass => ({
  ref,
  mask,
  persons: 10,
  markers: [],
  ...over,
})
const classes = [aClass('p1', '3'), aClass('p2', '11', { persons: 5 }), aClass('p3', '7', { persons: 2 })]

const planned = (cells: readonly CellSketch[], some = classes, map = mapping): BulkPlan =>
  planBulk(aDecision(cells), some, map)

/** Table, column and, for each place that it is read from, where that is and for whom. */
const readsOf = ({ tables }: BulkPlan) =>
  tables.flatMap(({ name, columns }) =>
    columns.map((column) => [
      name,
      column.name,
      ...column.reads.map(({ rows, field, masks }) => `${rows.table}.${field.column} ${masks.join(' ')}`),
    ]),
  )

describe('the plan of a large release', () => {
  it('opens a column to the classes that the decision releases it to, and to no others', () => {
    const plan = planned([
      ['p2', 'snap', 'name'],
      ['p1', 'snap', 'name'],
      ['p3', 'snap', 'name', 'deny'],
      ['p1', 'snap', 'ssn'],
      ['p2', 'snap', 'date-of-birth', 'hold'],
    ])
    expect(readsOf(plan)).toEqual([
      ['data/snap.csv', 'name.family', 'person.last 3 11'],
      ['data/snap.csv', 'name.given', 'person.first 3 11'],
      ['data/snap.csv', 'ssn', 'person.ssn 3'],
    ])
    expect(plan.tables[0]?.columns.map(({ element, type }) => [element, type])).toEqual([
      ['name', 'text'],
      ['name', 'text'],
      ['ssn', 'text'],
    ])
  })

  it('opens nothing for a cell that still needs something, whatever its outcome says', () => {
    const decision = aDecision([['p1', 'snap', 'name']])
    const cells = decision.cells.map((cell) => ({ ...cell, needs: ['counsel-review' as const] }))
    const plan = planBulk({ ...decision, cells }, classes, mapping)
    expect(plan).toMatchObject({ tables: [], grants: [], persons: 0, unmapped: [] })
    expect(plan.cells.size).toBe(0)
    expect(plan.roll).toBeUndefined()
  })

  it('says what each class gets, and counts the persons of each distinct set of it once', () => {
    const plan = planned([
      ['p1', 'snap', 'ssn'],
      ['p1', 'snap', 'name'],
      ['p2', 'snap', 'name'],
      ['p2', 'snap', 'ssn'],
      ['p3', 'snap', 'name'],
      ['p3', 'snap', 'medical'],
    ])
    const both = [
      { program: 'snap', element: 'name' },
      { program: 'snap', element: 'ssn' },
    ]
    expect(plan.grants).toEqual([
      { persons: 15, cells: both },
      { persons: 2, cells: [{ program: 'snap', element: 'name' }] },
    ])
    expect(plan.persons).toBe(17)
    expect(plan.cells.get('p1')).toEqual(both.toReversed())
    expect(plan.cells.get('p3')).toEqual([{ program: 'snap', element: 'name' }])
    // This source holds it for another program alone.
    expect(plan.unmapped).toEqual([{ program: 'snap', element: 'medical' }])
  })

  it('has a table for what each person has one of, and one for each element that they may have many of', () => {
    const plan = planned([
      ['p1', 'tanf', 'income'],
      ['p1', 'snap', 'income'],
      ['p1', 'snap', 'benefit-amount'],
      ['p1', 'tanf', 'name'],
    ])
    expect(plan.tables.map(({ name, program, rows }) => [name, program, rows])).toEqual([
      ['data/snap.benefit-amount.csv', 'snap', 'many'],
      ['data/snap.income.csv', 'snap', 'many'],
      ['data/tanf.csv', 'tanf', 'one'],
      ['data/tanf.income.csv', 'tanf', 'many'],
    ])
    expect(plan.roll).toBeUndefined()
  })

  it('calls the roll where no table has a row for each person', () => {
    const plan = planned([['p1', 'snap', 'income']])
    expect(plan.roll).toEqual({ name: 'data/snap.csv', program: 'snap', rows: 'one', columns: [] })
    const compiled = compileBulk(plan, () => 'MASKS', [])
    expect(compiled.statements.map(({ table }) => table.name)).toEqual(['data/snap.income.csv', 'data/snap.csv'])
  })

  it('reads the substitute address of who takes part in an address confidentiality program, and no other', () => {
    const safe = [aClass('p1', '3'), aClass('p2', '259', { markers: ['address-confidentiality'] })]
    const cells: readonly CellSketch[] = [
      ['p1', 'snap', 'mailing-address'],
      ['p2', 'snap', 'mailing-address'],
      ['p2', 'snap', 'name'],
    ]
    expect(readsOf(planned(cells, safe))).toEqual([
      ['data/snap.csv', 'name.family', 'person.last 259'],
      ['data/snap.csv', 'name.given', 'person.first 259'],
      ['data/snap.csv', 'mailing-address', 'person.street 3', 'safe.street 259'],
    ])
    // Where the source keeps no substitute they are read in no place at all.
    const without = { ...mapping, elements: { ...mapping.elements, 'mailing-address': one('street') } }
    expect(readsOf(planned(cells, safe, without)).at(-1)).toEqual([
      'data/snap.csv',
      'mailing-address',
      'person.street 3',
    ])
  })

  it('keeps a reading to the rows of its program, in the table itself or in the one that leads to the person', () => {
    const plan = planned([
      ['p1', 'snap', 'case-number'],
      ['p1', 'tanf', 'benefit-amount'],
    ])
    const rows = plan.tables.flatMap(({ columns }) => columns.flatMap(({ reads }) => reads.map((read) => read.rows)))
    expect(rows).toEqual([
      {
        schema: 'src',
        table: 'enrollment',
        by: 'id',
        where: [{ column: 'code', in: ['FS'] }],
        throughWhere: [],
      },
      {
        schema: 'src',
        table: 'issuance',
        by: 'case_id',
        through: { table: 'enrollment', column: 'case_id', person: 'id' },
        where: [],
        throughWhere: [{ column: 'code', in: ['TA'] }],
      },
    ])
  })

  it('is refused where an element is found by a key that the mapping does not have', () => {
    // What every object has is no key of the mapping.
    for (const key of ['household', 'constructor']) {
      const keyless = { ...mapping, elements: { name: one('last', { key, by: 'hh' }) } }
      const error = fails('ERR_SOURCE_MAPPING', () => planned([['p1', 'snap', 'name']], classes, keyless))
      expect(error.evidence).toEqual({ element: 'name', key })
    }
  })

  it('is read under a role that sees the columns of its statements, those of the facts, and nothing beside them', () => {
    const plan = planned([
      ['p1', 'snap', 'name'],
      ['p1', 'snap', 'benefit-amount'],
    ])
    const { reads } = compileBulk(plan, () => 'MASKS', [{ table: 'person', columns: ['id', 'deceased'] }])
    expect(reads).toEqual([
      { table: 'enrollment', columns: ['case_id', 'code', 'id'] },
      { table: 'issuance', columns: ['amount', 'case_id'] },
      { table: 'person', columns: ['deceased', 'first', 'id', 'last'] },
    ])
  })

  it('gives who is not permitted a field NULL in its place', () => {
    const plan = planned([
      ['p1', 'snap', 'name'],
      ['p2', 'snap', 'ssn'],
    ])
    const [statement] = compileBulk(plan, () => 'MASKS', []).statements
    const text = statement?.text((column) => ` AND ${column} < 9`) ?? ''
    expect(text).toContain('SELECT m.n, m.key, m.mask, CASE WHEN m.mask IN (3) THEN r0.c0 END')
    expect(text).toContain('CASE WHEN m.mask IN (11) THEN r0.c2 END')
    expect(text).toContain(`WHERE t."id" IS NOT NULL AND t."id" < 9`)
    expect(statement?.order).toBe('n')
  })
})
