/** The days that a case counts to. Each follows from the case file and a rule; today's date is not asked. */
import type { CaseFile, CaseInstrument, Deadline } from '#vocabulary/case-file.ts'
import { countedFrom, type CountedFrom, type factsOfCase, type FactValue } from '#vocabulary/facts.ts'
import type { Day } from '#vocabulary/time.ts'
import { addDays, dayOf, earliest, endOfQuarter } from './days.ts'
import { isImmigrationAgency, purposesOf } from './facts.ts'
import { addBusinessDays, nextBusinessDay } from './holidays.ts'
import { issuerOf } from './issuer.ts'
import type { Law } from './law.ts'
import { coversProgram, jurisdictionOf, type Condition, type Holiday, type Part } from './rules.ts'
import type { TimeLimit } from './rules.ts'

export function deadlinesOf(file: CaseFile, law: Law): Deadline[] {
  const isAsked = ({ programs }: Part) => file.request.programs.some((program) => coversProgram(programs, program))
  return law.duties
    .filter(({ part }) => isAsked(part))
    .flatMap(({ rule, part }) => limitsOf(part, file).map((limit) => ({ ...limit, basis: rule.id })))
    .toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}

function limitsOf(part: Part, file: CaseFile): Omit<Deadline, 'basis'>[] {
  const { deadline } = part
  if (deadline === undefined) return []
  return momentsOf(deadline, file)
    .filter(({ paper }) => part.papers === undefined || (paper !== undefined && part.papers.includes(paper.kind)))
    .filter(({ paper }) => purposesOf(file).some((purpose) => allSaid(part.where, saidOf(purpose, paper, file))))
    .flatMap(({ name, days }) => {
      const on = dayFor(deadline, days, holidaysFor(deadline, file))
      return on === undefined ? [] : [{ what: deadline.what.replace('{paper}', name), on }]
    })
}

/** Something of the file that has days of its own: a paper, a notice, or the case. */
interface Moment {
  readonly name: string
  readonly paper?: CaseInstrument
  readonly days: { readonly [From in CountedFrom]?: Day | undefined }
}

function momentsOf({ stated, after, within }: TimeLimit, file: CaseFile): Moment[] {
  const { request, findings, asOf } = file
  const from = new Set<string>([...stated, ...after, ...within])
  const ofCase = {
    received: request.receivedAt === undefined ? undefined : dayOf(request.receivedAt),
    'end-of-quarter': endOfQuarter(dayOf(asOf)),
  }
  if (countedFrom.notice.some((day) => from.has(day))) {
    return (findings?.notice ?? []).map(({ instruments, objectionPeriodEnds }) => ({
      name: instruments.join(', '),
      days: { ...ofCase, 'objection-period-ends': objectionPeriodEnds },
    }))
  }
  if (!countedFrom.paper.some((day) => from.has(day))) return [{ name: '', days: ofCase }]
  return (request.instruments ?? []).map((paper) => ({ name: paper.id, paper, days: { ...ofCase, ...daysOn(paper) } }))
}

function daysOn(paper: CaseInstrument): Moment['days'] {
  return {
    issued: paper.issuedOn,
    'execute-by': paper.executeBy,
    'return-on': paper.returnOn,
    'expires-on': paper.expiresOn,
    'delays-notice-until': paper.delaysNoticeUntil,
  }
}

function dayFor(limit: TimeLimit, days: Moment['days'], holidays: readonly Holiday[]): Day | undefined {
  const stated = limit.stated.map((from) => days[from]).find((day) => day !== undefined)
  const start = earliest(...limit.after.map((from) => days[from]))
  const counted = start === undefined ? undefined : count(limit, start, holidays)
  return earliest(stated ?? counted, ...limit.within.map((from) => days[from]))
}

function count({ days, count: counting }: TimeLimit, start: Day, holidays: readonly Holiday[]): Day {
  if (counting === 'business') return addBusinessDays(start, days, holidays)
  const last = addDays(start, days)
  return counting === 'court' ? nextBusinessDay(last, holidays) : last
}

/** Federal holidays, and those of the agency's state. */
function holidaysFor({ holidays = {} }: TimeLimit, { agency }: CaseFile): readonly Holiday[] {
  return [...(holidays['us'] ?? []), ...(holidays[jurisdictionOf(agency) ?? 'us'] ?? [])]
}

type Said = Readonly<Record<(typeof factsOfCase)[number], FactValue>>

function saidOf(purpose: string, paper: CaseInstrument | undefined, file: CaseFile): Said {
  const { requester } = file.request
  return {
    purpose,
    requester: requester.kind,
    organization: requester.organization,
    'immigration-agency': isImmigrationAgency(file),
    agency: file.agency,
    paper: paper?.kind ?? 'none',
    'paper-issuer': paper === undefined ? 'other' : issuerOf(paper, jurisdictionOf(file.agency)),
    'paper-signer': paper?.signedBy ?? 'none',
  }
}

/** A fact that differs from cell to cell is no fact of the case; the reader of packs refuses it here. */
function allSaid(conditions: readonly Condition[], said: Readonly<Partial<Record<string, FactValue>>>): boolean {
  return conditions.every(({ fact, values, not }) => {
    const value = said[fact]
    return value !== undefined && values.includes(value) !== not
  })
}

function key({ on: day, what, basis }: Deadline): string {
  return `${day} ${what} ${basis ?? ''}`
}
