/**
 * The software keys of the demonstration, which sign in place of an authenticator. They lie open beside the data, so
 * what they sign proves nothing about anybody, and says DEMO wherever it is read.
 */
import { signApproval, signRulesApproval } from '#approval/sign.ts'
import { parseApproval } from '#formats/approval.ts'
import { parseRulesApproval } from '#formats/rules-approval.ts'
import type { Cast } from './cast.ts'

/**
 * @returns signs an approval of a release or of rules, and nothing else; undefined for whoever is not of the cast
 * @throws PosternError ERR_FORMAT where the text is neither
 */
export function softwareKeys({
  keys,
}: Pick<Cast, 'keys'>): (member: string, text: string) => Promise<string | undefined> {
  return async (member, text) => {
    const key = keys[member]
    if (key === undefined) return undefined
    if (text.startsWith('postern/rules-approval/')) {
      return signRulesApproval(member, key.secret, parseRulesApproval(text))
    }
    return signApproval(member, key.secret, parseApproval(text))
  }
}
