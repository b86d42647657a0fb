/**
 * Reading a tiled log: proofs and roots out of tiles.
 *
 * Trust: none. Whoever serves the tiles can serve any hashes; what is made of them here proves something
 * only once it is verified against the root of a signed checkpoint.
 */
import { formatError } from './bytes.ts'
import { parseEntryBundle } from './entry-bundle.ts'
import { emptyRoot, nodeHash, type Hash } from './merkle.ts'
import { rangeRoot, type SubtreeReader } from './prove.ts'
import { hashesAt, partialTiles, tileAt, tilePath, tileWidth, type Tile } from './tile.ts'

export interface TileReader {
  /** What stands at this path below the log's prefix, or undefined where nothing does. */
  read(path: string): Promise<Uint8Array | undefined>
}

/**
 * The tile's hashes. A log may delete a partial tile once the full one is there, so a partial tile that
 * is missing is cut from the full one (tlog-tiles, "Partial Tiles").
 *
 * @throws PosternError ERR_FORMAT where the tile is missing or has not its length
 */
export async function readTile(reader: TileReader, tile: Tile): Promise<Uint8Array> {
  const found = await readOrFull(reader, tile)
  if (found.bytes.length !== found.width * 32) {
    throw formatError('a tile has not its length', { path: tilePath(tile), bytes: found.bytes.length })
  }
  return found.bytes.subarray(0, tile.width * 32)
}

/** The bundle's entries, with the same way out where a partial bundle is missing. @throws PosternError ERR_FORMAT */
export async function readEntryBundle(reader: TileReader, tile: Tile): Promise<Uint8Array[]> {
  const { bytes, width } = await readOrFull(reader, tile)
  return parseEntryBundle(bytes, width).slice(0, tile.width)
}

async function readOrFull(reader: TileReader, tile: Tile): Promise<{ bytes: Uint8Array; width: number }> {
  const bytes = await reader.read(tilePath(tile))
  if (bytes !== undefined) return { bytes, width: tile.width }
  const full = tile.width < tileWidth ? await reader.read(tilePath({ ...tile, width: tileWidth })) : undefined
  if (full === undefined) throw formatError('a tile of the log is missing', { path: tilePath(tile) })
  return { bytes: full, width: tileWidth }
}

/** The complete subtrees of the first `size` leaves of a log. Each tile is read once. */
export function subtreesOf(reader: TileReader, size: number): SubtreeReader {
  const tiles = new Map<string, Promise<Uint8Array>>()
  const once = (tile: Tile) => {
    const path = tilePath(tile)
    const reading = tiles.get(path) ?? readTile(reader, tile)
    tiles.set(path, reading)
    return reading
  }
  return {
    async subtree(height, index) {
      // A tile holds every eighth level; the ones between are hashed from it.
      const level = Math.floor(height / 8)
      const count = 2 ** (height % 8)
      const first = index * count
      const tile = tileAt(level, Math.floor(first / tileWidth), size)
      if (tile === undefined || first + count > hashesAt(level, size)) {
        throw new RangeError(`no complete subtree ${index} of height ${height} in a tree of ${size}`)
      }
      const hashes = await once(tile)
      const offset = first % tileWidth
      return rootOf(Array.from({ length: count }, (_, i) => hashes.slice((offset + i) * 32, (offset + i + 1) * 32)))
    },
  }
}

/** Over a power of two of hashes. */
function rootOf(hashes: readonly Hash[]): Hash {
  const [left, right] = hashes
  if (left === undefined) throw new RangeError('no hashes')
  if (right === undefined) return left
  return nodeHash(rootOf(hashes.slice(0, hashes.length / 2)), rootOf(hashes.slice(hashes.length / 2)))
}

/** The root that the tiles give for this size. */
export async function rootOfTiles(reader: TileReader, size: number): Promise<Hash> {
  return size === 0 ? emptyRoot() : rangeRoot(subtreesOf(reader, size), { start: 0, end: size })
}

/** What `new TreeHasher(size, edge)` needs to go on from here. */
export async function readEdge(reader: TileReader, size: number): Promise<Uint8Array[]> {
  return Promise.all(partialTiles(size).map((tile) => readTile(reader, tile)))
}
