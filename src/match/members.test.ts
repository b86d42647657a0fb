import * as fc from 'fast-check'
import { assert, describe, expect, it } from 'vitest'
import { isPosternError, type PosternError } from '#errors.ts'
import { fromUtf8, utf8 } from '#formats/bytes.ts'
import { isListed, keptMembers, rangeCount, rangeFinder, rangesOf, readMembers } from './members.ts'

const text = (lines: readonly string[]): Uint8Array => utf8(lines.map((line) => `${line}\n`).join(''))

function failure(bytes: Uint8Array, type: 'text' | 'integer' | 'uuid'): PosternError {
  try {
    readMembers(bytes, type)
  } catch (error) {
    if (isPosternError(error, 'ERR_INPUT_INVALID')) return error
  }
  return assert.fail('the list was taken')
}

describe('a list of members', () => {
  it('stands in one order, whatever order it came in and however its lines end', () => {
    const list = readMembers(utf8('10\r\n9\r\n100'), 'integer')
    expect(fromUtf8(list.bytes)).toBe('9\n10\n100\n')
    expect(list.count).toBe(3)
    expect(readMembers(text(['100', '9', '10']), 'integer')).toEqual(list)
    // Texts are in the order of their bytes.
    expect(fromUtf8(readMembers(text(['b', 'a', 'B']), 'text').bytes)).toBe('B\na\nb\n')
    expect(fromUtf8(readMembers(text(['b', 'ab', 'a', 'aab']), 'text').bytes)).toBe('a\naab\nab\nb\n')
  })

  it.each([
    ['somebody listed twice', ['7', '8', '7'], 'integer', 'line 3 lists somebody a second time'],
    ['an empty line', ['7', '', '8'], 'integer', 'line 2 is not the key'],
    ['a number with a zero before it', ['07'], 'integer', 'line 1 is not the key'],
    ['a negative number', ['-7'], 'integer', 'line 1 is not the key'],
    ['a UUID in capitals', ['01890A5D-AC96-774B-BCCE-B302099A8057'], 'uuid', 'line 1 is not the key'],
    ['a tab in a key', ['a\tb'], 'text', 'line 1 is not the key'],
    ['a backslash in a key', ['a\\b'], 'text', 'line 1 is not the key'],
    ['nobody', [], 'text', 'nobody in it'],
  ] as const)('with %s is refused by its line, and no key is quoted', (_, lines, type, words) => {
    const { message } = failure(text(lines), type)
    expect(message).toContain(words)
    for (const line of lines.filter((one) => one.length > 1)) expect(message).not.toContain(line)
  })

  it('gives the line as evidence too, of whoever comes twice and wherever they came first', () => {
    expect(failure(text(['8', '7', '9', '7']), 'integer').evidence).toEqual({ line: 4 })
    expect(failure(text(['9', '8', '7', '7']), 'text').evidence).toEqual({ line: 4 })
    expect(failure(text(['7', 'x']), 'integer').evidence).toEqual({ line: 2 })
    expect(failure(text([]), 'integer').evidence).toEqual({})
  })

  it('is in the order of its bytes, beyond the first plane too', () => {
    const list = readMembers(text(['\u{10000}', '\ufb00', 'z', 'Z', 'é']), 'text')
    expect(fromUtf8(list.bytes)).toBe('Z\nz\né\n\ufb00\n\u{10000}\n')
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1 }), (keys) => {
        const usable = keys.filter((key) => /^[^\p{Cc}\\]{1,200}$/u.test(key))
        fc.pre(usable.length > 0)
        const [range] = rangesOf(readMembers(text(usable), 'text'))
        expect(range?.keys()).toEqual(usable.toSorted((a, b) => Buffer.compare(utf8(a), utf8(b))))
      }),
    )
  })

  it('has whoever is on it, and nobody whose key only begins, ends or stands within another', () => {
    const list = readMembers(text(['abc', 'b', 'c-d', 'é']), 'text')
    for (const key of ['abc', 'b', 'c-d', 'é']) expect(isListed(list, key), key).toBe(true)
    for (const key of ['a', 'ab', 'bc', 'c', 'd', 'c-', '-d', 'e', '']) expect(isListed(list, key), key).toBe(false)
    // The bytes of a list may lie within others.
    const within = Buffer.from('x\nb\nabc\n').subarray(2, 4)
    expect([isListed({ bytes: within }, 'b'), isListed({ bytes: within }, 'abc')]).toEqual([true, false])
  })

  it('is its ranges, one after another, of whatever size', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 70 }),
        (keys, size) => {
          const list = readMembers(text(keys.map(String)), 'integer')
          const ranges = [...rangesOf(list, size)]
          expect(ranges).toHaveLength(rangeCount(list.count, size))
          expect(ranges.flatMap((range) => range.keys())).toEqual(keys.toSorted((a, b) => a - b).map(String))
          const find = rangeFinder(list, size)
          expect(find(ranges.length)).toBeUndefined()
          let first = 1
          for (const [index, range] of ranges.entries()) {
            expect(range.first).toBe(first)
            expect(range.count).toBe(index === ranges.length - 1 ? list.count - first + 1 : size)
            expect(range.keys()).toHaveLength(range.count)
            expect(fromUtf8(range.bytes)).toBe(
              range
                .keys()
                .map((key) => `${key}\n`)
                .join(''),
            )
            expect(find(index)).toMatchObject({ first, count: range.count, bytes: range.bytes })
            first += range.count
          }
          expect(keptMembers(list.bytes)).toEqual(list)
        },
      ),
    )
  })
})
