/**
 * Public figures: when a month has closed it is counted from the log, made safe, and what may be seen is written into
 * the log. From then on the public is shown that, and it changes no more, whatever is forgotten later.
 *
 * The exact counts are kept nowhere.
 */
import { isPosternError } from '#errors.ts'
import { suppress, threshold, type Shown } from '#report/suppress.ts'
import { tableOf, tabulate } from '#report/tabulate.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'
import { officeStream } from '#vocabulary/office.ts'
import type { Instant } from '#vocabulary/time.ts'
import { asOfIn } from './as-of.ts'
import { appendToOffice } from './office-append.ts'
import type { Ports } from './ports.ts'

export interface FigureEventShapes {
  'figures.published': {
    /** Such as 2026-10, by the calendar of the office. */
    readonly month: string
    /** "measure/agency", "measure/*" and "ground/rule"; null for what is hidden. */
    readonly shown: Readonly<Record<string, Shown>>
    /** Counts from 1 up to below this were hidden, and more beside them. */
    readonly threshold: number
    /** The published log that they can be counted from again; null where none was published yet. */
    readonly checkpoint: { readonly size: number; readonly root: string } | null
  }
}

export type PublishedMonth = FigureEventShapes['figures.published'] & { readonly at: Instant }

interface FigurePorts extends Pick<Ports, 'ledger' | 'clock'> {
  readonly office: Pick<Ports['office'], 'timeZone'>
  readonly log: Pick<Ports['log'], 'published'>
}

const scheduler = { id: 'system:figures', roles: ['system'] } as const

/** Every month that was published, the newest first. */
export async function publishedFigures({ ledger }: Pick<Ports, 'ledger'>): Promise<readonly PublishedMonth[]> {
  return monthsIn((await ledger.load(officeStream)).map(({ record }) => record))
}

function monthsIn(records: readonly EventRecord[]): PublishedMonth[] {
  return records
    .filter(isFigures)
    .map(({ body: { month, shown, threshold: from, checkpoint }, at }) => ({
      month,
      shown,
      threshold: from,
      checkpoint,
      at,
    }))
    .toSorted((a, b) => (a.month < b.month ? 1 : -1))
}

interface FiguresEvent {
  readonly type: 'figures.published'
  readonly at: Instant
  readonly body: FigureEventShapes['figures.published']
}

/** INVARIANT: only `publishFigures` writes events of this type, so their bodies are of this shape. */
function isFigures(record: EventRecord): record is EventRecord & FiguresEvent {
  return record.type === 'figures.published'
}

/**
 * Publish every month that has closed and was not published yet. Nothing is read where there is none.
 *
 * @returns the months
 * @throws what the ledger throws
 */
export async function publishFigures(ports: FigurePorts): Promise<readonly string[]> {
  const monthOf = monthsOf(ports)
  const closed = monthBefore(monthOf(ports.clock.now()))
  const [newest] = await publishedFigures(ports)
  if (newest !== undefined && newest.month >= closed) return []
  const streams = await everything(ports)
  const beginnings = streams.flatMap(([first]) => (first === undefined ? [] : [monthOf(first.at)])).toSorted()
  const from = newest === undefined ? beginnings[0] : monthAfter(newest.month)
  if (from === undefined) return []
  const done: string[] = []
  for (let month = from; month <= closed; month = monthAfter(month)) {
    const body = {
      month,
      shown: shownOf(streams, month, monthOf),
      threshold,
      checkpoint: (await ports.log.published()) ?? null,
    }
    const refused = await appendToOffice(ports, scheduler, (events) =>
      monthsIn(events.map(({ record }) => record)).some((one) => one.month === month)
        ? { code: 'figures-published', words: 'this month was published already' }
        : { type: 'figures.published', body },
    )
    if (refused === undefined) done.push(month)
  }
  return done
}

export interface Recount {
  readonly month: string
  /** Names of counts that come out differently now, or are not on both sides. */
  readonly differs: readonly string[]
}

/**
 * Count every published month again and compare. What was forgotten since is not there to be counted, so an old month
 * may differ by it; each forgetting stands in the log.
 *
 * @throws what the ledger throws
 */
export async function recountFigures(ports: FigurePorts): Promise<readonly Recount[]> {
  const months = await publishedFigures(ports)
  if (months.length === 0) return []
  const streams = await everything(ports)
  return months.map(({ month, shown }) => {
    const again = shownOf(streams, month, monthsOf(ports))
    const names = new Set([...Object.keys(shown), ...Object.keys(again)])
    return { month, differs: [...names].filter((name) => shown[name] !== again[name]).toSorted() }
  })
}

/** What may be seen of a month. */
function shownOf(
  streams: readonly (readonly EventRecord[])[],
  month: string,
  monthOf: (instant: Instant) => string,
): Readonly<Record<string, Shown>> {
  const agencies = [...new Set(streams.flatMap((stream) => agenciesIn(stream, month, monthOf)))].toSorted()
  return suppress(tableOf(tabulate(streams, agencies, month, monthOf)))
}

/** Whose stream it is, where it had begun by the end of this month. */
function agenciesIn([first]: readonly EventRecord[], month: string, monthOf: (at: Instant) => string): string[] {
  if (first === undefined || monthOf(first.at) > month) return []
  const { agency } = Object(first.body)
  return typeof agency === 'string' ? [agency] : []
}

/** Every case and every act of a person; what was forgotten whole is not there any more. */
async function everything({ ledger }: FigurePorts): Promise<readonly (readonly EventRecord[])[]> {
  const acts = await ledger.streamsWith('person.acted', Number.MAX_SAFE_INTEGER)
  const found: EventRecord[][] = []
  for (const stream of [...(await ledger.streams()), ...acts]) {
    const events = await ledger.load(stream).catch((error: unknown) => {
      if (isPosternError(error, 'ERR_CASE_UNKNOWN')) return []
      throw error
    })
    found.push(events.map(({ record }) => record))
  }
  return found
}

function monthsOf({ office }: FigurePorts): (instant: Instant) => string {
  return (instant) => asOfIn(instant, office.timeZone).slice(0, 7)
}

function monthBefore(month: string): string {
  return shifted(month, -1)
}

function monthAfter(month: string): string {
  return shifted(month, 1)
}

function shifted(month: string, by: number): string {
  const [year = '', number = ''] = month.split('-')
  return new Date(Date.UTC(Number(year), Number(number) - 1 + by, 1)).toISOString().slice(0, 7)
}
