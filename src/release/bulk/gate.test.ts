import * as fc from 'fast-check'
import { assert, describe, expect, it } from 'vitest'
import { copyRow } from '#adapters/caseload/copy.ts'
import { isPosternError, type PosternError } from '#errors.ts'
import { fromUtf8, utf8 } from '#formats/bytes.ts'
import { writeCsv } from '#formats/csv.ts'
import type { SourceFieldType } from '#formats/sql.ts'
import { collecting, rangeOf } from '#testing/members.ts'
import { aDecision, type CellSketch } from '#testing/decision.ts'
import { mapping, one } from '#testing/release.ts'
import type { SourceMapping } from '#match/mapping.ts'
import type { MemberRange } from '#match/members.ts'
import { bulkGate, type Gate, type GateTable, type PassedPiece } from './gate.ts'
import type { DecidedClass } from './plan.ts'

const classes: DecidedClass[] = [
  { ref: 'p1', mask: '3', persons: 2, markers: [] },
  { ref: 'p2', mask: '5', persons: 1, markers: [] },
]
const name = (column: string, type: SourceFieldType = 'text') => ({
  name: column,
  element: column.replace(/\..*/, ''),
  type,
})
const people: GateTable = {
  name: 'data/snap.csv',
  program: 'snap',
  rows: 'one',
  columns: [name('name.family'), name('name.given'), name('ssn')],
}
const incomes: GateTable = {
  name: 'data/snap.income.csv',
  program: 'snap',
  rows: 'many',
  columns: [name('income.amount', 'decimal')],
}

/** The first class gets the name, and the number where the decision says so; the second gets nothing. */
const names: readonly CellSketch[] = [
  ['p1', 'snap', 'name'],
  ['p1', 'snap', 'income'],
  ['p2', 'snap', 'name', 'deny'],
]
const keys = ['a', 'bb', 'ccc']

interface Given {
  readonly cells?: readonly CellSketch[]
  readonly table?: GateTable
  readonly said?: ReadonlyMap<string, number>
  readonly map?: SourceMapping
}

function pass(
  rows: string,
  { cells = names, table = people, said = new Map(), map = mapping }: Given = {},
): PassedPiece & { seen: ReadonlyMap<string, number> } {
  const gate = bulkGate({ decision: aDecision(cells), classes, mapping: map, bits: 4, said })
  const { into, pieces } = collecting(keys.length)
  const passing = gate.range(table, rangeOf(keys, 11), into)
  // In two parts, as a connection would bring them.
  const whole = utf8(rows)
  const half = whole.indexOf(10) + 1
  passing.rows(whole.subarray(0, half))
  passing.rows(whole.subarray(half))
  const seen = passing.finish()
  const [piece, ...others] = pieces
  if (piece === undefined || others.length > 0) return assert.fail('it is not one piece')
  return { ...piece, seen }
}

/** What one table's rows come to, handed in at once. */
function passed(
  gate: Gate,
  table: GateTable,
  range: MemberRange,
  perPiece: number,
  rows: readonly string[],
  pieceBytes?: number,
) {
  const { into, pieces } = collecting(perPiece, pieceBytes)
  const passing = gate.range(table, range, into)
  passing.rows(utf8(rows.join('')))
  return { pieces, seen: passing.finish() }
}

function textsOf(pieces: readonly PassedPiece[]): string[] {
  return pieces.map(({ bytes }) => fromUtf8(bytes))
}

function stopped(rows: string, given: Given = {}): PosternError {
  try {
    pass(rows, given)
  } catch (error) {
    if (isPosternError(error)) return error
    throw error
  }
  return assert.fail('it passed')
}

const rowsWith = (value: string): string =>
  copyRow([1, 'a', 3, value]) + copyRow([2, 'bb', 5, null]) + copyRow([3, 'ccc', 5, null])

const good = [
  copyRow([1, 'a', 3, 'Mock', 'Ana', null]),
  copyRow([2, 'bb', 5, null, null, null]),
  copyRow([3, 'ccc', 3, 'O, "X"', null, null]),
]

describe('the gate of a large release', () => {
  it('writes what is released, numbers members as they are listed, and leaves out who gets nothing', () => {
    const { bytes, rows, seen } = pass(good.join(''))
    expect(fromUtf8(bytes)).toBe('11,Mock,Ana,\r\n13,"O, ""X""",,\r\n')
    expect(rows).toBe(2)
    expect(Object.fromEntries(seen)).toEqual({ 3: 2, 5: 1 })
  })

  it.each([
    [
      'a field that is released to nobody',
      [copyRow([1, 'a', 3, 'Mock', 'Ana', '000-00-0001'])],
      'a cell that the decision does not release',
    ],
    [
      'an empty text where nothing is released',
      [copyRow([1, 'a', 3, 'Mock', 'Ana', ''])],
      'a cell that the decision does not release',
    ],
    [
      'a field of a class that gets nothing',
      [good[0], copyRow([2, 'bb', 5, 'Mock', null, null])],
      'a cell that the decision does not release',
    ],
    ['the row of somebody else', [copyRow([1, 'b', 3, 'Mock', 'Ana', null])], "not this person's"],
    ['a key that only begins like theirs', [good[0], copyRow([2, 'b', 5, null, null, null])], "not this person's"],
    ['a key that goes on', [copyRow([1, 'aa', 3, 'Mock', 'Ana', null])], "not this person's"],
    ['two rows of one person', [good[0], good[0]], 'two rows where the element has one'],
    ['rows out of their order', [good[0], good[2]], 'out of its order'],
    ['one member more', [...good, copyRow([4, 'dddd', 3, null, null, null])], 'out of its order'],
    ['a field too few', [copyRow([1, 'a', 3, 'Mock', 'Ana'])], 'too few fields'],
    ['a field too many', [copyRow([1, 'a', 3, 'Mock', 'Ana', null, 'more'])], 'too many fields'],
  ])('stops at %s', (_, rows, words) => {
    const error = stopped(rows.join(''))
    expect(error.code).toBe('ERR_GATE')
    expect(error.message).toContain(words)
    expect(JSON.stringify(error.evidence)).not.toMatch(/Mock|Ana|000/)
  })

  it.each([
    ['facts that nobody decided on', [copyRow([1, 'a', 7, null, null, null])], 'nobody has decided on'],
    ['a member who does not come', good.slice(0, 2), 'fewer members'],
  ])('stops where the source has changed: %s', (_, rows, words) => {
    const error = stopped(rows.join(''))
    expect(error.code).toBe('ERR_SOURCE')
    expect(error.message).toContain(words)
  })

  it('stops at a cell that still needs something, whatever its outcome says', () => {
    const decision = aDecision(names)
    const needing = {
      ...decision,
      cells: decision.cells.map((cell) => ({ ...cell, needs: ['counsel-review' as const] })),
    }
    const gate = bulkGate({ decision: needing, classes, mapping, bits: 4, said: new Map() })
    expect(() => passed(gate, people, rangeOf(keys), 3, good.slice(0, 1))).toThrow('does not release')
  })

  it('stops where a row leaves out what its person has said, and where it says it of somebody else', () => {
    const objected: DecidedClass[] = [...classes, { ref: 'p3', mask: '19', persons: 1, markers: [] }]
    const run = (mask: number, said: ReadonlyMap<string, number>) => {
      const gate = bulkGate({ decision: aDecision(names), classes: objected, mapping, bits: 4, said })
      gate.range(people, rangeOf(keys), collecting(3).into).rows(utf8(copyRow([1, 'a', mask, null, null, null])))
    }
    expect(() => run(19, new Map([['a', 1]]))).not.toThrow()
    expect(() => run(3, new Map([['a', 1]]))).toThrow('what its person has said')
    expect(() => run(19, new Map([['bb', 1]]))).toThrow('what its person has said')
  })

  it('numbers the rows of a person who has many, and stops at those of whom nothing in it is released', () => {
    const rows = [copyRow([1, 'a', 3, '10.50']), copyRow([1, 'a', 3, '7']), copyRow([3, 'ccc', 3, null])]
    const { bytes, rows: count } = pass(rows.join(''), { table: incomes })
    expect(fromUtf8(bytes)).toBe('11,1,10.50\r\n11,2,7\r\n13,1,\r\n')
    expect(count).toBe(3)
    expect(stopped(copyRow([2, 'bb', 5, null]), { table: incomes }).message).toContain('nothing in it is released')
    expect(stopped([rows[2], rows[0]].join(''), { table: incomes }).message).toContain('out of its order')
  })

  it.each([
    [
      'date',
      ['2026-11-22', '2019-09-09', '10000-01-01'],
      ['2026-1-22', '22.11.2026', '2026-11-2x', '-2026-11-22', '', '026-11-22', '2026x11-22', '2026-11x22', '2026-11'],
    ],
    [
      'timestamp',
      ['2026-11-22T10:00:00Z'],
      [
        '2026-11-22',
        '2026-11-22T10:00:00',
        '2026-11-22T1:00:00Z',
        '2026-11-22 10:00:00Z',
        '2026-11-22T10x00:00Z',
        '2026-11-22T10:00x00Z',
        '2026-11-22T10:00:00z',
        '2026-11-22Tx0:00:00Z',
        '2026-11-22T10:x0:00Z',
        '2026-11-22T10:00:x0Z',
        'T10:00:00Z',
      ],
    ],
    ['integer', ['-12', '0', '9', '10'], ['1.5', '01', '-0', '', '-', '1a', '00']],
    ['decimal', ['-12.50', '0', '0.05', '-0.5', '19', '12'], ['1.', '.5', '01.5', '1,5', '', '1.5.', '00', '-', '-.5']],
    ['boolean', ['true', 'false'], ['t', 'TRUE', '', 'falsehood', 'fals']],
    [
      'binary',
      ['QUJD', 'QUI=', 'QQ==', 'QUJDQUJD', ''],
      ['QUJ', 'QU*D', 'QUJD\n', 'QUI=QUJD', '=', 'Q===', '====', 'QUJD=', 'QUJDQ', 'Q=I='],
    ],
  ] as const)('takes a %s in its one form alone', (type, right, wrong) => {
    const map = { ...mapping, elements: { ssn: one('ssn', { fields: [{ name: 'value', column: 'ssn', type }] }) } }
    const table: GateTable = { ...people, columns: [name('ssn', type)] }
    const cells: CellSketch[] = [['p1', 'snap', 'ssn']]
    for (const value of right) {
      const expected = writeCsv({ header: ['a', 'b'], rows: [['11', value]] }).subarray(5)
      expect(fromUtf8(pass(rowsWith(value), { cells, table, map }).bytes)).toBe(fromUtf8(expected))
    }
    for (const value of wrong) {
      const error = stopped(rowsWith(value), { cells, table, map })
      expect(error.code).toBe('ERR_SOURCE')
      expect(error.message).toContain('not of its type')
      expect(error.evidence).toEqual({ file: 'data/snap.csv', column: 'ssn', member: 11, type })
    }
  })

  it('stops at a cell that is released under another program alone', () => {
    const cells: readonly CellSketch[] = [...names, ['p1', 'tanf', 'ssn']]
    const error = stopped(copyRow([1, 'a', 3, 'Mock', 'Ana', '000-00-0001']), { cells })
    expect(error.message).toContain('a cell that the decision does not release')
    expect(error.evidence).toEqual({ file: 'data/snap.csv', member: 11, column: 'ssn' })
  })

  it('says which file and how far the source came, and names a place without a column where it is about the row', () => {
    expect(stopped(good.slice(0, 2).join('')).evidence).toEqual({ file: 'data/snap.csv', came: 2 })
    expect(stopped(copyRow([1, 'b', 3, 'Mock', 'Ana', null])).evidence).toEqual({ file: 'data/snap.csv', member: 11 })
    expect(stopped('', { table: { ...people, columns: [name('name.given')] } }).evidence).toEqual({
      file: 'data/snap.csv',
    })
  })

  it.each(['0', ''])('stops at a row of many whose place is "%s": nobody stands there', (place) => {
    const table = incomes
    const error = stopped(`${place}\ta\t3\t1\n`, { table })
    expect(error.code).toBe('ERR_GATE')
    expect(error.message).toContain('out of its order')
  })

  it('stops at a text that COPY cannot have written', () => {
    for (const text of ['\\q', 'a\\', '\\Nx']) {
      const error = stopped(`1\ta\t3\t${text}\tAna\t\\N\n`)
      expect(error.code).toBe('ERR_GATE')
      expect(error.message).toMatch(/cannot be read|too few fields/)
    }
  })

  it('counts members beyond the ninth, and lets a table of many rows end before the last of them', () => {
    const twelve = Array.from({ length: 12 }, (_, at) => `key-${at}`)
    const gate = bulkGate({ decision: aDecision(names), classes, mapping, bits: 4, said: new Map() })
    const rows = twelve.map((key, at) => copyRow([at + 1, key, 3, `n${at + 1}`, null, null]))
    expect(
      textsOf(passed(gate, people, rangeOf(twelve), 12, rows).pieces)
        .join()
        .split('\r\n'),
    ).toEqual([...twelve.map((_, at) => `${at + 1},n${at + 1},,`), ''])
    const many = passed(gate, incomes, rangeOf(twelve), 12, [copyRow([11, 'key-10', 3, '1'])])
    expect(textsOf(many.pieces)).toEqual(['11,1,1\r\n'])
  })

  it('ends a piece where its members end, and makes one of those who have no rows', () => {
    const seven = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    const gate = bulkGate({ decision: aDecision(names), classes, mapping, bits: 4, said: new Map() })
    const masks = [3, 3, 3, 5, 5, 5, 3]
    const rows = seven.map((key, at) =>
      copyRow([at + 1, key, masks[at] ?? 0, masks[at] === 3 ? key : null, null, null]),
    )
    const { pieces, seen } = passed(gate, people, rangeOf(seven, 101), 3, rows)
    expect(textsOf(pieces)).toEqual(['101,a,,\r\n102,b,,\r\n103,c,,\r\n', '', '107,g,,\r\n'])
    expect(pieces.map(({ rows: count }) => count)).toEqual([3, 0, 1])
    expect(Object.fromEntries(seen)).toEqual({ 3: 4, 5: 3 })

    const some = [copyRow([3, 'c', 3, '1']), copyRow([3, 'c', 3, '2']), copyRow([4, 'd', 3, '3'])]
    const many = passed(gate, incomes, rangeOf(seven, 101), 3, some)
    expect(textsOf(many.pieces)).toEqual(['103,1,1\r\n103,2,2\r\n', '104,1,3\r\n', ''])
    expect(textsOf(passed(gate, incomes, rangeOf(seven), 3, []).pieces)).toEqual(['', '', ''])
  })

  describe('ends a piece before the row that would take it past so many bytes', () => {
    const gate = bulkGate({ decision: aDecision(names), classes, mapping, bits: 4, said: new Map() })
    const seven = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    /** Each of eight bytes with its line. */
    const amounts = (places: readonly number[]) =>
      places.map((place) => copyRow([place, seven[place - 1] ?? '', 3, '1']))
    const [first, second, third] = ['1,1,1\r\n', '2,1,1\r\n', '3,1,1\r\n']
    const cut = (pieceBytes: number, rows: readonly string[], perPiece = 7) => {
      const { pieces } = passed(gate, incomes, rangeOf(seven), perPiece, rows, pieceBytes)
      expect(pieces.map(({ rows: count }) => count)).toEqual(textsOf(pieces).map((text) => text.split('\n').length - 1))
      return textsOf(pieces)
    }

    it('and takes the row that just fits', () => {
      expect(first).toHaveLength(7)
      expect(cut(14, amounts([1, 2, 3]))).toEqual([`${first}${second}`, third])
      expect(cut(13, amounts([1, 2, 3]))).toEqual([first, second, third])
      expect(cut(20, amounts([1, 2, 3]))).toEqual([`${first}${second}`, third])
      expect(cut(21, amounts([1, 2, 3]))).toEqual([`${first}${second}${third}`])
    })

    it('and gives a row a piece of its own that is larger than that alone', () => {
      // Longer than what is made room for at first.
      const large = '1234567890'.repeat(100)
      const rows = [...amounts([1]), copyRow([2, 'b', 3, large]), copyRow([3, 'c', 3, large]), ...amounts([4, 5])]
      const [fourth, fifth] = ['4,1,1\r\n', '5,1,1\r\n']
      expect(cut(14, rows)).toEqual([first, `2,1,${large}\r\n`, `3,1,${large}\r\n`, `${fourth}${fifth}`])
      expect(cut(1, amounts([1]))).toEqual([first])
    })

    it('and begins to count again where its members end, so that it is the same however they are read', () => {
      const [fourth, fifth] = ['4,1,1\r\n', '5,1,1\r\n']
      expect(cut(14, amounts([1, 2, 3, 4, 5]), 3)).toEqual([`${first}${second}`, third, `${fourth}${fifth}`, ''])
      // The piece that is full as its members end is followed by none without rows.
      expect(cut(14, amounts([1, 2, 4]), 3)).toEqual([`${first}${second}`, fourth, ''])
    })

    it('in the midst of one person’s rows too, whose numbers go on', () => {
      const rows = ['1', '2', '3'].map((amount) => copyRow([1, 'a', 3, amount]))
      expect(cut(14, rows)).toEqual(['1,1,1\r\n1,2,2\r\n', '1,3,3\r\n'])
    })

    it('and hands it over before it looks at what follows', () => {
      const { into, pieces } = collecting(7, 7)
      const passing = gate.range(incomes, rangeOf(seven), into)
      expect(() => passing.rows(utf8([...amounts([1, 2]), copyRow([3, 'x', 3, '1'])].join('')))).toThrow(
        'not this person',
      )
      expect(textsOf(pieces)).toEqual([first])
    })
  })

  it('stops a table whose columns are not those of its elements', () => {
    for (const columns of [
      [name('name.family')],
      [name('name.given'), name('name.family')],
      [name('income.amount', 'decimal')],
      [name('name.family'), name('name.given', 'date')],
      [name('name.family'), name('name.given'), name('unheard-of')],
    ]) {
      expect(stopped('', { table: { ...people, columns } }).message).toContain('other columns')
    }
  })

  it('writes every text as our tables write it, and reads it as COPY wrote it', () => {
    const field = fc.option(
      fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0')),
      { nil: null },
    )
    const sharp = fc.option(
      fc.string({
        unit: fc.constantFrom('"', ',', '\\', '\n', '\r', '\t', ' ', '=', '-', 'N', 'é', '\u007f', '\u0001'),
        maxLength: 6,
      }),
      { nil: null },
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.oneof(field, sharp), fc.oneof(field, sharp)), { minLength: 3, maxLength: 3 }),
        (rows) => {
          const copied = rows.map((fields, at) => copyRow([at + 1, keys[at], 3, ...fields, null])).join('')
          const expected = writeCsv({
            header: ['subject', 'a', 'b', 'c'],
            rows: rows.map((fields, at) => [String(11 + at), ...fields, null]),
          })
          const header = writeCsv({ header: ['subject', 'a', 'b', 'c'], rows: [] }).length
          expect(fromUtf8(pass(copied).bytes)).toBe(fromUtf8(expected.subarray(header)))
        },
      ),
    )
  })

  it('writes texts whole that are longer than what was made room for, wherever the room ends', () => {
    const room = 1 << 16
    for (const length of [room - 12, room - 11, room - 10, room - 9, room - 8, room, 3 * room]) {
      for (const family of ['x'.repeat(length), `${'x'.repeat(length - 1)}"`]) {
        const { bytes } = pass(copyRow([1, 'a', 3, family, 'Ana', null]) + good.slice(1).join(''))
        const records = [
          ['11', family, 'Ana', null],
          ['13', 'O, "X"', null, null],
        ]
        expect(fromUtf8(bytes)).toBe(fromUtf8(writeCsv({ header: ['a', 'b', 'c', 'd'], rows: records })).slice(9))
      }
    }
  })

  it('lets nothing out that was not decided, whatever comes', () => {
    const cells = fc
      .subarray(['name', 'ssn'] as const)
      .chain((first) =>
        fc
          .subarray(['name', 'ssn'] as const)
          .map((second): CellSketch[] => [
            ...first.map((element): CellSketch => ['p1', 'snap', element]),
            ...second.map((element): CellSketch => ['p2', 'snap', element]),
          ]),
      )
    const value = fc.constantFrom(null, 'VALUE')
    const row = fc.tuple(fc.constantFrom(3, 5), value, value, value)
    fc.assert(
      fc.property(cells, fc.tuple(row, row, row), (released, rows) => {
        const copied = rows.map(([mask, ...fields], at) => copyRow([at + 1, keys[at], mask, ...fields])).join('')
        const open = (mask: number, element: string) =>
          released.some(([ref, , given]) => given === element && ref === (mask === 3 ? 'p1' : 'p2'))
        const allowed = rows.every(
          ([mask, family, given, ssn]) =>
            (open(mask, 'name') || (family ?? given) === null) && (open(mask, 'ssn') || ssn === null),
        )
        if (allowed)
          expect(pass(copied, { cells: released }).rows).toBe(
            rows.filter(([mask]) => open(mask, 'name') || open(mask, 'ssn')).length,
          )
        else expect(stopped(copied, { cells: released }).code).toBe('ERR_GATE')
      }),
    )
  })
})
