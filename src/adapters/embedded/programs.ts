/** Running PostgreSQL's programs, and what their log says when they fail. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'

import { PosternError } from '#errors.ts'

import type { Home } from './home.ts'

/** Start a program as the database's account, its words going to the log. */
export function run(home: Home, program: string, args: readonly string[]): ChildProcess {
  const log = openSync(home.log, 'a', 0o600)
  try {
    return spawn(program, args, {
      ...home.account,
      cwd: home.account ? '/' : home.directory,
      stdio: ['ignore', log, log],
      env: { LC_ALL: 'C', TZ: 'UTC', SystemRoot: process.env['SystemRoot'] },
      windowsHide: true,
    })
  } finally {
    closeSync(log)
  }
}

/** The exit code or signal; rejects where the program could not be started at all. */
export function ended(child: ChildProcess): Promise<number | string> {
  if (hasEnded(child)) return Promise.resolve(child.exitCode ?? child.signalCode ?? 'no code')
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'no code'))
    child.once('error', (cause) => {
      const evidence = { program: child.spawnfile, why: cause.message }
      const mend = 'The embedded PostgreSQL needs glibc on Linux; elsewhere set DATABASE_URL to one of your own.'
      reject(new PosternError('ERR_DATABASE_UNAVAILABLE', 'PostgreSQL could not be started', evidence, { mend, cause }))
    })
  })
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** How long the log is now, as a mark for `linesSince`. */
export function logMark(home: Home): number {
  return statSync(home.log, { throwIfNoEntry: false })?.size ?? 0
}

/** Put a log that has grown long aside; the one before it goes. */
export function rotateLog(home: Home): void {
  if (logMark(home) > 4_000_000) renameSync(home.log, `${home.log}.1`)
}

/** The last lines written to the log since the mark. */
export function linesSince(home: Home, mark: number): string[] {
  if (!existsSync(home.log)) return []
  return readFileSync(home.log).subarray(mark).toString('utf8').trim().split('\n').slice(-12)
}

/** What the lines of a program that failed mean to whoever started us. */
export function failureSince(home: Home, mark: number, message: string): PosternError {
  const lines = linesSince(home, mark)
  const evidence = { path: home.directory, log: lines }
  const says = (...texts: string[]) => lines.some((line) => texts.some((text) => line.includes(text)))
  if (says('No space left on device', 'Disk quota exceeded')) {
    const mend = 'Free some space there, or set POSTERN_DATA to a directory on another disk.'
    return new PosternError('ERR_DISK_FULL', `${message}: the disk is full`, evidence, { mend })
  }
  if (says('Permission denied', 'Read-only file system', 'invalid permissions', 'wrong ownership')) {
    const mend = 'Give the directory back to its owner, or set POSTERN_DATA to another.'
    return new PosternError('ERR_DATA_DIRECTORY', `${message}: it may not use its directory`, evidence, { mend })
  }
  const mend = `Read ${home.log}; a damaged directory is restored whole from its backup.`
  return new PosternError('ERR_DATABASE_UNAVAILABLE', message, evidence, { mend })
}
