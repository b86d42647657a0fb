import { assert, describe, it } from 'vitest'
import { isPosternError, type ErrorCode } from '#errors.ts'
import { fromUtf8, utf8 } from '#formats/bytes.ts'
import { writeCsv } from '#formats/csv.ts'
import { parseManifest } from '#formats/manifest.ts'
import { formatSourceKey } from '#formats/source-key.ts'
import { readTar } from '#formats/tar.ts'
import type { ElementMapping, SourceMapping } from '#match/mapping.ts'
import { aDecision, type CellSketch } from '#testing/decision.ts'
import { compile, type SourceRow } from './compile.ts'
import { gate, gateFiles } from './gate.ts'
import { plan, type PlanPerson } from './plan.ts'
import { prepare } from './prepare.ts'
import { writeTables } from './tables.ts'
import { viewsSql } from './views.ts'

const one = (column: string, over: Partial<ElementMapping> = {}): ElementMapping => ({
  table: 'person',
  key: 'person',
  by: 'id',
  rows: 'one',
  fields: [{ name: 'value', column, type: 'text' }],
  ...over,
})

const mapping: SourceMapping = {
  agency: 'ma-dta',
  schema: 'src',
  synthetic: true,
  access: { mode: 'role' },
  keys: {
    person: { table: 'person', person: 'id', column: 'id', type: 'text' },
    case: { table: 'enrollment', person: 'id', column: 'case_id', type: 'text', program: 'code' },
  },
  programs: {
    table: 'enrollment',
    key: 'person',
    by: 'id',
    program: 'code',
    codes: { FS: 'snap', TA: 'tanf' },
    role: { column: 's', codes: {} },
  },
  markers: {},
  elements: {
    name: one('last', {
      fields: [
        { name: 'family', column: 'last', type: 'text' },
        { name: 'given', column: 'first', type: 'text' },
      ],
    }),
    ssn: one('ssn'),
    'date-of-birth': one('born', { fields: [{ name: 'value', column: 'born', type: 'date' }] }),
    'case-number': one('case_id', { table: 'enrollment', program: 'code' }),
    income: one('amount', {
      table: 'income',
      rows: 'many',
      fields: [{ name: 'amount', column: 'amount', type: 'decimal' }],
    }),
    'benefit-amount': one('amount', {
      table: 'issuance',
      key: 'case',
      by: 'case_id',
      rows: 'many',
      fields: [{ name: 'amount', column: 'amount', type: 'decimal' }],
    }),
    medical: one('note', { programs: ['medicaid'] }),
    'mailing-address': one('street', {
      substitute: {
        table: 'safe',
        key: 'person',
        by: 'id',
        fields: [{ name: 'value', column: 'street', type: 'text' }],
      },
    }),
  },
}

const person = (ref: string, markers: string[] = []): PlanPerson => ({
  ref,
  sourceKey: formatSourceKey({
    agency: 'ma-dta',
    keys: {
      person: [{ value: `id-${ref}` }],
      case: [
        { value: `case-${ref}-fs`, program: 'snap' },
        { value: `case-${ref}-ta`, program: 'tanf' },
      ],
    },
  }),
  markers,
})
const people = [person('p1'), person('p2')]

const row = (
  subject: string,
  element: string,
  fields: (string | null)[],
  over: Partial<SourceRow> = {},
): SourceRow => ({
  subject,
  program: 'snap',
  element,
  key: `id-${subject}`,
  columns: mapping.elements[element]?.fields.map(({ name }) => name) ?? [],
  fields,
  ...over,
})

function fails(code: ErrorCode, action: () => unknown) {
  try {
    action()
  } catch (error) {
    if (isPosternError(error, code)) return error
    throw error
  }
  return assert.fail('nothing was thrown')
}

function planned(cells: CellSketch[], who: readonly PlanPerson[] = people) {
  return plan(aDecision(cells), who, mapping)
}

describe('a plan', () => {
  it('has a line for each released element and nobody else in it', () => {
    const { lines } = planned([
      ['p2', 'snap', 'ssn'],
      ['p1', 'snap', 'ssn', 'deny'],
      ['p1', 'snap', 'name'],
      ['p1', 'snap', 'date-of-birth', 'hold'],
    ])
    assert.deepEqual(
      lines.map(({ element, people: who }) => [element, who.map(({ ref }) => ref)]),
      [
        ['name', ['p1']],
        ['ssn', ['p2']],
      ],
    )
  })
  it('reads a program’s own rows by that program’s case and code', () => {
    const { lines } = planned([
      ['p1', 'tanf', 'benefit-amount'],
      ['p1', 'tanf', 'case-number'],
    ])
    assert.deepEqual(lines[1]?.people, [{ ref: 'p1', keys: ['case-p1-ta'] }])
    assert.deepEqual(lines[0]?.ofProgram, { column: 'code', in: ['TA'] })
  })
  it('sets aside what the source does not hold, and what it does not hold for that program', () => {
    const { lines, unmapped } = planned([
      ['p1', 'snap', 'disclosure-history'],
      ['p1', 'snap', 'medical'],
    ])
    assert.deepEqual([lines.length, unmapped.map(({ element }) => element)], [0, ['medical', 'disclosure-history']])
  })
  it('takes the substitute for a participant and the element’s own rows for others', () => {
    const { lines } = planned(
      [
        ['p1', 'snap', 'mailing-address'],
        ['p2', 'snap', 'mailing-address'],
      ],
      [person('p1', ['address-confidentiality']), person('p2')],
    )
    assert.deepEqual(
      lines.map(({ table, substitute, people: who }) => [table, substitute, who[0]?.ref]),
      [
        ['safe', true, 'p1'],
        ['person', false, 'p2'],
      ],
    )
  })
  it('is refused for somebody who is not matched, for another agency’s record, and for one ref twice', () => {
    fails('ERR_SOURCE', () => planned([['p9', 'snap', 'name']]))
    const foreign = { ...person('p1'), sourceKey: formatSourceKey({ agency: 'me-dhhs-ofi', keys: {} }) }
    fails('ERR_SOURCE', () => planned([['p1', 'snap', 'name']], [foreign]))
    fails('ERR_INPUT_INVALID', () => planned([['p1', 'snap', 'name']], [person('p1'), person('p1')]))
  })
  it('keeps the class of an unnamed request closed: "*" is nobody’s ref', () => {
    fails('ERR_SOURCE', () => planned([['*', 'snap', 'name']]))
  })
})

describe('a compiled release', () => {
  it('keeps every key and ref out of the text, and shares equal lists of people', () => {
    const hostile = { ...person('p1'), ref: `p'); DROP TABLE person; --` }
    const { statement } = compile(
      plan(
        aDecision([
          [hostile.ref, 'snap', 'name'],
          [hostile.ref, 'snap', 'ssn'],
        ]),
        [hostile],
        mapping,
      ),
    )
    assert.notInclude(statement.text, 'DROP TABLE')
    assert.notInclude(statement.text, 'id-p1')
    assert.deepEqual(statement.values, [[hostile.ref], ['id-p1']])
  })
  it('quotes names that look like SQL', () => {
    const odd = { ...mapping, elements: { ssn: one('ssn"; DROP TABLE person; --') } }
    const { statement } = compile(plan(aDecision([['p1', 'snap', 'ssn']]), people, odd))
    assert.include(statement.text, '"ssn""; DROP TABLE person; --"')
  })
  it('cuts slices so that nobody is in one with a column that is not released for them', () => {
    const what = plan(
      aDecision([
        ['p1', 'snap', 'name'],
        ['p2', 'snap', 'name'],
        ['p1', 'snap', 'ssn'],
        ['p1', 'snap', 'date-of-birth'],
      ]),
      people,
      mapping,
    )
    const { access } = compile(what)
    assert.deepEqual(access.mode === 'role' ? access.slices.map(({ columns, keys }) => [columns, keys]) : [], [
      [
        ['first', 'id', 'last'],
        ['id-p1', 'id-p2'],
      ],
      [['born', 'id', 'ssn'], ['id-p1']],
    ])
  })
  it('names the permitted people to each view, whatever signs their keys hold', () => {
    const views: SourceMapping = { ...mapping, access: { mode: 'views', schema: 'v', role: 'r' } }
    const odd = {
      ...person('p1'),
      sourceKey: formatSourceKey({ agency: 'ma-dta', keys: { person: [{ value: 'a"b\\c,{}' }] } }),
    }
    const { access } = compile(plan(aDecision([['p1', 'snap', 'ssn']]), [odd], views))
    assert.deepEqual(access, {
      mode: 'views',
      schema: 'v',
      role: 'r',
      settings: [{ name: 'postern.ssn', value: '{"a\\"b\\\\c,{}"}' }],
    })
  })
  it('has a view for each element and each substitute, and none where the source is ours', () => {
    const sql = viewsSql({ ...mapping, access: { mode: 'views', schema: 'v', role: 'r' } })
    assert.equal(sql.match(/CREATE VIEW/g)?.length, Object.keys(mapping.elements).length + 1)
    assert.equal(viewsSql(mapping), '')
  })
})

describe('the gate for rows', () => {
  const decision = aDecision([
    ['p1', 'snap', 'name'],
    ['p1', 'snap', 'income'],
    ['p2', 'snap', 'ssn'],
    ['p1', 'snap', 'ssn', 'deny'],
    ['p2', 'snap', 'name', 'hold'],
  ])
  const good = row('p1', 'name', ['Sample', 'Ana'])
  it('lets through what the decision releases, once for one and often for many', () => {
    const rows = [good, row('p1', 'income', ['1']), row('p1', 'income', ['2']), row('p2', 'ssn', [null])]
    assert.equal(gate(rows, decision, people, mapping), rows)
  })
  for (const [name, bad] of [
    ['a cell that is denied', row('p1', 'ssn', ['000-00-0001'])],
    ['a cell that is held', row('p2', 'name', ['Sample', 'Bo'])],
    ['another program', row('p1', 'name', ['Sample', 'Ana'], { program: 'tanf' })],
    ['a person whom nobody decided on', row('p3', 'name', ['Sample', 'Cy'])],
    ['a row that is somebody else’s', row('p1', 'name', ['Sample', 'Bo'], { key: 'id-p2' })],
    ['a column too many', row('p1', 'name', ['Sample', 'Ana', 'x'], { columns: ['family', 'given', 'ssn'] })],
    ['a column too few', row('p1', 'name', ['Sample'], { columns: ['family'] })],
    ['columns in another order', row('p1', 'name', ['Ana', 'Sample'], { columns: ['given', 'family'] })],
    ['a field too many under the right columns', row('p1', 'name', ['Sample', 'Ana', '000-00-0001'])],
    ['a second row where there is one', good],
  ] as const) {
    it(`stops everything at ${name}, and quotes nothing of it`, () => {
      const error = fails('ERR_GATE', () => gate([good, bad], decision, people, mapping))
      assert.equal(error.evidence['row'], 2)
      assert.notMatch(JSON.stringify([error.message, error.evidence]), /000-00|Sample/)
    })
  }
  it('stops at an element that the mapping does not have, though it is released', () => {
    const wide = aDecision([['p1', 'snap', 'photo']])
    fails('ERR_GATE', () => gate([row('p1', 'photo', [])], wide, people, mapping))
  })
})

function file(name: string, header: string[], ...rows: (string | null)[][]) {
  return [{ name, bytes: writeCsv({ header, rows }) }]
}

describe('the gate for files', () => {
  const decision = aDecision([
    ['p1', 'snap', 'name'],
    ['p1', 'snap', 'income'],
    ['p2', 'snap', 'ssn'],
    ['p1', 'tanf', 'ssn'],
  ])
  it('lets through what was written of the released cells', () => {
    gateFiles(
      [
        ...file(
          'data/snap.csv',
          ['subject', 'name.family', 'ssn'],
          ['p1', 'Sample', null],
          ['p2', null, '000-00-0002'],
        ),
        ...file('data/snap.income.csv', ['subject', 'row', 'income.amount'], ['p1', '1', '12.00']),
      ],
      decision,
    )
  })
  for (const [name, files] of [
    [
      'a field of a cell that is not released',
      file('data/snap.csv', ['subject', 'name.family', 'ssn'], ['p1', 'Sample', '000-00-0001']),
    ],
    [
      'a column of an element that nobody in the program has released',
      file('data/tanf.csv', ['subject', 'name.family'], ['p1', null]),
    ],
    ['a person with nothing released', file('data/snap.csv', ['subject', 'name.family'], ['p3', null])],
    [
      'a row of somebody else in a table of many',
      file('data/snap.income.csv', ['subject', 'row', 'income.amount'], ['p2', '1', null]),
    ],
    ['another element in a table of many', file('data/snap.income.csv', ['subject', 'row', 'ssn'], ['p1', '1', null])],
    ['a program with nothing released', file('data/medicaid.csv', ['subject', 'name'], ['p1', null])],
    ['a file of another name', file('data/extra/x.csv', ['subject'], ['p1'])],
    ['a table that does not say whose rows they are', file('data/snap.csv', ['name.family'], ['Sample'])],
    ['a table that does not read back', [{ name: 'data/snap.csv', bytes: utf8('subject,ssn\np1,x\n') }]],
  ] as const) {
    it(`stops everything at ${name}`, () => void fails('ERR_GATE', () => gateFiles(files, decision)))
  }
})

describe('the tables', () => {
  const cells: CellSketch[] = [
    ['p1', 'snap', 'name'],
    ['p2', 'snap', 'name'],
    ['p1', 'snap', 'date-of-birth'],
    ['p2', 'snap', 'income'],
  ]
  const what = plan(aDecision(cells), people, mapping)
  it('have columns in the vocabulary’s order, a row for each person, NULL and empty text apart', () => {
    const tables = writeTables(what, [row('p2', 'name', ['', null]), row('p1', 'name', ['Sample', '=Ana'])])
    assert.equal(
      fromUtf8(tables[0]?.bytes ?? new Uint8Array()),
      'subject,name.family,name.given,date-of-birth\r\np1,Sample,"=Ana",\r\np2,"",,\r\n',
    )
    assert.equal(fromUtf8(tables[1]?.bytes ?? new Uint8Array()), 'subject,row,income.amount\r\n')
  })
  for (const [element, text] of [
    ['date-of-birth', '03/07/1984'],
    ['income', '1,200.00'],
    ['income', '0x10'],
  ] as const) {
    it(`refuse ${text} for ${element}, without quoting it`, () => {
      const subject = element === 'income' ? 'p2' : 'p1'
      const error = fails('ERR_SOURCE', () => writeTables(what, [row(subject, element, [text])]))
      assert.notInclude(JSON.stringify([error.message, error.evidence]), text)
    })
  }
})

function textOf(files: readonly { name: string; bytes: Uint8Array }[], name: string): string {
  return fromUtf8(files.find((entry) => entry.name === name)?.bytes ?? new Uint8Array())
}

describe('what is prepared', () => {
  const decision = aDecision(
    [
      ['p1', 'medicaid', 'name'],
      ['p1', 'snap', 'ssn'],
      ['p2', 'snap', 'ssn', 'deny'],
    ],
    ['give-confidentiality-rules'],
  )
  const preparation = {
    decision,
    people,
    mapping,
    plan: plan(decision, people, mapping),
    rows: [row('p1', 'ssn', ['000-00-0001']), row('p1', 'name', ['Sample', 'Ana'], { program: 'medicaid' })],
    receiver: { organization: 'usda-oig', recipient: 'age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq' },
    salt: new Uint8Array(32).fill(1),
    receiptCode: new Uint8Array(16).fill(2),
  }
  it('is one archive whose manifest names every other file and every released cell', () => {
    const { payload, manifest, cells } = prepare(preparation)
    const members = readTar(payload)
    const names = members.map(({ name }) => name)
    assert.deepEqual(names, [
      'datapackage.json',
      'data/snap.csv',
      'data/medicaid.csv',
      'manifest.json',
      'terms.txt',
      'confidentiality-rules-medicaid.txt',
    ])
    assert.deepEqual(parseManifest(members[3]?.bytes ?? new Uint8Array()), manifest)
    assert.deepEqual(
      manifest.parts.map(({ name }) => name),
      names.filter((name) => name !== 'manifest.json').toSorted(),
    )
    assert.deepEqual(cells, [
      { subject: 'p1', program: 'medicaid', element: 'name' },
      { subject: 'p1', program: 'snap', element: 'ssn' },
    ])
  })
  it('says on every file that reads like one that nobody is real, and names terms with their law', () => {
    const { files } = prepare(preparation)
    assert.match(textOf(files, 'terms.txt'), /SYNTHETIC DATA/)
    assert.match(textOf(files, 'terms.txt'), /not been confirmed by counsel/)
    assert.match(textOf(files, 'terms.txt'), /7 CFR 272\.1\(c\)\(2\)/)
    assert.match(textOf(files, 'confidentiality-rules-medicaid.txt'), /42 CFR 431\.304/)
    const described: unknown = JSON.parse(textOf(files, 'datapackage.json'))
    assert.nestedInclude(described, {
      synthetic: true,
      'resources[0].path': 'data/snap.csv',
      'resources[0].schema.fields[1].name': 'ssn',
    })
  })
  it('gives neither SNAP’s terms nor Medicaid’s rules where nothing of theirs leaves', () => {
    const only = aDecision([['p1', 'tanf', 'ssn']])
    const { files } = prepare({ ...preparation, decision: only, plan: plan(only, people, mapping), rows: [] })
    assert.isUndefined(files.find(({ name }) => name.startsWith('confidentiality')))
    assert.notInclude(textOf(files, 'terms.txt'), '272.1')
  })
  it('is nothing at all when a row is one too many', () => {
    fails('ERR_GATE', () => prepare({ ...preparation, rows: [...preparation.rows, row('p2', 'ssn', ['000-00-0002'])] }))
  })
})
