/**
 * A release, checked by somebody who trusts nobody in it: from outside with the package alone, and with the
 * receiver's identity to the last cell.
 */
import { toHex } from '#formats/bytes.ts'
import type { Approval } from '#formats/approval.ts'
import type { Opening } from '#formats/commitment.ts'
import { contentRoot } from '#formats/content-root.ts'
import { readPackage, type PackageFiles } from '#formats/package.ts'
import { parsePolicy, type Policy } from '#formats/policy.ts'
import { sha256 } from '#formats/sha256.ts'
import { object, hash, type Shape } from '#formats/shape.ts'
import { parseStatement, type Statement } from '#formats/statement.ts'
import { partList, type Part } from '#formats/manifest.ts'
import { readAgeHeader, type Identity } from './age.ts'
import { checkApprovals, checkPinned } from './check-approvals.ts'
import { checkContents } from './check-contents.ts'
import { checkInclusion, checkOpening, readExtraOpening, readProof } from './check-proof.ts'
import { Findings, readable, report, type Report } from './report.ts'
import {
  demoKeys,
  demoWarning,
  findNothingUnchecked,
  findVouched,
  isDemoName,
  sentenceList,
  vouch,
  witnessLimits,
  type Vouched,
} from './vouch.ts'

export interface PackageOptions {
  /** The receiver's keys; with one of them the payload is opened and every part checked. */
  readonly identities?: readonly Identity[]
  /** A policy that did not come with the package. */
  readonly policy?: Uint8Array
  /** Verifier keys of the agency's approvers that did not come with the package, one a line. */
  readonly approvers?: string
}

/**
 * @throws PosternError ERR_FORMAT only for the reader's own policy or list of approvers; whatever is wrong with
 *   the package is a finding
 */
export async function verifyPackage(bytes: Uint8Array, options: PackageOptions = {}): Promise<Report> {
  const findings = new Findings()
  const files = await findings.read('archive', 'The package is damaged', () => readPackage(bytes))
  if (files === undefined) return unread(findings)
  findings.holds('archive', 'The archive holds its four files and nothing else.', { bytes: bytes.length })

  const statement = await findings.read('statement', 'statement.json is damaged', () => parseStatement(files.statement))
  if (statement === undefined) return unread(findings)
  findings.holds('statement', `The statement of ${statement.agency.name} on case ${statement.case} has its form.`, {
    sha256: toHex(sha256(files.statement)),
  })

  checkPayload(findings, statement, files.payload)
  await checkSeal(findings, files.payload)
  const root = checkContentRoot(findings, statement)
  const approvals = await checkApprovals(findings, statement, root)
  if (options.approvers !== undefined) checkPinned(findings, statement, options.approvers)
  const policy = await checkPolicy(findings, statement, files.policy)
  const logged = policy === undefined ? undefined : await checkLogged(findings, statement, files, policy)
  if (logged !== undefined) checkOrder(findings, approvals, logged.opening)
  const yours = options.policy === undefined ? undefined : await checkYourPolicy(findings, files, options.policy)
  if (options.identities !== undefined) await checkContents(findings, statement, files.payload, options.identities)

  return report('package', `the release of case ${statement.case}`, findings, {
    proved: proved(statement, logged, yours, options),
    notProved: notProved(yours ?? logged?.vouched, options),
    warnings: warnings(statement, logged?.vouched),
  })
}

function unread(findings: Findings): Report {
  return report('package', 'a package', findings, {
    proved: [],
    notProved: ['Anything: the package is damaged, and the rest was not read.'],
  })
}

function checkPayload(findings: Findings, { content }: Statement, payload: Uint8Array): void {
  const [claimed] = content.sealed
  const actual = { bytes: payload.length, sha256: toHex(sha256(payload)) }
  if (claimed?.name !== 'payload.age' || claimed.bytes !== actual.bytes || claimed.sha256 !== actual.sha256) {
    findings.fails('payload', 'payload.age is not the file that the statement describes.', {
      ...actual,
      claimedBytes: claimed?.bytes ?? null,
      claimedSha256: claimed?.sha256 ?? null,
    })
    return
  }
  findings.holds('payload', 'payload.age is, byte for byte, the file that the statement describes.', actual)
}

/** An age file names nobody, and shows all the same to how many keys it is sealed. */
async function checkSeal(findings: Findings, payload: Uint8Array): Promise<void> {
  const header = await findings.read('payload', 'payload.age is not a sealed file', () => readAgeHeader(payload))
  if (header === undefined) return
  const kinds = header.stanzas.map(({ type }) => type)
  if (kinds.length === 1 && kinds[0] === 'X25519') {
    findings.holds('payload', 'It is sealed to one key and no other.', { stanzas: kinds })
  } else {
    findings.fails('payload', 'It is not sealed to exactly one X25519 key.', { stanzas: kinds })
  }
}

/** Recomputed from what the statement says of the content; {@link checkPayload} ties that to the payload itself. */
function checkContentRoot(findings: Findings, statement: Statement): string {
  const root = contentRoot(statement.content)
  if (root === statement.contentRoot) {
    findings.holds('content-root', 'The content root is the one that the content gives.', { contentRoot: root })
  } else {
    findings.fails('content-root', 'The content root in the statement is not the one that the content gives.', {
      contentRoot: root,
      claimed: statement.contentRoot,
    })
  }
  return root
}

/** The statement names the policy file, so that no digit of a quorum can be altered on the way. */
async function checkPolicy(findings: Findings, { log }: Statement, bytes: Uint8Array): Promise<Policy | undefined> {
  const digest = toHex(sha256(bytes))
  const policy = await findings.read('policy', 'The policy in the package cannot be read', () => parsePolicy(bytes))
  if (digest !== log.policy) {
    findings.fails('policy', 'The policy is not the file that the statement names.', {
      sha256: digest,
      claimed: log.policy,
    })
  } else if (policy !== undefined) {
    findings.holds('policy', 'The policy is the file that the statement names.', {
      sha256: digest,
      quorum: policy.quorum,
    })
  }
  return policy
}

interface Logged {
  readonly opening: Opening
  readonly vouched: Vouched
}

async function checkLogged(
  findings: Findings,
  statement: Statement,
  files: PackageFiles,
  policy: Policy,
): Promise<Logged | undefined> {
  const proof = await findings.read('proof', 'The proof cannot be read', () => readProof(files.proof))
  if (proof === undefined) return undefined
  const opening = await findings.read('entry', "The log's entry cannot be opened", () => readExtraOpening(proof))
  if (opening === undefined) return undefined
  const entry = checkOpening(findings, opening)
  await findings.read('entry', 'What the log learned is not the release of this package', () =>
    checkAuthorization(findings, opening, statement, files.statement),
  )
  const vouched = await checkInclusion(findings, proof, entry, policy)
  if (vouched === undefined) return undefined
  findNothingUnchecked(findings, 'log-signature', vouched)
  const { origin } = vouched.verdict.checkpoint
  if (origin !== statement.log.origin) {
    findings.fails(
      'log-signature',
      `The proof is of the log ${origin}, and the statement names ${statement.log.origin}.`,
      {
        origin,
        claimed: statement.log.origin,
      },
    )
  }
  return { opening, vouched }
}

type Authorization = {
  readonly contentRoot: string
  readonly statement: string
  readonly decision: string
  readonly sealed: readonly Part[]
}

const authorization: Shape<Authorization> = object<Authorization>({
  contentRoot: hash,
  statement: hash,
  decision: hash,
  sealed: partList(1, 1),
})

/** The entry has to name this statement, this content and this decision, and nobody. */
function checkAuthorization(
  findings: Findings,
  { record }: Opening,
  statement: Statement,
  statementBytes: Uint8Array,
): boolean {
  const { type, body, people, at } = record
  if (type !== 'release.authorized') {
    return findings.fails('entry', `What the log learned is "${type}" and not that a release was authorized.`, { type })
  }
  if (Object.keys(people).length > 0) {
    return findings.fails('entry', 'The opened entry speaks of people, which this entry never does.', {
      people: Object.keys(people).length,
    })
  }
  if (!authorization(body, '/body')) return false
  const digest = toHex(sha256(statementBytes))
  const [named] = body.sealed
  const [sealed] = statement.content.sealed
  const wrong = [
    ...(body.statement === digest ? [] : ['the statement']),
    ...(body.contentRoot === statement.contentRoot ? [] : ['the content root']),
    ...(body.decision === statement.decision ? [] : ['the decision']),
    ...(named?.name === sealed?.name && named?.bytes === sealed?.bytes && named?.sha256 === sealed?.sha256
      ? []
      : ['the sealed file']),
    ...(at >= statement.preparedAt ? [] : ['the time (before the release was prepared)']),
  ]
  if (wrong.length > 0) {
    return findings.fails('entry', `The log learned of another release: it disagrees on ${sentenceList(wrong)}.`, {
      statement: digest,
      named: body.statement,
      contentRoot: body.contentRoot,
      at,
    })
  }
  return findings.holds('entry', 'The entry authorizes the release of exactly this statement and this content.', {
    statement: digest,
    contentRoot: body.contentRoot,
    at,
  })
}

/** The log may learn only of what was approved before. */
function checkOrder(findings: Findings, approvals: readonly Approval[], { record }: Opening): void {
  const late = approvals.filter(({ at }) => at > record.at).map(({ at }) => at)
  if (late.length > 0) {
    findings.fails('entry', 'The log learned of the release before both had approved it.', {
      entry: record.at,
      approvals: late,
    })
  }
}

/** The reader's own policy decides anew whose signatures count; the package's says only what it claims. */
async function checkYourPolicy(
  findings: Findings,
  files: PackageFiles,
  bytes: Uint8Array,
): Promise<Vouched | undefined> {
  const policy = parsePolicy(bytes)
  const own = new Findings()
  const vouched = await own.read('your-policy', 'The proof cannot be read', () =>
    vouch(readProof(files.proof).checkpoint, policy),
  )
  if (vouched !== undefined) findVouched(own, vouched)
  const failure = own.list.find(({ ok }) => !ok)
  if (failure !== undefined) {
    findings.fails('your-policy', `By the policy that you brought: ${failure.words}`, failure.evidence)
    return undefined
  }
  findings.holds('your-policy', 'By the policy that you brought, the log and its witnesses hold as well.', {
    sha256: toHex(sha256(bytes)),
    quorum: policy.quorum,
  })
  return vouched
}

function proved(
  statement: Statement,
  logged: Logged | undefined,
  yours: Vouched | undefined,
  { identities, approvers }: PackageOptions,
): string[] {
  if (logged === undefined) return []
  const { origin } = logged.vouched.verdict.checkpoint
  const who = sentenceList(logged.vouched.cosigned.map(({ witness }) => witness.name))
  return [
    'Since the log learned of this release nothing in it was changed: not the sealed file, not the statement, not the approvals.',
    `The keys of ${sentenceList(statement.approvers.map(({ id }) => id))} signed exactly this content, and neither is the key of ${statement.preparedBy}, who prepared it.${approvers === undefined ? '' : ' Both are keys that you brought.'}`,
    `The log ${origin} holds the authorization of ${readable(logged.opening.record.at)}${who === '' ? '' : `, and ${who} cosigned the log that holds it`}.${yours === undefined ? '' : ' This holds by the policy that you brought.'}`,
    ...(identities === undefined
      ? []
      : [
          'The sealed file opens with your identity and holds exactly the files, the terms and the cells that were approved.',
        ]),
  ]
}

function notProved(vouched: Vouched | undefined, { identities, policy, approvers }: PackageOptions): string[] {
  return [
    'That nothing left by another door, or in another copy: a package speaks for itself alone.',
    'That the facts the decision rests on are true, or that the law was applied rightly: the decision is committed to, for oversight to open.',
    ...(identities === undefined
      ? ["What is inside payload.age, and whose key it opens with: for that, check again with the receiver's identity."]
      : []),
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
    ...(vouched === undefined ? [] : witnessLimits(vouched)),
  ]
}

function warnings({ approvers, synthetic }: Statement, vouched: Vouched | undefined): string[] {
  const demo = [
    ...approvers.filter((approver) => approver.demo || isDemoName(approver.id)).map(({ id }) => id),
    ...(vouched === undefined ? [] : demoKeys(vouched)),
  ]
  return [
    ...(synthetic ? ['SYNTHETIC: the statement says that nobody in this release is a real person.'] : []),
    ...demoWarning(demo),
  ]
}
