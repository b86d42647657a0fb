/** A draft as the request file that it becomes: `postern/request/v1`, as a letter of the same contents would be. */
import { utf8 } from '#formats/bytes.ts'
import type { Artifact } from '#instrument/artifact.ts'
import type { Json } from '#vocabulary/json.ts'
import type { Requester } from './requester.ts'

/** What was typed, question by question, whole and as it was typed. */
export type Answers = Readonly<Record<string, string | readonly string[]>>

export interface DraftPaper {
  /** What the requester says of it, question by question. */
  readonly answers: Answers
  readonly file?: Artifact
}

export interface DraftContent {
  readonly answers: Answers
  readonly people: readonly Answers[]
  readonly papers: readonly DraftPaper[]
  /** What is being typed of one more person or paper, and is not one yet. */
  readonly typing?: { readonly person?: Answers; readonly paper?: DraftPaper }
}

/** The three statements about health records; the form asks for them apart from the others. */
export const attestations: readonly string[] = [
  'relevant-and-material',
  'specific-and-limited',
  'deidentified-insufficient',
]

/**
 * @param nameOf what the file of a paper is called in the request
 */
export function requestBytes(
  { answers, people, papers }: DraftContent,
  by: Pick<Requester, 'agency' | 'organization'>,
  nameOf: (at: number, file: Artifact) => string,
): Uint8Array {
  const say = sayer(answers)
  const organization = by.organization ?? say('organization')
  const file = compact({
    request: 'postern/request/v1',
    agency: by.agency,
    channel: 'portal',
    form: 'written',
    requester: compact({
      kind: say('kind'),
      organization,
      unit: say('unit'),
      name: say('name'),
      title: say('title'),
      badge: say('badge'),
      email: say('email'),
      supervisor: say('supervisor'),
      callback: say('callback'),
      statesAuthority: say('authority') === 'yes' ? true : undefined,
    }),
    receiver: some({ recipient: say('recipient') }),
    reference: say('reference'),
    follows: say('follows'),
    purpose: chosen(answers, 'purpose'),
    violation: say('violation'),
    statute: say('statute'),
    nature: say('nature'),
    immigration: yesOrNo(say('immigration')),
    period: some({ from: say('from'), to: say('to') }),
    delay: say('delay') === 'yes' ? compact({ law: say('delay-law'), until: say('delay-until') }) : undefined,
    onward:
      say('onward') === undefined
        ? undefined
        : compact({
            shared: say('onward') === 'yes',
            with: say('onward') === 'yes' ? say('onward-with') : undefined,
            storage: say('storage'),
            deleteBy: say('delete-by'),
          }),
    emergency: say('emergency') === 'yes' ? say('emergency-why') : undefined,
    preserveOnly: say('preserve') === 'yes' ? true : undefined,
    signed: some({ name: say('signed'), on: say('signed-on') }),
    statements: [...chosen(answers, 'attestations'), ...chosen(answers, 'statements')],
    programs: chosen(answers, 'programs'),
    elements: elementsIn(answers),
    people: people.map((person, i) => personOf(person, i)),
    instruments: papers.map((paper, i) => instrumentOf(paper, i, people.length, nameOf)),
  })
  return utf8(JSON.stringify(file))
}

function personOf(answers: Answers, at: number): Json {
  const say = sayer(answers)
  return compact({
    ref: `p${at + 1}`,
    name: some({ given: say('given'), middle: say('middle'), family: say('family'), suffix: say('suffix') }),
    dateOfBirth: say('born'),
    ssn: say('ssn'),
    caseNumber: say('case-number'),
    memberId: say('member-id'),
    address: some({
      street: say('street'),
      town: say('town'),
      state: say('state')?.toUpperCase(),
      zip: say('zip'),
    }),
  })
}

function instrumentOf(
  { answers, file }: DraftPaper,
  at: number,
  people: number,
  nameOf: (at: number, file: Artifact) => string,
): Json {
  const say = sayer(answers)
  const named = Array.from({ length: people }, (_, i) => `p${i + 1}`)
  return compact({
    id: `i${at + 1}`,
    kind: say('kind'),
    subjects: say('names-them') === 'yes' && named.length > 0 ? named : undefined,
    says: some({
      issuer: say('issuer'),
      signer: say('signer'),
      docket: say('docket'),
      issuedOn: say('issued-on'),
      returnTo: say('return-to'),
      returnOn: say('return-on'),
      demands: say('demands'),
    }),
    file: file === undefined ? undefined : nameOf(at, file),
  })
}

/** One line each, as a request has them; undefined where nothing was said. */
function sayer(answers: Answers): (question: string) => string | undefined {
  return (question) => {
    const answer = Object.hasOwn(answers, question) ? answers[question] : undefined
    const line = (typeof answer === 'string' ? answer : (answer?.[0] ?? '')).replaceAll(/\s+/g, ' ').trim()
    return line === '' ? undefined : line
  }
}

function chosen(answers: Answers, question: string): string[] {
  const answer = Object.hasOwn(answers, question) ? answers[question] : undefined
  return (typeof answer === 'string' ? [answer] : [...(answer ?? [])]).filter((one) => one !== '')
}

/** The facts asked for stand group by group: `elements-identity`, `elements-contact` … */
export function elementsIn(answers: Answers): string[] {
  return Object.keys(answers).flatMap((question) => (question.startsWith('elements-') ? chosen(answers, question) : []))
}

function yesOrNo(answer: string | undefined): boolean | undefined {
  return answer === undefined ? undefined : answer === 'yes'
}

function compact(members: Readonly<Record<string, Json | undefined>>): { [name: string]: Json } {
  const said: { [name: string]: Json } = {}
  for (const [name, value] of Object.entries(members)) if (value !== undefined) said[name] = value
  return said
}

/** An object with nothing in it is not said at all. */
function some(members: Readonly<Record<string, Json | undefined>>): Json | undefined {
  const said = compact(members)
  return Object.keys(said).length > 0 ? said : undefined
}
