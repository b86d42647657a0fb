/**
 * Statements that were written for PostgreSQL, as DuckDB understands them: what DuckDB lacks becomes a macro, and the
 * few words that it reads otherwise are replaced. Both engines then run one statement with one plan, and a test
 * compares what they give, byte for byte.
 *
 * Loaded tables make the rest simple (load.ts): decimals are held as the text that PostgreSQL prints, so they need no
 * cast; texts are compared as bytes, as under COLLATE "C"; the session is in UTC.
 */
import type { DuckDBConnection } from '@duckdb/node-api'

/** Quoted names and texts pass as they stand; quoteText writes a backslash only where it also writes E. */
const words =
  / COLLATE "C"|E?'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|::numeric\b|= ANY \((\$\d+::\w+\[\])\)|unnest\((\$\d+::\w+\[\]), (\$\d+::\w+\[\])\)/g

export function inDuckDb(text: string): string {
  return text.replaceAll(words, (found: string, any?: string, first?: string, second?: string) => {
    if (found === ' COLLATE "C"' || found === '::numeric') return ''
    // A list is searched for each row; rows are joined.
    if (any !== undefined) return `IN (SELECT unnest(${any}))`
    // DuckDB unnests two lists side by side in a select list alone.
    return first === undefined ? found : `(SELECT unnest(${first}), unnest(${second}))`
  })
}

/** The bytes that COPY … TO STDOUT writes otherwise in a text than they stand, the backslash first, and how. */
export const escapes = [
  [92, '\\\\'],
  [8, '\\b'],
  [9, '\\t'],
  [10, '\\n'],
  [11, '\\v'],
  [12, '\\f'],
  [13, '\\r'],
] as const
const escaped = escapes.reduce((inner, [code, text]) => `replace(${inner}, chr(${code}), '${text}')`, 'written')

const macros = [
  `to_char(moment, form) AS CASE form WHEN 'YYYY-MM-DD' THEN strftime(moment, '%Y-%m-%d') ELSE strftime(moment, '%Y-%m-%dT%H:%M:%SZ') END`,
  `to_date(written, form) AS CAST(CASE form WHEN 'YYYYMMDD' THEN strptime(written, '%Y%m%d') ELSE strptime(written, '%m/%d/%Y') END AS DATE)`,
  `encode(bytes, form) AS to_base64(bytes)`,
  // PostgreSQL's trims spaces alone, DuckDB's whatever Unicode calls one.
  `trim(written) AS regexp_replace(written, '^ +| +$', '', 'g')`,
  // True of a text that COPY … TO STDOUT writes as it stands.
  `as_it_stands(written) AS regexp_full_match(written, '[^\\\\\\x08-\\x0D]*')`,
  // As COPY … TO STDOUT writes a value, and \N where there is none.
  `copied(written) AS CASE WHEN written IS NULL THEN '\\N' WHEN as_it_stands(written) THEN written ELSE ${escaped} END`,
  // NFKD comes as a name, and is the only form that is asked for.
  `normalize(written, form) AS CASE WHEN regexp_full_match(written, '[\\x00-\\x7F]*') THEN written ELSE postern_nfkd(written) END`,
]

/** What an engine needs to run such statements, on every connection of it. */
export async function prepareDialect(connection: DuckDBConnection): Promise<void> {
  const { DuckDBScalarFunction, VARCHAR } = await import('@duckdb/node-api')
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'postern_nfkd',
      parameterTypes: [VARCHAR],
      returnType: VARCHAR,
      mainFunction: (_, input, output) => {
        const written = input.getColumnVector(0)
        for (let row = 0; row < input.rowCount; row += 1) {
          const one = written.getItem(row)
          output.setItem(row, typeof one === 'string' ? one.normalize('NFKD') : null)
        }
        output.flush()
      },
    }),
  )
  for (const macro of macros) await connection.run(`CREATE MACRO ${macro}`)
}
