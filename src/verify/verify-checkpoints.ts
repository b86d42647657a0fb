/**
 * Two checkpoints of one log: is the newer tree the older one with entries added? If not, the log has told two
 * stories, and the two signed notes are the evidence.
 */
import { equalBytes, formatError, fromUtf8, toHex } from '#formats/bytes.ts'
import { parseCheckpoint, leafCount, type Checkpoint } from '#formats/checkpoint.ts'
import { emptyRoot, verifyConsistency, type Hash } from '#formats/merkle.ts'
import { parseNote } from '#formats/note.ts'
import { parsePolicy, type Policy } from '#formats/policy.ts'
import { consistencyProof, rangeRoot } from '#formats/prove.ts'
import { rootOfTiles, subtreesOf, type TileReader } from '#formats/tile-reader.ts'
import { parseAddCheckpoint } from '#formats/witness-request.ts'
import { Findings, report, type Report } from './report.ts'
import { demoKeys, demoWarning, findVouched, vouch, witnessLimits, type Vouched } from './vouch.ts'

export interface CheckpointsInput {
  /** Two signed checkpoints in any order; one of them may be a witness request, which brings the proof along. */
  readonly files: readonly [Uint8Array, Uint8Array]
  readonly policy?: Uint8Array
  /** The log's tiles, to make the proof from. */
  readonly log?: TileReader
}

interface Signed {
  readonly note: string
  readonly checkpoint: Checkpoint
  readonly proof?: { readonly from: bigint; readonly hashes: readonly Hash[] }
}

export async function verifyCheckpoints({ files, policy: policyBytes, log }: CheckpointsInput): Promise<Report> {
  const findings = new Findings()
  const both = await findings.read('checkpoint', 'A checkpoint cannot be read', () => [
    readSigned(files[0]),
    readSigned(files[1]),
  ])
  const [one, other] = both ?? []
  if (one === undefined || other === undefined) {
    return report('checkpoints', 'two checkpoints', findings, {
      proved: [],
      notProved: ['Anything: a checkpoint is damaged.'],
    })
  }
  const [older, newer] = one.checkpoint.size <= other.checkpoint.size ? [one, other] : [other, one]
  const { origin } = older.checkpoint
  if (origin !== newer.checkpoint.origin) {
    findings.fails('checkpoint', 'The two checkpoints are of different logs.', {
      origins: [origin, newer.checkpoint.origin],
    })
  } else {
    const vouched = await checkSignatures(findings, [older, newer], policyBytes)
    await findings.read('consistency', 'The consistency of the two cannot be checked', () =>
      checkConsistency(findings, { older, newer, signed: vouched.length === 2 && vouched.every(isSigned) }, log),
    )
    return report('checkpoints', `two checkpoints of the log ${origin}`, findings, {
      proved: [
        `The tree of ${newer.checkpoint.size} entries that the log ${origin} signed is its tree of ${older.checkpoint.size} with entries added: nothing in the older one was changed or taken out.`,
      ],
      notProved: [
        'What the entries say, and whether the tiles are right: for that, check the whole log.',
        ...vouched.flatMap(witnessLimits).slice(0, 1),
      ],
      warnings: demoWarning([...new Set(vouched.flatMap(demoKeys))]),
    })
  }
  return report('checkpoints', 'two checkpoints', findings, { proved: [], notProved: ['Anything about either log.'] })
}

function isSigned({ verdict }: Vouched): boolean {
  return verdict.ok || verdict.reason === 'no-quorum'
}

/** @throws PosternError ERR_FORMAT */
function readSigned(bytes: Uint8Array): Signed {
  const text = fromUtf8(bytes, 'a checkpoint')
  if (!text.startsWith('old ')) return { note: text, checkpoint: parseCheckpoint(parseNote(text).text) }
  const { old, proof, checkpoint: note } = parseAddCheckpoint(text)
  return { note, checkpoint: parseCheckpoint(parseNote(note).text), proof: { from: old, hashes: proof } }
}

async function checkSignatures(
  findings: Findings,
  notes: readonly Signed[],
  policyBytes: Uint8Array | undefined,
): Promise<Vouched[]> {
  const policy: Policy | undefined =
    policyBytes === undefined
      ? void findings.fails('policy', 'No policy was given, so nobody can say whose signatures count.')
      : await findings.read('policy', 'The policy cannot be read', () => parsePolicy(policyBytes))
  if (policy === undefined) return []
  const vouched: Vouched[] = []
  for (const { note } of notes) {
    const one = await vouch(note, policy)
    findVouched(findings, one)
    vouched.push(one)
  }
  return vouched
}

interface Pair {
  readonly older: Signed
  readonly newer: Signed
  /** Both by the log; else a contradiction between them is nobody's. */
  readonly signed: boolean
}

async function checkConsistency(findings: Findings, pair: Pair, log: TileReader | undefined): Promise<boolean> {
  const { older, newer } = pair
  const [m, n] = [older.checkpoint, newer.checkpoint]
  if (m.size === n.size) return checkSameSize(findings, pair)
  if (m.size === 0n) {
    return equalBytes(m.root, emptyRoot())
      ? findings.holds('consistency', 'The older checkpoint is of an empty log, with which every log begins.', {
          size: String(n.size),
        })
      : findings.fails(
          'consistency',
          'The older checkpoint claims an empty log with a root that an empty log does not have.',
        )
  }
  const hashes = await proofBetween(older, newer, log)
  if (verifyConsistency({ size1: m.size, size2: n.size, root1: m.root, root2: n.root, proof: hashes })) {
    return findings.holds('consistency', `The tree of ${n.size} entries begins with the tree of ${m.size}.`, {
      older: toHex(m.root),
      newer: toHex(n.root),
      hashes: hashes.length,
    })
  }
  // Tiles that give the newer root and not the older one show that it was the log that changed its past.
  if (log !== undefined && equalBytes(await rootOfTiles(log, leafCount(n)), n.root)) {
    const root = await rangeRoot(subtreesOf(log, leafCount(n)), { start: 0, end: leafCount(m) })
    if (!equalBytes(root, m.root)) {
      return contradiction(findings, pair, `The log's first ${m.size} entries are not those of the older checkpoint.`)
    }
  }
  return findings.fails('consistency', 'The proof does not lead from the older tree to the newer one.', {
    older: toHex(m.root),
    newer: toHex(n.root),
  })
}

function checkSameSize(findings: Findings, pair: Pair): boolean {
  const { size, root } = pair.older.checkpoint
  if (equalBytes(root, pair.newer.checkpoint.root)) {
    return findings.holds('consistency', `Both are of the same tree of ${size} entries.`, { root: toHex(root) })
  }
  return contradiction(findings, pair, `Here are two different trees of ${size} entries each.`)
}

/** Both notes to the byte: whoever holds them can show them to anybody. */
function contradiction(findings: Findings, { older, newer, signed }: Pair, words: string): boolean {
  const meaning = signed
    ? 'The log signed both, so it has told two histories. Keep both checkpoints: they are the evidence.'
    : 'Not both are signed by the log, so this alone says nothing of the log.'
  return findings.fails('consistency', `${words} ${meaning}`, {
    splitView: signed,
    olderRoot: toHex(older.checkpoint.root),
    newerRoot: toHex(newer.checkpoint.root),
    olderCheckpoint: older.note,
    newerCheckpoint: newer.note,
  })
}

/** From the tiles, where there are any; else the proof that came with one of the files. */
async function proofBetween(older: Signed, newer: Signed, log: TileReader | undefined): Promise<readonly Hash[]> {
  if (log !== undefined) {
    const size = leafCount(newer.checkpoint)
    return await consistencyProof(subtreesOf(log, size), leafCount(older.checkpoint), size)
  }
  if (newer.proof === undefined) {
    throw formatError('neither the tiles of the log nor a proof between the two was given')
  }
  if (newer.proof.from !== older.checkpoint.size) {
    throw formatError('the proof is from another size', {
      from: String(newer.proof.from),
      older: String(older.checkpoint.size),
    })
  }
  return newer.proof.hashes
}
