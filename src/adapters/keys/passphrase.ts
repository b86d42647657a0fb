/**
 * The root key from a passphrase, by scrypt (RFC 7914).
 *
 * Beside it stand the parameters and a random salt for each generation. Without its salt a generation is
 * gone, whoever knows the passphrase; that is what `rotate` and `forget` rely on.
 *
 * Trust: whoever has the salt files and the database may guess passphrases; so it must be a long one.
 */
import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { PosternError } from '#errors.ts'
import { fromBase64, toBase64 } from '#formats/bytes.ts'
import type { RootKey } from '#log/root-key.ts'
import { generationsIn } from './generations.ts'
import { localRootKey } from './local.ts'

export interface ScryptCost {
  /** CPU and memory cost, a power of two; memory is 128 × N × r bytes. */
  readonly N: number
  readonly r: number
  readonly p: number
}

/** 128 MiB and some tenths of a second. */
const defaultCost: ScryptCost = { N: 2 ** 17, r: 8, p: 1 }
/** A file that asks for more was not written by us. */
const mostMemory = 2 ** 30

interface Parameters extends ScryptCost {
  readonly salt: Uint8Array
  /** Tells a wrong passphrase from a wrong database. */
  readonly check: Uint8Array
}

/** @param directory where the parameters stand; made where it does not exist */
export function passphraseRootKey(directory: string, passphrase: string, cost: ScryptCost = defaultCost): RootKey {
  return localRootKey(generationsIn(directory), {
    make: async () => {
      const salt = randomBytes(32)
      const check = checkOf(await derive(passphrase, { ...cost, salt }))
      const { N, r, p } = cost
      return `${JSON.stringify({ rootKey: 'postern/scrypt/v1', N, r, p, salt: toBase64(salt), check: toBase64(check) })}\n`
    },
    keyFrom: async (content, generation) => {
      const parameters = read(content)
      if (parameters === undefined) throw wrong('these are not the parameters of a root key', directory, generation)
      const key = await derive(passphrase, parameters)
      if (!timingSafeEqual(checkOf(key), parameters.check)) {
        throw wrong('the passphrase is not the one of this root key', directory, generation)
      }
      return key
    },
  })
}

function derive(passphrase: string, { N, r, p, salt }: ScryptCost & { salt: Uint8Array }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // One passphrase, however the keyboard composed its accents.
    scrypt(passphrase.normalize('NFC'), salt, 32, { N, r, p, maxmem: 2 * mostMemory }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

function checkOf(key: Uint8Array): Buffer {
  return createHmac('sha256', key).update('postern.root-key-check.v1').digest()
}

function read(content: string): Parameters | undefined {
  try {
    const file: unknown = JSON.parse(content)
    if (typeof file !== 'object' || file === null) return undefined
    const { N, r, p, salt, check } = { N: 0, r: 0, p: 0, salt: '', check: '', ...file }
    if (![N, r, p].every((cost) => Number.isSafeInteger(cost) && cost > 0) || 128 * N * r > mostMemory) return undefined
    return { N, r, p, salt: fromBase64(salt, 'the salt', 32), check: fromBase64(check, 'the check', 32) }
  } catch {
    return undefined
  }
}

function wrong(message: string, directory: string, generation: number): PosternError {
  return new PosternError(
    'ERR_KEY_WRONG',
    message,
    { directory, generation },
    { mend: 'Give the passphrase that these files were made with.' },
  )
}
