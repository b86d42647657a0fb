/**
 * A case as its requester follows it: without detail, and theirs alone.
 *
 * For a case that is somebody else's the answer is the one for a case that there is not, and the same look-up leads to
 * both. What is told of a case follows from what left the office, never from what was found in it.
 */
import type { CaseEvent } from '#case/events.ts'
import type { CaseState } from '#case/state.ts'
import type { LetterDocument } from '#letter/model.ts'
import type { Instant } from '#vocabulary/time.ts'
import { asOfIn } from './as-of.ts'
import { officeDay } from './law.ts'
import { letterDocument, letterFile } from './letters.ts'
import { loadCase, toCaseEvent, type Case } from './move.ts'
import type { Ports } from './ports.ts'
import type { Requester } from './requester.ts'
import type { OwnCases } from './requester-ports.ts'

/** Where a case stands for its requester. The first three are all there is until something is released to them. */
export const standings = [
  'received',
  'with-the-office',
  'answered',
  'withdrawn',
  'ready',
  'taken',
  'acknowledged',
  'destroyed',
  'gone',
] as const
export type Standing = (typeof standings)[number]

export interface OwnCase {
  readonly number: string
  readonly agency: string
  readonly receivedAt: Instant
  readonly standing: Standing
  /** What was filed, by its hash; papers by their ids. */
  readonly filed: {
    readonly sha256: string
    readonly papers: readonly { readonly id: string; readonly sha256: string }[]
  }
  readonly reference?: string
  readonly programs: readonly string[]
  /** What was told short of a release, once it went out. */
  readonly answer?: { readonly at: Instant; readonly kind: string; readonly letter: string }
  /** What waits, or waited, for the receiver. */
  readonly package?: {
    readonly contentRoot: string
    readonly expiresAt: Instant
    readonly terms: string
    readonly termsAccepted: boolean
  }
  readonly mayWithdraw: boolean
}

/** Their case, as far as they are told of it; undefined for every other number. */
export async function ownCase(
  ports: Ports,
  cases: OwnCases,
  by: Requester,
  number: string,
): Promise<OwnCase | undefined> {
  const found = await openOwn(ports, cases, by, number)
  return found && told(found.current, ports)
}

/** Their cases, the newest first. */
export async function ownCases(ports: Ports, cases: OwnCases, by: Requester): Promise<readonly OwnCase[]> {
  const all: OwnCase[] = []
  for (const { number } of await cases.list(by.id, by.agency)) {
    const one = await ownCase(ports, cases, by, number)
    if (one !== undefined) all.push(one)
  }
  return all
}

export interface Own {
  readonly stream: string
  readonly current: Case
}

/** INVARIANT: nothing here leads to a case but this, and the case itself has the last word on whose it is. */
export async function openOwn(ports: Ports, cases: OwnCases, by: Requester, number: string): Promise<Own | undefined> {
  const stream = await cases.find(by.id, by.agency, number)
  if (stream === undefined) return undefined
  const current = await loadCase(ports, stream)
  return current.state.account === by.id ? { stream, current } : undefined
}

function told({ state, events }: Case, ports: Pick<Ports, 'clock' | 'office'>): OwnCase {
  const { number, request, prepared, delivered } = state
  if (request === undefined) throw new Error('a case of an account was received')
  const records = events.map(({ record }) => toCaseEvent(record))
  const sent = records.findLast(isSent)
  return {
    number,
    agency: request.agency,
    receivedAt: request.receivedAt,
    standing: standingOf(state, records, ports),
    filed: {
      sha256: request.artifact.sha256,
      papers: request.instruments.flatMap(({ id, artifact }) => (artifact ? [{ id, sha256: artifact.sha256 }] : [])),
    },
    ...(request.reference === undefined ? {} : { reference: request.reference }),
    programs: request.programs,
    ...(sent === undefined
      ? {}
      : { answer: { at: sent.at, kind: sent.body.letter.kind, letter: sent.body.letter.letter } }),
    ...(prepared === undefined || delivered === undefined
      ? {}
      : {
          package: {
            contentRoot: prepared.contentRoot,
            expiresAt: prepared.expiresAt,
            terms: prepared.terms,
            termsAccepted: state.termsAccepted,
          },
        }),
    // Once we have answered there is nothing to take back; before, what staff do in the case makes no difference.
    mayWithdraw: delivered === undefined && sent === undefined && state.status !== 'withdrawn',
  }
}

export function isSent(event: CaseEvent): event is CaseEvent<'answer.sent'> {
  return event.type === 'answer.sent'
}

/**
 * Until something leaves the office nothing but the calendar and the set time of the answer move this: what staff
 * look up, find or do not find, and how long it takes them, shows nowhere.
 */
function standingOf(
  { status, delivered, collected, request }: CaseState,
  events: readonly CaseEvent[],
  ports: Pick<Ports, 'clock' | 'office'>,
): Standing {
  if (status === 'withdrawn') return 'withdrawn'
  if (delivered !== undefined) {
    if (status === 'destroyed') return 'destroyed'
    if (status === 'acknowledged') return 'acknowledged'
    return collected ? 'taken' : 'ready'
  }
  // They were told that it waited. Why it does so no more is the same to them, whatever it was.
  if (events.some(({ type }) => type === 'package.expired' || type === 'package.taken-back')) return 'gone'
  if (events.some(isSent)) return 'answered'
  const receivedOn = asOfIn(request?.receivedAt ?? '', ports.office.timeZone).slice(0, 10)
  return receivedOn < officeDay(ports) ? 'with-the-office' : 'received'
}

export interface OwnAnswer {
  readonly at: Instant
  readonly document: LetterDocument
  readonly pdf: Uint8Array
}

/** The letter that went out, as it was printed; undefined before it did. */
export async function ownAnswer(
  ports: Ports,
  cases: OwnCases,
  by: Requester,
  number: string,
): Promise<OwnAnswer | undefined> {
  const own = await openOwn(ports, cases, by, number)
  if (own === undefined) return undefined
  const sent = own.current.events.map(({ record }) => toCaseEvent(record)).findLast(isSent)
  const letter = own.current.state.letters.find((one) => one.letter === sent?.body.letter.letter)
  if (sent === undefined || letter === undefined) return undefined
  const [{ document }, pdf] = await Promise.all([letterDocument(ports, letter), letterFile(ports, letter)])
  return { at: sent.at, document, pdf }
}
