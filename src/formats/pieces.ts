/**
 * Names of the tables of a bulk release and of the pieces they are cut into.
 *
 *     data/<program>.csv                     one row for each person
 *     data/<program>.<element>.csv           many rows for one element, numbered in a column "row"
 *     data/<program>.csv.00001.age           the first piece of such a table, sealed
 *
 * The pieces of a table, opened and joined in the order of their numbers, are one CSV file (see csv.ts); the
 * header stands in the first piece only. Each piece is whole records, and may be no record at all.
 */
import { formatError } from './bytes.ts'

/** A package holds no more sealed files than this, `payload.age` among them. */
export const mostSealed = 4096

/** The sealed file with the manifest, the terms and whatever else is small: the first one of every package. */
export const payloadName = 'payload.age'

/** So that 4,096 names fit into a statement and a proof, and each into an archive. */
const longestTable = 70

const TABLE = /^data\/([a-z][a-z0-9-]*)(?:\.([a-z][a-z0-9-]*))?\.csv$/
const PIECE = /^(data\/[a-z0-9.-]+\.csv)\.([0-9]{5})\.age$/

export interface TableName {
  readonly program: string
  /** For a table of many rows of one element. */
  readonly element: string | undefined
}

/** What a table's name says; undefined for a name that no table has. */
export function tableOf(name: string): TableName | undefined {
  const [, program, element] = TABLE.exec(name) ?? []
  return program === undefined || name.length > longestTable ? undefined : { program, element }
}

/**
 * The name of a sealed piece.
 *
 * @param number from 1
 * @throws PosternError ERR_FORMAT for a table or a number that has no such name
 */
export function pieceName(table: string, number: number): string {
  if (tableOf(table) === undefined || !Number.isInteger(number) || number < 1 || number >= mostSealed) {
    throw formatError('this is not the name of a table and the number of a piece of it', { table, number })
  }
  return `${table}.${String(number).padStart(5, '0')}.age`
}

/**
 * The sealed files of a package, in its order: the payload, then each table's pieces from 1 on, tables by name.
 *
 * @throws PosternError ERR_FORMAT as {@link pieceName}
 */
export function sealedNames(tables: readonly { readonly name: string; readonly pieces: number }[]): string[] {
  return [
    payloadName,
    ...tables.flatMap(({ name, pieces }) => Array.from({ length: pieces }, (_, at) => pieceName(name, at + 1))),
  ]
}

/**
 * Where the first name stands that {@link sealedNames} would not have written there; -1 where there is none.
 */
export function misplaced(names: readonly string[]): number {
  if (names[0] !== payloadName) return 0
  let table = ''
  let number = 0
  for (const [at, name] of names.entries()) {
    if (at === 0) continue
    const [, of, digits] = PIECE.exec(name) ?? []
    if (of === undefined || tableOf(of) === undefined || of < table) return at
    number = of === table ? number + 1 : 1
    table = of
    if (Number(digits) !== number) return at
  }
  return -1
}
