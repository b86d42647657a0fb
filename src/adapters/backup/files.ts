/**
 * The files of a data directory, as one stream that names each before its bytes.
 *
 * They are held first: a second name is made for every file, so that what is taken away while a backup goes on is
 * still there for it. Files here are written once under a name and never changed in place.
 */
import { randomBytes } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { copyFile, link, mkdir, open, opendir, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { notWhole } from './errors.ts'
import { attempt } from './parts.ts'

/** What only this directory knows. The log's tiles are made again from the events; the keys go another way. */
const kept = ['settings.json', 'banners', 'overlay', 'papers', 'shelf', 'outbox'] as const

export interface HeldFiles {
  /** Hold what has come since. */
  again(): Promise<void>
  count(): number
  stream(): AsyncIterable<Uint8Array>
  release(): Promise<void>
}

const holding = '.backup-'

/** @throws PosternError ERR_DISK_FULL, ERR_DATA_DIRECTORY */
export async function holdFiles(dataDirectory: string): Promise<HeldFiles> {
  await removeStale(dataDirectory)
  const place = join(dataDirectory, `${holding}${process.pid}-${randomBytes(4).toString('hex')}`)
  let count = 0
  const hold = async (path: string): Promise<void> => {
    const target = join(place, path)
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    try {
      await link(join(dataDirectory, path), target).catch((error: unknown) => {
        // A file system without links, or files of another owner.
        if (!['EPERM', 'EXDEV', 'ENOTSUP', 'EMLINK'].includes(codeOf(error))) throw error
        return copyFile(join(dataDirectory, path), target, constants.COPYFILE_EXCL)
      })
      count += 1
    } catch (error) {
      // Held already; or taken away between the look and the hold.
      if (!['EEXIST', 'ENOENT'].includes(codeOf(error))) throw error
    }
  }
  const again = () =>
    attempt(dataDirectory, async () => {
      for (const one of kept) for await (const path of filesBelow(dataDirectory, one)) await hold(path)
    })
  const release = () => rm(place, { recursive: true, force: true })
  try {
    await again()
  } catch (error) {
    await release()
    throw error
  }
  return {
    again,
    count: () => count,
    stream: () => streamOf(place),
    release,
  }
}

/** What a backup that was killed left: names of files that may be meant to be gone. */
async function removeStale(dataDirectory: string): Promise<void> {
  for (const name of await readdir(dataDirectory)) {
    const pid = /^\.backup-(\d+)-/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(join(dataDirectory, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** Paths below a directory; drafts, whose names begin with a dot, are nobody's yet. */
async function* filesBelow(root: string, path: string): AsyncGenerator<string> {
  const found = await stat(join(root, path)).catch(() => undefined)
  if (found?.isFile() === true) yield path
  if (found?.isDirectory() !== true) return
  for await (const entry of await opendir(join(root, path))) {
    if (entry.name.startsWith('.')) continue
    if (entry.isDirectory()) yield* filesBelow(root, `${path}/${entry.name}`)
    else if (entry.isFile()) yield `${path}/${entry.name}`
  }
}

async function* heldIn(place: string): AsyncGenerator<string> {
  for (const one of kept) yield* filesBelow(place, one)
}

/** For each file a line of JSON, then its bytes; a last line says how many there were. */
async function* streamOf(place: string): AsyncGenerator<Uint8Array, void> {
  let files = 0
  for await (const path of heldIn(place)) {
    files += 1
    const { size } = await stat(join(place, path))
    yield line({ path, bytes: size })
    let sent = 0
    for await (const chunk of createReadStream(join(place, path), { highWaterMark: 1 << 18 })) {
      if (!(chunk instanceof Uint8Array)) continue
      sent += chunk.length
      yield chunk
    }
    if (sent !== size) throw new Error('a file changed while it was read')
  }
  yield line({ files })
}

const line = (value: object): Uint8Array => Buffer.from(`${JSON.stringify(value)}\n`, 'utf8')

/**
 * Write what such a stream holds below a directory; each file is durable.
 *
 * @returns how many files there were
 * @throws PosternError ERR_BACKUP, ERR_DISK_FULL, ERR_DATA_DIRECTORY; what was written before stays
 */
export async function unpackFiles(source: AsyncIterable<Uint8Array>, place: string, file: string): Promise<number> {
  const reader = new Reader(source, file)
  for (let files = 0; ; files += 1) {
    const said = headerIn(await reader.line(), file)
    if ('files' in said) {
      if (said.files !== files || !(await reader.ended())) throw notWhole('does not hold what it says', file)
      return files
    }
    const target = join(place, said.path)
    await attempt(target, async () => {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 })
      const handle = await open(target, 'wx', 0o600)
      try {
        for await (const chunk of reader.take(said.bytes)) await handle.writeFile(chunk)
        await handle.sync()
      } finally {
        await handle.close()
      }
    })
  }
}

/** A path that stays below the directory, in one of the places that a backup holds. */
const path = new RegExp(`^(?:settings\\.json|(?:${kept.slice(1).join('|')})(?:/[^/\\\\\\p{Cc}]{1,200}){1,8})$`, 'u')

function headerIn(text: string, file: string): { path: string; bytes: number } | { files: number } {
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch {
    said = undefined
  }
  if (typeof said === 'object' && said !== null) {
    if ('files' in said && typeof said.files === 'number') return { files: said.files }
    if ('path' in said && 'bytes' in said && typeof said.path === 'string' && typeof said.bytes === 'number') {
      const steps = said.path.split('/')
      const safe = path.test(said.path) && !steps.includes('..') && !steps.includes('.')
      if (safe && Number.isSafeInteger(said.bytes) && said.bytes >= 0) return { path: said.path, bytes: said.bytes }
    }
  }
  throw notWhole('does not hold files of an office', file)
}

const longestLine = 10_000

/** Lines and stretches of bytes from a stream. */
class Reader {
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #file: string
  #rest: Uint8Array = new Uint8Array()

  constructor(source: AsyncIterable<Uint8Array>, file: string) {
    this.#chunks = source[Symbol.asyncIterator]()
    this.#file = file
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next()
    if (next.done === true) return false
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value])
    return true
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf(10)
      if (end >= 0) {
        const text = Buffer.from(this.#rest.subarray(0, end)).toString('utf8')
        this.#rest = this.#rest.subarray(end + 1)
        return text
      }
      if (this.#rest.length > longestLine || !(await this.#more())) throw notWhole('was cut short', this.#file)
    }
  }

  async *take(count: number): AsyncGenerator<Uint8Array, void> {
    for (let left = count; left > 0;) {
      if (this.#rest.length === 0 && !(await this.#more())) throw notWhole('was cut short', this.#file)
      const piece = this.#rest.subarray(0, left)
      this.#rest = this.#rest.subarray(piece.length)
      left -= piece.length
      yield piece
    }
  }

  async ended(): Promise<boolean> {
    return this.#rest.length === 0 && !(await this.#more())
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
