/** Where the database listens: a Unix socket in a private directory, or the loopback address on Windows. */
import { createHash } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { PosternError } from '#errors.ts'

import { type Account, makePrivate } from './account.ts'
import { type Environment, isRoot } from './places.ts'

export interface Address {
  readonly host: string
  readonly port: number
  /** PostgreSQL's settings for listening there and nowhere else. */
  readonly settings: readonly string[]
}

/** unix(7): sun_path holds 108 bytes with its closing zero on Linux, 104 on macOS. */
const longestPath = process.platform === 'linux' ? 107 : 103
const port = 5432

export async function openAddress(env: Environment, directory: string, account: Account | undefined): Promise<Address> {
  if (process.platform === 'win32') {
    const free = await freePort()
    return { host: '127.0.0.1', port: free, settings: ['listen_addresses=127.0.0.1', `port=${free}`] }
  }
  const host = socketDirectory(env, directory)
  makePrivate(host, account)
  const { uid, mode } = lstatSync(host)
  if (!lstatSync(host).isDirectory() || uid !== (account?.uid ?? process.geteuid?.()) || mode & 0o077) {
    throw new PosternError(
      'ERR_DATA_DIRECTORY',
      `${host} is not ours alone`,
      { path: host, uid },
      {
        mend: 'Remove it, or set POSTERN_DATA to a directory with a shorter path.',
      },
    )
  }
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${host}`,
    'unix_socket_permissions=0700',
    `port=${port}`,
  ]
  return { host, port, settings }
}

const fits = (path: string) => Buffer.byteLength(join(path, `.s.PGSQL.${port}`)) <= longestPath

/** Inside the data directory, where nobody else can be first; elsewhere only if the path would be too long. */
function socketDirectory(env: Environment, directory: string): string {
  const inside = join(directory, 'socket')
  if (fits(inside)) return inside
  const parent = isRoot() ? '/run' : (env['XDG_RUNTIME_DIR'] ?? tmpdir())
  return join(parent, `postern-${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
