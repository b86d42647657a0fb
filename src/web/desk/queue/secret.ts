/** Secrets that stand in an address: known to one person, kept here as a hash alone. */
import { createHash } from 'node:crypto'
import type { Randomness } from '#vocabulary/time.ts'

/** 32 random bytes. */
export function newSecret(randomness: Randomness): string {
  return Buffer.from(randomness.bytes(32)).toString('base64url')
}

export function secretHash(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest()
}
