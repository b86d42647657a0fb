import { noPaper } from '#decision/papers.ts'
import type { FactName, FactValue } from '#vocabulary/facts.ts'

/** What every fact about a paper is where there is none. */
export const withoutPaper: Readonly<Partial<Record<FactName, FactValue>>> = noPaper
