/** How cases that come out differently are shown, and how far one has come with them. */
import type { CellDifference, CellVerdict } from '#decision/differences.ts'

export function cellRow({ subject, program, element, was, wouldBe }: CellDifference, indent = ''): string[] {
  return [`${indent}${subject} · ${program} · ${element}`, verdictWords(was), verdictWords(wouldBe)]
}

function verdictWords(verdict: CellVerdict | undefined): string {
  if (verdict === undefined) return 'no such cell'
  return verdict.needs.length === 0 ? verdict.outcome : `${verdict.outcome}: ${verdict.needs.join(', ')}`
}

const otherWords: Readonly<Record<string, string>> = { basis: 'rules cited', missing: 'contents asked for' }

export function othersWords(others: readonly string[]): string {
  return others.map((other) => otherWords[other] ?? other).join(', ')
}

/** Nothing for the first second. */
export function bar(progress: (line: string) => void, now: () => number = () => performance.now()) {
  const start = now()
  return (done: number, of: number): void => {
    if (now() - start < 1000) return
    const wide = 24
    const full = Math.round((done / of) * wide)
    progress(`[${'#'.repeat(full)}${'-'.repeat(wide - full)}] ${done} of ${of} cases`)
  }
}
