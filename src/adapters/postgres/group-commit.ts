/**
 * Appends that wait in one process go into one transaction together, because a flush of the disk costs
 * the same for one event as for hundreds. While one transaction is on its way the next one gathers.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { PosternError } from '#errors.ts'
import type { Appended } from '#log/ledger.ts'
import { withClient } from './client.ts'
import { commit, whatBecameOf, type Ready, type Verdict } from './commit.ts'
import { isConnectionLoss, toPosternError } from './connect.ts'

interface Waiting {
  readonly ready: Ready
  readonly settle: (verdict: Verdict) => void
  readonly fail: (error: unknown) => void
}

/** One transaction takes no more than this, so that no append waits for megabytes of others. */
const mostAppends = 512
const mostBytes = 8 * 2 ** 20

/** Longest pause between two attempts to reach the database, in milliseconds. */
const longestPause = 500

export class GroupCommit {
  readonly #pool: pg.Pool
  readonly #patience: number
  #waiting: Waiting[] = []
  #running: Promise<void> | undefined

  /** @param patience milliseconds for which a lost database is waited for */
  constructor(pool: pg.Pool, patience: number) {
    this.#pool = pool
    this.#patience = patience
  }

  append(ready: Ready): Promise<Verdict> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ ready, settle, fail })
      this.#running ??= this.#run()
    })
  }

  /** Returns when nothing waits any more. */
  async drain(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#commit(this.#take())
    this.#running = undefined
  }

  #take(): Waiting[] {
    let count = 0
    for (let bytes = 0; count < Math.min(this.#waiting.length, mostAppends) && bytes < mostBytes; count++) {
      for (const { envelope } of this.#waiting[count]?.ready.rows ?? []) bytes += envelope.length
    }
    return this.#waiting.splice(0, count)
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const verdicts = await this.#attempt(batch.map(({ ready }) => ready))
      for (const [i, { settle, fail }] of batch.entries()) {
        const verdict = verdicts[i]
        if (verdict === undefined) fail(new Error('an append has no verdict'))
        else settle(verdict)
      }
    } catch (error) {
      const [only] = batch
      if (batch.length === 1 || error instanceof PosternError) {
        for (const { fail } of batch) fail(toPosternError(error))
        if (only === undefined) throw error
        return
      }
      // The database refused something in here. Alone, each one answers for itself.
      for (const one of batch) await this.#commit([one])
    }
  }

  /** Commit, through losses of the connection, until the outcome of each append is certain. */
  async #attempt(batch: readonly Ready[]): Promise<Verdict[]> {
    const deadline = Date.now() + this.#patience
    let doubtful = false
    for (let pause = 10; ; pause = Math.min(2 * pause, longestPause)) {
      try {
        const known = doubtful ? await withClient(this.#pool, (client) => whatBecameOf(client, batch)) : []
        doubtful = false
        const missing = batch.filter((_, i) => known[i] === undefined)
        if (missing.length === 0) return merge(batch, known, [])
        const verdicts = await withClient(this.#pool, (client) => {
          doubtful = true
          return commit(client, missing)
        })
        return merge(batch, known, verdicts)
      } catch (error) {
        if (!isConnectionLoss(error)) throw toPosternError(error)
        if (Date.now() + pause > deadline) throw unavailable(error, doubtful)
      }
      await sleep(pause)
    }
  }
}

function merge(
  batch: readonly Ready[],
  known: readonly (readonly Appended[] | undefined)[],
  verdicts: readonly Verdict[],
): Verdict[] {
  const rest = verdicts.values()
  return batch.map((_, i) => {
    const events = known[i]
    if (events !== undefined) return { outcome: 'appended', events }
    const { value } = rest.next()
    if (value === undefined) throw new Error('an append has no verdict')
    return value
  })
}

function unavailable(cause: unknown, doubtful: boolean): PosternError {
  return new PosternError(
    'ERR_LOG_UNAVAILABLE',
    'the log cannot be written, because the database does not answer',
    { outcome: doubtful ? 'unknown' : 'not-stored' },
    {
      cause,
      mend: doubtful
        ? 'Check that the database runs; then look at the case before trying again, for this may have been stored.'
        : 'Check that the database runs, then try again; nothing was stored.',
    },
  )
}
