/** Two different people signed this content root, and neither of them prepared the release. */
import { parseApproval, type Approval } from '#formats/approval.ts'
import { equalBytes } from '#formats/bytes.ts'
import {
  ed25519Verifier,
  openNote,
  parseNote,
  parseVkey,
  sameKey,
  signatureType,
  type VerifierKey,
} from '#formats/note.ts'
import type { Approver, Statement } from '#formats/statement.ts'
import { readable, type Findings } from './report.ts'
import { sentenceList } from './vouch.ts'

interface Signed {
  readonly approver: Approver
  readonly key: VerifierKey
  readonly approval: Approval
}

/**
 * @param root the content root as recomputed here, never the one that the statement claims
 * @returns the approvals that hold
 */
export async function checkApprovals(findings: Findings, statement: Statement, root: string): Promise<Approval[]> {
  const signed: Signed[] = []
  for (const note of statement.approvals) {
    const one = await findings.read('approvals', 'An approval in the statement cannot be read', () =>
      checkApproval(findings, note, statement, root),
    )
    if (one !== undefined) signed.push(one)
  }
  checkSeparation(findings, statement, signed)
  return signed.map(({ approval }) => approval)
}

async function checkApproval(
  findings: Findings,
  text: string,
  statement: Statement,
  root: string,
): Promise<Signed | undefined> {
  const note = parseNote(text)
  const [line, ...more] = note.signatures
  if (line === undefined || more.length > 0) {
    return void findings.fails('approvals', 'An approval has not exactly one signature.', {
      signatures: note.signatures.length,
    })
  }
  const approval = parseApproval(note.text)
  const approver = statement.approvers.find(({ id }) => id === line.name)
  if (approver === undefined) {
    return void findings.fails('approvals', `${line.name} signed an approval and is not among the approvers.`, {
      by: line.name,
    })
  }
  const key = parseVkey(approver.key)
  if (key.name !== approver.id || key.type !== signatureType.ed25519 || !sameKey(key, line)) {
    return void findings.fails(
      'approvals',
      `The approval of ${approver.id} was made with another key than the statement names.`,
      {
        approver: approver.id,
        key: approver.key,
        signedWith: `${line.name}+${line.id}`,
      },
    )
  }
  const opened = await openNote(note, [ed25519Verifier(key)])
  if (!opened.ok) {
    return void findings.fails('approvals', `The signature of ${approver.id} is not good.`, { approver: approver.id })
  }
  const wrong = departures(approval, approver, statement, root)
  if (wrong.length > 0) {
    return void findings.fails(
      'approvals',
      `What ${approver.id} signed is not this release: it disagrees on ${sentenceList(wrong)}.`,
      {
        approver: approver.id,
        case: approval.case,
        contentRoot: approval.contentRoot,
        role: approval.role,
        at: approval.at,
      },
    )
  }
  findings.holds(
    'approvals',
    `${approver.id} (${approver.role}) signed this content root on ${readable(approval.at)}.`,
    {
      approver: approver.id,
      key: approver.key,
      at: approval.at,
      demo: approver.demo,
    },
  )
  return { approver, key, approval }
}

function departures(approval: Approval, approver: Approver, statement: Statement, root: string): string[] {
  return [
    ...(approval.case === statement.case ? [] : ['the case']),
    ...(approval.contentRoot === root ? [] : ['the content root']),
    ...(approval.role === approver.role ? [] : ['the role']),
    // Instants have one form, in which the order of texts is the order of time.
    ...(approval.at >= statement.preparedAt ? [] : ['the time (before the release was prepared)']),
  ]
}

function checkSeparation(findings: Findings, statement: Statement, signed: readonly Signed[]): boolean {
  const [first, second] = signed
  // An approval that did not hold is a finding already.
  if (first === undefined || second === undefined) return false
  const ids = [first.approver.id, second.approver.id]
  if (ids[0] === ids[1]) {
    return findings.fails('separation', `${ids[0]} approved twice; two different people have to.`, { approvers: ids })
  }
  if (equalBytes(first.key.publicKey, second.key.publicKey)) {
    return findings.fails('separation', 'Both approvals were made with one key under two names.', { approvers: ids })
  }
  if (ids.includes(statement.preparedBy)) {
    return findings.fails('separation', `${statement.preparedBy} prepared this release and also approved it.`, {
      preparedBy: statement.preparedBy,
      approvers: ids,
    })
  }
  return findings.holds(
    'separation',
    `The approvers ${ids.join(' and ')} are two different keys, and neither is ${statement.preparedBy}, who prepared the release.`,
    { preparedBy: statement.preparedBy, approvers: ids },
  )
}

/**
 * Whether both keys are among those that the reader got from somewhere else.
 *
 * @param pinned verifier keys, one a line; "#" begins a comment line
 * @throws PosternError ERR_FORMAT for a line that is no key
 */
export function checkPinned(findings: Findings, statement: Statement, pinned: string): boolean {
  const lines = pinned.split(/\r?\n/).map((line) => line.trim())
  const keys = new Set(lines.filter((line) => line !== '' && !line.startsWith('#')))
  for (const key of keys) parseVkey(key)
  const strangers = statement.approvers.filter(({ key }) => !keys.has(key)).map(({ id }) => id)
  return strangers.length === 0
    ? findings.holds('your-approvers', 'Both approvers sign with keys that you brought.', { keys: keys.size })
    : findings.fails('your-approvers', `You did not bring the key of ${strangers.join(' and ')}.`, {
        strangers,
        keys: keys.size,
      })
}
