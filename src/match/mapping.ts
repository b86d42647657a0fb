/**
 * How one agency's system holds what the contract has words for. Written by the agency as a YAML file
 * (caseload/*.mapping.yaml), read and checked by `adapters/caseload/mapping.ts`; another agency's system
 * needs another file and no code.
 *
 * Names of tables and columns are the source's own, as PostgreSQL stores them. They are checked when the
 * file is read and quoted wherever they enter SQL.
 */
import { PosternError } from '#errors.ts'
import type { Condition, SourceField, SourceKeyType } from '#formats/sql.ts'

export interface SourceMapping {
  readonly agency: string
  /** The PostgreSQL schema that holds the tables named here. */
  readonly schema: string
  /** True where nobody in the source is real; stands in every export. */
  readonly synthetic: boolean
  readonly access: SourceAccess
  /** What leads to rows: `person` always, and others such as household or case, each found from the person. */
  readonly keys: { readonly [key: string]: KeyMapping }
  /** Name of the key that people of one household share. */
  readonly household?: string
  readonly programs: ProgramsMapping
  /** Marker of the contract → the rows that say so. `minor` is computed from the date of birth. */
  readonly markers: { readonly [marker: string]: RowsMapping }
  readonly elements: { readonly [element: string]: ElementMapping }
  /** Elements that no query reaches, such as paper files: a worker fills them in. None of them is in `elements`. */
  readonly worksheet?: { readonly [element: string]: WorksheetElement }
}

/**
 * `role`: the source is ours to alter, so each release gets database roles of its own.
 * `views`: it is not; the database administrator grants `role` one view per element in `schema` beforehand.
 * `drop`: the agency lays files down (src/adapters/drop); each release runs where nothing but its own rows is.
 */
export type SourceAccess =
  | { readonly mode: 'role' }
  | { readonly mode: 'views'; readonly schema: string; readonly role: string }
  | { readonly mode: 'drop' }

export interface KeyMapping {
  readonly table: string
  /** Column of `table` that holds the person's key. */
  readonly person: string
  /** Column of `table` that holds this key; the same column for the key `person`. */
  readonly column: string
  readonly type: SourceKeyType
  /** Column of `table` that says for which program, where this key differs from program to program. */
  readonly program?: string
}

/** Rows about a person: those of `table` whose column `by` holds the person's `key`, and all of `where`. */
export interface RowsMapping {
  readonly table: string
  readonly key: string
  readonly by: string
  readonly where?: readonly Condition[]
}

export interface ProgramsMapping extends RowsMapping {
  /** Column with the source's program code. */
  readonly program: string
  /** Source's code → program of the contract. Codes not listed are programs that Postern does not know. */
  readonly codes: { readonly [code: string]: string }
  readonly role: { readonly column: string; readonly codes: { readonly [code: string]: SubjectRole } }
}

export type SubjectRole = 'applicant' | 'recipient' | 'former-recipient' | 'non-applicant'

export interface ElementMapping extends RowsMapping {
  /** `one`: at most one row for each person and program. `many`: any number. */
  readonly rows: 'one' | 'many'
  /** Programs for which it is kept; without the list, every program. */
  readonly programs?: readonly string[]
  /** Column with the source's program code, where rows belong to one program. */
  readonly program?: string
  readonly fields: readonly SourceField[]
  /** Read instead of the rows above for a participant of an address confidentiality program. Same fields. */
  readonly substitute?: RowsMapping & { readonly fields: readonly SourceField[] }
}

/** An element that is filled in by hand. It has no table: nothing is ever queried for it. */
export interface WorksheetElement {
  readonly rows: 'one' | 'many'
  /** Programs for which it is kept; without the list, every program. */
  readonly programs?: readonly string[]
  readonly fields: readonly WorksheetField[]
}

export type WorksheetField = Pick<SourceField, 'name' | 'type'>

/** A key by its name. @throws PosternError ERR_SOURCE_MAPPING where the mapping has none of that name */
export function keyOf({ keys }: SourceMapping, name: string): KeyMapping {
  const key = Object.hasOwn(keys, name) ? keys[name] : undefined
  if (key === undefined) throw new PosternError('ERR_SOURCE_MAPPING', 'the mapping has no such key', { key: name })
  return key
}

/** The key that is a person's own. @throws PosternError ERR_SOURCE_MAPPING where nothing leads to a person */
export function personKeyOf({ keys }: SourceMapping): KeyMapping {
  const { person } = keys
  if (person === undefined) throw new PosternError('ERR_SOURCE_MAPPING', 'the mapping has no key of a person', {})
  return person
}
