import { assert, describe, it } from 'vitest'
import { compare } from './compare.ts'
import type { AskedIdentity, Candidate, Trait } from './identity.ts'
import { match } from './match.ts'
import { nameParts, normalizeStreet, normalizeSuffix, oneSlipApart, transposedDates } from './normalize.ts'

const bare: Candidate = {
  sourceKey: 'record',
  names: [],
  ssns: [],
  caseNumbers: [],
  memberIds: [],
  addresses: [],
}
const named = (family: string, given: string, more: { middle?: string; suffix?: string } = {}): Partial<Candidate> => ({
  names: [{ family, given, ...more }],
})
const living = (street?: string, town?: string, zip?: string): Partial<Candidate> => ({
  addresses: [
    {
      ...(street === undefined ? {} : { street }),
      ...(town === undefined ? {} : { town }),
      ...(zip === undefined ? {} : { zip }),
    },
  ],
})

function verdictOn(trait: Trait, asked: AskedIdentity, held: Partial<Candidate>): string {
  const { agrees, close, differs } = compare(asked, { ...bare, ...held })
  if (agrees.includes(trait)) return 'agrees'
  if (close.includes(trait)) return 'close'
  return differs.includes(trait) ? 'differs' : 'says nothing'
}

const twoAddresses: Partial<Candidate> = {
  addresses: [
    { street: '9 Elsewhere Rd', zip: '02108' },
    { street: '12 Mock St', zip: '01850' },
  ],
}

describe('a trait', () => {
  it.each([
    ['family', { family: 'Sample' }, named('Sample', 'Ana'), 'agrees'],
    ['family', { family: 'Samples' }, named('Sample', 'Ana'), 'close'],
    ['family', { family: 'Mock Sample' }, named('Sample', 'Ana'), 'close'],
    ['family', { family: 'Other' }, named('Sample', 'Ana'), 'differs'],
    ['family', { family: ' - ' }, named('Sample', 'Ana'), 'says nothing'],
    ['family', { family: 'Sample' }, named('', 'Ana'), 'says nothing'],
    ['family', { family: 'Sample' }, {}, 'says nothing'],
    ['family', { family: 'Ana', given: 'Sample' }, named('Sample', 'Ana'), 'close'],
    ['given', { family: 'Ana', given: 'Sample' }, named('Sample', 'Ana'), 'close'],
    ['given', { family: 'Ana', given: 'Other' }, named('Sample', 'Ana'), 'differs'],
    ['given', { family: 'Other', given: 'Sample' }, named('Sample', 'Ana'), 'differs'],
    ['given', { family: 'Ana', given: 'Ana' }, named('Sample', 'Ana'), 'agrees'],
    ['family', { family: 'Ana', given: 'Ana' }, named('Sample', 'Ana'), 'differs'],
    ['middle', { middle: 'Maria' }, named('S', 'A', { middle: 'María' }), 'agrees'],
    ['middle', { middle: 'M' }, named('S', 'A', { middle: 'Maria' }), 'agrees'],
    ['middle', { middle: 'Maria' }, named('S', 'A', { middle: 'M.' }), 'agrees'],
    ['middle', { middle: 'Marla' }, named('S', 'A', { middle: 'Maria' }), 'close'],
    ['middle', { middle: 'Magda' }, named('S', 'A', { middle: 'Maria' }), 'differs'],
    ['middle', { middle: '.' }, named('S', 'A', { middle: 'Maria' }), 'says nothing'],
    ['middle', { middle: 'Maria' }, named('S', 'A'), 'says nothing'],
    ['middle', {}, named('S', 'A', { middle: 'Maria' }), 'says nothing'],
    ['suffix', { suffix: 'Jr.' }, named('S', 'A', { suffix: 'JUNIOR' }), 'agrees'],
    ['suffix', { suffix: 'Jr.' }, named('S', 'A', { suffix: 'Sr.' }), 'differs'],
    ['suffix', { suffix: 'Jr.' }, named('S', 'A'), 'says nothing'],
    ['suffix', {}, named('S', 'A', { suffix: 'Sr.' }), 'says nothing'],
    ['birth-date', { birthDate: '1984-03-07' }, { birthDate: '1984-03-07' }, 'agrees'],
    ['birth-date', { birthDate: '1984-03-07' }, { birthDate: '1984-07-03' }, 'close'],
    ['birth-date', { birthDate: '1984-03-07' }, { birthDate: '1984-03-08' }, 'differs'],
    ['birth-date', { birthDate: '1984-03-07' }, {}, 'says nothing'],
    ['ssn', { ssn: '000-12-3456' }, { ssns: ['000-99-9999', '000123456'] }, 'agrees'],
    ['ssn', { ssn: '000-12-3456' }, { ssns: ['000-99-9999', '000-12-3465'] }, 'close'],
    ['ssn', { ssn: '000-12-3456' }, { ssns: ['000-99-9999'] }, 'differs'],
    ['ssn', { ssn: '000-12-3456' }, { ssns: ['-', ''] }, 'says nothing'],
    ['ssn', { ssn: '' }, { ssns: ['000-12-3456'] }, 'says nothing'],
    ['case-number', { caseNumber: 'c-1a' }, { caseNumbers: ['C1A'] }, 'agrees'],
    ['address', { address: { street: '12 Mock Street', zip: '01850-9' } }, twoAddresses, 'agrees'],
    ['address', { address: { street: '12 Mock St', zip: '02108' } }, living('12 Mock St', 'Lowell', '01850'), 'close'],
    ['address', { address: { street: '12 Mock St', town: 'LOWELL' } }, living('12 Mock St', 'Lowell'), 'agrees'],
    ['address', { address: { street: '12 Mock St', town: 'Orono' } }, living('12 Mock St', 'Lowell'), 'close'],
    ['address', { address: { street: '12 Mock St' } }, living('12 Mock St', 'Lowell'), 'agrees'],
    ['address', { address: { street: '1 Test Rd', zip: '01850' } }, living('12 Mock St', 'Lowell', '01850'), 'close'],
    ['address', { address: { street: '1 Test Rd', zip: '02108' } }, living('12 Mock St', 'Lowell', '01850'), 'differs'],
    ['address', { address: { zip: '01850', town: 'Orono' } }, living('12 Mock St', 'Lowell', '01850'), 'close'],
    ['address', { address: { zip: '02108' } }, living('12 Mock St', 'Lowell', '01850'), 'differs'],
    ['address', { address: {} }, living('12 Mock St'), 'says nothing'],
    ['address', {}, living('12 Mock St'), 'says nothing'],
  ] as const)('%s of %j beside %j %s', (trait, asked, held, verdict) => {
    assert.equal(verdictOn(trait, asked, held), verdict)
  })

  it('is held against one name on file at a time, the one that fits best, and of two alike the first', () => {
    const names = [
      { family: 'Sample', given: 'Zed' },
      { family: 'Sample', given: 'Ana' },
    ]
    assert.deepEqual(compare({ family: 'Sample', given: 'Ana' }, { ...bare, names }).differs, [])
    assert.deepEqual(compare({ family: 'Sample', given: 'Ana' }, { ...bare, names: names.toReversed() }).differs, [])
    const alike = [
      { family: 'Sample', given: 'Bo' },
      { family: 'Mock', given: 'Ana' },
    ]
    assert.deepEqual(compare({ family: 'Sample', given: 'Ana' }, { ...bare, names: alike }).agrees, ['family'])
  })
})

describe('a near match', () => {
  const record: Candidate = {
    ...bare,
    ...named('Sample', 'Ana', { middle: 'Maria' }),
    birthDate: '1984-03-07',
    ssns: ['000-12-3456'],
    caseNumbers: ['C-1000'],
    memberIds: ['M-1000'],
  }
  const isNear = (asked: AskedIdentity) => match(asked, [record]).near.length === 1

  it.each([
    [{ ssn: '000-12-3456', birthDate: '1990-01-01' }],
    [{ memberId: 'M-1000', birthDate: '1990-01-01' }],
    [{ caseNumber: 'C-1000', birthDate: '1990-01-01' }],
    [{ family: 'Sampel', given: 'Anna' }],
    [{ family: 'Sample', given: 'Zed', birthDate: '1984-07-03' }],
    [{ family: 'Other', given: 'Ana', birthDate: '1984-03-07' }],
    [{ family: 'Other', given: 'Ana', ssn: '000-12-3465' }],
  ])('is shown for %j', (asked) => {
    assert.isTrue(isNear(asked))
  })

  it.each([
    [{ family: 'Sample' }],
    [{ given: 'Ana' }],
    [{ family: 'Sample', given: 'Zed' }],
    [{ birthDate: '1984-03-07' }],
    [{ ssn: '000-12-3465' }],
    [{ family: 'Other', given: 'Zed', birthDate: '1984-03-07', ssn: '000-12-3465' }],
  ])('is not shown for %j', (asked) => {
    assert.isFalse(isNear(asked))
  })

  it('stands in the order of likelihood, and at most twenty do', () => {
    const records = [
      { ...record, sourceKey: 'c', birthDate: '1990-01-01' },
      { ...record, sourceKey: 'b', birthDate: '1984-07-03' },
      { ...record, sourceKey: 'd', ...named('Sample', 'Anna'), birthDate: '1984-07-03' },
      { ...record, sourceKey: 'a', birthDate: '1990-01-01' },
    ]
    const keys = match({ family: 'Sample', given: 'Ana', birthDate: '1984-03-07' }, records).near.map(
      ({ sourceKey }) => sourceKey,
    )
    assert.deepEqual(keys, ['b', 'a', 'c', 'd'])
    const crowd = Array.from({ length: 30 }, (_, n) => ({ ...record, sourceKey: `r${n}` }))
    assert.lengthOf(match({ family: 'Sample', given: 'Ana' }, crowd).near, 20)
  })
})

describe('the one match', () => {
  const record: Candidate = {
    ...bare,
    ...named('Sample', 'Ana'),
    birthDate: '1984-03-07',
    ssns: ['000-12-3456'],
    caseNumbers: ['C-1000'],
    memberIds: ['M-1000'],
  }
  const matches = (asked: AskedIdentity) => match(asked, [record]).match === 'one'

  it('by a number that a household shares needs all else to fit, but for a name that changes by marriage', () => {
    assert.isTrue(matches({ caseNumber: 'C-1000' }))
    assert.isFalse(matches({ caseNumber: 'C-1000', ssn: '000-12-9999' }))
    assert.isFalse(matches({ caseNumber: 'C-1000', given: 'Ana', family: 'Married' }))
    assert.isFalse(matches({ caseNumber: 'C-1000', given: 'Bo', family: 'Sample', birthDate: '1984-03-07' }))
    assert.isTrue(matches({ caseNumber: 'C-1000', given: 'Ana', family: 'Married', birthDate: '1984-03-07' }))
    assert.isFalse(matches({ memberId: 'M-1000', given: 'Bertha', birthDate: '1984-03-07' }))
  })

  it('by number and birth date bears half of another name, and no other name', () => {
    const key = { ssn: '000-12-3456', birthDate: '1984-03-07' }
    assert.isTrue(matches(key))
    assert.isTrue(matches({ ...key, family: 'Sample', given: 'Zed' }))
    assert.isTrue(matches({ ...key, family: 'Married', given: 'Ana' }))
    assert.isFalse(matches({ ...key, given: 'Zed' }))
    assert.isFalse(matches({ ...key, family: 'Other' }))
  })

  it('is several where the case of one person and the number of another were given', () => {
    const other = { ...record, sourceKey: 'other', ssns: ['000-55-5555'], caseNumbers: ['C-2000'], memberIds: ['M-2'] }
    assert.equal(match({ caseNumber: 'C-1000', memberId: 'M-2' }, [record, other]).match, 'several')
  })

  it('is several where another number leads to a record that holds little else, or that nothing else fits', () => {
    const key = { ssn: '000-12-3456', birthDate: '1984-03-07' }
    const sparse = { ...bare, sourceKey: 'sparse', caseNumbers: ['C-2000'] }
    assert.equal(match({ ...key, caseNumber: 'C-2000' }, [record, sparse]).match, 'several')
    const older = { ...bare, sourceKey: 'older', birthDate: '1950-01-01', memberIds: ['M-2'] }
    assert.equal(match({ ...key, memberId: 'M-2' }, [record, older]).match, 'several')
    assert.equal(match({ ...key, memberId: 'M-3' }, [record, older]).match, 'one')
  })
})

describe('normal forms', () => {
  it.each([
    ['Jr', 'junior'],
    ['SR.', 'Senior'],
    ['II', '2nd'],
    ['III', '3rd'],
    ['IV', '4th'],
  ])('%s and %s are one suffix', (one, other) => {
    assert.equal(normalizeSuffix(one), normalizeSuffix(other))
  })

  it('takes a double name apart at spaces and hyphens of every kind, and makes no empty part', () => {
    assert.deepEqual(nameParts(' García -  López—Mock '), ['garcia', 'lopez', 'mock'])
    assert.deepEqual(nameParts('–'), [])
  })

  it.each([
    ['Post Office Box12', 'pobox 12'],
    ['POBox 12', 'pobox 12'],
    ['Box12', 'pobox 12'],
    ['12 Box Street', '12 box st'],
    ['Lot 3 Box 12', 'lot 3 box 12'],
    ['Depot Post Office Box 4', 'depot post office box 4'],
    ['Boxwood Lane', 'boxwood ln'],
  ])('%s is %s', (street, form) => {
    assert.equal(normalizeStreet(street), form)
  })

  it('proposes each day that one exchange of digits makes, and never the day itself', () => {
    assert.deepEqual(transposedDates('1984-12-10').toSorted(), ['1894-12-10', '1948-12-10', '1984-10-12', '1984-12-01'])
    assert.deepEqual(transposedDates('2011-11-11'), ['2101-11-11'])
    for (const text of ['1984', '1984-03', '']) assert.deepEqual(transposedDates(text), [])
  })

  it.each([
    ['abcd', 'abdc', true],
    ['ab', 'ba', true],
    ['abcd', 'badc', false],
    ['abcde', 'abdcx', false],
    ['abcd', 'abdx', false],
    ['abcd', 'abxc', false],
    ['abc', 'abcd', true],
    ['abcd', 'abc', true],
    ['xabc', 'abc', true],
    ['a', '', true],
    ['ab', '', false],
    ['abcd', 'ab', false],
  ])('%s and %s are one slip apart: %s', (a, b, apart) => {
    assert.equal(oneSlipApart(a, b), apart)
    assert.equal(oneSlipApart(b, a), apart)
  })
})
