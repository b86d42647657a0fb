/** Two different people signed this content root, and neither of them prepared the release. */
import { parseApprovalKey, signatureFault, type ApprovalKey } from '#formats/approval-key.ts'
import { parseApproval, type Approval } from '#formats/approval.ts'
import { faultWords, parseAssertion, readAuthenticatorData, type AssertionFault } from '#formats/assertion.ts'
import { equalBytes } from '#formats/bytes.ts'
import { parseNote, parseVkey, sameKey, type NoteSignature } from '#formats/note.ts'
import type { Approver, Statement } from '#formats/statement.ts'
import { readable, type Findings } from './report.ts'
import { sentenceList } from './vouch.ts'

/** An approval that holds. */
export interface Signed {
  readonly approver: Approver
  readonly key: ApprovalKey
  readonly approval: Approval
}

/** @param root the content root as recomputed here, never the one that the statement claims */
export async function checkApprovals(findings: Findings, statement: Statement, root: string): Promise<Signed[]> {
  const signed: Signed[] = []
  for (const note of statement.approvals) {
    const one = await findings.read('approvals', 'An approval in the statement cannot be read', () =>
      checkApproval(findings, note, statement, root),
    )
    if (one !== undefined) signed.push(one)
  }
  checkSeparation(findings, statement, signed)
  return signed
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
  const key = parseApprovalKey(approver.key)
  if (key.key.name !== approver.id || !sameKey(key.key, line)) {
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
  const fault = await signatureFault(key, note.text, line)
  if (fault !== undefined) {
    return void findings.fails('approvals', faultSentence(approver, key, fault), { approver: approver.id, fault })
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
    `${approver.id} (${approver.role}) signed this content root on ${readable(approval.at)}, ${withWhat(key)}.`,
    {
      approver: approver.id,
      key: approver.key,
      at: approval.at,
      demo: approver.demo,
      ...ofDevice(key, line),
    },
  )
  return { approver, key, approval }
}

function faultSentence({ id }: Approver, { passkey }: ApprovalKey, fault: AssertionFault): string {
  return passkey === undefined || fault === 'signature-wrong'
    ? `The signature of ${id} is not good.`
    : `The signature of ${id} is not good: the passkey's answer ${faultWords[fault]}.`
}

/** What kind of key signed, so that the reader knows what was asked of the person. */
function withWhat({ passkey }: ApprovalKey): string {
  return passkey === undefined
    ? 'with a key kept in a file (Ed25519)'
    : `with a passkey (WebAuthn, ${passkey.algorithm}) of ${passkey.origin}, whose device says that it checked who used it`
}

/** What the device says of itself; nothing here vouches for it. */
function ofDevice({ passkey }: ApprovalKey, { signature }: NoteSignature) {
  if (passkey === undefined) return { kind: 'file' }
  const { signCount, backupEligible } = readAuthenticatorData(parseAssertion(signature).authenticatorData)
  return { kind: 'passkey', origin: passkey.origin, signCount, mayBeCopied: backupEligible }
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
  if (equalBytes(first.key.material, second.key.material)) {
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
 * Whether the keys of all who signed are among those that the reader got from somewhere else.
 *
 * @param pinned verifier keys, one a line; "#" begins a comment line
 * @throws PosternError ERR_FORMAT for a line that is no key
 */
export function checkPinned(findings: Findings, statement: Statement, pinned: string): boolean {
  const lines = pinned.split(/\r?\n/).map((line) => line.trim())
  const keys = new Set(lines.filter((line) => line !== '' && !line.startsWith('#')))
  for (const key of keys) parseVkey(key)
  const { approvers, bulk } = statement
  const signers = [...approvers, ...(bulk?.outside === undefined ? [] : [bulk.outside])]
  const strangers = signers.filter(({ key }) => !keys.has(key)).map(({ id }) => id)
  const all = bulk?.outside === undefined ? 'Both approvers sign' : 'Both approvers and the holder outside sign'
  return strangers.length === 0
    ? findings.holds('your-approvers', `${all} with keys that you brought.`, { keys: keys.size })
    : findings.fails('your-approvers', `You did not bring the key of ${strangers.join(' and ')}.`, {
        strangers,
        keys: keys.size,
      })
}
