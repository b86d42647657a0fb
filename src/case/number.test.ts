import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { caseNumber, isCaseNumber } from './number.ts'

it('names the agency, the year and 40 random bits in Crockford’s digits', () => {
  expect(caseNumber('ma-dta', 2026, Uint8Array.of(0, 0, 0, 0, 0))).toBe('MA-DTA-2026-00000000')
  expect(caseNumber('me-dhhs-ofi', 2026, Uint8Array.of(255, 255, 255, 255, 255))).toBe('ME-DHHS-OFI-2026-ZZZZZZZZ')
  // 00000 00001 00010 00011 … 00111, so that the order of the bits shows.
  expect(caseNumber('ma-dta', 2027, Uint8Array.of(0x00, 0x44, 0x32, 0x14, 0xc7))).toBe('MA-DTA-2027-01234567')
  expect(caseNumber('ma-dta', 26, Uint8Array.of(0, 0, 0, 0, 1))).toBe('MA-DTA-0026-00000001')
})

it('is a case number for all bytes, and another number for other bytes', () => {
  const five = fc.uint8Array({ minLength: 5, maxLength: 5 })
  fc.assert(
    fc.property(five, five, (a, b) => {
      const number = caseNumber('ma-dta', 2026, a)
      expect(isCaseNumber(number)).toBe(true)
      expect(number === caseNumber('ma-dta', 2026, b)).toBe(a.every((byte, i) => byte === b[i]))
    }),
  )
})

it('takes five bytes, neither four nor six', () => {
  expect(() => caseNumber('ma-dta', 2026, new Uint8Array(4))).toThrow('a case number takes 5 random bytes')
  expect(() => caseNumber('ma-dta', 2026, new Uint8Array(6))).toThrow(RangeError)
})

it('is told from what only looks like one', () => {
  for (const text of [
    'ma-dta-2026-7K3Q9F2M',
    'MA-DTA-26-7K3Q9F2M',
    'MA-DTA-2026-7K3Q9F2',
    'MA-DTA-2026-7K3Q9F2MX',
    'MA-DTA-2026-7K3Q9F2U',
    'MA-DTA-2026-7K3Q9F2I',
    '-2026-7K3Q9F2M',
    'x MA-DTA-2026-7K3Q9F2M',
    'MA-DTA-2026-7K3Q9F2M\n',
  ]) {
    expect(isCaseNumber(text), text).toBe(false)
  }
})
