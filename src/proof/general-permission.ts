/**
 * Contract 2: a general permission never opens what a program's own law closes. Tried with the widest one that could
 * be written, which permits everything to everybody, in every program that an agency runs.
 */
import type { Part, Rule } from '#decision/rules.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { Day } from '#vocabulary/time.ts'
import { compareLaws } from './compare.ts'

/** What it would open, over every situation, in words; undefined where every program is closed by a law of its own. */
export function openToPermission(rules: readonly Rule[], from: Day): string | undefined {
  const [opened] = compareLaws(rules, [...rules, widest], from).loosens
  return opened && `a general permission would open ${opened.program} in ${opened.jurisdiction}`
}

const widest: Rule = {
  id: 'A-GENERAL-PERMISSION',
  jurisdiction: 'us',
  citation: 'none',
  title: 'A general permission',
  plain: 'anybody may have anything',
  effective: { from: null, to: null },
  source: '',
  confidence: 'PRODUCT',
  confirmed: null,
  parts: Object.entries(vocabulary.agencies).map(([agency, { programs }]): Part => ({
    effect: 'permits',
    programs,
    elements: 'all',
    where: [{ fact: 'agency', values: [agency], not: false }],
    until: [],
    heldBeside: [],
    stops: [],
    except: [],
  })),
}
