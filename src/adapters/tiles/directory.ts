/**
 * Tiles, entry bundles and the checkpoint as static files under one directory (C2SP tlog-tiles).
 *
 * Trust: none for what is proved, some for staying available. Whoever can write here can hide the log
 * or break it, and every reader notices: a changed tile no longer gives the root that the log key and
 * the witnesses signed. They learn nothing, for a leaf is a salted commitment.
 */
import { open, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PosternError } from '#errors.ts'
import type { TileFile, TileStore } from '#log/tile-store.ts'

/** Files that are on their way; on the same file system, so that a rename moves them in one step. */
const staging = '.staging'

/** So many files are flushed at once; a disk serves a handful of flushes together for the price of one. */
const flushedTogether = 16

/**
 * Open a directory of tiles, making it where it does not exist.
 *
 * Expects one writer at a time (the publisher's lock sees to it); readers need no care.
 */
export async function tileDirectory(directory: string): Promise<TileStore> {
  await attempt(directory, async () => {
    await mkdir(directory, { recursive: true })
    await syncDirectory(dirname(directory))
  })

  const read = async (path: string): Promise<Uint8Array | undefined> => {
    try {
      return await readFile(join(directory, path))
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
      throw unavailable(directory, error)
    }
  }

  /** Write beside, flush, move into place. The caller flushes the directory that holds it. */
  const put = async (path: string, bytes: Uint8Array, draft: string): Promise<void> => {
    const file = await open(join(directory, staging, draft), 'w', 0o644)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(join(directory, staging, draft), join(directory, path))
  }

  const write = async (files: readonly TileFile[]): Promise<void> => {
    if (files.length === 0) return
    await attempt(directory, async () => {
      await emptyStaging(directory)
      const folders = new Set(files.map(({ path }) => dirname(path)))
      for (const folder of folders) await mkdir(join(directory, folder), { recursive: true })

      await inGroups(files, async ({ path, bytes }, i) => {
        const standing = await read(path)
        if (standing === undefined) return put(path, bytes, String(i))
        if (!Buffer.from(standing).equals(bytes)) throw conflicting(path)
      })
      // Folders of files that stood already are flushed too: who wrote them may have died before this line.
      await inGroups([...withParents(folders)], (folder) => syncDirectory(join(directory, folder)))
    })
  }

  return {
    read,
    write,

    readCheckpoint: async () => {
      const bytes = await read('checkpoint')
      return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8')
    },

    replace: (file, text) =>
      attempt(directory, async () => {
        await emptyStaging(directory)
        await put(file, Buffer.from(text, 'utf8'), file)
        await syncDirectory(directory)
      }),

    removePartials: (fullTiles) =>
      attempt(directory, async () => {
        for (const path of fullTiles) await rm(join(directory, `${path}.p`), { recursive: true, force: true })
      }),
  }
}

/** What an earlier writer left unfinished was never promised to anybody. */
async function emptyStaging(directory: string): Promise<void> {
  await rm(join(directory, staging), { recursive: true, force: true })
  await mkdir(join(directory, staging))
}

/** Every folder up to the top, since a new folder is durable only once its parent is. */
function withParents(folders: Iterable<string>): Set<string> {
  const all = new Set<string>(['.'])
  for (let folder of folders) for (; folder !== '.'; folder = dirname(folder)) all.add(folder)
  return all
}

async function inGroups<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += flushedTogether) {
    const group = items.slice(start, start + flushedTogether)
    const settled = await Promise.allSettled(group.map((item, i) => work(item, start + i)))
    for (const one of settled) if (one.status === 'rejected') throw one.reason
  }
}

async function syncDirectory(path: string): Promise<void> {
  // Windows has no flush for a directory; there a rename is durable with the file system's journal.
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function attempt<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof PosternError ? error : unavailable(directory, error)
  }
}

function unavailable(directory: string, cause: unknown): PosternError {
  const code = codeOf(cause)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new PosternError(
      'ERR_DISK_FULL',
      'the disk that holds the log is full',
      { directory },
      { cause, mend: 'Make room on that disk; publication goes on by itself, and nothing leaves until then.' },
    )
  }
  return new PosternError(
    'ERR_LOG_UNAVAILABLE',
    'the log directory cannot be read or written',
    { directory, code: code ?? null },
    { cause, mend: 'Check that the directory exists and belongs to the user that runs Postern.' },
  )
}

function conflicting(path: string): PosternError {
  return new PosternError(
    'ERR_LOG_INCONSISTENT',
    'a tile that was written already differs from what the database gives for the same place',
    { path },
    { mend: 'Keep both: compare the database with its backups before anything else is published.' },
  )
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
