/**
 * One owner at a time for a data directory.
 *
 * The lock is the operating system's own (SQLite takes it for us on an empty file, as fcntl on Unix and
 * LockFileEx on Windows). The kernel hands it to exactly one process and takes it back at that process's
 * death, however it died, so there is no stale lock to judge and no race in taking one over. The record
 * beside it says who holds it, for the message to whoever comes second.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

import { PosternError } from '#errors.ts'

import { birthmarkOf } from './processes.ts'

/** Held here because a lock that the garbage collector closes would be a lock given away. */
const held = new Map<string, DatabaseSync>()

/** SQLITE_BUSY, https://www.sqlite.org/rescode.html#busy */
const BUSY = 5

/**
 * Take a directory that exists for this process, until `release` or death.
 *
 * Throws ERR_DATABASE_IN_USE naming the pid that has it, ERR_DATA_DIRECTORY where no file can be made there.
 */
export async function takeDirectory(directory: string): Promise<{ release(): void }> {
  const path = join(directory, 'lock')
  const record = join(directory, 'owner')
  const deadline = Date.now() + 2000
  let lock = tryLock(path)
  while (lock === undefined) {
    // Several that come at once can each keep the others off for a moment, so only an owner that is seen
    // to live is believed at once.
    const owner = readOwner(record)
    if ((owner && lives(owner)) || Date.now() > deadline) throw inUse(directory, owner)
    await sleep(10 + Math.random() * 20)
    lock = tryLock(path)
  }
  // A process loses fcntl locks on a file when any part of it closes that file, as a backup made from
  // inside would. The record then still speaks for it. (Windows has no such locks, and no birthmarks.)
  const owner = process.platform === 'win32' ? undefined : readOwner(record)
  if (owner && owner.pid !== process.pid && lives(owner)) {
    lock.close()
    throw inUse(directory, owner)
  }
  held.set(path, lock)
  const { pid } = process
  writeFileSync(`${record}.new`, `${pid}\n${birthmarkOf(pid) ?? ''}\n${new Date().toISOString()}\n`)
  renameSync(`${record}.new`, record)
  return {
    release() {
      if (held.get(path) !== lock) return
      rmSync(record, { force: true })
      held.delete(path)
      lock?.close()
    },
  }
}

/** The lock, or undefined where another has it or is after it. */
function tryLock(path: string): DatabaseSync | undefined {
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(path)
    // Nothing is ever written, so there is nothing to keep a journal of.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return lock
  } catch (cause) {
    lock?.close()
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === BUSY) return undefined
    const mend = 'Make it writable, or set POSTERN_DATA to another directory.'
    throw new PosternError('ERR_DATA_DIRECTORY', `${path} cannot be locked`, { path }, { mend, cause })
  }
}

function lives({ pid, birthmark }: Owner): boolean {
  return birthmarkOf(pid) === birthmark
}

interface Owner {
  readonly pid: number
  readonly birthmark: string
  readonly since: string
}

function readOwner(record: string): Owner | undefined {
  try {
    const [pid, birthmark, since] = readFileSync(record, 'utf8').split('\n')
    return pid && birthmark && since ? { pid: Number(pid), birthmark, since } : undefined
  } catch {
    return undefined
  }
}

function inUse(directory: string, owner: Owner | undefined): PosternError {
  const who = owner ? `process ${owner.pid} since ${owner.since}` : 'another process that has just started'
  return new PosternError(
    'ERR_DATABASE_IN_USE',
    `${directory} is in use by ${who}`,
    { path: directory, pid: owner?.pid ?? null, since: owner?.since ?? null },
    { mend: 'Wait until it ends, set POSTERN_DATA to another directory, or share a server by DATABASE_URL.' },
  )
}
