/** Wrapping where the root key is in our hands: AES-256-GCM, bound to the id of what is wrapped. */
import { type KeyObject, randomBytes } from 'node:crypto'
import { PosternError } from '#errors.ts'
import { nonceBytes, seal, unseal } from '#formats/aead.ts'
import type { NamedKey, WrappedKey } from '#log/root-key.ts'

function contextOf(id: string): Buffer {
  return Buffer.from(`postern.wrapped-key.v1\0${id}`)
}

export function wrapWith(root: KeyObject, keys: readonly NamedKey[]): Uint8Array[] {
  // One call for all nonces: each call into the generator costs more than the bytes.
  const nonces = randomBytes(nonceBytes * keys.length)
  return keys.map(({ id, key }, i) =>
    seal(root, nonces.subarray(i * nonceBytes, (i + 1) * nonceBytes), contextOf(id), key),
  )
}

/** @throws PosternError ERR_KEY_WRONG, naming the key's id */
export function unwrapWith(root: KeyObject, keys: readonly WrappedKey[]): Uint8Array[] {
  return keys.map(({ id, wrapped }) => {
    const key = unseal(root, contextOf(id), wrapped)
    if (key === undefined) {
      throw new PosternError(
        'ERR_KEY_WRONG',
        'the root key does not open this key',
        { id },
        { mend: 'Give Postern the root key that this database was written with.' },
      )
    }
    return key
  })
}
