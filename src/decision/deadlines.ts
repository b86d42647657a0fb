/** The days that a case counts to. */
import type { CaseFile, CaseInstrument, Deadline } from '#vocabulary/case-file.ts'
import type { DeadlineName } from '#vocabulary/facts.ts'
import type { Day } from '#vocabulary/time.ts'
import { addDays, dayOf, earliest } from './days.ts'
import { purposesOf } from './facts.ts'
import { isMassachusettsWarrant, lastDayOf } from './papers.ts'
import { coversProgram, type Law, type Part } from './rules.ts'

type Due = Omit<Deadline, 'basis'>

export function deadlinesOf(file: CaseFile, law: Law): Deadline[] {
  return law.duties
    .flatMap(({ rule, part }) =>
      part.deadline === undefined ? [] : due[part.deadline](file, part).map((day) => ({ ...day, basis: rule.id })),
    )
    .toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}

const due: { readonly [Name in DeadlineName]: (file: CaseFile, part: Part) => Due[] } = {
  'return-day': (file) => each(file, ({ id, returnOn }) => on(`Return day of ${id}`, returnOn)),
  'last-day-of-warrant': (file) => each(file, (paper) => (isMassachusettsWarrant(paper) ? [] : lastDay(paper))),
  'last-day-of-massachusetts-warrant': (file) =>
    each(file, (paper) => (isMassachusettsWarrant(paper) ? lastDay(paper) : [])),
  'objection-to-federal-subpoena': (file) =>
    each(file, (paper) =>
      isCivilSubpoena(paper, file) && paper.issuerKind !== 'state-court' ? objection(paper, file) : [],
    ),
  'objection-to-state-subpoena': (file) =>
    each(file, (paper) =>
      isCivilSubpoena(paper, file) && paper.issuerKind === 'state-court' && paper.issuerState === 'us-me'
        ? objection(paper, file)
        : [],
    ),
  'time-to-object-runs': ({ findings }) =>
    (findings?.notice ?? []).flatMap(({ instruments, objectionPeriodEnds }) =>
      on(`The person's time to object to ${instruments.join(', ')} ends`, objectionPeriodEnds),
    ),
  'delay-of-notice-ends': (file) =>
    each(file, ({ id, delaysNoticeUntil }) => on(`Delay of notice under ${id} ends`, delaysNoticeUntil)),
  'accounting-due': (file, { programs }) => {
    const { receivedAt, programs: asked } = file.request
    const isDue = purposesOf(file).includes('own-record') && asked.some((program) => coversProgram(programs, program))
    return isDue && receivedAt !== undefined ? on('Accounting of disclosures due', addDays(dayOf(receivedAt), 60)) : []
  },
}

function each(file: CaseFile, of: (paper: CaseInstrument) => Due[]): Due[] {
  return (file.request.instruments ?? []).flatMap(of)
}

function lastDay(paper: CaseInstrument): Due[] {
  return paper.kind === 'judicial-warrant' ? on(`Last day to execute ${paper.id}`, lastDayOf(paper)) : []
}

/** Criminal and administrative subpoenas have no day of their own to object: "promptly", and by the return day. */
function isCivilSubpoena({ kind }: CaseInstrument, file: CaseFile): boolean {
  return ['attorney-subpoena', 'judicial-subpoena'].includes(kind) && purposesOf(file).includes('civil-litigation')
}

/**
 * Fed. R. Civ. P. 45(d)(2)(B): before the earlier of the day to comply and 14 days after service. The case file
 * has no day of service: the day of issue is never later, and what was received was served by then.
 */
function objection({ id, issuedOn, returnOn }: CaseInstrument, { request }: CaseFile): Due[] {
  const served = earliest(issuedOn, request.receivedAt === undefined ? undefined : dayOf(request.receivedAt))
  const last = served === undefined ? undefined : addDays(served, 14)
  return on(`Written objection to ${id} is due`, earliest(last, returnOn))
}

function on(what: string, day: Day | undefined): Due[] {
  return day === undefined ? [] : [{ what, on: day }]
}

function key({ on: day, what, basis }: Deadline): string {
  return `${day} ${what} ${basis ?? ''}`
}
