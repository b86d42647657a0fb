/** From names of files to a report: what both command lines do. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PosternError } from '#errors.ts'
import { fromHex } from '#formats/bytes.ts'
import { parseIdentities, type Identity } from './age.ts'
import { kindOf } from './detect.ts'
import { isDirectory, logDirectory } from './node-files.ts'
import type { Report } from './report.ts'
import { verifyCheckpoints } from './verify-checkpoints.ts'
import { verifyLog } from './verify-log.ts'
import { verifyMember } from './verify-member.ts'
import { verifyPackage } from './verify-package.ts'
import { verifyProof } from './verify-proof.ts'
import { reportText } from './words.ts'

export interface VerifyRequest {
  /** A package, a proof, the directory of a log, or two checkpoints. */
  readonly files: readonly string[]
  /** A file of age identities, or the text of one. */
  readonly identity?: string
  readonly policy?: string
  /** A file of verifier keys, one a line. */
  readonly approvers?: string
  /** A file with the opening of the entry that a proof is for. */
  readonly opening?: string
  /** That entry in hex. */
  readonly entry?: string
  /** The directory of the log from which two checkpoints are. */
  readonly log?: string
  readonly json?: boolean
}

export interface VerifyAnswer {
  readonly report: Report
  /** What to print, in words or as JSON. */
  readonly output: string
  /** 0 where it is proved, 1 where not. */
  readonly exitCode: 0 | 1
}

/**
 * @throws PosternError ERR_INPUT_UNREADABLE, ERR_INPUT_INVALID, ERR_INPUT_TOO_LARGE or ERR_FORMAT where what was
 *   given cannot be used; whatever is wrong with the thing to be checked is in the report
 */
export async function runVerify(
  request: VerifyRequest,
  progress?: (done: number, of: number) => void,
): Promise<VerifyAnswer> {
  const report = await verifyFiles(request, progress)
  return {
    report,
    output: request.json === true ? JSON.stringify(report) : reportText(report),
    exitCode: report.verdict === 'proved' ? 0 : 1,
  }
}

async function verifyFiles(request: VerifyRequest, progress?: (done: number, of: number) => void): Promise<Report> {
  const [first, second, ...more] = request.files
  if (first === undefined || more.length > 0) throw unusable('Give one file or directory, or two checkpoints.', {})
  const policy = request.policy === undefined ? undefined : read(request.policy)
  if (second !== undefined) return await verifyCheckpointFiles(request, [first, second], policy)
  if (isDirectory(first)) return await verifyDirectory(first, policy, progress)
  const bytes = read(first)
  const kind = kindOf(bytes, first)
  if (kind === 'package') {
    return await verifyPackage(bytes, {
      ...(policy === undefined ? {} : { policy }),
      ...(request.identity === undefined ? {} : { identities: await readIdentities(request.identity) }),
      ...(request.approvers === undefined ? {} : { approvers: readText(request.approvers) }),
    })
  }
  if (kind === 'proof') {
    return await verifyProof({
      proof: bytes,
      ...(policy === undefined ? {} : { policy }),
      ...(request.entry === undefined ? {} : { entry: fromHex(request.entry, 'the entry') }),
      ...(request.opening === undefined ? {} : { opening: read(request.opening) }),
    })
  }
  if (kind === 'member') return await verifyMember({ proof: bytes, ...(policy === undefined ? {} : { policy }) })
  throw kind === 'checkpoint'
    ? unusable('This is one checkpoint: give two, or the directory of the log.', { file: first })
    : unusable('This is neither a package, nor a proof, nor a log.', { file: first })
}

async function verifyCheckpointFiles(
  { log }: VerifyRequest,
  names: readonly [string, string],
  policy: Uint8Array | undefined,
): Promise<Report> {
  return await verifyCheckpoints({
    files: [read(names[0]), read(names[1])],
    ...(policy === undefined ? {} : { policy }),
    ...(log === undefined ? {} : { log: logDirectory(log) }),
  })
}

async function verifyDirectory(
  directory: string,
  policy: Uint8Array | undefined,
  progress?: (done: number, of: number) => void,
): Promise<Report> {
  if (!existsSync(join(directory, 'checkpoint'))) {
    throw unusable('This directory holds no checkpoint, so it is not the directory of a log.', { directory })
  }
  const beside = join(directory, 'policy')
  const fromLog = policy === undefined && existsSync(beside)
  const known = fromLog ? read(beside) : policy
  return await verifyLog({
    files: logDirectory(directory),
    policyFromLog: fromLog,
    ...(known === undefined ? {} : { policy: known }),
    ...(progress === undefined ? {} : { progress }),
  })
}

/** The text of a key is told from the name of a file by its beginning. */
async function readIdentities(identity: string): Promise<Identity[]> {
  return await parseIdentities(/^AGE-SECRET-KEY-/i.test(identity) ? identity : readText(identity))
}

function readText(name: string): string {
  return new TextDecoder().decode(read(name))
}

function read(name: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(name))
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    if (code === 'ERR_FS_FILE_TOO_LARGE') {
      throw new PosternError(
        'ERR_INPUT_TOO_LARGE',
        `${name} is too large to be read at once.`,
        { file: name },
        { cause },
      )
    }
    throw new PosternError(
      'ERR_INPUT_UNREADABLE',
      `${name} cannot be read.`,
      { file: name, code },
      { mend: 'Check the name, and that you may read the file.', cause },
    )
  }
}

function unusable(message: string, evidence: Record<string, string>): PosternError {
  return new PosternError('ERR_INPUT_INVALID', message, evidence, { mend: 'See --help.' })
}
