import { assert, describe, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import { fromUtf8, utf8 } from '#formats/bytes.ts'
import { writeCsv } from '#formats/csv.ts'
import { parseManifest } from '#formats/manifest.ts'
import { formatSourceKey } from '#formats/source-key.ts'
import { readTar } from '#formats/tar.ts'
import type { SourceMapping } from '#match/mapping.ts'
import { aDecision, type CellSketch } from '#testing/decision.ts'
import { fails, mapping, one, people, person, row } from '#testing/release.ts'
import { compile } from './compile.ts'
import { gate, gateFiles } from './gate.ts'
import { plan, type PlanPerson } from './plan.ts'
import { prepare } from './prepare.ts'
import { writeTables } from './tables.ts'
import { viewsSql } from './views.ts'

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
  it('has no line for what still needs something, whatever its outcome says, and the gate lets none of it through', () => {
    const decision = aDecision([['p1', 'snap', 'ssn']])
    const waiting = {
      ...decision,
      cells: decision.cells.map((cell) => ({ ...cell, needs: ['counsel-review' as const] })),
    }
    assert.deepEqual(plan(waiting, people, mapping).lines, [])
    assert.equal(gate([row('p1', 'ssn', ['000-00-0001'])], decision, people, mapping).length, 1)
    fails('ERR_GATE', () => gate([row('p1', 'ssn', ['000-00-0001'])], waiting, people, mapping))
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
  it('keeps the mailing address of a participant closed where the mapping has no substitute, and nothing else', () => {
    const { lines, unmapped } = plan(
      aDecision([
        ['p1', 'snap', 'mailing-address'],
        ['p1', 'snap', 'name'],
        ['p2', 'snap', 'mailing-address'],
      ]),
      [person('p1', ['address-confidentiality']), person('p2', ['minor'])],
      { ...mapping, elements: { ...mapping.elements, 'mailing-address': one('street') } },
    )
    assert.deepEqual(unmapped, [{ subject: 'p1', program: 'snap', element: 'mailing-address' }])
    assert.deepEqual(
      lines.map(({ element, where, people: who }) => [element, where, who.map(({ ref }) => ref)]),
      [
        ['name', [], ['p1']],
        ['mailing-address', [], ['p2']],
      ],
    )
  })
  it('sets aside what the source does not hold of a participant too', () => {
    const { unmapped } = planned([['p1', 'snap', 'photo']], [person('p1', ['address-confidentiality'])])
    assert.lengthOf(unmapped, 1)
  })
  it('stands in the vocabulary’s order of programs, then elements, then by ref', () => {
    const { lines } = planned([
      ['p2', 'tanf', 'name'],
      ['p1', 'tanf', 'name'],
      ['p1', 'snap', 'ssn'],
      ['p1', 'snap', 'ssn'],
    ])
    assert.deepEqual(
      lines.map(({ program, element, people: who }) => [program, element, who.map(({ ref }) => ref).join()]),
      [
        ['snap', 'ssn', 'p1'],
        ['tanf', 'name', 'p1,p2'],
      ],
    )
  })
  it('is refused for somebody who is not matched, for another agency’s record, and for one ref twice', () => {
    assert.deepEqual(fails('ERR_SOURCE', () => planned([['p9', 'snap', 'name']])).evidence, { ref: 'p9' })
    const foreign = { ...person('p1'), sourceKey: formatSourceKey({ agency: 'me-dhhs-ofi', keys: {} }) }
    const elsewhere = fails('ERR_SOURCE', () => planned([['p1', 'snap', 'name']], [foreign]))
    assert.deepEqual(elsewhere.evidence, { ref: 'p1', agency: 'ma-dta' })
    const twice = fails('ERR_INPUT_INVALID', () => planned([['p1', 'snap', 'name']], [person('p1'), person('p1')]))
    assert.deepEqual(twice.evidence, { people: 2 })
  })
  it('is refused where the mapping finds an element by a key that it does not have', () => {
    const keyless = { ...mapping, keys: {} }
    const error = fails('ERR_SOURCE_MAPPING', () => plan(aDecision([['p1', 'snap', 'ssn']]), people, keyless))
    assert.deepEqual(error.evidence, { element: 'ssn', key: 'person' })
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
  const before = row('p2', 'ssn', [null])
  for (const [name, bad, first = before] of [
    ['a cell that is denied', row('p1', 'ssn', ['000-00-0001'])],
    ['a cell that is held', row('p2', 'name', ['Sample', 'Bo'])],
    ['another program', row('p1', 'name', ['Sample', 'Ana'], { program: 'tanf' })],
    ['a person whom nobody decided on', row('p3', 'name', ['Sample', 'Cy'])],
    ['a row that is somebody else’s', row('p1', 'name', ['Sample', 'Bo'], { key: 'id-p2' })],
    ['a column too many', row('p1', 'name', ['Sample', 'Ana'], { columns: ['family', 'given', 'ssn'] })],
    [
      'a column and a field too many',
      row('p1', 'name', ['Sample', 'Ana', 'x'], { columns: ['family', 'given', 'ssn'] }),
    ],
    ['a column too few', row('p1', 'name', ['Sample', 'Ana'], { columns: ['family'] })],
    ['columns in another order', row('p1', 'name', ['Ana', 'Sample'], { columns: ['given', 'family'] })],
    ['one column that is another', row('p1', 'name', ['Sample', 'Ana'], { columns: ['family', 'ssn'] })],
    ['a field too many under the right columns', row('p1', 'name', ['Sample', 'Ana', '000-00-0001'])],
    ['a field too few under the right columns', row('p1', 'name', ['Sample'])],
    ['a second row where there is one', good, good],
  ] as const) {
    it(`stops everything at ${name}, says which row it is, and quotes nothing of it`, () => {
      const error = fails('ERR_GATE', () => gate([first, bad], decision, people, mapping))
      const { subject, program, element } = bad
      assert.deepEqual(error.evidence, { subject, program, element, row: 2 })
      assert.notMatch(JSON.stringify([error.message, error.evidence]), /000-00|Sample/)
      assert.match(error.mend ?? '', /open an incident/i)
    })
  }
  it('stops at a row of somebody who was decided on and not matched', () => {
    fails('ERR_GATE', () => gate([good], decision, [person('p2')], mapping))
  })
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
  const snap = 'data/snap.csv'
  const income = 'data/snap.income.csv'
  for (const [name, files, evidence] of [
    [
      'a field of a cell that is not released',
      file(snap, ['subject', 'name.family', 'ssn'], ['p1', 'Sample', null], ['p1', 'Sample', '000-00-0001']),
      { file: snap, row: 2, program: 'snap', element: 'ssn' },
    ],
    [
      'a column of an element that nobody in the program has released',
      file('data/tanf.csv', ['subject', 'name.family'], ['p1', null]),
      { file: 'data/tanf.csv', column: 2 },
    ],
    [
      'a person with nothing released',
      file(snap, ['subject', 'name.family'], ['p1', null], ['p3', null]),
      { file: snap, row: 2 },
    ],
    ['a row of nobody', file(snap, ['subject', 'name.family'], [null, null]), { file: snap, row: 1 }],
    [
      'a row of somebody else in a table of many',
      file(income, ['subject', 'row', 'income.amount'], ['p2', '1', null]),
      { file: income, row: 1 },
    ],
    [
      'another element in a table of many',
      file(income, ['subject', 'row', 'ssn'], ['p1', '1', null]),
      { file: income, column: 3 },
    ],
    [
      'a program with nothing released',
      file('data/medicaid.csv', ['subject', 'name'], ['p1', null]),
      { file: 'data/medicaid.csv', column: 2 },
    ],
    ['a file of another name, though it is empty', file('data/extra/x.csv', ['subject']), { file: 'data/extra/x.csv' }],
    ['a name with more before it', file(`x/${snap}`, ['subject']), { file: `x/${snap}` }],
    ['a name with more behind it', file(`${snap}.csv~`, ['subject']), { file: `${snap}.csv~` }],
    ['a table that does not say whose rows they are', file(snap, ['name.family'], ['Sample']), { file: snap }],
    [
      'a table that says last whose rows they are',
      file(snap, ['name.family', 'subject'], ['p1', 'p1']),
      { file: snap },
    ],
  ] as const) {
    it(`stops everything at ${name}, and says where`, () => {
      const error = fails('ERR_GATE', () => gateFiles(files, decision))
      assert.deepEqual(error.evidence, evidence)
      assert.isUndefined(error.cause)
    })
  }
  it('stops everything at a table that does not read back, with the reason why', () => {
    const files = [{ name: snap, bytes: utf8('subject,ssn\np1,x\n') }]
    const error = fails('ERR_GATE', () => gateFiles(files, decision))
    assert.deepEqual(error.evidence, { file: snap })
    assert.isTrue(isPosternError(error.cause, 'ERR_FORMAT'))
  })
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
