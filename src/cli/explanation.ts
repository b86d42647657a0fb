/** Every rule that was looked at, cell by cell, in lines that a person can run a finger down. */
import type { ExplainedCell, Look } from '#decision/explain.ts'
import { columns, wrap } from './wrap.ts'

const saidFirst: readonly Look['does'][] = ['opens', 'lacks', 'stopped', 'attaches', 'forbids', 'fails', 'silent']
const indent = 11

/** Cells for which every rule did the same stand together. */
export function explanation(cells: readonly ExplainedCell[]): string {
  const alike = Map.groupBy(cells, ({ subject, program, purposes }) => JSON.stringify([subject, program, purposes]))
  return [...alike.values()].flatMap(block).join('\n')
}

function block(cells: readonly ExplainedCell[]): string[] {
  const [first] = cells
  if (first === undefined) return []
  const heading = `${first.subject} · ${first.program} · ${cells.map(({ element }) => element).join(', ')}`
  const purposes = first.purposes.flatMap(({ purpose, rules }) => [
    `  for ${purpose}`,
    ...saidFirst.flatMap((does) => rules.filter((one) => one.does === does)).flatMap(lines),
  ])
  return [...wrap(heading, columns), ...(purposes.length > 0 ? purposes : ['  no such entry: no rule was asked']), '']
}

function lines({ rule, citation, paper, does, because }: Look): string[] {
  const [cited = citation] = citation.split(';')
  const name = `${rule}${paper === undefined ? '' : ` with ${paper}`}, ${cited}`
  const text = because.length === 0 ? name : `${name}: ${because.join('; ')}`
  return wrap(text, columns - indent).map((line, i) => `  ${(i === 0 ? does : '').padEnd(indent - 2)}${line}`)
}
