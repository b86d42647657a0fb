/** Types of the release plan; the function follows. */
import type { ReleasedCell } from '#formats/manifest.ts'
import type { SourceField, SourceKeyType } from '#formats/sql.ts'
import type { Condition, SourceAccess } from '#match/mapping.ts'

/** A person of the case, matched to one record of the source. */
export interface PlanPerson {
  readonly ref: string
  readonly sourceKey: string
  readonly markers: readonly string[]
}

export interface ReleasePlan {
  readonly agency: string
  readonly schema: string
  readonly access: SourceAccess
  readonly lines: readonly PlanLine[]
  /** Cells that the decision releases and this source does not hold (such as the disclosure history, which is ours). */
  readonly unmapped: readonly ReleasedCell[]
}

/** One element of one program: where it stands, and the people for whom it may be read. */
export interface PlanLine {
  readonly program: string
  readonly element: string
  /** True where the rows are those kept for participants of an address confidentiality program. */
  readonly substitute: boolean
  readonly table: string
  /** The key column must be seen beside the fields, to say whose row it is. */
  readonly by: { readonly column: string; readonly type: SourceKeyType }
  readonly conditions: readonly Condition[]
  readonly fields: readonly SourceField[]
  readonly people: readonly { readonly ref: string; readonly key: string }[]
}
