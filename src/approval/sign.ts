import { approvalText, type Approval } from '#formats/approval.ts'
import type { Ed25519Key } from '#formats/ed25519.ts'
import { ed25519Signer, signNote } from '#formats/note.ts'
import { rulesApprovalText, type RulesApproval } from '#formats/rules-approval.ts'

/**
 * One person's approval of one content root: a C2SP signed note under that person's own key.
 *
 * @param id the approver's id in the staff register, which is also the name of the key
 * @throws PosternError ERR_INPUT_INVALID where the values have no place in an approval
 */
export function signApproval(id: string, secret: Ed25519Key, approval: Approval): string {
  return signNote(approvalText(approval), [ed25519Signer(id, secret)])
}

/** One person's approval of one proposed rule set, likewise. @throws PosternError ERR_INPUT_INVALID as `signApproval` */
export function signRulesApproval(id: string, secret: Ed25519Key, approval: RulesApproval): string {
  return signNote(rulesApprovalText(approval), [ed25519Signer(id, secret)])
}
