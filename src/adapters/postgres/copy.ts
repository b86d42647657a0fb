/** COPY in both directions as streams: node-postgres speaks the protocol and has no call for it. Memory stays bounded. */
import { Readable, type Writable } from 'node:stream'
import type { ClientBase, Submittable } from 'pg'

/** What of node-postgres' connection is needed here; its types leave these out. */
interface CopyConnection {
  readonly stream: Readable & Writable
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(message: string): void
}

function isCopyConnection(connection: object): connection is CopyConnection {
  return ['query', 'sendCopyFromChunk', 'endCopyFrom', 'sendCopyFail'].every((call) => call in connection)
}

function asCopyConnection(connection: object): CopyConnection {
  if (isCopyConnection(connection)) return connection
  throw new TypeError('this version of node-postgres cannot copy')
}

/** Rows as they come; the server is told to wait while nobody reads. */
class CopyOut implements Submittable {
  readonly rows: Readable
  readonly #statement: string
  #socket: Readable | undefined
  #error: Error | undefined

  constructor(statement: string) {
    this.#statement = statement
    this.rows = new Readable({
      read: () => void this.#socket?.resume(),
      // Who stops reading leaves the connection to run dry by itself.
      destroy: (error, done) => {
        this.#socket?.resume()
        done(error)
      },
    })
  }

  submit(connection: object): void {
    const copying = asCopyConnection(connection)
    this.#socket = copying.stream
    copying.query(this.#statement)
  }

  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    // The chunk is a view of a buffer that the driver uses again.
    if (!this.rows.destroyed && !this.rows.push(Buffer.from(chunk))) this.#socket?.pause()
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.#error = error
    this.#socket?.resume()
    // No `ready` comes from a connection that is gone.
    this.rows.destroy(error)
  }

  handleReadyForQuery(): void {
    if (this.#error === undefined) this.rows.push(null)
  }
}

/**
 * What a `COPY … TO STDOUT` gives. The connection takes no other statement until all is read.
 *
 * @throws while it is read, what the server says
 */
export function copyOut(client: ClientBase, statement: string): AsyncIterable<Uint8Array> {
  const query = new CopyOut(statement)
  client.query(query)
  return query.rows
}

/** Sends what a source gives, and waits while the server is behind. */
class CopyIn implements Submittable {
  readonly #statement: string
  readonly #source: AsyncIterable<Uint8Array>
  readonly #settle: (error?: unknown) => void
  #failure: { readonly error: unknown } | undefined

  constructor(statement: string, source: AsyncIterable<Uint8Array>, settle: (error?: unknown) => void) {
    this.#statement = statement
    this.#source = source
    this.#settle = settle
  }

  submit(connection: object): void {
    asCopyConnection(connection).query(this.#statement)
  }

  handleCopyInResponse(connection: CopyConnection): void {
    void this.#send(connection)
  }

  async #send(connection: CopyConnection): Promise<void> {
    try {
      for await (const chunk of this.#source) {
        // The server has refused a row already; `ready` follows.
        if (this.#failure !== undefined) return
        connection.sendCopyFromChunk(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length))
        if (connection.stream.writableNeedDrain) await drained(connection.stream)
      }
      if (this.#failure === undefined) connection.endCopyFrom()
    } catch (error) {
      // The server's own word for it, that the copy was stopped, comes second and says less.
      this.#failure ??= { error }
      connection.sendCopyFail('the source of the rows failed')
    }
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.#failure ??= { error }
    // Where the connection is gone no `ready` comes; a promise that is settled twice minds nothing.
    this.#settle(this.#failure.error)
  }

  handleReadyForQuery(): void {
    this.#settle(this.#failure?.error)
  }
}

/** Or gone: the next query says so. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    stream.on('drain', done)
    stream.on('close', done)
  })
}

/**
 * Run a `COPY … FROM STDIN` with what the source gives.
 *
 * @throws what the source throws, or what the server says; the transaction is then lost
 */
export function copyIn(client: ClientBase, statement: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new CopyIn(statement, source, (error) => (error === undefined ? resolve() : reject(error))))
  })
}
