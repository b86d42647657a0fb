/** Whether one person was in a release of many, offline: their own proof, and a policy. */
import { utf8 } from '#formats/bytes.ts'
import {
  checkMember,
  parseLoggedMembers,
  parseMemberProof,
  type Membership,
  type MemberSetHead,
} from '#formats/member-proof.ts'
import { parsePolicy } from '#formats/policy.ts'
import type { Opening } from '#formats/commitment.ts'
import { checkInclusion, checkOpening, readExtraOpening, readProof } from './check-proof.ts'
import { Findings, readable, report, type Report } from './report.ts'
import { demoKeys, demoWarning, witnessLimits } from './vouch.ts'

export interface MemberInput {
  readonly proof: Uint8Array
  /** Without a policy nobody's signature means anything. */
  readonly policy?: Uint8Array
}

export async function verifyMember({ proof: bytes, policy: policyBytes }: MemberInput): Promise<Report> {
  const findings = new Findings()
  const proof = await findings.read('proof', 'The proof cannot be read', () => {
    const member = parseMemberProof(bytes)
    const log = readProof(utf8(member.log))
    return { member, log, opening: readExtraOpening(log) }
  })
  const policy =
    policyBytes === undefined
      ? void findings.fails('policy', 'No policy was given, so nobody can say whose signatures count.')
      : await findings.read('policy', 'The policy cannot be read', () => parsePolicy(policyBytes))
  const members =
    proof && (await findings.read('member', 'The entry names no set of members', () => membersIn(proof.opening)))
  if (proof === undefined || members === undefined || policy === undefined) {
    return report('member', subject, findings, {
      proved: [],
      notProved: ['Anything: what is needed is missing or damaged.'],
    })
  }
  const vouched = await checkInclusion(findings, proof.log, checkOpening(findings, proof.opening), policy)
  const said = checkMember(proof.member, members)
  const evidence = { set: members.set, root: members.root, classes: members.classes, persons: members.count }
  if (said.member === 'bad') findings.fails('member', `The proof does not hold: ${said.why}.`, evidence)
  else
    findings.holds(
      'member',
      'The paths lead from the one place of this person, and from their class, to the roots of the set.',
      evidence,
    )
  const at = readable(proof.opening.record.at)
  return report('member', subject, findings, {
    proved: vouched === undefined || said.member === 'bad' ? [] : [wordsOf(said, at)],
    notProved: [
      'Whose secret it is: whoever holds the members key of the office, such as a court, makes it again from the person’s key and compares.',
      'What the fields held. What a record does not hold went out empty.',
      'That the set has all who were listed: an auditor who has the list and the package counts.',
      ...(vouched === undefined ? [] : witnessLimits(vouched)),
    ],
    warnings: vouched === undefined ? [] : demoWarning(demoKeys(vouched)),
  })
}

function wordsOf(said: Exclude<Membership, { member: 'bad' }>, at: string): string {
  if (said.member === 'absent')
    return `Whoever this secret is of was not listed for the release of ${at}: nothing of theirs was in it.`
  const { cells } = said
  if (cells.length === 0)
    return `Whoever this secret is of was listed for the release of ${at}, and nothing of theirs was in it.`
  return `Whoever this secret is of was in the release of ${at}, with: ${cells.map(({ program, element }) => `${program} ${element}`).join(', ')}.`
}

const subject = 'whether one person was in a release of many'

/** @throws PosternError ERR_FORMAT */
function membersIn({ record: { type, body } }: Opening): MemberSetHead {
  const members = typeof body === 'object' && body !== null && 'members' in body ? body.members : undefined
  return parseLoggedMembers(type === 'package.delivered' ? members : undefined)
}
