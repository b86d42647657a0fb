/**
 * A release, checked by somebody who trusts nobody in it: from outside with the package alone, and with the
 * receiver's identity to the last cell.
 */
import { toHex } from '#formats/bytes.ts'
import { PACKAGE_FILES, readPackage, type PackageFiles } from '#formats/package.ts'
import { payloadName } from '#formats/pieces.ts'
import { parsePolicy, type Policy } from '#formats/policy.ts'
import { sha256 } from '#formats/sha256.ts'
import { parseStatement, statedRoot, type Statement } from '#formats/statement.ts'
import type { TarMember } from '#formats/tar.ts'
import { readAgeHeader, type Identity } from './age.ts'
import { checkApprovals, checkPinned } from './check-approvals.ts'
import { checkBulk } from './check-bulk.ts'
import { checkContents } from './check-contents.ts'
import { checkOutside } from './check-outside.ts'
import { checkLogged, checkOrder } from './check-logged.ts'
import { readProof } from './check-proof.ts'
import { notProved, proved, warnings } from './package-words.ts'
import { Findings, report, type Report } from './report.ts'
import { findVouched, sentenceList, vouch, type Vouched } from './vouch.ts'

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
  const pieces = files.pieces ?? []
  const count = pieces.length === 0 ? 'four' : String(pieces.length + PACKAGE_FILES.length)
  findings.holds('archive', `The archive holds its ${count} files and nothing else.`, { bytes: bytes.length })

  const statement = await findings.read('statement', 'statement.json is damaged', () => parseStatement(files.statement))
  if (statement === undefined) return unread(findings)
  findings.holds('statement', `The statement of ${statement.agency.name} on case ${statement.case} has its form.`, {
    sha256: toHex(sha256(files.statement)),
  })

  const bulk = statement.statement === 'postern/statement/v2'
  const sealed = [{ name: payloadName, bytes: files.payload }, ...pieces]
  if (bulk) checkSealed(findings, statement, sealed)
  else checkPayload(findings, statement, sealed)
  await checkSeals(findings, sealed)
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
  if (options.identities !== undefined) {
    if (bulk) await checkBulk(findings, statement, { payload: files.payload, pieces }, options.identities)
    else await checkContents(findings, statement, files.payload, options.identities)
  }

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

const one = ({ name, bytes }: TarMember) => ({ name, bytes: bytes.length, sha256: toHex(sha256(bytes)) })

/** Of a release with one sealed file. */
function checkPayload(findings: Findings, { content }: Statement, sealed: readonly TarMember[]): void {
  const [claimed] = content.sealed
  const [first, ...more] = sealed.map(one)
  if (more.length > 0) {
    findings.fails('payload', 'The package has more sealed files than the statement describes.', {
      extra: more.slice(0, 20).map(({ name }) => name),
    })
  }
  const actual = { bytes: first?.bytes ?? 0, sha256: first?.sha256 ?? '' }
  if (claimed?.name !== payloadName || claimed.bytes !== actual.bytes || claimed.sha256 !== actual.sha256) {
    findings.fails('payload', 'payload.age is not the file that the statement describes.', {
      ...actual,
      claimedBytes: claimed?.bytes ?? null,
      claimedSha256: claimed?.sha256 ?? null,
    })
    return
  }
  findings.holds('payload', 'payload.age is, byte for byte, the file that the statement describes.', actual)
}

/** Of a bulk release: each sealed file is in the statement to the byte, and the statement has none that is not there. */
function checkSealed(findings: Findings, { content }: Statement, sealed: readonly TarMember[]): void {
  const claimed = new Map(content.sealed.map((part) => [part.name, part]))
  const actual = sealed.map(one)
  const there = new Set(actual.map(({ name }) => name))
  const missing = content.sealed.filter(({ name }) => !there.has(name)).map(({ name }) => name)
  const extra = actual.filter(({ name }) => !claimed.has(name)).map(({ name }) => name)
  const altered = actual
    .filter(({ name, bytes, sha256: digest }) => {
      const part = claimed.get(name)
      return part !== undefined && (part.bytes !== bytes || part.sha256 !== digest)
    })
    .map(({ name }) => name)
  const fails = (words: string, names: readonly string[]) => {
    if (names.length > 0) findings.fails('payload', `${words}: ${few(names)}.`, { files: names.slice(0, 20) })
  }
  fails('In the statement and not in the package', missing)
  fails('In the package and not in the statement', extra)
  fails('Not the file that the statement describes', altered)
  if (missing.length + extra.length + altered.length > 0) return
  findings.holds(
    'payload',
    `All ${actual.length} sealed files are, byte for byte, the files that the statement describes.`,
    { files: actual.length, bytes: actual.reduce((sum, { bytes }) => sum + bytes, 0) },
  )
}

/** An age file names nobody, and shows all the same to how many keys it is sealed. */
async function checkSeals(findings: Findings, sealed: readonly TarMember[]): Promise<void> {
  for (const { name, bytes } of sealed) {
    const header = await findings.read('payload', `${name} is not a sealed file`, () => readAgeHeader(bytes))
    if (header === undefined) return
    const kinds = header.stanzas.map(({ type }) => type)
    if (kinds.length === 1 && kinds[0] === 'X25519') continue
    const words = sealed.length === 1 ? 'It' : name
    findings.fails('payload', `${words} is not sealed to exactly one X25519 key.`, { stanzas: kinds })
    // One is enough to know, and there may be thousands.
    return
  }
  findings.holds(
    'payload',
    sealed.length === 1 ? 'It is sealed to one key and no other.' : 'Each of them is sealed to one key and no other.',
    { stanzas: ['X25519'] },
  )
}

function few(names: readonly string[]): string {
  return names.length <= 5 ? sentenceList(names) : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
}

/** Recomputed from what the statement says of the content; other checks tie that to the package itself. */
function checkContentRoot(findings: Findings, statement: Statement): string {
  const root = statedRoot(statement)
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
