/** Small logs in memory for tests of whoever reads a log, made of formats alone. */
import { utf8 } from '#formats/bytes.ts'
import { formatCheckpoint } from '#formats/checkpoint.ts'
import { cosigner } from '#formats/cosignature.ts'
import { generateEd25519Key, type Ed25519Key } from '#formats/ed25519.ts'
import { formatEntryBundle } from '#formats/entry-bundle.ts'
import { ed25519Signer, signNote } from '#formats/note.ts'
import { formatPolicy } from '#formats/policy.ts'
import { sha256 } from '#formats/sha256.ts'
import { bundlesOfGrowth, tilePath, tileWidth } from '#formats/tile.ts'
import { TreeHasher } from '#formats/tree-hasher.ts'

export const logOrigin = 'demo.postern.example/log'

export interface LogKeys {
  readonly log: Ed25519Key
  readonly witness: Ed25519Key
}

export function makeLogKeys(): LogKeys {
  return { log: generateEd25519Key(), witness: generateEd25519Key() }
}

/** One witness, which has to cosign. */
export function logPolicyFile({ log, witness }: LogKeys): Uint8Array {
  return utf8(
    formatPolicy({
      logs: [{ key: ed25519Signer(logOrigin, log).key }],
      witnesses: [{ name: 'w', key: cosigner('demo-witness.example', witness, 1).key }],
      groups: [],
      quorum: 'w',
    }),
  )
}

/** Entry i is the hash of its number, so that two logs of one kind begin alike. */
export function makeEntry(index: number, kind = ''): Uint8Array {
  return sha256(utf8(`${kind}${index}`))
}

/** The files of a log of this size, by path; entries from `forkAt` on are those of another history. */
export function makeLog(keys: LogKeys, size: number, forkAt = size): Map<string, Uint8Array> {
  const entries = Array.from({ length: size }, (_, index) => makeEntry(index, index < forkAt ? '' : 'other '))
  const files = new Map<string, Uint8Array>()
  const hasher = new TreeHasher()
  for (const entry of entries) hasher.append(entry)
  for (const tile of hasher.takeTiles()) files.set(tilePath(tile), tile.hashes)
  for (const bundle of bundlesOfGrowth(0, size)) {
    const from = bundle.index * tileWidth
    files.set(tilePath(bundle), formatEntryBundle(entries.slice(from, from + bundle.width)))
  }
  files.set('checkpoint', utf8(signCheckpoint(keys, size, hasher.root())))
  return files
}

export function signCheckpoint({ log, witness }: LogKeys, size: number, root: Uint8Array): string {
  return signNote(formatCheckpoint(logOrigin, size, root), [
    ed25519Signer(logOrigin, log),
    cosigner('demo-witness.example', witness, 1_795_360_000),
  ])
}

export function readerOf(files: ReadonlyMap<string, Uint8Array>) {
  return { read: async (path: string) => files.get(path) }
}
