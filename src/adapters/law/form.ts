/** What a part must have to be able to do anything: a rule that can never speak is a slip of the pen. */
import type { Condition, Effect, Part } from '#decision/rules.ts'
import { possible } from '#vocabulary/possible.ts'
import type { Place } from './place.ts'

/** The fields that have no meaning for any other effect. */
const onlyFor: Readonly<Record<string, readonly Effect[]>> = {
  by: ['requires', 'permits'],
  papers: ['requires', 'permits', 'duty'],
  where: ['requires', 'permits', 'conditions', 'forbids', 'duty'],
  until: ['requires', 'permits', 'conditions'],
  'held-beside': ['requires', 'permits'],
  of: ['conditions'],
  stops: ['forbids'],
  except: ['forbids'],
  substitute: ['forbids'],
  duty: ['duty'],
  trigger: ['duty'],
  deadline: ['duty'],
  standing: ['duty'],
}

/** @param said the field of this part, or of its rule where the part is silent */
export function refuseEmpty(part: Part, said: (field: string) => Place): void {
  const at = said('effect')
  const { effect } = part
  for (const [field, effects] of Object.entries(onlyFor)) {
    if (said(field).isThere && !effects.includes(effect)) {
      said(field).fail(`"${field}" says nothing where the effect is ${effect}`, 'Leave it out, or correct the effect.')
    }
  }
  if (effect === 'conditions' && part.of === undefined) {
    at.fail('these conditions are of no rule', 'Say in "of" which rules they are attached to.')
  }
  if (effect === 'forbids' && !said('stops').isThere) {
    at.fail('this forbids and stops nothing', 'Say in "stops" what it stops, or "stops: []" for a default.')
  }
  if (effect === 'duty') refuseIdleDuty(part, said)
  refuseImpossible(part, said)
}

function refuseIdleDuty({ duty, trigger, deadline, standing, where, papers }: Part, said: (field: string) => Place) {
  const at = said('effect')
  if ((duty === undefined) !== (trigger === undefined)) {
    at.fail(
      duty === undefined ? 'this trigger attaches no duty' : 'this duty has no trigger',
      'Say which "duty" it is and which "trigger" attaches it.',
    )
  }
  const does = [duty, deadline, standing].filter((each) => each !== undefined).length
  if (does === 0) {
    at.fail('this duty has no trigger', 'Say "duty" and "trigger", or a "deadline", or why it is "standing".')
  }
  if (does > 1) at.fail('this duty does two things', 'Make two parts of it.')
  if (deadline === undefined && where.length > 0) {
    said('where').fail(
      'only a deadline asks "where"',
      'Leave it out: a trigger says when, and a standing duty always is.',
    )
  }
  if (deadline === undefined && papers !== undefined) {
    said('papers').fail('only a deadline is of "papers"', 'Leave it out: a trigger says when.')
  }
}

/** Conditions that no case file can meet together, and needs that nothing can ever meet. */
function refuseImpossible(part: Part, said: (field: string) => Place): void {
  const given = [...part.where, ...whatPaper(part), ...whatElement(part)]
  if (possible(given) === undefined) {
    said(part.where.length > 0 ? 'where' : 'effect').fail(
      'no case can meet all of these conditions together',
      `${part.papers === undefined && isWay(part) ? 'Name the "papers" that carry it, or correct' : 'Correct'} what contradicts.`,
    )
  }
  part.until.forEach(({ met, when }, i) => {
    const place = said('until').at(i)
    if (met.length > 0 && possible([...given, ...met]) === undefined) {
      place.fail(
        'where this rule speaks, this can never be met',
        'Correct it, or write "never: true" if that is meant.',
      )
    }
    when.forEach((conditions) => {
      if (possible([...given, ...conditions]) === undefined) {
        place.at('when').fail('where this rule speaks, this never is so', 'Correct "when", or leave the need out.')
      }
      if (met.length > 0 && possible([...given, ...conditions, ...met]) === undefined) {
        place.at('when').fail('where this is asked for, it can never be met', 'Correct "when", or what is asked for.')
      }
    })
  })
}

/** A way rests on one of its papers, or on none; what attaches to ways or stops them may look at either. */
function whatPaper(part: Part): Condition[] {
  if (part.papers !== undefined) return [{ fact: 'paper', values: part.papers, not: false }]
  return isWay(part) ? [{ fact: 'paper', values: ['none'], not: false }] : []
}

function whatElement({ elements }: Part): Condition[] {
  return elements === 'all' ? [] : [{ fact: 'element', values: elements, not: false }]
}

function isWay({ effect }: Part): boolean {
  return effect === 'requires' || effect === 'permits'
}
