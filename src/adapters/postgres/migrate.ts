/**
 * Bring a database to the shape that this version of the program expects. Forward only.
 *
 * Migrations are the files `migrations/NNNN-name.sql`, applied in the order of their names, each in one
 * transaction together with its line in `schema_migration`. Any number of processes may call this at once:
 * one migrates, the others wait and find nothing left to do.
 *
 * Roles belong to the whole server and not to one database, so a migration makes them in a form that may
 * meet itself: `DO $$ BEGIN CREATE ROLE x; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { Client, DatabaseError, type ClientBase } from 'pg'

import { PosternError } from '#errors.ts'

import { toPosternError } from './connect.ts'

export interface AppliedMigration {
  readonly name: string
  readonly sha256: string
}

interface Migration extends AppliedMigration {
  readonly sql: string
}

const ownMigrations = fileURLToPath(new URL('../../../migrations', import.meta.url))

/** "postern" as a number: the advisory lock that all of us take and nobody else has a reason to. */
const lockKey = 0x706f7374

/**
 * Apply what is missing and say what that was.
 *
 * @param before called before the first change, where one is to be made; what it throws is thrown, and nothing changed
 *
 * Throws ERR_MIGRATION, with nothing half-applied, where an applied file has changed or is gone (the
 * database is newer than the program), where a new file would come before an applied one, and where a
 * file fails; ERR_DATABASE_UNAVAILABLE where the database does not answer.
 */
export async function migrate(
  url: string,
  directory: string = ownMigrations,
  before: () => Promise<void> = async () => {},
): Promise<{ applied: string[] }> {
  const migrations = readMigrations(directory)
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  // A connection lost between two queries shows at the next one; unheard, it would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT pg_advisory_lock($1)', [lockKey])
    const pending = pendingAfter(await appliedTo(client), migrations)
    if (pending.length > 0) {
      await before()
      await client.query(makeRecord)
    }
    for (const migration of pending) await apply(client, migration)
    return { applied: pending.map((migration) => migration.name) }
  } catch (error) {
    throw toPosternError(error)
  } finally {
    // Ends the session, and the advisory lock with it.
    await client.end().catch(() => {})
  }
}

/**
 * The same inside a transaction of the caller's, which is undone where this throws.
 *
 * @param which those that another database had, which must be the first of ours; or all that are missing
 * @throws PosternError as `migrate`
 */
export async function applyWithin(client: ClientBase, which: readonly AppliedMigration[] | 'all'): Promise<void> {
  await client.query(makeRecord)
  const ours = readMigrations(ownMigrations)
  if (which !== 'all') pendingAfter(which, ours)
  const wanted = which === 'all' ? ours : ours.slice(0, which.length)
  for (const { name, sql, sha256 } of pendingAfter(await appliedTo(client), wanted)) {
    for (let attempt = 1; ; attempt++) {
      await client.query('SAVEPOINT migration')
      try {
        await client.query(sql)
        await client.query('INSERT INTO schema_migration (name, sha256) VALUES ($1, $2)', [name, sha256])
        break
      } catch (error) {
        if (!(error instanceof DatabaseError)) throw error
        await client.query('ROLLBACK TO SAVEPOINT migration')
        if (isOvertaken(error, attempt)) continue
        throw refused(name, `failed: ${error.message}`, error)
      }
    }
  }
}

/** Another database of the same server is granting to or altering the same role at this moment. */
function isOvertaken(error: DatabaseError, attempt: number): boolean {
  return error.message.startsWith('tuple concurrently') && attempt < 20
}

const makeRecord = `CREATE TABLE IF NOT EXISTS schema_migration (
  name text PRIMARY KEY,
  sha256 text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)`

async function appliedTo(client: ClientBase): Promise<AppliedMigration[]> {
  const { rows: found } = await client.query("SELECT WHERE to_regclass('schema_migration') IS NOT NULL")
  if (found.length === 0) return []
  const { rows } = await client.query<AppliedMigration>('SELECT name, sha256 FROM schema_migration ORDER BY name')
  return rows
}

function readMigrations(directory: string): Migration[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .map((name) => {
      if (!/^\d{4}-[a-z0-9-]+\.sql$/.test(name)) throw refused(name, 'is not named NNNN-name.sql')
      // A checkout on Windows may have its own line ends; they are no change.
      const sql = readFileSync(join(directory, name), 'utf8').replaceAll('\r\n', '\n')
      return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
    })
}

function pendingAfter(applied: readonly AppliedMigration[], migrations: readonly Migration[]): Migration[] {
  for (const [index, { name, sha256 }] of applied.entries()) {
    const file = migrations.find((migration) => migration.name === name)
    if (!file) throw refused(name, 'was applied to this database and is not among the files of this version')
    if (file.sha256 !== sha256) throw refused(name, 'has changed since it was applied')
    const before = migrations[index]
    if (before?.name !== name) throw refused(before?.name ?? name, `is new but comes before ${name}, which was applied`)
  }
  return migrations.slice(applied.length)
}

async function apply(client: Client, { name, sql, sha256 }: Migration): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query('BEGIN')
      await client.query(sql)
      await client.query('INSERT INTO schema_migration (name, sha256) VALUES ($1, $2)', [name, sha256])
      await client.query('COMMIT')
      return
    } catch (error) {
      await client.query('ROLLBACK')
      if (!(error instanceof DatabaseError)) throw error
      if (isOvertaken(error, attempt)) continue
      throw refused(name, `failed: ${error.message}`, error)
    }
  }
}

function refused(migration: string, what: string, cause?: DatabaseError): PosternError {
  return new PosternError(
    'ERR_MIGRATION',
    `migration ${migration} ${what}`,
    { migration, sqlstate: cause?.code ?? null, position: cause?.position ?? null },
    { mend: 'Migrations go forward only: restore the file as it was, and put the change into a new one.', cause },
  )
}
