/**
 * Take what an agency laid down: into quarantine, checked there, loaded aside, and put in place whole.
 *
 *     <folder>/incoming/<name>/     laid down by the agency; complete once datapackage.json.sig is there
 *     <folder>/quarantine/<name>/   being checked; what was refused stays here, with reason.txt
 *     <folder>/loading/             our own copies of the files, and the database that is being made
 *     <folder>/current.duckdb       what the office reads; replaced in one step or not at all
 *
 * Trust: none in the files. Whoever holds the registered key decides what the agency's records say. The files are
 * copied while they are hashed, and only our copies are read afterwards, so nobody can change them in between.
 * A run that was interrupted is taken up again by the next: what is in quarantine without a reason is not done with.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { chmod, constants, lstat, mkdir, open, readdir, rename, rm, writeFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isPosternError, PosternError } from '#errors.ts'
import { toHex } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import type { SourceMapping } from '#match/mapping.ts'
import { checkColumns } from './columns.ts'
import { readDescriptor, type Descriptor, type Resource } from './descriptor.ts'
import { attach, withEngine } from './duckdb.ts'
import { codeOf, diskFull, isBusy, isDiskFull, refused } from './errors.ts'
import { load, type Copied, type Loaded } from './load.ts'
import { aboutCurrent } from './source.ts'
import { Records } from './records.ts'
import { checkSignature } from './signature.ts'

export interface DropFolder {
  /** Of this one agency. Made where it is not there. */
  readonly folder: string
  readonly mapping: SourceMapping
  /** Who may sign this agency's drops; without one nothing is loaded. */
  readonly vkey?: string
}

export type TakenDrop =
  | {
      readonly taken: true
      readonly drop: string
      readonly created: string
      /** SHA-256 of its datapackage.json. */
      readonly sha256: string
      readonly tables: readonly Loaded[]
    }
  | { readonly taken: false; readonly drop: string; readonly why: PosternError }

const DESCRIPTION = 'datapackage.json'
const SIGNATURE = 'datapackage.json.sig'
const REASON = 'reason.txt'

/**
 * Take every complete drop, the oldest name first.
 *
 * What is wrong with a drop stands in the result and beside its files, and the drop before stays in use.
 *
 * @throws PosternError ERR_DISK_FULL (the drop waits in quarantine and is taken up again), ERR_DATABASE_IN_USE where
 *   another process is taking drops of this agency
 */
export async function takeDrops(at: DropFolder): Promise<TakenDrop[]> {
  const { incoming, quarantine, loading } = foldersOf(at.folder)
  for (const folder of [at.folder, incoming, quarantine, loading]) await mkdir(folder, { recursive: true, mode: 0o700 })
  return alone(at.folder, async () => {
    // Of a run that was interrupted: copies in clear, and half a database.
    for (const left of await readdir(loading)) await rm(join(loading, left), { recursive: true })
    for (const name of await completeIn(incoming)) await intoQuarantine(incoming, quarantine, name)
    const results: TakenDrop[] = []
    for (const drop of await unjudgedIn(quarantine)) {
      const place = join(quarantine, drop)
      try {
        const taken = await takeOne(at, place, join(loading, randomBytes(8).toString('hex')))
        await rm(place, { recursive: true })
        results.push({ taken: true, drop, ...taken })
      } catch (error) {
        if (isDiskFull(error)) throw diskFull(at.folder)
        if (!isPosternError(error, 'ERR_DROP')) throw error
        await writeFile(join(place, REASON), reasonText(error), { mode: 0o600 })
        results.push({ taken: false, drop, why: error })
      }
    }
    return results
  })
}

const foldersOf = (folder: string) => ({
  incoming: join(folder, 'incoming'),
  quarantine: join(folder, 'quarantine'),
  loading: join(folder, 'loading'),
})

/** What the office reads. */
export const currentFile = (folder: string): string => join(folder, 'current.duckdb')

const running = new Map<string, Promise<unknown>>()

/** One run at a time: within this process by waiting, between processes by the lock that DuckDB holds on a file. */
async function alone<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const before = running.get(folder) ?? Promise.resolve()
  const mine = before.then(
    () => locked(folder, work),
    () => locked(folder, work),
  )
  running.set(
    folder,
    mine.catch(() => undefined),
  )
  return mine
}

function locked<T>(folder: string, work: () => Promise<T>): Promise<T> {
  return withEngine(async (connection) => {
    try {
      await attach(connection, join(folder, 'taking.lock'), 'new')
    } catch (error) {
      if (isDiskFull(error)) throw diskFull(folder)
      if (isBusy(error)) throw takingElsewhere(folder)
      throw error
    }
    return work()
  })
}

function takingElsewhere(folder: string): PosternError {
  const mend = 'Wait until it is done.'
  return new PosternError('ERR_DATABASE_IN_USE', 'another process is taking drops of this agency', { folder }, { mend })
}

/** Folders whose signature, which is written last, is there. */
async function completeIn(incoming: string): Promise<string[]> {
  const entries = await readdir(incoming, { withFileTypes: true })
  const complete: string[] = []
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue
    if (await isThere(join(incoming, entry.name, SIGNATURE))) complete.push(entry.name)
  }
  return complete.toSorted()
}

async function unjudgedIn(quarantine: string): Promise<string[]> {
  const entries = await readdir(quarantine, { withFileTypes: true })
  const unjudged: string[] = []
  for (const entry of entries) {
    if (entry.isDirectory() && !(await isThere(join(quarantine, entry.name, REASON)))) unjudged.push(entry.name)
  }
  return unjudged.toSorted()
}

/** Out of reach of whoever lays files down by name. An earlier reason goes: it is judged anew. */
async function intoQuarantine(incoming: string, quarantine: string, name: string): Promise<void> {
  const taken = new Set(await readdir(quarantine))
  let free = name
  for (let again = 2; taken.has(free); again += 1) free = `${name}-${again}`
  await rm(join(incoming, name, REASON), { force: true })
  await rename(join(incoming, name), join(quarantine, free))
}

async function takeOne(
  at: DropFolder,
  place: string,
  loading: string,
): Promise<{ created: string; sha256: string; tables: Loaded[] }> {
  const { mapping, vkey } = at
  if (vkey === undefined) {
    const mend =
      'Register the key that signs them under `drops` in settings.json, and move the folder to incoming again.'
    throw refused('no key is registered for the drops of this agency', { agency: mapping.agency }, mend)
  }
  const bytes = await readSmall(place, DESCRIPTION)
  await checkSignature(await readSmall(place, SIGNATURE), bytes, mapping.agency, vkey)
  const descriptor = readDescriptor(bytes)
  if (descriptor.name !== mapping.agency) {
    throw refused('the drop is of another agency', { file: DESCRIPTION, name: descriptor.name, agency: mapping.agency })
  }
  checkColumns(descriptor, mapping)
  await assertNewer(at.folder, descriptor)
  await mkdir(loading, { mode: 0o700 })
  try {
    const files = await copied(place, loading, descriptor)
    const made = join(loading, 'made.duckdb')
    const about = { agency: mapping.agency, created: descriptor.created, sha256: toHex(sha256(bytes)) }
    const tables = await load(made, descriptor, files, mapping, about)
    await chmod(made, 0o600)
    await flushed(made)
    await rename(made, currentFile(at.folder))
    await flushed(at.folder)
    return { created: descriptor.created, sha256: about.sha256, tables }
  } finally {
    await rm(loading, { recursive: true, force: true })
  }
}

/** Whoever can lay files down, and holds an old drop, cannot bring old records back. */
async function assertNewer(folder: string, { created }: Descriptor): Promise<void> {
  const current = await aboutCurrent(currentFile(folder))
  if (current === undefined || Date.parse(created) > Date.parse(current.created)) return
  throw refused('the drop is not newer than the one in use', { file: DESCRIPTION, created, inUse: current.created })
}

async function copied(place: string, loading: string, { resources }: Descriptor): Promise<Map<string, Copied>> {
  const files = new Map<string, Copied>()
  for (const [index, resource] of resources.entries()) {
    const copy = join(loading, `${index}.${resource.format}`)
    files.set(resource.name, { path: copy, records: await copyOne(place, copy, resource) })
  }
  return files
}

/**
 * In one pass, so that what was hashed is what will be read.
 *
 * @returns how many records a CSV file has under its first line
 */
async function copyOne(place: string, copy: string, resource: Resource): Promise<number | undefined> {
  const { name: table, path: file, hash, bytes, format, schema } = resource
  const handle = await openRegular(place, file, { table, file })
  const sum = createHash('sha256')
  const records = format === 'csv' ? new Records(schema.fields.length, { table, file }) : undefined
  let notCsv: PosternError | undefined
  let read = 0
  const counted = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      sum.update(chunk)
      read += chunk.length
      // Another hash would be the reason for anything else that is wrong with the bytes, so it is heard first.
      notCsv ??= thrownBy(() => records?.update(chunk))
      yield chunk
    }
  }
  await pipeline(handle.createReadStream(), counted, createWriteStream(copy, { flags: 'wx', mode: 0o600 }))
  if (bytes !== undefined && bytes !== read) {
    throw refused('the file has another length than its description says', {
      table,
      file,
      bytes: read,
      expected: bytes,
    })
  }
  const found = `sha256:${sum.digest('hex')}`
  if (found !== hash) {
    throw refused('the file is not the one that was signed: its hash is another', {
      table,
      file,
      hash: found,
      expected: hash,
    })
  }
  if (notCsv !== undefined) throw notCsv
  records?.end()
  return records === undefined ? undefined : records.count - 1
}

function thrownBy(work: () => void): PosternError | undefined {
  try {
    work()
  } catch (error) {
    if (isPosternError(error)) return error
    throw error
  }
  return undefined
}

async function readSmall(place: string, file: string): Promise<Uint8Array> {
  const handle = await openRegular(place, file, { file })
  try {
    const { size } = await handle.stat()
    if (size > 4_000_000) throw refused('the file is too large', { file, bytes: size })
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}

/** No link to another file of this machine, no device, no pipe that never ends. */
async function openRegular(place: string, file: string, where: { file: string; table?: string }): Promise<FileHandle> {
  let handle: FileHandle
  try {
    handle = await open(join(place, file), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw refused('a file that the drop names is not there', where)
    if (codeOf(error) === 'ELOOP') throw refused('a file of the drop is a link', where)
    throw error
  }
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  throw refused('a file of the drop is no file', where)
}

function reasonText(error: PosternError): string {
  const where = Object.entries(error.evidence).map(([name, value]) => `  ${name}: ${String(value)}`)
  return [`Not taken: ${error.message}.`, ...where, error.mend ?? '', 'The drop before stays in use.', ''].join('\n')
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

async function flushed(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
