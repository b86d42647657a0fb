/**
 * What one person signs to put a rule set in force: the text of a C2SP signed note.
 *
 *     postern/rules-approval/v1
 *     rules <64 hex digits>
 *     proposal <64 hex digits>
 *     role counsel
 *     at 2026-11-22T14:00:00.000Z
 *
 * The note's key name is the signer's id. `proposal` is the SHA-256 of the canonical JSON of the proposal as the log
 * holds it: the sets before and after, what the change does, in how many cases, and the court's order if there is one.
 */
import { PosternError } from '#errors.ts'
import type { Instant } from '#vocabulary/time.ts'
import { formatError } from './bytes.ts'
import { isInstant } from './shape.ts'

export interface RulesApproval {
  /** Digest of the rule set, 64 lower-case hex digits. */
  readonly rules: string
  /** 64 lower-case hex digits. */
  readonly proposal: string
  readonly role: string
  readonly at: Instant
}

const FORM =
  /^postern\/rules-approval\/v1\nrules ([0-9a-f]{64})\nproposal ([0-9a-f]{64})\nrole ([a-z][a-z-]{0,63})\nat (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\n$/

/**
 * The note text to sign, ending in a line feed.
 *
 * @throws PosternError ERR_INPUT_INVALID when a value has no place in the form
 */
export function rulesApprovalText({ rules, proposal, role, at }: RulesApproval): string {
  const text = `postern/rules-approval/v1\nrules ${rules}\nproposal ${proposal}\nrole ${role}\nat ${at}\n`
  const written = FORM.exec(text)?.[4]
  if (written === undefined || !isInstant(written)) {
    throw new PosternError('ERR_INPUT_INVALID', 'an approval of rules cannot be written with these values', {
      rules,
      role,
      at,
    })
  }
  return text
}

/**
 * The approval that a note text states; every text has one reading and every approval one text.
 *
 * @throws PosternError ERR_FORMAT when the text departs from the form in any byte
 */
export function parseRulesApproval(text: string): RulesApproval {
  const [, rules, proposal, role, at] = FORM.exec(text) ?? []
  if (rules === undefined || proposal === undefined || role === undefined || at === undefined || !isInstant(at)) {
    throw formatError('the text of an approval of rules does not have its form', { length: text.length })
  }
  return { rules, proposal, role, at }
}
