/** A cluster on disk (what `initdb` makes) and the programs that run on it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { PosternError } from '#errors.ts'

import { type Account, makePrivate } from './account.ts'
import type { Engine } from './engine.ts'
import { readPostmaster, servesCluster, strayBackends } from './processes.ts'

/** The folder `database` of a data directory, and what is in it. */
export interface Home {
  readonly directory: string
  readonly cluster: string
  readonly log: string
  readonly password: string
  readonly engine: Engine
  readonly account: Account | undefined
}

export const superuser = 'postern'
const major = '18'

/** Make the cluster where there is none. A half-made one is never seen: it is made aside and renamed. */
export async function ensureCluster(home: Home): Promise<void> {
  if (!existsSync(home.cluster)) await makeCluster(home)
  const versionFile = join(home.cluster, 'PG_VERSION')
  const version = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim() : 'no'
  if (version !== major || !existsSync(home.password)) {
    throw new PosternError(
      'ERR_DATA_DIRECTORY',
      `${home.cluster} is not a database that this version can open`,
      { path: home.cluster, found: `PostgreSQL ${version}`, wanted: `PostgreSQL ${major}` },
      { mend: 'Set POSTERN_DATA to another directory, or restore this one whole from its backup.' },
    )
  }
}

async function makeCluster(home: Home): Promise<void> {
  const staging = join(home.directory, 'initdb')
  rmSync(staging, { recursive: true, force: true })
  makePrivate(staging, home.account)
  const password = randomBytes(24).toString('base64url')
  const passwordForInitdb = join(staging, 'password')
  writeFileSync(passwordForInitdb, password, { mode: 0o600 })
  if (home.account) chownSync(passwordForInitdb, home.account.uid, home.account.gid)

  const from = logSize(home)
  const cluster = join(staging, 'cluster')
  const initdb = run(home, home.engine.initdb, [
    `--pgdata=${cluster}`,
    `--username=${superuser}`,
    `--pwfile=${passwordForInitdb}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-locale',
    '--data-checksums',
    ...['shared_buffers=128MB', 'max_connections=100', 'timezone=UTC', 'log_timezone=UTC'].flatMap((s) => ['--set', s]),
  ])
  const code = await ended(initdb)
  if (code !== 0) throw failure(home, from, `initdb ended with ${code}`)

  writeFileSync(home.password, password, { mode: 0o600, flush: true })
  renameSync(cluster, home.cluster)
  syncDirectory(home.directory)
  rmSync(staging, { recursive: true })
}

function syncDirectory(path: string): void {
  if (process.platform === 'win32') return
  const directory = openSync(path, constants.O_RDONLY)
  fsyncSync(directory)
  closeSync(directory)
}

/**
 * Start the server and wait until it takes connections, however long recovery from a crash takes.
 *
 * Trusts the caller to hold the directory's lock: whatever still runs on this cluster is an orphan.
 */
export async function startPostmaster(home: Home, settings: readonly string[]): Promise<ChildProcess> {
  await stopOrphan(home)
  const lingering = Date.now() + 15_000
  for (;;) {
    const from = logSize(home)
    const child = run(home, home.engine.postgres, [
      '-D',
      home.cluster,
      ...[
        ...settings,
        // The log never holds a statement or a value: LOG ranks above ERROR, so failing statements stay out.
        'log_min_messages=log',
        'log_min_error_statement=panic',
        'log_error_verbosity=terse',
        'logging_collector=off',
        'log_checkpoints=off',
      ].flatMap((setting) => ['-c', setting]),
    ])
    const end = ended(child)
    const outcome = await Promise.race([end.then((code) => ({ code })), untilReady(home, child)])
    if (outcome === 'ready') return child
    const lines = tail(home, from)
    // Backends of a postmaster that was killed hold its shared memory until they notice.
    if (!lines.some((line) => line.includes('still in use')) || Date.now() > lingering) {
      throw failure(home, from, `PostgreSQL ended with ${outcome.code} before it took connections`)
    }
    for (const pid of strayBackends(home.cluster)) signal(pid, 'SIGQUIT')
    await sleep(100)
  }
}

async function untilReady(home: Home, child: ChildProcess): Promise<'ready'> {
  for (;;) {
    const postmaster = readPostmaster(home.cluster)
    if (postmaster?.pid === child.pid && postmaster?.status === 'ready') return 'ready'
    if (child.exitCode !== null || child.signalCode !== null) return new Promise(() => {})
    await sleep(10)
  }
}

/** End whatever a dead owner left running, and clear the way where a stranger now has its number. */
async function stopOrphan(home: Home): Promise<void> {
  const orphan = readPostmaster(home.cluster)
  if (!orphan) return
  if (servesCluster(orphan.pid, home.cluster)) {
    await stopProcess(home, orphan.pid, () => servesCluster(orphan.pid, home.cluster))
    return
  }
  // PostgreSQL would take a stranger with the same uid and this number (or a zombie) for a living server.
  // It never mistakes its own parent for one, so the file names us; removing the file instead would also
  // remove its shared-memory key, by which backends that still run are found.
  const path = join(home.cluster, 'postmaster.pid')
  const rest = readFileSync(path, 'utf8').replace(/^\d+/, '')
  const file = openSync(path, constants.O_WRONLY | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0))
  writeSync(file, `${process.pid}${rest}`)
  closeSync(file)
}

/** Fast shutdown (SIGINT), and after a minute immediate shutdown (SIGQUIT), from which recovery is safe. */
export async function stopProcess(home: Home, pid: number, lives: () => boolean): Promise<void> {
  for (const [name, milliseconds] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    const deadline = Date.now() + milliseconds
    if (process.platform === 'win32') {
      await ended(run(home, home.engine.pgCtl, ['kill', name === 'SIGINT' ? 'INT' : 'QUIT', String(pid)]))
    } else signal(pid, name)
    while (lives() && Date.now() < deadline) await sleep(10)
    if (!lives()) return
  }
  throw new PosternError(
    'ERR_DATABASE_UNAVAILABLE',
    `PostgreSQL process ${pid} does not stop`,
    { pid },
    {
      mend: `End process ${pid} by hand, then start again.`,
    },
  )
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Start a program as the database's account, its words going to the log. */
function run(home: Home, program: string, args: readonly string[]): ChildProcess {
  if (logSize(home) > 4_000_000) renameSync(home.log, `${home.log}.1`)
  const log = openSync(home.log, 'a', 0o600)
  try {
    return spawn(program, args, {
      ...home.account,
      cwd: home.account ? '/' : home.directory,
      stdio: ['ignore', log, log],
      env: { LC_ALL: 'C', TZ: 'UTC', PATH: process.env['PATH'], SystemRoot: process.env['SystemRoot'] },
      windowsHide: true,
    })
  } finally {
    closeSync(log)
  }
}

/** The exit code or signal; rejects where the program could not be started at all. */
export function ended(child: ChildProcess): Promise<number | string> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode)
  if (child.signalCode !== null) return Promise.resolve(child.signalCode)
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signalName) => resolve(code ?? signalName ?? 'no code'))
    child.once('error', (cause) =>
      reject(
        new PosternError(
          'ERR_DATABASE_UNAVAILABLE',
          'PostgreSQL could not be started',
          { program: child.spawnfile },
          {
            mend: 'Set DATABASE_URL to a PostgreSQL of your own; the embedded one needs glibc on Linux.',
            cause,
          },
        ),
      ),
    )
  })
}

function logSize(home: Home): number {
  return statSync(home.log, { throwIfNoEntry: false })?.size ?? 0
}

/** The last lines that were written to the log since it had `from` bytes. */
function tail(home: Home, from: number): string[] {
  if (!existsSync(home.log)) return []
  return readFileSync(home.log).subarray(from).toString('utf8').trim().split('\n').slice(-12)
}

function failure(home: Home, from: number, message: string): PosternError {
  const lines = tail(home, from)
  const evidence = { path: home.directory, log: lines }
  const says = (text: string) => lines.some((line) => line.includes(text))
  if (says('No space left on device') || says('Disk quota exceeded')) {
    return new PosternError('ERR_DISK_FULL', `${message}: the disk is full`, evidence, {
      mend: 'Free some space there, or set POSTERN_DATA to a directory on another disk.',
    })
  }
  if (
    says('Permission denied') ||
    says('Read-only file system') ||
    says('invalid permissions') ||
    says('wrong ownership')
  ) {
    return new PosternError('ERR_DATA_DIRECTORY', `${message}: it may not use its directory`, evidence, {
      mend: 'Give the directory back to its owner, or set POSTERN_DATA to another.',
    })
  }
  return new PosternError('ERR_DATABASE_UNAVAILABLE', message, evidence, {
    mend: `Read ${home.log}; a damaged directory is restored whole from its backup.`,
  })
}
