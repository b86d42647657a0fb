/** Offline proofs (C2SP tlog-proof): one entry's place in a tree, with the checkpoint that vouches for the tree. */
import { formatError, fromBase64, toBase64 } from './bytes.ts'
import { parseDecimal } from './decimal.ts'
import type { Hash } from './merkle.ts'

export interface TlogProof {
  /** Not authenticated by anything in the proof. */
  readonly extra?: Uint8Array
  readonly index: bigint
  /** From the leaf's sibling up. */
  readonly hashes: readonly Hash[]
  /** The signed note, to the byte. */
  readonly checkpoint: string
}

const header = 'c2sp.org/tlog-proof@v1'
/** A tree of 2^64 leaves is no higher. */
const mostHashes = 64

export function formatTlogProof({ extra, index, hashes, checkpoint }: TlogProof): string {
  const lines = [header]
  if (extra !== undefined && extra.length > 0) lines.push(`extra ${toBase64(extra)}`)
  lines.push(`index ${index}`, ...hashes.map(toBase64))
  return `${lines.join('\n')}\n\n${checkpoint}`
}

/**
 * Takes only what `formatTlogProof` writes. The checkpoint is not read here.
 *
 * @throws PosternError ERR_FORMAT
 */
export function parseTlogProof(text: string): TlogProof {
  const end = text.indexOf('\n\n')
  if (end < 0) throw formatError('a proof has no blank line before its checkpoint')
  const [first, ...lines] = text.slice(0, end).split('\n')
  if (first !== header) throw formatError(`a proof begins with "${header}"`)
  const extra = lines[0]?.startsWith('extra ') ? lines.shift()?.slice('extra '.length) : undefined
  if (extra === '') throw formatError('the extra line of a proof is empty')
  const index = lines.shift()
  if (!index?.startsWith('index ')) throw formatError('a proof has no index')
  if (lines.length > mostHashes) throw formatError('a proof has too many hashes', { hashes: lines.length })
  const checkpoint = text.slice(end + 2)
  if (checkpoint === '') throw formatError('a proof has no checkpoint')
  return {
    ...(extra === undefined ? {} : { extra: fromBase64(extra, 'the extra data of a proof') }),
    index: parseDecimal(index.slice('index '.length), 'the index of a proof'),
    hashes: lines.map((line) => fromBase64(line, 'a hash of a proof', 32)),
    checkpoint,
  }
}
