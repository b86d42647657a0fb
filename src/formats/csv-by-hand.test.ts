import * as fc from 'fast-check'
import { assert, describe, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import { utf8 } from './bytes.ts'
import { readByHand } from './csv-by-hand.ts'
import { writeCsv } from './csv.ts'

const read = (text: string) => readByHand(utf8(text)).map(({ fields }) => fields)

function refusedAt(bytes: Uint8Array) {
  try {
    readByHand(bytes)
  } catch (error) {
    if (isPosternError(error, 'ERR_FORMAT')) return error
    throw error
  }
  return assert.fail('it was read')
}

describe('a table as a spreadsheet saves it', () => {
  it('is the same with and without a mark in front, whatever ends its records, and whether the last one ends or not', () => {
    const whole = [
      ['a', 'b'],
      ['1', 'x, y'],
    ]
    for (const end of ['\r\n', '\n', '\r']) {
      assert.deepEqual(read(`a,b${end}1,"x, y"${end}`), whole)
      assert.deepEqual(read(`\uFEFFa,b${end}"1","x, y"`), whole)
    }
  })
  it('holds quotes and ends of line inside quotes, and takes an empty text for nothing', () => {
    assert.deepEqual(read('"say ""no""","two\nlines",""\n'), [['say "no"', 'two\nlines', null]])
    assert.deepEqual(read('a,\n,b'), [
      ['a', null],
      [null, 'b'],
    ])
    assert.deepEqual(read('a,'), [['a', null]])
  })
  it('leaves out records in which nothing stands, and counts them', () => {
    assert.deepEqual(readByHand(utf8('a,b\n\n,,\n1,2\n')), [
      { row: 1, fields: ['a', 'b'] },
      { row: 4, fields: ['1', '2'] },
    ])
    assert.deepEqual(read(''), [])
  })
  it('is refused by the number of the record for a quote that is open or out of place, and for a NUL', () => {
    for (const broken of ['a\n"b', 'a\nb"c', 'a\n"b"c', 'a\nb\0', 'a\n"b\0"']) {
      assert.equal(refusedAt(utf8(broken)).evidence['row'], 2, broken)
    }
    refusedAt(new Uint8Array([0x61, 0xe9, 0x0a]))
  })
  it('says the same of what we write ourselves', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', '=', ' ', 'é') })
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 5 }), (rows) => {
        const kept = rows.map((row) => row.map((field) => (field === '' ? null : field)))
        const bytes = writeCsv({ header: ['one', 'two'], rows: kept })
        const filled = kept.filter((row) => row.some((field) => field !== null))
        assert.deepEqual(
          readByHand(bytes).map(({ fields }) => fields),
          [['one', 'two'], ...filled],
        )
      }),
    )
  })
})
