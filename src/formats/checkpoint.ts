/** Checkpoints (C2SP tlog-checkpoint v1.0.0): what a log says of itself, as the text of a signed note. */
import { formatError, fromBase64, toBase64 } from './bytes.ts'
import { parseDecimal, toCount } from './decimal.ts'
import type { Hash } from './merkle.ts'
import { isKeyName } from './note.ts'

export interface Checkpoint {
  /** Who the log is. A log of ours has a name that could be a key's; others are taken as they come. */
  readonly origin: string
  readonly size: bigint
  readonly root: Hash
  /** Lines of others, which no monitor can audit; ours have none. */
  readonly extensions: readonly string[]
}

/**
 * Three lines; there is no way to give this extension lines.
 *
 * @param origin a schema-less URL without space or plus sign
 */
export function formatCheckpoint(origin: string, size: number | bigint, root: Hash): string {
  if (!isKeyName(origin) || origin.includes('\n')) {
    throw formatError('an origin must not be empty or hold a space, a control character or "+"')
  }
  if (root.length !== 32) throw formatError('a root has 32 bytes', { bytes: root.length })
  parseDecimal(String(size), 'the size of a tree')
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/** @param text the text of a note, without signatures. @throws PosternError ERR_FORMAT */
export function parseCheckpoint(text: string): Checkpoint {
  if (!text.endsWith('\n')) throw formatError('the last line of a checkpoint has no end')
  const [origin, size, root, ...extensions] = text.slice(0, -1).split('\n')
  if (origin === undefined || origin === '') throw formatError('a checkpoint has no origin')
  if (size === undefined || root === undefined) throw formatError('a checkpoint has three lines or more')
  if (extensions.includes('')) throw formatError('an extension line of a checkpoint is empty')
  return {
    origin,
    size: parseDecimal(size, 'the size of a checkpoint'),
    root: fromBase64(root, 'the root of a checkpoint', 32),
    extensions,
  }
}

/** The size as a count of leaves that can be read. @throws PosternError ERR_FORMAT beyond 2^53 − 1 */
export function leafCount({ size }: Checkpoint): number {
  return toCount(size, 'the size of a checkpoint')
}
