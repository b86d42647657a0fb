/**
 * A PostgreSQL of our own, as a child process, on a data directory of the user's.
 *
 * Durable as PostgreSQL is (fsync on, data checksums on), reachable only through a private socket with a
 * password. It is started again when it dies, and it stops with the process that owns it.
 *
 * Trust: whoever can write to the data directory, or is root, can change everything the database says.
 * Published checkpoints of the log and their witnesses are what would give them away.
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { PosternError } from '#errors.ts'

import { type Account, firstImpassable, makePassable, serverAccount } from './account.ts'
import { ensureCluster } from './cluster.ts'
import { installEngine } from './engine.ts'
import { type Home, superuser } from './home.ts'
import { takeDirectory } from './lock.ts'
import { dataDirectoryOf, type Environment } from './places.ts'
import { openAddress } from './socket.ts'
import { supervise } from './supervise.ts'

export interface Server {
  readonly dataDirectory: string
  /** The connection string for a database of this server; it holds the password. */
  url(database: string): string
  /** The postmaster's pid now; another one after it died and was started again. */
  pid(): number
  /** Fast shutdown: open transactions are rolled back, the rest is on disk. Then the directory is free. */
  stop(): Promise<void>
}

/**
 * Start the server on this directory, making it at first, recovering it after a crash.
 *
 * Throws ERR_DATABASE_IN_USE where another process owns the directory, ERR_DATA_DIRECTORY where it cannot
 * be used, ERR_DISK_FULL, ERR_TOOL_MISSING where there is no engine for this platform, and
 * ERR_DATABASE_UNAVAILABLE with the last lines of PostgreSQL's own log.
 */
export async function startServer(dataDirectory: string, env: Environment): Promise<Server> {
  try {
    return await start(resolve(dataDirectory), env)
  } catch (error) {
    throw explain(error, resolve(dataDirectory))
  }
}

/**
 * Make the data directory where there is none, as the database needs it: run by root, whoever writes a file in there
 * first would make it for root alone.
 *
 * Throws ERR_DATA_DIRECTORY where it cannot be made, and ERR_TOOL_MISSING as `startServer`.
 */
export function makeDataDirectory(env: Environment): void {
  const path = dataDirectoryOf(env)
  try {
    makePassable(path, env['DATABASE_URL'] ? undefined : serverAccount())
  } catch (error) {
    throw explain(error, path)
  }
}

async function start(dataDirectory: string, env: Environment): Promise<Server> {
  const directory = join(dataDirectory, 'database')
  const account = serverAccount(join(directory, 'cluster'))
  makePassable(dataDirectory, account)
  makePassable(directory, account)
  refuseImpassable(directory, account)
  const lock = await takeDirectory(directory)
  try {
    const home: Home = {
      directory,
      cluster: join(directory, 'cluster'),
      log: join(directory, 'postgres.log'),
      password: join(directory, 'password'),
      account,
      engine: installEngine(env, dataDirectory, account),
      address: await openAddress(env, directory, account),
    }
    await ensureCluster(home)
    const { pid, stop } = await supervise(home)
    const { host, port } = home.address
    const credentials = `${superuser}:${encodeURIComponent(readFileSync(home.password, 'utf8'))}`
    return {
      dataDirectory,
      url: (database) =>
        `postgresql://${credentials}@localhost:${port}/${encodeURIComponent(database)}?host=${encodeURIComponent(host)}`,
      pid,
      async stop() {
        await stop()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

function refuseImpassable(directory: string, account: Account | undefined): void {
  const path = firstImpassable(directory, account)
  if (path === undefined) return
  throw new PosternError(
    'ERR_DATA_DIRECTORY',
    `the database does not run as root, and its account may not pass through ${path}`,
    { path, uid: account?.uid ?? null },
    { mend: `Allow it with \`chmod o+x ${path}\`, or set POSTERN_DATA to a directory outside.` },
  )
}

/** A refusal by the file system is a matter of the data directory, and its user can mend it. */
function explain(error: unknown, path: string): unknown {
  if (error instanceof PosternError || !(error instanceof Error) || !('syscall' in error && 'code' in error))
    return error
  const code = String(error.code)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const mend = 'Free some space there, or set POSTERN_DATA to a directory on another disk.'
    return new PosternError('ERR_DISK_FULL', `the disk of ${path} is full`, { path }, { mend, cause: error })
  }
  const mend = 'Make it a directory that you may write to, or set POSTERN_DATA to another.'
  return new PosternError('ERR_DATA_DIRECTORY', `${path} cannot be used`, { path, code }, { mend, cause: error })
}
