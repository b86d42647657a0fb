/** A decision as a table: who, what, whether and why. */
import type { CaseFile } from '#vocabulary/case-file.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { columns, labeled, wrap } from './wrap.ts'

export interface ShownCell {
  readonly subject: string
  readonly program: string
  readonly element: string
  readonly outcome: string
  readonly needs: readonly string[]
  readonly basis: readonly string[]
  readonly why: string
}

export interface ShownDecision {
  readonly case: CaseFile['case']
  readonly disposition: string
  readonly cells: readonly ShownCell[]
  readonly duties: readonly string[]
  readonly missing: readonly string[]
  readonly deadlines: readonly { readonly on: string; readonly what: string; readonly basis?: string }[]
  readonly rules: { readonly digest: string }
}

/** Cells that came out alike, for the same reason, stand together. */
export function decisionTable(decision: ShownDecision): string {
  const dispositions: Readonly<Record<string, string>> = vocabulary.dispositions
  const blocks = Map.groupBy(decision.cells, ({ subject, program }) => `${subject} · ${program}`)
  return [
    `${decision.case}: ${decision.disposition.toUpperCase()}`,
    `  ${dispositions[decision.disposition] ?? ''}.`,
    ...[...blocks].flatMap(([heading, cells]) => ['', heading, ...alike(cells).flatMap(rows)]),
    '',
    ...labeled('Duties:', decision.duties.join(', '), 11),
    ...(decision.missing.length > 0 ? labeled('Missing:', decision.missing.join(', '), 11) : []),
    ...decision.deadlines.map(
      ({ on, what, basis }) => `Deadline:  ${on}  ${what}${basis === undefined ? '' : ` [${basis}]`}`,
    ),
    `Rule set:  ${decision.rules.digest}`,
    '',
  ].join('\n')
}

function alike(cells: readonly ShownCell[]): ShownCell[][] {
  return [
    ...Map.groupBy(cells, ({ outcome, needs, basis, why }) => JSON.stringify([outcome, needs, basis, why])).values(),
  ]
}

function rows(cells: readonly ShownCell[]): string[] {
  const [first] = cells
  if (first === undefined) return []
  const indent = ' '.repeat(11)
  const width = columns - indent.length
  return [
    ...wrap(cells.map(({ element }) => element).join(', '), width).map(
      (line, i) => `  ${(i === 0 ? first.outcome.toUpperCase() : '').padEnd(9)}${line}`,
    ),
    ...wrap(first.why, width).map((line) => indent + line),
    ...(first.needs.length > 0 ? [`${indent}needs: ${first.needs.join(', ')}`] : []),
    `${indent}by:    ${first.basis.join(', ')}`,
  ]
}
