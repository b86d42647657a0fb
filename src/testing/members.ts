import { utf8 } from '#formats/bytes.ts'
import type { MemberRange } from '#match/members.ts'

/** @param first their place in the list, counted from 1 */
export function rangeOf(keys: readonly string[], first = 1): MemberRange {
  return { first, count: keys.length, bytes: utf8(keys.map((key) => `${key}\n`).join('')), keys: () => keys }
}

/** Each range one piece. */
export const cutBy = (members: number) => ({ perRange: members, perPiece: members })
