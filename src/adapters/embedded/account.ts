/**
 * The account that the database runs under, and directories that this account can reach.
 *
 * PostgreSQL refuses to run as root, so root lends it another uid: `postern` where the system has
 * such a user, else `nobody`. Everybody else runs it as themselves.
 */
import { chmodSync, chownSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

import { PosternError } from '#errors.ts'

import { isRoot } from './places.ts'

export interface Account {
  readonly uid: number
  readonly gid: number
}

/** The account to lend the database, or undefined where it runs as whoever runs us. */
export function serverAccount(existing?: string): Account | undefined {
  if (!isRoot()) return undefined
  // A cluster keeps its owner: another uid could not open it.
  const owner = existing === undefined ? undefined : statSync(existing, { throwIfNoEntry: false })
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of ['postern', 'nobody']) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
    // macOS writes nobody's ids as -2.
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }
  }
  throw new PosternError(
    'ERR_TOOL_MISSING',
    'PostgreSQL refuses to run as root and there is no other account',
    {},
    {
      mend: 'Create one with `useradd --system postern`, or set DATABASE_URL to a PostgreSQL of your own.',
    },
  )
}

/** Make a directory that the account may pass through but not list; parents get the usual rights. */
export function makePassable(directory: string, account: Account | undefined): void {
  if (statSync(directory, { throwIfNoEntry: false }) === undefined) {
    mkdirSync(dirname(directory), { recursive: true })
    mkdirSync(directory, { mode: 0o700 })
    if (account) {
      chownSync(directory, 0, account.gid)
      chmodSync(directory, 0o710)
    }
  }
  if (!statSync(directory).isDirectory()) {
    throw new PosternError(
      'ERR_DATA_DIRECTORY',
      `${directory} is not a directory`,
      { path: directory },
      {
        mend: 'Set POSTERN_DATA to a directory, or remove the file that is in its place.',
      },
    )
  }
}

/** Make a directory that belongs to the account and to nobody else. */
export function makePrivate(directory: string, account: Account | undefined): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (account) chownSync(directory, account.uid, account.gid)
}

/** The nearest ancestor (or the directory itself) that the account may not pass through. */
export function firstImpassable(path: string, account: Account | undefined): string | undefined {
  if (!account) return undefined
  const directory = realpathSync(path)
  const parent = dirname(directory)
  const above = parent === directory ? undefined : firstImpassable(parent, account)
  if (above !== undefined) return above
  const { mode, uid, gid } = statSync(directory)
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
  return mode & bit ? undefined : directory
}
