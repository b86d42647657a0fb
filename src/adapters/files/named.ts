/** Files that a person names on the command line: read whole, written once, and never in place of another. */
import { constants } from 'node:fs'
import { access, mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { PosternError } from '#errors.ts'
import { fileError } from './durable.ts'

/** Larger than any paper or request that is taken; the limits of each kind are checked where it is read. */
const largest = 64 * 1_048_576

/** @throws PosternError ERR_INPUT_UNREADABLE, ERR_INPUT_TOO_LARGE naming the file */
export async function readNamed(path: string): Promise<Uint8Array> {
  const file = basename(path)
  try {
    const { size } = await stat(path)
    if (size > largest) {
      throw new PosternError(
        'ERR_INPUT_TOO_LARGE',
        `${file} has ${size} bytes, and no file that is taken here has more than ${largest}.`,
        { file, bytes: size, most: largest },
        { mend: 'Name another file, or hand it in as several.' },
      )
    }
    return await readFile(path)
  } catch (error) {
    throw unreadable(error, file)
  }
}

/** Names of the files in a directory. @throws PosternError ERR_INPUT_UNREADABLE */
export async function filesIn(directory: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  } catch (error) {
    throw unreadable(error, directory)
  }
}

/** That a file could be written there; makes the directory. @throws PosternError ERR_DATA_DIRECTORY */
export async function assertWritable(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true })
    await access(directory, constants.W_OK)
  } catch (error) {
    throw fileError(error, directory)
  }
}

/**
 * Write a new file that only its owner can read, durably; of chunks one is held at a time.
 *
 * @returns its path
 * @throws PosternError ERR_INPUT_INVALID where there is one of that name, ERR_DISK_FULL, ERR_DATA_DIRECTORY
 */
export async function writeNamed(
  directory: string,
  name: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<string> {
  const path = resolve(directory, name)
  try {
    await mkdir(dirname(path), { recursive: true })
    const handle = await open(path, 'wx', 0o600)
    try {
      await writeFile(handle, bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    return path
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw taken(path)
    throw fileError(error, path)
  }
}

export function taken(path: string): PosternError {
  return new PosternError(
    'ERR_INPUT_INVALID',
    'There is a file in this place already, and it was left as it is.',
    { path },
    { mend: 'Name a place where there is none.' },
  )
}

function unreadable(error: unknown, file: string): unknown {
  const code = codeOf(error)
  if (code === undefined) return error
  const why = code === 'ENOENT' ? 'there is none' : code === 'EISDIR' ? 'it is a directory' : `the system says ${code}`
  return new PosternError(
    'ERR_INPUT_UNREADABLE',
    `${file} cannot be read: ${why}.`,
    { file },
    { mend: 'Name a file that is there and that you may read.', cause: error },
  )
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : undefined
}
