/**
 * An agency's own rules beside the law. They may only be stricter: forbid, ask for more, or add a duty.
 *
 * Trust: low. Whoever writes an overlay may be anybody of one agency, so what could open anything is refused by
 * its form alone, wherever it stands in the file; the proof then looks at every combination of facts as well.
 */
import type { Part, Rule } from '#decision/rules.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { placeOf } from './read-pack.ts'
import type { Place } from './place.ts'

/** Refuses a rule of an overlay that is not plainly stricter, and binds what is left to its agency alone. */
export function strictly(rule: Rule): Rule {
  const place = placeOf(rule)
  if (place === undefined) throw new TypeError('a rule of an overlay was read from its file')
  const { agency } = rule
  if (agency === undefined) {
    return place.fail(
      `${rule.id} names no agency`,
      'Add "agency": an overlay binds the agency that wrote it, and no other.',
    )
  }
  if (rule.inactive !== undefined) {
    place.at('inactive').fail('an overlay has no inactive rule', 'Leave the rule out until it is to hold.')
  }
  rule.parts.forEach((part, i) => refuseOpening(part, rule.parts.length > 1 ? place.at('parts').at(i) : place))
  return { ...rule, jurisdiction: jurisdictionOf(agency), parts: rule.parts.map((part) => boundTo(agency, part)) }
}

const opening = 'An overlay may forbid, add conditions with "until", or add a duty. What opens belongs to the law.'

function refuseOpening({ effect, until, stops, substitute }: Part, place: Place): void {
  if (effect === 'requires' || effect === 'permits') {
    place.at('effect').fail(`an overlay cannot open anything, and this ${effect}`, opening)
  }
  if (effect === 'conditions' && until.length === 0) {
    place.fail('these conditions ask for nothing', 'Say in "until" what is needed before anything is released.')
  }
  if (effect === 'forbids' && stops.length === 0) {
    place.fail('this forbids and stops nothing', 'Say in "stops" what it stops.')
  }
  if (substitute !== undefined) {
    place.at('substitute').fail('an overlay cannot send one element in the place of another', opening)
  }
}

/** A duty is bound by the agency of its rule; the rest by a condition, which every reader of the rules sees. */
function boundTo(agency: string, part: Part): Part {
  if (part.effect === 'duty') return part
  const others = part.where.filter(({ fact }) => fact !== 'agency')
  return { ...part, where: [...others, { fact: 'agency', values: [agency], not: false }] }
}

function jurisdictionOf(agency: string): string {
  const agencies: Readonly<Record<string, { readonly jurisdiction: string }>> = vocabulary.agencies
  return agencies[agency]?.jurisdiction ?? 'us'
}
