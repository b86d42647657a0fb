/** Where the hashes and entries of a log stand as files (C2SP tlog-tiles v0.1.0). */
import { formatError } from './bytes.ts'

/** Hashes in a full tile, and entries in a full bundle. */
export const tileWidth = 256

/** A tile of hashes, or at level "entries" a bundle. Hash i of it spans 256^level leaves. */
export interface Tile {
  readonly level: number | 'entries'
  /** Within the level. */
  readonly index: number
  /** 1 to 256; below 256 the tile is partial. */
  readonly width: number
}

/** A path may name tiles that no log has yet, so its index can be larger than a count. */
export type TilePath = Omit<Tile, 'index'> & { readonly index: bigint }

/** `tile/<L>/<N>[.p/<W>]` and `tile/entries/<N>[.p/<W>]`, below the log's prefix. */
export function tilePath({ level, index, width }: Tile | TilePath): string {
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.../g) ?? []
  const path = groups.map((group, i) => (i === groups.length - 1 ? group : `x${group}`)).join('/')
  return `tile/${level}/${path}${width === tileWidth ? '' : `.p/${width}`}`
}

/**
 * Takes only what `tilePath` writes: a path with one more group of zeros would be a second address of a file.
 *
 * @throws PosternError ERR_FORMAT
 */
export function parseTilePath(path: string): TilePath {
  const [, level, groups, width] =
    /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/){0,6}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(path) ?? []
  if (level === undefined || groups === undefined) throw formatError('not the path of a tile')
  const tile = {
    level: level === 'entries' ? level : Number(level),
    index: BigInt(groups.replaceAll(/[x/]/g, '')),
    width: width === undefined ? tileWidth : Number(width),
  } as const
  if (
    (tile.level !== 'entries' && tile.level > 63) ||
    tile.index >= 1n << 64n ||
    (width !== undefined && tile.width >= tileWidth) ||
    tilePath(tile) !== path
  ) {
    throw formatError('not the path of a tile')
  }
  return tile
}

/** How many hashes there are at a level: floor(size / 256^level). Only complete subtrees are in tiles. */
export function hashesAt(level: number, size: number): number {
  return Math.floor(size / tileWidth ** level)
}

/** The tile with this index as a log of this size has it; undefined where it would be empty. */
export function tileAt(level: number | 'entries', index: number, size: number): Tile | undefined {
  const width = Math.min(tileWidth, hashesAt(level === 'entries' ? 0 : level, size) - index * tileWidth)
  return width > 0 ? { level, index, width } : undefined
}

/** The partial tiles of a log of this size, lowest level first; a level that ends in a full tile has none. */
export function partialTiles(size: number): Tile[] {
  const tiles: Tile[] = []
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    const width = hashesAt(level, size) % tileWidth
    if (width > 0) tiles.push({ level, index: Math.floor(hashesAt(level, size) / tileWidth), width })
  }
  return tiles
}

/** The tiles of hashes to write when a log grows, lowest level first; from 0, all of them. */
export function* tilesOfGrowth(from: number, to: number): Generator<Tile, void> {
  for (let level = 0; hashesAt(level, to) > 0; level++) yield* grown(level, hashesAt(level, from), hashesAt(level, to))
}

/** The bundles of entries to write when a log grows; from 0, all of them. */
export function bundlesOfGrowth(from: number, to: number): Generator<Tile, void> {
  return grown('entries', from, to)
}

function* grown(level: Tile['level'], from: number, to: number): Generator<Tile, void> {
  if (from === to) return
  for (let index = Math.floor(from / tileWidth); index * tileWidth < to; index++) {
    yield { level, index, width: Math.min(tileWidth, to - index * tileWidth) }
  }
}
