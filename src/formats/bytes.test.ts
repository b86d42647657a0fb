import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  concat,
  equalBytes,
  fromBase64,
  fromBase64url,
  fromHex,
  fromUtf8,
  giveBack,
  toBase64,
  toBase64url,
  toHex,
  utf8,
} from './bytes.ts'

const malformed = expect.objectContaining({ code: 'ERR_FORMAT' })

describe('hexadecimal', () => {
  it('writes and reads every sequence of bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'))
        expect(fromHex(toHex(bytes))).toEqual(bytes)
      }),
    )
  })

  it.each(['0', 'AB', 'ag', ' ab', 'ab\n', '0x'])('refuses %j', (text) => {
    expect(() => fromHex(text)).toThrow(malformed)
  })

  it('refuses another length than the one that is needed', () => {
    expect(fromHex('abcd', 'a key id', 2)).toHaveLength(2)
    expect(() => fromHex('abcd', 'a key id', 3)).toThrow('a key id has 2 bytes where 3 are needed')
  })
})

describe('base64', () => {
  it('writes what everybody writes and reads it back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
        expect(toBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
        expect(fromBase64(toBase64(bytes))).toEqual(bytes)
        expect(fromBase64url(toBase64url(bytes))).toEqual(bytes)
      }),
    )
  })

  it('takes no second spelling of the same bytes', () => {
    fc.assert(
      fc.property(fc.base64String(), fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (text, at, other) => {
        const i = at % (text.length + 1)
        const altered = text.slice(0, i) + other + text.slice(i + 1)
        fc.pre(altered !== text)
        try {
          expect(toBase64(fromBase64(altered))).toBe(altered)
        } catch (error) {
          expect(error).toEqual(malformed)
        }
      }),
    )
  })

  it.each([
    ['unused bits that are not zero', 'YR=='],
    ['one padding character too few', 'YQ='],
    ['no padding', 'YQ'],
    ['padding in the middle', 'YQ==YQ=='],
    ['a lone digit', 'Y==='],
    ['padding alone', '===='],
    ['the alphabet for URLs', '-_-_'],
    ['a newline', 'YWJj\n'],
    ['a space', 'YW Jj'],
    ['a letter outside ASCII', 'YWJé'],
  ])('refuses %s', (_, text) => {
    expect(() => fromBase64(text, 'the root')).toThrow(malformed)
  })

  it('refuses standard base64 where the one for URLs is asked for', () => {
    expect(fromBase64url('-_8')).toEqual(fromBase64('+/8='))
    for (const text of ['+/8', '-_8=', '-_9']) expect(() => fromBase64url(text)).toThrow(malformed)
  })
})

describe('UTF-8', () => {
  it('refuses what has no UTF-8, or is none', () => {
    expect(fromUtf8(utf8('é—😀'))).toBe('é—😀')
    expect(() => utf8('\ud800')).toThrow(malformed)
    for (const bytes of [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80]]) {
      expect(() => fromUtf8(Uint8Array.from(bytes))).toThrow(malformed)
    }
  })

  it('keeps a byte order mark, so that two files with other bytes are not the same text', () => {
    expect(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa')
  })
})

it('compares bytes and not beginnings of bytes', () => {
  expect(equalBytes(concat(utf8('a'), utf8('b')), utf8('ab'))).toBe(true)
  expect(equalBytes(utf8('ab'), utf8('a'))).toBe(false)
  expect(equalBytes(utf8('ab'), utf8('ac'))).toBe(false)
})

describe('bytes that are given back', () => {
  it('are empty at once where they are many, and stay where others may share their memory', () => {
    const many = new Uint8Array(65_537).fill(7)
    giveBack(many.subarray(0, 65_536))
    expect(many.length).toBe(0)
    const few = new Uint8Array(65_537).fill(7)
    giveBack(few.subarray(0, 65_535))
    expect(few[65_536]).toBe(7)
    const shared = new Uint8Array(new SharedArrayBuffer(65_536))
    giveBack(shared)
    expect(shared.length).toBe(65_536)
  })
})
