import * as fc from 'fast-check'
import { assert, describe, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import { conditionSql, fieldSql, quoteName, quoteText, type SourceField } from './sql.ts'

function refuses(action: () => unknown) {
  try {
    action()
  } catch (error) {
    assert.isTrue(isPosternError(error, 'ERR_SOURCE_MAPPING'), String(error))
    return
  }
  assert.fail('nothing was refused')
}

describe('names and texts in SQL', () => {
  for (const [name, written] of [
    ['person', '"person"'],
    ['Person "X"', '"Person ""X"""'],
    ['a"; DROP TABLE b; --', '"a""; DROP TABLE b; --"'],
  ] as const) {
    it(`writes the name ${name} as ${written}`, () => assert.equal(quoteName(name), written))
  }
  it('refuses a name that PostgreSQL would cut or refuse', () => {
    for (const name of ['', 'a\0b', 'é'.repeat(32)]) refuses(() => quoteName(name))
    assert.equal(quoteName('é'.repeat(31)).length, 33)
  })
  it('writes a text so that no quote or backslash in it ends it', () => {
    assert.equal(quoteText("O'Brien"), "'O''Brien'")
    assert.equal(quoteText("\\' OR 1=1"), " E'\\\\'' OR 1=1'")
    refuses(() => quoteText('a\0'))
  })
  it('leaves nothing outside the quotes, for any name and text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 15 }), (text) => {
        fc.pre(!text.includes('\0'))
        assert.match(quoteName(text), /^"(?:[^"]|"")*"$/s)
        assert.match(quoteText(text), /^(?:'(?:[^'\\]|'')*'| E'(?:[^'\\]|''|\\\\)*')$/s)
      }),
    )
  })
})

describe('a field in its canonical text', () => {
  for (const [field, written] of [
    [{ type: 'text' }, 't."c"::text'],
    [{ type: 'date' }, `to_char(t."c", 'YYYY-MM-DD')`],
    [{ type: 'integer' }, 't."c"::bigint::text'],
    [{ type: 'decimal', stored: 'cents' }, 'round(t."c"::numeric * 0.01, 2)::text'],
    [{ type: 'text', before: ',' }, `nullif(trim(split_part(t."c", ',', 1)), '')::text`],
    [{ type: 'text', after: "'" }, `nullif(trim(split_part(t."c", '''', 2)), '')::text`],
  ] as const satisfies readonly (readonly [Partial<SourceField>, string])[]) {
    it(`is ${written}`, () => assert.equal(fieldSql({ name: 'n', column: 'c', ...field }, 't'), written))
  }
})

describe('a condition', () => {
  it('compares as text, asks for any value, or holds for none', () => {
    assert.equal(conditionSql({ column: 'k', in: ['A', "B'"] }, 't'), `t."k"::text IN ('A', 'B''')`)
    assert.equal(conditionSql({ column: 'k' }), '"k" IS NOT NULL')
    assert.equal(conditionSql({ column: 'k', in: [] }), 'false')
  })
})
