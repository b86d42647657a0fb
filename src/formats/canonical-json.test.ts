import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utf8 } from './bytes.ts'
import { canonicalJson, parseJson } from './canonical-json.ts'

const malformed = expect.objectContaining({ code: 'ERR_FORMAT' })
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
const json = () => fc.jsonValue({ noUnicodeString: false })

describe('canonicalJson', () => {
  it('writes the example of RFC 8785 section 3.2.2 as the RFC does', () => {
    const value = parseJson(
      String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`,
    )
    expect(canonicalJson(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    )
  })

  it('orders members by UTF-16 code units (RFC 8785 section 3.2.3)', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }
    expect(Object.values(JSON.parse(canonicalJson(value)))).toHaveLength(7)
    // Integer-like names come first in every JavaScript object, so the text itself is compared.
    expect(canonicalJson(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}')
  })

  it.each([
    [0, '0'],
    [-0, '0'],
    [5e-324, '5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [295147905179352830000, '295147905179352830000'],
    [1e21, '1e+21'],
    [1e-7, '1e-7'],
  ])('writes the number %d as %s (RFC 8785 appendix B)', (number, text) => {
    expect(canonicalJson(number)).toBe(text)
  })

  it('gives equal values equal texts, whatever the order of their members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.integer()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).toReversed())
        expect(canonicalJson(reversed)).toBe(canonicalJson(value))
        expect(parseJson(canonicalJson(value))).toEqual({ ...value })
      }),
    )
  })

  it('refuses what JSON cannot say', () => {
    const dateAsJson: { readonly [key: string]: never } = Object.assign(new Date(0))
    for (const value of [NaN, Infinity, '\ud800', { '\udc00': 1 }, dateAsJson]) {
      expect(() => canonicalJson(value)).toThrow(malformed)
    }
  })

  it('refuses nesting that no record of ours has', () => {
    expect(canonicalJson(parseJson(nested(100)))).toBe(nested(100))
    expect(() => parseJson(nested(101))).toThrow(malformed)
    expect(() => parseJson(nested(100_000))).toThrow(malformed)
  })
})

describe('parseJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(json(), fc.constantFrom(undefined, 2), (value, indent) => {
        expect(parseJson(utf8(JSON.stringify(value, undefined, indent)))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it.each([
    ['a member twice', '{"a":1,"b":{},"a":1}'],
    ['a member twice, spelled in two ways', String.raw`{"a":1,"\u0061":2}`],
    ['a member twice, further in', '[{"x":{"a":[{"b":1}],"a":2}}]'],
    ['a member twice behind a string that looks like one', String.raw`{"a":"\",\"","a":1}`],
    ['half of a surrogate pair', String.raw`["\ud800"]`],
    ['half of a surrogate pair in a name', String.raw`{"\ud800":1}`],
    ['an integer beyond 2^53', '[9007199254740993]'],
    ['a number beyond every double', '[1e400]'],
    ['text behind the value', '{} {}'],
    ['a comment', '{}//'],
    ['a byte order mark', '\ufeff{}'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(() => parseJson(text)).toThrow(malformed)
  })

  it('takes one name in two objects, and a string twice', () => {
    const text = '{"a":{"a":["a","a"]},"b":{"a":1}}'
    expect(canonicalJson(parseJson(text))).toBe(text)
  })

  it('reads every number that canonicalJson writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(parseJson(canonicalJson(number))).toBe(number === 0 ? 0 : number)
      }),
    )
    expect(parseJson('295147905179352830000')).toBe(2 ** 68)
  })

  it('keeps a member named __proto__ as a member', () => {
    const text = '{"__proto__":{"a":1}}'
    expect(canonicalJson(parseJson(text))).toBe(text)
  })

  it('never quotes the text it refuses', () => {
    expect(() => parseJson('{"name":"Synthetic Person",}', 'the record')).toThrow(/^the record is not JSON$/)
    expect(() => parseJson('\uFEFF{}', 'the record')).toThrow(/byte order mark/)
  })
})
