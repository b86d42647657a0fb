/**
 * The hash tree of RFC 6962 section 2.1 and its verifiers, as RFC 9162 writes them.
 *
 * Verifiers take sizes and indexes as numbers or bigints and are right up to 2^64: no shift here is a
 * shift of 32 bits. They answer true or false, whatever they are given, and never throw.
 */
import { equalBytes } from './bytes.ts'
import { sha256 } from './sha256.ts'

export type Hash = Uint8Array

/** MTH({}) = SHA-256(""). */
export function emptyRoot(): Hash {
  return sha256(new Uint8Array(0))
}

const leafPrefix = Uint8Array.of(0x00)
const nodePrefix = Uint8Array.of(0x01)

/** A leaf is hashed with a zero byte in front, so that it can never pass for a node. */
export function leafHash(entry: Uint8Array): Hash {
  return sha256(leafPrefix, entry)
}

export function nodeHash(left: Hash, right: Hash): Hash {
  return sha256(nodePrefix, left, right)
}

export interface InclusionClaim {
  readonly leafHash: Hash
  /** From 0. */
  readonly index: number | bigint
  /** Of the tree. */
  readonly size: number | bigint
  /** From the leaf's sibling up. */
  readonly proof: readonly Hash[]
  readonly root: Hash
}

/** RFC 9162 section 2.1.3.2: whether this leaf is at this index of the tree with this size and root. */
export function verifyInclusion({ leafHash: leaf, index, size, proof, root }: InclusionClaim): boolean {
  const leaves = wholeNumber(size)
  let fn = wholeNumber(index)
  if (leaves === undefined || fn === undefined || fn >= leaves || !areHashes([leaf, root, ...proof])) {
    return false
  }
  let sn = leaves - 1n
  let hash = leaf
  for (const p of proof) {
    if (sn === 0n) return false
    if (isOdd(fn) || fn === sn) {
      hash = nodeHash(p, hash)
      const shift = trailingZeros(fn)
      fn >>= shift
      sn >>= shift
    } else {
      hash = nodeHash(hash, p)
    }
    fn >>= 1n
    sn >>= 1n
  }
  return sn === 0n && equalBytes(hash, root)
}

export interface ConsistencyClaim {
  readonly size1: number | bigint
  readonly size2: number | bigint
  readonly root1: Hash
  readonly root2: Hash
  readonly proof: readonly Hash[]
}

/**
 * RFC 9162 section 2.1.4.2: whether the second tree is the first one with leaves added.
 *
 * False for size1 = 0: the empty tree is a prefix of every tree and proves nothing, and the RFC defines
 * no proof for it. The witness protocol has its own rule for that case.
 */
export function verifyConsistency({ size1, size2, root1, root2, proof }: ConsistencyClaim): boolean {
  const m = wholeNumber(size1)
  const n = wholeNumber(size2)
  if (m === undefined || n === undefined || m === 0n || m > n || !areHashes(proof)) return false
  if (m === n) return proof.length === 0 && equalBytes(root1, root2)
  // The RFC puts root1 in front where m is a power of two, since the proof then leaves it out.
  const [first, ...rest] = (m & (m - 1n)) === 0n ? [root1, ...proof] : proof
  if (first === undefined) return false
  let fn = m - 1n
  let sn = n - 1n
  while (isOdd(fn)) {
    fn >>= 1n
    sn >>= 1n
  }
  let fr = first
  let sr = first
  for (const c of rest) {
    if (sn === 0n) return false
    if (isOdd(fn) || fn === sn) {
      fr = nodeHash(c, fr)
      sr = nodeHash(c, sr)
      const shift = trailingZeros(fn)
      fn >>= shift
      sn >>= shift
    } else {
      sr = nodeHash(sr, c)
    }
    fn >>= 1n
    sn >>= 1n
  }
  return sn === 0n && equalBytes(fr, root1) && equalBytes(sr, root2)
}

/** Indexes come from whoever sent the proof. */
function wholeNumber(value: number | bigint): bigint | undefined {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return undefined
  const whole = BigInt(value)
  return whole >= 0n && whole < 1n << 64n ? whole : undefined
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === 32)
}

function isOdd(n: bigint): boolean {
  return (n & 1n) === 1n
}

/** How far to shift "until LSB(fn) is set or fn is 0", as both verifiers say. */
function trailingZeros(n: bigint): bigint {
  if (n === 0n) return 0n
  let zeros = 0n
  while (!isOdd(n >> zeros)) zeros++
  return zeros
}
