/** Small case files, and every combination of what they can say. */
import { addDays } from '#decision/days.ts'
import type { CaseFile, CaseInstrument, CaseRequest, CaseSubject, Findings } from '#vocabulary/case-file.ts'
import type { Day } from '#vocabulary/time.ts'

/** Each way of taking one of every list: what the one says is laid over what those before it said. */
export function everyWay<Of extends object>(...lists: readonly (readonly Partial<Of>[])[]): Partial<Of>[] {
  return lists.reduce<Partial<Of>[]>(
    (ways, list) => ways.flatMap((way) => list.map((one) => ({ ...way, ...one }))),
    [{}],
  )
}

export interface Small {
  readonly agency?: string
  readonly program?: string
  readonly request?: Partial<CaseRequest>
  readonly papers?: readonly CaseInstrument[]
  readonly persons?: readonly CaseSubject[]
  readonly findings?: Findings
}

/** The FBI asks an agency in writing for three elements of p1. Nobody has found anything yet. */
export function smallFile(today: Day, small: Small): CaseFile {
  const { agency = 'ma-dta', program = 'snap', request, papers = [], persons = [aPerson('p1', program)] } = small
  return {
    caseFile: 1,
    case: 'one-by-one',
    asOf: `${today}T12:00:00Z`,
    agency,
    request: {
      form: 'written',
      requester: {
        kind: 'federal-law-enforcement',
        organization: 'fbi',
        name: 'Synthetic Requester',
        identityVerified: true,
        statesAuthority: true,
      },
      purpose: 'criminal-investigation',
      programs: [program],
      elements: ['name', 'home-address', 'sud-treatment'],
      instruments: [...papers],
      ...request,
    },
    subjects: [...persons],
    findings: small.findings ?? {},
  }
}

export function aPerson(ref: string, program: string): CaseSubject {
  return { ref, match: 'one', role: 'recipient', programs: [program] }
}

/** A warrant that opens all of p1, once counsel approves. */
export function aWarrant(today: Day, { agency = 'ma-dta', program = 'snap' }: Small = {}): CaseInstrument {
  return {
    id: 'i1',
    kind: 'judicial-warrant',
    issuerKind: 'federal-court',
    signedBy: 'judge',
    issuedOn: addDays(today, -2),
    directedTo: agency,
    subjects: ['p1'],
    programs: [program],
    elements: 'all',
    authenticity: 'verified',
  }
}

/** All that counsel and the court could find in favor of the papers. */
export function allApproved(papers: readonly CaseInstrument[]): Findings {
  const ids = papers.map(({ id }) => id)
  return { counsel: [{ instruments: ids, decision: 'approve' }], courtInformed: ids }
}
