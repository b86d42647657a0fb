import { fileURLToPath } from 'node:url'
import { Pool } from 'pg'
import { afterAll, assert, beforeAll, describe, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import { parseSourceKey } from '#formats/source-key.ts'
import type { AskedIdentity, CaseloadSearch } from '#match/identity.ts'
import type { SourceMapping } from '#match/mapping.ts'
import { match } from '#match/match.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { caseloadSearch } from './find.ts'
import { readMapping } from './mapping.ts'
import { planted, plantedId } from './planted.ts'
import { seedCaseload } from './seed.ts'

const mapping = readMapping(fileURLToPath(new URL('../../../caseload/ma-dta.mapping.yaml', import.meta.url)))
let database: TestDatabase
let pool: Pool
let search: CaseloadSearch

beforeAll(async () => {
  database = await testDatabase({ empty: true })
  await seedCaseload({ url: database.url, people: 400, agencies: ['ma-dta'] })
  pool = new Pool({ connectionString: database.url, max: 2 })
  search = caseloadSearch(pool, mapping)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

function asked(key: string, over: AskedIdentity = {}): AskedIdentity {
  const one = planted.find((person) => person.key === key)
  if (one === undefined) assert.fail(`nobody is planted as ${key}`)
  return { family: one.family, given: one.given, birthDate: one.birthDate, ...over }
}

/** Key of the one person found, or the outcome. */
async function found(who: AskedIdentity): Promise<string> {
  const result = match(who, await search.find(who))
  if (result.match !== 'one') return result.match
  return parseSourceKey(result.found.sourceKey).keys['person']?.[0]?.value ?? ''
}

async function near(who: AskedIdentity): Promise<string[]> {
  const result = match(who, await search.find(who))
  return result.near.map(({ sourceKey }) => parseSourceKey(sourceKey).keys['person']?.[0]?.value ?? '')
}

/** The facts of a planted person, found as anybody is. */
async function facts(key: string, asOf = '2026-11-23') {
  const who = asked(key)
  const result = match(who, await search.find(who))
  return result.match === 'one' ? search.facts(result.found.sourceKey, asOf) : assert.fail(result.match)
}

const id = (key: string) => plantedId({ key })

describe('finding a person in the caseload', () => {
  for (const { key, agency } of planted) {
    if (agency !== 'ma-dta' || key.startsWith('twin')) continue
    it(`finds ${key} by name and birth date`, async () => assert.equal(await found(asked(key)), id(key)))
  }
  it('finds several for twins, and the one whose number was given', async () => {
    assert.equal(await found(asked('twin-first')), 'several')
    assert.equal(await found(asked('twin-first', { ssn: '000000011' })), id('twin-first'))
    assert.equal(await found(asked('twin-second', { ssn: '000-00-0012' })), id('twin-second'))
  })
  it('finds accents and hyphens however they were typed', async () => {
    assert.equal(await found(asked('hyphen', { family: 'GARCIA LOPEZ', given: 'maria jose' })), id('hyphen'))
    assert.equal(await found(asked('hyphen', { family: 'Garcia' })), 'none')
    assert.include(await near(asked('hyphen', { family: 'Garcia' })), id('hyphen'))
  })
  it('tells two people with one name apart by birth date, and finds neither by the name alone', async () => {
    assert.equal(await found(asked('same-name-older')), id('same-name-older'))
    const who = { family: 'Silvamock', given: 'Maria' }
    assert.equal(await found(who), 'none')
    assert.includeMembers(await near(who), [id('same-name-older'), id('same-name-younger')])
  })
  it('shows a transposed date and names in the wrong order as near', async () => {
    const slip = asked('transposed', { birthDate: '1977-09-04' })
    assert.equal(await found(slip), 'none')
    assert.deepEqual(await near(slip), [id('transposed')])
    assert.include(await near({ family: 'Thomas', given: 'Reversal', birthDate: '1977-04-09' }), id('transposed'))
  })
  it('finds by a number, and by an alias', async () => {
    assert.equal(await found({ ssn: '000-00-0001', birthDate: '1984-03-07' }), id('ana'))
    assert.equal(
      await found({ caseNumber: 'SYN-PLANTED-C-sample-FS', given: 'Benito', family: 'Samplewright' }),
      id('ana-child'),
    )
    assert.equal(await found({ memberId: `${id('ana')}-FS` }), id('ana'))
    assert.equal(await found({ family: 'Formername', given: 'Annie', birthDate: '1984-03-07' }), id('ana'))
  })
  it('tells father and son apart', async () => {
    assert.equal(await found(asked('father', { suffix: 'Sr' })), id('father'))
    assert.equal(await found(asked('father', { suffix: 'Jr' })), 'none')
  })
  for (const [name, who] of [
    ['SQL', { family: "'; DROP TABLE ma_dta.person; --", given: "' OR '1'='1", birthDate: '1984-03-07' }],
    ['a date that does not exist', { family: 'Samplewright', given: 'Ana', birthDate: '1984-02-30' }],
    ['a name of another script', { family: '阮', given: 'Ли', birthDate: '1984-03-08' }],
    ['nothing', {}],
    ['wildcards', { family: '%', given: '_', ssn: '%' }],
    ['markup and a path', { family: '<script>', given: '../../etc/passwd' }],
  ] as const) {
    it(`finds nobody for ${name}, and breaks nothing`, async () => {
      assert.equal(await found(who), 'none')
      assert.equal(await found(asked('ana')), id('ana'))
    })
  }
})

describe('the facts of a record', () => {
  it('say programs, role, household, markers and what is held', async () => {
    const ana = await facts('ana')
    assert.deepEqual(ana.programs, ['snap', 'tanf'])
    assert.equal(ana.role, 'recipient')
    assert.equal(ana.household, 'SYN-PLANTED-H-sample')
    assert.deepEqual(ana.markers, [])
    assert.includeMembers(ana.holds, ['name', 'ssn', 'photo', 'home-address', 'benefit-amount', 'alias', 'case-notes'])
    for (const absent of ['federal-tax-information', 'immigration-status', 'protective-marker', 'mailing-address']) {
      assert.notInclude(ana.holds, absent)
    }
  })
  for (const [key, role] of [
    ['former', 'former-recipient'],
    ['applicant', 'applicant'],
    ['ana-partner', 'non-applicant'],
  ] as const) {
    it(`say that ${key} is a ${role}`, async () => assert.equal((await facts(key)).role, role))
  }
  for (const [key, marker] of [
    ['confidential-address', 'address-confidentiality'],
    ['vawa', 'vawa-protected'],
    ['deceased', 'deceased'],
    ['ana-child', 'minor'],
  ] as const) {
    it(`mark ${key} as ${marker}`, async () => assert.deepEqual((await facts(key)).markers, [marker]))
  }
  it('mark a foster child, who is a minor too, until the eighteenth birthday', async () => {
    assert.deepEqual((await facts('foster-child')).markers, ['foster-child', 'minor'])
    assert.include((await facts('foster-child', '2032-02-10')).markers, 'minor')
    assert.notInclude((await facts('foster-child', '2032-02-11')).markers, 'minor')
  })
  it('hold tax and Social Security data, and a substitute address as a mailing address', async () => {
    assert.includeMembers((await facts('restricted')).holds, ['federal-tax-information', 'ssa-data'])
    assert.include((await facts('confidential-address')).holds, 'mailing-address')
    assert.include((await facts('po-box')).holds, 'mailing-address')
  })
  it('are refused for a record that is gone, and for another agency’s', async () => {
    for (const sourceKey of [
      '{"agency":"ma-dta","keys":{"person":[{"value":"SYN-GONE"}]}}',
      '{"agency":"me-dhhs-ofi","keys":{"person":[{"value":"SYN-PLANTED-ana"}]}}',
    ]) {
      const error = await search.facts(sourceKey, '2026-11-23').catch((one: unknown) => one)
      assert.isTrue(isPosternError(error, 'ERR_SOURCE'), String(error))
    }
  })
  it('say that the source is away, and how to mend it', async () => {
    const away = new Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' })
    const error = await caseloadSearch(away, mapping)
      .find(asked('ana'))
      .catch((one: unknown) => one)
    assert.isTrue(isPosternError(error, 'ERR_DATABASE_UNAVAILABLE'), String(error))
  })
})

const sourceKeyOf = async (key: string) => {
  const result = match(asked(key), await search.find(asked(key)))
  return result.match === 'one' ? result.found.sourceKey : assert.fail(`${key} is matched ${result.match}`)
}

const holdsOf = async (key: string, by: CaseloadSearch) => {
  const { programs, holds } = await by.facts(await sourceKeyOf(key), '2026-11-22')
  return { programs, holds }
}

describe('an element that no query reaches', () => {
  const photo = { rows: 'one', fields: [{ name: 'value', type: 'binary' }] } as const
  const { photo: _, ...queried } = mapping.elements
  const byHand = (worksheet: NonNullable<SourceMapping['worksheet']>) =>
    caseloadSearch(pool, { ...mapping, elements: queried, worksheet })

  it('counts as held for whoever has a program that keeps it, and changes nothing else of what is known', async () => {
    const { programs, holds } = await holdsOf('ana', search)
    assert.deepEqual(await holdsOf('ana', byHand({ medical: photo })), {
      programs,
      holds: [...holds.filter((one) => one !== 'photo'), 'medical'].toSorted(),
    })
    const [program = ''] = programs
    assert.include((await holdsOf('ana', byHand({ medical: { ...photo, programs: [program] } }))).holds, 'medical')
  })

  it('is not held for whoever has none of its programs', async () => {
    const { programs } = await holdsOf('ana', search)
    const other = Object.values(mapping.programs.codes).filter((one) => !programs.includes(one))
    assert.isNotEmpty(other)
    assert.notInclude((await holdsOf('ana', byHand({ medical: { ...photo, programs: other } }))).holds, 'medical')
  })

  it('is looked at by no query: a person is found, known and written to without it', async () => {
    const { ssn: __, alias: ___, ...few } = queried
    const text = { rows: 'many', fields: [{ name: 'value', type: 'text' }] } as const
    const by = caseloadSearch(pool, { ...mapping, elements: few, worksheet: { ssn: text, alias: text } })
    const who = asked('ana')
    const result = match(who, await by.find(who))
    if (result.match !== 'one') assert.fail(result.match)
    assert.deepEqual(
      (await by.find(who)).flatMap(({ ssns }) => ssns),
      [],
    )
    assert.isNotEmpty((await by.onFile(result.found.sourceKey))?.names ?? [])
  })
})
