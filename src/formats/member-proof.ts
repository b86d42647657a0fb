/**
 * What shows one person whether they were in a release of many, and shows them nobody else.
 *
 *     {"proof":"postern/member-proof/v1","secret":…,"bucket":…,"path":[…],"log":…}
 *
 * as canonical JSON and a line feed. `secret` is the person's own and makes the token that is looked for (`member-set.ts`); `bucket` is
 * the one that has the token or nobody has; `path` leads from it to the root of the set. `log` is the offline proof
 * (`tlog-proof.ts`) of the entry `package.delivered`, in whose opening the root stands. The tokens of others in the
 * bucket are random to whoever has not their secrets, and so are their grants.
 *
 * What remains on trust: that the secret was made of this person's key. Whoever holds the members key of the office, such
 * as a court or an auditor, makes it again and compares.
 */
import { formatError, fromBase64, fromHex, toBase64, toHex } from './bytes.ts'
import { canonicalFile, parseCanonicalFile } from './canonical-file.ts'
import type { GrantedCell } from './grants.ts'
import {
  bucketOf,
  grantIn,
  markOf,
  mostBits,
  mostGrants,
  readBucket,
  secretBytes,
  setIdBytes,
  treeEntry,
  type Bucket,
} from './member-set.ts'
import { leafHash, nodeHash, verifyInclusion, type Hash } from './merkle.ts'
import { code, count, hash, list, object, text, word, type Shape } from './shape.ts'

/** What the log says of a set. */
export type MemberSetHead = {
  /** Id of the set, 32 hex digits. */
  readonly set: string
  /** 64 hex digits. */
  readonly root: string
  readonly bits: number
  /** How many persons are in it. No proof about one person shows this. */
  readonly count: number
}

/** The set of a delivery as the log has it: with what each grant released, and not of how many. */
export type LoggedMembers = MemberSetHead & { readonly grants: readonly (readonly GrantedCell[])[] }

export type MemberProof = {
  /** 32 hex digits. */
  readonly secret: string
  /** Base64. */
  readonly bucket: string
  /** From the bucket's sibling up, 64 hex digits each. */
  readonly path: readonly string[]
}

export type MemberProofFile = MemberProof & {
  readonly proof: 'postern/member-proof/v1'
  /** The offline proof of the entry that names the set, the opening in it. */
  readonly log: string
}

export type Membership =
  | { readonly member: 'present'; readonly grant: number }
  | { readonly member: 'absent' }
  | { readonly member: 'bad'; readonly why: string }

/**
 * @param buckets all of the set, in order
 * @returns undefined where these buckets are not those of the set
 */
export function proveMember(
  { set, root, bits }: MemberSetHead,
  secret: Uint8Array,
  buckets: Iterable<Uint8Array>,
): MemberProof | undefined {
  const setId = fromHex(set, 'the id of a set', setIdBytes)
  const index = bucketOf(markOf(secret, setId).token, bits)
  let own: Uint8Array | undefined
  let level: Hash[] = []
  for (const bucket of buckets) {
    if (level.length === index) own = bucket
    level.push(leafHash(treeEntry(setId, bucket)))
  }
  if (own === undefined || level.length !== 2 ** bits) return undefined
  const path: string[] = []
  for (let at = index; level.length > 1; at >>= 1) {
    const sibling = level[at ^ 1]
    if (sibling !== undefined) path.push(toHex(sibling))
    level = pairs(level)
  }
  const [found] = level
  if (found === undefined || toHex(found) !== root) return undefined
  return { secret: toHex(secret), bucket: toBase64(own), path }
}

function pairs(level: readonly Hash[]): Hash[] {
  const above: Hash[] = []
  for (const [i, right] of level.entries()) {
    const left = level[i - 1]
    if (i % 2 === 1 && left !== undefined) above.push(nodeHash(left, right))
  }
  return above
}

/**
 * Whether the person whose secret this is stands in the set, and with which grant.
 *
 * @param head from an entry of the log that was checked; nothing of it is taken from the proof
 * @throws PosternError ERR_FORMAT where the head is none
 */
export function checkMember({ secret, bucket, path }: MemberProof, head: MemberSetHead): Membership {
  const setId = fromHex(head.set, 'the id of a set', setIdBytes)
  const mark = markOf(fromHex(secret, 'the secret', secretBytes), setId)
  const bytes = fromBase64(bucket, 'the bucket')
  const index = bucketOf(mark.token, head.bits)
  const inTree = verifyInclusion({
    leafHash: leafHash(treeEntry(setId, bytes)),
    index,
    size: 2 ** head.bits,
    proof: path.map((one) => fromHex(one, 'a hash of the path', 32)),
    root: fromHex(head.root, 'the root of a set', 32),
  })
  if (!inTree) return { member: 'bad', why: 'this is not the part of the set in which this person would stand' }
  let read: Bucket
  try {
    read = readBucket(bytes, index, head.bits)
  } catch {
    return { member: 'bad', why: 'the log holds the root of something that is no set' }
  }
  const grant = grantIn(read, mark)
  return grant === undefined ? { member: 'absent' } : { member: 'present', grant }
}

const format = 'postern/member-proof/v1'

/** Canonical JSON and a line feed. */
export function formatMemberProof({ secret, bucket, path }: MemberProof, log: string): Uint8Array {
  return canonicalFile({ proof: format, secret, bucket, path, log })
}

const shape = object<MemberProofFile>({
  proof: word(format),
  secret: text(/^[0-9a-f]{32}$/, 'the secret, 32 hex digits'),
  bucket: text(/^[A-Za-z0-9+/]*={0,2}$/, 'a part of the set in base64'),
  path: list(hash, 0, mostBits),
  log: text(/^[^\0]+$/, 'the offline proof of an entry of the log'),
})

/** Takes only what `formatMemberProof` writes. @throws PosternError ERR_FORMAT */
export function parseMemberProof(bytes: Uint8Array): MemberProofFile {
  const file = parseCanonicalFile(bytes, shape)
  fromBase64(file.bucket, 'the part of the set')
  return file
}

const cellName = object<GrantedCell>({ program: code, element: code })

const bitsOfSet: Shape<number> = (value, at): value is number => {
  if (count(value, at) && value > mostBits) throw formatError(`${at} must be 0 to ${mostBits}`, { pointer: at })
  return true
}

const inLog = object<LoggedMembers>({
  set: text(/^[0-9a-f]{32}$/, 'the id of a set, 32 hex digits'),
  root: hash,
  bits: bitsOfSet,
  count,
  grants: list(list(cellName, 1, 10_000), 0, mostGrants),
})

/** What an entry of the log says of a set, in the body of `package.delivered`. @throws PosternError ERR_FORMAT */
export function parseLoggedMembers(members: unknown): LoggedMembers {
  if (!inLog(members, '/members')) throw new TypeError('a shape answers true or throws')
  return members
}
