import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventRecord } from '#vocabulary/event-record.ts'
import { toBase64 } from './bytes.ts'
import {
  entryOf,
  formatOpening,
  openingFrom,
  openingOf,
  opens,
  opensPerson,
  parseOpening,
  personHash,
} from './commitment.ts'

const record: EventRecord = {
  type: 'request.received',
  at: '2026-03-02T14:00:00.000Z',
  stream: '3f0e9f0a-0000-4000-8000-000000000001',
  n: 1,
  actor: 'demo-officer',
  body: { channel: 'letter', pages: 2 },
  people: { s1: { name: 'Synthetic Person' }, s2: null },
}
const salt = new Uint8Array(32).fill(1)
const personSalts = { s1: new Uint8Array(32).fill(2), s2: new Uint8Array(32).fill(3) }
const opening = openingOf(record, salt, personSalts)
const malformed = expect.objectContaining({ code: 'ERR_FORMAT' })

/** Not through our own sha256: this is what somebody else would write. */
const hex = (...parts: (string | Uint8Array)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

describe('the entry of an event', () => {
  it('is the hash that SECURITY.md and every stranger can compute', () => {
    const s1 = hex('postern.person.v1\0', personSalts.s1, '{"name":"Synthetic Person"}')
    const s2 = hex('postern.person.v1\0', personSalts.s2, 'null')
    const canonical =
      '{"actor":"demo-officer","at":"2026-03-02T14:00:00.000Z","body":{"channel":"letter","pages":2},"n":1,' +
      `"people":{"s1":"${s1}","s2":"${s2}"},"stream":"3f0e9f0a-0000-4000-8000-000000000001","type":"request.received"}`
    expect(Buffer.from(entryOf(opening)).toString('hex')).toBe(hex('postern.leaf.v1\0', salt, canonical))
  })

  it('is opened by its own opening and by no altered one', () => {
    const entry = entryOf(opening)
    expect(opens(opening, entry)).toBe(true)
    for (const altered of [
      { ...opening, salt: toBase64(new Uint8Array(32)) },
      { ...opening, record: { ...opening.record, n: 2 } },
      { ...opening, record: { ...opening.record, type: 'request.withdrawn' } },
      { ...opening, record: { ...opening.record, actor: 'demo-approver-1' } },
      { ...opening, record: { ...opening.record, body: null } },
      { ...opening, record: { ...opening.record, people: {} } },
    ]) {
      expect(opens(altered, entry)).toBe(false)
    }
  })

  it('stays the same after a person was forgotten, from the hashes that were kept', () => {
    const forgotten: EventRecord = { ...record, people: { s1: null, s2: null } }
    expect(entryOf(openingFrom(forgotten, salt, opening.record.people))).toEqual(entryOf(opening))
    expect(formatOpening(opening)).not.toContain('Synthetic')
  })

  it('cannot be made without a salt of 32 bytes for everybody in it', () => {
    expect(() => openingOf(record, salt.subarray(1), personSalts)).toThrow(malformed)
    expect(() => openingOf(record, salt, { s1: personSalts.s1 })).toThrow(malformed)
    expect(() => personHash(new Uint8Array(0), null)).toThrow(malformed)
  })
})

describe("a person's part", () => {
  it('is shown by its own salt and by nothing else', () => {
    expect(opensPerson(opening, 's1', personSalts.s1, { name: 'Synthetic Person' })).toBe(true)
    expect(opensPerson(opening, 's1', personSalts.s1, { name: 'Synthetic Other' })).toBe(false)
    expect(opensPerson(opening, 's1', personSalts.s2, { name: 'Synthetic Person' })).toBe(false)
    expect(opensPerson(opening, 's3', personSalts.s1, { name: 'Synthetic Person' })).toBe(false)
  })
})

describe('parseOpening', () => {
  it('reads what formatOpening writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1 }), (body, n) => {
        const given = openingOf({ ...record, body: JSON.parse(JSON.stringify(body)), n }, salt, personSalts)
        expect(formatOpening(parseOpening(formatOpening(given)))).toBe(formatOpening(given))
        expect(opens(parseOpening(formatOpening(given)), entryOf(given))).toBe(true)
      }),
    )
  })

  const text = formatOpening(opening)
  it.each([
    ['a member beside those that are hashed', text.replace('"n":1', '"n":1,"note":"x"')],
    ['a member beside the record', text.replace('"salt"', '"seen":true,"salt"')],
    ['no number', text.replace('"n":1,', '')],
    ['a number that is none of a sequence', text.replace('"n":1', '"n":0')],
    ['a number as text', text.replace('"n":1', '"n":"1"')],
    ['a person without a hash', text.replace(/"s1":"[0-9a-f]+"/, '"s1":null')],
    ['a hash that is too short', text.replace(/"s1":"../, '"s1":"')],
    ['a salt that is too short', text.replace(/"salt":"[^"]+"/, '"salt":"AAAA"')],
    ['a list', '[]'],
    ['no JSON', text.slice(1)],
  ])('refuses %s', (_, altered) => {
    expect(altered).not.toBe(text)
    expect(() => parseOpening(altered)).toThrow(malformed)
  })
})
