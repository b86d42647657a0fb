/** One witness process for one store, since what was stored is compared in that process's memory. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PosternError } from '#errors.ts'

/** SQLITE_BUSY, https://www.sqlite.org/rescode.html#busy */
const busy = 5

/**
 * Claim a directory until the claim is given back or the process ends, however it ends.
 *
 * The lock is the operating system's, taken through SQLite on an empty file because Node has no call for
 * it; the kernel frees it at the owner's death, so there is never a stale one to judge.
 *
 * @throws PosternError ERR_DATABASE_IN_USE when another process has the directory
 */
export function claim(directory: string): () => void {
  const lock = new DatabaseSync(join(directory, 'lock'))
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    if (!(cause instanceof Error && 'errcode' in cause && cause.errcode === busy)) throw cause
    throw new PosternError(
      'ERR_DATABASE_IN_USE',
      'another witness process has this directory',
      { directory },
      { mend: 'Stop the other one first, or give this one a directory of its own.' },
    )
  }
  return () => lock.close()
}
