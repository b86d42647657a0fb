/**
 * A release, checked by somebody who trusts nobody in it: from outside with the package alone, and with the
 * receiver's identity to the last cell.
 */
import { toHex } from '#formats/bytes.ts'
import { contentRoot } from '#formats/content-root.ts'
import { readPackage, type PackageFiles } from '#formats/package.ts'
import { parsePolicy, type Policy } from '#formats/policy.ts'
import { sha256 } from '#formats/sha256.ts'
import { parseStatement, type Statement } from '#formats/statement.ts'
import { readAgeHeader, type Identity } from './age.ts'
import { checkApprovals, checkPinned } from './check-approvals.ts'
import { checkContents } from './check-contents.ts'
import { checkOutside } from './check-outside.ts'
import { checkLogged, checkOrder } from './check-logged.ts'
import { readProof } from './check-proof.ts'
import { notProved, proved, warnings } from './package-words.ts'
import { Findings, report, type Report } from './report.ts'
import { findVouched, vouch, type Vouched } from './vouch.ts'

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
  const signed = await checkApprovals(findings, statement, root)
  const third = await checkOutside(findings, statement, root, signed)
  if (options.approvers !== undefined) checkPinned(findings, statement, options.approvers)
  const policy = await checkPolicy(findings, statement, files.policy)
  const logged = policy === undefined ? undefined : await checkLogged(findings, statement, files, policy)
  if (logged !== undefined)
    checkOrder(
      findings,
      [...signed.map(({ approval }) => approval), ...(third === undefined ? [] : [third])],
      logged.opening,
    )
  const yours = options.policy === undefined ? undefined : await checkYourPolicy(findings, files, options.policy)
  if (options.identities !== undefined) await checkContents(findings, statement, files.payload, options.identities)

  return report('package', `the release of case ${statement.case}`, findings, {
    proved: proved(statement, logged, yours, options),
    notProved: notProved(statement, signed, yours ?? logged?.vouched, options),
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
