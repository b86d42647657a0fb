import { expect, it } from 'vitest'
import { uuidOf } from './uuid.ts'

it('is the bytes but for the version and the variant, and leaves those it was given as they were', () => {
  const bytes = new Uint8Array(32).fill(0xff)
  expect(uuidOf(bytes, 4)).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff')
  expect(uuidOf(bytes, 8)).toBe('ffffffff-ffff-8fff-bfff-ffffffffffff')
  expect(bytes).toEqual(new Uint8Array(32).fill(0xff))
  expect(uuidOf(new Uint8Array(16), 4)).toBe('00000000-0000-4000-8000-000000000000')
  expect(
    uuidOf(
      Uint8Array.from({ length: 16 }, (_, at) => at),
      8,
    ),
  ).toBe('00010203-0405-8607-8809-0a0b0c0d0e0f')
})
