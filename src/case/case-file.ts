import type {
  CaseFile,
  CaseInstrument,
  CaseRequest,
  CaseSubject,
  CounselFinding,
  Findings,
  NoticeFinding,
} from '#vocabulary/case-file.ts'
import { dispensedFor, isEnforced, quashedOn } from './orders.ts'
import type { CaseState, CounselState, Established, InstrumentState, NoticeState, PersonState } from './state.ts'

/**
 * The case file of the contract: all that is known of a case, and nothing that a decision may not see.
 *
 * What nobody has established is absent, since every absent fact counts against release: a paper that was
 * not read is its kind alone, and a person who was not matched is one of several.
 *
 * @param asOf the moment to decide for, RFC 3339 with the agency's offset; days are days in that offset
 */
export function toCaseFile(state: CaseState, asOf: string): CaseFile {
  if (state.request === undefined) throw new Error('a case without a request has no case file')
  return {
    caseFile: 1,
    case: state.number,
    asOf,
    agency: state.request.agency,
    request: toRequest(state, state.request),
    subjects: Object.entries(state.people).map(([ref, person]) =>
      toSubject(ref, person, state.members?.named === true),
    ),
    findings: toFindings(state),
  }
}

function toRequest(state: CaseState, request: NonNullable<CaseState['request']>): CaseRequest {
  const { kind, organization, unit, name, title, statesAuthority } = request.requester
  const [purpose = 'other', ...others] = request.purposes
  return {
    receivedAt: request.receivedAt,
    form: request.form,
    requester: {
      kind,
      organization,
      ...present({ unit, name, title, statesAuthority }),
      identityVerified: state.requesterVerified,
    },
    purpose: others.length === 0 ? purpose : [...request.purposes],
    // Whoever hands in a list of persons names them.
    ...present({
      violation: request.violation,
      subjectClass: state.members?.named === true ? undefined : request.subjectClass,
    }),
    statements: [...request.statements],
    suppliesSsn: request.suppliesSsn,
    instruments: Object.entries(state.instruments).map(([id, instrument]) =>
      asOrdered(state, toInstrument(id, instrument, state.people)),
    ),
    programs: [...request.programs],
    elements: request.elements === 'all' ? 'all' : [...request.elements],
  }
}

function toInstrument(
  id: string,
  { kind, facts, authenticity }: InstrumentState,
  people: CaseState['people'],
): CaseInstrument {
  const paper: CaseInstrument = { ...mutable(facts ?? { id, kind }), authenticity }
  return paper.consent !== undefined && isTakenBack(paper, people)
    ? { ...paper, consent: { ...paper.consent, revoked: true } }
    : paper
}

/** What a court has ordered changes the paper itself: quashed, it has come to its end; enforced, it is the court's. */
function asOrdered(state: CaseState, paper: CaseInstrument): CaseInstrument {
  const quashed = quashedOn(state, paper.id)
  const ends = [paper.expiresOn, quashed && dayBefore(quashed)].filter((day) => day !== undefined).toSorted()
  const enforced = isEnforced(state, paper.id) ? { enforcedByCourt: true } : {}
  return { ...paper, ...present({ expiresOn: ends[0] }), ...enforced }
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) - 86_400_000).toISOString().slice(0, 10)
}

/** Its signer took back every consent up to a day, and this is not one that was given after it. */
function isTakenBack({ consent, issuedOn }: CaseInstrument, people: CaseState['people']): boolean {
  const signer = consent === undefined ? undefined : people[consent.signer]?.match
  const on = signer?.match === 'one' ? signer.consentWithdrawn : undefined
  return on !== undefined && (issuedOn === undefined || issuedOn <= on)
}

function toSubject(ref: string, { asked, match, objection }: PersonState, membersNamed: boolean): CaseSubject {
  if (match?.match === 'class') {
    const { mask: _, on: _on, persons: _persons, digest: _digest, consentWithdrawn: _withdrawn, ...facts } = match
    return { ref, namedInRequest: membersNamed, ...mutable(facts), match: 'one' }
  }
  const subject: CaseSubject = { ref, namedInRequest: asked, match: match?.match ?? 'several' }
  if (match?.match === 'one') {
    const { key: _, consentWithdrawn: _withdrawn, ...facts } = match
    Object.assign(subject, mutable(facts))
  }
  // A later consent outweighs an objection, so the latest objection is the one that counts.
  const days = [subject.objection, objection].filter((day) => typeof day === 'string').toSorted()
  return days.length === 0 ? subject : { ...subject, objection: days.at(-1) ?? null }
}

function toFindings(state: CaseState): Findings {
  const { counsel, notices, established } = state
  return {
    counsel: counsel.map(toCounsel),
    notice: [...notices.map(toNotice), ...dispensed(state)],
    ...toEstablished(established),
  }
}

function toEstablished(known: Established): Omit<Findings, 'counsel' | 'notice'> {
  return {
    courtInformed: [...known.courtInformed],
    consentConfirmed: [...known.consentConfirmed],
    householdSuspicion: [...known.householdSuspicion],
    ...(known.injunctionAgainst === undefined ? {} : { injunctionAgainst: [...known.injunctionAgainst] }),
    dataProtocolAgreed: known.dataProtocolAgreed,
    agreementInForce: [...known.agreementInForce],
    seized: known.seized,
    alreadyDisclosed: known.alreadyDisclosed,
  }
}

function toCounsel({ instrument, person, decision, elements, programs, on }: CounselState): CounselFinding {
  return {
    ...(instrument === undefined ? {} : { instruments: [instrument] }),
    ...(person === undefined ? {} : { subjects: [person] }),
    decision,
    ...mutable(present({ elements, programs })),
    on,
  }
}

function toNotice({ instrument, person, given, objectedOn }: NoticeState): NoticeFinding {
  // An objection that came after the period had ended moves the end to its own day, so that counsel's
  // approval has to be younger than the objection there too.
  const ends = [given?.objectionPeriodEnds, objectedOn].filter((day) => day !== undefined).toSorted()
  return {
    instruments: instrument === undefined ? [] : [instrument],
    subjects: [person],
    ...given,
    ...present({ objectionPeriodEnds: ends.at(-1) }),
    ...(objectedOn === undefined ? {} : { objected: true }),
  }
}

/** Notice that a court has dispensed with, by an order that two people have read and the court has confirmed. */
function dispensed(state: CaseState): NoticeFinding[] {
  return Object.keys(state.instruments).flatMap((id) =>
    dispensedFor(state, id).map((people) => ({
      instruments: [id],
      subjects: [...(people ?? Object.keys(state.people))],
      dispensedByCourt: true,
    })),
  )
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

/** The same without what is undefined: an absent fact has no key. */
function present<T extends object>(facts: T): Present<T> {
  const found: Present<T> = {}
  for (const key in facts) {
    const fact = facts[key]
    if (isPresent(fact)) found[key] = fact
  }
  return found
}

function isPresent<T>(fact: T): fact is Exclude<T, undefined> {
  return fact !== undefined
}

type Mutable<T> = T extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T

/** A copy that shares nothing with the state, for a shape that promises nobody to leave it alone. */
function mutable<T extends object>(facts: T): Mutable<T>
function mutable(facts: object): object {
  return structuredClone(facts)
}
