/* oxlint-disable unicorn/consistent-function-scoping -- a helper stands beside the one test that it serves */
import { describe, expect, it } from 'vitest'
import { isPosternError, type PosternError } from '#errors.ts'
import { utf8 } from '#formats/bytes.ts'
import { readReading } from './read.ts'

const whole = {
  id: 'i1',
  kind: 'court-order',
  issuer: 'Superior Court of Example County',
  issuerKind: 'state-court',
  issuerState: 'us-ma',
  signedBy: 'judge',
  issuerAuthorized: true,
  docket: '26-CV-0001',
  statute: 'M.G.L. c. 66A',
  issuedOn: '2026-11-16',
  executeBy: '2026-11-16',
  returnOn: '2026-12-07',
  expiresOn: '2026-12-31',
  directedTo: 'ma-dta',
  subjects: ['p1', 'p2'],
  programs: ['snap'],
  elements: ['home-address'],
  enforcedByCourt: false,
  accompaniedByOrder: false,
  noticeAssured: true,
  delaysNoticeUntil: '2026-12-01',
  consent: {
    signer: 'p1',
    covers: ['p1'],
    recipientNamed: true,
    specific: true,
    informed: true,
    freelyGiven: true,
    revoked: false,
  },
}

const file = (instrument: unknown) => utf8(JSON.stringify({ reading: 'postern/reading/v1', instrument }))
const read = (change: object) => readReading('reading.json', file({ ...whole, ...change }))

function refusal(bytes: Uint8Array): PosternError {
  try {
    readReading('reading.json', bytes)
  } catch (error) {
    if (isPosternError(error)) return error
    throw error
  }
  throw new Error('the reading was accepted')
}

describe('a reading', () => {
  it('says what the paper says, all of it or only what it is', () => {
    expect(read({})).toEqual(whole)
    expect(readReading('reading.json', file({ id: 'i1', kind: 'cited-statute' }))).toEqual({
      id: 'i1',
      kind: 'cited-statute',
    })
    expect(read({ subjects: 'unnamed', elements: 'all' })).toMatchObject({ subjects: 'unnamed', elements: 'all' })
    expect(read({ subjects: [], consent: { signer: 'p1' } })).toMatchObject({ consent: { signer: 'p1' } })
    for (const issuerKind of [
      'federal-court',
      'grand-jury',
      'attorney',
      'federal-agency',
      'state-agency',
      'individual',
    ]) {
      expect(read({ issuerKind })).toMatchObject({ issuerKind })
    }
  })

  it.each([
    ['whether it is real', '/instrument/authenticity', { authenticity: 'verified' }],
    ['an unknown field', '/instrument/color', { color: 'blue' }],
    ['an unknown field of the consent', '/instrument/consent/witness', { consent: { signer: 'p1', witness: 'x' } }],
    ['a consent without a signer', '/instrument/consent/signer', { consent: {} }],
    ['an id that tells something', '/instrument/id', { id: 'warrant' }],
    ['an unknown kind', '/instrument/kind', { kind: 'letter' }],
    ['a kind that every object has', '/instrument/kind', { kind: 'valueOf' }],
    ['an unknown kind of issuer', '/instrument/issuerKind', { issuerKind: 'court' }],
    ['an unknown signatory', '/instrument/signedBy', { signedBy: 'king' }],
    ['an unknown program', '/instrument/programs/0', { programs: ['food'] }],
    ['an unknown element', '/instrument/elements/1', { elements: ['ssn', 'shoe-size'] }],
    ['another word for all', '/instrument/elements', { elements: 'everything' }],
    ['another word for unnamed', '/instrument/subjects', { subjects: 'all' }],
    ['a person by name', '/instrument/subjects/0', { subjects: ['Testina'] }],
    ['a signer by name', '/instrument/consent/signer', { consent: { signer: 'Testina' } }],
    ['a day that does not exist', '/instrument/issuedOn', { issuedOn: '2026-02-30' }],
    ['a day in another form', '/instrument/returnOn', { returnOn: '12/07/2026' }],
    ['a moment for a day', '/instrument/returnOn', { returnOn: '2026-12-07T00:00:00Z' }],
    ['a number for a day', '/instrument/returnOn', { returnOn: 20261207 }],
    ['a word for yes', '/instrument/enforcedByCourt', { enforcedByCourt: 'yes' }],
    ['an empty line', '/instrument/issuer', { issuer: ' ' }],
    ['an absurd line', '/instrument/docket', { docket: 'x'.repeat(201) }],
    ['a line that turns the writing around', '/instrument/issuer', { issuer: 'Court\u202E' }],
    ['an end before it was issued', '/instrument/executeBy', { executeBy: '2026-11-15' }],
    ['a return before it was issued', '/instrument/returnOn', { returnOn: '2026-11-15' }],
    ['an expiry before it was issued', '/instrument/expiresOn', { expiresOn: '2025-12-31' }],
    ['a delay before it was issued', '/instrument/delaysNoticeUntil', { delaysNoticeUntil: '2026-11-15' }],
  ])('is refused with %s', (_, pointer, change) => {
    const error = refusal(file({ ...whole, ...change }))
    expect(error.code).toBe('ERR_INPUT_INVALID')
    expect(error.evidence).toEqual({ file: 'reading.json', pointer })
    expect(error.message).toMatch(/^reading\.json: \/instrument\/.+ must be /)
    expect(error.mend).toContain('nothing was recorded')
    expect(error.message).not.toContain('Testina')
  })

  it('says what to write', () => {
    expect(refusal(file({ ...whole, signedBy: 'king' })).message).toContain(
      "one of the vocabulary's signatories: judge, ",
    )
    expect(refusal(file({ ...whole, issuerKind: 'x' })).message).toContain('must be one of federal-court, state-court')
    expect(refusal(file({ ...whole, returnOn: '2026-11-15' })).message).toBe(
      'reading.json: /instrument/returnOn must be no earlier than issuedOn',
    )
  })

  it('may have days in any order where nobody knows when it was issued', () => {
    const { issuedOn: _, ...undated } = whole
    expect(readReading('reading.json', file({ ...undated, executeBy: '2020-01-01' }))).toMatchObject({
      executeBy: '2020-01-01',
    })
  })

  it('is refused where it is no reading, or not JSON with one meaning, or too long', () => {
    expect(refusal(utf8('{')).message).toBe('reading.json: the file is not JSON')
    expect(refusal(utf8('{"reading":"postern/reading/v1","reading":"postern/reading/v1"}')).message).toContain(
      'member twice',
    )
    expect(refusal(utf8('{"reading":"postern/reading/v2","instrument":{}}')).evidence['pointer']).toBe('/reading')
    expect(refusal(utf8('[]')).evidence['pointer']).toBe('')
    const long = (bytes: number) => concatSpaces(file(whole), bytes)
    expect(refusal(long(65_537)).code).toBe('ERR_INPUT_TOO_LARGE')
    expect(readReading('reading.json', long(65_536))).toEqual(whole)
  })
})

function concatSpaces(bytes: Uint8Array, length: number): Uint8Array {
  const padded = new Uint8Array(length).fill(0x20)
  padded.set(bytes)
  return padded
}
