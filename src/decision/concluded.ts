import type { CaseFile } from '#vocabulary/case-file.ts'
import type { DecidedCell } from './decide-cell.ts'

/** A case file after its cells are decided. */
export interface Concluded {
  readonly file: CaseFile
  readonly cells: readonly DecidedCell[]
}
