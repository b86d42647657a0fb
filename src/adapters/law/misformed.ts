/** Whether rules could be read, were they written as packs: what their form alone gives away. */
import { defaultRule, type Rule } from '#decision/rules.ts'
import { isPosternError } from '#errors.ts'
import { readPack } from './read-pack.ts'
import { mistakesBetween } from './refs.ts'
import { writePack } from './write-pack.ts'

/**
 * Why a set of rules would be refused, in words; undefined where it would be read.
 *
 * @param well rules that are known to be well formed, each for itself; the others are written and read again
 */
export function misformed(rules: readonly Rule[], well: ReadonlySet<Rule>): string | undefined {
  try {
    for (const rule of rules) if (!well.has(rule)) readPack(writePack([rule]), rule.id, rule.jurisdiction)
  } catch (error) {
    if (isPosternError(error, 'ERR_INPUT_INVALID')) return error.message
    throw error
  }
  return mistakesBetween(rules)[0]?.message ?? withoutDefault(rules)
}

/** A decision cites it where nothing else can be cited. */
function withoutDefault(rules: readonly Rule[]): string | undefined {
  return rules.some(({ id }) => id === defaultRule) ? undefined : `there is no rule ${defaultRule}`
}
