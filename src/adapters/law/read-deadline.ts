/** A time limit: what starts it, how many days, counted how, and what it is never later than. */
import type { Condition, Counting, TimeLimit } from '#decision/rules.ts'
import { countedFrom, factsOfCase, type CountedFrom, type FactName } from '#vocabulary/facts.ts'
import type { Place } from './place.ts'

const countings: readonly Counting[] = ['calendar', 'court', 'business']
const froms: readonly CountedFrom[] = Object.values(countedFrom).flat()
export const fieldsOfDeadline = ['what', 'stated', 'after', 'days', 'count', 'within']

export function readDeadline(place: Place): TimeLimit {
  place.onlyFields(fieldsOfDeadline)
  const listed = (field: string) => (place.at(field).isThere ? place.at(field).words(froms, 'a day of the file') : [])
  const [stated, after, within] = [listed('stated'), listed('after'), listed('within')]
  if (stated.length + after.length === 0) place.fail('this counts from nothing', 'Say "stated", or "after" and "days".')
  const owners = [countedFrom.paper, countedFrom.notice].filter((days: readonly CountedFrom[]) =>
    [...stated, ...after, ...within].some((from) => days.includes(from)),
  )
  if (owners.length > 1) place.fail('no paper has the days of a notice', 'Count from the one or from the other.')
  const isCounted = after.length > 0
  if (isCounted !== place.at('days').isThere) {
    place.fail('"after" and "days" go together', 'Say after what, and how many days; or leave out both.')
  }
  if (!isCounted && place.at('count').isThere) place.at('count').fail('nothing is counted here', 'Leave "count" out.')
  return {
    what: place.at('what').text('what is due'),
    stated,
    after,
    days: isCounted ? readDays(place.at('days')) : 0,
    count: isCounted ? place.at('count').word(countings, 'a way of counting') : 'calendar',
    within,
  }
}

/** A time limit is of the case, so it cannot ask what differs from cell to cell. */
export function refuseFactsOfCells(where: readonly Condition[], place: Place): void {
  const known: readonly FactName[] = factsOfCase
  const other = where.find(({ fact }) => !known.includes(fact))
  if (other !== undefined) {
    place.fail(`a deadline cannot ask for ${other.fact}`, `It can ask for ${factsOfCase.join(', ')}.`)
  }
}

function readDays(place: Place): number {
  const { value } = place
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value
  return place.fail('this is no number of days', 'Write a whole number above zero.')
}
