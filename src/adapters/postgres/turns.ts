/** Milliseconds of computing between two looks at the network. */
const slice = 1

/**
 * Shares the one thread between computing and the network: whoever has much to compute does it in its turn.
 * Without it, hundreds of appends that are made ready at once would keep the database waiting for its next
 * statement, with the head of the log locked.
 */
export class Turns {
  readonly #waiting: (() => void)[] = []
  /** When the present slice began; undefined between two. */
  #began: number | undefined

  /** Run this now, or when those who came before have had their turns. */
  take<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => {
        try {
          resolve(work())
        } catch (error) {
          reject(error)
        }
      })
      if (this.#waiting.length === 1) this.#run()
    })
  }

  #run(): void {
    if (this.#began === undefined) {
      this.#began = performance.now()
      setImmediate(() => {
        this.#began = undefined
        if (this.#waiting.length > 0) this.#run()
      })
    }
    while (this.#waiting.length > 0 && performance.now() - this.#began < slice) this.#waiting.shift()?.()
  }
}
