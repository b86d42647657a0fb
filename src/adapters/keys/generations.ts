/**
 * A directory with one small secret file for each generation of the root key: `root-1.json`, `root-2.json` …
 *
 * Trust: the highest. Whoever reads these files and the database reads every case. They are for the user
 * that runs Postern alone (mode 0600), and belong into no backup that also holds the database.
 */
import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PosternError } from '#errors.ts'

export interface Generations {
  /** In order; empty before first use. */
  list(): Promise<number[]>
  read(generation: number): Promise<string>
  /** Write the content of a generation, durably; false, and nothing written, where it exists already. */
  add(generation: number, content: string): Promise<boolean>
  /** Overwrite and remove. On a file system that copies on write the old blocks may live on until they are reused. */
  destroy(generation: number): Promise<void>
}

export function generationsIn(directory: string): Generations {
  const pathOf = (generation: number): string => join(directory, `root-${generation}.json`)

  return {
    list: async () => {
      const names = await readdir(directory).catch(whereMissing<string[]>([]))
      return names
        .flatMap((name) => /^root-([1-9][0-9]*)\.json$/.exec(name)?.[1] ?? [])
        .map(Number)
        .toSorted((a, b) => a - b)
    },

    read: async (generation) => {
      const path = pathOf(generation)
      const found = await stat(path).catch(whereMissing(undefined))
      if (found === undefined) throw missing(directory, generation)
      if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) {
        throw new PosternError(
          'ERR_KEY_WRONG',
          'the root key can be read by other users of this machine',
          { path, mode: (found.mode & 0o777).toString(8) },
          { mend: `Run \`chmod 600 ${path}\`, and \`postern keys rotate\` if somebody may have read it.` },
        )
      }
      return readFile(path, 'utf8')
    },

    add: async (generation, content) => {
      await mkdir(directory, { recursive: true, mode: 0o700 })
      const draft = join(directory, `.draft-${randomBytes(8).toString('hex')}`)
      const file = await open(draft, 'wx', 0o600)
      try {
        await file.writeFile(content)
        await file.sync()
      } finally {
        await file.close()
      }
      try {
        // Unlike a rename, a link never replaces: of two processes that begin, one makes the key and both use it.
        await link(draft, pathOf(generation))
        return true
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false
        throw error
      } finally {
        await rm(draft)
        await syncDirectory(directory)
      }
    },

    destroy: async (generation) => {
      const path = pathOf(generation)
      const file = await open(path, 'r+').catch(whereMissing(undefined))
      if (file === undefined) return
      try {
        const { size } = await file.stat()
        await file.write(randomBytes(size), 0, size, 0)
        await file.sync()
      } finally {
        await file.close()
      }
      await rm(path, { force: true })
      await syncDirectory(directory)
    },
  }
}

async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(directory, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

export function missing(where: string, generation: number): PosternError {
  return new PosternError(
    'ERR_KEY_MISSING',
    'this generation of the root key does not exist',
    { where, generation },
    { mend: 'Point Postern at the root key that this database was written with; without it no case can be read.' },
  )
}

function whereMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (codeOf(error) === 'ENOENT') return value
    throw error
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
