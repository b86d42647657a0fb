/** COPY … TO STDOUT through node-postgres, which speaks the protocol and has no call for it. */
import type { ClientBase, Submittable } from 'pg'

interface CopyOutConnection {
  query(text: string): void
}

function canQuery(connection: object): connection is CopyOutConnection {
  return 'query' in connection
}

/** The messages that the client passes on to whatever query is running. */
class CopyOut implements Submittable {
  readonly #statement: string
  readonly #take: (rows: Uint8Array) => void
  readonly #settle: (error?: unknown) => void
  #error: unknown

  constructor(statement: string, take: (rows: Uint8Array) => void, settle: (error?: unknown) => void) {
    this.#statement = statement
    this.#take = take
    this.#settle = settle
  }

  submit(connection: object): void {
    if (!canQuery(connection)) throw new TypeError('this version of node-postgres cannot copy')
    connection.query(this.#statement)
  }

  handleCopyData({ chunk }: { readonly chunk: Uint8Array }): void {
    // The rest is read and thrown away, so that the connection can be used again.
    if (this.#error !== undefined) return
    try {
      this.#take(chunk)
    } catch (error) {
      this.#error = error
    }
  }

  handleCommandComplete(): void {}

  /** The client forgets whoever was told of an error: nothing comes after it. */
  handleError(error: Error): void {
    this.#settle(this.#error ?? error)
  }

  handleReadyForQuery(): void {
    this.#settle(this.#error)
  }
}

/**
 * The rows of a query in PostgreSQL's text form: tabs between fields, a line feed after each row, `\N` for NULL.
 * Nothing is buffered: while `take` runs, the source waits.
 *
 * @param query a SELECT without parameters
 * @param take given whole rows; what it throws is thrown here, once the source has come to its end
 */
export function copyFrom(client: ClientBase, query: string, take: (rows: Uint8Array) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: unknown) => {
      if (error === undefined) resolve()
      else reject(error)
    }
    client.query(new CopyOut(`COPY (${query}) TO STDOUT`, take, settle))
  })
}
