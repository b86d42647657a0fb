/**
 * The key that wraps all others. It comes in generations: a new one replaces the one before, and
 * destroying the old one is what makes a forgotten key unreadable in every copy of the database.
 */

/** A data key and the id it is bound to ("case/<stream>", "person/<stream>/<tag>"): wrapped, it opens under no other. */
export interface NamedKey {
  readonly id: string
  readonly key: Uint8Array
}

export interface WrappedKey {
  readonly id: string
  readonly wrapped: Uint8Array
}

/** All methods: @throws PosternError ERR_KEY_MISSING, ERR_KEY_WRONG; a service also ERR_LOG_UNAVAILABLE. */
export interface RootKey {
  /** The newest generation, counted from 1. The first is made on first use. */
  current(): Promise<number>
  wrap(generation: number, keys: readonly NamedKey[]): Promise<Uint8Array[]>
  unwrap(generation: number, keys: readonly WrappedKey[]): Promise<Uint8Array[]>
  /** Make a generation that is newer than all others, durably, and return it. */
  advance(): Promise<number>
  /** Make every generation older than this one unusable for ever. Doing it twice is nothing new. */
  destroyBefore(generation: number): Promise<void>
}
