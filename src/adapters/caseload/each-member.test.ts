/** Thousands of random people, each decided both ways: in the class that the grouped query puts them in, and alone. */
import { randomInt } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { decide } from '#decision/decide.ts'
import { utf8 } from '#formats/bytes.ts'
import { formatSourceKey } from '#formats/source-key.ts'
import type { SubjectFacts } from '#match/identity.ts'
import { classMask, distinctSaid } from '#match/mask.ts'
import { rangesOf, readMembers, type Said } from '#match/members.ts'
import type { CaseFile, CaseSubject, Decision } from '#vocabulary/case-file.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { theLaw } from '#testing/law.ts'
import { masksOf } from '#testing/members.ts'
import { memberSource } from './bulk.ts'
import { caseloadSearch } from './find.ts'
import { readMapping } from './mapping.ts'
import { seedCaseload } from './seed.ts'

const mapping = readMapping(fileURLToPath(new URL('../../../caseload/ma-dta.mapping.yaml', import.meta.url)))
const today = '2026-11-23'
const asked = ['name', 'date-of-birth', 'case-number', 'home-address', 'mailing-address', 'income', 'benefit-amount']
/** Named where something fails, so that the same people can be drawn again. */
const drawn = randomInt(2 ** 31)

let database: TestDatabase
let pool: Pool
let keys: string[]
let said: readonly Said[]

beforeAll(async () => {
  database = await testDatabase({ empty: true })
  await seedCaseload({ url: database.url, people: 3000, agencies: ['ma-dta'] })
  pool = new Pool({ connectionString: database.url, max: 6 })
  await drawFacts()
  const { rows } = await pool.query<{ key: string }>('select person_id as key from ma_dta.person order by 1')
  keys = rows.map(({ key }) => key)
  said = keys.flatMap((person, at): Said[] => {
    const [objects, withdraws] = [randomFrom(at) % 7 === 0, randomFrom(at + 0.5) % 11 === 0]
    const day = (more: number) => `2026-0${1 + (randomFrom(at + more) % 4)}-05`
    if (!objects && !withdraws) return []
    return [{ person, ...(objects && { objection: day(0.2) }), ...(withdraws && { consentWithdrawn: day(0.7) }) }]
  })
}, 120_000)
afterAll(async () => {
  await pool.end()
  await database.drop()
})

/** A number that the draw and the place give. */
function randomFrom(at: number): number {
  return Math.floor(Math.abs(Math.sin(drawn + 12.9898 * at)) * 1e9)
}

/** Every fact that a rule can see of a person is drawn anew, each for itself. */
async function drawFacts(): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('select setseed($1)', [(drawn % 1000) / 1000])
    for (const text of [
      `update ma_dta.person set in_foster_care = random() < 0.3,
         deceased_on = case when random() < 0.1 then date '2025-05-05' end,
         birth_date = date '${today}' - (random() * 40 * 365)::integer`,
      `update ma_dta.enrollment set status_code = (array['A', 'P', 'C', 'N'])[1 + floor(random() * 4)::integer]`,
      `update ma_dta.enrollment set program_code = (array['FS', 'TAFDC', 'EAEDC', 'XX'])[1 + floor(random() * 4)::integer]
         where person_id in (select person_id from ma_dta.enrollment group by 1 having count(*) = 1)`,
      `delete from ma_dta.enrollment where random() < 0.05`,
      `insert into ma_dta.protected_status
         select person_id, (array['VAWA', 'T', 'U', 'X'])[1 + floor(random() * 4)::integer]
         from ma_dta.person where random() < 0.2`,
      `insert into ma_dta.address_confidentiality
         select person_id, 'SYN-' || person_id, '1 Post Street', 'Boston', 'MA', '02101' from ma_dta.person
         where random() < 0.2 and person_id not in (select person_id from ma_dta.address_confidentiality)`,
    ])
      await client.query(text)
  } finally {
    client.release()
  }
}

interface Requester {
  readonly kind: string
  readonly organization: string
  readonly purpose: string
}

const requesters: readonly Requester[] = [
  { kind: 'federal-program-agency', organization: 'usda-fns', purpose: 'audit' },
  { kind: 'federal-law-enforcement', organization: 'ice-ero', purpose: 'civil-immigration-enforcement' },
  { kind: 'federal-law-enforcement', organization: 'fbi', purpose: 'snap-violation-investigation' },
]

it('each of thousands of random people is in the class of their own facts, and is decided there as they are alone', async () => {
  const { words, of } = distinctSaid(said)
  const asking = { mask: classMask(mapping, { today, said: words, holds: asked }), said: of }
  const source = memberSource(pool, mapping)
  const found = await source.classes(rangesOf(readMembers(utf8(keys.join('\n')), 'text')), of, asking.mask.query)
  const byKey = await masksOf(source, mapping, keys, asking)
  const alone = await factsAlone()
  expect(found.length, `drawn: ${drawn}`).toBeGreaterThan(100)
  const factsByClass = new Map(found.map(({ mask }) => [mask, asking.mask.factsOf(mask)]))
  const inClass = new Map(keys.map((key) => [key, sorted(factsByClass.get(byKey.get(key) ?? ''))]))
  for (const key of keys) expect([drawn, key, inClass.get(key)]).toEqual([drawn, key, sorted(alone.get(key))])

  const rules = await theLaw()
  const refs = new Map(found.map(({ mask }, at) => [mask, `p${at + 1}`]))
  const outcomes = new Set<string>()
  for (const requester of requesters) {
    const subjects = found.map(({ mask }) => subjectOf(refs.get(mask) ?? '', factsByClass.get(mask)))
    const together = cellsOf(decide(fileOf(subjects, requester), rules))
    for (const key of keys) {
      const cells = cellsOf(decide(fileOf([subjectOf('p1', alone.get(key))], requester), rules)).get('p1')
      const theirs = together.get(refs.get(byKey.get(key) ?? '') ?? '')
      if (cells === undefined || cells !== theirs) expect([drawn, key, theirs]).toEqual([drawn, key, cells])
      outcomes.add(cells ?? '')
    }
  }
  expect(outcomes.size).toBeGreaterThan(10)
}, 240_000)

/** What the search for one person reads of each, and what they have said. Of the class, every element that was asked for counts as held. */
async function factsAlone(): Promise<ReadonlyMap<string, SubjectFacts>> {
  const search = caseloadSearch(pool, mapping)
  const bySaid = new Map(said.map(({ person, ...theirs }) => [person, theirs]))
  const facts = new Map<string, SubjectFacts>()
  const next = keys.values()
  const one = async (): Promise<void> => {
    for (const key of next) {
      const sourceKey = formatSourceKey({ agency: 'ma-dta', keys: { person: [{ value: key }] } })
      const { household: _, ...read } = await search.facts(sourceKey, today)
      facts.set(key, { ...read, holds: asked, ...bySaid.get(key) })
    }
  }
  await Promise.all(Array.from({ length: 6 }, one))
  return facts
}

/** The same text for the same facts. */
function sorted(facts: SubjectFacts | undefined): string {
  const { programs = [], holds = [], markers = [], role, objection, consentWithdrawn } = facts ?? {}
  const lists = [programs, holds, markers].map((some) => some.toSorted())
  return JSON.stringify([...lists, role ?? '', objection ?? '', consentWithdrawn ?? ''])
}

function subjectOf(ref: string, facts: SubjectFacts | undefined): CaseSubject {
  if (facts === undefined) expect.unreachable('somebody has no record')
  const { consentWithdrawn: _, ...rest } = facts
  return { ref, namedInRequest: true, match: 'one', ...rest }
}

function fileOf(subjects: CaseSubject[], { purpose, ...requester }: Requester): CaseFile {
  return {
    caseFile: 1,
    case: 'MA-DTA-2026-7K3Q9F2M',
    asOf: `${today}T10:00:00-05:00`,
    agency: 'ma-dta',
    request: {
      form: 'written',
      requester: { ...requester, identityVerified: true, statesAuthority: true },
      purpose,
      programs: ['snap', 'tanf'],
      elements: asked,
      statements: [],
      instruments: [],
    },
    subjects,
    findings: { injunctionAgainst: [], dataProtocolAgreed: true, counsel: [{ decision: 'approve', on: '2026-11-20' }] },
  }
}

/** By person: every cell with its outcome, needs, basis and words. */
function cellsOf({ cells }: Decision): Map<string, string> {
  return new Map(
    [...Map.groupBy(cells, ({ subject }) => subject)].map(([subject, some]) => [
      subject,
      JSON.stringify(some.map((cell) => ({ ...cell, subject: '' }))),
    ]),
  )
}
