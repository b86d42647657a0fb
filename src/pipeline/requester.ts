/**
 * What a requester may do: file, follow without detail, withdraw, and take delivery, each on the cases of their own
 * account and on nothing else.
 *
 * For a case that is somebody else's the answer is the one for a case that there is not, and the same look-up leads to
 * both. What is told of a case follows from what left the office, never from what was found in it.
 */
import type { Actor, Refusal } from '#case/commands.ts'
import type { CaseEvent } from '#case/events.ts'
import type { CaseState } from '#case/state.ts'
import { toHex } from '#formats/bytes.ts'
import { readTar } from '#formats/tar.ts'
import { sha256 } from '#formats/sha256.ts'
import type { LetterDocument } from '#letter/model.ts'
import { refusalOf, type Problem } from '#request/problem.ts'
import { receiveRequest } from '#request/receive.ts'
import type { Day, Instant } from '#vocabulary/time.ts'
import { officeDay } from './law.ts'
import { collect } from './collect.ts'
import { receive, type HandedIn } from './intake.ts'
import { letterDocument, letterFile } from './letters.ts'
import { loadCase, move, toCaseEvent, type Case, type Moved } from './move.ts'
import type { Ports } from './ports.ts'
import { receivingKeys } from './requester-keys.ts'
import type { OwnCases } from './requester-ports.ts'

/** Somebody with an account, as the register has them. */
export interface Requester extends Actor {
  readonly agency: string
  /** Whom they ask for, where the register says it. */
  readonly organization?: string
}

/** So many people one request may ask about that comes through an account; a list takes the strictest path, on paper. */
export const mostPeople = 50
/** So many papers go with it. */
export const mostPapers = 10

export type Filed =
  | { readonly filed: true; readonly number: string; readonly again: boolean }
  | { readonly filed: false; readonly refusal: Refusal }

/**
 * Take in a request that somebody files in their own account. The same file again is the same case.
 *
 * @throws PosternError ERR_INPUT_INVALID, ERR_INPUT_TOO_LARGE, ERR_RECEIVER_KEY naming pointer and mend; nothing was kept
 */
export async function fileRequest(
  ports: Ports,
  by: Requester,
  channel: 'portal' | 'api',
  file: HandedIn,
  papers: readonly HandedIn[],
): Promise<Filed> {
  const [first, ...others] = await problemsOf(ports, by, channel, file, papers)
  if (first !== undefined) throw refusalOf(file.name, [first, ...others])
  const received = await receive(ports, { id: by.id, roles: ['requester'] }, file, papers)
  if (received.received) return { filed: true, number: received.number, again: false }
  if (received.standing !== undefined) return { filed: true, number: received.standing, again: true }
  return { filed: false, refusal: received.refusal }
}

/** What a request may not say that comes through an account, whatever its form. */
async function problemsOf(
  ports: Ports,
  by: Requester,
  channel: string,
  file: HandedIn,
  papers: readonly HandedIn[],
): Promise<Problem[]> {
  const request = receiveRequest(file.name, file.bytes)
  const { requester, people, receiver, instruments } = request
  const own = new Set((await receivingKeys(ports, by.id)).map(({ recipient }) => recipient))
  const named = new Set(instruments.flatMap((paper) => paper.file ?? []))
  return [
    ...when(request.agency !== by.agency, '/agency', 'this account asks another agency', `Write "${by.agency}".`),
    ...when(request.channel !== channel, '/channel', 'this is not the way it came', `Write "${channel}".`),
    ...when(request.form !== 'written', '/form', 'what is filed in an account is written', 'Write "written".'),
    ...when(
      by.organization !== undefined && requester.organization !== by.organization,
      '/requester/organization',
      'this account asks for another organization',
      `Write "${by.organization}".`,
    ),
    ...when(
      people.length > mostPeople,
      '/people',
      `an account asks about ${mostPeople} people at the most in one request`,
      'Name fewer people, or send a longer list to the office in writing.',
    ),
    ...when(
      receiver !== undefined && !own.has(receiver.recipient),
      '/receiver/recipient',
      'this key was not confirmed in this account',
      'Register the key first, and open what is sealed to it.',
    ),
    ...when(
      papers.length > mostPapers,
      '/instruments',
      `${mostPapers} papers go with a request at the most`,
      'Put the pages of one paper into one file.',
    ),
    ...when(
      papers.some(({ name }) => !named.has(name)),
      '/instruments',
      'a file came that the request does not name',
      'Name it as the file of an instrument, or leave it out.',
    ),
  ]
}

function when(wrong: boolean, pointer: string, sentence: string, mend: string): Problem[] {
  return wrong ? [{ pointer, sentence, mend }] : []
}

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
  return found && told(found.current, officeDay(ports))
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

interface Own {
  readonly stream: string
  readonly current: Case
}

/** INVARIANT: nothing here leads to a case but this, and the case itself has the last word on whose it is. */
async function openOwn(ports: Ports, cases: OwnCases, by: Requester, number: string): Promise<Own | undefined> {
  const stream = await cases.find(by.id, by.agency, number)
  if (stream === undefined) return undefined
  const current = await loadCase(ports, stream)
  return current.state.account === by.id ? { stream, current } : undefined
}

function told({ state, events }: Case, today: Day): OwnCase {
  const { number, request, prepared, delivered } = state
  if (request === undefined) throw new Error('a case of an account was received')
  const sent = events.map(({ record }) => toCaseEvent(record)).findLast(isSent)
  return {
    number,
    agency: request.agency,
    receivedAt: request.receivedAt,
    standing: standingOf(state, sent !== undefined, today),
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

function isSent(event: CaseEvent): event is CaseEvent<'answer.sent'> {
  return event.type === 'answer.sent'
}

/**
 * Until something leaves the office nothing but the calendar and the set time of the answer move this: what staff
 * look up, find or do not find, and how long it takes them, shows nowhere.
 */
function standingOf(state: CaseState, answered: boolean, today: Day): Standing {
  const { status, delivered, collected, request } = state
  if (status === 'withdrawn') return 'withdrawn'
  if (delivered !== undefined) {
    if (status === 'destroyed') return 'destroyed'
    if (status === 'acknowledged') return 'acknowledged'
    return collected ? 'taken' : 'ready'
  }
  if (answered) return 'answered'
  return request !== undefined && request.receivedAt.slice(0, 10) < today ? 'with-the-office' : 'received'
}

export type Done = { readonly done: true } | { readonly done: false; readonly reason: 'unknown' } | NotOpen
interface NotOpen {
  readonly done: false
  readonly reason: 'not-open'
  readonly refusal: Refusal
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

/** Take a request back. */
export function withdrawOwn(
  ports: Ports,
  cases: OwnCases,
  by: Requester,
  number: string,
  reason: string,
): Promise<Done> {
  return onOwn(ports, cases, by, number, (stream) => move(ports, by, stream, () => ({ command: 'withdraw', reason })))
}

/** The terms of what was delivered, as they stand in the package; undefined where nothing waits. */
export async function ownTerms(
  ports: Ports,
  cases: OwnCases,
  by: Requester,
  number: string,
): Promise<string | undefined> {
  const own = await openOwn(ports, cases, by, number)
  const prepared = own?.current.events.map(({ record }) => toCaseEvent(record)).findLast(isPrepared)
  if (own?.current.state.delivered === undefined || prepared?.body.copy === undefined) return undefined
  const kept = await ports.papers.open(prepared.body.copy)
  const file = kept && readTar(kept).find(({ name }) => name === 'terms.txt')
  // What is agreed to is what was sealed, and nothing that came to lie in its place.
  if (file === undefined || toHex(sha256(file.bytes)) !== prepared.body.terms) return undefined
  return new TextDecoder().decode(file.bytes)
}

function isPrepared(event: CaseEvent): event is CaseEvent<'release.prepared'> {
  return event.type === 'release.prepared'
}

/** @param terms the hash of the text that they read */
export function acceptTerms(
  ports: Ports,
  cases: OwnCases,
  by: Requester,
  number: string,
  terms: string,
): Promise<Done> {
  return onOwn(ports, cases, by, number, (stream) =>
    move(ports, by, stream, ({ state }) => ({
      command: 'accept-terms',
      contentRoot: state.prepared?.contentRoot ?? '',
      terms,
    })),
  )
}

export type Downloaded =
  | { readonly taken: true; readonly package: Uint8Array; readonly sha256: string }
  | { readonly taken: false; readonly reason: 'unknown' | 'nothing' | 'terms' | 'used' | 'expired' }

/** The sealed package, once, and only after its terms were accepted. Of two who ask at once one gets it. */
export async function download(ports: Ports, cases: OwnCases, by: Requester, number: string): Promise<Downloaded> {
  const own = await openOwn(ports, cases, by, number)
  if (own === undefined) return { taken: false, reason: 'unknown' }
  const { delivered, prepared, termsAccepted, collected } = own.current.state
  if (delivered === undefined || prepared === undefined) return { taken: false, reason: 'nothing' }
  if (collected) return { taken: false, reason: 'used' }
  if (!termsAccepted) return { taken: false, reason: 'terms' }
  const placed = await ports.courier.placed(prepared.contentRoot)
  if (placed === undefined) return { taken: false, reason: 'nothing' }
  const { contentRoot } = prepared
  const got = await collect(ports, contentRoot, placed.pickupCode, (taken) => Promise.resolve(taken.package))
  if (got.collected) return { taken: true, package: got.kept, sha256: got.sha256 }
  return { taken: false, reason: got.reason === 'expired' ? 'expired' : 'used' }
}

/** The code from inside the package: who brings it has opened it. */
export function acknowledgeOwn(
  ports: Ports,
  cases: OwnCases,
  by: Requester,
  number: string,
  code: string,
): Promise<Done> {
  return onOwn(ports, cases, by, number, (stream) =>
    move(ports, by, stream, () => ({ command: 'acknowledge-receipt', code })),
  )
}

export function certifyOwn(
  ports: Ports,
  cases: OwnCases,
  by: Requester,
  number: string,
  certificate: { readonly on: Day; readonly by: string; readonly method: string },
): Promise<Done> {
  return onOwn(ports, cases, by, number, (stream) =>
    move(ports, by, stream, () => ({ command: 'certify-destruction', ...certificate })),
  )
}

async function onOwn(
  ports: Ports,
  cases: OwnCases,
  by: Requester,
  number: string,
  act: (stream: string) => Promise<Moved>,
): Promise<Done> {
  const own = await openOwn(ports, cases, by, number)
  if (own === undefined) return { done: false, reason: 'unknown' }
  const moved = await act(own.stream)
  return moved.moved ? { done: true } : { done: false, reason: 'not-open', refusal: moved.refusal }
}
