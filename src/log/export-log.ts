/** A copy of the whole published log, made from the database and checked against what was published. */
import { PosternError } from '#errors.ts'
import { equalBytes } from '#formats/bytes.ts'
import { parseCheckpoint } from '#formats/checkpoint.ts'
import { emptyRoot } from '#formats/merkle.ts'
import { parseNote } from '#formats/note.ts'
import { growTiles } from './grow-tiles.ts'
import type { LogReader } from './log-store.ts'
import type { TileStore } from './tile-store.ts'

/**
 * Write tiles, bundles, the newest published checkpoint and the policy, so that a stranger can verify the
 * log from its first entry with nothing else.
 *
 * @param target an empty place, or an earlier export of the same log
 * @returns the size of the published log; 0, and nothing written, where nothing is published
 * @throws PosternError ERR_LOG_INCONSISTENT where the database no longer gives what was published, or the
 * place holds another log
 */
export async function exportLog(log: LogReader, target: TileStore, policy: string): Promise<number> {
  const published = await log.published()
  if (published === undefined) return 0
  const root = await growTiles(log, target, { size: 0, root: emptyRoot() }, published.size)
  if (!equalBytes(root, parseCheckpoint(parseNote(published.note).text).root)) {
    throw new PosternError(
      'ERR_LOG_INCONSISTENT',
      'the entries in the database do not give the root that was published',
      { size: published.size },
      { mend: 'Somebody changed entries after they were published: compare the database with its backups.' },
    )
  }
  await target.replace('policy', policy)
  await target.replace('checkpoint', published.note)
  return published.size
}
