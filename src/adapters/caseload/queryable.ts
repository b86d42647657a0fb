/** Where the statements of this folder run, and how their rows are read. */
import { formatError } from '#formats/bytes.ts'
import { list, type Shape } from '#formats/shape.ts'

/**
 * A pool of PostgreSQL's, or another engine that understands the same texts (adapters/drop has DuckDB understand
 * them), so that one agency's records are read by one statement whatever holds them.
 */
export interface Queryable {
  /** Values are parameters. */
  query(text: string, values: (string | readonly string[])[]): Promise<{ readonly rows: readonly unknown[] }>
}

/** The rows of a statement, each of this shape. @throws PosternError ERR_FORMAT, and as the source does */
export async function rowsOf<T>(
  source: Queryable,
  row: Shape<T>,
  text: string,
  values: (string | readonly string[])[],
): Promise<T[]> {
  const { rows } = await source.query(text, values)
  return rows.filter((one): one is T => row(one, '/row'))
}

export const sourceText: Shape<string> = (value, at): value is string => {
  if (typeof value === 'string') return true
  throw formatError(`${at} must be a text`, { pointer: at })
}

export const textOrNull: Shape<string | null> = (value, at): value is string | null =>
  value === null || sourceText(value, at)

export const fieldTexts: Shape<readonly (string | null)[]> = list(textOrNull, 0, 1000)
