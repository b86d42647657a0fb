/** Where the sets of who was in a release of many persons are kept (`formats/member-set.ts`). */
import type { Beginning, CellName } from '#case/events.ts'
import { fromBase64, toHex } from '#formats/bytes.ts'
import { classesKey, classNumbers, classTree, type ClassTree } from '#formats/member-classes.ts'
import type { MemberSetHead } from '#formats/member-proof.ts'
import { agencyMembersKey, membersKeyId, setIdBytes, type MemberSet } from '#formats/member-set.ts'
import type { Json } from '#vocabulary/json.ts'

export interface KeptSet {
  readonly stream: string
  readonly agency: string
  /** 16 bytes. */
  readonly setId: Uint8Array
  readonly set: Pick<MemberSet, 'bits' | 'buckets'>
  /** Of `membersKeyId`: what its tokens were made under. */
  readonly under: Uint8Array
}

/** A person's place in one set. */
export interface Place {
  readonly stream: string
  readonly setId: Uint8Array
  /** Of the class that they were decided in. */
  readonly number: number
  /** Where the case stands. */
  readonly n: number
  /** What was remembered of the release, where nothing has happened in the case since. */
  readonly account: Json | undefined
}

/** All methods: @throws PosternError ERR_DATABASE_UNAVAILABLE, and what the root key throws */
export interface MemberSets {
  /**
   * Keep a set under the key of its case. All of it is kept, durably, or nothing; the same again changes nothing.
   *
   * @throws PosternError ERR_CASE_UNKNOWN where the case has no key, ERR_LOG_INCONSISTENT where another set has this id
   */
  put(set: KeptSet): Promise<void>
  /**
   * Every set of an agency in which one of these persons stands, released or not: the case says which.
   *
   * @param secrets of `memberSecret`
   * @param under of `membersKeyId`
   * @throws PosternError ERR_KEY_WRONG where a set was made under another members key, ERR_LOG_INCONSISTENT where a part of one is missing
   */
  find(agency: string, secrets: readonly Uint8Array[], under: Uint8Array): Promise<readonly Place[]>
  /** Keep what the case says of a release as of its event n, until more happens. */
  remember(setId: Uint8Array, n: number, account: Json): Promise<void>
  /** All parts of a set, in order. @throws PosternError ERR_LOG_INCONSISTENT where one is missing or is not what was put */
  parts(setId: Uint8Array): Promise<readonly Uint8Array[]>
}

/**
 * Keep the set of who is in a release that is about to stand prepared in this case. @returns what the log says of it
 *
 * @throws PosternError as `MemberSets.put`
 */
export async function keepMembers(
  { memberSets, membersKey }: { readonly memberSets: Pick<MemberSets, 'put'>; readonly membersKey: Uint8Array },
  {
    set,
    classes,
    ...kept
  }: Omit<KeptSet, 'under' | 'set'> & { readonly set: MemberSet; readonly classes: Pick<ClassTree, 'root'> },
): Promise<MemberSetHead> {
  await memberSets.put({ ...kept, set, under: membersKeyId(agencyMembersKey(membersKey, kept.agency)) })
  return {
    set: toHex(kept.setId),
    root: toHex(set.root),
    bits: set.bits,
    count: set.count,
    classes: toHex(classes.root),
  }
}

type Begun = Pick<Beginning, 'setId' | 'workKey'>

/** Under which number the members of each class stand in the set of a preparation. @throws PosternError ERR_FORMAT */
export function numbersOf(begun: Begun, refs: readonly string[]): ReadonlyMap<string, number> {
  return classNumbers(keyOf(begun), refs)
}

/**
 * What was released of each class of a preparation, as the log commits to it.
 *
 * @param numbers of all classes, by their refs
 * @param cells of those of which something is released
 */
export function classesIn(
  begun: Begun,
  numbers: Iterable<readonly [string, number]>,
  cells: ReadonlyMap<string, readonly CellName[]>,
): ClassTree {
  const released = new Map([...numbers].map(([ref, number]) => [number, cells.get(ref) ?? []]))
  return classTree(keyOf(begun), setIdOf(begun), released)
}

/** What the work in between is sealed under leads to it, so that it is forgotten with the case. */
function keyOf(begun: Begun): Uint8Array {
  return classesKey(fromBase64(begun.workKey, 'the key of the work', 32), setIdOf(begun))
}

function setIdOf({ setId }: Begun): Uint8Array {
  return fromBase64(setId, 'the id of a set', setIdBytes)
}
