import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'
import { opens, opensPerson } from './commitment.ts'
import { openEvent, personTag, randomnessFor, sealEvent, type EnvelopeKeys } from './envelope.ts'

const record: EventRecord = {
  type: 'people.matched',
  at: '2026-11-22T14:00:00.000Z',
  stream: '5d1f2c1e-8f5b-4a39-9d0e-000000000001',
  n: 3,
  actor: 'demo-officer',
  body: { note: 'SYNTHETIC' },
  people: { p1: { name: 'Synthea Planted' }, p2: { name: 'Syn Tetic' } },
}

function newKey(): KeyObject {
  return createSecretKey(randomBytes(32))
}

function keysFor(refs: readonly string[]): EnvelopeKeys & { people: Map<string, KeyObject> } {
  const people = new Map(refs.map((ref) => [ref, newKey()]))
  return { case: newKey(), people, person: (ref) => people.get(ref) }
}

function seal(one: EventRecord, keys: EnvelopeKeys) {
  return sealEvent(one, keys, randomBytes(randomnessFor(one)))
}

function codeOf(work: () => unknown): string | undefined {
  try {
    work()
  } catch (error) {
    if (isPosternError(error)) return error.code
    throw error
  }
  return undefined
}

function refused(...given: Parameters<typeof openEvent>): string | undefined {
  return codeOf(() => openEvent(...given))
}

describe('an envelope', () => {
  it('gives back every event that was put in, and the opening of its entry', () => {
    const refs = fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,8}$/), { maxLength: 4 })
    const json = fc.jsonValue().filter((value) => JSON.stringify(value).isWellFormed())
    fc.assert(
      fc.property(refs, json, fc.integer({ min: 1, max: 2 ** 31 - 1 }), (names, body, n) => {
        // What cannot be told apart in JSON (−0) does not come back as it went in.
        const plain = JSON.parse(JSON.stringify(body))
        const one = { ...record, n, body: plain, people: Object.fromEntries(names.map((name) => [name, { of: name }])) }
        const keys = keysFor(names)
        const { entry, envelope } = seal(one, keys)
        const opened = openEvent(envelope, entry, one, keys)
        expect(opened.record).toEqual(one)
        expect(opens(opened.opening, entry)).toBe(true)
        for (const name of names) {
          const salt = opened.personSalts[name]
          expect(salt && opensPerson(opened.opening, name, salt, { of: name })).toBe(true)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('shows nothing in clear, not even a ref or a type', () => {
    const { envelope } = seal(record, keysFor(['p1', 'p2']))
    for (const word of ['Synthea', 'Planted', 'people.matched', 'demo-officer', 'SYNTHETIC', record.stream]) {
      expect(envelope.includes(word)).toBe(false)
    }
  })

  it('opens without a person whose key was destroyed, and the entry stands', () => {
    const keys = keysFor(['p1', 'p2'])
    const { entry, envelope } = seal(record, keys)
    keys.people.delete('p1')
    const opened = openEvent(envelope, entry, record, keys)
    expect(opened.record.people).toEqual({ p1: null, p2: { name: 'Syn Tetic' } })
    expect(opened.personSalts['p1']).toBeNull()
    expect(opens(opened.opening, entry)).toBe(true)
  })

  it('is refused whichever byte is altered', () => {
    const keys = keysFor(['p1', 'p2'])
    const { entry, envelope } = seal(record, keys)
    for (let at = 0; at < envelope.length; at++) {
      const altered = Buffer.from(envelope)
      altered[at] = (altered[at] ?? 0) ^ 1
      expect(codeOf(() => openEvent(altered, entry, record, keys))).toBe('ERR_LOG_INCONSISTENT')
    }
    for (let length = 0; length < envelope.length; length++) {
      expect(codeOf(() => openEvent(envelope.subarray(0, length), entry, record, keys))).toBe('ERR_LOG_INCONSISTENT')
    }
  })

  it('is refused under another entry, counter, case or key', () => {
    const keys = keysFor(['p1', 'p2'])
    const { entry, envelope } = seal(record, keys)
    expect(refused(envelope, randomBytes(32), record, keys)).toBe('ERR_LOG_INCONSISTENT')
    expect(refused(envelope, entry, { ...record, n: 4 }, keys)).toBe('ERR_LOG_INCONSISTENT')
    const elsewhere = { ...record, stream: record.stream.replace('5d', '6d') }
    expect(refused(envelope, entry, elsewhere, keys)).toBe('ERR_LOG_INCONSISTENT')
    expect(refused(envelope, entry, record, { ...keys, case: newKey() })).toBe('ERR_LOG_INCONSISTENT')
    expect(refused(envelope, entry, record, { ...keys, person: () => newKey() })).toBe('ERR_LOG_INCONSISTENT')
  })

  it('is not made for a person without a key', () => {
    expect(codeOf(() => seal(record, keysFor(['p1'])))).toBe('ERR_KEY_MISSING')
  })

  it('tags a person differently in each case', () => {
    const one = newKey()
    expect(personTag(one, 'p1')).toEqual(personTag(one, 'p1'))
    expect(personTag(one, 'p1')).not.toEqual(personTag(one, 'p2'))
    expect(personTag(one, 'p1')).not.toEqual(personTag(newKey(), 'p1'))
  })
})
