/** COPY … TO STDOUT through node-postgres, which speaks the protocol and has no call for it. */
import type { Readable } from 'node:stream'
import type { ClientBase, Submittable } from 'pg'
import type { TakeRows } from '#release/bulk/compile.ts'

interface CopyOutConnection {
  readonly stream: Pick<Readable, 'pause' | 'resume'>
  query(text: string): void
}

function canQuery(connection: object): connection is CopyOutConnection {
  return 'query' in connection
}

/** The messages that the client passes on to whatever query is running. */
class CopyOut implements Submittable {
  readonly #statement: string
  readonly #take: TakeRows
  readonly #settle: (error?: unknown) => void
  #error: unknown
  /** How many of what was given to `take` it still works on. */
  #waiting = 0
  #ended = false

  constructor(statement: string, take: TakeRows, settle: (error?: unknown) => void) {
    this.#statement = statement
    this.#take = take
    this.#settle = settle
  }

  submit(connection: object): void {
    if (!canQuery(connection)) throw new TypeError('this version of node-postgres cannot copy')
    connection.query(this.#statement)
  }

  handleCopyData({ chunk }: { readonly chunk: Uint8Array }, connection: CopyOutConnection): void {
    // The rest is read and thrown away, so that the connection can be used again.
    if (this.#error !== undefined) return
    try {
      const working = this.#take(chunk)
      if (working !== undefined) void this.#wait(working, connection)
    } catch (error) {
      this.#error = error
    }
  }

  /** What has arrived with the row still comes; the rest stays with the source. */
  async #wait(working: Promise<void>, { stream }: CopyOutConnection): Promise<void> {
    this.#waiting += 1
    stream.pause()
    try {
      await working
    } catch (error) {
      this.#error ??= error
    }
    this.#waiting -= 1
    if (this.#waiting > 0) return
    stream.resume()
    if (this.#ended) this.#settle(this.#error)
  }

  handleCommandComplete(): void {}

  /** The client forgets whoever was told of an error: nothing comes after it. */
  handleError(error: Error): void {
    this.#settle(this.#error ?? error)
  }

  handleReadyForQuery(): void {
    this.#ended = true
    if (this.#waiting === 0) this.#settle(this.#error)
  }
}

/**
 * The rows of a query in PostgreSQL's text form: tabs between fields, a line feed after each row, `\N` for NULL.
 * Nothing is buffered: while `take` works, the source waits.
 *
 * @param query a SELECT without parameters
 * @param take given whole rows; what it throws is thrown here, once the source has come to its end
 */
export function copyFrom(client: ClientBase, query: string, take: TakeRows): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: unknown) => {
      if (error === undefined) resolve()
      else reject(error)
    }
    client.query(new CopyOut(`COPY (${query}) TO STDOUT`, take, settle))
  })
}
