/** The projections of this product: what the accounting derives, with the moves of a case. */
import { projector } from '#accounting/project.ts'
import type { Spelling } from '#accounting/search.ts'
import { moves } from '#case/moves.ts'
import { nameParts, normalizeName, normalizeNumber } from '#match/normalize.ts'
import { lookKeys } from './looks.ts'
import { actKeys } from './person-acts.ts'

export const spelling: Spelling = { name: normalizeName, nameParts, number: normalizeNumber }

export const project = projector(
  (status, eventType) => {
    const move = moves.find(({ event, from }) => event === eventType && from.some((state) => state === status))
    return move === undefined || move.to === 'same' ? status : move.to
  },
  spelling,
  (record) => actKeys(record) ?? lookKeys(record),
)
