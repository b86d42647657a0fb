/**
 * SHA-256 (FIPS 180-4) in one call. This file and `ed25519.ts` are the only formats that import
 * `node:crypto`; the browser's verifier replaces the two.
 */
import { hash } from 'node:crypto'
import { concat } from './bytes.ts'

/** 32 bytes over the parts one after another. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  return hash('sha256', only !== undefined && parts.length === 1 ? only : concat(...parts), 'buffer')
}
