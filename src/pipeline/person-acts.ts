/** The streams of what people do for themselves: begun, found by their number or their person, and added to. */
import type { ActKeys } from '#accounting/project.ts'
import { isPosternError, PosternError } from '#errors.ts'
import { uuidOf } from '#formats/uuid.ts'
import type { Job, NewEvent } from '#log/ledger.ts'
import { normalizeName } from '#match/normalize.ts'
import { actOf, type Act } from '#person/act.ts'
import { isPersonEvent, type Identity, type PersonDraft, type PersonEvent } from '#person/events.ts'
import { receiptNumber } from '#person/number.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'
import type { Ports } from './ports.ts'

export type ActPorts = Pick<Ports, 'ledger' | 'clock'>

/** The work that acts call for. What to do is read from the act itself, so these words tell nothing of anybody. */
export const personJobs = {
  find: 'person-find',
  recheck: 'person-recheck',
  letter: 'person-letter',
  staff: 'person-staff',
}

/** People whom the source calls otherwise may still be found by what they say of themselves. */
export function namedKey({ given, family, dateOfBirth }: Identity): string {
  return `name\0${normalizeName(family)}\0${normalizeName(given)}\0${dateOfBirth}`
}

const numberKey = (number: string): string => `act\0${number}`

/** What an event of an act is found by, in the keyed table that tells a case from an act no more than it tells people. */
export function actKeys(record: EventRecord): ReturnType<ActKeys> {
  if (!isPersonEvent(record)) return undefined
  const event: PersonEvent = record
  const { agency } = event.body
  const called = 'person.acted'
  if (event.type === 'person.found') return { agency, keys: event.people.p1?.keys ?? [], called }
  const { p1 } = event.people
  const number = 'number' in event.body ? [numberKey(event.body.number)] : []
  const identity = p1 !== null && 'identity' in p1 ? p1.identity : undefined
  return { agency, keys: [...number, ...(identity === undefined ? [] : [namedKey(identity)])], called }
}

export function newNumber({ randomness }: Pick<Ports, 'randomness'>): string {
  return receiptNumber(randomness.bytes(10))
}

/**
 * Record how an act begins. One append and nothing else: no record is looked at, so neither the answer nor its time
 * can say whether anybody is known here.
 *
 * @param also what is known of it from the start
 * @throws what the ledger throws
 */
export async function beginAct(
  ports: ActPorts & Pick<Ports, 'randomness'>,
  by: string,
  [draft, ...also]: readonly [PersonDraft, ...PersonDraft[]],
  jobs: readonly Job[] = [{ kind: personJobs.find, key: '1', dueAt: ports.clock.now() }],
): Promise<void> {
  const at = ports.clock.now()
  const events = [draft, ...also].map((one) => eventOf(one, by, at))
  await ports.ledger.append({
    stream: uuidOf(ports.randomness.bytes(16), 4),
    after: 0,
    agency: draft.body.agency,
    events,
    jobs,
  })
}

function eventOf({ type, body, person }: PersonDraft, actor: string, at: string): NewEvent {
  return { type, at, actor, body, people: { p1: person } }
}

/** @throws what the ledger throws; ERR_LOG_INCONSISTENT where the stream is no act */
export async function loadAct({ ledger }: Pick<Ports, 'ledger'>, stream: string): Promise<Act | undefined> {
  const events = await ledger.load(stream)
  return actOf(events.map(({ record }) => record).filter(isPersonEvent))
}

interface Added {
  readonly drafts: readonly PersonDraft[]
  readonly jobs?: readonly Job[]
}

/**
 * Judge an act as it stands and record what comes of it, all or nothing; again where somebody was faster.
 *
 * @param make the drafts, none where there is nothing to record
 * @returns the act afterwards
 * @throws PosternError ERR_CASE_CONFLICT after many attempts, and what the ledger throws
 */
export async function addTo(
  ports: ActPorts,
  by: string,
  stream: string,
  make: (act: Act) => Promise<Added> | Added,
): Promise<Act> {
  for (let attempt = 0; attempt < 8; attempt++) {
    const act = await loadAct(ports, stream)
    if (act === undefined) throw unknown()
    const { drafts, jobs = [] } = await make(act)
    if (drafts.length === 0) return act
    const at = ports.clock.now()
    const events = drafts.map((draft) => eventOf(draft, by, at))
    const result = await ports.ledger.append({ stream, after: act.n, events, jobs })
    if (result.outcome === 'appended') return (await loadAct(ports, stream)) ?? act
  }
  throw new PosternError('ERR_CASE_CONFLICT', 'Others keep changing this; nothing was recorded.', { stream })
}

/** The act with this number at an agency; undefined where there is none. */
export async function actWithNumber(
  ports: Pick<Ports, 'ledger'>,
  agency: string,
  number: string,
): Promise<Act | undefined> {
  const [act] = await actsUnder(ports, agency, numberKey(number))
  return act
}

/** Every act that speaks of this record of the agency's source, or of somebody who called themselves so. */
export function actsOf(ports: Pick<Ports, 'ledger'>, agency: string, personKey: string): Promise<readonly Act[]> {
  return actsUnder(ports, agency, personKey)
}

export function actsNamed(ports: Pick<Ports, 'ledger'>, agency: string, identity: Identity): Promise<readonly Act[]> {
  return actsUnder(ports, agency, namedKey(identity))
}

async function actsUnder({ ledger }: Pick<Ports, 'ledger'>, agency: string, key: string): Promise<Act[]> {
  const streams = new Set((await ledger.matchesOf(agency, key)).map(({ stream }) => stream))
  const acts: Act[] = []
  for (const stream of streams) {
    const events = await ledger.load(stream).catch((error: unknown) => {
      if (isPosternError(error, 'ERR_CASE_UNKNOWN')) return []
      throw error
    })
    // A case that asked about the person stands in the same table.
    const act = actOf(events.map(({ record }) => record).filter(isPersonEvent))
    if (act !== undefined && act.agency === agency) acts.push(act)
  }
  return acts
}

function unknown(): PosternError {
  return new PosternError('ERR_CASE_UNKNOWN', 'There is nothing under this number.')
}
