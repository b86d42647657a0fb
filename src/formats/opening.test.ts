import { describe, expect, it } from 'vitest'
import type { Json } from '#vocabulary/json.ts'
import { toBase64, utf8 } from './bytes.ts'
import { formatOpening, parseOpening } from './commitment.ts'

const record: Record<string, Json> = {
  type: 'release.authorized',
  at: '2026-11-22T15:00:00.000Z',
  stream: '6d2f7d3c-0000-4000-8000-000000000001',
  n: 1,
  actor: 'demo-officer',
  body: {},
  people: { p1: 'ab'.repeat(32) },
}
const opening: Record<string, Json> = { salt: toBase64(new Uint8Array(32)), record }
const parsed = (value: Json) => parseOpening(utf8(JSON.stringify(value)))

describe('an opening that somebody sent', () => {
  it('is read as it is written', () => {
    expect(parsed(opening)).toEqual(opening)
    expect(parsed(JSON.parse(formatOpening(parsed(opening))))).toEqual(opening)
    expect(parsed({ ...opening, record: { ...record, body: null, people: {} } }).record.body).toBeNull()
  })

  const without = (name: string) => Object.fromEntries(Object.entries(record).filter(([key]) => key !== name))
  it.each<[string, Json]>([
    ...Object.keys(record).map((name): [string, Json] => [`no ${name}`, { ...opening, record: without(name) }]),
    ...Object.keys(record).map((name): [string, Json] => [
      `something else in the place of ${name}`,
      { ...opening, record: { ...without(name), extra: '' } },
    ]),
    ...['type', 'at', 'stream', 'actor', 'n', 'people'].map((name): [string, Json] => [
      `a ${name} that is a list`,
      { ...opening, record: { ...record, [name]: ['1'] } },
    ]),
    ...['type', 'at', 'stream', 'actor', 'people'].map((name): [string, Json] => [
      `a ${name} that is a number`,
      { ...opening, record: { ...record, [name]: 7 } },
    ]),
    ['a counter in words', { ...opening, record: { ...record, n: '1' } }],
    ['a counter of zero', { ...opening, record: { ...record, n: 0 } }],
    ['half a counter', { ...opening, record: { ...record, n: 1.5 } }],
    ['a person who is no hash', { ...opening, record: { ...record, people: { p1: null } } }],
    ['a person in a list', { ...opening, record: { ...record, people: { p1: ['ab'.repeat(32)] } } }],
    ['a person cut short', { ...opening, record: { ...record, people: { p1: 'ab' } } }],
    ['a salt that is no text', { ...opening, salt: 7 }],
    ['a salt in a list', { ...opening, salt: [toBase64(new Uint8Array(32))] }],
    ['a salt cut short', { ...opening, salt: 'AAAA' }],
    ['a member beside', { ...opening, more: 1 }],
    ['a record beside', { ...opening, record: { ...record, more: 1 } }],
    ['a record that is a list', { ...opening, record: [] }],
    ['nothing', null],
    ['a list', []],
    ['a text', 'salt record'],
  ])('is refused with %s', (_, value) => {
    expect(() => parsed(value)).toThrow(expect.objectContaining({ code: 'ERR_FORMAT' }))
  })
})
