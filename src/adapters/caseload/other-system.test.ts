/** Another agency's system, held quite differently: another mapping, and no code. */
import { Pool } from 'pg'
import { afterAll, assert, beforeAll, it } from 'vitest'
import { fromUtf8 } from '#formats/bytes.ts'
import type { CaseloadSearch } from '#match/identity.ts'
import { match } from '#match/match.ts'
import { compile, type ReleaseSource } from '#release/compile.ts'
import { plan } from '#release/plan.ts'
import { prepare } from '#release/prepare.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { aDecision } from '#testing/decision.ts'
import { caseloadSearch } from './find.ts'
import { parseMapping } from './mapping.ts'
import { releaseSource } from './release.ts'

/** One wide table, whole names in one column, dates as text, money in cents, whole numbers for keys, odd names. */
const OTHER = `
  CREATE SCHEMA "Legacy-89";
  SET search_path = "Legacy-89";
  CREATE TABLE "CLIENT MASTER" (
    "CLNT_NO" integer PRIMARY KEY, "HSHLD" uuid, "FULL ""NM""" varchar(60), "DOB8" char(8), "SOC" char(9),
    "SEX'CD" char(1), "PROG" varchar(4), "STAT" char(1), "GRANT_CENTS" integer, "ADDR" text, "CITY" text, "SAFE_ADDR" text
  );
  INSERT INTO "CLIENT MASTER" VALUES
    (17, '00000000-0000-0000-0000-00000000000a', 'SAMPLEWRIGHT, ANA M', '19840307', '000000001', 'F', 'W1', '1', 12345, '1 INVENTED ST', 'ORONO', NULL),
    (18, '00000000-0000-0000-0000-00000000000a', 'SAMPLEWRIGHT, BO', '20150921', NULL, 'M', 'W1', '1', 12345, '1 INVENTED ST', 'ORONO', NULL),
    (19, '00000000-0000-0000-0000-00000000000b', 'CONFIDENTIAL, CELIA', '        ', '000000019', 'F', 'W1', '1', -50, '9 HIDDEN RD', 'ORONO', 'PO BOX 9999');
  CREATE TABLE "CALL LOG" ("ID" integer, "WHO" integer, "WHEN_AT" timestamp, "GOOD" integer);
  INSERT INTO "CALL LOG" VALUES (1, 17, '2025-01-02 03:04:05', 1), (2, 19, '2025-01-03 00:00:00', 0);
  ALTER TABLE "CLIENT MASTER" ENABLE ROW LEVEL SECURITY;
  ALTER TABLE "CALL LOG" ENABLE ROW LEVEL SECURITY;
  RESET search_path`

const MAPPING = `
mapping: postern/source-mapping/v1
agency: me-cdc-wic
schema: Legacy-89
synthetic: true
access: role
keys:
  person: { table: CLIENT MASTER, person: CLNT_NO, column: CLNT_NO, type: integer }
  home: { table: CLIENT MASTER, person: CLNT_NO, column: HSHLD, type: uuid }
household: home
programs:
  table: CLIENT MASTER
  program: PROG
  codes: { W1: wic }
  role: { column: STAT, codes: { '1': recipient, '0': former-recipient } }
markers:
  address-confidentiality: { table: CLIENT MASTER, present: [SAFE_ADDR] }
elements:
  name:
    table: CLIENT MASTER
    fields:
      family: { column: 'FULL "NM"', before: ',' }
      given: { column: 'FULL "NM"', after: ',' }
  date-of-birth: { table: CLIENT MASTER, fields: { value: { column: DOB8, type: date, stored: YYYYMMDD } } }
  ssn: { table: CLIENT MASTER, fields: { value: SOC } }
  sex: { table: CLIENT MASTER, fields: { value: "SEX'CD" } }
  mailing-address:
    table: CLIENT MASTER
    fields: { street: ADDR, town: CITY }
    substitute: { table: CLIENT MASTER, present: [SAFE_ADDR], fields: { street: SAFE_ADDR, town: CITY } }
  household-members:
    table: CLIENT MASTER
    key: home
    rows: many
    fields: { family: { column: 'FULL "NM"', before: ',' }, given: { column: 'FULL "NM"', after: ',' } }
  benefit-amount:
    table: CLIENT MASTER
    program: PROG
    fields: { value: { column: GRANT_CENTS, type: decimal, stored: cents } }
  case-notes:
    table: CALL LOG
    by: WHO
    rows: many
    fields: { at: { column: WHEN_AT, type: timestamp }, answered: { column: GOOD, type: integer } }
`

let database: TestDatabase
let pool: Pool
let source: CaseloadSearch & ReleaseSource

const mapping = parseMapping(MAPPING, 'other.mapping.yaml')

beforeAll(async () => {
  database = await testDatabase({ empty: true })
  pool = new Pool({ connectionString: database.url, max: 2 })
  await pool.query(OTHER)
  source = { ...caseloadSearch(pool, mapping), ...releaseSource(pool) }
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

async function find(family: string, given: string, other: { birthDate?: string; ssn?: string }) {
  const asked = { family, given, ...other }
  const result = match(asked, await source.find(asked))
  return result.match === 'one' ? result.found.sourceKey : result.match
}

it('finds a person, whole name in one column and date in text', async () => {
  const ana = await find('Samplewright', 'Ana M', { birthDate: '1984-03-07' })
  assert.notInclude(['none', 'several'], ana)
  assert.equal(await find('Samplewright', 'Ana M', { birthDate: '1984-07-03' }), 'none')
  assert.equal(await find('Confidential', 'Celia', { birthDate: '1984-03-07' }), 'none')
  const facts = await source.facts(ana, '2026-11-23')
  assert.deepEqual([facts.programs, facts.role, facts.markers], [['wic'], 'recipient', []])
  assert.equal(facts.household, '00000000-0000-0000-0000-00000000000a')
})

it('releases from it by the mapping alone', async () => {
  const bo = await find('Samplewright', 'Bo', { birthDate: '2015-09-21' })
  const [candidate] = await source.find({ ssn: '000-00-0019' })
  if (candidate === undefined) assert.fail('nobody has the number')
  const markers = (await source.facts(candidate.sourceKey, '2026-11-23')).markers
  const people = [
    { ref: 'p1', sourceKey: bo, markers: [] },
    { ref: 'p2', sourceKey: candidate.sourceKey, markers },
  ]
  const decision = aDecision([
    ['p1', 'wic', 'name'],
    ['p1', 'wic', 'date-of-birth'],
    ['p1', 'wic', 'household-members'],
    ['p2', 'wic', 'date-of-birth'],
    ['p2', 'wic', 'mailing-address'],
    ['p2', 'wic', 'benefit-amount'],
    ['p2', 'wic', 'case-notes'],
  ])
  const what = plan(decision, people, mapping)
  const rows = await source.read(compile(what))
  const { files } = prepare({
    decision,
    people,
    mapping,
    plan: what,
    rows,
    receiver: { organization: 'usda-fns', recipient: 'age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq' },
    salt: new Uint8Array(32),
    receiptCode: new Uint8Array(16),
  })
  const text = (name: string) => fromUtf8(files.find((one) => one.name === name)?.bytes ?? new Uint8Array())
  assert.equal(
    text('data/wic.csv'),
    'subject,name.family,name.given,date-of-birth,mailing-address.street,mailing-address.town,benefit-amount\r\n' +
      'p1,SAMPLEWRIGHT,BO,2015-09-21,,,\r\n' +
      'p2,,,,PO BOX 9999,ORONO,"-0.50"\r\n',
  )
  assert.equal(
    text('data/wic.household-members.csv'),
    'subject,row,household-members.family,household-members.given\r\np1,1,SAMPLEWRIGHT,ANA M\r\np1,2,SAMPLEWRIGHT,BO\r\n',
  )
  assert.equal(
    text('data/wic.case-notes.csv'),
    'subject,row,case-notes.at,case-notes.answered\r\np2,1,2025-01-03T00:00:00Z,0\r\n',
  )
})
