/**
 * Starting and stopping PostgreSQL's first process, the postmaster, of a cluster that we own.
 *
 * Everything here trusts the caller to hold the directory's lock: whatever else runs on the cluster is an
 * orphan of an owner that died.
 */
import type { ChildProcess } from 'node:child_process'
import { closeSync, constants, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { PosternError } from '#errors.ts'

import type { Home } from './home.ts'
import { readPostmaster, servesCluster, strayBackends } from './processes.ts'
import { ended, failureSince, hasEnded, linesSince, logMark, rotateLog, run } from './programs.ts'

/** The log holds no statement and no value: LOG ranks above ERROR, so what a statement failed on stays out. */
const logging = [
  'log_min_messages=log',
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
  'log_checkpoints=off',
  'logging_collector=off',
]

/** How long a start is tried again while remains of the last one are in its way. */
const patience = 15_000

/** Start the server and wait until it takes connections, however long recovery from a crash takes. */
export async function startPostmaster(home: Home): Promise<ChildProcess> {
  rotateLog(home)
  const deadline = Date.now() + patience
  for (;;) {
    await clearTheWay(home)
    const mark = logMark(home)
    const settings = [...home.address.settings, ...logging].flatMap((setting) => ['-c', setting])
    const child = run(home, home.engine.postgres, ['-D', home.cluster, ...settings])
    const outcome = await Promise.race([untilReady(home, child), ended(child)])
    if (outcome === ready) return child

    // Backends of a postmaster that was killed hold its shared memory until they notice, and a postmaster
    // whose owner was killed at once may only now be writing its lock file.
    const inTheWay = linesSince(home, mark).some((line) => /still in use|lock file .* already exists/.test(line))
    if (!inTheWay || Date.now() > deadline) {
      throw failureSince(home, mark, `PostgreSQL ended with ${outcome} before it took connections`)
    }
    for (const pid of strayBackends(home.cluster)) signal(pid, 'SIGQUIT')
    await sleep(100)
  }
}

const ready = 'ready'

/** Resolves when the server takes connections; never, if it ends before. */
async function untilReady(home: Home, child: ChildProcess): Promise<string> {
  while (child.pid !== undefined && !hasEnded(child)) {
    const postmaster = readPostmaster(home.cluster)
    if (postmaster?.pid === child.pid && postmaster.status === ready) return ready
    await sleep(10)
  }
  return new Promise(() => {})
}

/** End what a dead owner left running, and make lock files say nothing that only seems to be true. */
async function clearTheWay(home: Home): Promise<void> {
  const path = join(home.cluster, 'postmaster.pid')
  const found = readPostmaster(home.cluster)
  if (found && servesCluster(found.pid, home.cluster)) {
    await stopPostmaster(home, found.pid, () => servesCluster(found.pid, home.cluster))
  } else if (found) {
    // PostgreSQL would take a stranger with the same uid and this number, or a zombie, for a living server.
    // It never takes its own parent for one, so the file shall name us. Removing it instead would remove its
    // shared-memory key too, by which PostgreSQL finds backends that still run.
    const text = readFileSync(path, 'utf8').replace(/^\d+/, String(process.pid))
    const file = openSync(path, constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0))
    writeSync(file, text)
    ftruncateSync(file, Buffer.byteLength(text))
    closeSync(file)
  } else if (strayBackends(home.cluster).length === 0) {
    // None, or cut short by a crash, which PostgreSQL would refuse to start on.
    rmSync(path, { force: true })
  }
  // A socket's lock file is judged by its pid alone, and nobody can be listening any more.
  rmSync(join(home.address.host, `.s.PGSQL.${home.address.port}.lock`), { force: true })
}

/** Fast shutdown (SIGINT), and after a minute immediate shutdown (SIGQUIT), from which recovery is safe. */
export async function stopPostmaster(home: Home, pid: number, lives: () => boolean): Promise<void> {
  for (const [name, milliseconds] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    const deadline = Date.now() + milliseconds
    if (process.platform === 'win32') await ended(run(home, home.engine.pgCtl, ['kill', name.slice(3), String(pid)]))
    else signal(pid, name)
    while (lives() && Date.now() < deadline) await sleep(10)
    if (!lives()) return
  }
  const mend = `End process ${pid} by hand, then start again.`
  throw new PosternError('ERR_DATABASE_UNAVAILABLE', `PostgreSQL process ${pid} does not stop`, { pid }, { mend })
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
