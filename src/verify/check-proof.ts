/** An entry stands in a log: its opening gives the entry, the path leads to the root, and somebody signed the root. */
import { equalBytes, formatError, fromUtf8, toHex, utf8 } from '#formats/bytes.ts'
import { entryOf, formatOpening, parseOpening, type Opening } from '#formats/commitment.ts'
import { leafHash, verifyInclusion } from '#formats/merkle.ts'
import type { Policy } from '#formats/policy.ts'
import { formatTlogProof, parseTlogProof, type TlogProof } from '#formats/tlog-proof.ts'
import { readable, type Findings } from './report.ts'
import { findVouched, vouch, type Vouched } from './vouch.ts'

/** The proof, in the one spelling that it has. @throws PosternError ERR_FORMAT */
export function readProof(bytes: Uint8Array): TlogProof {
  const text = fromUtf8(bytes, 'the proof')
  const proof = parseTlogProof(text)
  if (formatTlogProof(proof) !== text) throw formatError('the proof has another spelling than its form')
  return proof
}

/** The opening that a proof of ours carries in its extra line. @throws PosternError ERR_FORMAT */
export function readExtraOpening({ extra }: TlogProof): Opening {
  if (extra === undefined) throw formatError('the proof carries no opening of its entry')
  const opening = parseOpening(extra)
  if (!equalBytes(utf8(formatOpening(opening)), extra)) throw formatError('the opening is not in canonical form')
  return opening
}

/**
 * Inclusion and signatures.
 *
 * @param entry the 32 bytes (or, in another log, any bytes) that the log's bundle has at this index
 */
export async function checkInclusion(
  findings: Findings,
  proof: TlogProof,
  entry: Uint8Array,
  policy: Policy,
): Promise<Vouched | undefined> {
  const vouched = await findings.read('log-signature', 'The checkpoint of the proof cannot be read', () =>
    vouch(proof.checkpoint, policy),
  )
  if (vouched === undefined) return undefined
  const { size, root } = vouched.verdict.checkpoint
  const where = { index: String(proof.index), size: String(size), leaf: toHex(leafHash(entry)) }
  if (verifyInclusion({ leafHash: leafHash(entry), index: proof.index, size, proof: proof.hashes, root })) {
    findings.holds('inclusion', `The entry stands at place ${proof.index} of the log's ${size} entries.`, where)
  } else {
    findings.fails('inclusion', "The path in the proof does not lead from the entry to the checkpoint's root.", where)
  }
  findVouched(findings, vouched)
  return vouched
}

export function checkOpening(findings: Findings, opening: Opening): Uint8Array {
  const entry = entryOf(opening)
  findings.holds('entry', `The opening gives an entry, "${opening.record.type}" of ${readable(opening.record.at)}.`, {
    entry: toHex(entry),
    type: opening.record.type,
    at: opening.record.at,
  })
  return entry
}
