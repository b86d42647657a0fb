/**
 * Sealing and opening streams in the age format (c2sp.org/age), with bounded memory.
 *
 * Every 64 KiB are authenticated before they are given out, and a file that was cut short is refused at its end: whoever
 * takes what comes out must be able to take it back.
 */
import { Decrypter, Encrypter } from 'age-encryption'
import { isPosternError } from '#errors.ts'
import { notWhole } from './errors.ts'

/** @param recipient `age1…`; null leaves the bytes as they are */
export async function* sealing(
  bytes: AsyncIterable<Uint8Array>,
  recipient: string | null,
): AsyncGenerator<Uint8Array, void> {
  if (recipient === null) yield* bytes
  else yield* await encrypterTo(recipient).encrypt(streamOf(bytes))
}

function encrypterTo(recipient: string): Encrypter {
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  return encrypter
}

/**
 * @param identities `AGE-SECRET-KEY-1…`; null where the bytes were never sealed
 * @throws PosternError ERR_KEY_WRONG where none of them opens it, ERR_BACKUP where it was altered or cut short
 */
export async function* opening(
  bytes: AsyncIterable<Uint8Array>,
  identities: readonly string[] | null,
  file: string,
): AsyncGenerator<Uint8Array, void> {
  try {
    if (identities === null) yield* bytes
    else yield* await decrypterWith(identities).decrypt(streamOf(bytes))
  } catch (error) {
    // What was read failed, and says so itself.
    if (isPosternError(error)) throw error
    // The package's own words; what else it throws is about the bytes.
    const strange = error instanceof Error && error.message.startsWith('no identity matched')
    throw notWhole(
      strange ? 'is sealed to another key than the identity that was given' : 'was altered or cut short',
      file,
      strange ? 'ERR_KEY_WRONG' : 'ERR_BACKUP',
      error,
    )
  }
}

function decrypterWith(identities: readonly string[]): Decrypter {
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity)
  return decrypter
}

function streamOf(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const chunks = bytes[Symbol.asyncIterator]()
  return new ReadableStream({
    pull: async (controller) => {
      const next = await chunks.next()
      if (next.done === true) controller.close()
      else controller.enqueue(next.value)
    },
    cancel: async () => {
      await chunks.return?.()
    },
  })
}
