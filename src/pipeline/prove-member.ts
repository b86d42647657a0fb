/** What shows one person whether they were listed for a release of many, and what of theirs was in it; to them alone. */
import { utf8 } from '#formats/bytes.ts'
import { formatOpening } from '#formats/commitment.ts'
import { formatMemberProof } from '#formats/member-proof.ts'
import type { Day } from '#vocabulary/time.ts'
import { findMember, type FoundMember } from './find-member.ts'
import { loadCase, toCaseEvent } from './move.ts'
import type { Ports } from './ports.ts'

export type MemberProved =
  | { readonly proved: true; readonly said: FoundMember['said']; readonly file: Uint8Array }
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
  const found = await loadCase(ports, stream)
  const { state, events } = found
  const hidden = today !== undefined && today <= (state.suspendedUntil ?? '')
  for (const { record, seq, opening } of hidden || state.request?.agency !== agency ? [] : events.toReversed()) {
    const event = toCaseEvent(record)
    const members = event.type === 'package.delivered' ? event.body.members : undefined
    if (members === undefined) continue
    const { proof, said } = await findMember(ports, found, members, personKey)
    const log = await ports.log.prove(seq, utf8(formatOpening(opening)))
    if (log === undefined) return { proved: false, lacks: 'log' }
    return { proved: true, said, file: formatMemberProof(proof, log) }
  }
  return { proved: false, lacks: 'release' }
}
