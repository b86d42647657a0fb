import * as fc from 'fast-check'
import { assert, describe, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import { fromUtf8, utf8 } from '#formats/bytes.ts'
import { parseCsv, writeCsv, type CsvField } from '#formats/csv.ts'
import type { SourceMapping } from '#match/mapping.ts'
import { aDecision, type CellSketch } from '#testing/decision.ts'
import { fails, mapping as queried, people, row } from '#testing/release.ts'
import { compile } from './compile.ts'
import { gate } from './gate.ts'
import { plan } from './plan.ts'
import { prepare } from './prepare.ts'
import { viewsSql } from './views.ts'
import { blankSheet, handedBack, largestWorksheet, sheetRows, worksheets, type Worksheet } from './worksheet.ts'

/** Income on paper, and beside it two elements of one row; notes only for TANF. */
const mapping: SourceMapping = {
  ...queried,
  elements: Object.fromEntries(Object.entries(queried.elements).filter(([element]) => element !== 'income')),
  worksheet: {
    income: {
      rows: 'many',
      fields: [
        { name: 'amount', type: 'decimal' },
        { name: 'received-on', type: 'date' },
      ],
    },
    photo: { rows: 'one', fields: [{ name: 'value', type: 'boolean' }] },
    'case-notes': { rows: 'one', programs: ['tanf'], fields: [{ name: 'value', type: 'text' }] },
    employer: {
      rows: 'one',
      fields: [
        { name: 'name', type: 'text' },
        { name: 'since', type: 'date' },
      ],
    },
  },
}

const recipient = 'age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq'
const caseNumber = 'MA-DTA-2026-7K3Q9F2M'
const decisionOf = (digit: string) => digit.repeat(64)

function planned(cells: readonly CellSketch[]) {
  return plan(aDecision(cells), people, mapping)
}

function sheetsOf(cells: readonly CellSketch[], decision = decisionOf('a')): Worksheet[] {
  return worksheets(planned(cells), { caseNumber, decision })
}

const both: CellSketch[] = [
  ['p1', 'snap', 'employer'],
  ['p1', 'snap', 'photo'],
  ['p2', 'snap', 'employer'],
]
const many: CellSketch[] = [
  ['p1', 'snap', 'income'],
  ['p2', 'snap', 'income'],
]
const id = `${caseNumber}/snap/${'a'.repeat(16)}`
const manyId = `${caseNumber}/snap.income/${'a'.repeat(16)}`

function only(sheets: readonly Worksheet[]): Worksheet {
  const [sheet] = sheets
  if (sheet === undefined || sheets.length !== 1) return assert.fail(`${sheets.length} worksheets`)
  return sheet
}

function problemsOf(cells: readonly CellSketch[], text: string) {
  const handed = handedBack(sheetsOf(cells), utf8(text))
  if (handed.taken) return assert.fail('the sheet was taken')
  return handed.problems
}

function wrong(cells: readonly CellSketch[], text: string): unknown[] {
  return problemsOf(cells, text).map(({ code, row: at, column }) => [code, at, column])
}

function takenFrom(cells: readonly CellSketch[], text: string) {
  const handed = handedBack(sheetsOf(cells), utf8(text))
  if (!handed.taken) return assert.fail(JSON.stringify(handed.problems))
  return handed
}

const head = 'worksheet,subject,photo,employer.name,employer.since\n'
const headMany = 'worksheet,subject,row,income.amount,income.received-on\n'

describe('a plan with elements that no query reaches', () => {
  it('asks the source for none of them, and sets none of them aside', () => {
    const all = planned([...both, ...many, ['p1', 'snap', 'ssn']])
    assert.deepEqual(
      all.lines.map(({ element }) => element),
      ['ssn'],
    )
    assert.sameDeepMembers(
      all.worksheet.map(({ element, people: who }) => [element, who.map(({ ref }) => ref)]),
      [
        ['photo', ['p1']],
        ['employer', ['p1', 'p2']],
        ['income', ['p1', 'p2']],
      ],
    )
    assert.deepEqual(all.unmapped, [])
    assert.notMatch(compile(all).statement.text, /photo|employer|income/)
    const views: SourceMapping = { ...mapping, access: { mode: 'views', schema: 'v', role: 'r' } }
    assert.notMatch(viewsSql(views), /photo|employer|income/)
  })
  it('calls for nothing where nothing of them is released, or not for that program', () => {
    assert.deepEqual(sheetsOf([['p1', 'snap', 'ssn']]), [])
    assert.deepEqual(sheetsOf([['p1', 'snap', 'employer', 'deny']]), [])
    assert.deepEqual(sheetsOf([['p1', 'snap', 'case-notes']]), [])
    assert.equal(only(sheetsOf([['p1', 'tanf', 'case-notes']])).name, 'tanf')
  })
})

describe('an empty worksheet', () => {
  it('has a row for each person of whom something in it is released, exactly the released columns, and nobody’s name', () => {
    const sheet = only(sheetsOf(both))
    const { header, rows } = parseCsv(blankSheet(sheet))
    assert.deepEqual(header.slice(0, 2), ['worksheet', 'subject'])
    assert.deepEqual(header.slice(2).toSorted(), ['employer.name', 'employer.since', 'photo'])
    assert.deepEqual(rows, [
      [id, 'p1', null, null, null],
      [id, 'p2', null, null, null],
    ])
    const tables = sheetsOf([...both, ...many, ['p1', 'tanf', 'employer']]).map(({ name }) => name)
    assert.sameMembers(tables, ['snap', 'snap.income', 'tanf'])
  })
  it('numbers the rows of what a person may have many of', () => {
    assert.equal(
      fromUtf8(blankSheet(only(sheetsOf(many)))),
      `${headMany}${manyId},p1,1,,\n${manyId},p2,1,,\n`.replaceAll('\n', '\r\n'),
    )
  })
  it('is taken back as it is: then nothing stands on paper', () => {
    const sheet = only(sheetsOf(both))
    const handed = handedBack([sheet], blankSheet(sheet))
    assert.equal(handed.taken && handed.rows, 0)
    assert.deepEqual(handed.taken ? sheetRows(sheet, handed.csv, people) : undefined, [])
  })
})

describe('a filled worksheet', () => {
  it('becomes rows as the source would have given them, whatever the order of its columns and rows', () => {
    const text = `subject,worksheet,employer.since,photo,employer.name\np2,${id},,,"Example, Inc."\np1,${id},2020-02-29,TRUE,=1+1\n`
    const { csv, rows, sheet } = takenFrom(both, text)
    assert.equal(rows, 2)
    const mine = sheetRows(sheet, csv, people).map(({ subject, element, key, columns, fields }) => [
      subject,
      element,
      key,
      columns,
      fields,
    ])
    assert.sameDeepMembers(mine, [
      ['p1', 'photo', 'id-p1', ['value'], ['true']],
      ['p1', 'employer', 'id-p1', ['name', 'since'], ['=1+1', '2020-02-29']],
      ['p2', 'employer', 'id-p2', ['name', 'since'], ['Example, Inc.', null]],
    ])
  })
  it('is the same bytes however a spreadsheet saved it', () => {
    const plain = `${headMany}${manyId},p1,1,12.50,2026-01-31\n${manyId},p1,2,7,\n${manyId},p2,1,,\n`
    const saved = `\uFEFF${headMany.replaceAll(',', '","').replace(/^/, '"').replace('\n', '"\r\n')}${manyId},p2,"1",,\r\n,,,,\r\n${manyId},p1,2,7,\r\n${manyId},p1,1,12.50,2026-01-31`
    assert.equal(takenFrom(many, saved).sha256, takenFrom(many, plain).sha256)
    assert.equal(takenFrom(many, plain).rows, 2)
  })
  it('leaves beside what the source gave, in one table, through the same gate', () => {
    const cells: CellSketch[] = [...both, ['p1', 'snap', 'ssn']]
    const { csv, sheet } = takenFrom(cells, `${head}${id},p1,true,Example,\n${id},p2,,,2001-05-06\n`)
    const decision = aDecision(cells)
    const what = plan(decision, people, mapping)
    const prepared = prepare({
      decision,
      people,
      mapping,
      plan: what,
      rows: [row('p1', 'ssn', ['900-00-0001']), ...sheetRows(sheet, csv, people)],
      receiver: { organization: 'fbi', recipient },
      salt: new Uint8Array(32),
      receiptCode: new Uint8Array(16),
    })
    const data = prepared.files.find(({ name }) => name === 'data/snap.csv')
    const { header, rows } = parseCsv(data?.bytes ?? new Uint8Array())
    const table = rows.map((fields) => Object.fromEntries(header.map((name, at) => [name, fields[at]])))
    assert.deepEqual(table, [
      { subject: 'p1', ssn: '900-00-0001', photo: 'true', 'employer.name': 'Example', 'employer.since': null },
      { subject: 'p2', ssn: null, photo: null, 'employer.name': null, 'employer.since': '2001-05-06' },
    ])
    assert.deepEqual(prepared.cells.map(({ subject, element }) => `${subject} ${element}`).toSorted(), [
      'p1 employer',
      'p1 photo',
      'p1 ssn',
      'p2 employer',
    ])
  })
  it('stops at the gate where it holds a cell that the decision does not release, whoever let it come so far', () => {
    const sheet = only(sheetsOf([...both, ['p2', 'snap', 'photo']]))
    const handed = handedBack([sheet], utf8(`${head}${id},p1,,,\n${id},p2,true,,\n`))
    if (!handed.taken) assert.fail('the sheet was not taken')
    const rows = sheetRows(sheet, handed.csv, people)
    assert.lengthOf(gate(rows, aDecision([...both, ['p2', 'snap', 'photo']]), people, mapping), 1)
    fails('ERR_GATE', () => gate(rows, aDecision(both), people, mapping))
    fails('ERR_GATE', () => gate([...rows, ...rows], aDecision([['p2', 'snap', 'photo']]), people, mapping))
  })
})

describe('a worksheet that is not taken', () => {
  const row1 = `${id},p1,,,\n`
  const row2 = `${id},p2,,,\n`

  for (const [name, text, expected] of [
    ['another column', `${head.trim()},ssn\n${row1}${row2}`, [['worksheet-column', 1, 'number 6']]],
    ['the same column twice', `${head.trim()},photo\n${row1}${row2}`, [['worksheet-column', 1, 'number 6']]],
    [
      'a column without a name that holds something',
      `${head}${row1}${id},p2,,,,x\n`,
      [['worksheet-column', 3, undefined]],
    ],
    [
      'a missing column',
      `worksheet,subject,photo,employer.name\n${id},p1\n${id},p2\n`,
      [['worksheet-column-missing', undefined, 'employer.since']],
    ],
    ['somebody who is not in it', `${head}${row1}${row2}${id},p3,,,\n`, [['worksheet-subject', 4, 'subject']]],
    [
      'a row without anybody',
      `${head}${row1}${row2}${id},,,x,\n`,
      [
        ['worksheet-subject', 4, 'subject'],
        ['worksheet-cell', 4, 'employer.name'],
      ],
    ],
    ['a cell that is not released of this person', `${head}${row1}${id},p2,true,,\n`, [['worksheet-cell', 3, 'photo']]],
    [
      'another type',
      `${head}${id},p1,yes,,05/06/2001\n${row2}`,
      [
        ['worksheet-type', 2, 'photo'],
        ['worksheet-type', 2, 'employer.since'],
      ],
    ],
    ['a day that no calendar has', `${head}${id},p1,,,2026-02-30\n${row2}`, [['worksheet-type', 2, 'employer.since']]],
    ['a second row where there is one', `${head}${row1}${row2}${row1}`, [['worksheet-second-row', 4, 'subject']]],
    ['a person left out', `${head}${row2}`, [['worksheet-person-missing', undefined, 'subject']]],
    ['a row of no worksheet', `${head}${row1},p2,,,\n`, [['worksheet-unknown', 3, 'worksheet']]],
    [
      'an earlier decision',
      `${head}${row1}${row2}`.replaceAll('aaaa', 'bbbb'),
      [
        ['worksheet-stale', 2, 'worksheet'],
        ['worksheet-stale', 3, 'worksheet'],
      ],
    ],
  ] as const) {
    it(`says so of ${name}, by row and column`, () => {
      assert.sameDeepMembers(wrong(both, text), [...expected])
    })
  }

  it('is told everything at once', () => {
    const text = `worksheet,subject,secret\n${id},p9,x\n`
    assert.sameMembers(
      problemsOf(both, text).map(({ code }) => code),
      [
        'worksheet-column',
        'worksheet-column-missing',
        'worksheet-column-missing',
        'worksheet-column-missing',
        'worksheet-subject',
        'worksheet-person-missing',
        'worksheet-person-missing',
      ],
    )
  })
  it('numbers the rows of a person once each', () => {
    const text = `${headMany}${manyId},p1,1,1,\n${manyId},p1,1,2,\n${manyId},p2,x,,\n`
    assert.deepEqual(wrong(many, text), [
      ['worksheet-second-row', 3, 'row'],
      ['worksheet-row', 4, 'row'],
    ])
  })
  it('is known by what its rows say, where several are called for', () => {
    const cells = [...both, ...many]
    assert.equal(takenFrom(cells, `${headMany}${manyId},p1,1,1,\n${manyId},p2,1,,\n`).sheet.name, 'snap.income')
    assert.deepEqual(wrong(cells, 'a,b\n1,2\n'), [['worksheet-unknown', undefined, undefined]])
    assert.deepEqual(wrong(cells, ''), [['worksheet-unknown', undefined, undefined]])
  })
  it('is no table, or too large for one that somebody filled in', () => {
    assert.deepEqual(wrong(both, `${head}"`), [['worksheet-unreadable', 2, undefined]])
    const large = handedBack(sheetsOf(both), new Uint8Array(largestWorksheet + 1))
    assert.deepEqual(large.taken ? [] : large.problems.map(({ code }) => code), ['worksheet-too-large'])
  })
})

/** Cells of two people, some of them closed; sheets with anything in them, well and badly formed. */
const elements = ['employer', 'photo', 'income', 'ssn'] as const
const anyCells: fc.Arbitrary<CellSketch[]> = fc.tuple(
  ...['p1', 'p2'].flatMap((subject) =>
    elements.map((element) =>
      fc
        .constantFrom('release', 'deny', 'hold')
        .map((outcome): CellSketch => [subject, 'snap', element, outcome] as const),
    ),
  ),
)
const names = [
  'worksheet',
  'subject',
  'row',
  'photo',
  'employer.name',
  'employer.since',
  'income.amount',
  'income.received-on',
  'ssn',
]
const marked = 'SECRET-VALUE'
const values = ['true', 'Example', '2026-01-31', '12.50', 'p1', 'p2', 'p3', '1', '2', marked]

function anySheet(sheet: Worksheet): fc.Arbitrary<Uint8Array> {
  const { header, rows } = parseCsv(blankSheet(sheet))
  const good = fc.tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.constant(header) },
      { weight: 1, arbitrary: fc.shuffledSubarray(names, { minLength: 1 }) },
    ),
    fc.array(fc.constantFrom(...rows), { maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(5), fc.nat(8), fc.constantFrom(...values)), { maxLength: 6 }),
  )
  return good.map(([columns, more, changes]) => {
    const table: CsvField[][] = [...rows, ...more].map((fields) =>
      columns.map((name) => fields[header.indexOf(name)] ?? null),
    )
    for (const [at, column, value] of changes) {
      const fields = table[at]
      if (fields !== undefined && column < fields.length) fields[column] = value
    }
    return writeCsv({ header: columns, rows: table })
  })
}

describe('whatever is in a filled worksheet', () => {
  it('what leaves is a subset of what was decided, and no problem of it tells a value', () => {
    let taken = 0
    fc.assert(
      fc.property(
        anyCells.chain((cells) => {
          const sheets = sheetsOf(cells)
          const sheet = sheets[0]
          return fc.tuple(
            fc.constant(cells),
            fc.constant(sheets),
            sheet === undefined ? fc.constant(utf8('worksheet,subject\n')) : fc.oneof(...sheets.map(anySheet)),
          )
        }),
        ([cells, sheets, bytes]) => {
          const handed = handedBack(sheets, bytes)
          if (!handed.taken) {
            assert.notInclude(JSON.stringify(handed.problems), marked)
            return
          }
          taken += 1
          const decision = aDecision(cells)
          const files = prepare({
            decision,
            people,
            mapping,
            plan: plan(decision, people, mapping),
            rows: sheetRows(handed.sheet, handed.csv, people),
            receiver: { organization: 'fbi', recipient },
            salt: new Uint8Array(32),
            receiptCode: new Uint8Array(16),
          }).files
          const open = new Set(
            cells.filter(([, , , outcome]) => outcome === 'release').map(([who, , what]) => `${who} ${what}`),
          )
          for (const { name, bytes: csv } of files.filter((file) => file.name.endsWith('.csv'))) {
            const { header, rows } = parseCsv(csv)
            for (const [subject, ...fields] of rows) {
              for (const [at, value] of fields.entries()) {
                const column = header[at + 1] ?? ''
                if (value === null || column === 'row') continue
                assert.isTrue(open.has(`${subject} ${column.replace(/\..*/, '')}`), `${name} ${subject} ${column}`)
              }
            }
          }
        },
      ),
      { numRuns: 400 },
    )
    assert.isAbove(taken, 20)
  })

  it('rows that never passed the check stop at the gate unless the decision releases them', () => {
    const sheet = only(sheetsOf(both))
    fc.assert(
      fc.property(anyCells, anySheet(sheet), (cells, bytes) => {
        const decision = aDecision(cells)
        try {
          for (const { subject, element } of gate(sheetRows(sheet, bytes, people), decision, people, mapping)) {
            assert.isTrue(
              cells.some(([who, , what, outcome]) => who === subject && what === element && outcome === 'release'),
            )
          }
        } catch (error) {
          if (!isPosternError(error, 'ERR_GATE')) throw error
        }
      }),
      { numRuns: 200 },
    )
  })
})
