import { assert, describe, it } from 'vitest'
import { fromUtf8, toHex } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import type { SourceFieldType } from '#formats/sql.ts'
import { aDecision, type CellSketch } from '#testing/decision.ts'
import { fails, mapping, one, people, row } from '#testing/release.ts'
import { dataPackageJson } from './data-package.ts'
import { plan } from './plan.ts'
import { writeTables } from './tables.ts'
import { medicaidRulesText, termsText } from './terms.ts'

const types: readonly SourceFieldType[] = ['text', 'date', 'timestamp', 'integer', 'decimal', 'boolean', 'binary']
const about = { caseNumber: 'MA-DTA-2026-7K3Q9F2M', agency: 'ma-dta', synthetic: true }

describe('a table of many', () => {
  const cells: CellSketch[] = [
    ['p1', 'snap', 'income'],
    ['p2', 'snap', 'income'],
  ]
  const what = plan(aDecision(cells), people, mapping)

  it('stands alone where nothing else is released, each person’s rows together and counted from 1', () => {
    const tables = writeTables(what, [
      row('p2', 'income', ['3']),
      row('p1', 'income', ['2']),
      row('p1', 'income', ['1']),
    ])
    assert.deepEqual(
      tables.map(({ name, primaryKey, columns }) => [name, primaryKey, columns]),
      [
        [
          'data/snap.income.csv',
          ['subject', 'row'],
          [
            { name: 'subject', type: 'text' },
            { name: 'row', type: 'integer' },
            { name: 'income.amount', type: 'decimal' },
          ],
        ],
      ],
    )
    assert.equal(
      fromUtf8(tables[0]?.bytes ?? new Uint8Array()),
      'subject,row,income.amount\r\np1,1,2\r\np1,2,1\r\np2,1,3\r\n',
    )
  })
  it('says where a value is not of its type: file, row, column and type', () => {
    const error = fails('ERR_SOURCE', () => writeTables(what, [row('p1', 'income', ['1']), row('p1', 'income', ['x'])]))
    assert.deepEqual(error.evidence, {
      file: 'data/snap.income.csv',
      row: 2,
      column: 'income.amount',
      type: 'decimal',
    })
    assert.match(error.mend ?? '', /source mapping/)
  })
})

it('a table of one row for each person has the person as its key', () => {
  const [table] = writeTables(plan(aDecision([['p1', 'snap', 'ssn']]), people, mapping), [])
  assert.deepEqual([table?.name, table?.primaryKey], ['data/snap.csv', ['subject']])
})

function written(type: SourceFieldType, text: string) {
  const typed = { ...mapping, elements: { ssn: one('x', { fields: [{ name: 'value', column: 'x', type }] }) } }
  return writeTables(plan(aDecision([['p1', 'snap', 'ssn']]), people, typed), [row('p1', 'ssn', [text])])
}

describe('a value has one written form', () => {
  const accepted: Readonly<Record<SourceFieldType, readonly string[]>> = {
    text: ['', 'anything, at all'],
    date: ['1984-03-07', '12026-01-01'],
    timestamp: ['2026-11-22T03:04:05Z'],
    integer: ['0', '7', '-10'],
    decimal: ['0', '-0.50', '12.00', '100'],
    boolean: ['true', 'false'],
    binary: ['', 'QUJD', 'QUI=', 'QQ==', 'QUJDQUI='],
  }
  const refused: Readonly<Record<SourceFieldType, readonly string[]>> = {
    text: [],
    date: ['84-03-07', '1984-3-07', '1984-03-7', '1984-03-071', 'x1984-03-07'],
    timestamp: [
      '2026-11-22T03:04:05',
      '2026-11-22 03:04:05Z',
      '2026-11-22T3:04:05Z',
      'x2026-11-22T03:04:05Z',
      '2026-11-22T03:04:05Zx',
    ],
    integer: ['', '-0', '007', '1.0', '1e3', 'x1', '1x'],
    decimal: ['', '.5', '5.', '00.5', '+1', 'x1', '1x', '1.5.5'],
    boolean: ['', 't', 'TRUE', 'xtrue', 'falsex', 'truefalse'],
    binary: ['Q', 'QU', 'QUJ', 'QUJ*', 'QUI=QUJD', '=', 'QUJD\n'],
  }
  it.each(types.flatMap((type) => accepted[type].map((text) => [type, text] as const)))('%s takes %j', (type, text) => {
    assert.lengthOf(written(type, text), 1)
  })
  it.each(types.flatMap((type) => refused[type].map((text) => [type, text] as const)))(
    '%s refuses %j',
    (type, text) => {
      fails('ERR_SOURCE', () => written(type, text))
    },
  )
})

describe('the description of the tables', () => {
  const table = {
    name: 'data/data/x.csv.csv',
    bytes: new Uint8Array([1, 2, 3]),
    columns: types.map((type) => ({ name: `a-${type}`, type })),
    primaryKey: ['subject', 'row'],
  }
  const described = (synthetic: boolean): unknown =>
    JSON.parse(
      fromUtf8(
        dataPackageJson([{ ...table, bytes: table.bytes.length, sha256: toHex(sha256(table.bytes)) }], {
          ...about,
          synthetic,
        }),
      ),
    )

  it('is what Data Package v2 and Table Schema v2 prescribe, with the CSV dialect that is written', () => {
    assert.deepEqual(described(true), {
      $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
      name: 'ma-dta-2026-7k3q9f2m',
      title: 'SYNTHETIC DATA: Disclosure MA-DTA-2026-7K3Q9F2M',
      agency: 'ma-dta',
      synthetic: true,
      resources: [
        {
          name: 'data/x.csv',
          path: 'data/data/x.csv.csv',
          type: 'table',
          format: 'csv',
          mediatype: 'text/csv',
          encoding: 'utf-8',
          bytes: 3,
          hash: `sha256:${toHex(sha256(table.bytes))}`,
          dialect: { delimiter: ',', lineTerminator: '\r\n', quoteChar: '"', doubleQuote: true, header: true },
          schema: {
            $schema: 'https://datapackage.org/profiles/2.0/tableschema.json',
            fields: [
              { name: 'a-text', type: 'string' },
              { name: 'a-date', type: 'date' },
              { name: 'a-timestamp', type: 'datetime' },
              { name: 'a-integer', type: 'integer' },
              { name: 'a-decimal', type: 'number' },
              { name: 'a-boolean', type: 'boolean' },
              { name: 'a-binary', type: 'string', format: 'binary' },
            ],
            primaryKey: ['subject', 'row'],
            missingValues: [''],
          },
        },
      ],
    })
  })
  it('says nothing of synthetic data where people are real', () => {
    assert.deepInclude(described(false), { synthetic: false, title: 'Disclosure MA-DTA-2026-7K3Q9F2M' })
  })
})

const terms = (cells: CellSketch[], change = {}) => termsText(aDecision(cells), { ...about, ...change })

describe('the terms', () => {
  const snap = /7 CFR 272\.1\(c\)\(2\)/
  const medicaid = /42 CFR 431\.300/

  it('begin with the case, who holds the data, and the programs of which anything leaves', () => {
    const text = terms([
      ['p1', 'medicaid', 'name'],
      ['p1', 'snap', 'name'],
      ['p1', 'tanf', 'name', 'deny'],
    ])
    assert.deepEqual(text.split('\n\n').slice(0, 4), [
      'TERMS OF THIS DISCLOSURE',
      'SYNTHETIC DATA. Nobody in these files is a real person.',
      'Case: MA-DTA-2026-7K3Q9F2M\nHeld by: Massachusetts Department of Transitional Assistance\nPrograms: Supplemental Nutrition Assistance Program; Medicaid (MassHealth, MaineCare)',
      'These terms have not been confirmed by counsel.',
    ])
    assert.isTrue(text.endsWith('.\n'))
  })
  it('say so where no program’s data leave, and name an agency that is not in the vocabulary as it names itself', () => {
    const text = terms([['p1', 'snap', 'name', 'hold']], { agency: 'xx-office', synthetic: false })
    assert.deepEqual(text.split('\n\n').slice(0, 3), [
      'TERMS OF THIS DISCLOSURE',
      'Case: MA-DTA-2026-7K3Q9F2M\nHeld by: xx-office\nPrograms: none',
      'These terms have not been confirmed by counsel.',
    ])
    assert.notMatch(text, snap)
    assert.notMatch(text, medicaid)
  })
  it.each([
    ['snap', true, false],
    ['medicaid', false, true],
    ['chip', false, true],
    ['tanf', false, false],
  ] as const)('for %s bind the receiver to the law of that program and of no other', (program, bySnap, byMedicaid) => {
    const text = terms([['p1', program, 'name']])
    assert.deepEqual([snap.test(text), medicaid.test(text)], [bySnap, byMedicaid])
    assert.lengthOf(text.split('\n\n'), 9 + Number(bySnap) + Number(byMedicaid))
  })
  it('bind to Medicaid’s rules where CHIP or Medicaid leaves beside something else', () => {
    assert.match(
      terms([
        ['p1', 'chip', 'name'],
        ['p1', 'tanf', 'name'],
      ]),
      medicaid,
    )
  })
})

describe('Medicaid’s confidentiality rules', () => {
  it.each([
    ['ma-masshealth', '7. State law beside it: M.G.L. c. 118E § 49.\n'],
    ['me-dhhs-ofi', '7. State law beside it: 22 M.R.S. § 42 (to be confirmed).\n'],
    ['xx-office', '6. CHIP information is protected alike. (42 CFR 457.1110)\n'],
  ])('given by %s end with the state’s law where there is one', (agency, end) => {
    const text = medicaidRulesText(agency)
    assert.isTrue(text.startsWith('CONFIDENTIALITY RULES FOR MEDICAID AND CHIP INFORMATION\n\nGiven to'))
    assert.isTrue(text.endsWith(`\n\n${end}`), text.slice(-120))
  })
})
