/** What a requester does with a case of theirs: take it back, and take delivery. */
import type { Refusal } from '#case/commands.ts'
import type { CaseEvent } from '#case/events.ts'
import type { Taken } from '#delivery/courier.ts'
import { toHex } from '#formats/bytes.ts'
import { readTar } from '#formats/tar.ts'
import { sha256 } from '#formats/sha256.ts'
import type { Day } from '#vocabulary/time.ts'
import { collect } from './collect.ts'
import { move, toCaseEvent, type Moved } from './move.ts'
import { openOwn, ownCase } from './own-case.ts'
import type { Ports } from './ports.ts'
import type { Requester } from './requester.ts'
import type { OwnCases } from './requester-ports.ts'

export type Done = { readonly done: true } | { readonly done: false; readonly reason: 'unknown' } | NotOpen
interface NotOpen {
  readonly done: false
  readonly reason: 'not-open'
  readonly refusal: Refusal
}

/**
 * Take a request back, as long as nothing was answered. What staff have recorded meanwhile opens it to nobody and closes
 * it to nobody.
 */
export async function withdrawOwn(
  ports: Ports,
  cases: OwnCases,
  by: Requester,
  number: string,
  reason: string,
): Promise<Done> {
  const own = await ownCase(ports, cases, by, number)
  if (own?.mayWithdraw === false) return { done: false, reason: 'not-open', refusal: over }
  return onOwn(ports, cases, by, number, (stream) => move(ports, by, stream, () => ({ command: 'withdraw', reason })))
}

const over: Refusal = {
  move: 'withdraw',
  reasons: [{ code: 'not-open', words: 'there is nothing to take back any more' }],
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
  | { readonly taken: true; readonly package: Taken }
  | { readonly taken: false; readonly reason: 'unknown' | 'nothing' | 'terms' | 'used' | 'gone' }

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
  const got = await collect(ports, contentRoot, placed.pickupCode, (taken) => Promise.resolve(taken))
  if (got.collected) return { taken: true, package: got.kept }
  return { taken: false, reason: got.reason === 'gone' ? 'gone' : 'used' }
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
