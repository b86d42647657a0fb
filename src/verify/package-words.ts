/** What follows from a package that held, and what does not. */
import { mostWithoutOutside } from '#formats/approval.ts'
import type { Statement } from '#formats/statement.ts'
import type { Signed } from './check-approvals.ts'
import type { Logged } from './check-logged.ts'
import { readable } from './report.ts'
import { demoKeys, demoWarning, isDemoName, sentenceList, witnessLimits, type Vouched } from './vouch.ts'

/** What the reader had beside the package. */
export interface Brought {
  readonly identities?: unknown
  readonly policy?: unknown
  readonly approvers?: unknown
}

export function proved(
  statement: Statement,
  logged: Logged | undefined,
  yours: Vouched | undefined,
  { identities, approvers }: Brought,
): string[] {
  if (logged === undefined) return []
  const { origin } = logged.vouched.verdict.checkpoint
  const who = sentenceList(logged.vouched.cosigned.map(({ witness }) => witness.name))
  const many = isBulk(statement)
  return [
    `Since the log learned of this release nothing in it was changed: not the sealed file${many ? 's' : ''}, not the statement, not the approvals.`,
    `The keys of ${sentenceList(statement.approvers.map(({ id }) => id))} signed exactly this content, and neither is the key of ${statement.preparedBy}, who prepared it.${approvers === undefined ? '' : ' Both are keys that you brought.'}`,
    ...(statement.bulk?.outside === undefined
      ? []
      : [
          `It is about ${statement.bulk.persons ?? 'many'} persons, and the key of ${statement.bulk.outside.name} (${statement.bulk.outside.organization}), held outside the agency, signed exactly this content too.`,
        ]),
    `The log ${origin} holds the authorization of ${readable(logged.opening.record.at)}${who === '' ? '' : `, and ${who} cosigned the log that holds it`}.${yours === undefined ? '' : ' This holds by the policy that you brought.'}`,
    ...(identities === undefined
      ? []
      : [
          many
            ? 'The sealed files open with your identity and hold exactly the files, the terms and the rows that were approved.'
            : 'The sealed file opens with your identity and holds exactly the files, the terms and the cells that were approved.',
        ]),
  ]
}

/** A release of listed members: its approvers signed what is inside, and the log binds what is sealed. */
function isBulk({ statement }: Statement): boolean {
  return statement === 'postern/statement/v2'
}

/** What is open about a release of listed members alone. */
function openOfMany(statement: Statement, { identities }: Brought): string[] {
  if (!isBulk(statement)) return []
  return [
    identities === undefined
      ? 'That the sealed files hold what was approved: what was signed is inside, and the log has the sealed files. Whether the one is in the other only the receiver can see.'
      : 'Which person has which of the released cells: the manifest names nobody. No row holds more than is released of somebody; that it is released of this very person was checked when it was made, and oversight can open that decision.',
  ]
}

export function notProved(
  statement: Statement,
  signed: readonly Signed[],
  vouched: Vouched | undefined,
  brought: Brought,
): string[] {
  const { identities, policy, approvers } = brought
  const { bulk } = statement
  return [
    'That nothing left by another door, or in another copy: a package speaks for itself alone.',
    'That the facts the decision rests on are true, or that the law was applied rightly: the decision is committed to, for oversight to open.',
    ...(identities === undefined
      ? [
          `What is inside ${isBulk(statement) ? 'the sealed files' : 'payload.age'}, and whose key ${isBulk(statement) ? 'they open' : 'it opens'} with: for that, check again with the receiver's identity.`,
        ]
      : []),
    ...openOfMany(statement, brought),
    ...(policy === undefined
      ? [
          'That the log and its witnesses are the right ones: the policy came with the package. Bring one that you got elsewhere.',
        ]
      : []),
    ...(approvers === undefined
      ? [
          "That the approvers' keys belong to people with that office: only the statement and the log vouch for them. Bring a list that you got elsewhere.",
        ]
      : ["That the approvers' keys were used by the people whose keys they are."]),
    ...(signed.some(({ key }) => key.passkey !== undefined)
      ? [
          'That the devices are what they say: a passkey tells that its device checked who used it; nobody vouches for it.',
        ]
      : []),
    ...(bulk?.outside === undefined
      ? []
      : [
          `That the key of ${bulk.outside.id} is held outside the agency: two people of the agency registered it as such.`,
        ]),
    ...(bulk === undefined && identities === undefined
      ? [
          `That it is about no more than ${mostWithoutOutside} persons: the statement does not say, and only its receiver can count.`,
        ]
      : []),
    ...(vouched === undefined ? [] : witnessLimits(vouched)),
  ]
}

export function warnings({ approvers, bulk, synthetic }: Statement, vouched: Vouched | undefined): string[] {
  const demo = [
    ...[...approvers, ...(bulk?.outside === undefined ? [] : [bulk.outside])]
      .filter((approver) => approver.demo || isDemoName(approver.id))
      .map(({ id }) => id),
    ...(vouched === undefined ? [] : demoKeys(vouched)),
  ]
  return [
    ...(synthetic ? ['SYNTHETIC: the statement says that nobody in this release is a real person.'] : []),
    ...demoWarning(demo),
  ]
}
