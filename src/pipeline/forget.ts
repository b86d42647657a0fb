/** Forget the cases that need not be kept any longer, and what people did for themselves that has ended as long ago. */
import { addYears, retentionOf, type Retention, type Vault } from '#accounting/retention.ts'
import type { CaseEvent, LetterFiles } from '#case/events.ts'
import type { Courier } from '#delivery/courier.ts'
import { isPosternError } from '#errors.ts'
import type { Ledger } from '#log/ledger.ts'
import type { Instant } from '#vocabulary/time.ts'
import { forgetActs } from './forget-acts.ts'
import { toCaseEvent } from './move.ts'
import type { PaperStore, Shelf } from './ports.ts'
import { copyIndex } from './content.ts'
import { shelfKeys } from './shelved.ts'

export interface Forgetting {
  /** Ids of two people who signed for it. */
  readonly by: readonly [string, string]
  readonly at: Instant
  /** For how long a closed case is kept. */
  readonly years: number
}

export interface CaseToForget {
  readonly stream: string
  readonly number: string
}

export type Kept = Retention | { readonly state: 'moved-meanwhile' }

export interface Forgotten {
  readonly forgotten: readonly CaseToForget[]
  readonly kept: readonly (CaseToForget & { readonly why: Kept })[]
  /** So many acts of people; none where cases were named. */
  readonly acts: number
  /** What was done so that nothing of it can be read again; none where there was nothing to clean. */
  readonly scrubbed: Awaited<ReturnType<Vault['scrub']>> | undefined
}

interface Keeping {
  readonly ledger: Pick<Ledger, 'load' | 'matchesOf'>
  readonly vault: Vault
  readonly papers: Pick<PaperStore, 'open' | 'destroy'>
  readonly shelf: Pick<Shelf, 'remove'>
  readonly courier: Pick<Courier, 'clear'>
}

function copiesOf({ pdf, source }: Partial<LetterFiles>): (string | undefined)[] {
  return [pdf?.copy, source?.copy]
}

/** Papers, letters and copies that the case keeps, by their keys, and what was ever sealed for it. */
function filesOf(events: readonly CaseEvent[]) {
  const keys: (string | undefined)[] = []
  const indexes: (string | undefined)[] = []
  const contentRoots: string[] = []
  const shelved: string[] = []
  for (const event of events) {
    if (event.type === 'request.received') {
      keys.push(
        event.body.artifact.copy,
        event.body.letter?.copy,
        ...event.body.instruments.map(({ artifact }) => artifact?.copy),
      )
    }
    if (event.type === 'instrument.read' || event.type === 'order.read') keys.push(event.body.artifact?.copy)
    if (event.type === 'members.listed') keys.push(event.body.list)
    if (event.type === 'answer.sent') keys.push(...copiesOf(event.body.letter))
    if (event.type === 'letter.made') {
      for (const files of [event.body, ...Object.values(event.people)]) keys.push(...copiesOf(files ?? {}))
    }
    if (event.type === 'worksheet.filled') keys.push(event.body.key)
    if (event.type === 'release.prepared') {
      if (event.body.bulk === undefined) keys.push(event.body.copy)
      else indexes.push(event.body.copy)
      contentRoots.push(event.body.contentRoot)
      shelved.push(...shelfKeys(event.body))
    }
  }
  return { keys: known(keys), indexes: known(indexes), contentRoots, shelved }
}

function known(keys: readonly (string | undefined)[]): string[] {
  return keys.filter((key) => key !== undefined)
}

/**
 * Forget each of these cases whose last day has passed and which nothing holds.
 *
 * What the case's own events say decides, and not a table that somebody may have changed. A hold that is
 * set at the same moment wins.
 *
 * @param cases undefined for all that are old enough
 * @throws PosternError ERR_INPUT_INVALID where one person signed twice; what the ledger throws
 */
export async function forget(
  { ledger, vault, papers, shelf, courier }: Keeping,
  { by, at, years }: Forgetting,
  cases?: readonly CaseToForget[],
): Promise<Forgotten> {
  const today = at.slice(0, 10)
  const forgotten: CaseToForget[] = []
  const kept: (CaseToForget & { why: Kept })[] = []
  for (const one of cases ?? (await vault.closedBefore(addYears(today, -years)))) {
    const events = await ledger.load(one.stream).catch((error: unknown) => {
      // Somebody else forgot it since the list was made.
      if (isPosternError(error, 'ERR_CASE_UNKNOWN')) return []
      throw error
    })
    if (events.length === 0) continue
    const retention = retentionOf(
      events.map(({ record }) => record),
      years,
    )
    if (retention.state !== 'closed' || retention.until >= today) {
      kept.push({ ...one, why: retention })
      continue
    }
    const order = { stream: one.stream, n: events.length, by, at, until: retention.until }
    if ((await vault.destroy(order)) === 'destroyed') {
      forgotten.push(one)
      // Nobody can open these any more, and nothing says whose they were. Their number and size would.
      const { keys, indexes, contentRoots, shelved } = filesOf(events.map(({ record }) => toCaseEvent(record)))
      for (const key of keys) await papers.destroy(key)
      for (const index of indexes) await destroyCopies(papers, index)
      for (const key of shelved) await shelf.remove(key)
      for (const contentRoot of contentRoots) await courier.clear(contentRoot)
    } else kept.push({ ...one, why: { state: 'moved-meanwhile' } })
  }
  const acts = cases === undefined ? await forgetActs({ ledger, vault }, { by, at, years }) : 0
  const scrubbed = (await vault.unscrubbed()) ? await vault.scrub(by[0], at) : undefined
  return { forgotten, kept, acts, scrubbed }
}

/** The pieces of a release of listed members are found by their index, which goes last. */
async function destroyCopies(papers: Keeping['papers'], index: string): Promise<void> {
  const kept = await papers.open(index)
  if (kept !== undefined) {
    const { payload, pieces } = copyIndex(kept)
    for (const key of [payload, ...pieces.map(({ copy }) => copy)]) await papers.destroy(key)
  }
  await papers.destroy(index)
}
