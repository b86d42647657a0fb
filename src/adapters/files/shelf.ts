/**
 * Two places of files: the shelf, where sealed payloads wait, and the papers.
 *
 * Trust: low. What stands here is ciphertext; who can write here can destroy it or put something else in
 * its place, which the content root and the authenticated encryption give away.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PosternError } from '#errors.ts'
import { fromBase64, toBase64, toHex, utf8 } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import type { Instant, Randomness } from '#vocabulary/time.ts'
import { readIfThere, writeDurably } from './durable.ts'

export interface FileShelf {
  put(key: string, sealed: Uint8Array): Promise<void>
  get(key: string): Promise<Uint8Array | undefined>
  remove(key: string): Promise<void>
  sweep(before: Instant): Promise<number>
}

/** What was sealed, by content root or by its own SHA-256. */
export function shelf(directory: string): FileShelf {
  const file = (key: string): string => {
    // It becomes a path, and it may come from a command line.
    if (!/^[0-9a-f]{64}$/.test(key)) {
      throw new PosternError('ERR_INPUT_INVALID', 'A content root is 64 lower-case hexadecimal digits.')
    }
    return join(directory, `${key}.age`)
  }
  return {
    put: async (key, sealed) => writeDurably(file(key), sealed),
    get: async (key) => readIfThere(file(key)),
    remove: async (key) => rm(file(key), { force: true }),
    sweep: async (before) => {
      let swept = 0
      for (const name of await readdir(directory).catch(() => [])) {
        const path = join(directory, name)
        const found = await stat(path).catch(() => undefined)
        if (found === undefined || found.mtimeMs >= Date.parse(before)) continue
        await rm(path, { force: true })
        swept += 1
      }
      return swept
    },
  }
}

export interface FilePapers {
  keep(bytes: Uint8Array): Promise<string>
  open(key: string): Promise<Uint8Array | undefined>
  destroy(key: string): Promise<void>
}

/** The file of a paper, by its key. */
export function paperName(key: Uint8Array): string {
  return toHex(sha256(utf8('postern.paper.v1\0'), key))
}

/**
 * Papers, each under a random key that is used for nothing else, which is why its nonce may be fixed. The
 * name of the file is a hash of the key, so that a hash of a known paper finds nothing here.
 */
export function papers(directory: string, randomness: Randomness): FilePapers {
  const nonce = new Uint8Array(12)
  const file = (key: Uint8Array): string => join(directory, paperName(key))
  return {
    async keep(bytes) {
      const key = randomness.bytes(32)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const ciphertext = cipher.update(bytes)
      cipher.final()
      await writeDurably(file(key), Buffer.concat([ciphertext, cipher.getAuthTag()]))
      return toBase64(key)
    },
    destroy: async (text) => rm(file(fromBase64(text, 'the key of a paper', 32)), { force: true }),
    async open(text) {
      const key = fromBase64(text, 'the key of a paper', 32)
      const sealed = await readIfThere(file(key))
      if (sealed === undefined) return undefined
      const end = sealed.length - 16
      const decipher = createDecipheriv('aes-256-gcm', key, nonce)
      decipher.setAuthTag(sealed.subarray(Math.max(0, end)))
      try {
        const plain = decipher.update(sealed.subarray(0, Math.max(0, end)))
        // In this mode nothing is left for the end; a list of a million members is not copied for it.
        decipher.final()
        return plain
      } catch (error) {
        throw new PosternError(
          'ERR_LOG_INCONSISTENT',
          'A stored paper was changed.',
          { file: file(key) },
          { cause: error },
        )
      }
    },
  }
}
