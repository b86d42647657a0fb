/** The databases the product works on: yours where you name them, else an embedded PostgreSQL. */
import { setTimeout as sleep } from 'node:timers/promises'

import { Client, DatabaseError } from 'pg'

import { isPosternError, PosternError } from '#errors.ts'

import { dataDirectoryOf, type Environment } from './places.ts'
import { type Server, startServer } from './server.ts'

export interface OpenDatabase {
  /** The product's own database: events, projections, keys. */
  readonly productUrl: string
  /** The agency's source of records, or null where the product database is yours and no source was named. */
  readonly caseloadUrl: string | null
  /** Where everything of this installation lives that is not in a database; not made by this call when embedded is false. */
  readonly dataDirectory: string
  readonly embedded: boolean
  stop(): Promise<void>
}

/**
 * `DATABASE_URL` and `POSTERN_SOURCE_URL` are used as they are; what is not named is embedded, in the data
 * directory (`POSTERN_DATA`, else the platform's usual place). With `DATABASE_URL` nothing is started.
 *
 * Throws what `startServer` throws. Does not migrate and does not check that a named database answers.
 */
export async function openDatabase(env: Environment): Promise<OpenDatabase> {
  const dataDirectory = dataDirectoryOf(env)
  const source = env['POSTERN_SOURCE_URL'] || null
  if (env['DATABASE_URL']) {
    return {
      productUrl: env['DATABASE_URL'],
      caseloadUrl: source,
      dataDirectory,
      embedded: false,
      stop: async () => {},
    }
  }
  const server = await startServer(dataDirectory, env)
  try {
    await createMissing(server, ['postern', 'caseload'])
  } catch (error) {
    await server.stop()
    throw error
  }
  return {
    productUrl: server.url('postern'),
    caseloadUrl: source ?? server.url('caseload'),
    dataDirectory,
    embedded: true,
    stop: () => server.stop(),
  }
}

/** Longest time in which a server that died while it was opened must be up again. */
const patience = 15_000

async function createMissing(server: Server, names: readonly string[]): Promise<void> {
  const deadline = Date.now() + patience
  for (;;) {
    try {
      return await createDatabases(server.url('postgres'), names)
    } catch (cause) {
      if (cause instanceof DatabaseError && cause.code === '53100') {
        const mend = 'Free some space there, or set POSTERN_DATA to a directory on another disk.'
        const path = server.dataDirectory
        throw new PosternError('ERR_DISK_FULL', `the disk of ${path} is full`, { path }, { mend, cause })
      }
      if (!isLoss(cause)) throw cause
      if (Date.now() > deadline) {
        const mend = 'Read postgres.log in its directory, then try again.'
        const path = server.dataDirectory
        const message = 'the embedded database keeps dying while it is opened'
        throw new PosternError('ERR_DATABASE_UNAVAILABLE', message, { path }, { mend, cause })
      }
    }
    await sleep(50)
  }
}

/** The server died and is being started again: shutdowns of SQLSTATE class 57, or a socket that nobody answers at. */
function isLoss(error: unknown): boolean {
  return error instanceof DatabaseError ? error.code?.startsWith('57P') === true : error instanceof Error
}

async function createDatabases(url: string, names: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url })
  // A connection lost between two queries shows at the next one; unheard, it would end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database')
    for (const name of names) {
      if (!rows.some((row) => row.datname === name))
        await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`)
    }
  } finally {
    await client.end().catch(() => {})
  }
}

/**
 * Open the database, ask it who it is, and say so in a sentence. A database that another process of this
 * installation has open is well too.
 *
 * Throws what `openDatabase` throws, and ERR_DATABASE_UNAVAILABLE where a named one does not answer.
 */
export async function describeDatabase(env: Environment): Promise<string> {
  const dataDirectory = dataDirectoryOf(env)
  try {
    const opened = await openDatabase(env)
    try {
      const version = await versionOf(opened.productUrl)
      return `PostgreSQL ${version}, ${opened.embedded ? `embedded in ${dataDirectory}` : 'yours by DATABASE_URL'}`
    } finally {
      await opened.stop()
    }
  } catch (error) {
    if (isPosternError(error, 'ERR_DATABASE_IN_USE')) return error.message
    throw error
  }
}

async function versionOf(url: string): Promise<string> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version')
    return rows[0]?.server_version ?? 'of no version'
  } catch (cause) {
    const mend = 'Check that it runs and that DATABASE_URL names it, with its user and password.'
    throw new PosternError('ERR_DATABASE_UNAVAILABLE', 'the database does not answer', {}, { mend, cause })
  } finally {
    await client.end().catch(() => {})
  }
}
