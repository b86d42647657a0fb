/** What shows one person whether they were in a release of many, and shows it to them alone. */
import { PosternError } from '#errors.ts'
import { fromHex, utf8 } from '#formats/bytes.ts'
import { formatOpening } from '#formats/commitment.ts'
import { checkMember, formatMemberProof, proveMember, type MemberProof } from '#formats/member-proof.ts'
import { agencyMembersKey, memberSecret } from '#formats/member-set.ts'
import { ownKeysOf } from '#formats/source-key.ts'
import type { Day } from '#vocabulary/time.ts'
import { loadCase, toCaseEvent } from './move.ts'
import type { Ports } from './ports.ts'

export type MemberProved =
  | { readonly proved: true; readonly member: 'present' | 'absent'; readonly file: Uint8Array }
  /** `release`: nothing of many was delivered in this case that they may hear of. `log`: no published checkpoint holds it yet. */
  | { readonly proved: false; readonly lacks: 'release' | 'log' }

/**
 * The proof about one person and the newest delivery of a case, as the file that they are given. It holds a secret of
 * this person's that finds them in every release of the agency: it is theirs, and nobody else's.
 *
 * @param personKey the person's key in the source system
 * @param today undefined for staff, who see what is suspended too
 * @throws PosternError ERR_LOG_INCONSISTENT where what is kept is not the set that the log names, and what the ledger throws
 */
export async function proveMembership(
  ports: Pick<Ports, 'ledger' | 'memberSets' | 'membersKey' | 'log'>,
  agency: string,
  personKey: string,
  stream: string,
  today: Day | undefined,
): Promise<MemberProved> {
  const { state, events } = await loadCase(ports, stream)
  const hidden = today !== undefined && today <= (state.suspendedUntil ?? '')
  for (const { record, seq, opening } of hidden || state.request?.agency !== agency ? [] : events.toReversed()) {
    const event = toCaseEvent(record)
    const members = event.type === 'package.delivered' ? event.body.members : undefined
    if (members === undefined) continue
    const buckets = await ports.memberSets.parts(fromHex(members.set, 'the id of a set'))
    const key = agencyMembersKey(ports.membersKey, agency)
    const proofs = ownKeysOf(personKey).map((own) => proveMember(members, memberSecret(key, own), buckets))
    // Who has two keys in the source is in it where one of them is.
    const isIn = (proof: MemberProof | undefined) => proof && checkMember(proof, members).member === 'present'
    const proof = proofs.find(isIn) ?? proofs[0]
    if (proof === undefined) throw notTheSet(state.number, members.set)
    const log = await ports.log.prove(seq, utf8(formatOpening(opening)))
    if (log === undefined) return { proved: false, lacks: 'log' }
    return { proved: true, member: isIn(proof) ? 'present' : 'absent', file: formatMemberProof(proof, log) }
  }
  return { proved: false, lacks: 'release' }
}

function notTheSet(number: string, set: string): PosternError {
  return new PosternError(
    'ERR_LOG_INCONSISTENT',
    'the set of who was in this release is not the one that the log names',
    { case: number, set },
    { mend: 'Restore the tables member_set and member_bucket from a backup; until then nobody can be told of it.' },
  )
}
