/**
 * What a requester may be told short of a release. It follows from the request and its instruments alone, as if
 * whoever they name were found and nothing were known of them: so a refusal reads the same for a person who was
 * not found, found twice, who objected, or whose file the law closes.
 */
import type { CaseFile, CaseInstrument, CaseSubject } from '#vocabulary/case-file.ts'
import { decide } from './decide.ts'
import { isProcess } from './issuer.ts'
import type { RuleSet } from './rules.ts'

export interface Told {
  /** counsel: a court is answered by counsel, truthfully. mend: the request lacks what the law prescribes. */
  readonly answer: 'counsel' | 'mend' | 'refusal'
  /** Contents that the request lacks. */
  readonly lacks: readonly string[]
  /**
   * Counsel signs this answer before it leaves. True wherever the request would be referred to counsel if it were
   * about somebody, whoever that is; so whether it waits for counsel says nothing about anybody.
   */
  readonly counselSigns: boolean
  readonly words: string
}

const words: { readonly [Answer in Told['answer']]: string } = {
  counsel: "The agency's counsel answers the court.",
  mend: 'The request lacks what the law asks of it. Send it again with what is named here, and it is looked at anew.',
  refusal: 'Nothing is disclosed on this request. This says nothing about whether there is a record of anybody.',
}

/**
 * @param file only its agency, its moment, its request and whom that names are looked at
 * @throws PosternError as decide
 */
export function told(file: CaseFile, rules: RuleSet): Told {
  const { missing, duties } = decide(asIfFound(file), rules)
  const counselSigns =
    duties.includes('refer-to-counsel') ||
    whoever(file).some((facts) => decide(withSomebody(file, facts), rules).duties.includes('refer-to-counsel'))
  const say = (answer: Told['answer'], lacks: readonly string[] = []): Told => ({
    answer,
    lacks,
    // Who answers a court is said at once; the answer itself is counsel's own.
    counselSigns: counselSigns && answer !== 'counsel',
    words: words[answer],
  })
  if (file.request.requester.kind === 'court' || (file.request.instruments ?? []).some(mayBeOfCourt)) {
    return say('counsel')
  }
  return missing.length > 0 ? say('mend', missing) : say('refusal')
}

/**
 * Somebody of whom nothing is known, and those about whom the law is most careful; and a family, as one may have signed
 * for another.
 */
function whoever({ subjects, request }: CaseFile): readonly Omit<CaseSubject, 'ref' | 'match'>[] {
  const found = { formalDetermination: true, dhsOrEoirDetermination: 'final-order' } as const
  const roles = ['recipient', 'applicant'] as const
  return [
    {},
    { role: 'recipient', markers: ['vawa-protected', 'address-confidentiality', 'minor'] },
    { role: 'recipient', markers: ['minor'], guardianOf: named(subjects).map(({ ref }) => ref) },
    ...request.programs.flatMap((program) => roles.map((role) => ({ role, unlawfulPresence: { ...found, program } }))),
  ]
}

/** As if found, with somebody beside those named: a request may name nobody. */
function withSomebody(file: CaseFile, facts: Omit<CaseSubject, 'ref' | 'match'>): CaseFile {
  const { programs } = file.request
  const beside: CaseSubject = { ref: 'p0', namedInRequest: false, match: 'one', programs, ...facts }
  const found = asIfFound(file, facts)
  return { ...found, subjects: [...found.subjects, beside] }
}

function named(subjects: readonly CaseSubject[]): readonly CaseSubject[] {
  return subjects.filter(({ namedInRequest }) => namedInRequest !== false)
}

function asIfFound(
  { caseFile, case: name, asOf, agency, request, subjects }: CaseFile,
  facts: Omit<CaseSubject, 'ref' | 'match'> = {},
): CaseFile {
  const found = named(subjects).map(({ ref }): CaseSubject => ({
    ref,
    match: 'one',
    programs: request.programs,
    ...facts,
  }))
  return { caseFile, case: name, asOf, agency, request, subjects: found }
}

/** A paper that nobody has read yet is taken for what its kind says, and a court is never refused unread. */
function mayBeOfCourt(paper: CaseInstrument): boolean {
  const issuers = ['federal-court', 'state-court', 'grand-jury']
  if (!isProcess(paper)) return false
  if (paper.enforcedByCourt === true || issuers.includes(paper.issuerKind ?? '')) return true
  return paper.issuerKind === undefined && courts.has(paper.kind)
}

const courts: ReadonlySet<string> = new Set([
  'judicial-warrant',
  'court-order',
  'part-2-order',
  'judicial-subpoena',
  'grand-jury-subpoena',
])
