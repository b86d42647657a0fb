import * as fc from 'fast-check'
import { assert, describe, it } from 'vitest'
import type { AskedIdentity, Candidate } from './identity.ts'
import { match } from './match.ts'
import { normalizeName, normalizeStreet, oneSlipApart, transposedDates } from './normalize.ts'

let serial = 0
const aRecord = (
  over: Partial<Omit<Candidate, 'names'>> & { family?: string; given?: string; middle?: string; suffix?: string } = {},
): Candidate => {
  const { family = 'Sample', given = 'Ana', middle, suffix, ...rest } = over
  const name = {
    family,
    given,
    ...(middle === undefined ? {} : { middle }),
    ...(suffix === undefined ? {} : { suffix }),
  }
  return {
    sourceKey: `record-${(serial += 1)}`,
    names: [name],
    birthDate: '1984-03-07',
    ssns: ['000-12-3456'],
    caseNumbers: ['SYN-C-1'],
    memberIds: ['SYN-M-1'],
    addresses: [{ street: '12 Invented Street', town: 'Lowell', zip: '01850' }],
    ...rest,
  }
}
const asked: AskedIdentity = { family: 'Sample', given: 'Ana', birthDate: '1984-03-07' }

describe('matching by a key', () => {
  it('finds the record by Social Security number and birth date, however the number is written', () => {
    const record = aRecord()
    const result = match({ ssn: '000123456', birthDate: '1984-03-07' }, [record, aRecord({ ssns: ['000-99-0001'] })])
    assert.equal(result.match, 'one')
    assert.deepInclude(result, { by: 'ssn-and-birth-date' })
  })
  it('does not find it by the number alone, nor with a transposed birth date', () => {
    assert.equal(match({ ssn: '000123456' }, [aRecord()]).match, 'none')
    const result = match({ ...asked, ssn: '000123456', birthDate: '1984-07-03' }, [aRecord()])
    assert.equal(result.match, 'none')
    assert.deepEqual(result.near[0]?.close, ['birth-date'])
    assert.includeMembers([...(result.near[0]?.agrees ?? [])], ['ssn', 'family', 'given'])
  })
  it('allows a married name beside number and date, and not another name altogether', () => {
    const key = { ssn: '000-12-3456', birthDate: '1984-03-07' }
    assert.equal(match({ ...key, given: 'Ana', family: 'Maiden' }, [aRecord()]).match, 'one')
    assert.equal(match({ ...key, given: 'Bertha', family: 'Maiden' }, [aRecord()]).match, 'none')
  })
  it('tells twins apart by the number, and shows the other twin as near', () => {
    const twins = [aRecord(), aRecord({ ssns: ['000-12-3457'], memberIds: ['SYN-M-2'] })]
    const result = match({ ...asked, ssn: '000-12-3457' }, twins)
    assert.equal(result.match, 'one')
    if (result.match !== 'one') return
    assert.equal(result.found.sourceKey, twins[1]?.sourceKey)
    assert.deepEqual(
      result.near.map(({ sourceKey }) => sourceKey),
      [twins[0]?.sourceKey],
    )
  })
  it('finds by case number the one member whose name was given, and several where none was', () => {
    const household = [
      aRecord(),
      aRecord({ given: 'Bo', birthDate: '2015-01-02', ssns: ['000-12-9999'], memberIds: [] }),
    ]
    assert.deepInclude(match({ caseNumber: 'syn-c-1', family: 'Sample', given: 'Bo' }, household), {
      match: 'one',
      by: 'case-number',
    })
    assert.equal(match({ caseNumber: 'SYN-C-1' }, household).match, 'several')
    assert.equal(match({ caseNumber: 'SYN-C-1', family: 'Sample', given: 'Cy' }, household).match, 'none')
  })
  it('finds by member id, and not where the birth date given is another', () => {
    assert.deepInclude(match({ memberId: 'SYN-M-1' }, [aRecord()]), { match: 'one', by: 'member-id' })
    assert.equal(match({ memberId: 'SYN-M-1', birthDate: '1990-01-01' }, [aRecord()]).match, 'none')
  })
  it('answers several where two numbers that were given lead to two records', () => {
    const other = aRecord({ family: 'Other', given: 'Olga', ssns: ['000-55-5555'], memberIds: ['SYN-M-5'] })
    assert.equal(
      match({ ...asked, memberId: 'SYN-M-1', ssn: '000-55-5555' }, [aRecord({ ssns: [] }), other]).match,
      'several',
    )
    assert.equal(match({ ...asked, ssn: '000-55-5555' }, [aRecord({ ssns: [] }), other]).match, 'several')
  })
})

describe('a case number beside other keys', () => {
  const household = [
    aRecord({ family: 'Other', given: 'Olga', birthDate: '1979-05-06', ssns: ['000-55-5555'], memberIds: [] }),
    aRecord({ family: 'Other', given: 'Omar', birthDate: '2012-08-09', ssns: ['000-55-5556'], memberIds: [] }),
  ].map((record) => ({ ...record, caseNumbers: ['SYN-C-2'] }))
  const own = aRecord({ caseNumbers: ['SYN-C-1'] })
  const member = aRecord({ given: 'Bo', birthDate: '2015-01-02', ssns: ['000-12-9999'], memberIds: [] })
  const bySsn: AskedIdentity = { ssn: '000-12-3456', birthDate: '1984-03-07' }

  it('answers several where it is the number of another household', () => {
    const result = match({ ...bySsn, caseNumber: 'SYN-C-2' }, [own, ...household])
    assert.equal(result.match, 'several')
    if (result.match !== 'several') return
    const shown = [own, ...household].map(({ sourceKey }) => sourceKey)
    assert.sameMembers(
      result.found.map(({ sourceKey }) => sourceKey),
      shown,
    )
    assert.equal(match({ ...bySsn, caseNumber: 'SYN-C-2', memberId: 'SYN-M-1' }, [own, ...household]).match, 'several')
  })
  it('answers one where it is the number of their own, which others of the household have too', () => {
    for (const given of [bySsn, { ...bySsn, family: 'Sample', given: 'Ana' }]) {
      assert.equal(match({ ...given, caseNumber: 'SYN-C-1' }, [own, member, ...household]).match, 'one')
    }
  })
  it('answers one where nobody has the number, and says that it differs', () => {
    const result = match({ ...bySsn, caseNumber: 'SYN-C-9X' }, [own, ...household])
    assert.equal(result.match, 'one')
    if (result.match === 'one') assert.include([...result.found.differs, ...result.found.close], 'case-number')
  })
  it('answers one where they are on both cases', () => {
    const moved = { ...own, caseNumbers: ['SYN-C-1', 'SYN-C-2'] }
    assert.equal(match({ ...bySsn, caseNumber: 'SYN-C-2' }, [moved, ...household]).match, 'one')
  })
  it('answers several where it is the number of another household and their own record has none', () => {
    const without = { ...own, caseNumbers: [] }
    assert.equal(match({ ...bySsn, caseNumber: 'SYN-C-2' }, [without, ...household]).match, 'several')
    assert.equal(match({ ...bySsn, caseNumber: 'SYN-C-2' }, [without]).match, 'one')
  })
})

describe('matching by name and birth date', () => {
  for (const [name, given, family] of [
    ['case and spaces', ' ANA', 'sample '],
    ['accents', 'Aná', 'Sámple'],
  ] as const) {
    it(`does not mind ${name}`, () => {
      assert.deepInclude(match({ ...asked, given, family }, [aRecord()]), { match: 'one', by: 'name-and-birth-date' })
    })
  }
  for (const written of ['García-López', 'Garcia Lopez', 'GARCÍA‑LÓPEZ', 'Garcialopez']) {
    it(`takes ${written} for García-López`, () => {
      const record = aRecord({ family: 'García-López' })
      assert.equal(match({ ...asked, family: written }, [record]).match, 'one')
    })
  }
  it('shows half of a double name as near and does not choose it', () => {
    const result = match({ ...asked, family: 'Garcia' }, [aRecord({ family: 'García-López' })])
    assert.equal(result.match, 'none')
    assert.deepEqual(result.near[0]?.close, ['family'])
  })
  it('takes O’Brien and OBrien for one name, and O’Brian for another', () => {
    const record = aRecord({ family: "O'Brien" })
    assert.equal(match({ ...asked, family: 'OBrien' }, [record]).match, 'one')
    assert.equal(match({ ...asked, family: 'O’Brian' }, [record]).match, 'none')
  })
  it('finds several where two people have one name and one birth date', () => {
    const twins = [aRecord(), aRecord({ ssns: ['000-12-3457'] })]
    assert.equal(match(asked, twins).match, 'several')
  })
  it('finds one of two people with one name when their birth dates differ', () => {
    const result = match(asked, [aRecord(), aRecord({ birthDate: '1990-10-10' })])
    assert.equal(result.match, 'one')
    assert.equal(result.near.length, 1)
  })
  it('does not find anybody by name alone, even where only one has it', () => {
    const result = match({ family: 'Sample', given: 'Ana' }, [aRecord()])
    assert.equal(result.match, 'none')
    assert.equal(result.near.length, 1)
  })
  it('does not choose a transposed date, one letter, or names in the wrong order; it shows them', () => {
    for (const slip of [
      { ...asked, birthDate: '1984-07-03' },
      { ...asked, birthDate: '1948-03-07' },
      { ...asked, given: 'Anna' },
      { ...asked, given: 'Sample', family: 'Ana' },
    ]) {
      const result = match(slip, [aRecord()])
      assert.equal(result.match, 'none', JSON.stringify(slip))
      assert.isAbove(result.near[0]?.close.length ?? 0, 0)
    }
  })
  it('tells father and son apart by suffix, and a stated number that is another outweighs the name', () => {
    assert.equal(match({ ...asked, suffix: 'Jr.' }, [aRecord({ suffix: 'SR' })]).match, 'none')
    assert.equal(match({ ...asked, suffix: 'Junior' }, [aRecord({ suffix: 'JR' })]).match, 'one')
    assert.equal(match({ ...asked, ssn: '000-77-0000' }, [aRecord()]).match, 'none')
  })
  it('lets an initial stand for a middle name, and not for another', () => {
    assert.equal(match({ ...asked, middle: 'M.' }, [aRecord({ middle: 'Maria' })]).match, 'one')
    assert.equal(match({ ...asked, middle: 'R.' }, [aRecord({ middle: 'Maria' })]).match, 'none')
  })
  it('finds by a name on file as an alias, but not by halves of two names', () => {
    const record = {
      ...aRecord(),
      names: [
        { family: 'Sample', given: 'Ana' },
        { family: 'Former', given: 'Annie' },
      ],
    }
    assert.equal(match({ ...asked, family: 'Former', given: 'Annie' }, [record]).match, 'one')
    assert.equal(match({ ...asked, family: 'Former', given: 'Ana' }, [record]).match, 'none')
  })
  it('shows how a post office box agrees, and lets no address decide', () => {
    const record = aRecord({ addresses: [{ street: 'PO Box 12', town: 'Orono', zip: '04473-0012' }] })
    const address = { street: 'P.O. BOX #12', zip: '04473' }
    const agreeing = match({ ...asked, birthDate: '1990-01-01', address }, [record])
    assert.equal(agreeing.match, 'none')
    assert.include([...(agreeing.near[0]?.agrees ?? [])], 'address')
    const differing = match({ ...asked, address: { street: '1 Elsewhere Rd', zip: '02108' } }, [record])
    assert.equal(differing.match, 'one')
  })
  it('says none, with nobody near, for a stranger', () => {
    assert.deepEqual(match({ family: 'Nobody', given: 'Zed', birthDate: '1950-05-05' }, [aRecord()]), {
      match: 'none',
      near: [],
    })
  })
})

describe('properties of matching', () => {
  const records = fc.array(
    fc.record({
      family: fc.constantFrom('Sample', 'García-López', 'Garcia'),
      given: fc.constantFrom('Ana', 'Anna', 'Bo'),
      birthDate: fc.constantFrom('1984-03-07', '1984-07-03', '1990-01-01'),
      ssns: fc.constantFrom(['000-12-3456'], ['000-12-3457'], []),
      caseNumbers: fc.constantFrom(['C1'], ['C2']),
    }),
    { maxLength: 6 },
  )
  const question = fc.record(
    {
      family: fc.constantFrom('Sample', 'Garcia Lopez'),
      given: fc.constantFrom('Ana', 'Bo'),
      birthDate: fc.constantFrom('1984-03-07', '1990-01-01'),
      ssn: fc.constantFrom('000123456', '000123457'),
      caseNumber: fc.constantFrom('C1', 'C3'),
    },
    { requiredKeys: [] },
  )
  it('never depends on the order of the candidates', () => {
    fc.assert(
      fc.property(records, question, fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), (some, who, keys) => {
        const candidates = some.map((one, index) => ({ ...aRecord(one), sourceKey: `k${index}` }))
        const shuffled = candidates.toSorted(
          (a, b) => (keys[candidates.indexOf(a)] ?? 0) - (keys[candidates.indexOf(b)] ?? 0),
        )
        assert.deepEqual(match(who, shuffled), match(who, candidates))
      }),
    )
  })
  it('never finds one whose record contradicts the birth date that was stated', () => {
    fc.assert(
      fc.property(records, question, (some, who) => {
        const candidates = some.map((one, index) => ({ ...aRecord(one), sourceKey: `k${index}` }))
        const result = match(who, candidates)
        if (result.match !== 'one' || who.birthDate === undefined) return
        const record = candidates.find(({ sourceKey }) => sourceKey === result.found.sourceKey)
        assert.equal(record?.birthDate, who.birthDate)
      }),
    )
  })
  it('does not find one any more when a second record is just the same', () => {
    fc.assert(
      fc.property(records, question, (some, who) => {
        const candidates = some.map((one, index) => ({ ...aRecord(one), sourceKey: `k${index}` }))
        const result = match(who, candidates)
        if (result.match !== 'one') return
        const same = candidates.find(({ sourceKey }) => sourceKey === result.found.sourceKey)
        if (same === undefined) assert.fail('the record found is one of the candidates')
        assert.equal(match(who, [...candidates, { ...same, sourceKey: 'again' }]).match, 'several')
      }),
    )
  })
})

describe('normal forms', () => {
  it('keeps letters of other scripts and folds those that Unicode does not divide', () => {
    assert.equal(normalizeName('Łukasz Strauß-Ørsted'), 'lukaszstraussorsted')
    assert.equal(normalizeName('Нгуен'), 'нгуен')
    assert.notEqual(normalizeName('阮'), '')
  })
  it('writes every post office box one way', () => {
    for (const box of [
      'P.O. Box 12',
      'PO BOX 12',
      'P O Box #12',
      'Post Office Box 12',
      'POB 12'.replace('POB', 'Box'),
    ]) {
      assert.equal(normalizeStreet(box), 'pobox 12')
    }
    assert.equal(normalizeStreet('12 North Invented Street, Apartment 3'), '12 n invented st apt 3')
  })
  it('only proposes days that exist', () => {
    assert.include(transposedDates('1984-03-07'), '1984-07-03')
    assert.notInclude(transposedDates('1984-03-25').join(), '1984-25-03')
    assert.notInclude(transposedDates('2001-02-13'), '2001-02-31')
    assert.deepEqual(transposedDates('not a date'), [])
  })
  it('sees one slip and not two', () => {
    for (const [a, b] of [
      ['ana', 'anna'],
      ['anna', 'ana'],
      ['ana', 'ena'],
      ['naa', 'ana'],
    ] as const)
      assert.isTrue(oneSlipApart(a, b))
    for (const [a, b] of [
      ['ana', 'ana'],
      ['ana', 'annna'],
      ['ana', 'eno'],
    ] as const)
      assert.isFalse(oneSlipApart(a, b))
  })
})
