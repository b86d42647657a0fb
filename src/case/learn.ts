/** Commands that tell the case something: the request, its papers, who stands behind them, what was found. */
import { elements as allElements, isCode, vocabulary } from '#vocabulary/codes.ts'
import type { IncomingRequest } from '#request/request.ts'
import type { Reason } from './commands.ts'
import type { EventShapes, FindingKind, PersonMatch, Verification } from './events.ts'
import { mayBeApproved } from './counsel.ts'
import { wholeList } from './members.ts'
import { orderEffects } from './orders.ts'
import { hasCome, isBlank, isDay, noneOf, unknownOf, unless, type Handler } from './reasons.ts'
import type { CaseState } from './state.ts'
import { answerFirst } from './tell.ts'
import { withoutPeople, wordsOf } from './without-people.ts'

export const receive: Handler<'receive'> = (_state, command, { actor }) => {
  const { request, artifact, letter, artifacts, duplicateOf, number } = command
  const missing = request.instruments.filter(({ id, file }) => file !== undefined && !Object.hasOwn(artifacts, id))
  const reasons = [
    ...unless(
      duplicateOf === undefined,
      'duplicate-request',
      `the same requester handed in the same request before: it is case ${duplicateOf}`,
    ),
    ...noneOf(
      missing.map(({ id }) => id),
      'instrument-file-missing',
      (list) => `the request names a file for ${list}, and it was not handed in`,
    ),
  ]
  if (reasons.length > 0) return reasons
  const people = Object.fromEntries(request.people.map(({ ref, ...identity }) => [ref, identity]))
  return {
    type: 'request.received',
    body: {
      ...withoutNames(request, withoutPeople(people)),
      number,
      instruments: papers(request, artifacts, withoutPeople(people)),
      artifact,
      ...(letter === undefined ? {} : { letter }),
      // Who files in their own account opens the case later; staff enter what somebody else sent.
      ...(actor.roles.includes('requester') ? { filedBy: actor.id } : {}),
    },
    people,
  }
}

type ReceivedBody = EventShapes['request.received']['body']

function withoutNames(
  request: IncomingRequest,
  words: (text: string) => string,
): Omit<ReceivedBody, 'number' | 'instruments' | 'artifact' | 'letter' | 'filedBy'> {
  const { agency, channel, form, purposes, statements, suppliesSsn, programs, elements } = request
  const { receiver, reference, follows, violation, subjectClass } = request
  return {
    agency,
    channel,
    form,
    requester: requesterOf(request),
    purposes,
    statements,
    suppliesSsn,
    programs,
    elements,
    ...(receiver === undefined ? {} : { receiver: { recipient: receiver.recipient } }),
    ...(reference === undefined ? {} : { reference: words(reference) }),
    ...(follows === undefined ? {} : { follows }),
    ...(violation === undefined ? {} : { violation: words(violation) }),
    ...(subjectClass === undefined ? {} : { subjectClass: words(subjectClass) }),
    ...mattersOf(request, words),
  }
}

/** What the matter is, and what is to become of the answer; in the order of the form that asks for it. */
function mattersOf(
  { statute, nature, immigration, period, delay, onward, emergency, preserveOnly, signed }: IncomingRequest,
  words: (text: string) => string,
): Partial<ReceivedBody> {
  return {
    ...(statute === undefined ? {} : { statute: words(statute) }),
    ...(nature === undefined ? {} : { nature }),
    ...(immigration === undefined ? {} : { immigration }),
    ...(period === undefined ? {} : { period }),
    ...(delay === undefined ? {} : { delay: { ...delay, law: words(delay.law) } }),
    ...(onward === undefined ? {} : { onward: withWords(onward, words) }),
    ...(emergency === undefined ? {} : { emergency: words(emergency) }),
    ...(preserveOnly === undefined ? {} : { preserveOnly }),
    ...(signed === undefined ? {} : { signed: { ...signed, name: words(signed.name) } }),
  }
}

/** The same members, each text of them with the people taken out. A day holds no name. */
function withWords<Whole extends object>(whole: Whole, words: (text: string) => string): Whole {
  const members = Object.entries(whole).map(([name, value]): [string, unknown] => [
    name,
    typeof value === 'string' ? words(value) : value,
  ])
  return { ...whole, ...Object.fromEntries(members) }
}

/** Who asks for their own record is the person, and stands in the body under no name but the ref. */
function requesterOf({ requester, people }: IncomingRequest): IncomingRequest['requester'] {
  if (requester.kind !== 'data-subject') return requester
  const { kind, organization, name, statesAuthority } = requester
  return {
    kind,
    organization,
    ...(name === undefined ? {} : { name: people.map(({ ref }) => `[${ref}]`).join(' ') }),
    ...(statesAuthority === undefined ? {} : { statesAuthority }),
  }
}

/** The names of the files stay behind: people put names of people into them. */
function papers(
  { instruments }: IncomingRequest,
  artifacts: Readonly<Record<string, EventShapes['request.received']['body']['artifact']>>,
  words: (text: string) => string,
): ReceivedBody['instruments'] {
  return instruments.map(({ id, kind, subjects, says }) => {
    const artifact = artifacts[id]
    return {
      id,
      kind,
      ...(subjects === undefined ? {} : { subjects }),
      ...(says === undefined ? {} : { says: withWords(says, words) }),
      ...(artifact === undefined ? {} : { artifact }),
    }
  })
}

export const readInstrument: Handler<'read-instrument'> = (state, { facts, artifact }) => {
  const { subjects = [], consent } = facts
  const refs = [
    ...(subjects === 'unnamed' ? [] : subjects),
    ...(consent ? [consent.signer] : []),
    ...(consent?.covers ?? []),
  ]
  const reasons = [
    ...unless(
      Object.hasOwn(state.instruments, facts.id) || (artifact !== undefined && /^i[0-9]{1,4}$/.test(facts.id)),
      'instrument-unknown',
      `this case has no instrument ${facts.id}; a new one comes with its file and an id such as i2`,
    ),
    ...unknownPeople(state, refs),
  ]
  if (reasons.length > 0) return reasons
  const words = wordsOf(state)
  return {
    type: 'instrument.read',
    body: {
      facts: {
        ...facts,
        ...(facts.issuer === undefined ? {} : { issuer: words(facts.issuer) }),
        ...(facts.docket === undefined ? {} : { docket: words(facts.docket) }),
        ...(facts.statute === undefined ? {} : { statute: words(facts.statute) }),
        ...(facts.directedTo === undefined ? {} : { directedTo: words(facts.directedTo) }),
      },
      ...(artifact === undefined ? {} : { artifact }),
    },
  }
}

export const readOrder: Handler<'read-order'> = (state, { facts, artifact }, { now }) => {
  const reasons = [
    ...unless(
      Object.hasOwn(state.orders, facts.id) || (artifact !== undefined && /^o[0-9]{1,4}$/.test(facts.id)),
      'order-unknown',
      `this case has no order ${facts.id}; a new one comes with its file and an id such as o1`,
    ),
    ...unknownPapers(state, [facts.about]),
    ...unless(orderEffects.includes(facts.effect), 'effect-unknown', `an order is one of ${orderEffects.join(', ')}`),
    ...unless(
      hasCome(facts.issuedOn, now),
      'day-not-come',
      'an order was issued on a day of the calendar that has come',
    ),
    ...unknownPeople(state, facts.people ?? []),
    ...unless(
      facts.effect === 'shorten-notice' ? isDay(facts.leavesFrom ?? '') : facts.leavesFrom === undefined,
      'leaves-from-missing',
      'an order that shortens the public notice says from which day the release may leave, and no other order does',
    ),
    ...unless(
      facts.signedBy === undefined || vocabulary.signatories.includes(facts.signedBy),
      'code-unknown',
      `an order is signed by one of ${vocabulary.signatories.join(', ')}`,
    ),
  ]
  if (reasons.length > 0) return reasons
  const words = wordsOf(state)
  return {
    type: 'order.read',
    body: {
      facts: {
        ...facts,
        ...(facts.issuer === undefined ? {} : { issuer: words(facts.issuer) }),
        ...(facts.docket === undefined ? {} : { docket: words(facts.docket) }),
      },
      ...(artifact === undefined ? {} : { artifact }),
    },
  }
}

export const verifyInstrument: Handler<'verify-instrument'> = (state, command) => {
  const { instrument } = command
  const read = { ...state.instruments, ...state.orders }
  const readings = read[instrument]?.readings
  const reasons = [
    ...unless(Object.hasOwn(read, instrument), 'instrument-unknown', `this case has no instrument ${instrument}`),
    ...unless(
      readings?.disputed === undefined,
      'reading-disputed',
      `two people read ${instrument} differently; what it says must be known before its issuer can be asked whether it says so`,
    ),
    ...unless(
      readings === undefined || readings.disputed !== undefined || readings.given.length > 0,
      'instrument-not-read',
      `nobody has read ${instrument}; what it says must be known before its issuer can be asked whether it says so`,
    ),
    ...independent(command),
  ]
  return reasons.length > 0 ? reasons : { type: 'instrument.checked', body: { instrument, ...checked(command) } }
}

export const verifyRequester: Handler<'verify-requester'> = (_state, command) => {
  const reasons = independent(command)
  if (reasons.length > 0) return reasons
  const { recipient } = command
  return { type: 'requester.checked', body: { ...checked(command), ...(recipient === undefined ? {} : { recipient }) } }
}

export const confirmRequester: Handler<'confirm-requester'> = (state, _command, { actor }) => {
  const { requesterVerified, requesterCheck } = state
  const reasons = [
    ...unless(
      requesterVerified,
      'requester-not-verified',
      'nobody has verified the requester yet, so there is no call-back record to confirm',
    ),
    ...unless(
      requesterCheck?.by !== actor.id,
      'own-work',
      `${actor.id} made that call; somebody else looks at the record and confirms it`,
    ),
    ...unless(requesterCheck?.confirmedBy === undefined, 'confirmed-already', 'somebody has confirmed it already'),
  ]
  return reasons.length > 0 ? reasons : { type: 'requester.confirmed', body: {} }
}

function checked({ result, channel, contactFrom, spokeTo }: Verification): Verification {
  return { result, channel, contactFrom, spokeTo }
}

function independent({ channel, contactFrom, spokeTo }: Verification): Reason[] {
  return [
    ...unless(
      contactFrom !== 'the-paper',
      'contact-not-independent',
      'a number or address printed on the paper leads to whoever wrote the paper; take it from a directory, the court’s own site or the register',
    ),
    ...unless(
      !isBlank(channel) && !isBlank(spokeTo),
      'verification-incomplete',
      'say by what channel it was verified and who answered',
    ),
  ]
}

const about: Record<FindingKind, 'people' | 'instruments' | 'programs' | 'case'> = {
  'household-suspicion': 'people',
  'consent-confirmed': 'people',
  'court-informed': 'instruments',
  'agreement-in-force': 'instruments',
  'injunction-checked': 'programs',
  'data-protocol': 'case',
  seized: 'case',
  'already-disclosed': 'case',
}

export const recordFinding: Handler<'record-finding'> = (state, command) => {
  const { finding, stands, instruments = [], programs, people = {}, note } = command
  const refs = Object.keys(people)
  const named = { people: refs.length > 0, instruments: instruments.length > 0, programs: programs !== undefined }
  const object = about[finding]
  const reasons = [
    ...unless(
      object === 'case' || named[object] || (object === 'programs' && !stands),
      'finding-incomplete',
      `${finding} is found about ${object}: name them`,
    ),
    ...unless(
      (object === 'people' || !named.people) &&
        (object === 'instruments' || !named.instruments) &&
        (object === 'programs' || !named.programs),
      'finding-too-much',
      `${finding} is found about ${object === 'case' ? 'the case as a whole' : object} and nothing else`,
    ),
    ...unless(
      finding !== 'household-suspicion' ||
        !stands ||
        Object.values(people).every(({ grounds = '' }) => !isBlank(grounds)),
      'grounds-missing',
      'suspicion is found for one household at a time: say for each person what it rests on',
    ),
    ...unknownPeople(state, refs),
    ...unknownPapers(state, instruments),
    ...unknownCodes(programs ?? [], vocabulary.programs),
  ]
  if (reasons.length > 0) return reasons
  return {
    type: 'finding.recorded',
    body: {
      finding,
      stands,
      ...(instruments.length === 0 ? {} : { instruments }),
      ...(programs === undefined ? {} : { programs }),
      ...(note === undefined ? {} : { note: wordsOf(state)(note) }),
    },
    people,
  }
}

export const match: Handler<'match'> = (state, { people }) => {
  const asked = Object.entries(state.people).flatMap(([ref, person]) => (person.asked ? [ref] : []))
  const found = Object.values(people)
  const known = { ...state.people, ...people }
  const keys = found.flatMap((one) => (one.match === 'one' ? [one.key] : []))
  const reasons = [
    ...answerFirst(state),
    ...noneOf(
      unknownOf(asked, people),
      'match-incomplete',
      (list) => `say of ${list} too whether the person was found`,
    ),
    ...noneOf(
      Object.keys(people).filter((ref) => !/^p[0-9]{1,6}$/.test(ref)),
      'ref-malformed',
      () => 'a person of a case is called p1, p2 …, a name that says nothing',
    ),
    ...unless(
      new Set(keys).size === keys.length,
      'one-record-for-two',
      'two people of this case were matched to one record; at most one of them is right',
    ),
    ...unless(
      found.every(
        (one) =>
          one.match !== 'one' ||
          (!isBlank(one.key) && isDay(one.objection ?? '2000-01-01') && isDay(one.consentWithdrawn ?? '2000-01-01')),
      ),
      'match-malformed',
      'a matched person has the key of their record, and the day of an objection or a withdrawal is a day of the calendar',
    ),
    ...wholeList(state, found),
    ...found.flatMap((one) => unknownFacts(one, known)),
  ]
  return reasons.length > 0 ? reasons : { type: 'people.matched', body: {}, people }
}

function unknownFacts(one: PersonMatch, people: object): Reason[] {
  if (one.match !== 'one' && one.match !== 'class') return []
  return [
    ...unknownCodes(one.programs, vocabulary.programs),
    ...unknownCodes(one.holds, elementCodes),
    ...unknownCodes(one.markers, vocabulary.subjectMarkers),
    ...noneOf(unknownOf(one.guardianOf ?? [], people), 'person-unknown', (list) => `this case has no person ${list}`),
  ]
}

export const recordCounsel: Handler<'record-counsel'> = (state, command, { now }) => {
  const { decision, instruments, people, elements, programs, on, note } = command
  const reasons = [
    ...unknownPeople(state, people ?? []),
    ...unknownPapers(state, instruments ?? []),
    ...unless(
      instruments?.length !== 0 && people?.length !== 0,
      'counsel-about-nothing',
      'an empty list names nobody; leave it out to decide on the request itself or on everybody',
    ),
    ...unknownCodes(Array.isArray(elements) ? elements : [], elementCodes),
    ...unknownCodes(programs ?? [], vocabulary.programs),
    ...(decision === 'approve' ? mayBeApproved(state, instruments ?? []) : []),
    ...unless(hasCome(on, now), 'day-not-come', 'counsel decides on a day of the calendar that has come'),
  ]
  if (reasons.length > 0) return reasons
  return {
    type: 'counsel.decided',
    body: {
      decision,
      everyone: people === undefined,
      on,
      ...(instruments === undefined ? {} : { instruments }),
      ...(elements === undefined ? {} : { elements }),
      ...(programs === undefined ? {} : { programs }),
      ...(note === undefined ? {} : { note: wordsOf(state)(note) }),
    },
    people: Object.fromEntries((people ?? []).map((ref) => [ref, {}])),
  }
}

export const serveNotice: Handler<'serve-notice'> = (state, { instruments, people }, { now }) => {
  const given = Object.entries(people)
  const reasons = [
    ...unless(given.length > 0, 'notice-to-nobody', 'say who was told'),
    ...unknownPeople(state, Object.keys(people)),
    ...unknownPapers(state, instruments),
    ...noneOf(
      given.flatMap(([ref, { servedOn, dispensedByCourt }]) =>
        servedOn === undefined && dispensedByCourt !== true ? [ref] : [],
      ),
      'notice-without-day',
      (list) => `say on what day ${list} was told, or that a court dispensed with it`,
    ),
    ...noneOf(
      given.flatMap(([ref, { servedOn }]) => (servedOn === undefined || hasCome(servedOn, now) ? [] : [ref])),
      'day-not-come',
      (list) => `${list} was told on a day of the calendar that has come`,
    ),
    ...noneOf(
      given.flatMap(([ref, { servedOn = '', objectionPeriodEnds }]) =>
        objectionPeriodEnds === undefined || (isDay(objectionPeriodEnds) && objectionPeriodEnds >= servedOn)
          ? []
          : [ref],
      ),
      'period-malformed',
      (list) => `the time to object of ${list} ends on a day of the calendar, and not before the day of the notice`,
    ),
  ]
  return reasons.length > 0 ? reasons : { type: 'notice.served', body: { instruments }, people }
}

export const recordObjection: Handler<'record-objection'> = (state, { person, on, instrument }, { now }) => {
  const reasons = [
    ...unknownPeople(state, [person]),
    ...unknownPapers(state, instrument === undefined ? [] : [instrument]),
    ...unless(
      state.people[person]?.match?.match !== 'class',
      'class-objects',
      `${person} is a class of members: each of them objects for themselves, whatever the case`,
    ),
    ...unless(hasCome(on, now), 'day-not-come', 'an objection was made on a day of the calendar that has come'),
  ]
  if (reasons.length > 0) return reasons
  return {
    type: 'objection.recorded',
    body: instrument === undefined ? {} : { instrument },
    people: { [person]: { on } },
  }
}

const elementCodes = Object.fromEntries(allElements.map((element) => [element, true]))

function unknownPeople(state: CaseState, refs: readonly string[]): Reason[] {
  return noneOf(unknownOf(refs, state.people), 'person-unknown', (list) => `this case has no person ${list}`)
}

function unknownPapers(state: CaseState, ids: readonly string[]): Reason[] {
  return noneOf(
    unknownOf(ids, state.instruments),
    'instrument-unknown',
    (list) => `this case has no instrument ${list}`,
  )
}

function unknownCodes(codes: readonly string[], known: object): Reason[] {
  return noneOf(
    codes.filter((code) => !isCode(known, code)),
    'code-unknown',
    (list) => `the vocabulary has no ${list}`,
  )
}
