import { isPosternError } from '#errors.ts'
import * as fc from 'fast-check'
import { assert, describe, it } from 'vitest'
import { fromUtf8, utf8 } from './bytes.ts'
import { parseCsv, writeCsv, type CsvField } from './csv.ts'

const written = (...row: CsvField[]) => {
  const header = row.map((_, index) => `c${index}`)
  return fromUtf8(writeCsv({ header, rows: [row] }))
    .split('\r\n')
    .slice(1, -1)
    .join('\r\n')
}
const refuses = (action: () => unknown) => {
  try {
    action()
  } catch (error) {
    assert.isTrue(isPosternError(error, 'ERR_FORMAT'), String(error))
    return
  }
  assert.fail('nothing was refused')
}

describe('canonical CSV', () => {
  for (const [name, row, expected] of [
    ['writes NULL as nothing and the empty text as two quotes', ['a', null, ''], 'a,,""'],
    ['doubles a quote inside quotes', ['say "hi"'], '"say ""hi"""'],
    ['quotes a comma and both line ends', ['a,b', 'a\nb', 'a\r\nb'], '"a,b","a\nb","a\r\nb"'],
    [
      'leaves what looks like a formula as it is, in quotes',
      ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1'],
      '"=1+1","+1","-1","@SUM(A1)","\t=1"',
    ],
    ['keeps outer spaces by quoting them', [' a', 'a '], '" a","a "'],
    ['does not quote what needs none', ['José Núñez-O’Hara', '12.50', '2026-11-22', 'a=b', 'a b'], undefined],
    ['writes the text null as text', ['null', 'NULL', '\\N'], 'null,NULL,\\N'],
  ] as const) {
    it(name, () => assert.equal(written(...row), expected ?? row.join(',')))
  }

  it('ends every record with CR LF and begins with the header', () => {
    assert.equal(fromUtf8(writeCsv({ header: ['a', 'b'], rows: [['1', null]] })), 'a,b\r\n1,\r\n')
    assert.equal(fromUtf8(writeCsv({ header: ['a'], rows: [] })), 'a\r\n')
  })

  it('gives back every table that it can write', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('', '"', '""', ',', '\r\n', '\n', '\r', ' ', '=cmd|x', '\ufeff', '-', '\u0085'),
    )
    const cell = fc.option(text.filter((value) => !value.includes('\0')))
    const table = fc
      .uniqueArray(fc.stringMatching(/^[a-z][a-z.-]{0,8}$/), { minLength: 1, maxLength: 5 })
      .chain((header) =>
        fc.record({
          header: fc.constant(header),
          rows: fc.array(fc.array(cell, { minLength: header.length, maxLength: header.length }), { maxLength: 6 }),
        }),
      )
    fc.assert(fc.property(table, (one) => assert.deepEqual(parseCsv(writeCsv(one)), one)))
  })

  it('takes no bytes that it would not have written', () => {
    const start = writeCsv({
      header: ['a', 'b'],
      rows: [
        ['x', null],
        ['', '=1'],
        ['p,q', 'r"s'],
      ],
    })
    fc.assert(
      fc.property(fc.nat(start.length - 1), fc.nat(255), (at, byte) => {
        const changed = Uint8Array.from(start)
        changed[at] = byte
        try {
          assert.deepEqual(writeCsv(parseCsv(changed)), changed)
        } catch (error) {
          assert.isTrue(isPosternError(error, 'ERR_FORMAT'), String(error))
        }
      }),
      { numRuns: 2000 },
    )
  })

  for (const [name, text] of [
    ['a last record without its end', 'a\r\nx'],
    ['a bare line feed as the end of a record', 'a\nx\n'],
    ['quotes where none are needed', 'a\r\n"x"\r\n'],
    ['a formula outside quotes', 'a\r\n=1\r\n'],
    ['a quote that is never closed', 'a\r\n"x\r\n'],
    ['text after a closing quote', 'a\r\n"x,"y\r\n'],
    ['a byte order mark before the header, which then is another name', '\ufeff"a"\r\n'],
    ['a missing field', 'a,b\r\nx\r\n'],
    ['one field too many', 'a\r\nx,y\r\n'],
    ['a column without a name', 'a,\r\nx,y\r\n'],
    ['two columns with one name', 'a,a\r\nx,y\r\n'],
    ['nothing at all', ''],
  ] as const) {
    it(`refuses ${name}`, () => refuses(() => parseCsv(utf8(text))))
  }

  it('refuses bytes that are not UTF-8', () => refuses(() => parseCsv(Uint8Array.of(0x61, 0xff, 0x0d, 0x0a))))
  it('refuses to write a row of another length, a NUL, or half a surrogate pair', () => {
    refuses(() => writeCsv({ header: ['a'], rows: [['1', '2']] }))
    refuses(() => writeCsv({ header: ['a'], rows: [['x\0y']] }))
    refuses(() => writeCsv({ header: ['a'], rows: [['\ud800']] }))
  })
})
