/** A scenario (scenario.schema.json): a case file with what the law gives for it, and where a decision differs. */
import type { CaseFile, Decision } from '#vocabulary/case-file.ts'

export interface Scenario {
  readonly scenario: string
  readonly title: string
  readonly caseFile: CaseFile
  readonly expect: {
    readonly disposition: string
    readonly outcomes: readonly {
      readonly subject: string
      readonly program: string
      readonly elements: 'all-asked' | readonly string[]
      readonly outcome: string
      readonly needs?: readonly string[]
      readonly basisAny?: readonly string[]
    }[]
    readonly duties?: readonly string[]
    readonly dutiesNot?: readonly string[]
    readonly missing?: readonly string[]
  }
}

/** What the law gives for a scenario beyond what its schema has room for (law/README.md). */
export interface Also {
  /** By cell, "p1/snap/name": rules that it must cite, all of them. */
  readonly cites?: Readonly<Record<string, readonly string[]>>
  /** By cell: rules that have no part in it. */
  readonly citesNot?: Readonly<Record<string, readonly string[]>>
  /** The days that the case counts to, all of them, each with the rule that sets it. */
  readonly deadlines?: readonly { readonly basis: string; readonly on: string }[]
}

/**
 * What the decision says otherwise than the law gives, in words that a failing test can show; empty where they agree.
 *
 * @param also what stands beside the scenario, where anything does
 */
export function differences({ expect }: Scenario, decision: Decision, also: Also = {}): string[] {
  const named = new Map(
    expect.outcomes.flatMap((wanted) => {
      const asked = decision.cells.filter(
        ({ subject, program }) => subject === wanted.subject && program === wanted.program,
      )
      const elements = wanted.elements === 'all-asked' ? asked.map(({ element }) => element) : wanted.elements
      return elements.map((element) => [cellName({ ...wanted, element }), wanted] as const)
    }),
  )
  const there = new Set(decision.cells.map(cellName))
  return [
    ...(decision.disposition === expect.disposition
      ? []
      : [`disposition is ${decision.disposition}, not ${expect.disposition}`]),
    ...[...named.keys()].filter((name) => !there.has(name)).map((name) => `${name} is no cell`),
    ...decision.cells.flatMap((cell) => {
      const wanted = named.get(cellName(cell))
      const outcome = wanted?.outcome ?? 'deny'
      const needs = wanted?.needs?.toSorted().join() ?? cell.needs.join()
      const ids = wanted?.basisAny
      const isCited = ids?.some((id) => cell.basis.includes(id)) ?? true
      return [
        ...(cell.outcome === outcome ? [] : [`${cellName(cell)} is ${cell.outcome}, not ${outcome}`]),
        ...(cell.needs.join() === needs ? [] : [`${cellName(cell)} needs ${cell.needs.join()}, not ${needs}`]),
        ...(isCited ? [] : [`${cellName(cell)} cites ${cell.basis.join()}, and not ${ids?.join(' or ')}`]),
      ]
    }),
    ...(expect.duties ?? [])
      .filter((duty) => !new Set<string>(decision.duties).has(duty))
      .map((duty) => `${duty} is no duty here`),
    ...decision.duties.filter((duty) => expect.dutiesNot?.includes(duty)).map((duty) => `${duty} is a duty here`),
    ...(expect.missing ?? [])
      .filter((what) => !decision.missing.includes(what))
      .map((what) => `${what} is not missing`),
    ...citedOtherwise(decision, also),
    ...countedOtherwise(decision, also.deadlines),
  ]
}

function citedOtherwise({ cells }: Decision, { cites = {}, citesNot = {} }: Also): string[] {
  const basis = new Map(cells.map((cell) => [cellName(cell), cell.basis]))
  const isCited = (name: string, id: string) => basis.get(name)?.includes(id) ?? false
  return [
    ...pairs(cites).flatMap(([name, id]) => (isCited(name, id) ? [] : [`${name} does not cite ${id}`])),
    ...pairs(citesNot).flatMap(([name, id]) => (isCited(name, id) ? [`${name} cites ${id}`] : [])),
  ]
}

function pairs(by: Readonly<Record<string, readonly string[]>>): (readonly [string, string])[] {
  return Object.entries(by).flatMap(([name, ids]) => ids.map((id) => [name, id] as const))
}

function countedOtherwise({ deadlines }: Decision, days: Also['deadlines']): string[] {
  if (days === undefined || written(days) === written(deadlines)) return []
  return [`the days are ${written(deadlines)}, not ${written(days)}`]
}

function cellName(cell: { readonly subject: string; readonly program: string; readonly element: string }): string {
  return `${cell.subject}/${cell.program}/${cell.element}`
}

function written(days: readonly { readonly basis?: string; readonly on: string }[]): string {
  return days
    .map(({ basis, on }) => `${on} by ${basis ?? 'no rule'}`)
    .toSorted()
    .join(', ')
}
