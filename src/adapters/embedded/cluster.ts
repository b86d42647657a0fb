/** The cluster on disk, made once by `initdb`. */
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { PosternError } from '#errors.ts'

import { makePrivate } from './account.ts'
import { type Home, superuser } from './home.ts'
import { ended, failureSince, logMark, run } from './programs.ts'

const major = '18'

/** Written into the cluster's own configuration, so that an operator may change them there. */
const settings = ['shared_buffers=128MB', 'max_connections=100', 'timezone=UTC', 'log_timezone=UTC']

/** Make the cluster where there is none; refuse what is there and is not one of this version. */
export async function ensureCluster(home: Home): Promise<void> {
  // What an owner that was killed has left, whose initdb may still be at it: hence a new name each time.
  for (const name of readdirSync(home.directory).filter((entry) => entry.startsWith('initdb-'))) {
    await removeContested(join(home.directory, name))
  }
  if (!existsSync(home.cluster)) await makeCluster(home)
  const versionFile = join(home.cluster, 'PG_VERSION')
  const version = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim() : 'none'
  if (version === major && existsSync(home.password)) return
  throw new PosternError(
    'ERR_DATA_DIRECTORY',
    `${home.directory} holds no database that this version can open`,
    { path: home.directory, found: version, wanted: major, password: existsSync(home.password) },
    { mend: 'Set POSTERN_DATA to another directory, or restore this one whole from its backup.' },
  )
}

/** INVARIANT: `home.cluster` appears by one rename, complete and on disk, after the password that opens it. */
async function makeCluster(home: Home): Promise<void> {
  const staging = mkdtempSync(join(home.directory, 'initdb-'))
  makePrivate(staging, home.account)
  const password = randomBytes(24).toString('base64url')
  const passwordForInitdb = join(staging, 'password')
  writeFileSync(passwordForInitdb, password, { mode: 0o600 })
  if (home.account) chownSync(passwordForInitdb, home.account.uid, home.account.gid)

  const mark = logMark(home)
  const initdb = run(home, home.engine.initdb, [
    `--pgdata=${join(staging, 'cluster')}`,
    `--username=${superuser}`,
    `--pwfile=${passwordForInitdb}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-locale',
    '--data-checksums',
    ...settings.map((setting) => `--set=${setting}`),
  ])
  const code = await ended(initdb)
  if (code !== 0) {
    rmSync(staging, { recursive: true, force: true })
    throw failureSince(home, mark, `initdb ended with ${code}`)
  }
  writeFileSync(home.password, password, { mode: 0o600, flush: true })
  renameSync(join(staging, 'cluster'), home.cluster)
  syncDirectory(home.directory)
  rmSync(staging, { recursive: true })
}

/** Remove a directory in which an initdb without an owner may still be writing, or removing. */
async function removeContested(path: string): Promise<void> {
  for (let attempt = 0; existsSync(path) && attempt < 50; attempt++) {
    try {
      rmSync(path, { recursive: true, force: true })
    } catch (error) {
      if (attempt === 49) throw error
    }
    await sleep(20)
  }
}

function syncDirectory(path: string): void {
  // Windows has no such thing; its renames are journaled.
  if (process.platform === 'win32') return
  const directory = openSync(path, constants.O_RDONLY)
  fsyncSync(directory)
  closeSync(directory)
}
