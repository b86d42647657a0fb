/**
 * The root key in a file that is made on first use.
 *
 * Trust: whoever can read the file and the database can read every case; whoever can delete it can make
 * every case unreadable. Neither can change what the log has published.
 */
import { randomBytes } from 'node:crypto'
import { PosternError } from '#errors.ts'
import { fromBase64, toBase64 } from '#formats/bytes.ts'
import type { RootKey } from '#log/root-key.ts'
import { generationsIn } from './generations.ts'
import { localRootKey } from './local.ts'

/** @param directory made with mode 0700 where it does not exist */
export function fileRootKey(directory: string): RootKey {
  return localRootKey(generationsIn(directory), {
    make: async () => `${JSON.stringify({ rootKey: 'postern/file/v1', key: toBase64(randomBytes(32)) })}\n`,
    keyFrom: async (content, generation) => {
      try {
        const file: unknown = JSON.parse(content)
        if (typeof file === 'object' && file !== null && 'key' in file && typeof file.key === 'string') {
          return fromBase64(file.key, 'the root key', 32)
        }
      } catch {
        // What is wrong with it is not for a message: it is a key.
      }
      throw new PosternError(
        'ERR_KEY_WRONG',
        'this file is not a root key',
        { directory, generation },
        { mend: 'Restore the file; it was made once and cannot be made again.' },
      )
    },
  })
}
