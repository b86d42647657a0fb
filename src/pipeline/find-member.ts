/** Where one person stands among the listed members of a release: found, and shown by what the log commits to. */
import type { EventShapes } from '#case/events.ts'
import { PosternError } from '#errors.ts'
import { fromBase64, fromHex, toHex } from '#formats/bytes.ts'
import {
  checkMember,
  proveMember,
  type MemberProof,
  type MemberSetHead,
  type Membership,
} from '#formats/member-proof.ts'
import { agencyMembersKey, memberSecret } from '#formats/member-set.ts'
import { ownKeysOf } from '#formats/source-key.ts'
import { classesIn } from './member-sets.ts'
import { toCaseEvent, type Case } from './move.ts'
import type { Ports } from './ports.ts'

export interface FoundMember {
  readonly proof: MemberProof
  readonly said: Exclude<Membership, { member: 'bad' }>
}

/**
 * @param members what the log says of the set
 * @param personKey the person's key in the source system
 * @throws PosternError ERR_LOG_INCONSISTENT where what is kept is not the set that the log names
 */
export async function findMember(
  { memberSets, membersKey }: Pick<Ports, 'memberSets' | 'membersKey'>,
  { events, state }: Case,
  members: MemberSetHead,
  personKey: string,
): Promise<FoundMember> {
  const classes = classesOf(events, members)
  const buckets = await memberSets.parts(fromHex(members.set, 'the id of a set'))
  const key = agencyMembersKey(membersKey, state.request?.agency ?? '')
  const found = ownKeysOf(personKey).map((own): FoundMember | undefined => {
    const proof = classes && proveMember(members, memberSecret(key, own), buckets, classes)
    const said = proof && checkMember(proof, members)
    return proof === undefined || said === undefined || said.member === 'bad' ? undefined : { proof, said }
  })
  // Who has two keys in the source is in it where one of them is.
  const one = found.find((each) => each?.said.member === 'present') ?? found[0]
  if (one !== undefined) return one
  throw new PosternError(
    'ERR_LOG_INCONSISTENT',
    'the set of who was listed for this release is not the one that the log names',
    { case: state.number, set: members.set },
    { mend: 'Restore the tables member_set and member_bucket from a backup; until then nobody can be told of it.' },
  )
}

/** What the case has of the classes of this set; undefined where it does not have both that make them. */
function classesOf(events: Case['events'], { set }: MemberSetHead) {
  const all = events.map(({ record }) => toCaseEvent(record))
  const begun = all.find(
    (one) => one.type === 'preparation.begun' && toHex(fromBase64(one.body.setId, 'the id of a set')) === set,
  )
  const prepared = all.find((one) => one.type === 'release.prepared' && one.body.bulk?.members.set === set)
  if (begun?.type !== 'preparation.begun' || prepared?.type !== 'release.prepared') return undefined
  const { bulk } = prepared.body
  return bulk && classesIn(begun.body, Object.entries(bulk.classes), releasedIn(prepared.people))
}

/** By the refs of the classes of which something was released. */
export function releasedIn(people: Readonly<Record<string, EventShapes['release.prepared']['person'] | null>>) {
  return new Map(Object.entries(people).flatMap(([ref, part]) => (part === null ? [] : [[ref, part.cells] as const])))
}
