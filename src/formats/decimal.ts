/**
 * Whole numbers as the transparency formats write them: ASCII digits, no sign, no leading zero, below
 * 2^64. `Number` would round and `BigInt` would take "", " 12 ", "007" and "0x1f".
 */
import { formatError } from './bytes.ts'

/** @throws PosternError ERR_FORMAT */
export function parseDecimal(text: string, what: string): bigint {
  if (!/^(?:0|[1-9][0-9]{0,19})$/.test(text)) throw formatError(`${what} is not a decimal number`, { what })
  const value = BigInt(text)
  if (value >= 1n << 64n) throw formatError(`${what} does not fit in 64 bits`, { what })
  return value
}

/**
 * The same number where it is used to count what is really there, as indexes of tiles and rows are.
 *
 * @throws PosternError ERR_FORMAT beyond 2^53 − 1
 */
export function toCount(value: bigint, what: string): number {
  const count = Number(value)
  if (!Number.isSafeInteger(count) || count < 0) throw formatError(`${what} is too large to be read here`, { what })
  return count
}
