/**
 * Read a release from the source, so that the source itself refuses everything else.
 *
 * Where the source is ours to alter, each release gets roles of its own, made from a random name and dropped
 * afterwards:
 *
 *     postern_release_<16 hex>       runs the one statement; may see the slices and no table at all
 *     postern_release_<16 hex>_s1    owns slice 1: may read these columns, under a policy of these rows
 *     postern_release_<16 hex>_s2    …
 *
 * A slice is a view owned by its role, so people of whom different columns are released stay apart. Where
 * the source is not ours to alter, a role made beforehand reads one view per element, each opened by a
 * setting of the transaction for the permitted people.
 *
 * Trust: high. Whoever owns the tables can show us other values than the agency's; the account of
 * POSTERN_SOURCE_URL can make such roles for anything it owns itself.
 */
import { randomBytes } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { PosternError } from '#errors.ts'
import { conditionSql, keyCast, quoteName, quoteText } from '#formats/sql.ts'
import type { CompiledRelease, ReleaseSource, Slice, SourceRow } from '#release/compile.ts'
import { withSourceErrors } from './errors.ts'

/** The source, reading under the least rights that the statement needs. The pool needs two connections at least. */
export function releaseSource(pool: Pool): ReleaseSource {
  return { read: (compiled) => withSourceErrors(() => read(pool, compiled)) }
}

async function read(pool: Pool, compiled: CompiledRelease): Promise<SourceRow[]> {
  const { access } = compiled
  if (access.mode === 'views') {
    return inReadTransaction(pool, access.role, access.schema, compiled, access.settings)
  }
  await requireRowSecurity(pool, access.schema, access.slices)
  await sweepReleaseRoles(pool)
  const name = `postern_release_${randomBytes(8).toString('hex')}`
  return onConnection(pool, async (keeper) => {
    // Held until the roles are gone: whoever finds the roles and can take this lock knows that we crashed.
    await keeper.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name])
    try {
      await keeper.query(grantsSql(name, access.schema, access.slices))
      return await inReadTransaction(pool, name, name, compiled, [])
    } finally {
      // Also ends the transaction of grants that failed. If this connection is gone, the next release sweeps.
      await keeper.query('ROLLBACK')
      await drop(keeper, name)
      await keeper.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name])
    }
  })
}

function inReadTransaction(
  pool: Pool,
  role: string,
  schema: string,
  { statement }: CompiledRelease,
  settings: readonly { readonly name: string; readonly value: string }[],
): Promise<SourceRow[]> {
  return onConnection(pool, async (client) => {
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await client.query(`
      SET LOCAL ROLE ${quoteName(role)};
      SET LOCAL search_path = pg_catalog, ${quoteName(schema)}, pg_temp;
      SET LOCAL TimeZone = 'UTC'`)
    for (const { name, value } of settings) await client.query('SELECT set_config($1, $2, true)', [name, value])
    const { rows } = await client.query<SourceRow>(statement.text, [...statement.values])
    await client.query('COMMIT')
    return rows
  })
}

function ignore(): void {}

/** Work on one connection; where the work fails, the connection is closed and not used again. */
export async function onConnection<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  // A connection that breaks between two queries would otherwise end the process; the next query says it.
  client.on('error', ignore)
  try {
    const done = await work(client)
    client.off('error', ignore)
    client.release()
    return done
  } catch (error) {
    client.release(true)
    throw error
  }
}

/**
 * Two grants on one table at the same moment fail in PostgreSQL ("tuple concurrently updated"), so releases make
 * and drop their roles one after another; they read side by side. A table that somebody else holds is not
 * waited for long, since those who come after would wait behind us.
 */
export const ONE_AT_A_TIME = `SELECT pg_advisory_xact_lock(hashtextextended('postern release roles', 0));
SET LOCAL lock_timeout = '5s';`

/** One transaction: the roles are there with exactly these rights, or not at all. */
function grantsSql(name: string, schema: string, slices: readonly Slice[]): string {
  const reader = quoteName(name)
  return `
BEGIN;
${ONE_AT_A_TIME}
CREATE ROLE ${reader} NOLOGIN;
GRANT ${reader} TO CURRENT_USER;
CREATE SCHEMA ${reader};
GRANT USAGE ON SCHEMA ${reader} TO ${reader};
${slices.map((slice) => sliceSql(name, schema, slice)).join('')}COMMIT`
}

function sliceSql(name: string, schema: string, slice: Slice): string {
  const owner = quoteName(`${name}_${slice.name}`)
  const reader = quoteName(name)
  const table = `${quoteName(schema)}.${quoteName(slice.table)}`
  const columns = slice.columns.map(quoteName).join(', ')
  const keys = `ARRAY[${slice.keys.map(quoteText).join(', ')}]::${keyCast(slice.by.type)}[]`
  const rows = [`${quoteName(slice.by.column)} = ANY (${keys})`, ...slice.conditions.map((one) => conditionSql(one))]
  // Two policies: one opens these rows, and the restrictive one keeps a policy that the agency wrote for PUBLIC
  // from opening others. The role makes its view itself, since a view sees what its maker may see.
  return `
CREATE ROLE ${owner} NOLOGIN;
GRANT ${owner} TO CURRENT_USER;
GRANT USAGE ON SCHEMA ${quoteName(schema)} TO ${owner};
GRANT SELECT (${columns}) ON ${table} TO ${owner};
CREATE POLICY ${owner} ON ${table} FOR SELECT TO ${owner} USING (${rows.join(' AND ')});
CREATE POLICY ${quoteName(`${name}_${slice.name}_only`)} ON ${table} AS RESTRICTIVE FOR SELECT TO ${owner} USING (${rows.join(' AND ')});
GRANT USAGE, CREATE ON SCHEMA ${reader} TO ${owner};
SET LOCAL ROLE ${owner};
CREATE VIEW ${reader}.${quoteName(slice.name)} AS SELECT ${columns} FROM ${table};
GRANT SELECT ON ${reader}.${quoteName(slice.name)} TO ${reader};
RESET ROLE;
REVOKE CREATE ON SCHEMA ${reader} FROM ${owner};
`
}

export async function drop(client: PoolClient, name: string): Promise<void> {
  const { rows } = await client.query<{ role: string }>(
    `SELECT rolname AS role FROM pg_roles WHERE rolname = $1 OR rolname LIKE $1 || '\\_s%'`,
    [name],
  )
  const roles = rows.map(({ role }) => quoteName(role)).join(', ')
  // Their policies go with them, each under a lock of its table.
  const { rows: tables } = await client.query<{ schema: string; table: string }>(
    'SELECT DISTINCT schemaname AS schema, tablename AS "table" FROM pg_policies WHERE roles && $1::name[]',
    [rows.map(({ role }) => role)],
  )
  await client.query(`
BEGIN;
${ONE_AT_A_TIME}
${tables.length === 0 ? '' : `LOCK TABLE ${inLockOrder(tables)} IN ACCESS EXCLUSIVE MODE;`}
SET LOCAL client_min_messages = warning;
DROP SCHEMA IF EXISTS ${quoteName(name)} CASCADE;
${roles === '' ? '' : `DROP OWNED BY ${roles}; DROP ROLE ${roles};`}
COMMIT`)
}

/** Tables in the one order in which everybody locks several: two who took them otherwise could wait for each other. */
export function inLockOrder(tables: readonly { readonly schema: string; readonly table: string }[]): string {
  const names = tables.map(({ schema, table }) => `${quoteName(schema)}.${quoteName(table)}`)
  return [...new Set(names)].toSorted().join(', ')
}

/**
 * Drop the roles of releases that a crash left behind; answers how many releases.
 *
 * A release that is under way holds a lock under its own name, so it is never swept, whatever process runs it.
 */
export function sweepReleaseRoles(pool: Pool): Promise<number> {
  return onConnection(pool, async (client) => {
    let swept = 0
    const { rows } = await client.query<{ name: string }>(
      `SELECT nspname AS name FROM pg_namespace WHERE nspname ~ '^postern_release_[0-9a-f]{16}$' AND pg_has_role(nspowner, 'USAGE')`,
    )
    for (const { name } of rows) {
      const lock = await client.query<{ free: boolean }>(
        'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS free',
        [name],
      )
      if (lock.rows[0]?.free !== true) continue
      await drop(client, name)
      await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name])
      swept += 1
    }
    return swept
  })
}

/**
 * That the source can keep a release to its rows: row security is on for every table that is read, since
 * without it a policy is written and does nothing.
 *
 * @throws PosternError ERR_SOURCE naming the tables
 */
export async function requireRowSecurity(
  pool: Pool,
  schema: string,
  reads: readonly { readonly table: string }[],
): Promise<void> {
  const tables = [...new Set(reads.map(({ table }) => table))]
  const { rows } = await pool.query<{ table: string }>(
    `SELECT c.relname AS "table" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = ANY ($2) AND NOT c.relrowsecurity ORDER BY 1`,
    [schema, tables],
  )
  if (rows.length === 0) return
  const open = rows.map(({ table }) => table)
  throw new PosternError(
    'ERR_SOURCE',
    'row security is off for tables of the source, so it could not keep a release to its rows',
    { schema, tables: open },
    {
      mend: `Run ALTER TABLE … ENABLE ROW LEVEL SECURITY for each, with a policy for the agency's own accounts, or use views.`,
    },
  )
}
