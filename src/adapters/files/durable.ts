/**
 * Files that are there after a power cut, or not at all.
 *
 * Trust: whoever can write these directories can destroy what stands there; what leaves is signed and
 * logged by its content root, so a changed byte is noticed.
 */
import { link, mkdir, open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { dirname, join, resolve } from 'node:path'
import { PosternError } from '#errors.ts'

function code(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Our own error for what the file system refused, so that a person is told what to do. */
export function fileError(error: unknown, path: string): unknown {
  switch (code(error) ?? 'unknown') {
    case 'ENOSPC':
    case 'EDQUOT':
      return new PosternError(
        'ERR_DISK_FULL',
        'The disk is full; nothing was stored.',
        { path },
        {
          mend: 'Free some space and run the same command again.',
          cause: error,
        },
      )
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
      return new PosternError(
        'ERR_DATA_DIRECTORY',
        'This place cannot be written.',
        { path },
        {
          mend: 'Give the user that runs Postern the right to write there, or set POSTERN_DATA to another place.',
          cause: error,
        },
      )
    default:
      return error
  }
}

/** After this, what was made, renamed or removed in this directory survives a power cut. */
export async function syncDirectory(path: string): Promise<void> {
  // Windows has no flush for a directory; there a rename is durable with the file system's journal.
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Make a directory and those above it, mode 0700; each new one is durable in the one that holds it. */
export async function makeDirectory(path: string): Promise<void> {
  const whole = resolve(path)
  const first = await mkdir(whole, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = whole; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made))
}

type Contents = Uint8Array | string | AsyncIterable<Uint8Array>

/**
 * Write a file whole: a reader sees the old bytes or the new ones, and after this returns the new ones
 * survive a power cut. Mode 0600. Of chunks one is held at a time.
 *
 * @throws PosternError ERR_DISK_FULL, ERR_DATA_DIRECTORY, and what the chunks throw; then nothing was stored.
 */
export async function writeDurably(path: string, bytes: Contents): Promise<void> {
  await settle(path, bytes, (draft) => rename(draft, path))
}

/**
 * Write a file that must never change: whoever is first decides what stands there.
 *
 * @returns the bytes that stand there, durable
 * @throws PosternError as `writeDurably`
 */
export async function writeOnce(path: string, bytes: Uint8Array): Promise<Uint8Array> {
  await settle(path, bytes, async (draft) => {
    // Unlike a rename, a link never replaces.
    await link(draft, path).catch((error: unknown) => {
      if (code(error) !== 'EEXIST') throw error
    })
    await rm(draft)
  })
  return readFile(path)
}

/** Make a draft beside it, durable, and let `place` put it where it belongs. */
async function settle(path: string, bytes: Contents, place: (draft: string) => Promise<void>): Promise<void> {
  const folder = dirname(path)
  const draft = join(folder, `.${randomBytes(8).toString('hex')}.partial`)
  try {
    await makeDirectory(folder)
    const handle = await open(draft, 'wx', 0o600)
    try {
      await writeFile(handle, bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await place(draft)
    await syncDirectory(folder)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw fileError(error, path)
  }
}

/** The bytes of a file, or undefined where there is none. */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (code(error) === 'ENOENT') return undefined
    throw fileError(error, path)
  }
}

/** The file, to be read, or undefined where there is none. Whoever has it can read it to its end, also once it is removed. */
export async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (code(error) === 'ENOENT') return undefined
    throw fileError(error, path)
  }
}

const chunkBytes = 262_144

/** The bytes of an open file, once. It is closed at its end, and by the iterator's `return`, also before the first. */
export function chunksOf(file: FileHandle): AsyncIterable<Uint8Array> {
  const end: IteratorReturnResult<undefined> = { done: true, value: undefined }
  let done = false
  const close = async (): Promise<typeof end> => {
    if (!done) {
      done = true
      await file.close()
    }
    return end
  }
  // Not a generator, whose `return` before the first chunk would close nothing.
  const chunks: AsyncIterator<Uint8Array> = {
    async next() {
      if (done) return end
      try {
        const { bytesRead, buffer } = await file.read({ buffer: new Uint8Array(chunkBytes) })
        return bytesRead === 0 ? await close() : { done: false, value: buffer.subarray(0, bytesRead) }
      } catch (error) {
        await close()
        throw error
      }
    },
    return: close,
  }
  return { [Symbol.asyncIterator]: () => chunks }
}
