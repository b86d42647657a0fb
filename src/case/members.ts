/** Members of a class: listed by the agency, found in classes, and read range by range. */
import type { Reason } from './commands.ts'
import type { PersonMatch } from './events.ts'
import { beforePreparing } from './answer.ts'
import { isBlank, isHash, standing, unless, type Handler } from './reasons.ts'
import type { CaseState } from './state.ts'

/** For a class that nobody is named of: who is in it, by the keys of the agency's own records. */
export const listMembers: Handler<'list-members'> = (state, { count, sha256, list, named }) => {
  const reasons = [
    ...unless(
      Object.values(state.people).every(({ asked }) => !asked),
      'people-named',
      'this request names people one by one; members are listed where it asks for a class or brings a list',
    ),
    ...unless(
      count > 0 && isHash(sha256) && !isBlank(list),
      'members-malformed',
      'a list of members has somebody in it, and is kept with its hash',
    ),
    ...unless(
      state.members?.sha256 !== sha256 || state.members.named !== named,
      'members-as-before',
      'these very members are listed already; there is nothing to do',
    ),
  ]
  return reasons.length > 0 ? reasons : { type: 'members.listed', body: { count, sha256, list, named } }
}

/** Every listed member is in one class, and nobody else is. */
export function wholeList({ members }: CaseState, found: readonly PersonMatch[]): Reason[] {
  const classes = found.flatMap((one) => (one.match === 'class' ? [one] : []))
  const persons = classes.reduce((sum, one) => sum + one.persons, 0)
  return [
    ...unless(
      persons === (members?.count ?? 0),
      'members-incomplete',
      `${members?.count ?? 0} members are listed and ${persons} were found in a class: list the members anew`,
    ),
    ...unless(
      classes.every(({ mask, persons: some }) => /^\d{1,16}$/.test(mask) && some > 0) &&
        new Set(classes.map(({ mask }) => mask)).size === classes.length,
      'match-malformed',
      'each class has facts of its own, and somebody in it',
    ),
  ]
}

/** The work itself appends nothing: it ends in `prepare`, or it is begun anew. */
export const beginPreparation: Handler<'begin-preparation'> = (state, command, { now }) => {
  const { preparation, decision, ranges, perRange, perPiece, pieceBytes, edition, salt, receiptCode, setId, workKey } =
    command
  const { decision: current } = standing(state.decision, 'a decision')
  const reasons = [
    ...beforePreparing(state, now),
    ...unless(
      state.members !== undefined,
      'members-missing',
      'only listed members are read range by range; what names people one by one is prepared at once',
    ),
    ...unless(
      decision === current,
      'decision-superseded',
      'the preparation rests on another decision than the standing one',
    ),
    ...unless(
      state.preparing === undefined,
      'preparing-already',
      'this decision is being prepared already: take it up again, or decide anew',
    ),
    ...unless(
      /^[0-9a-f-]{36}$/.test(preparation) &&
        ranges === Math.ceil((state.members?.count ?? 0) / perRange) &&
        perPiece > 0 &&
        Number.isInteger(perPiece) &&
        perRange % perPiece === 0 &&
        pieceBytes > 0 &&
        Number.isInteger(pieceBytes) &&
        (edition === undefined || /^[0-9a-f]{64}$/.test(edition)) &&
        [salt, receiptCode, setId, workKey].every((one) => !isBlank(one)),
      'preparation-malformed',
      'a preparation has an id, a number of ranges of whole pieces, and its random bytes',
    ),
  ]
  if (reasons.length > 0) return reasons
  return {
    type: 'preparation.begun',
    body: {
      preparation,
      decision,
      ranges,
      perRange,
      perPiece,
      pieceBytes,
      salt,
      receiptCode,
      setId,
      workKey,
      ...(edition === undefined ? {} : { edition }),
    },
  }
}

export const pausePreparation: Handler<'pause-preparation'> = ({ preparing }) => {
  const reasons = unless(preparing?.paused === false, 'nothing-to-pause', 'no preparation of this case is running')
  return reasons.length > 0 ? reasons : { type: 'preparation.paused', body: {} }
}

export const resumePreparation: Handler<'resume-preparation'> = ({ preparing }) => {
  const reasons = unless(preparing?.paused === true, 'nothing-to-resume', 'no preparation of this case is paused')
  return reasons.length > 0 ? reasons : { type: 'preparation.resumed', body: {} }
}
