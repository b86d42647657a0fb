/** Where the sets of who was in a release of many persons are kept (`formats/member-set.ts`). */
import { toHex } from '#formats/bytes.ts'
import type { MemberSetHead } from '#formats/member-proof.ts'
import { agencyMembersKey, membersKeyId, type MemberSet } from '#formats/member-set.ts'
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
  readonly grant: number
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
  { set, ...kept }: Omit<KeptSet, 'under' | 'set'> & { readonly set: MemberSet },
): Promise<MemberSetHead> {
  await memberSets.put({ ...kept, set, under: membersKeyId(agencyMembersKey(membersKey, kept.agency)) })
  return { set: toHex(kept.setId), root: toHex(set.root), bits: set.bits, count: set.count }
}
