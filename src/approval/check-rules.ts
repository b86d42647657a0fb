import type { Role } from '#case/roles.ts'
import { isPosternError } from '#errors.ts'
import { parseNote, type Note } from '#formats/note.ts'
import { parseRulesApproval, type RulesApproval } from '#formats/rules-approval.ts'
import { signerOf } from './check.ts'
import type { StaffMember } from './staff.ts'

/** Who may sign for a change of law; one of the two is always counsel. */
export const rulesSigners: readonly Role[] = ['counsel', 'privacy-officer', 'approver', 'administrator']

export type RulesApprovalCheck =
  | (RulesApproval & {
      valid: true
      approver: string
      key: string
      /** The bare key in base64: one key under two names is one key. */
      publicKey: string
      demo: boolean
      approval: string
    })
  | { valid: false; code: string; words: string }

/**
 * What a signed approval of a rule set is worth: who made it, by which registered key, over which proposal.
 *
 * @param note hostile: it may come from anybody
 * @param register trusted
 */
export async function checkRulesApproval(note: string, register: readonly StaffMember[]): Promise<RulesApprovalCheck> {
  const parsed = read(note)
  if (parsed === undefined) {
    return no('approval-malformed', 'this is not a signed approval of rules (postern/rules-approval/v1)')
  }
  const signer = await signerOf(parsed.note, register)
  if (!signer.valid) return signer
  const { key, publicKey } = signer
  const { id, demo, roles } = signer.member
  const { role } = parsed.approval
  const held = rulesSigners.find((one) => one === role)
  if (held === undefined) {
    return no('role-cannot-approve', `rules are put in force as ${rulesSigners.join(', ')}, not as ${role}`)
  }
  if (!roles.includes(held)) return no('role-not-held', `${id} does not hold the role ${role}`)
  return { valid: true, ...parsed.approval, approver: id, key, publicKey, demo, approval: note }
}

function read(text: string): { note: Note; approval: RulesApproval } | undefined {
  try {
    const note = parseNote(text)
    return { note, approval: parseRulesApproval(note.text) }
  } catch (error) {
    if (isPosternError(error)) return undefined
    throw error
  }
}

function no(code: string, words: string): { valid: false; code: string; words: string } {
  return { valid: false, code, words }
}
