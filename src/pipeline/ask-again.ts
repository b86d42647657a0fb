/** A request once more: a draft that says what an earlier one said, and names it. */
import type { IncomingRequest } from '#request/request.ts'
import { receiveRequest } from '#request/receive.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { Day } from '#vocabulary/time.ts'
import { attestations } from './draft-file.ts'
import { paperOf } from './intake.ts'
import type { Ports } from './ports.ts'
import { beginDraft, keepPaper, type Answers, type DraftContent, type DraftPaper } from './request-draft.ts'
import type { Requester } from './requester.ts'
import type { RequesterStore } from './requester-ports.ts'

type Asked = 'begun' | 'too-many' | 'unknown'

/**
 * Begin a request that mends this one. What was filed is copied from the file as it arrived; the earlier case stays as
 * it is.
 */
export async function askAgain(
  ports: Ports,
  { cases, drafts }: Pick<RequesterStore, 'cases' | 'drafts'>,
  by: Requester,
  number: string,
): Promise<{ readonly asked: Asked; readonly draft?: string }> {
  const stream = await cases.find(by.id, by.agency, number)
  if (stream === undefined) return { asked: 'unknown' }
  const request = receiveRequest('request.json', await paperOf(ports, stream, 'request'))
  const papers: DraftPaper[] = []
  for (const instrument of request.instruments) {
    const answers = paperAnswers(instrument, request.people.length)
    const scan = instrument.file === undefined ? undefined : await paperOf(ports, stream, instrument.id)
    papers.push(
      scan === undefined ? { answers } : { answers, file: await keepPaper(ports, { name: 'scan', bytes: scan }) },
    )
  }
  const content: DraftContent = {
    answers: answersOf(request, number),
    people: request.people.map(personAnswers),
    papers,
  }
  const draft = await beginDraft(ports, drafts, by.id, content)
  if (draft !== undefined) return { asked: 'begun', draft }
  for (const { file } of papers) if (file?.copy !== undefined) await ports.papers.destroy(file.copy)
  return { asked: 'too-many' }
}

function answersOf(request: IncomingRequest, follows: string): Answers {
  const { requester, reference, purposes, nature, immigration, statute, violation, preserveOnly, emergency } = request
  const { programs, elements, period, statements, delay, onward, receiver } = request
  const { kind, organization, unit, name, title, badge, email, callback, supervisor, statesAuthority } = requester
  return said({
    kind,
    organization,
    unit,
    name,
    title,
    badge,
    email,
    callback,
    supervisor,
    reference,
    follows,
    authority: statesAuthority === true ? 'yes' : undefined,
    purpose: purposes,
    nature,
    immigration: yesNo(immigration),
    statute,
    violation,
    preserve: yesNo(preserveOnly ?? false),
    emergency: yesNo(emergency !== undefined),
    'emergency-why': emergency,
    programs,
    ...Object.fromEntries(
      Object.entries(vocabulary.elements)
        // What protects people is nobody's to ask for here.
        .filter(([group]) => group !== 'protective')
        .map(([group, codes]) => [
          `elements-${group}`,
          codes.filter((code) => elements === 'all' || elements.includes(code)),
        ]),
    ),
    ...dayOf('from', period?.from),
    ...dayOf('to', period?.to),
    attestations: statements.filter((code) => attestations.includes(code)),
    statements: statements.filter((code) => !attestations.includes(code)),
    delay: yesNo(delay !== undefined),
    'delay-law': delay?.law,
    ...dayOf('delay-until', delay?.until),
    onward: yesNo(onward?.shared),
    'onward-with': onward?.with,
    storage: onward?.storage,
    ...dayOf('delete-by', onward?.deleteBy),
    recipient: receiver?.recipient,
  })
}

function personAnswers(person: IncomingRequest['people'][number]): Answers {
  const { name = {}, dateOfBirth, ssn, caseNumber, memberId, address = {} } = person
  const { given, middle, family, suffix } = name
  const { street, town, state, zip } = address
  const numbers = { ssn, 'case-number': caseNumber, 'member-id': memberId }
  return said({ family, given, middle, suffix, ...dayOf('born', dateOfBirth), ...numbers, street, town, state, zip })
}

function paperAnswers({ kind, says = {}, subjects }: IncomingRequest['instruments'][number], people: number): Answers {
  const { issuer, signer, docket, issuedOn, returnTo, returnOn, demands } = says
  return said({
    kind,
    issuer,
    signer,
    docket,
    demands,
    'return-to': returnTo,
    ...dayOf('issued-on', issuedOn),
    ...dayOf('return-on', returnOn),
    'names-them': subjects === undefined ? undefined : yesNo(subjects.length === people),
  })
}

/** Whole, and in the three parts that the form asks for. */
function dayOf(name: string, day: Day | undefined): Record<string, string | undefined> {
  const [year, month, date] = day?.split('-') ?? []
  return {
    [name]: day,
    [`${name}-year`]: year,
    [`${name}-month`]: month?.replace(/^0/, ''),
    [`${name}-day`]: date?.replace(/^0/, ''),
  }
}

function yesNo(answer: boolean | undefined): string | undefined {
  if (answer === undefined) return undefined
  return answer ? 'yes' : 'no'
}

function said(answers: Readonly<Record<string, string | readonly string[] | undefined>>): Answers {
  const known: Record<string, string | readonly string[]> = {}
  for (const [question, answer] of Object.entries(answers)) if (answer !== undefined) known[question] = answer
  return known
}
