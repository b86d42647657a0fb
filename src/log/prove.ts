/** Proofs out of the published tiles, each verified here before anybody is given it. */
import { PosternError } from '#errors.ts'
import { leafCount, parseCheckpoint } from '#formats/checkpoint.ts'
import { leafHash, verifyConsistency, verifyInclusion, type Hash } from '#formats/merkle.ts'
import { parseNote } from '#formats/note.ts'
import { consistencyProof, inclusionProof } from '#formats/prove.ts'
import { subtreesOf, type TileReader } from '#formats/tile-reader.ts'
import { formatTlogProof } from '#formats/tlog-proof.ts'
import type { LogReader } from './log-store.ts'

/**
 * The offline proof (C2SP tlog-proof) that the entry at this index is in the log, against the newest
 * published checkpoint; undefined while none holds it.
 *
 * @param extra what the proof shall carry beside, unauthenticated
 * @throws PosternError ERR_LOG_INCONSISTENT where the tiles do not give the published root
 */
export async function proveEntry(
  log: LogReader,
  tiles: TileReader,
  index: number,
  extra?: Uint8Array,
): Promise<string | undefined> {
  const published = await log.published()
  if (published === undefined || index >= published.size) return undefined
  const { root } = parseCheckpoint(parseNote(published.note).text)
  const { size } = published
  const [entry] = await log.entries(index, index + 1)
  const proof = await inclusionProof(subtreesOf(tiles, size), index, size)
  if (entry === undefined || !verifyInclusion({ leafHash: leafHash(entry), index, size, proof, root })) {
    throw damaged({ index, size })
  }
  return formatTlogProof({
    ...(extra === undefined ? {} : { extra }),
    index: BigInt(index),
    hashes: proof,
    checkpoint: published.note,
  })
}

/**
 * What shows that one published checkpoint continues another (RFC 9162 section 2.1.4.1).
 *
 * @param older and `newer`: signed notes; the older one is not empty
 * @throws PosternError ERR_LOG_INCONSISTENT where they are not checkpoints of one history
 */
export async function proveConsistency(tiles: TileReader, older: string, newer: string): Promise<readonly Hash[]> {
  const [from, to] = [older, newer].map((note) => parseCheckpoint(parseNote(note).text))
  if (from === undefined || to === undefined) throw new Error('two notes give two checkpoints')
  const [size1, size2] = [leafCount(from), leafCount(to)]
  if (size1 > size2) throw damaged({ older: size1, newer: size2 })
  const proof = await consistencyProof(subtreesOf(tiles, size2), size1, size2)
  if (!verifyConsistency({ size1, size2, root1: from.root, root2: to.root, proof })) {
    throw damaged({ older: size1, newer: size2 })
  }
  return proof
}

function damaged(evidence: Readonly<Record<string, number>>): PosternError {
  return new PosternError('ERR_LOG_INCONSISTENT', 'the tiles do not give what was published', evidence, {
    mend: 'Restore the log directory, or empty it and publish: the tiles are made again from the database.',
  })
}
