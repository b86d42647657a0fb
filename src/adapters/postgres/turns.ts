/** Milliseconds of computing between two looks at the network. */
const slice = 1

/**
 * Shares the one thread between computing and the network: whoever has much to compute asks for a turn
 * before each piece. Without it, hundreds of appends that are made ready at once would keep the database
 * waiting for its next statement, with the head of the log locked.
 */
export class Turns {
  #began: number | undefined

  async mine(): Promise<void> {
    for (;;) {
      const now = performance.now()
      if (this.#began === undefined) {
        this.#began = now
        setImmediate(() => (this.#began = undefined))
        return
      }
      if (now - this.#began < slice) return
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}
