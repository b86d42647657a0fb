/**
 * `<case>.postern`: one archive of four files, in this order and with no other.
 *
 *     statement.json      what the agency says, for anybody to read
 *     payload.age         what leaves, sealed to the receiver
 *     proof.tlog-proof    that the log learned of it first (c2sp.org/tlog-proof)
 *     policy              which log and witnesses count (c2sp.org/tlog-policy)
 *
 * That of a bulk release has the sealed pieces of its tables after the payload, in the statement's order:
 *
 *     statement.json
 *     payload.age
 *     data/snap.csv.00001.age      see pieces.ts
 *     data/snap.csv.00002.age
 *     proof.tlog-proof
 *     policy
 */
import { PosternError } from '#errors.ts'
import { toHex } from './bytes.ts'
import type { Part } from './manifest.ts'
import { misplaced, mostSealed, payloadName } from './pieces.ts'
import { sha256 } from './sha256.ts'
import { parseStatement } from './statement.ts'
import { readTar, TAR_BLOCK, tarEnd, tarHeader, tarPadding, writeTar, type TarMember } from './tar.ts'

/** Those of every package. */
export const PACKAGE_FILES = ['statement.json', payloadName, 'proof.tlog-proof', 'policy'] as const

export interface PackageFiles {
  readonly statement: Uint8Array
  readonly payload: Uint8Array
  /** The sealed pieces of a bulk release, in the package's order; absent where there are none. */
  readonly pieces?: readonly TarMember[]
  readonly proof: Uint8Array
  readonly policy: Uint8Array
}

/**
 * Small files are small: a statement, proof or policy beyond this is refused by the reader. A statement of 4,096 sealed
 * files, and a proof that repeats them, have less.
 */
const LARGEST_TEXT = 1 << 20

/** The whole package in memory. */
export function buildPackage({ statement, payload, pieces = [], proof, policy }: PackageFiles): Uint8Array {
  return writeTar([
    { name: 'statement.json', bytes: statement },
    { name: payloadName, bytes: payload },
    ...pieces,
    { name: 'proof.tlog-proof', bytes: proof },
    { name: 'policy', bytes: policy },
  ])
}

export interface PackageStream {
  /** How many bytes the chunks have together. */
  readonly bytes: number
  readonly chunks: AsyncIterable<Uint8Array>
}

/**
 * The same bytes as {@link buildPackage} makes, of either kind, for a package that does not fit in memory: one sealed
 * file is held at a time.
 *
 * @param statement the bytes of statement.json, which say what is sealed and how much of it there is
 * @param open gives the sealed file of that name and hash; called in the package's order, each when it is written
 * @throws PosternError ERR_FORMAT for a statement that cannot be read, ERR_INPUT_TOO_LARGE for a file that no archive
 *   can hold. While it is streamed: what `open` throws, and ERR_FORMAT where it gives another file than the statement
 *   describes; what was written until then is no package
 */
export function packageStream(
  { statement, proof, policy }: Pick<PackageFiles, 'statement' | 'proof' | 'policy'>,
  open: (sealed: Part) => Promise<Uint8Array>,
): PackageStream {
  const { sealed } = parseStatement(statement).content
  const before = member('statement.json', statement)
  const after = [...member('proof.tlog-proof', proof), ...member('policy', policy), tarEnd()]
  const headed = sealed.map((part) => ({ part, header: tarHeader(part.name, part.bytes) }))
  const around = [...before, ...after].reduce((sum, { length }) => sum + length, 0)
  const within = sealed.reduce((sum, { bytes }) => sum + TAR_BLOCK + bytes + tarPadding(bytes).length, 0)
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield* before
    for (const { part, header } of headed) {
      const bytes = await open(part)
      if (bytes.length !== part.bytes || toHex(sha256(bytes)) !== part.sha256) {
        throw new PosternError('ERR_FORMAT', 'a sealed file is not the one that the statement describes', {
          member: part.name,
          bytes: bytes.length,
          claimed: part.bytes,
        })
      }
      yield header
      yield bytes
      yield tarPadding(part.bytes)
    }
    yield* after
  }
  return { bytes: around + within, chunks: { [Symbol.asyncIterator]: chunks } }
}

/**
 * The files of a package of either kind, as views into the bytes given. Whether they are those that the statement
 * describes is not looked at here.
 *
 * @throws PosternError ERR_FORMAT when the archive is damaged, or its files are not these in this order;
 *   ERR_INPUT_TOO_LARGE when a text file is larger than any of ours
 */
export function readPackage(bytes: Uint8Array): PackageFiles {
  const members = readTar(bytes, { members: mostSealed + PACKAGE_FILES.length - 1 })
  const names = members.map(({ name }) => name)
  const [statement, payload] = members
  const [proof, policy] = members.slice(-2)
  const pieces = members.slice(2, -2)
  const order = [...PACKAGE_FILES.slice(0, 2), ...pieces.map(({ name }) => name), ...PACKAGE_FILES.slice(2)]
  if (
    !statement ||
    !payload ||
    !proof ||
    !policy ||
    names.length !== order.length ||
    order.some((name, index) => names[index] !== name) ||
    misplaced([payloadName, ...pieces.map(({ name }) => name)]) !== -1
  ) {
    throw new PosternError('ERR_FORMAT', `a package holds ${PACKAGE_FILES.join(', ')}, in this order`, {
      found: names.slice(0, 20),
    })
  }
  for (const small of [statement, proof, policy]) requireSmall(small)
  return {
    statement: statement.bytes,
    payload: payload.bytes,
    ...(pieces.length === 0 ? {} : { pieces }),
    proof: proof.bytes,
    policy: policy.bytes,
  }
}

/** The file name of a package. */
export function packageName(caseNumber: string): string {
  return `${caseNumber}.postern`
}

function member(name: string, bytes: Uint8Array): Uint8Array[] {
  return [tarHeader(name, bytes.length), bytes, tarPadding(bytes.length)]
}

function requireSmall({ name, bytes }: TarMember): void {
  if (bytes.length > LARGEST_TEXT) {
    throw new PosternError('ERR_INPUT_TOO_LARGE', 'a text file of the package is too large', {
      member: name,
      bytes: bytes.length,
      most: LARGEST_TEXT,
    })
  }
}
