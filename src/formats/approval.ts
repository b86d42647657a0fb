/**
 * What one person signs when they approve a release: the text of a C2SP signed note.
 *
 *     postern/approval/v1
 *     case MA-DTA-2026-7K3Q9F2M
 *     content-root <64 hex digits>
 *     role approver
 *     at 2026-11-22T14:00:00.000Z
 *
 * The note's key name is the approver's id. Who approves binds themselves to the content root, so a change
 * of anything that will leave makes the signature worthless; they sign nothing about later proofs.
 */
import { PosternError } from '#errors.ts'
import type { Instant } from '#vocabulary/time.ts'
import { formatError } from './bytes.ts'
import { isInstant } from './shape.ts'

/** The role in which whoever holds a key outside the agency signs. Nobody of its staff has it. */
export const outsideRole = 'outside-holder'

/** Above so many persons a release needs a signature from outside, wherever an agency has set no lower number. */
export const mostWithoutOutside = 200

export interface Approval {
  /** Case number, e.g. "MA-DTA-2026-7K3Q9F2M". */
  readonly case: string
  /** 64 lower-case hex digits. */
  readonly contentRoot: string
  readonly role: string
  readonly at: Instant
}

const FORM =
  /^postern\/approval\/v1\ncase ([A-Z0-9-]{1,64})\ncontent-root ([0-9a-f]{64})\nrole ([a-z][a-z-]{0,63})\nat (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\n$/

/**
 * The note text to sign, ending in a line feed.
 *
 * @throws PosternError ERR_INPUT_INVALID when a value has no place in the form
 */
export function approvalText(approval: Approval): string {
  const text = `postern/approval/v1\ncase ${approval.case}\ncontent-root ${approval.contentRoot}\nrole ${approval.role}\nat ${approval.at}\n`
  if (!isApproval(text)) {
    throw new PosternError('ERR_INPUT_INVALID', 'an approval cannot be written with these values', {
      case: approval.case,
      role: approval.role,
      at: approval.at,
    })
  }
  return text
}

/**
 * The approval that a note text states; every text has one reading and every approval one text.
 *
 * @throws PosternError ERR_FORMAT when the text departs from the form in any byte
 */
export function parseApproval(text: string): Approval {
  const [, number, contentRoot, role, at] = FORM.exec(text) ?? []
  if (number === undefined || contentRoot === undefined || role === undefined || at === undefined || !isInstant(at)) {
    throw formatError('the text of an approval does not have its form', { length: text.length })
  }
  return { case: number, contentRoot, role, at }
}

function isApproval(text: string): boolean {
  const at = FORM.exec(text)?.[4]
  return at !== undefined && isInstant(at)
}
