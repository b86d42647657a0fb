/** What no query reaches: the worksheets that a decision calls for, given out empty, handed back filled, and kept. */
import { beforePreparing } from '#case/answer.ts'
import type { Actor, Context, Reason, Refusal } from '#case/commands.ts'
import { closedTo } from '#case/decide-command.ts'
import type { CaseState, FilledWorksheet } from '#case/state.ts'
import { PosternError } from '#errors.ts'
import { toHex } from '#formats/bytes.ts'
import { parseSourceKey } from '#formats/source-key.ts'
import { sha256 } from '#formats/sha256.ts'
import type { SourceRow } from '#release/compile.ts'
import { plan } from '#release/plan.ts'
import { blankSheet, handedBack, sheetRows, worksheets, type SheetProblem, type Worksheet } from '#release/worksheet.ts'
import { requestOf, sourceOf } from './determine.ts'
import { matchedPeople } from './matched-people.ts'
import { move, type Moved } from './move.ts'
import type { Ports } from './ports.ts'
import { standingDecision } from './standing-decision.ts'

export interface CalledFor {
  readonly sheet: Worksheet
  /** Undefined until somebody has handed it back. */
  readonly filled: FilledWorksheet | undefined
}

/**
 * The worksheets that the standing decision calls for; none where nothing is decided or everything can be queried.
 *
 * @throws PosternError ERR_SOURCE_MAPPING where no source is configured, ERR_SOURCE where somebody's record is another
 *   agency's
 */
export function calledFor(ports: Pick<Ports, 'sources'>, state: CaseState): readonly CalledFor[] {
  if (state.decision === undefined) return []
  const { mapping } = sourceOf(ports, requestOf(state).agency)
  if (mapping.worksheet === undefined) return []
  const of = { caseNumber: state.number, decision: state.decision.decision }
  const decision = standingDecision(state)
  const people = matchedPeople(state)
  // Members of a class are nobody whom somebody could look up one by one.
  const alone = new Set(people.map(({ ref }) => ref))
  const cells = decision.cells.filter(({ subject }) => alone.has(subject))
  return worksheets(plan({ ...decision, cells }, people, mapping), of).map((sheet) => ({
    sheet,
    filled: Object.hasOwn(state.worksheets, sheet.name) ? state.worksheets[sheet.name] : undefined,
  }))
}

/** A reason for each worksheet that the decision calls for and nobody has handed back. */
export function worksheetsMissing(ports: Pick<Ports, 'sources'>, state: CaseState): Reason[] {
  return calledFor(ports, state).flatMap(({ sheet: { name }, filled }) => (filled === undefined ? [missing(name)] : []))
}

function missing(name: string): Reason {
  const words = `what leaves also stands where no query reaches: take the worksheet ${name}, fill it in and hand it back`
  return { code: 'worksheet-missing', words }
}

/**
 * Why no worksheet is given out or taken now. Nothing is looked up on paper for a case for which nothing would be read
 * from the source.
 */
export function notToBeFilled(state: CaseState, context: Context): Refusal | undefined {
  const closed = closedTo(state, 'fill-worksheet', context)
  if (closed !== undefined) return closed
  const reasons = beforePreparing(state, context.now)
  return reasons.length > 0 ? { move: 'fill-worksheet', reasons } : undefined
}

export interface EmptySheet {
  /** `MA-DTA-2026-7K3Q9F2M.snap.csv` */
  readonly file: string
  readonly bytes: Uint8Array
}

/** The sheet as a worker takes it away: whose it is stands there as p1, and nothing about anybody. */
export function emptySheet({ number }: Pick<CaseState, 'number'>, { sheet }: Pick<CalledFor, 'sheet'>): EmptySheet {
  return { file: `${number}.${sheet.name}.csv`, bytes: blankSheet(sheet) }
}

/** The numbers under which the agency's own records hold this person, so that the right paper is taken from the shelf. */
export function recordOf({ people }: Pick<CaseState, 'people'>, ref: string): readonly string[] {
  const match = Object.hasOwn(people, ref) ? people[ref]?.match : undefined
  if (match?.match !== 'one') return []
  return (parseSourceKey(match.key).keys['person'] ?? []).map(({ value }) => value)
}

/**
 * Take a filled worksheet: all of it or nothing. It is kept as a paper is, in our own form, and its hash stands in the
 * log. Every problem of it is a reason, by row and column and without a value.
 *
 * @throws PosternError as {@link calledFor}, what keeping a paper throws, what the ledger throws: nothing was recorded
 */
export async function fillWorksheet(ports: Ports, actor: Actor, stream: string, bytes: Uint8Array): Promise<Moved> {
  const kept: string[] = []
  try {
    const moved = await move(ports, actor, stream, async ({ state }) => {
      const early = notToBeFilled(state, { now: ports.clock.now(), actor })
      if (early !== undefined) return { refusal: early }
      const sheets = calledFor(ports, state).map(({ sheet }) => sheet)
      if (sheets.length === 0) return refusedFor([noneCalledFor])
      const handed = handedBack(sheets, bytes)
      if (!handed.taken) return refusedFor(handed.problems.map(asReason))
      const { sheet, csv, sha256: hash, rows } = handed
      const key = await ports.papers.keep(csv)
      kept.push(key)
      const decision = state.decision?.decision ?? ''
      return { command: 'fill-worksheet', decision, sheet: sheet.name, key, sha256: hash, rows }
    })
    const recorded = moved.moved ? Object.values(moved.state.worksheets).map(({ key }) => key) : []
    await destroyBut(ports, kept, recorded)
    return moved
  } catch (error) {
    await destroyBut(ports, kept, [])
    throw error
  }
}

async function destroyBut({ papers }: Pick<Ports, 'papers'>, keys: readonly string[], recorded: readonly string[]) {
  for (const key of keys) if (!recorded.includes(key)) await papers.destroy(key)
}

const noneCalledFor: Reason = {
  code: 'worksheet-not-called-for',
  words: 'everything that this decision releases can be read from the source: there is no worksheet to fill in',
}

function refusedFor(reasons: readonly Reason[]): { readonly refusal: Refusal } {
  return { refusal: { move: 'fill-worksheet', reasons } }
}

function asReason({ code, row, column, words }: SheetProblem): Reason {
  const where = [row === undefined ? [] : [`row ${row}`], column === undefined ? [] : [`column ${column}`]].flat()
  return { code, words: where.length === 0 ? words : `${where.join(', ')}: ${words}` }
}

/**
 * What was filled in, as rows of the source; none where the decision calls for no worksheet. They are checked once more
 * against the worksheets of now, since the mapping may have changed since they were taken.
 *
 * @throws PosternError ERR_LOG_INCONSISTENT where what is kept is not what the log says was handed in
 */
export async function filledRows(
  ports: Pick<Ports, 'sources' | 'papers'>,
  state: CaseState,
): Promise<{ readonly rows: readonly SourceRow[] } | { readonly reasons: readonly Reason[] }> {
  const rows: SourceRow[] = []
  const reasons: Reason[] = []
  const people = matchedPeople(state)
  for (const { sheet, filled } of calledFor(ports, state)) {
    const csv = filled && (await keptSheet(ports, state, filled))
    if (csv === undefined) reasons.push(missing(sheet.name))
    else if (!handedBack([sheet], csv).taken) reasons.push(otherColumns(sheet.name))
    else rows.push(...sheetRows(sheet, csv, people))
  }
  return reasons.length > 0 ? { reasons } : { rows }
}

function otherColumns(name: string): Reason {
  const words = `the worksheet ${name} does not fit the mapping of the source any more: take a new one and fill that in`
  return { code: 'worksheet-missing', words }
}

async function keptSheet(
  { papers }: Pick<Ports, 'papers'>,
  { number }: CaseState,
  { key, sha256: hash }: FilledWorksheet,
): Promise<Uint8Array> {
  const csv = await papers.open(key)
  if (csv !== undefined && toHex(sha256(csv)) === hash) return csv
  throw new PosternError(
    'ERR_LOG_INCONSISTENT',
    'The worksheet that is kept is not the one that was handed in.',
    { case: number },
    { mend: 'Nothing was prepared: open an incident, and hand the worksheet in again once it is closed.' },
  )
}
