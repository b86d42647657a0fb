/**
 * Contract 2: a general permission never opens what a program's own law closes. Tried with the widest one that could
 * be written, which permits everything to everybody, in every program that an agency runs.
 */
import { coversProgram, type Part, type Rule } from '#decision/rules.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { Day } from '#vocabulary/time.ts'
import { compareLaws } from './compare.ts'

/** What it would open, over every situation, in words; undefined where every program is closed by a law of its own. */
export function openToPermission(rules: readonly Rule[], from: Day): string | undefined {
  const parts = permissions.filter(({ jurisdiction, program }) => !isPlainlyClosed(rules, jurisdiction, program))
  if (parts.length === 0) return undefined
  const [opened] = compareLaws(rules, [...rules, { ...general, parts: parts.map(({ part }) => part) }], from).loosens
  return opened && `a general permission would open ${opened.program} in ${opened.jurisdiction}`
}

/** Most are closed by a rule that asks nothing, so that there is nothing to work out. */
function isPlainlyClosed(rules: readonly Rule[], jurisdiction: string, program: string): boolean {
  return rules.some(
    (rule) =>
      ['us', jurisdiction].includes(rule.jurisdiction) &&
      rule.inactive === undefined &&
      rule.effective.from === null &&
      rule.effective.to === null &&
      rule.parts.some(
        ({ effect, programs, elements, where, stops }) =>
          effect === 'forbids' &&
          stops.includes('permits') &&
          coversProgram(programs, program) &&
          elements === 'all' &&
          where.length === 0,
      ),
  )
}

const permissions = Object.entries(vocabulary.agencies).flatMap(([agency, { jurisdiction, programs }]) =>
  programs.map((program) => ({
    jurisdiction,
    program,
    part: {
      effect: 'permits',
      programs: [program],
      elements: 'all',
      where: [{ fact: 'agency', values: [agency], not: false }],
      until: [],
      heldBeside: [],
      stops: [],
      except: [],
    } satisfies Part,
  })),
)

const general: Omit<Rule, 'parts'> = {
  id: 'A-GENERAL-PERMISSION',
  jurisdiction: 'us',
  citation: 'none',
  title: 'A general permission',
  plain: 'anybody may have anything',
  effective: { from: null, to: null },
  source: '',
  confidence: 'PRODUCT',
  confirmed: null,
}
