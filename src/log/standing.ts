/**
 * Whether this database may go on: that it knows every checkpoint which the log key has signed.
 *
 * A database that was restored from an older backup would give the same sizes other entries, and the log
 * would show two histories. Three memories outlive it: its own record, the published file, and what the
 * witnesses show; each checkpoint there carries the log key's signature, so nobody can invent one to stop us.
 */
import { isPosternError, PosternError, type Evidence } from '#errors.ts'
import { equalBytes } from '#formats/bytes.ts'
import { leafCount, parseCheckpoint } from '#formats/checkpoint.ts'
import { ed25519Verifier, openNote, type VerifierKey } from '#formats/note.ts'
import type { Tree } from './grow-tiles.ts'
import type { LogReader } from './log-store.ts'

/**
 * @throws PosternError ERR_LOG_BEHIND where more was signed than is here, ERR_LOG_INCONSISTENT where
 * something else was
 */
export async function assertStanding(
  log: LogReader,
  key: VerifierKey,
  publishedFile: string | undefined,
): Promise<void> {
  // One after another: the publisher's desk is one connection, and takes one question at a time.
  const { size } = await log.head()
  const claimed = await log.claimed()
  const signed = await log.newestSigned()
  if (claimed !== undefined && claimed.size > size) throw behind('a record of its own', claimed.size, size)
  // A key that another data directory made for itself would sign a size that no witness of this log cosigns.
  if (signed !== undefined && (await signedTree(signed.note, key)) === undefined) {
    throw inconsistent('the newest checkpoint of this database was not signed by this log key', { key: key.name })
  }
  if (publishedFile === undefined) return
  const published = await signedTree(publishedFile, key)
  if (published === undefined) {
    throw inconsistent('the checkpoint in the log directory is not signed by this log key', { key: key.name })
  }
  await assertKnown(log, published, 'the published checkpoint')
}

/** That the root which was signed for this size is the one on record here. @throws as `assertStanding` */
export async function assertKnown(log: LogReader, signed: Tree, where: string): Promise<void> {
  const claimed = await log.claimed(signed.size)
  if (claimed !== undefined && equalBytes(claimed.root, signed.root)) return
  const newest = (await log.claimed())?.size ?? 0
  if (signed.size > newest) throw behind(where, signed.size, newest)
  throw inconsistent(`${where} has another root than the one on record for its size`, { where, size: signed.size })
}

/** The tree that a note states under this key's signature; undefined where it states none. */
export async function signedTree(note: string, key: VerifierKey): Promise<Tree | undefined> {
  try {
    const opened = await openNote(note, [ed25519Verifier(key)])
    if (!opened.ok) return undefined
    const checkpoint = parseCheckpoint(opened.text)
    return checkpoint.origin === key.name ? { size: leafCount(checkpoint), root: checkpoint.root } : undefined
  } catch (error) {
    if (isPosternError(error, 'ERR_FORMAT')) return undefined
    throw error
  }
}

function behind(where: string, signed: number, here: number): PosternError {
  return new PosternError(
    'ERR_LOG_BEHIND',
    `this database is older than a checkpoint that was signed: ${where} says ${signed} entries, here are ${here}`,
    { where, signed, here },
    { mend: 'Restore a later backup, or replay the write-ahead log; nothing is appended or published before.' },
  )
}

function inconsistent(message: string, evidence: Evidence): PosternError {
  return new PosternError('ERR_LOG_INCONSISTENT', message, evidence, {
    mend: 'Check that key, directory and database belong to one log; keep all three as they are.',
  })
}
