/**
 * What a reader can work out of a published table: for each count that is hidden, the least and the most that it can
 * be, given every sum that is shown. A linear program, solved by the simplex method with Bland's rule.
 *
 * The equations are sums, so every pivot is 1 or -1 wherever one table has two directions at most, and the numbers
 * stay whole.
 */
export interface Sum {
  /** Numbers of the hidden counts that are added, and of those that are taken away. */
  readonly plus: readonly number[]
  readonly minus: readonly number[]
  readonly equals: number
}

export interface Bounds {
  readonly low: number
  /** Infinity where nothing limits it. */
  readonly high: number
}

const nearly = 1e-9

/**
 * @param count how many counts are hidden
 * @param least what everybody knows each to be at least
 * @throws Error where the sums contradict each other: then the table was not one
 */
export function boundsOf(count: number, sums: readonly Sum[], least: number): readonly Bounds[] {
  const start = feasible(count, sums, least)
  return Array.from({ length: count }, (_, n) => ({
    low: least + minimum(start, n, 1),
    high: least - minimum(start, n, -1),
  }))
}

interface Tableau {
  /** One row for each equation: coefficients, and the value of the variable that the row stands for at the end. */
  readonly rows: readonly (readonly number[])[]
  readonly basis: readonly number[]
}

/** A corner of what is possible, with every count written as what it has above `least`. */
function feasible(count: number, sums: readonly Sum[], least: number): Tableau {
  const rows = sums.map(({ plus, minus, equals }, at) => {
    const row = Array.from({ length: count + sums.length + 1 }, () => 0)
    const add = (n: number, by: number): void => {
      row[n] = (row[n] ?? 0) + by
    }
    for (const n of plus) add(n, 1)
    for (const n of minus) add(n, -1)
    const rest = equals - least * (plus.length - minus.length)
    row[count + sums.length] = rest
    if (rest < 0) for (let i = 0; i < row.length; i += 1) row[i] = -(row[i] ?? 0)
    row[count + at] = 1
    return row
  })
  const basis = sums.map((_, at) => count + at)
  // Phase one: the helpers that each row began with have to become nothing.
  const cost = Array.from({ length: count + sums.length }, (_, n) => (n < count ? 0 : 1))
  const solved = simplex({ rows, basis }, cost)
  if (value(solved, cost) > 1e-6) throw new Error('the sums of this table contradict each other')
  return withoutHelpers(solved, count)
}

/** Helpers leave the basis where anything can take their place; a row where nothing can says nothing new. */
function withoutHelpers(tableau: Tableau, count: number): Tableau {
  let current = tableau
  for (let at = 0; at < current.basis.length; at += 1) {
    if ((current.basis[at] ?? 0) < count) continue
    const enters = (current.rows[at] ?? []).findIndex((cell, n) => n < count && Math.abs(cell) > nearly)
    if (enters >= 0) current = pivot(current, at, enters)
  }
  const kept = current.basis.flatMap((variable, at) => (variable < count ? [at] : []))
  return {
    basis: kept.map((at) => current.basis[at] ?? 0),
    rows: kept.map((at) => {
      const row = current.rows[at] ?? []
      return [...row.slice(0, count), row.at(-1) ?? 0]
    }),
  }
}

/** The least that sign × this count can be; -Infinity where nothing limits it. */
function minimum(start: Tableau, variable: number, sign: 1 | -1): number {
  const width = (start.rows[0]?.length ?? 1) - 1
  if (variable >= width) return sign === 1 ? 0 : -Infinity
  const cost = Array.from({ length: width }, (_, n) => (n === variable ? sign : 0))
  const solved = simplex(start, cost)
  return solved.unbounded === true ? -Infinity : value(solved, cost)
}

function simplex(start: Tableau, cost: readonly number[]): Tableau & { readonly unbounded?: true } {
  let current = start
  for (;;) {
    const enters = cost.findIndex((own, n) => !current.basis.includes(n) && own - priced(current, cost, n) < -nearly)
    if (enters < 0) return current
    const leaves = leaving(current, enters)
    if (leaves === undefined) return { ...current, unbounded: true }
    current = pivot(current, leaves, enters)
  }
}

function priced({ rows, basis }: Tableau, cost: readonly number[], column: number): number {
  return rows.reduce((sum, row, at) => sum + (cost[basis[at] ?? -1] ?? 0) * (row[column] ?? 0), 0)
}

/** The row that limits first; of several, the one of the lowest variable, so that nothing goes round in circles. */
function leaving({ rows, basis }: Tableau, enters: number): number | undefined {
  let best: { readonly at: number; readonly ratio: number } | undefined
  for (const [at, row] of rows.entries()) {
    const by = row[enters] ?? 0
    if (by <= nearly) continue
    const ratio = (row.at(-1) ?? 0) / by
    const isFirst = best === undefined || ratio < best.ratio - nearly
    const isTie = best !== undefined && Math.abs(ratio - best.ratio) <= nearly
    if (isFirst || (isTie && (basis[at] ?? 0) < (basis[best?.at ?? 0] ?? 0))) best = { at, ratio }
  }
  return best?.at
}

function pivot({ rows, basis }: Tableau, leaves: number, enters: number): Tableau {
  const by = rows[leaves]?.[enters] ?? 1
  const own = (rows[leaves] ?? []).map((cell) => cell / by)
  return {
    basis: basis.map((variable, at) => (at === leaves ? enters : variable)),
    rows: rows.map((row, at) => {
      if (at === leaves) return own
      const times = row[enters] ?? 0
      return times === 0 ? row : row.map((cell, n) => cell - times * (own[n] ?? 0))
    }),
  }
}

function value({ rows, basis }: Tableau, cost: readonly number[]): number {
  return rows.reduce((sum, row, at) => sum + (cost[basis[at] ?? -1] ?? 0) * (row.at(-1) ?? 0), 0)
}
