/**
 * What shows one person whether they were in a release of many, and shows them nobody else.
 *
 *     {"proof":"postern/member-proof/v1","secret":…,"bucket":…,"path":[…],"class":{"salt":…,"cells":[…],"path":[…]},"log":…}
 *
 * as canonical JSON and a line feed. `secret` is the person's own and makes the token that is looked for (`member-set.ts`); `bucket` is
 * the one that has the token or nobody has; `path` leads from it to the root of the set. `class` is there for whoever is
 * in it: what was released of the class whose number stands beside their token, with its path to the root of the classes
 * (`member-classes.ts`). `log` is the offline proof (`tlog-proof.ts`) of the entry `package.delivered`, in whose opening
 * both roots stand. The tokens of others in the bucket are random to whoever has not their secrets, and so are the
 * numbers of their classes; and of other classes nothing is shown.
 *
 * What remains on trust: that the secret was made of this person's key. Whoever holds the members key of the office, such
 * as a court or an auditor, makes it again and compares.
 */
import { formatError, fromBase64, fromHex, toBase64, toHex } from './bytes.ts'
import { canonicalFile, parseCanonicalFile } from './canonical-file.ts'
import type { GrantedCell } from './grants.ts'
import { classSaltBytes, classTreeHeight, isClass, type ClassTree } from './member-classes.ts'
import {
  bucketOf,
  classIn,
  markOf,
  mostBits,
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
  /** How many persons are in it: said by the log, and shown by no proof about one person. */
  readonly count: number
  /** The root of what was released of each class, 64 hex digits. */
  readonly classes: string
}

export type MemberProof = {
  /** 32 hex digits. */
  readonly secret: string
  /** Base64. */
  readonly bucket: string
  /** From the bucket's sibling up, 64 hex digits each. */
  readonly path: readonly string[]
  /** Of whoever is in it, and of nobody else. */
  readonly class?: ShownClass
}

export type ShownClass = {
  /** 32 hex digits. */
  readonly salt: string
  /** What was released of this class; none where nothing was. */
  readonly cells: readonly GrantedCell[]
  /** From the sibling of the class up, 64 hex digits each. */
  readonly path: readonly string[]
}

export type MemberProofFile = MemberProof & {
  readonly proof: 'postern/member-proof/v1'
  /** The offline proof of the entry that names the set, the opening in it. */
  readonly log: string
}

export type Membership =
  /** `cells`: what was released of this person; none where nothing was. */
  | { readonly member: 'present'; readonly number: number; readonly cells: readonly GrantedCell[] }
  | { readonly member: 'absent' }
  | { readonly member: 'bad'; readonly why: string }

/**
 * @param buckets all of the set, in order
 * @param classes of the same release
 * @returns undefined where these buckets or these classes are not those of the set
 */
export function proveMember(
  { set, root, bits, classes: rootOfClasses }: MemberSetHead,
  secret: Uint8Array,
  buckets: Iterable<Uint8Array>,
  classes: ClassTree,
): MemberProof | undefined {
  const setId = fromHex(set, 'the id of a set', setIdBytes)
  const mark = markOf(secret, setId)
  const index = bucketOf(mark.token, bits)
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
  if (found === undefined || toHex(found) !== root || toHex(classes.root) !== rootOfClasses) return undefined
  const proof = { secret: toHex(secret), bucket: toBase64(own), path }
  const number = classIn(readBucket(own, index, bits), mark)
  if (number === undefined) return proof
  const shown = classes.prove(number)
  if (shown === undefined) return undefined
  return { ...proof, class: { salt: toHex(shown.salt), cells: shown.cells, path: shown.path.map(toHex) } }
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
 * Whether the person whose secret this is stands in the set, and what was released of them.
 *
 * @param head from an entry of the log that was checked; nothing of it is taken from the proof
 * @throws PosternError ERR_FORMAT where the head is none
 */
export function checkMember({ secret, bucket, path, class: shown }: MemberProof, head: MemberSetHead): Membership {
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
  const number = classIn(read, mark)
  if (number === undefined && shown === undefined) return { member: 'absent' }
  if (number === undefined) return { member: 'bad', why: 'it shows a class, and this person is not in the set' }
  if (shown === undefined || !isOfHead(shown, number, head))
    return { member: 'bad', why: 'this is not what was released of the class in which this person stands' }
  return { member: 'present', number, cells: shown.cells }
}

function isOfHead({ salt, cells, path }: ShownClass, number: number, { set, classes }: MemberSetHead): boolean {
  return isClass(fromHex(classes, 'the root of the classes', 32), fromHex(set, 'the id of a set', setIdBytes), number, {
    salt: fromHex(salt, 'the salt of a class', classSaltBytes),
    cells,
    path: path.map((one) => fromHex(one, 'a hash of the path', 32)),
  })
}

const format = 'postern/member-proof/v1'

/** Canonical JSON and a line feed. */
export function formatMemberProof({ secret, bucket, path, class: shown }: MemberProof, log: string): Uint8Array {
  return canonicalFile({ proof: format, secret, bucket, path, ...(shown === undefined ? {} : { class: shown }), log })
}

const shownClass = object<ShownClass>({
  salt: text(/^[0-9a-f]{32}$/, 'the salt of a class, 32 hex digits'),
  cells: list(object<GrantedCell>({ program: code, element: code }), 0, 10_000),
  path: list(hash, classTreeHeight, classTreeHeight),
})

const shape = object<Omit<MemberProofFile, 'class'>, Pick<MemberProofFile, 'class'>>(
  {
    proof: word(format),
    secret: text(/^[0-9a-f]{32}$/, 'the secret, 32 hex digits'),
    bucket: text(/^[A-Za-z0-9+/]*={0,2}$/, 'a part of the set in base64'),
    path: list(hash, 0, mostBits),
    log: text(/^[^\0]+$/, 'the offline proof of an entry of the log'),
  },
  { class: shownClass },
)

/** Takes only what `formatMemberProof` writes. @throws PosternError ERR_FORMAT */
export function parseMemberProof(bytes: Uint8Array): MemberProofFile {
  const file = parseCanonicalFile(bytes, shape)
  fromBase64(file.bucket, 'the part of the set')
  return file
}

const bitsOfSet: Shape<number> = (value, at): value is number => {
  if (count(value, at) && value > mostBits) throw formatError(`${at} must be 0 to ${mostBits}`, { pointer: at })
  return true
}

const inLog = object<MemberSetHead>({
  set: text(/^[0-9a-f]{32}$/, 'the id of a set, 32 hex digits'),
  root: hash,
  bits: bitsOfSet,
  count,
  classes: hash,
})

/** What an entry of the log says of a set, in the body of `package.delivered`. @throws PosternError ERR_FORMAT */
export function parseLoggedMembers(members: unknown): MemberSetHead {
  if (!inLog(members, '/members')) throw new TypeError('a shape answers true or throws')
  return members
}
