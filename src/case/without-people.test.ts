import { describe, expect, it } from 'vitest'
import { withoutPeople } from './without-people.ts'

const people = {
  p1: {
    name: { given: 'José María', middle: 'Q', family: 'O’Samplewright-Test' },
    dateOfBirth: '1990-02-03',
    ssn: '900123456',
    caseNumber: 'C-77881',
    memberId: '1000778812',
    address: { street: '12 Example Row', town: 'Boston' },
  },
  p2: { name: { given: 'Ann', family: 'Li' }, ssn: '900-65-4321', caseNumber: '1373' },
  p3: {},
}

describe('free words', () => {
  it.each([
    ['Trafficking by Jose Maria O’Samplewright-Test', 'Trafficking by [p1] O’[p1]'],
    ['JOSÉ, MARÍA', '[p1]'],
    ['María and Ann', '[p1] and [p2]'],
    ['Ann Li', '[p2]'],
    ['SSN 900-12-3456, or 900123456', 'SSN [p1], or [p1]'],
    ['900-65-4321/900654321', '[p2]/[p2]'],
    ['born 1990-02-03 or 02/03/1990 or 2/3/1990', 'born [p1] or [p1] or [p1]'],
    ['case C-77881, member 1000778812', 'case [p1], member [p1]'],
    ['at 12 EXAMPLE row, Boston', 'at [p1], Boston'],
  ])('lose whoever stands in them: %s', (before, after) => {
    expect(withoutPeople(people)(before)).toBe(after)
  })

  it.each([
    'Annex and Lisbon, Q. A. and so on',
    '8 USC 1373 and 1644',
    'docket 29001234567 and C-778812',
    'no one',
    '[p9] $& \\ (.*)',
    '',
  ])('keep what only looks like it: %s', (text) => {
    expect(withoutPeople(people)(text)).toBe(text)
  })

  it('are left alone where nobody is known', () => {
    expect(withoutPeople({ p1: {} })('0/0/ // - Testina')).toBe('0/0/ // - Testina')
  })

  it('treat a hostile name as text, not as an expression', () => {
    const hostile = withoutPeople({ p1: { caseNumber: '(a+)+$[1]', name: { given: "Robert'); DROP TABLE" } } })
    expect(hostile('see (a+)+$[1] and aaaa')).toBe('see [p1] and aaaa')
    expect(hostile('drop the table')).toBe('[p1] the [p1]')
  })

  it('name whoever came first where two share a name', () => {
    const twins = withoutPeople({
      p1: { name: { given: 'Testina', family: 'Twin' } },
      p2: { name: { given: 'Mockina', family: 'Twin' } },
    })
    expect(twins('Mockina Twin')).toBe('[p2] [p1]')
  })

  it('lose a person whose ref has two digits once, however often the name stands in a row', () => {
    const many = withoutPeople({ p12: { name: { given: 'Testina', middle: 'Mock', family: 'Sample' } } })
    expect(many('Testina Mock Sample, and [p12] Sample')).toBe('[p12], and [p12]')
  })

  it('lose a number that holds another whole', () => {
    const nested = withoutPeople({ p1: { caseNumber: '12345' }, p2: { memberId: '12345-99' } })
    expect(nested('12345-99 and 12345')).toBe('[p2] and [p1]')
  })
})
