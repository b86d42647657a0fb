/** Where the public half of the log stands: static files that anybody may copy, serve or cache. */
import type { TileReader } from '#formats/tile-reader.ts'

/** A file below the log's prefix, such as "tile/0/x001/067" or "tile/entries/000.p/64". */
export interface TileFile {
  readonly path: string
  readonly bytes: Uint8Array
}

export interface TileStore extends TileReader {
  /**
   * Store tiles and entry bundles. When this returns, all of them survive a loss of power.
   *
   * A tile is immutable: the same bytes again are nothing new, other bytes at a path that is taken
   * are ERR_LOG_INCONSISTENT, and the file stays as it was.
   */
  write(files: readonly TileFile[]): Promise<void>
  /** The published checkpoint, a signed note, or undefined before the first publication. */
  readCheckpoint(): Promise<string | undefined>
  /** Replace one of the two files that change, durably and in one step. */
  replace(file: 'checkpoint' | 'policy', text: string): Promise<void>
  /** Take away every partial form of these full tiles, which they have made superfluous. */
  removePartials(fullTiles: readonly string[]): Promise<void>
}
