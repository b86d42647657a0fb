/**
 * Hashes a whole log in one pass, tile by tile, and gives the tiles as they fill: what the publisher
 * writes and what an auditor compares.
 *
 * Memory does not grow with the log: one tile of 8,192 bytes for each level. Nodes are hashed through
 * one message buffer, since at a million leaves the garbage would cost more than the hashing.
 */
import { formatError } from './bytes.ts'
import { emptyRoot, type Hash } from './merkle.ts'
import { sha256Into } from './sha256.ts'
import { hashesAt, partialTiles, tileWidth, type Tile } from './tile.ts'

const hashLength = 32

export interface HashTile extends Tile {
  readonly level: number
  /** `width` hashes one after another. */
  readonly hashes: Uint8Array
}

export class TreeHasher {
  #size: number
  /** Size when the partial tiles were last taken. */
  #taken: number
  /** The tile that is filling, at each level. */
  readonly #levels: Uint8Array[] = []
  #full: HashTile[] = []
  #leafMessage = new Uint8Array(1 + hashLength)
  readonly #nodeMessage = new Uint8Array(1 + 2 * hashLength).fill(0x01, 0, 1)
  readonly #scratch = new Uint8Array((tileWidth + 2) * hashLength)
  /** Views of the scratch buffer, two hashes each; making them anew for each node would cost a tenth more. */
  readonly #pairs = Array.from({ length: tileWidth / 2 + 1 }, (_, i) =>
    this.#scratch.subarray(i * 2 * hashLength, (i + 1) * 2 * hashLength),
  )

  /**
   * An empty tree, or one that goes on where another stopped.
   *
   * @param edge the hashes of `partialTiles(size)`, in that order
   * @throws PosternError ERR_FORMAT where a tile of the edge has not the width that the size gives it
   */
  constructor(size = 0, edge: readonly Uint8Array[] = []) {
    this.#size = size
    this.#taken = size
    const expected = partialTiles(size)
    if (edge.length !== expected.length) throw formatError('an edge of another tree', { size, tiles: edge.length })
    for (let level = 0; hashesAt(level, size) > 0; level++) this.#level(level)
    for (const [i, { level, width }] of expected.entries()) {
      const hashes = edge[i]
      if (typeof level !== 'number' || hashes?.length !== width * hashLength) {
        throw formatError('a tile has not the width that the size of the log gives it', { size, width })
      }
      this.#level(level).set(hashes)
    }
  }

  get size(): number {
    return this.#size
  }

  append(entry: Uint8Array): void {
    // Entries of one log mostly have one length, so the message buffer is made once.
    if (this.#leafMessage.length !== entry.length + 1) this.#leafMessage = new Uint8Array(entry.length + 1)
    this.#leafMessage.set(entry, 1)
    sha256Into(this.#leafMessage, this.#level(0), (this.#size % tileWidth) * hashLength)
    this.#added()
  }

  appendLeafHash(leafHash: Hash): void {
    if (leafHash.length !== hashLength) throw formatError('a hash has 32 bytes', { bytes: leafHash.length })
    this.#level(0).set(leafHash, (this.#size % tileWidth) * hashLength)
    this.#added()
  }

  /** Tiles that became full since they were last taken; level 0 before the level above it. */
  takeFullTiles(): HashTile[] {
    const full = this.#full
    this.#full = []
    return full
  }

  /** Every tile to write so that the log can be read at its present size and could be before: `tilesOfGrowth`. */
  takeTiles(): HashTile[] {
    const tiles = this.takeFullTiles()
    for (const { level, index, width } of partialTiles(this.#size)) {
      if (typeof level !== 'number' || hashesAt(level, this.#size) === hashesAt(level, this.#taken)) continue
      tiles.push({ level, index, width, hashes: this.#level(level).slice(0, width * hashLength) })
    }
    this.#taken = this.#size
    return tiles
  }

  /** MTH(D[size]). */
  root(): Hash {
    let right: Hash | undefined
    for (const [level, hashes] of this.#levels.entries()) {
      const width = hashesAt(level, this.#size) % tileWidth
      this.#scratch.set(hashes.subarray(0, width * hashLength))
      // What is not yet a complete subtree of this level is the last and only incomplete one in it.
      if (right !== undefined) this.#scratch.set(right, width * hashLength)
      const count = width + (right === undefined ? 0 : 1)
      if (count > 0) right = this.#rootOfScratch(count)
    }
    return right ?? emptyRoot()
  }

  #level(level: number): Uint8Array {
    return (this.#levels[level] ??= new Uint8Array(tileWidth * hashLength))
  }

  #added(): void {
    this.#size++
    let complete = this.#size
    for (let level = 0; complete % tileWidth === 0; level++) {
      complete /= tileWidth
      const index = complete - 1
      const hashes = this.#level(level)
      this.#full.push({ level, index, width: tileWidth, hashes })
      this.#scratch.set(hashes)
      this.#level(level + 1).set(this.#rootOfScratch(tileWidth), (index % tileWidth) * hashLength)
      // Whoever takes the tile keeps its bytes.
      this.#levels[level] = new Uint8Array(tileWidth * hashLength)
    }
  }

  /**
   * The root over the first `count` hashes in the scratch buffer. Hashing pairs and carrying an odd one
   * up gives the splits of RFC 6962 section 2.1.
   */
  #rootOfScratch(count: number): Hash {
    const scratch = this.#scratch
    const message = this.#nodeMessage
    for (let width = count; width > 1; width = Math.ceil(width / 2)) {
      let at = 0
      for (const pair of this.#pairs) {
        if (2 * at + 1 >= width) break
        message.set(pair, 1)
        sha256Into(message, scratch, at++ * hashLength)
      }
      if (width % 2 === 1)
        scratch.copyWithin(((width - 1) / 2) * hashLength, (width - 1) * hashLength, width * hashLength)
    }
    return scratch.slice(0, hashLength)
  }
}
