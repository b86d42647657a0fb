/** What somebody answered about a paper, as the facts of a reading. */
import type { InstrumentFacts } from '#instrument/facts.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { Form, Problems } from '../../form.ts'
import { readDate } from '../../layout/date-field.tsx'
import { issuerKinds } from '../names.ts'

export interface Asked {
  readonly id: string
  readonly kind: string
  readonly agency: string
  /** Refs of the people of the case. */
  readonly people: readonly string[]
}

/** Which questions a kind of paper has. */
export interface Questions {
  /** Whose it is, who signed it, whom it is directed to, its number. */
  readonly process: boolean
  /** The days that it carries. */
  readonly days: readonly (typeof dayFields)[number][]
  /** Whom and what it names. */
  readonly scope: boolean
  readonly enforced: boolean
  readonly withOrder: boolean
  readonly consent: boolean
  readonly statute: boolean
}

export const dayFields = ['issuedOn', 'executeBy', 'returnOn', 'expiresOn', 'delaysNoticeUntil'] as const

const ofACourt: Questions = {
  process: true,
  days: ['issuedOn', 'returnOn', 'expiresOn'],
  scope: true,
  enforced: false,
  withOrder: false,
  consent: false,
  statute: false,
}
const ofAnOfficer: Questions = { ...ofACourt, enforced: true }

const questions: Readonly<Record<string, Questions>> = {
  'judicial-warrant': { ...ofACourt, days: ['issuedOn', 'executeBy'] },
  'attorney-subpoena': { ...ofACourt, withOrder: true, enforced: true },
  'administrative-subpoena': ofAnOfficer,
  'administrative-warrant': ofAnOfficer,
  'immigration-detainer': ofAnOfficer,
  'nondisclosure-order': { ...ofACourt, days: ['issuedOn', 'delaysNoticeUntil', 'expiresOn'] },
  'cited-statute': { ...ofACourt, process: false, days: ['issuedOn'], statute: true },
  agreement: { ...ofACourt, process: false, days: ['issuedOn', 'expiresOn'] },
  consent: { ...ofACourt, process: false, days: ['issuedOn', 'expiresOn'], consent: true },
}

export function questionsFor(kind: string): Questions {
  return questions[kind] ?? ofACourt
}

export const consentFields = ['recipientNamed', 'specific', 'informed', 'freelyGiven', 'revoked'] as const

export type Answered = { readonly facts: InstrumentFacts } | { readonly problems: Problems }

export function answersIn(form: Form, asked: Asked): Answered {
  const { process, days, scope, enforced, withOrder, consent, statute } = questionsFor(asked.kind)
  const problems: Record<string, string> = {}
  const day = (name: string): string | undefined => {
    const found = readDate(form, name)
    if (found === undefined)
      problems[name] = 'Type the day as month, day and year, as it stands on the paper, or leave it empty.'
    return found === '' ? undefined : found
  }
  const known = <Code extends string>(name: string, codes: readonly Code[], sentence: string): Code | undefined => {
    const found = codes.find((code) => code === form.text(name))
    if (found === undefined) problems[name] = sentence
    return found
  }
  const yesNo = (name: string, sentence: string): boolean | undefined => {
    const found = known(name, ['yes', 'no'], sentence)
    return found === undefined ? undefined : found === 'yes'
  }
  const some = (name: string): string | undefined => (form.text(name) === '' ? undefined : form.text(name))

  const issuerKind = process
    ? known(
        'issuerKind',
        Object.keys(issuerKinds).filter(isIssuer),
        'Choose whose paper it is; the name at the top says it.',
      )
    : undefined
  const signedBy = process
    ? known(
        'signedBy',
        vocabulary.signatories,
        'Choose who signed it; the line at the end says it. An empty line is “nobody”.',
      )
    : undefined
  const directed = process ? yesNo('directed', 'Say whether it is directed to this agency.') : undefined
  const state = form.text('issuerState')
  const dated = Object.fromEntries(days.map((name) => [name, day(name)]))
  const facts: Record<string, unknown> = {
    id: asked.id,
    kind: asked.kind,
    issuer: some('issuer'),
    issuerKind,
    issuerState: process && ['us-ma', 'us-me', 'other'].includes(state) ? state : undefined,
    signedBy,
    docket: some('docket'),
    directedTo: directed === undefined ? undefined : directed ? asked.agency : 'somebody else',
    ...dated,
    ...(scope ? scopeIn(form, asked) : {}),
    ...(enforced
      ? { enforcedByCourt: yesNo('enforcedByCourt', 'Say whether a court’s order to enforce it came with it.') }
      : {}),
    ...(withOrder
      ? { accompaniedByOrder: yesNo('accompaniedByOrder', 'Say whether a court’s order came with it.') }
      : {}),
    ...(statute
      ? { statute: needed(form, 'statute', problems, 'Write down the law that the letter cites, such as 8 USC 1373.') }
      : {}),
    ...(consent ? { consent: consentIn(form, asked, problems, yesNo) } : {}),
  }
  if (Object.keys(problems).length > 0) return { problems }
  return { facts: withoutGaps(facts, asked) }
}

function scopeIn(form: Form, { people }: Asked) {
  const named = form.all('subjects')
  const subjects = named.includes('unnamed') ? 'unnamed' : people.filter((ref) => named.includes(ref))
  const elements = form.text('asks') === 'all' ? 'all' : form.all('elements')
  return { subjects, programs: form.all('programs'), elements }
}

function consentIn(
  form: Form,
  { people }: Asked,
  problems: Record<string, string>,
  yesNo: (name: string, sentence: string) => boolean | undefined,
) {
  const signer = people.find((ref) => ref === form.text('signer'))
  if (signer === undefined) problems['signer'] = 'Choose who signed it.'
  return {
    signer: signer ?? '',
    covers: people.filter((ref) => form.all('covers').includes(ref)),
    ...Object.fromEntries(consentFields.map((name) => [name, yesNo(name, 'Answer yes or no.')])),
  }
}

function needed(form: Form, name: string, problems: Record<string, string>, sentence: string): string | undefined {
  const found = form.text(name)
  if (found === '') problems[name] = sentence
  return found === '' ? undefined : found
}

function isIssuer(code: string): code is NonNullable<InstrumentFacts['issuerKind']> {
  return Object.hasOwn(issuerKinds, code)
}

/** An absent fact has no key. What is left has the shape of a reading, and the pipeline reads it as one. */
function withoutGaps(facts: Readonly<Record<string, unknown>>, { id, kind }: Asked): InstrumentFacts {
  return { ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)), id, kind }
}
