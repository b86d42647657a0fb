/** COPY … FROM STDIN through node-postgres, which speaks the protocol and has no call for it. */
import type { Client, Submittable } from 'pg'

/** What of node-postgres' connection is needed here; its types leave these out. */
interface CopyConnection {
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sync(): void
}

function isCopyConnection(connection: object): connection is CopyConnection {
  return ['query', 'sendCopyFromChunk', 'endCopyFrom'].every((call) => call in connection)
}

/** The messages that the client passes on to whatever query is running. */
class CopyIn implements Submittable {
  readonly #statement: string
  readonly #rows: Buffer
  readonly #settle: (error?: Error) => void

  constructor(statement: string, rows: Buffer, settle: (error?: Error) => void) {
    this.#statement = statement
    this.#rows = rows
    this.#settle = settle
  }

  submit(connection: object): void {
    if (!isCopyConnection(connection)) throw new TypeError('this version of node-postgres cannot copy')
    connection.query(this.#statement)
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(this.#rows)
    connection.endCopyFrom()
  }

  handleCommandComplete(): void {}

  /** The client forgets whoever was told of an error: nothing comes after it. */
  handleError(error: Error): void {
    this.#settle(error)
  }

  handleReadyForQuery(): void {
    this.#settle()
  }
}

/**
 * Append rows in PostgreSQL's text form (tab between fields, line feed after each row, see {@link copyRow}).
 *
 * @param target a table with its columns, quoted by the caller
 */
export function copyInto(client: Client, target: string, rows: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error) => (error === undefined ? resolve() : reject(error))
    client.query(new CopyIn(`COPY ${target} FROM STDIN`, Buffer.from(rows), settle))
  })
}

export type CopyValue = string | number | boolean | null | undefined

/** One row in the text form; null and undefined are NULL. */
export function copyRow(values: readonly CopyValue[]): string {
  let row = ''
  // An index and no iterator: this runs for every row of a caseload.
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]
    const text =
      value === null || value === undefined ? '\\N' : typeof value === 'string' ? escaped(value) : String(value)
    row += at === 0 ? text : `\t${text}`
  }
  return `${row}\n`
}

const special = /[\\\t\n\r]/
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function escaped(text: string): string {
  return special.test(text) ? text.replaceAll(/[\\\t\n\r]/g, (one) => escapes[one] ?? one) : text
}
