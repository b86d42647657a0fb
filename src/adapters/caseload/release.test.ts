import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { Client, Pool } from 'pg'
import { afterAll, assert, beforeAll, describe, it, vi } from 'vitest'
import { isPosternError } from '#errors.ts'
import { fromUtf8 } from '#formats/bytes.ts'
import { parseCsv } from '#formats/csv.ts'
import type { CaseloadSearch } from '#match/identity.ts'
import { match } from '#match/match.ts'
import type { SourceMapping } from '#match/mapping.ts'
import { compile, type CompiledRelease, type ReleaseSource, type SourceRow } from '#release/compile.ts'
import { gate } from '#release/gate.ts'
import { plan, type PlanPerson } from '#release/plan.ts'
import { prepare } from '#release/prepare.ts'
import { viewsSql } from '#release/views.ts'
import type { Decision } from '#vocabulary/case-file.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { aDecision, type CellSketch } from '#testing/decision.ts'
import { caseloadSearch } from './find.ts'
import { readMapping } from './mapping.ts'
import { planted } from './planted.ts'
import { releaseSource, sweepReleaseRoles } from './release.ts'
import { seedCaseload } from './seed.ts'

const mapping = readMapping(fileURLToPath(new URL('../../../caseload/ma-dta.mapping.yaml', import.meta.url)))
let database: TestDatabase
let pool: Pool
let search: CaseloadSearch
let source: ReleaseSource

beforeAll(async () => {
  database = await testDatabase({ empty: true })
  await seedCaseload({ url: database.url, people: 120, agencies: ['ma-dta'] })
  pool = new Pool({ connectionString: database.url, max: 4 })
  search = caseloadSearch(pool, mapping)
  source = releaseSource(pool)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

/** Planted people as p1, p2 … */
async function people(...keys: string[]): Promise<PlanPerson[]> {
  const found: PlanPerson[] = []
  for (const [index, key] of keys.entries()) {
    const one = planted.find((person) => person.key === key && person.agency === 'ma-dta')
    if (one === undefined) assert.fail(`nobody is planted as ${key}`)
    const asked = { family: one.family, given: one.given, birthDate: one.birthDate, ssn: one.ssn }
    const result = match(asked, await search.find(asked))
    if (result.match !== 'one') assert.fail(`${key} is matched ${result.match}`)
    const { markers } = await search.facts(result.found.sourceKey, '2026-11-23')
    found.push({ ref: `p${index + 1}`, sourceKey: result.found.sourceKey, markers })
  }
  return found
}

async function read(
  decision: Decision,
  who: readonly PlanPerson[],
  from: SourceMapping = mapping,
): Promise<SourceRow[]> {
  return source.read(compile(plan(decision, who, from)))
}

const fieldsOf = (rows: readonly SourceRow[], element: string, subject = 'p1') =>
  rows.filter((row) => row.element === element && row.subject === subject).map(({ fields }) => fields)

async function releaseRoles(): Promise<string[]> {
  // Roles belong to the server, which other tests share: ours are those with a schema in this database.
  const { rows } = await pool.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname ~ '^postern_release_'`,
  )
  return rows.map(({ name }) => name)
}

describe('reading a release', () => {
  it('gives the permitted elements of the permitted people, in canonical text and a fixed order', async () => {
    const who = await people('ana', 'ana-child')
    const rows = await read(
      aDecision([
        ['p2', 'snap', 'name'],
        ['p1', 'snap', 'name'],
        ['p1', 'snap', 'date-of-birth'],
        ['p1', 'snap', 'home-address'],
        ['p1', 'snap', 'benefit-amount'],
        ['p1', 'snap', 'case-notes'],
        ['p1', 'snap', 'photo'],
        ['p1', 'snap', 'phone', 'deny'],
        ['p1', 'snap', 'ssn', 'hold'],
      ]),
      who,
    )
    assert.deepEqual(fieldsOf(rows, 'name'), [['Samplewright', 'Ana', 'Maria', null]])
    assert.deepEqual(fieldsOf(rows, 'name', 'p2'), [['Samplewright', 'Benito', null, null]])
    assert.deepEqual(fieldsOf(rows, 'date-of-birth'), [['1984-03-07']])
    assert.deepEqual(fieldsOf(rows, 'home-address'), [['1 Invented Street', 'Apt 1', 'Lowell', 'MA', '01850']])
    assert.deepEqual(fieldsOf(rows, 'case-notes')[0]?.slice(0, 2), ['2023-02-01T14:05:00Z', 'SYN-WORKER'])
    assert.match(fieldsOf(rows, 'photo')[0]?.[0] ?? '', /^[A-Za-z0-9+/]{43}=$/)
    assert.lengthOf(fieldsOf(rows, 'benefit-amount'), 3)
    assert.match(fieldsOf(rows, 'benefit-amount')[0]?.[1] ?? '', /^\d+\.00$/)
    for (const never of ['ssn', 'phone']) assert.isEmpty(fieldsOf(rows, never))
    assert.deepEqual(
      rows.filter(({ element }) => element === 'name').map(({ subject }) => subject),
      ['p1', 'p2'],
    )
  })

  it('keeps the rows of one program from another', async () => {
    const who = await people('ana')
    const rows = await read(
      aDecision([
        ['p1', 'snap', 'case-number'],
        ['p1', 'tanf', 'case-number'],
      ]),
      who,
    )
    assert.deepEqual(
      rows.map(({ program, fields }) => [program, fields[0]]),
      [
        ['snap', 'SYN-PLANTED-C-sample-FS'],
        ['tanf', 'SYN-PLANTED-C-sample-TAFDC'],
      ],
    )
  })

  it('gives the substitute address of a participant as the mailing address, and never another', async () => {
    const [one] = await people('confidential-address')
    if (one === undefined) assert.fail('nobody was found')
    await pool.query(
      `INSERT INTO ma_dta.address SELECT household_id, 'M', '7 Hiding Place', NULL, 'Quincy', 'MA', '02169' FROM ma_dta.person WHERE last_name = 'Confidential'`,
    )
    const rows = await read(aDecision([['p1', 'snap', 'mailing-address']]), [one])
    assert.deepEqual(fieldsOf(rows, 'mailing-address'), [['P.O. Box 9999', 'Boston', 'MA', '02121']])
    const { 'mailing-address': mailing, ...others } = mapping.elements
    if (mailing === undefined) assert.fail('the mapping has a mailing address')
    const { substitute: _none, ...withoutSubstitute } = mailing
    const poorer = { ...mapping, elements: { ...others, 'mailing-address': withoutSubstitute } }
    const what = plan(aDecision([['p1', 'snap', 'mailing-address']]), [one], poorer)
    assert.deepEqual([what.lines, what.unmapped.length], [[], 1])
  })

  it('gives the same order wherever the rows lie', async () => {
    const who = await people('ana', 'twin-first')
    const decision = aDecision([
      ['p1', 'snap', 'ebt-transactions'],
      ['p2', 'snap', 'name'],
      ['p1', 'snap', 'household-members'],
    ])
    const before = await read(decision, who)
    await pool.query('UPDATE ma_dta.person SET phone = phone; UPDATE ma_dta.ebt_transaction SET kind = kind')
    assert.deepEqual(await read(decision, who), before)
  })

  it('reads nothing where nothing is released', async () => {
    const who = await people('ana')
    assert.deepEqual(await read(aDecision([['p1', 'snap', 'ssn', 'deny']]), who), [])
  })
})

/** Stop between the grants and the statement: run `look` under the release's own role, then let it finish. */
async function underTheRole(
  compiled: CompiledRelease,
  look: (as: Client, role: string) => Promise<void>,
): Promise<void> {
  let looked = false
  const watched = new Proxy(pool, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property)
      if (property !== 'connect') return typeof value === 'function' ? value.bind(target) : value
      return async () => {
        const [role] = await releaseRoles()
        if (role !== undefined && !looked) {
          looked = true
          const client = new Client({ connectionString: database.url })
          await client.connect()
          try {
            await look(client, role)
          } finally {
            await client.end()
          }
        }
        return target.connect()
      }
    },
  })
  await releaseSource(watched).read(compiled)
  assert.isTrue(looked, 'the role was there while the release ran')
}

async function refusal(client: Client, role: string, sql: string): Promise<string> {
  await client.query('BEGIN')
  try {
    await client.query(`SET LOCAL ROLE ${role}`)
    await client.query(sql)
    return 'allowed'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'another failure'
  } finally {
    await client.query('ROLLBACK')
  }
}

describe('the roles of a release', () => {
  it('are refused every other column, row and table by PostgreSQL itself, person by person', async () => {
    const who = await people('ana', 'transposed')
    const decision = aDecision([
      ['p1', 'snap', 'name'],
      ['p1', 'snap', 'ssn'],
      ['p2', 'snap', 'name'],
    ])
    const compiled = compile(plan(decision, who, mapping))
    await underTheRole(compiled, async (client, role) => {
      const denied = '42501'
      for (const sql of [
        'SELECT person_id FROM ma_dta.person',
        'SELECT 1 FROM ma_dta.address',
        'SELECT 1 FROM ma_dta.tax_record',
        'CREATE TABLE stolen (x text)',
        "SELECT pg_read_file('/etc/passwd')",
      ]) {
        assert.equal(await refusal(client, role, sql), denied, sql)
      }
      // p1 alone may be read with the number, both with the name: two slices, each with its own rows.
      const slices = compiled.access.mode === 'role' ? compiled.access.slices : []
      assert.lengthOf(slices, 2)
      for (const { name, columns } of slices) {
        const owner = `${role}_${name}`
        assert.equal(await refusal(client, owner, `SELECT ${columns.join(', ')} FROM ma_dta.person`), 'allowed')
        for (const column of ['phone', 'birth_date', 'household_id', '*', 'ssn, last_name']) {
          assert.equal(
            await refusal(client, owner, `SELECT ${column} FROM ma_dta.person`),
            denied,
            `${name}: ${column}`,
          )
        }
        for (const sql of [
          'SELECT 1 FROM ma_dta.address',
          'UPDATE ma_dta.person SET ssn = NULL',
          'DELETE FROM ma_dta.person',
        ]) {
          assert.equal(await refusal(client, owner, sql), denied, sql)
        }
        await client.query(`SET ROLE ${owner}`)
        const { rows } = await client.query<{ person_id: string }>('SELECT person_id FROM ma_dta.person ORDER BY 1')
        await client.query('RESET ROLE')
        const expected = columns.includes('ssn') ? ['SYN-PLANTED-ana'] : ['SYN-PLANTED-ana', 'SYN-PLANTED-transposed']
        assert.deepEqual(
          rows.map(({ person_id }) => person_id),
          expected,
        )
      }
    })
  })

  it('stay within their rows even where the agency wrote a policy for everybody', async () => {
    await pool.query('CREATE POLICY everybody ON ma_dta.person USING (true)')
    try {
      const compiled = compile(plan(aDecision([['p1', 'snap', 'name']]), await people('ana'), mapping))
      await underTheRole(compiled, async (client, role) => {
        await client.query(`SET ROLE ${role}_s1`)
        const { rows } = await client.query('SELECT person_id FROM ma_dta.person')
        assert.lengthOf(rows, 1)
      })
    } finally {
      await pool.query('DROP POLICY everybody ON ma_dta.person')
    }
  })

  it('are gone afterwards, with their policies, also when the statement fails', async () => {
    const what = plan(aDecision([['p1', 'snap', 'name']]), await people('ana'), mapping)
    await source.read(compile(what))
    const { statement, ...rest } = compile(what)
    const broken = { ...rest, statement: { ...statement, text: statement.text.replace('last_name', 'no_such_column') } }
    const error = await source.read(broken).catch((one: unknown) => one)
    assert.isTrue(isPosternError(error, 'ERR_SOURCE'), String(error))
    assert.deepEqual(await releaseRoles(), [])
    const left = await pool.query(`SELECT polname FROM pg_policy WHERE polname LIKE 'postern%'`)
    assert.lengthOf(left.rows, 0)
  })

  it('are swept when a crash left them, and never while their release runs', async () => {
    const compiled = compile(plan(aDecision([['p1', 'snap', 'name']]), await people('ana'), mapping))
    await underTheRole(compiled, async () => assert.equal(await sweepReleaseRoles(pool), 0))
    const left = 'postern_release_0123456789abcdef'
    await pool.query(`CREATE SCHEMA ${left}`)
    assert.equal(await sweepReleaseRoles(pool), 1)
    assert.deepEqual(await releaseRoles(), [])
  })

  it('are swept when the connection that made them breaks', async () => {
    const compiled = compile(plan(aDecision([['p1', 'snap', 'name']]), await people('ana'), mapping))
    const broken = underTheRole(compiled, async (client) => {
      await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      )
    })
    const error = await broken.catch((one: unknown) => one)
    assert.isTrue(isPosternError(error, 'ERR_DATABASE_UNAVAILABLE'), String(error))
    // The server takes a moment to see that the connection is gone and to free its lock.
    await vi.waitFor(async () => {
      await sweepReleaseRoles(pool)
      assert.deepEqual(await releaseRoles(), [])
    })
  })

  it('are made by an account that owns the tables and is no superuser', async () => {
    const owner = `owner_${database.name}`
    const url = new URL(database.url)
    await pool.query(`CREATE ROLE ${owner} LOGIN CREATEROLE PASSWORD 'for-a-test'`)
    await pool.query(
      `GRANT CREATE ON DATABASE ${database.name} TO ${owner}; GRANT USAGE, CREATE ON SCHEMA ma_dta TO ${owner} WITH GRANT OPTION`,
    )
    await pool.query(`ALTER TABLE ma_dta.person OWNER TO ${owner}; ALTER TABLE ma_dta.address OWNER TO ${owner}`)
    url.username = owner
    url.password = 'for-a-test'
    const own = new Pool({ connectionString: url.href, max: 3 })
    own.on('error', () => {})
    try {
      const decision = aDecision([
        ['p1', 'snap', 'name'],
        ['p1', 'snap', 'home-address'],
      ])
      const rows = await releaseSource(own).read(compile(plan(decision, await people('ana'), mapping)))
      assert.lengthOf(rows, 2)
      assert.deepEqual(await releaseRoles(), [])
    } finally {
      await own.end()
      await pool.query(`REASSIGN OWNED BY ${owner} TO CURRENT_USER; DROP OWNED BY ${owner}; DROP ROLE ${owner}`)
    }
  })

  it('may run at the same moment', async () => {
    const one = compile(plan(aDecision([['p1', 'snap', 'name']]), await people('ana'), mapping))
    const two = compile(plan(aDecision([['p1', 'snap', 'ssn']]), await people('former'), mapping))
    const [first, second] = await Promise.all([source.read(one), source.read(two)])
    assert.deepEqual([first?.length, second?.length], [1, 1])
  })

  it('are not made where row security is off, since a policy would do nothing', async () => {
    await pool.query('ALTER TABLE ma_dta.alias DISABLE ROW LEVEL SECURITY')
    try {
      const error = await read(aDecision([['p1', 'snap', 'alias']]), await people('ana')).catch((one: unknown) => one)
      assert.isTrue(isPosternError(error, 'ERR_SOURCE'), String(error))
    } finally {
      await pool.query('ALTER TABLE ma_dta.alias ENABLE ROW LEVEL SECURITY')
    }
  })
})

describe('a source that is not ours to alter', () => {
  const views: SourceMapping = { ...mapping, access: { mode: 'views', schema: 'postern_views', role: '' } }
  let granted: SourceMapping

  beforeAll(async () => {
    granted = { ...views, access: { mode: 'views', schema: 'postern_views', role: `reader_${database.name}` } }
    await pool.query(viewsSql(granted))
  })
  afterAll(async () => {
    await pool.query(
      `DROP SCHEMA postern_views CASCADE; DROP OWNED BY reader_${database.name}; DROP ROLE reader_${database.name}`,
    )
  })

  it('gives through views granted beforehand just what roles give', async () => {
    const who = await people('ana', 'confidential-address', 'noncitizen')
    const decision = aDecision([
      ['p1', 'snap', 'name'],
      ['p1', 'tanf', 'enrollment-dates'],
      ['p2', 'snap', 'mailing-address'],
      ['p3', 'snap', 'mailing-address'],
      ['p3', 'snap', 'immigration-documents'],
      ['p1', 'snap', 'ebt-transactions'],
    ])
    const rows = await read(decision, who, granted)
    assert.isNotEmpty(rows)
    assert.deepEqual(rows, await read(decision, who))
  })

  it('shows no row of anybody whom the transaction did not name, and no table', async () => {
    const role = `reader_${database.name}`
    const client = new Client({ connectionString: database.url })
    await client.connect()
    try {
      await client.query(`SET ROLE ${role}`)
      assert.lengthOf((await client.query('SELECT * FROM postern_views.ssn')).rows, 0)
      await client.query(`SELECT set_config('postern.name', '{"SYN-PLANTED-ana"}', false)`)
      assert.lengthOf((await client.query('SELECT * FROM postern_views.name')).rows, 1)
      assert.lengthOf((await client.query('SELECT * FROM postern_views.ssn')).rows, 0)
      await client.query('RESET ROLE')
      for (const sql of ['SELECT 1 FROM ma_dta.person', 'SELECT phone FROM postern_views.name']) {
        assert.include(['42501', '42703'], await refusal(client, role, sql), sql)
      }
    } finally {
      await client.end()
    }
  })
})

describe('what leaves, from the decision to the files', () => {
  const fixed = { salt: new Uint8Array(32).fill(7), receiptCode: new Uint8Array(16).fill(9) }
  const receiver = {
    organization: 'usda-oig',
    recipient: 'age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq',
  }

  it('is the same, byte for byte, for the same decision over the same data', async () => {
    const who = await people('ana', 'ana-child')
    const decision = aDecision(
      [
        ['p1', 'snap', 'name'],
        ['p2', 'snap', 'ssn'],
        ['p1', 'snap', 'income'],
      ],
      ['attach-redisclosure-terms'],
    )
    const what = plan(decision, who, mapping)
    const put = async () =>
      prepare({
        decision,
        people: who,
        mapping,
        plan: what,
        rows: await source.read(compile(what)),
        receiver,
        ...fixed,
      })
    const [one, two] = [await put(), await put()]
    assert.isTrue(Buffer.from(one.payload).equals(two.payload))
    assert.equal(one.opened, two.opened)
    assert.deepEqual(
      one.files.map(({ name }) => name),
      ['datapackage.json', 'data/snap.csv', 'data/snap.income.csv', 'manifest.json', 'terms.txt'],
    )
  })

  it('has only what was decided, for any decision', async () => {
    const keys = ['ana', 'ana-child', 'noncitizen', 'restricted', 'confidential-address']
    const who = await people(...keys)
    const some = fc.constantFrom(
      'name',
      'alias',
      'ssn',
      'photo',
      'home-address',
      'mailing-address',
      'income',
      'case-notes',
      'a-number',
      'federal-tax-information',
      'enrollment-dates',
      'disclosure-history',
    )
    const sketch = fc.tuple(
      fc.constantFrom(...who.map(({ ref }) => ref)),
      fc.constantFrom('snap', 'tanf'),
      some,
      fc.constantFrom('release', 'hold', 'deny'),
    )
    const cells = fc.uniqueArray(sketch, {
      maxLength: 14,
      selector: ([subject, program, element]) => `${subject} ${program} ${element}`,
    })
    await fc.assert(
      fc.asyncProperty(cells, async (drawn: CellSketch[]) => {
        const decision = aDecision(drawn)
        const what = plan(decision, who, mapping)
        const rows = await source.read(compile(what))
        const { files, manifest } = prepare({ decision, people: who, mapping, plan: what, rows, receiver, ...fixed })
        const released = new Set(
          drawn.filter(([, , , outcome]) => outcome === 'release').map((cell) => cell.slice(0, 3).join(' ')),
        )
        for (const { subject, program, element } of manifest.cells) {
          assert.isTrue(released.has([subject, program, element].join(' ')))
        }
        for (const { name, bytes } of files) {
          const program = /^data\/([a-z]+)/.exec(name)?.[1]
          if (program === undefined) continue
          const { header, rows: records } = parseCsv(bytes)
          for (const [subject, ...fields] of records) {
            for (const [at, field] of fields.entries()) {
              const element = (header[at + 1] ?? '').split('.')[0]
              if (field === null || element === 'row') continue
              assert.isTrue(released.has([subject, program, element].join(' ')), `${subject} ${name} ${element}`)
            }
          }
        }
      }),
      { numRuns: 25 },
    )
  })

  it('leaves a withheld cell and a cell without a value looking the same', async () => {
    const who = await people('ana', 'ana-child')
    // The child has no photo; the partner's is not released. Both are empty in the one table.
    const decision = aDecision([
      ['p1', 'snap', 'name'],
      ['p2', 'snap', 'name'],
      ['p2', 'snap', 'photo'],
      ['p1', 'snap', 'photo', 'deny'],
    ])
    const what = plan(decision, who, mapping)
    const { files } = prepare({
      decision,
      people: who,
      mapping,
      plan: what,
      rows: await source.read(compile(what)),
      receiver,
      ...fixed,
    })
    const table = files.find(({ name }) => name === 'data/snap.csv')?.bytes ?? new Uint8Array()
    assert.equal(
      fromUtf8(table),
      'subject,name.family,name.given,name.middle,name.suffix,photo\r\np1,Samplewright,Ana,Maria,,\r\np2,Samplewright,Benito,,,\r\n',
    )
  })

  it('stops at the gate when the source gives a row of somebody else', async () => {
    const who = await people('ana', 'former')
    const decision = aDecision([
      ['p1', 'snap', 'ssn'],
      ['p2', 'snap', 'ssn'],
    ])
    const rows = await read(decision, who)
    const [one, two] = rows
    if (one === undefined || two === undefined) assert.fail('both have a number')
    try {
      gate(
        [
          { ...one, subject: 'p2' },
          { ...two, subject: 'p1' },
        ],
        decision,
        who,
        mapping,
      )
    } catch (error) {
      assert.isTrue(isPosternError(error, 'ERR_GATE'))
      assert.notInclude(JSON.stringify(error), '000-00-')
      return
    }
    assert.fail('the rows passed')
  })
})
