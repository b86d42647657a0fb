/* oxlint-disable unicorn/consistent-function-scoping -- a helper stands beside the one group of tests that it serves */
import { describe, expect, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import { receiveRequest } from '#request/receive.ts'
import { formOf, type Form } from '../../form.ts'
import { countOf, enteredIn, fieldAt, mostPeople } from './form.ts'

const fax = {
  channel: 'fax',
  kind: 'federal-law-enforcement',
  organization: 'fbi',
  name: 'Synthetic Agent',
  purpose: ['criminal-investigation'],
  programs: ['snap'],
  asks: 'these',
  elements: ['application'],
  'people-count': '2',
  'p0-given': 'Ana',
  'p0-family': 'Samplewright',
  'p0-born-month': '3',
  'p0-born-day': '7',
  'p0-born-year': '1984',
  'i0-kind': 'judicial-warrant',
}
const pdf = { name: '../../etc/passwd Samplewright.PDF', bytes: new Uint8Array([1]) }
const withFile = (fields: object): Form => ({ ...formOf({ ...fax, ...fields }), files: { 'i0-file': [pdf] } })
const entered = (fields: object = {}) => enteredIn(withFile(fields), 'ma-dta')
const requestOf = (fields: object = {}) => {
  const read = entered(fields)
  if ('problems' in read) throw new Error(JSON.stringify(read.problems))
  return receiveRequest(read.entered.file.name, read.entered.file.bytes)
}
/** The field that the page says is wrong. */
const wrongAt = (fields: object): string => {
  try {
    requestOf(fields)
    return 'nothing'
  } catch (error) {
    if (isPosternError(error)) return fieldAt(error.evidence['pointer'])
    throw error
  }
}

describe('what is entered from a letter', () => {
  it('is the request that a file of the same contents would be', () => {
    const request = requestOf()
    expect(request).toMatchObject({
      agency: 'ma-dta',
      channel: 'fax',
      form: 'written',
      purposes: ['criminal-investigation'],
      elements: ['application'],
      people: [{ ref: 'p1', name: { given: 'Ana', family: 'Samplewright' }, dateOfBirth: '1984-03-07' }],
      instruments: [{ id: 'i1', kind: 'judicial-warrant', file: 'paper-1.pdf' }],
    })
  })

  it('calls the file of a paper by a name of ours, whatever the sender called it', () => {
    const read = entered()
    expect('entered' in read && read.entered.papers.map(({ name }) => name)).toEqual(['paper-1.pdf'])
    expect(JSON.stringify(read)).not.toMatch(/passwd|Samplewright\.PDF/)
  })

  it('is by word of mouth where somebody came or called', () => {
    expect(requestOf({ channel: 'visit' })).toMatchObject({ channel: 'visit', form: 'oral' })
    expect(requestOf({ channel: 'telephone' })).toMatchObject({ channel: 'visit', form: 'oral' })
  })

  it('leaves out whom nobody named, and numbers the others anew', () => {
    const people = {
      'people-count': '3',
      'p0-given': '',
      'p0-family': '',
      'p0-born-year': '',
      'p0-born-month': '',
      'p0-born-day': '',
      'p2-family': 'Placeholder',
    }
    expect(requestOf(people).people).toEqual([{ ref: 'p1', name: { family: 'Placeholder' } }])
  })

  it('says by each field what is missing', () => {
    const read = enteredIn(formOf({ 'p0-born-month': '2', 'p0-born-day': '30', 'p0-born-year': '1984' }), 'ma-dta')
    expect('problems' in read && Object.keys(read.problems).toSorted()).toEqual(
      ['asks', 'channel', 'kind', 'organization', 'p0-born', 'programs', 'purpose'].toSorted(),
    )
  })

  it('says what only the whole request can tell at the field that it is about', () => {
    expect(wrongAt({})).toBe('nothing')
    expect(wrongAt({ kind: 'the-king' })).toBe('kind')
    expect(wrongAt({ organization: 'the-court' })).toBe('organization')
    expect(wrongAt({ 'p0-ssn': '12' })).toBe('p0-ssn')
    expect(wrongAt({ 'i0-kind': 'a-spell' })).toBe('i0-kind')
    expect(wrongAt({ elements: ['shoe-size'] })).toBe('asks')
    expect(fieldAt('/people/3/address/zip')).toBe('p3-zip')
    expect(fieldAt('/instruments/2/file')).toBe('i2-file')
    expect(fieldAt(undefined)).toBe('')
    expect(fieldAt('/something/else')).toBe('')
  })

  it('has fields for as many as the page says, within bounds', () => {
    expect(countOf(formOf({}), 'people')).toBe(2)
    for (const count of ['0', '-1', '1.5', 'x', String(mostPeople + 1), '1e9']) {
      expect(countOf(formOf({ 'people-count': count }), 'people'), count).toBe(2)
    }
  })
})
