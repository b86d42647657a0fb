import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat, fromHex, toHex } from './bytes.ts'
import { ecdsaFromDer } from './ecdsa-signature.ts'

const number = fc.oneof(
  fc.bigInt({ min: 1n, max: (1n << 256n) - 1n }),
  fc.constantFrom(1n, 0x7fn, 0x80n, 0xffn, 0x100n, 1n << 255n, (1n << 255n) - 1n, (1n << 256n) - 1n),
)

function integer(value: bigint): Uint8Array {
  const hex = value.toString(16)
  const digits = fromHex(hex.length % 2 === 0 ? hex : `0${hex}`)
  const whole = (digits[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), digits) : digits
  return concat(Uint8Array.of(0x02, whole.length), whole)
}

const sequence = (...parts: readonly Uint8Array[]) => {
  const inside = concat(...parts)
  return concat(Uint8Array.of(0x30, inside.length), inside)
}
const padded = (value: bigint) => value.toString(16).padStart(64, '0')

describe('an ECDSA signature in DER', () => {
  it('is read as its two numbers, however long they are', () => {
    fc.assert(
      fc.property(number, number, (r, s) => {
        expect(toHex(ecdsaFromDer(sequence(integer(r), integer(s))) ?? new Uint8Array())).toBe(padded(r) + padded(s))
      }),
    )
  })

  it('has one spelling: any change of its form makes it none, or another signature', () => {
    fc.assert(
      fc.property(number, number, fc.nat(), fc.integer({ min: 1, max: 255 }), (r, s, where, flip) => {
        const der = sequence(integer(r), integer(s))
        const altered = der.slice()
        const at = where % der.length
        altered[at] = (altered[at] ?? 0) ^ flip
        const read = ecdsaFromDer(altered)
        if (read !== undefined) expect(toHex(read)).not.toBe(padded(r) + padded(s))
      }),
    )
  })

  it.each([
    ['nothing', ''],
    ['another tag', '3106020101020101'],
    ['a length too short', '3005020101020101'],
    ['a length too long', '3007020101020101'],
    ['a byte behind it', '300602010102010100'],
    ['a byte inside it, behind the second number', '300702010102010100'],
    ['a long form of its length', '308106020101020101'],
    ['one number', '3003020101'],
    ['a first number of another type', '3006030101020101'],
    ['a second number of another type', '3006020101030101'],
    ['a negative number', '3006020181020101'],
    ['the smallest number that is negative', '3006020180020101'],
    ['a first number that reaches beyond the end', '3006020901020101'],
    ['a second number that is negative', '3006020101020181'],
    ['a zero in front that need not be there', '300702020001020101'],
    ['the number zero', '3006020100020101'],
    ['an empty number', '30050200020101'],
    ['an empty second number', '30050201010200'],
    ['a number that reaches beyond the end', '3006020101020501'],
    ['a number of 33 bytes', `3026022101${'00'.repeat(32)}020101`],
    ['a number of 33 bytes behind a zero', `302702220080${'00'.repeat(32)}020101`],
  ])('is refused with %s', (_, hex) => {
    expect(ecdsaFromDer(fromHex(hex))).toBeUndefined()
  })
})
