/**
 * Connections to PostgreSQL, and what its failures mean to a caller.
 *
 * Trust: the server at the other end is believed in everything it answers.
 */
import { setTimeout as sleep } from 'node:timers/promises'

import { Pool, type ClientBase } from 'pg'

import { isPosternError, PosternError } from '#errors.ts'

export interface ConnectOptions {
  /** Connections at most; 10 unless told. */
  readonly max?: number
  /** How the connections are named in pg_stat_activity. */
  readonly name?: string
  /** Take on this role, and its rights only, as soon as a connection is made. */
  readonly role?: 'postern_app' | 'postern_keeper' | 'postern_desk'
  /** The agency whose rows `postern_desk` sees; it sees none without. */
  readonly agency?: string
  /** Send queries without waiting for the answers to those before them. No cursors on such a connection. */
  readonly pipeline?: boolean
}

/** Milliseconds after which a transaction that its owner has left idle is ended. */
const idleInTransaction = '60000'

/**
 * A pool that outlives its server: connections that break are thrown away and the next query makes a new
 * one, so when a database comes back nothing has to be restarted. Nothing is connected until it is used.
 *
 * Every statement sees what was committed before it began, whatever the server's own default: what takes a lock and
 * then looks relies on it. Waits ten seconds at most for a connection, and ends a transaction that its owner has
 * left idle for a minute. A statement may take as long as it needs: a release of a whole caseload is one.
 */
export function connect(url: string, options: ConnectOptions = {}): Pool {
  const { max = 10, name = 'postern', pipeline = false } = options
  const settings = settingsFor(options)
  const pool = new Pool({
    connectionString: url,
    application_name: name,
    max,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    idle_in_transaction_session_timeout: Number(idleInTransaction),
    keepAlive: true,
    pipeline,
    options: Object.entries(settings)
      .map(([setting, value]) => `-c ${setting}=${value.replaceAll(' ', '\\ ')}`)
      .join(' '),
    // The pool waits for what it returns, though its type says that nothing comes of it.
    // eslint-disable-next-line typescript/no-misused-promises
    onConnect: (client) => insist(client, settings),
  })
  // A connection that breaks between two queries has no caller to tell, and would end the process. The pool
  // drops it; whoever holds it learns from the next query.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/**
 * Given when the connection is made, so that `reset role` and `reset postern.agency` come back to these and no further.
 *
 * @throws RangeError where an agency is no code: it becomes part of a line of options
 */
function settingsFor({ role, agency }: ConnectOptions): Readonly<Record<string, string>> {
  if (agency !== undefined && !/^[a-z0-9-]+$/.test(agency)) throw new RangeError('an agency is named by its code')
  return {
    default_transaction_isolation: 'read committed',
    ...(agency === undefined ? {} : { 'postern.agency': agency }),
    // A page reads some lines of a warm index: no helpers to start, and no fear of jumping about.
    ...(role === 'postern_desk' ? { max_parallel_workers_per_gather: '0', random_page_cost: '1.1' } : {}),
    ...(role === undefined ? {} : { role }),
  }
}

/**
 * Say it again as a statement. A pooler between us and the server may leave out what was given as the connection was
 * made, as PgBouncer does where it does not refuse it; and a connection without its role would do everything as the
 * owner of all. The role comes last: it may set less than the account.
 */
async function insist(client: ClientBase, settings: Readonly<Record<string, string>>): Promise<void> {
  const all = Object.entries({ idle_in_transaction_session_timeout: idleInTransaction, ...settings })
  const calls = all.map((_, i) => `set_config($${2 * i + 1}, $${2 * i + 2}, false)`)
  await client.query(`select ${calls.join(', ')}`, all.flat())
}

const onReplica = '25006'

/**
 * SQLSTATE, PostgreSQL's appendix A: class 08, the shutdowns of class 57, 53300 too many connections, and what ends a
 * connection that did nothing for too long, as of a process that was stopped for a while: 25P03, 25P04, 57P05.
 * 25006 is what a replica says to a change: it was primary a moment ago, or will be, and another is now.
 */
const lostStates = new Set(['57P01', '57P02', '57P03', '53300', '25P03', '25P04', '57P05', onReplica])
const lostCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])
/** node-postgres gives these no code. */
const lostMessages =
  /^(Connection terminated|Client has encountered a connection error|timeout expired|timeout exceeded)/

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Whether this failure says that the database went away or does not take us now, rather than that it refused the query. */
export function isConnectionLoss(error: unknown): boolean {
  if (isPosternError(error, 'ERR_DATABASE_UNAVAILABLE')) return true
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isConnectionLoss)
  const code = codeOf(error)
  return code.startsWith('08') || lostStates.has(code) || lostCodes.has(code) || lostMessages.test(error.message)
}

/** Whether a transaction was undone for the sake of another, and may be tried again: SQLSTATE 40001 and 40P01, a deadlock. */
export function isUndoneForAnother(error: unknown): boolean {
  return error instanceof Error && ['40001', '40P01'].includes(codeOf(error))
}

/**
 * What a database failure means to a caller: ERR_DATABASE_UNAVAILABLE or ERR_DISK_FULL with the SQLSTATE as
 * evidence. Every other error comes back as it was. PostgreSQL's own words about a row never become evidence.
 */
export function toPosternError(error: unknown): unknown {
  if (error instanceof PosternError || !(error instanceof Error)) return error
  const evidence = { sqlstate: codeOf(error) || null }
  // 53100 disk_full; 58030 io_error is what a full disk gives when it is met on the write-ahead log.
  if (codeOf(error) === '53100' || error.message.includes('No space left on device')) {
    return new PosternError('ERR_DISK_FULL', "the database's disk is full", evidence, {
      mend: 'Free some space on it; what was not acknowledged was not stored.',
      cause: error,
    })
  }
  if (codeOf(error) === onReplica) {
    return new PosternError('ERR_DATABASE_UNAVAILABLE', 'the database that answers is a replica', evidence, {
      mend: 'Try again in a minute. Where it stays so, check that DATABASE_URL leads to the primary.',
      cause: error,
    })
  }
  if (isConnectionLoss(error)) {
    return new PosternError('ERR_DATABASE_UNAVAILABLE', 'the database does not answer', evidence, {
      mend: 'Check that it runs and that DATABASE_URL names it, then try again.',
      cause: error,
    })
  }
  return error
}

/** Run work on the database; its failures become PosternErrors where a caller can act on them. */
export async function withDatabaseErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toPosternError(error)
  }
}

/**
 * Run work again, from its beginning, when the connection was lost under it, for `patience` milliseconds.
 *
 * ONLY for work that may be done twice: a connection that is lost during COMMIT leaves open whether it
 * was committed. Reads are safe; so is a transaction that first looks whether its own effect is there
 * (an event with this id, a delivery of this content root). Every attempt must take its own connection.
 */
export async function withRetryOnConnectionLoss<T>(work: () => Promise<T>, patience = 15_000): Promise<T> {
  const deadline = Date.now() + patience
  for (let pause = 50; ; pause = Math.min(pause * 2, 1000)) {
    try {
      return await work()
    } catch (error) {
      if (!isConnectionLoss(error) || Date.now() + pause > deadline) throw toPosternError(error)
    }
    await sleep(pause)
  }
}
