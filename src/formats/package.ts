/**
 * `<case>.postern`: one archive of four files, in this order and with no other.
 *
 *     statement.json      what the agency says, for anybody to read
 *     payload.age         what leaves, sealed to the receiver
 *     proof.tlog-proof    that the log learned of it first (c2sp.org/tlog-proof)
 *     policy              which log and witnesses count (c2sp.org/tlog-policy)
 */
import { PosternError } from '#errors.ts'
import { concat } from './bytes.ts'
import { readTar, tarEnd, tarHeader, tarPadding, writeTar, type TarMember } from './tar.ts'

export const PACKAGE_FILES = ['statement.json', 'payload.age', 'proof.tlog-proof', 'policy'] as const

export interface PackageFiles {
  readonly statement: Uint8Array
  readonly payload: Uint8Array
  readonly proof: Uint8Array
  readonly policy: Uint8Array
}

/** Small files are small: a statement, proof or policy beyond this is refused by the reader. */
const LARGEST_TEXT = 1 << 20

/** The whole package in memory. */
export function buildPackage({ statement, payload, proof, policy }: PackageFiles): Uint8Array {
  return writeTar([
    { name: 'statement.json', bytes: statement },
    { name: 'payload.age', bytes: payload },
    { name: 'proof.tlog-proof', bytes: proof },
    { name: 'policy', bytes: policy },
  ])
}

/**
 * What stands before and after the payload, for a payload that does not fit in memory: write `before`, the
 * payload's bytes, then `after`.
 */
export function packageAround(
  payloadBytes: number,
  { statement, proof, policy }: Omit<PackageFiles, 'payload'>,
): { readonly before: Uint8Array; readonly after: Uint8Array } {
  return {
    before: concat(...member('statement.json', statement), tarHeader('payload.age', payloadBytes)),
    after: concat(
      tarPadding(payloadBytes),
      ...member('proof.tlog-proof', proof),
      ...member('policy', policy),
      tarEnd(),
    ),
  }
}

/**
 * The four files, as views into the bytes given.
 *
 * @throws PosternError ERR_FORMAT when the archive is damaged, or its files are not these four in this order;
 *   ERR_INPUT_TOO_LARGE when a text file is larger than any of ours
 */
export function readPackage(bytes: Uint8Array): PackageFiles {
  const members = readTar(bytes, { members: PACKAGE_FILES.length })
  const names = members.map(({ name }) => name)
  const [statement, payload, proof, policy] = members
  if (!statement || !payload || !proof || !policy || PACKAGE_FILES.some((name, index) => names[index] !== name)) {
    throw new PosternError('ERR_FORMAT', `a package holds ${PACKAGE_FILES.join(', ')}, in this order`, { found: names })
  }
  for (const small of [statement, proof, policy]) requireSmall(small)
  return { statement: statement.bytes, payload: payload.bytes, proof: proof.bytes, policy: policy.bytes }
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
