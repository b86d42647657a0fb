/** Events into state: nothing is decided here, and nothing is refused. */
import { PosternError } from '#errors.ts'
import type { CaseEvent, CounselScope, FindingKind } from './events.ts'
import { moves, type State } from './moves.ts'
import * as onPaper from './on-paper.ts'
import { unread } from './readings.ts'
import type {
  CaseState,
  CounselState,
  Established,
  InstrumentState,
  LetterState,
  NoticeState,
  PersonState,
} from './state.ts'

/**
 * The state after one more event.
 *
 * @throws PosternError ERR_LOG_INCONSISTENT where the event is not the next of this case: then an event
 *   is missing, is there twice, or belongs to another case
 */
export function evolve(state: CaseState, event: CaseEvent): CaseState {
  if (event.n !== state.n + 1 || (state.n > 0 && event.stream !== state.stream)) {
    throw new PosternError('ERR_LOG_INCONSISTENT', 'the events of a case are not its 1, 2, 3 …', {
      stream: event.stream,
      n: event.n,
      expected: state.n + 1,
    })
  }
  const status = statusAfter(state.status, event.type)
  const next: CaseState = { ...apply(state, event), status, n: event.n, stream: event.stream, lastAt: event.at }
  // Back at matched, whatever the decision was, it was made without what is known now.
  return status === 'matched'
    ? { ...next, decision: undefined, signed: undefined, worksheets: {}, preparing: undefined }
    : next
}

/** Where an event leads, by the table of moves; nowhere else where it moves nothing. */
export function statusAfter(status: State, type: string): State {
  const to = moves.find((move) => move.event === type && move.from.includes(status))?.to
  return to === undefined || to === 'same' ? status : to
}

function apply(state: CaseState, event: CaseEvent): CaseState {
  switch (event.type) {
    case 'request.received':
      return received(state, event)
    case 'instrument.read':
      return read(state, event)
    case 'order.read':
      return { ...onPaper.ordered(state, event), answer: unfixed(state).answer }
    case 'reading.settled':
      return { ...onPaper.settled(state, event), answer: unfixed(state).answer }
    case 'instrument.checked':
      return { ...onPaper.checked(state, event), answer: unfixed(state).answer }
    case 'requester.checked': {
      const requesterVerified = event.body.result === 'verified'
      const confirmed = requesterVerified ? event.body.recipient : undefined
      const requesterCheck = { by: event.actor, confirmedBy: undefined }
      return { ...unfixed(state), requesterVerified, requesterCheck, recipient: confirmed ?? state.recipient }
    }
    case 'requester.confirmed': {
      const { requesterCheck } = state
      if (requesterCheck === undefined) return state
      return { ...state, requesterCheck: { ...requesterCheck, confirmedBy: event.actor } }
    }
    case 'finding.recorded':
      return { ...state, established: established(state.established, event) }
    case 'members.listed':
      return lookedUp({ ...state, members: event.body }, withoutClasses(state))
    case 'people.matched': {
      const people = withoutClasses(state)
      for (const [ref, match] of parts(event)) people[ref] = { ...(people[ref] ?? unnamed), match }
      return lookedUp(state, people)
    }
    case 'answer.fixed':
      return { ...state, answer: { ...event.body, n: event.n, countersigned: false, sent: false } }
    case 'answer.countersigned': {
      const { answer, goesOutAt } = event.body
      if (state.answer?.n !== answer) return state
      return { ...state, answer: { ...state.answer, goesOutAt, countersigned: true } }
    }
    case 'answer.sent':
      return answerSent(state, event)
    case 'letter.made':
      return letterMade(state, event)
    case 'letter.marked': {
      const { letter, as, on } = event.body
      const letters = state.letters.map((one) => (one.letter === letter ? { ...one, state: as, on } : one))
      return { ...state, letters }
    }
    case 'decision.made': {
      const { sealed: _, classCells, ...body } = event.body
      const cells = [
        ...classCells.map((cell) => ({ subject: '*', ...cell })),
        ...parts(event).flatMap(([subject, part]) => part.cells.map((cell) => ({ subject, ...cell }))),
      ]
      return {
        ...state,
        decision: { ...body, by: event.actor, cells },
        signed: undefined,
        worksheets: {},
        preparing: undefined,
      }
    }
    case 'counsel.decided':
      return { ...state, counsel: counseled(state, event) }
    case 'motion.recorded': {
      const { instrument, motion, due, filedOn, docket, ended } = event.body
      const others = state.motions.filter((one) => one.instrument !== instrument || one.motion !== motion)
      const motions = [...others, { instrument, motion, due, filedOn, docket, ended }]
      return { ...onPaper.withoutApproval(state, instrument), motions }
    }
    case 'case.referred':
      return { ...state, referred: event.body.reason }
    case 'referral.returned':
      return { ...state, referred: undefined }
    case 'answer.signed':
      return { ...state, signed: event.body.answer }
    case 'notice.served':
      return { ...state, notices: noticed(state.notices, event) }
    case 'objection.recorded':
      return objected(state, event)
    case 'preparation.begun':
      return { ...state, preparing: { ...event.body, by: event.actor, paused: false, since: event.at } }
    case 'preparation.paused':
      return state.preparing === undefined ? state : { ...state, preparing: { ...state.preparing, paused: true } }
    case 'preparation.resumed':
      if (state.preparing === undefined) return state
      return { ...state, preparing: { ...state.preparing, paused: false, since: event.at } }
    case 'worksheet.filled': {
      const { sheet, key, sha256, rows } = event.body
      const by = [...(state.worksheets[sheet]?.by ?? []), event.actor]
      return { ...state, worksheets: { ...state.worksheets, [sheet]: { key, sha256, rows, at: event.at, by } } }
    }
    case 'release.prepared': {
      const { contentRoot, sealed, terms, decision, receipt, expiresAt, above, bulk } = event.body
      const cells = Object.fromEntries(parts(event).map(([ref, part]) => [ref, part.cells]))
      const prepared = {
        contentRoot,
        sealed,
        terms,
        decision,
        receipt,
        expiresAt,
        at: event.at,
        by: event.actor,
        cells,
        bulk,
        above,
      }
      return {
        ...state,
        prepared,
        preparing: undefined,
        outside: undefined,
        termsAccepted: false,
        approvalsVoidedAt: undefined,
      }
    }
    case 'release.approved': {
      const { role, key, demo, approval } = event.body
      return { ...state, approvals: [...state.approvals, { approver: event.actor, role, key, demo, approval }] }
    }
    case 'release.signed-outside': {
      const { name, organization, key, demo, approval } = event.body
      return { ...state, outside: { holder: event.actor, name, organization, key, demo, approval } }
    }
    case 'release.announced':
      return { ...state, announced: event.body }
    case 'announcement.withdrawn':
      return { ...state, announced: undefined }
    case 'approvals.voided':
      return { ...state, approvals: [], outside: undefined, approvalsVoidedAt: event.at }
    case 'preparation.voided':
      return { ...state, prepared: undefined, outside: undefined }
    case 'release.voided':
      return { ...state, released: false }
    case 'release.authorized':
      return { ...state, released: true }
    case 'package.delivered':
      return { ...state, delivered: { at: event.at, people: deliveredTo(state, event) } }
    case 'package.expired':
    case 'package.taken-back':
      return { ...state, prepared: undefined, approvals: [], outside: undefined, released: false, delivered: undefined }
    case 'terms.accepted':
      return { ...state, termsAccepted: true }
    case 'package.collected':
    case 'receipt.acknowledged':
    case 'destruction.certified':
      return { ...state, collected: true }
    case 'appearance.entered':
      return withPeople(state, event, ({ on, lawyer }) => ({ lawyer: { ...lawyer, on }, copiesSent: undefined }))
    case 'copies.sent':
      return withPeople(state, event, ({ on }) => ({ copiesSent: on }))
    case 'case.assigned':
      return { ...state, assigned: event.body.to }
    case 'note.added': {
      const { n, at, actor: by, body } = event
      return { ...state, notes: [...state.notes, { n, at, by, text: body.text, privileged: body.privileged }] }
    }
    case 'case.tagged': {
      const { tag, stands } = event.body
      const others = state.tags.filter((one) => one !== tag)
      return { ...state, tags: stands ? [...others, tag] : others }
    }
    case 'accounting.suspended':
      return { ...state, suspendedUntil: event.body.until }
    case 'accounting.resumed':
      return { ...state, suspendedUntil: undefined }
    case 'hold.set':
      return { ...state, holds: [...state.holds, event.body.matter] }
    case 'hold.lifted':
      return { ...state, holds: state.holds.filter((matter) => matter !== event.body.matter) }
    case 'incident.opened':
      return { ...state, incidents: [...state.incidents, event.body.incident] }
    case 'incident.closed':
      return { ...state, incidents: state.incidents.filter((incident) => incident !== event.body.incident) }
    case 'request.handed-over':
      return { ...state, account: event.body.to }
    case 'request.withdrawn':
      // Nobody is read for a request that was taken back.
      return { ...state, preparing: undefined }
    case 'request.refused':
    case 'case.closed':
      break
  }
  return state
}

const unnamed: PersonState = {
  asked: false,
  identity: {},
  match: undefined,
  objection: undefined,
  lawyer: undefined,
  copiesSent: undefined,
}

/**
 * A ref of a class is given anew whenever members are looked up. What they were told, and what counsel said of them,
 * goes with the same members to their ref of now; of others it says nothing, and is gone.
 */
function lookedUp(state: CaseState, people: CaseState['people']): CaseState {
  const refNow = (ref: string): string | undefined => {
    const was = state.people[ref]?.match
    if (was?.match !== 'class') return ref
    const same = Object.entries(people).find(([, { match }]) => match?.match === 'class' && match.digest === was.digest)
    return same?.[0]
  }
  const restated = <Of extends { readonly person: string | undefined }>(one: Of): Of[] => {
    if (one.person === undefined) return [one]
    const person = refNow(one.person)
    return person === undefined ? [] : [{ ...one, person }]
  }
  return { ...state, people, notices: state.notices.flatMap(restated), counsel: state.counsel.flatMap(restated) }
}

/** Classes are found anew each time; who was there before is not one of them now. */
function withoutClasses({ people }: CaseState): Record<string, PersonState> {
  return Object.fromEntries(Object.entries(people).filter(([, { match }]) => match?.match !== 'class'))
}

/** What the event says of each person who was not forgotten since. */
function parts<Part>(event: { people: Readonly<Record<string, Part | null>> }): [string, Part][] {
  return Object.entries(event.people).flatMap(([ref, part]) => (part === null ? [] : [[ref, part]]))
}

/** The delivery to listed members names none of their classes: they are those of what was prepared. */
function deliveredTo({ prepared }: CaseState, { body, people }: CaseEvent<'package.delivered'>): string[] {
  return Object.keys(body.members === undefined ? people : (prepared?.cells ?? {}))
}

function received(state: CaseState, event: CaseEvent<'request.received'>): CaseState {
  const people: Record<string, PersonState> = {}
  for (const [ref, identity] of parts(event)) people[ref] = { ...unnamed, asked: true, identity }
  return {
    ...state,
    number: event.body.number,
    request: { ...event.body, receivedAt: event.at },
    account: event.body.filedBy,
    recipient: event.body.receiver?.recipient,
    people,
    instruments: Object.fromEntries(
      event.body.instruments.map(({ id, kind }): [string, InstrumentState] => [
        id,
        { kind, facts: undefined, authenticity: 'unverified', readings: unread },
      ]),
    ),
  }
}

/**
 * Until somebody has looked for the people, what is learned of the request and its papers fixes the answer anew.
 * After that only a paper does that nobody had read: what staff do later must not show in what the requester hears.
 */
function unfixed(state: CaseState, newPaper = false): CaseState {
  const looked = Object.values(state.people).some(({ match }) => match !== undefined)
  return looked && !newPaper ? state : { ...state, answer: undefined }
}

function answerSent(state: CaseState, { body, at, actor }: CaseEvent<'answer.sent'>): CaseState {
  const { letter, kind, language, to, pdf, source } = body.letter
  const made: LetterState = {
    letter,
    kind,
    language,
    to,
    person: undefined,
    files: { pdf, source },
    madeAt: at,
    madeBy: actor,
    answers: body.answer,
    state: 'made',
    on: undefined,
  }
  const answer = state.answer?.n === body.answer ? { ...state.answer, sent: true } : state.answer
  return { ...state, answer, letters: [...state.letters, made] }
}

function letterMade(state: CaseState, { body, people, at, actor }: CaseEvent<'letter.made'>): CaseState {
  const { letter, kind, language, to, pdf, source } = body
  const [person] = Object.keys(people)
  const part = person === undefined ? undefined : people[person]
  const files = pdf !== undefined && source !== undefined ? { pdf, source } : (part ?? undefined)
  const made: LetterState = {
    letter,
    kind,
    language,
    to,
    person,
    files,
    madeAt: at,
    madeBy: actor,
    answers: undefined,
    state: 'made',
    on: undefined,
  }
  return { ...state, letters: [...state.letters, made] }
}

function read(state: CaseState, event: CaseEvent<'instrument.read'>): CaseState {
  const { id } = event.body.facts
  const before = state.instruments[id]
  const next = onPaper.read(state, event)
  // A second person who reads the same teaches nothing.
  if (next.instruments[id]?.facts === before?.facts) return next
  const first = before === undefined || (before.readings.given.length === 0 && before.readings.disputed === undefined)
  return { ...next, answer: unfixed(state, first).answer }
}

/** The same case, with something changed of each person whom the event concerns. */
function withPeople<Part>(
  state: CaseState,
  event: { people: Readonly<Record<string, Part | null>> },
  change: (part: Part) => Partial<PersonState>,
): CaseState {
  const changed = parts(event).map(([ref, part]) => [ref, { ...(state.people[ref] ?? unnamed), ...change(part) }])
  return { ...state, people: { ...state.people, ...Object.fromEntries(changed) } }
}

function established(known: Established, event: CaseEvent<'finding.recorded'>): Established {
  const { finding, stands, instruments = [], programs = [] } = event.body
  const refs = Object.keys(event.people)
  const changed = (list: readonly string[], about: readonly string[]) => {
    const others = list.filter((one) => !about.includes(one))
    return stands ? [...others, ...about] : others
  }
  const changes: Record<FindingKind, Partial<Established>> = {
    'household-suspicion': { householdSuspicion: changed(known.householdSuspicion, refs) },
    'consent-confirmed': { consentConfirmed: changed(known.consentConfirmed, refs) },
    'court-informed': { courtInformed: changed(known.courtInformed, instruments) },
    'agreement-in-force': { agreementInForce: changed(known.agreementInForce, instruments) },
    'injunction-checked': { injunctionAgainst: stands ? programs : undefined },
    'data-protocol': { dataProtocolAgreed: stands },
    seized: { seized: stands },
    'already-disclosed': { alreadyDisclosed: stands },
  }
  return { ...known, ...changes[finding] }
}

/**
 * The latest word on a paper and a person stands in place of the earlier ones. A word about everybody
 * that is later changed for one person stays what it was for the others.
 */
function counseled(state: CaseState, event: CaseEvent<'counsel.decided'>): CounselState[] {
  const { decision, on, everyone, instruments, elements, programs } = event.body
  const named: (string | undefined)[] = everyone ? [undefined] : Object.keys(event.people)
  const scope: CounselScope = {
    ...(elements === undefined ? {} : { elements }),
    ...(programs === undefined ? {} : { programs }),
  }
  return (instruments ?? [undefined]).reduce<CounselState[]>(
    (words, instrument) => [
      ...words.flatMap((word): CounselState[] => {
        if (word.instrument !== instrument) return [word]
        if (everyone) return []
        const stillAbout = word.person === undefined ? Object.keys(state.people) : [word.person]
        return stillAbout.filter((ref) => !named.includes(ref)).map((person) => ({ ...word, person }))
      }),
      ...named.map((person) => ({ ...scope, instrument, person, decision, on })),
    ],
    [...state.counsel],
  )
}

function noticed(notices: readonly NoticeState[], event: CaseEvent<'notice.served'>): NoticeState[] {
  const papers = event.body.instruments.length === 0 ? [undefined] : event.body.instruments
  return parts(event).reduce<NoticeState[]>(
    (all, [person, given]) =>
      papers.reduce<NoticeState[]>((rest, instrument) => withNotice(rest, instrument, person, { given }), all),
    [...notices],
  )
}

function withNotice(
  notices: readonly NoticeState[],
  instrument: string | undefined,
  person: string,
  change: Partial<NoticeState>,
): NoticeState[] {
  const known = notices.find((notice) => notice.instrument === instrument && notice.person === person)
  const blank = { instrument, person, given: undefined, objectedOn: undefined }
  return [...notices.filter((notice) => notice !== known), { ...(known ?? blank), ...change }]
}

function objected(state: CaseState, event: CaseEvent<'objection.recorded'>): CaseState {
  const { instrument } = event.body
  let next = state
  for (const [ref, { on }] of parts(event)) {
    if (instrument === undefined) {
      const person = next.people[ref] ?? unnamed
      next = { ...next, people: { ...next.people, [ref]: { ...person, objection: later(person.objection, on) } } }
    } else {
      const earlier = next.notices.find((notice) => notice.instrument === instrument && notice.person === ref)
      const objectedOn = later(earlier?.objectedOn, on)
      next = { ...next, notices: withNotice(next.notices, instrument, ref, { objectedOn }) }
    }
  }
  return next
}

/** Days compare as text. */
function later(a: string | undefined, b: string): string {
  return a === undefined || a < b ? b : a
}
