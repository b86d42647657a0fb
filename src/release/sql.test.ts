import { assert, describe, it } from 'vitest'
import type { SourceMapping } from '#match/mapping.ts'
import { aDecision, type CellSketch } from '#testing/decision.ts'
import { mapping, one, people, person } from '#testing/release.ts'
import { compile } from './compile.ts'
import { plan } from './plan.ts'
import { viewsSql } from './views.ts'

const views: SourceMapping = { ...mapping, access: { mode: 'views', schema: 'v', role: 'reader' } }

function compiled(cells: CellSketch[], from = mapping, who = people) {
  return compile(plan(aDecision(cells), who, from))
}

describe('the statement of a release', () => {
  const cells: CellSketch[] = [
    ['p1', 'snap', 'name'],
    ['p1', 'snap', 'case-number'],
  ]
  it('reads each line from its slice, whose row policy has looked at the program already', () => {
    assert.equal(
      compiled(cells).statement.text,
      `SELECT subject, program, element, key, columns, fields
FROM (
SELECT 0, k.ref, 'snap', 'name', t."id"::text, ARRAY['family', 'given']::text[], ARRAY[t."last"::text, t."first"::text]::text[]
FROM "s1" AS t JOIN unnest($1::text[], $2::text[]) AS k (ref, key) ON t."id" = k.key
UNION ALL
SELECT 1, k.ref, 'snap', 'case-number', t."id"::text, ARRAY['value']::text[], ARRAY[t."case_id"::text]::text[]
FROM "s2" AS t JOIN unnest($1::text[], $2::text[]) AS k (ref, key) ON t."id" = k.key
) AS cells (line, subject, program, element, key, columns, fields)
ORDER BY line, subject COLLATE "C", fields COLLATE "C", key COLLATE "C"`,
    )
  })
  it('reads each line from its view, and looks at the program itself', () => {
    const { text } = compiled(cells, views).statement
    assert.include(
      text,
      'FROM "name" AS t JOIN unnest($1::text[], $2::text[]) AS k (ref, key) ON t."id" = k.key\nUNION',
    )
    assert.include(text, `FROM "case-number" AS t JOIN`)
    assert.include(text, `ON t."id" = k.key\nWHERE t."code"::text IN ('FS')\n)`)
  })
  it('is one that gives no row where nothing is released', () => {
    const { statement, access } = compiled([['p1', 'snap', 'name', 'deny']])
    assert.match(statement.text, /FROM \(\nSELECT 0, .* WHERE false\n\) AS cells/)
    assert.deepEqual([statement.values, access], [[], { mode: 'role', schema: 'src', slices: [] }])
  })
  it('asks with a list of its own where other people are released', () => {
    const { statement } = compiled([
      ['p1', 'snap', 'name'],
      ['p2', 'snap', 'ssn'],
    ])
    assert.deepEqual(statement.values, [['p1'], ['id-p1'], ['p2'], ['id-p2']])
    assert.include(statement.text, 'unnest($3::text[], $4::text[])')
  })
})

describe('a slice', () => {
  it('shows only rows of the program, and of the kind, that are released', () => {
    const current = { ...mapping, elements: { ssn: one('ssn', { where: [{ column: 'current', in: ['t'] }] }) } }
    const { access } = compiled([['p1', 'snap', 'ssn']], current)
    assert.deepEqual(access.mode === 'role' && access.slices, [
      {
        name: 's1',
        table: 'person',
        by: { column: 'id', type: 'text' },
        columns: ['id', 'ssn'],
        conditions: [{ column: 'current', in: ['t'] }],
        keys: ['id-p1'],
      },
    ])
    const both = compiled([
      ['p1', 'snap', 'case-number'],
      ['p1', 'tanf', 'case-number'],
    ])
    assert.deepEqual(
      both.access.mode === 'role' && both.access.slices.map(({ name, conditions }) => [name, conditions]),
      [
        ['s1', [{ column: 'code', in: ['FS'] }]],
        ['s2', [{ column: 'code', in: ['TA'] }]],
      ],
    )
  })
  it('of rows that are narrowed is never shared with rows that are not', () => {
    const current = { ...one('ssn'), where: [{ column: 'current', in: ['t'] }] }
    const { access } = compiled(
      [
        ['p1', 'snap', 'name'],
        ['p1', 'snap', 'ssn'],
      ],
      { ...mapping, elements: { ...mapping.elements, ssn: current } },
    )
    assert.deepEqual(access.mode === 'role' && access.slices.map(({ columns }) => columns), [
      ['first', 'id', 'last'],
      ['id', 'ssn'],
    ])
  })
})

describe('the settings that open views', () => {
  it('name everybody to whom the view is open, under a name that a setting may have', () => {
    const { access } = compiled(
      [
        ['p1', 'snap', 'mailing-address'],
        ['p2', 'snap', 'mailing-address'],
        ['p2', 'snap', 'name'],
        ['p3', 'snap', 'name'],
      ],
      views,
      [person('p1', ['address-confidentiality']), person('p2'), person('p3')],
    )
    assert.deepEqual(access.mode === 'views' && access.settings, [
      { name: 'postern.name', value: '{"id-p2","id-p3"}' },
      { name: 'postern.mailing_address_substitute', value: '{"id-p1"}' },
      { name: 'postern.mailing_address', value: '{"id-p2"}' },
    ])
  })
})

describe('the views that an administrator makes beforehand', () => {
  it('show an element’s columns alone, of nobody but whom the transaction names', () => {
    const sql = viewsSql({
      ...views,
      keys: { person: { table: 'person', person: 'id', column: 'id', type: 'integer' } },
      elements: {
        'mailing-address': {
          ...one('street', { program: 'code', where: [{ column: 'kind', in: ['M'] }, { column: 'street' }] }),
          substitute: {
            table: 'safe',
            key: 'person',
            by: 'who',
            fields: [{ name: 'value', column: 'box', type: 'text' }],
          },
        },
      },
    })
    assert.equal(
      sql,
      `CREATE SCHEMA "v";
CREATE ROLE "reader" NOLOGIN;
CREATE VIEW "v"."mailing-address" WITH (security_barrier) AS
  SELECT "id", "code", "street"
  FROM "src"."person"
  WHERE "id" = ANY (nullif(current_setting('postern.mailing_address', true), '')::bigint[])
    AND "kind"::text IN ('M')
    AND "street" IS NOT NULL;
CREATE VIEW "v"."mailing-address-substitute" WITH (security_barrier) AS
  SELECT "who", "box"
  FROM "src"."safe"
  WHERE "who" = ANY (nullif(current_setting('postern.mailing_address_substitute', true), '')::bigint[]);
GRANT USAGE ON SCHEMA "v" TO "reader";
GRANT SELECT ON ALL TABLES IN SCHEMA "v" TO "reader";
`,
    )
  })
})
