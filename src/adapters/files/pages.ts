/** Pages that a command makes again whenever it is asked to: they take their own place, and nobody else's. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileError } from './durable.ts'
import { taken } from './named.ts'

/**
 * Write a page that anybody may read.
 *
 * @param mark stands in every page of this kind; a file without it was made by somebody else, and stays
 * @throws PosternError ERR_INPUT_INVALID where such a file is, ERR_DISK_FULL, ERR_DATA_DIRECTORY
 */
export async function writePage(directory: string, file: string, text: string, mark: string): Promise<void> {
  const path = resolve(directory, file)
  try {
    await mkdir(dirname(path), { recursive: true })
    const before = await readFile(path, 'utf8').catch(noneThere)
    if (before?.includes(mark) === false) throw taken(path)
    await writeFile(path, text, { mode: 0o644 })
  } catch (error) {
    throw fileError(error, path)
  }
}

function noneThere(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
