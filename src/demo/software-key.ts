/**
 * The software keys of the demonstration, which sign in place of an authenticator. They lie open beside the data, so
 * what they sign proves nothing about anybody, and says DEMO wherever it is read.
 */
import { signApproval } from '#approval/sign.ts'
import { parseApproval } from '#formats/approval.ts'
import type { Cast } from './cast.ts'

/** @returns the signed note; undefined for whoever is not of the cast */
export function softwareKeys({
  keys,
}: Pick<Cast, 'keys'>): (member: string, text: string) => Promise<string | undefined> {
  return async (member, text) => {
    const key = keys[member]
    return key === undefined ? undefined : signApproval(member, key.secret, parseApproval(text))
  }
}
