import type { ApprovalCheck, OutsideCheck } from '#case/commands.ts'
import { isPosternError } from '#errors.ts'
import { outsideRole, parseApproval, type Approval } from '#formats/approval.ts'
import { parseApprovalKey, signatureFault } from '#formats/approval-key.ts'
import { faultWords, parseAssertion, readAuthenticatorData } from '#formats/assertion.ts'
import { toBase64, toHex } from '#formats/bytes.ts'
import { parseNote, sameKey, type Note } from '#formats/note.ts'
import { keysOf, type StaffMember } from './staff.ts'

/** Roles that approve a release. */
const approving = ['approver', 'privacy-officer'] as const
type ApprovingRole = (typeof approving)[number]

/**
 * What a signed approval is worth: who made it, by which registered key, over what.
 *
 * Whether it fits the case (its content, its people, the time) is for the case to judge; see `approve` there.
 *
 * @param note hostile: it may come from anybody
 * @param register trusted
 * @param agency of the case: staff of another agency approve nothing here
 */
export async function checkApproval(
  note: string,
  register: readonly StaffMember[],
  agency: string,
): Promise<ApprovalCheck> {
  const parsed = read(note)
  if (parsed === undefined) return no('approval-malformed', 'this is not a signed approval (postern/approval/v1)')
  const signer = await signerOf(parsed.note, register, agency)
  if (!signer.valid) return signer
  const { member, key, publicKey, signCount } = signer
  const { id, demo } = member
  const { role, case: caseNumber, contentRoot, at } = parsed.approval
  if (!isApproving(role))
    return no('role-cannot-approve', `a release is approved as ${approving.join(' or ')}, not as ${role}`)
  if (!member.roles.includes(role)) return no('role-not-held', `${id} does not hold the role ${role}`)
  return {
    valid: true,
    approver: id,
    role,
    key,
    publicKey,
    ...(signCount === undefined ? {} : { signCount }),
    demo,
    caseNumber,
    contentRoot,
    at,
    approval: note,
  }
}

type Signer =
  | {
      valid: true
      member: StaffMember
      /** The registered key that signed, as a verifier key. */
      key: string
      /** The bare key in base64: one key under two names is one key. */
      publicKey: string
      /** What the device of a passkey says of how often it has signed. */
      signCount?: number
    }
  | { valid: false; code: string; words: string }

/**
 * Whose note this is: signed by one person alone, with a key that the register has for them.
 *
 * @param agency where the note is about one agency's case: staff of another agency sign nothing there
 */
export async function signerOf(note: Note, register: readonly StaffMember[], agency?: string): Promise<Signer> {
  const [line, ...others] = note.signatures
  if (line === undefined || others.length > 0) {
    return no('approval-malformed', 'an approval is signed by one person alone; each approves in a note of their own')
  }
  const member = register.find(({ id }) => id === line.name)
  if (member === undefined) return no('approver-unknown', 'whoever signed is not in the staff register')
  const { id } = member
  if (agency !== undefined && member.agency !== agency) {
    return no('approver-of-another-agency', `${id} is staff of another agency`)
  }
  const keys = keysOf(member)
  if (keys.length === 0) return no('approver-without-key', `${id} has no registered key`)
  const vkey = keys.find((one) => sameKey(parseApprovalKey(one).key, line))
  if (vkey === undefined) return no('signature-wrong', `the signature is not one of a registered key of ${id}`)
  const key = parseApprovalKey(vkey)
  const fault = await signatureFault(key, note.text, line)
  if (fault !== undefined) {
    const how =
      key.passkey === undefined ? 'it is not of the registered key' : `the passkey’s answer ${faultWords[fault]}`
    return no('signature-wrong', `the signature of ${id} is not good: ${how}`)
  }
  const counted = key.passkey === undefined ? {} : { signCount: signCountIn(line.signature) }
  return { valid: true, member, key: vkey, publicKey: toBase64(key.material), ...counted }
}

function signCountIn(signature: Uint8Array): number {
  return readAuthenticatorData(parseAssertion(signature).authenticatorData).signCount
}

/** Two approvals that carry a release, or the first thing that is wrong with them. */
export type BothChecked =
  | { valid: true; approvals: readonly [ApprovalCheck & { valid: true }, ApprovalCheck & { valid: true }] }
  | { valid: false; code: string; words: string }

/**
 * Checks the two approvals of a release once more from their bytes: before anything leaves, nobody's word
 * is taken for it that they were checked when they were recorded.
 */
export async function checkBoth(
  notes: readonly string[],
  of: { caseNumber: string; contentRoot: string; agency: string },
  register: readonly StaffMember[],
): Promise<BothChecked> {
  const [one, two, ...others] = await Promise.all(notes.map((note) => checkApproval(note, register, of.agency)))
  if (one === undefined || two === undefined || others.length > 0) {
    return no('approvals-not-two', `a release has two approvals, and this one has ${notes.length}`)
  }
  if (!one.valid) return one
  if (!two.valid) return two
  for (const { approver, contentRoot, caseNumber } of [one, two]) {
    if (contentRoot !== of.contentRoot || caseNumber !== of.caseNumber) {
      return no('other-content', `${approver} has signed other content than what is to leave`)
    }
  }
  if (one.approver === two.approver || one.publicKey === two.publicKey) {
    return no('same-person-twice', 'both approvals are one person’s, or made with one key')
  }
  return { valid: true, approvals: [one, two] }
}

/**
 * What a signature from outside the agency is worth: whose it is, over what.
 *
 * @param note hostile
 * @param register trusted: whoever holds a key outside, and who is or was staff and with which keys
 */
export async function checkOutside(
  note: string,
  { holders, staff, staffKeys }: OutsideKeys,
  agency: string,
): Promise<OutsideCheck> {
  const parsed = read(note)
  if (parsed === undefined) return no('approval-malformed', 'this is not a signed approval (postern/approval/v1)')
  const { role, case: caseNumber, contentRoot, at } = parsed.approval
  if (role !== outsideRole) return no('role-not-outside', `a key outside signs as ${outsideRole}, not as ${role}`)
  const [line] = parsed.note.signatures
  if (line !== undefined && staff.has(line.name)) {
    return no('holder-is-staff', `${line.name} is or was staff of this office, and no holder outside`)
  }
  if (holders.every(({ id }) => id !== line?.name)) {
    return no('holder-unknown', 'whoever signed holds no key outside that two people have registered')
  }
  const signer = await signerOf(parsed.note, holders, agency)
  if (!signer.valid) return signer
  const { member, key, publicKey } = signer
  if (staffKeys.has(toHex(parseApprovalKey(key).material))) {
    return no('key-of-staff', `the key of ${member.id} is or was somebody’s of staff`)
  }
  const { id: holder, name = '', organization = '', demo } = member
  return { valid: true, holder, name, organization, key, publicKey, demo, caseNumber, contentRoot, at, approval: note }
}

/** What a signature from outside is checked against. */
export interface OutsideKeys {
  readonly holders: readonly StaffMember[]
  /** Ids, and bare keys in hex, of whoever is or was staff. */
  readonly staff: ReadonlySet<string>
  readonly staffKeys: ReadonlySet<string>
}

function isApproving(role: string): role is ApprovingRole {
  return approving.some((known) => known === role)
}

function read(text: string): { note: Note; approval: Approval } | undefined {
  try {
    const note = parseNote(text)
    return { note, approval: parseApproval(note.text) }
  } catch (error) {
    if (isPosternError(error)) return undefined
    throw error
  }
}

function no(code: string, words: string): { valid: false; code: string; words: string } {
  return { valid: false, code, words }
}
