/** What is said to a witness (C2SP tlog-witness v1.0.0). */
import { formatError, fromBase64, toBase64, toHex, utf8 } from './bytes.ts'
import { parseDecimal } from './decimal.ts'
import type { Hash } from './merkle.ts'
import { sha256 } from './sha256.ts'

/** Body of `POST <submission prefix>/add-checkpoint`. */
export interface AddCheckpoint {
  /** Size of the checkpoint that the witness cosigned last, as the log believes; 0 for none. */
  readonly old: bigint
  readonly proof: readonly Hash[]
  /** The signed note, to the byte. */
  readonly checkpoint: string
}

const mostHashes = 63

/** @throws PosternError ERR_FORMAT for a proof that no witness has to take */
export function formatAddCheckpoint({ old, proof, checkpoint }: AddCheckpoint): string {
  if (proof.length > mostHashes)
    throw formatError('a consistency proof has at most 63 hashes', { hashes: proof.length })
  return `old ${old}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${checkpoint}`
}

/**
 * Takes a hostile body apart: "old 007", "old +0", a 64th hash and a hash that has not 32 bytes are
 * refused. The checkpoint is not read here.
 *
 * @throws PosternError ERR_FORMAT, for which a witness answers 400
 */
export function parseAddCheckpoint(body: string): AddCheckpoint {
  const end = body.indexOf('\n\n')
  if (end < 0) throw formatError('the body has no blank line before its checkpoint')
  const [first, ...lines] = body.slice(0, end).split('\n')
  if (!first?.startsWith('old ')) throw formatError('the body does not begin with "old" and a size')
  if (lines.length > mostHashes)
    throw formatError('a consistency proof has at most 63 hashes', { hashes: lines.length })
  const checkpoint = body.slice(end + 2)
  if (checkpoint === '') throw formatError('the body has no checkpoint')
  return {
    old: parseDecimal(first.slice('old '.length), 'the old size'),
    proof: lines.map((line) => fromBase64(line, 'a hash of the consistency proof', 32)),
    checkpoint,
  }
}

/** Where a witness shows the checkpoint it cosigned last: `GET <monitoring prefix>/<this>`. */
export function monitoringPath(origin: string): string {
  return `${toHex(sha256(utf8(origin)))}/checkpoint`
}
