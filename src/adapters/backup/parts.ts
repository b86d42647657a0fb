/**
 * A backup as a folder: parts, each sealed by itself, and a manifest with the hash of every part, written last. A
 * folder without a manifest is no backup.
 *
 * Trust: none. The manifest is signed by the log's key, which is in no backup, and names every part by its hash; so
 * whoever holds the folder can destroy it, and can neither read it nor put another in its place.
 */
import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { isPosternError, PosternError } from '#errors.ts'
import { fromUtf8 } from '#formats/bytes.ts'
import { parseJson } from '#formats/canonical-json.ts'
import { code, count, hash, instant, list, object, text, type Shape } from '#formats/shape.ts'
import { notWhole } from './errors.ts'
import { opening, sealing } from './sealed.ts'

export interface BackupPart {
  /** Its name in the folder. */
  readonly file: string
  readonly sha256: string
  readonly bytes: number
  /** The table whose rows it holds; none for files of the data directory. */
  readonly table?: string
  readonly columns?: readonly string[]
}

export interface Manifest {
  readonly backup: string
  readonly takenAt: string
  /** The log whose office this is. */
  readonly origin: string
  readonly migrations: readonly { readonly name: string; readonly sha256: string }[]
  /** All entries at the moment of the snapshot. */
  readonly log: { readonly size: number; readonly root: string }
  /** Size of the newest signed checkpoint. */
  readonly signed: number
  /** Oldest generation of the root key that opens something in here. */
  readonly generation: number
  /** The newest published checkpoint, as a note; empty where nothing was published. */
  readonly checkpoint: string
  readonly parts: readonly BackupPart[]
}

/** The form of backup that this program writes and reads. */
export const backupForm = 'postern/backup/v1'

const name = text(/^[a-z0-9_][a-z0-9_.-]{0,99}$/, 'the name of a part')
const anyText: Shape<string> = text(/^[\s\S]{0,100000}$/, 'a text')
const column = text(/^[a-z0-9_]{1,63}$/, 'the name of a column')

const shape = object<Manifest>({
  backup: anyText,
  takenAt: instant,
  origin: anyText,
  migrations: list(object({ name, sha256: hash }), 1, 10_000),
  log: object({ size: count, root: hash }),
  signed: count,
  generation: count,
  checkpoint: anyText,
  parts: list(
    object<Pick<BackupPart, 'file' | 'sha256' | 'bytes'>, Required<Pick<BackupPart, 'table' | 'columns'>>>(
      { file: name, sha256: hash, bytes: count },
      { table: column, columns: list(column, 1, 1600) },
    ),
    1,
    10_000,
  ),
})

/** @throws PosternError ERR_BACKUP */
export function parseManifest(bytes: Uint8Array): Manifest {
  try {
    const value: unknown = parseJson(fromUtf8(bytes, 'the manifest'), 'the manifest')
    const form = typeof value === 'object' && value !== null && 'backup' in value ? value.backup : undefined
    if (typeof form === 'string' && form !== backupForm) {
      throw new PosternError(
        'ERR_BACKUP',
        'This backup was written by another version of Postern, in a form that this one does not read.',
        { form: code(form, '/backup') ? form : '', reads: backupForm },
        { mend: 'Restore it with the version that wrote it; nothing was written.' },
      )
    }
    if (shape(value, '')) return value
  } catch (error) {
    if (!isPosternError(error, 'ERR_FORMAT')) throw error
    throw notWhole('is no manifest', manifestFile, 'ERR_BACKUP', error)
  }
  throw notWhole('is no manifest', manifestFile)
}

const manifestFile = 'manifest'
/** Longer than any manifest of ours: it has a line for each table. */
const mostManifest = 16 * 1_048_576

/** The new folder of a backup. What was begun and not finished is taken away by `discard`. */
export interface NewBackup {
  write(file: string, bytes: AsyncIterable<Uint8Array>): Promise<BackupPart>
  /** Everything is durable after it. @param manifest what makes a backup of it; none where it holds keys */
  finish(manifest?: string): Promise<void>
  discard(): Promise<void>
}

/** @throws PosternError ERR_INPUT_INVALID where something is in the folder, ERR_DATA_DIRECTORY, ERR_DISK_FULL */
export async function newBackup(folder: string, recipient: string | null): Promise<NewBackup> {
  const written: string[] = []
  const made = await attempt(folder, () => mkdir(folder, { recursive: true, mode: 0o700 }))
  const there = await attempt(folder, () => readdir(folder))
  if (there.length > 0) {
    throw new PosternError(
      'ERR_INPUT_INVALID',
      'There is something in this folder already, and it was left as it is.',
      { folder },
      { mend: 'Name a folder of its own for each backup.' },
    )
  }
  const write = async (file: string, bytes: AsyncIterable<Uint8Array>): Promise<BackupPart> => {
    const named = recipient === null ? file : `${file}.age`
    const path = join(folder, named)
    return attempt(path, async () => {
      const handle = await open(path, 'wx', 0o600)
      written.push(path)
      try {
        const digest = createHash('sha256')
        let length = 0
        for await (const chunk of sealing(bytes, recipient)) {
          digest.update(chunk)
          length += chunk.length
          await handle.writeFile(chunk)
        }
        await handle.sync()
        return { file: named, sha256: digest.digest('hex'), bytes: length }
      } finally {
        await handle.close()
      }
    })
  }
  return {
    write,
    finish: async (manifest) => {
      if (manifest !== undefined) await write(manifestFile, once(Buffer.from(manifest, 'utf8')))
      await attempt(folder, () => syncFolder(folder))
    },
    discard: async () => {
      for (const path of written) await rm(path, { force: true })
      if (made !== undefined) await rm(made, { recursive: true, force: true })
    },
  }
}

/** One piece, as a stream. */
export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes
}

/** A backup that is there; nothing of it has been believed yet. */
export interface FoundBackup {
  /** The manifest's note, opened. */
  readonly note: string
  readonly sealed: boolean
  /** That every part is there and is what the manifest says, and that nothing else is. @throws PosternError ERR_BACKUP */
  check(manifest: Manifest, progress: (bytes: number) => void): Promise<void>
  /** A part, opened; compared with its hash once more, at its end. @throws PosternError ERR_BACKUP, ERR_KEY_WRONG */
  read(part: BackupPart): AsyncIterable<Uint8Array>
}

/** @throws PosternError ERR_INPUT_UNREADABLE, ERR_BACKUP where it was not finished, ERR_KEY_WRONG, ERR_KEY_MISSING */
export async function findBackup(folder: string, identities: readonly string[]): Promise<FoundBackup> {
  const names = await readdir(folder).catch((error: unknown) => {
    const mend = 'Name the folder that `postern backup` made.'
    throw new PosternError('ERR_INPUT_UNREADABLE', 'This folder cannot be read.', { folder }, { mend, cause: error })
  })
  const sealed = names.includes(`${manifestFile}.age`)
  const file = sealed ? `${manifestFile}.age` : manifestFile
  if (!names.includes(file)) {
    throw new PosternError(
      'ERR_BACKUP',
      'There is no manifest in this folder, so it holds no backup, or one that was never finished.',
      { folder },
      { mend: 'Name a folder in which `postern backup` came to its end.' },
    )
  }
  if (sealed && identities.length === 0) {
    throw new PosternError(
      'ERR_KEY_MISSING',
      'This backup is sealed, and no identity was given that opens it.',
      { file },
      { mend: 'Give --identity the file of its holder; without that key nobody can restore this backup.' },
    )
  }
  const openers = sealed ? identities : null
  const path = join(folder, file)
  if ((await stat(path)).size > mostManifest) throw notWhole('is longer than any manifest', file)
  const note = Buffer.concat(await all(opening(once(await readFile(path)), openers, file)))
  return {
    note: note.toString('utf8'),
    sealed,
    check: async ({ parts }, progress) => {
      const expected = new Set([file, ...parts.map((part) => part.file)])
      for (const missing of expected) if (!names.includes(missing)) throw notWhole('is not there', missing)
      let done = 0
      for (const part of parts) {
        for await (const chunk of hashed(folder, part)) {
          done += chunk.length
          progress(done)
        }
      }
    },
    read: (part) => opening(hashed(folder, part), openers, part.file),
  }
}

/** The bytes of a part, which must be the ones that were written. */
async function* hashed(folder: string, { file, sha256, bytes }: BackupPart): AsyncGenerator<Uint8Array, void> {
  const digest = createHash('sha256')
  let length = 0
  for await (const chunk of createReadStream(join(folder, file), { highWaterMark: 1 << 18 })) {
    if (!(chunk instanceof Uint8Array)) continue
    digest.update(chunk)
    length += chunk.length
    yield chunk
  }
  if (length < bytes) throw notWhole('was cut short', file)
  if (length !== bytes || digest.digest('hex') !== sha256) throw notWhole('was altered', file)
}

export async function all(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const found: Uint8Array[] = []
  for await (const chunk of chunks) found.push(chunk)
  return found
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What the file system refuses, in words. */
export async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? error.code : undefined
    if (why === 'ENOSPC' || why === 'EDQUOT') {
      const mend = 'Make room there, or name a folder on another disk, and run the same command again.'
      throw new PosternError('ERR_DISK_FULL', 'The disk is full; nothing was kept.', { path }, { mend, cause: error })
    }
    if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(String(why))) {
      const mend = 'Name a folder that this user may write in.'
      throw new PosternError('ERR_DATA_DIRECTORY', 'This place cannot be written.', { path }, { mend, cause: error })
    }
    throw error
  }
}
