/** What a worker fills in by hand, under the decision that fixed its columns. */
import { beforePreparing, superseded } from './answer.ts'
import { isBlank, isHash, standing, unless, type Handler } from './reasons.ts'

/** Nothing is looked up on paper for a case for which nothing would be read from the source. */
export const fillWorksheet: Handler<'fill-worksheet'> = (state, { decision, sheet, key, sha256, rows }, { now }) => {
  const reasons = [
    ...beforePreparing(state, now),
    ...superseded(standing(state.decision, 'a decision'), decision),
    ...unless(
      /^[a-z][a-z-]*(?:\.[a-z][a-z-]*)?$/.test(sheet) && isHash(sha256) && !isBlank(key),
      'worksheet-uncommitted',
      'a worksheet is recorded by its name and its hash, and kept like a paper',
    ),
    ...unless(Number.isSafeInteger(rows) && rows >= 0, 'rows-uncounted', 'the rows of a worksheet are counted'),
  ]
  return reasons.length > 0 ? reasons : { type: 'worksheet.filled', body: { decision, sheet, key, sha256, rows } }
}
