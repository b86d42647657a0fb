/** Where two decisions of one case differ. */
export interface CellVerdict {
  readonly outcome: string
  readonly needs: readonly string[]
}

export interface CellDifference {
  readonly subject: string
  readonly program: string
  readonly element: string
  /** Undefined where there is no such cell. */
  readonly was: CellVerdict | undefined
  readonly wouldBe: CellVerdict | undefined
}

export interface Differences {
  readonly cells: readonly CellDifference[]
  /** What else is not the same: "duties", "missing", "deadlines", "disposition", "basis". */
  readonly others: readonly string[]
  /** Cells that come out alike and say why in other words. */
  readonly reworded: number
}

/** A decision as it was written down somewhere: its form is known, and of its words nothing. */
export interface WrittenDecision {
  readonly disposition: string
  readonly cells: readonly WrittenCell[]
  readonly duties: readonly string[]
  readonly missing: readonly string[]
  readonly deadlines: readonly { readonly what: string; readonly on: string }[]
}

/** As decision.schema.json has it. */
export interface RecordedDecision extends WrittenDecision {
  readonly case: string
  readonly rules: { readonly digest: string; readonly version?: string; readonly confirmed?: unknown }
}

interface WrittenCell {
  readonly subject: string
  readonly program: string
  readonly element: string
  readonly outcome: string
  readonly needs: readonly string[]
  readonly basis: readonly string[]
  readonly why: string
}

/** Both sides as they would be read aloud; the order of lists that are sets says nothing. */
export function differencesOf(was: WrittenDecision, wouldBe: WrittenDecision): Differences {
  const before = byName(was)
  const after = byName(wouldBe)
  const cells: CellDifference[] = []
  let reworded = 0
  let otherBasis = false
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const a = before.get(name)
    const b = after.get(name)
    const either = a ?? b
    if (either === undefined) continue
    if (a?.outcome !== b?.outcome || asSet(a?.needs) !== asSet(b?.needs)) {
      const { subject, program, element } = either
      cells.push({ subject, program, element, was: verdictOf(a), wouldBe: verdictOf(b) })
    } else {
      if (asSet(a?.basis) !== asSet(b?.basis)) otherBasis = true
      if (a?.why !== b?.why) reworded += 1
    }
  }
  const others = [
    ...(was.disposition === wouldBe.disposition ? [] : ['disposition']),
    ...(asSet(was.duties) === asSet(wouldBe.duties) ? [] : ['duties']),
    ...(asSet(was.missing) === asSet(wouldBe.missing) ? [] : ['missing']),
    ...(asSet(days(was)) === asSet(days(wouldBe)) ? [] : ['deadlines']),
    ...(otherBasis ? ['basis'] : []),
  ]
  return { cells, others, reworded }
}

function byName({ cells }: WrittenDecision): Map<string, WrittenCell> {
  return new Map(cells.map((cell) => [`${cell.subject} ${cell.program} ${cell.element}`, cell]))
}

function verdictOf(cell: WrittenCell | undefined): CellVerdict | undefined {
  return cell && { outcome: cell.outcome, needs: cell.needs }
}

function days({ deadlines }: WrittenDecision): string[] {
  return deadlines.map(({ what, on }) => `${on} ${what}`)
}

function asSet(list: readonly string[] = []): string {
  return JSON.stringify(list.toSorted())
}
