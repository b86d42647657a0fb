/** Writing the tiles and bundles that the tree has grown by, without reading it again from the beginning. */
import { isPosternError, PosternError } from '#errors.ts'
import { equalBytes } from '#formats/bytes.ts'
import { formatEntryBundle } from '#formats/entry-bundle.ts'
import type { Hash } from '#formats/merkle.ts'
import { bundlesOfGrowth, tilePath, tileWidth } from '#formats/tile.ts'
import { readEdge } from '#formats/tile-reader.ts'
import { TreeHasher } from '#formats/tree-hasher.ts'
import type { LogReader } from './log-store.ts'
import type { TileStore } from './tile-store.ts'

/** Entries that are read, hashed and made durable together: 64 full tiles and 64 bundles. */
const window = 64 * tileWidth

export interface Tree {
  readonly size: number
  readonly root: Hash
}

/**
 * Make the tiles durable for a tree of `size` entries, and return its root as the tiles give it.
 *
 * @param from the tree whose tiles stand already; where they do not, or do not give its root, all tiles
 * are made anew from the entries, and a tile that stands is compared and never replaced
 * @throws PosternError ERR_LOG_INCONSISTENT where entries or tiles contradict what was signed
 */
export async function growTiles(
  log: Pick<LogReader, 'entries'>,
  tiles: TileStore,
  from: Tree,
  size: number,
): Promise<Hash> {
  const hasher = (await resume(tiles, from)) ?? new TreeHasher()
  if (hasher.size < from.size) {
    await append(log, tiles, hasher, from.size)
    if (!equalBytes(hasher.root(), from.root)) throw contradiction(from.size)
  }
  await append(log, tiles, hasher, size)
  return hasher.root()
}

/** A hasher that goes on where the tiles end, or undefined where they are not what was signed. */
async function resume(tiles: TileStore, { size, root }: Tree): Promise<TreeHasher | undefined> {
  try {
    const hasher = new TreeHasher(size, await readEdge(tiles, size))
    return equalBytes(hasher.root(), root) ? hasher : undefined
  } catch (error) {
    if (isPosternError(error, 'ERR_FORMAT')) return undefined
    throw error
  }
}

async function append(log: Pick<LogReader, 'entries'>, tiles: TileStore, hasher: TreeHasher, size: number) {
  while (hasher.size < size) {
    const from = hasher.size
    const to = Math.min(size, (Math.floor(from / window) + 1) * window)
    // The bundle that is filling is written whole, so its first entries are needed again.
    const first = Math.floor(from / tileWidth) * tileWidth
    const entries = await log.entries(first, to)
    for (const entry of entries.slice(from - first)) hasher.append(entry)

    const bundles = [...bundlesOfGrowth(from, to)].map((bundle) => {
      const start = bundle.index * tileWidth - first
      return { path: tilePath(bundle), bytes: formatEntryBundle(entries.slice(start, start + bundle.width)) }
    })
    const hashes = (to === size ? hasher.takeTiles() : hasher.takeFullTiles()).map((tile) => ({
      path: tilePath(tile),
      bytes: tile.hashes,
    }))
    await tiles.write([...bundles, ...hashes])
  }
}

function contradiction(size: number): PosternError {
  return new PosternError(
    'ERR_LOG_INCONSISTENT',
    'the entries in the database do not give the root that was signed for them',
    { size },
    { mend: 'Somebody changed entries after they were signed: compare the database with its backups.' },
  )
}
