/**
 * A PostgreSQL of our own, as a child process, on a data directory of the user's.
 *
 * Durable as PostgreSQL is (fsync on, data checksums on), reachable only through a private socket with a
 * password. It is started again when it dies, and it stops with the process that owns it.
 *
 * Trust: whoever can write to the data directory, or is root, can change everything the database says.
 * Published checkpoints of the log and their witnesses are what would give them away.
 */
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { PosternError } from '#errors.ts'

import { firstImpassable, makePassable, serverAccount } from './account.ts'
import { ended, ensureCluster, type Home, startPostmaster, stopProcess, superuser } from './cluster.ts'
import { installEngine } from './engine.ts'
import { stopAtExit } from './exit.ts'
import { takeDirectory } from './lock.ts'
import type { Environment } from './places.ts'
import { openAddress } from './socket.ts'

export interface Server {
  readonly dataDirectory: string
  /** The connection string for a database of this server; it holds the password. */
  url(database: string): string
  /** The postmaster's pid now; another one after it died and was started again. */
  pid(): number
  /** Fast shutdown: open transactions are rolled back, the rest is on disk. Then another process may own the directory. */
  stop(): Promise<void>
}

/** After this many deaths within a minute it stays down: starting again would only hide what is wrong. */
const deathsPerMinute = 5

/**
 * Start the server on this directory, making it at first, recovering it after a crash.
 *
 * Throws ERR_DATABASE_IN_USE where another process owns the directory, ERR_DATA_DIRECTORY where it cannot
 * be used, ERR_DISK_FULL, ERR_TOOL_MISSING where there is no engine for this platform, and
 * ERR_DATABASE_UNAVAILABLE with the last lines of PostgreSQL's own log.
 */
export async function startServer(dataDirectory: string, env: Environment): Promise<Server> {
  const directory = join(resolve(dataDirectory), 'database')
  const account = serverAccount(join(directory, 'cluster'))
  writable(dataDirectory, () => {
    makePassable(resolve(dataDirectory), account)
    makePassable(directory, account)
  })
  const blocked = firstImpassable(directory, account)
  if (blocked !== undefined) {
    throw new PosternError(
      'ERR_DATA_DIRECTORY',
      `the database does not run as root, and its account may not pass through ${blocked}`,
      { path: blocked, uid: account?.uid ?? null },
      { mend: `Allow it with \`chmod o+x ${blocked}\`, or set POSTERN_DATA to a directory outside.` },
    )
  }
  const lock = takeDirectory(directory)
  try {
    const engine = installEngine(env, resolve(dataDirectory), account)
    const home: Home = {
      directory,
      cluster: join(directory, 'cluster'),
      log: join(directory, 'postgres.log'),
      password: join(directory, 'password'),
      engine,
      account,
    }
    await writable(dataDirectory, () => ensureCluster(home))
    const address = await openAddress(env, directory, account)
    const supervised = await supervise(home, address.settings)
    const password = encodeURIComponent(readFileSync(home.password, 'utf8').trim())
    return {
      dataDirectory: resolve(dataDirectory),
      url: (database) =>
        `postgresql://${superuser}:${password}@localhost:${address.port}/${encodeURIComponent(database)}` +
        `?host=${encodeURIComponent(address.host)}`,
      pid: () => supervised.pid(),
      async stop() {
        await supervised.stop()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Keep the server running until it is stopped. */
async function supervise(home: Home, settings: readonly string[]): Promise<{ pid(): number; stop(): Promise<void> }> {
  let stopping = false
  let deaths: number[] = []
  let child: ChildProcess = await startPostmaster(home, settings)
  let restart: Promise<void> = Promise.resolve()

  const watch = (): void => {
    // The child alone does not keep this process running.
    child.unref()
    child.once('exit', (code) => {
      deaths = [...deaths.filter((at) => at > Date.now() - 60_000), Date.now()]
      // Code 0 is a shutdown that somebody asked for, such as Ctrl-C in the same terminal.
      if (!stopping && code !== 0 && deaths.length <= deathsPerMinute) restart = startAgain()
    })
  }
  const startAgain = async (): Promise<void> => {
    try {
      child = await startPostmaster(home, settings)
      watch()
    } catch {
      // Callers learn it from their next connection, and the log says why.
    }
  }
  watch()
  const forget = stopAtExit({ kill: () => child.kill('SIGINT'), stop: () => stop() })

  const stop = async (): Promise<void> => {
    stopping = true
    await restart
    forget()
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    child.ref()
    await Promise.race([
      ended(child),
      stopProcess(home, child.pid, () => child.exitCode === null && child.signalCode === null),
    ])
    await sleep(0)
  }
  return { pid: () => child.pid ?? 0, stop }
}

/** Run work whose refusal by the file system is a matter of the data directory. */
function writable<T>(dataDirectory: string, work: () => T): T {
  const explain = (error: unknown): never => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new PosternError(
        'ERR_DISK_FULL',
        `the disk of ${dataDirectory} is full`,
        { path: dataDirectory },
        {
          mend: 'Free some space there, or set POSTERN_DATA to a directory on another disk.',
          cause: error,
        },
      )
    }
    if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ELOOP', 'ENAMETOOLONG'].includes(code)) {
      throw new PosternError(
        'ERR_DATA_DIRECTORY',
        `${dataDirectory} cannot be used`,
        { path: dataDirectory, code },
        {
          mend: 'Make it a writable directory, or set POSTERN_DATA to another.',
          cause: error,
        },
      )
    }
    throw error
  }
  try {
    const result = work()
    if (result instanceof Promise) result.catch(explain)
    return result
  } catch (error) {
    return explain(error)
  }
}
