/** The log learned of this release, after it was approved and before it left. */
import type { Approval } from '#formats/approval.ts'
import { toHex } from '#formats/bytes.ts'
import type { Opening } from '#formats/commitment.ts'
import { partList, type Part } from '#formats/manifest.ts'
import type { PackageFiles } from '#formats/package.ts'
import { mostSealed } from '#formats/pieces.ts'
import type { Policy } from '#formats/policy.ts'
import { sha256 } from '#formats/sha256.ts'
import { hash, object, type Shape } from '#formats/shape.ts'
import type { Statement } from '#formats/statement.ts'
import { checkInclusion, checkOpening, readExtraOpening, readProof } from './check-proof.ts'
import type { Findings } from './report.ts'
import { findNothingUnchecked, sentenceList, type Vouched } from './vouch.ts'

export interface Logged {
  readonly opening: Opening
  readonly vouched: Vouched
}

/** The proof, what it opens to, and who stands behind it. */
export async function checkLogged(
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

const authorization = (most: number): Shape<Authorization> =>
  object<Authorization>({ contentRoot: hash, statement: hash, decision: hash, sealed: partList(1, most) })

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
  const { sealed } = statement.content
  const single = statement.statement === 'postern/statement/v1'
  if (!authorization(single ? 1 : mostSealed)(body, '/body')) return false
  const digest = toHex(sha256(statementBytes))
  const wrong = [
    ...(body.statement === digest ? [] : ['the statement']),
    ...(body.contentRoot === statement.contentRoot ? [] : ['the content root']),
    ...(body.decision === statement.decision ? [] : ['the decision']),
    ...(sameParts(body.sealed, sealed) ? [] : [single ? 'the sealed file' : 'the sealed files']),
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

function sameParts(one: readonly Part[], other: readonly Part[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ name, bytes, sha256: digest }, at) => {
      const part = other[at]
      return part?.name === name && part.bytes === bytes && part.sha256 === digest
    })
  )
}

/** The log may learn only of what was approved before. */
export function checkOrder(findings: Findings, approvals: readonly Approval[], { record }: Opening): void {
  const late = approvals.filter(({ at }) => at > record.at).map(({ at }) => at)
  if (late.length > 0) {
    findings.fails('entry', 'The log learned of the release before everybody had signed it.', {
      entry: record.at,
      approvals: late,
    })
  }
}
