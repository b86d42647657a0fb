/** The files of a log on this machine's disk. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { TileReader } from '#formats/tile-reader.ts'

/** Read synchronously: a tile is a small local file, and the thread pool would cost more than the disk. */
export function logDirectory(directory: string): TileReader {
  return {
    async read(path) {
      try {
        return readFileSync(join(directory, path))
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },
  }
}

export function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
