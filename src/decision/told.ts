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
  const { missing } = decide(asIfFound(file), rules)
  if (file.request.requester.kind === 'court' || (file.request.instruments ?? []).some(isOfCourt)) return say('counsel')
  return missing.length > 0 ? say('mend', missing) : say('refusal')
}

function say(answer: Told['answer'], lacks: readonly string[] = []): Told {
  return { answer, lacks, words: words[answer] }
}

function asIfFound({ caseFile, case: name, asOf, agency, request, subjects }: CaseFile): CaseFile {
  const named = subjects.filter(({ namedInRequest }) => namedInRequest !== false)
  return { caseFile, case: name, asOf, agency, request, subjects: named.map((subject) => unknown(subject, request)) }
}

function unknown({ ref }: CaseSubject, { programs }: CaseFile['request']): CaseSubject {
  return { ref, match: 'one', programs }
}

function isOfCourt(paper: CaseInstrument): boolean {
  const issuers = ['federal-court', 'state-court', 'grand-jury']
  return isProcess(paper) && (paper.enforcedByCourt === true || issuers.includes(paper.issuerKind ?? ''))
}
