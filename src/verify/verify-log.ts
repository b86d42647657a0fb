/**
 * A whole log from its first entry: every hash is computed again from the entries, every tile compared, and
 * the root held against the signed checkpoint.
 *
 * Memory does not grow with the log: one bundle of entries and one tile for each level at a time.
 */
import { equalBytes, fromUtf8, toHex } from '#formats/bytes.ts'
import { leafCount, parseCheckpoint } from '#formats/checkpoint.ts'
import type { Hash } from '#formats/merkle.ts'
import { parseNote } from '#formats/note.ts'
import { parsePolicy } from '#formats/policy.ts'
import { bundlesOfGrowth, tilePath, tileWidth } from '#formats/tile.ts'
import { readEntryBundle, type TileReader } from '#formats/tile-reader.ts'
import { TreeHasher, type HashTile } from '#formats/tree-hasher.ts'
import { Findings, report, type Report } from './report.ts'
import { demoKeys, demoWarning, findVouched, vouch, witnessLimits, type Vouched } from './vouch.ts'

export interface LogInput {
  /** The log's files: `checkpoint`, `tile/…`. */
  readonly files: TileReader
  readonly policy?: Uint8Array
  /** True where the policy is the one that lies beside the checkpoint. */
  readonly policyFromLog?: boolean
  /** Told now and then how many entries are done. */
  readonly progress?: (done: number, of: number) => void
}

export async function verifyLog({
  files,
  policy: policyBytes,
  policyFromLog = false,
  progress,
}: LogInput): Promise<Report> {
  const findings = new Findings()
  const checkpoint = await findings.read('checkpoint', 'The checkpoint cannot be read', async () => {
    const bytes = await files.read('checkpoint')
    if (bytes === undefined) return void findings.fails('checkpoint', 'There is no checkpoint.')
    const note = fromUtf8(bytes, 'the checkpoint')
    const body = parseCheckpoint(parseNote(note).text)
    return { note, origin: body.origin, root: body.root, leaves: leafCount(body) }
  })
  if (checkpoint === undefined) return report('log', 'a log', findings, { proved: [], notProved: [NOT_READ] })
  const vouched = await checkSignatures(findings, checkpoint.note, policyBytes)
  const done = await findings.read('tiles', 'The log cannot be read to its end', () =>
    recomputeLog(files, checkpoint.leaves, progress),
  )
  if (done !== undefined) {
    findTiles(findings, done)
    findRoot(findings, checkpoint, done)
  }
  const { origin, leaves } = checkpoint
  return report('log', `the log ${origin}`, findings, {
    proved: [
      `All ${leaves} entries of the log ${origin} give the root that it signed; every tile is right.`,
      ...(done?.commitmentsOnly === true && leaves > 0
        ? [
            'Every entry is 32 bytes long, as a commitment is, and so shows nothing of what it commits to but by its opening.',
          ]
        : []),
    ],
    notProved: [
      'What the entries commit to: for that their openings are needed.',
      "That nothing was left out: an event that was never logged leaves no gap here, only in its case's own count.",
      ...(policyFromLog
        ? [
            'That the log and its witnesses are the right ones: the policy lay beside the log. Bring one that you got elsewhere.',
          ]
        : []),
      ...(vouched === undefined ? [] : witnessLimits(vouched)),
    ],
    warnings: vouched === undefined ? [] : demoWarning(demoKeys(vouched)),
  })
}

const NOT_READ = 'Anything: without a checkpoint there is nothing to hold the entries against.'

async function checkSignatures(
  findings: Findings,
  note: string,
  policyBytes: Uint8Array | undefined,
): Promise<Vouched | undefined> {
  if (policyBytes === undefined) {
    return void findings.fails('policy', 'No policy was given, so nobody can say whose signatures count.')
  }
  const policy = await findings.read('policy', 'The policy cannot be read', () => parsePolicy(policyBytes))
  if (policy === undefined) return undefined
  const vouched = await findings.read('log-signature', 'The checkpoint cannot be read', () => vouch(note, policy))
  if (vouched !== undefined) findVouched(findings, vouched)
  return vouched
}

export interface Recomputed {
  readonly root: Hash
  readonly entries: number
  readonly tiles: number
  /** Paths of tiles that are missing or are not what the entries give; the first hundred of them. */
  readonly wrong: readonly string[]
  readonly wrongCount: number
  readonly commitmentsOnly: boolean
}

const KEPT = 100
const PROGRESS_EVERY = 64 * tileWidth

/**
 * Hashes all leaves and all nodes, and compares every tile.
 *
 * @throws PosternError ERR_FORMAT where a bundle is missing or damaged, since nothing can be computed past it
 */
export async function recomputeLog(
  files: TileReader,
  size: number,
  progress: (done: number, of: number) => void = () => {},
): Promise<Recomputed> {
  const hasher = new TreeHasher()
  const wrong: string[] = []
  let [tiles, wrongCount] = [0, 0]
  let commitmentsOnly = true
  const compare = async (tile: HashTile) => {
    tiles += 1
    if (await hasTile(files, tile)) return
    wrongCount += 1
    if (wrong.length < KEPT) wrong.push(tilePath(tile))
  }
  for (const bundle of bundlesOfGrowth(0, size)) {
    for (const entry of await readEntryBundle(files, bundle)) {
      commitmentsOnly &&= entry.length === 32
      hasher.append(entry)
    }
    for (const tile of hasher.takeFullTiles()) await compare(tile)
    if (hasher.size % PROGRESS_EVERY === 0) progress(hasher.size, size)
  }
  for (const tile of hasher.takeTiles()) await compare(tile)
  progress(size, size)
  return { root: hasher.root(), entries: hasher.size, tiles, wrong, wrongCount, commitmentsOnly }
}

/** A partial tile may have given way to the full one, which then begins with it. */
async function hasTile(files: TileReader, tile: HashTile): Promise<boolean> {
  const exact = await files.read(tilePath(tile))
  if (exact !== undefined) return equalBytes(exact, tile.hashes)
  if (tile.width === tileWidth) return false
  const full = await files.read(tilePath({ ...tile, width: tileWidth }))
  return full !== undefined && equalBytes(full.subarray(0, tile.hashes.length), tile.hashes)
}

function findTiles(findings: Findings, { tiles, wrong, wrongCount, entries }: Recomputed): void {
  if (wrongCount === 0) {
    findings.holds('tiles', `All ${tiles} tiles are what the ${entries} entries give.`, { tiles, entries })
  } else {
    findings.fails('tiles', `${wrongCount} of ${tiles} tiles are missing or are not what the entries give.`, {
      wrong,
      wrongCount,
    })
  }
}

function findRoot(
  findings: Findings,
  checkpoint: { readonly root: Hash; readonly leaves: number },
  { root, entries }: Recomputed,
): void {
  const evidence = { root: toHex(root), signed: toHex(checkpoint.root), entries }
  if (equalBytes(root, checkpoint.root)) {
    findings.holds('root', 'The entries give the root in the checkpoint.', evidence)
  } else {
    findings.fails(
      'root',
      'The entries do not give the root in the checkpoint: somebody changed one of the two.',
      evidence,
    )
  }
}
