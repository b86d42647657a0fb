/** A little log in memory, straight from RFC 6962's recursive definitions, for whoever has to read or witness one. */
import { createHash } from 'node:crypto'
import { formatCheckpoint } from '#formats/checkpoint.ts'
import { generateEd25519Key } from '#formats/ed25519.ts'
import type { Hash } from '#formats/merkle.ts'
import { ed25519Signer, formatVkey, signNote } from '#formats/note.ts'
import { formatAddCheckpoint } from '#formats/witness-request.ts'

const sha256 = (...parts: readonly Uint8Array[]): Uint8Array =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()

/** The largest power of two below n. */
function split(n: number): number {
  let k = 1
  while (2 * k < n) k *= 2
  return k
}

/** MTH, RFC 6962 section 2.1. */
export function naiveRoot(entries: readonly Uint8Array[]): Hash {
  const [only] = entries
  if (only === undefined) return sha256()
  if (entries.length === 1) return sha256(Uint8Array.of(0), only)
  const k = split(entries.length)
  return sha256(Uint8Array.of(1), naiveRoot(entries.slice(0, k)), naiveRoot(entries.slice(k)))
}

/** PROOF, RFC 6962 section 2.1.2. */
export function naiveConsistency(m: number, entries: readonly Uint8Array[], whole = true): Hash[] {
  if (m === entries.length) return whole ? [] : [naiveRoot(entries)]
  const k = split(entries.length)
  const [left, right] = [entries.slice(0, k), entries.slice(k)]
  return m <= k
    ? [...naiveConsistency(m, left, whole), naiveRoot(right)]
    : [...naiveConsistency(m - k, right, false), naiveRoot(left)]
}

/** `name` tells two histories apart. */
const entries = (size: number, name = ''): Uint8Array[] =>
  Array.from({ length: size }, (_, i) => sha256(Buffer.from(`${name} entry ${i}`)))

export function scratchLog(origin = 'log.example.org/scratch') {
  const signer = ed25519Signer(origin, generateEd25519Key())
  const checkpoint = (size: number, name?: string) =>
    signNote(formatCheckpoint(origin, size, naiveRoot(entries(size, name))), [signer])
  return {
    origin,
    signer,
    vkey: formatVkey(signer.key),
    checkpoint,
    /** A good add-checkpoint body, unless told otherwise. */
    submission: (old: number, size: number, name?: string) =>
      formatAddCheckpoint({
        old: BigInt(old),
        proof: old === 0 || old > size ? [] : naiveConsistency(old, entries(size, name)),
        checkpoint: checkpoint(size, name),
      }),
  }
}
