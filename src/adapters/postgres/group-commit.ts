/**
 * Appends that wait in one process go into one transaction together, because a flush of the disk costs
 * the same for one event as for hundreds. While one transaction is on its way the next one gathers.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import { isPosternError, PosternError } from '#errors.ts'
import { commit, commitAt, type Committed, type Head, type Verdict } from './commit.ts'
import { isConnectionLoss, isUndoneForAnother, toPosternError } from './connect.ts'
import type { Ready } from './ready.ts'

interface Waiting {
  readonly ready: Ready
  readonly settle: (verdict: Verdict) => void
  readonly fail: (error: unknown) => void
  /** It was sent, and the connection was lost before an answer came: it stands, or does not, or may yet. */
  lost: boolean
}

/** One transaction takes no more than this, so that no append waits for megabytes of others. */
const mostAppends = 512
const mostBytes = 8 * 2 ** 20

/** Longest pause between two attempts to reach the database, in milliseconds. */
const longestPause = 500

export class GroupCommit {
  readonly #pool: Pool
  readonly #patience: number
  readonly #longestAnswer: number
  #waiting: Waiting[] = []
  #lastTaken = 0
  /** Kept from one transaction to the next: to ask the pool anew would put the next one behind all that is being made ready. */
  #writer: PoolClient | undefined
  #running: Promise<void> | undefined
  /** Where the last transaction left the log. */
  #left: Head | undefined
  /** Whether it had found the log where the one before left it: then nobody else is appending. */
  #alone = false

  /**
   * @param patience milliseconds for which a lost database is waited for
   * @param longestAnswer milliseconds after which a database that has not answered counts as lost
   */
  constructor(pool: Pool, patience: number, longestAnswer: number) {
    this.#pool = pool
    this.#patience = patience
    this.#longestAnswer = longestAnswer
  }

  append(ready: Ready): Promise<Verdict> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ ready, settle, fail, lost: false })
      this.#running ??= this.#run()
    })
  }

  /** Wait until nothing waits any more, and give the connection back. */
  async close(): Promise<void> {
    await this.#running
    const writer = this.#writer
    this.#writer = undefined
    writer?.release()
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#commit(this.#take())
    this.#running = undefined
  }

  /**
   * Half of those who are about: the others' answers are then on their way, and make their next append
   * ready, while the database works on this half. Taking all would leave one of the two idle at any time.
   */
  #take(): Waiting[] {
    const half = Math.ceil((this.#waiting.length + this.#lastTaken) / 2)
    let count = 0
    for (let bytes = 0; count < Math.min(this.#waiting.length, half, mostAppends) && bytes < mostBytes; count++) {
      for (const { envelope } of this.#waiting[count]?.ready.rows ?? []) bytes += envelope.length
    }
    this.#lastTaken = count
    return this.#waiting.splice(0, count)
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const verdicts = await this.#attempt(batch)
      for (const [i, { settle }] of batch.entries()) {
        const verdict = verdicts[i]
        if (verdict !== undefined) settle(verdict)
      }
    } catch (error) {
      if (batch.length === 1 || error instanceof PosternError) {
        for (const { fail, lost } of batch) fail(failure(error, lost))
        return
      }
      // The database refused something in here. Alone, each one answers for itself.
      for (const one of batch) await this.#commit([one])
    }
  }

  /** Commit, through losses of the connection and deadlocks, until it is certain what was stored. */
  async #attempt(batch: readonly Waiting[]): Promise<readonly Verdict[]> {
    const deadline = Date.now() + this.#patience
    for (let pause = 10; ; pause = Math.min(2 * pause, longestPause)) {
      let unanswered = false
      try {
        return await this.#write((client) => this.#once(client, batch, (sent) => (unanswered = sent)))
      } catch (error) {
        const late = Date.now() + pause > deadline
        if (!isConnectionLoss(error)) {
          if (late || !isUndoneForAnother(error)) throw toPosternError(error)
        } else {
          if (unanswered) for (const one of batch) one.lost = true
          if (late) throw unavailable(error, isLost(batch))
        }
      }
      await sleep(pause)
    }
  }

  /** One transaction: all at once as long as nobody else appends, otherwise with a look at the log first. */
  async #once(
    client: PoolClient,
    batch: readonly Waiting[],
    unanswered: (sent: boolean) => void,
  ): Promise<readonly Verdict[]> {
    const left = this.#left
    const lost = isLost(batch)
    const ready = batch.map((one) => one.ready)
    let done: Committed | undefined
    if (left !== undefined && this.#alone && !lost) {
      done = await commitAt(client, left, ready, () => unanswered(true))
      unanswered(false)
    }
    done ??= await commit(client, ready, lost, () => unanswered(true))
    this.#alone = done.found === left?.tree.size
    this.#left = done.left
    return done.verdicts
  }

  async #write<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = (this.#writer ??= await this.#connect())
    // A primary with no second machine left to write to keeps us waiting for good, and all who wait behind us.
    const late = setTimeout(() => client.connection.stream.destroy(), this.#longestAnswer)
    try {
      return await work(client)
    } catch (error) {
      // Nobody knows what state it is in.
      this.#drop(client)
      throw error
    } finally {
      clearTimeout(late)
    }
  }

  async #connect(): Promise<PoolClient> {
    const client = await this.#pool.connect()
    // One that breaks while nothing is sent is gone at once: whatever comes next was certainly not sent over it.
    client.once('end', () => this.#drop(client))
    return client
  }

  #drop(client: PoolClient): void {
    if (this.#writer !== client) return
    this.#writer = undefined
    this.#left = undefined
    client.release(true)
  }
}

function isLost(batch: readonly Waiting[]): boolean {
  return batch.some(({ lost }) => lost)
}

/** What was lost before it failed may stand all the same. */
function failure(error: unknown, lost: boolean): unknown {
  return lost && !isPosternError(error, 'ERR_LOG_UNAVAILABLE') ? unavailable(error, true) : toPosternError(error)
}

function unavailable(cause: unknown, doubtful: boolean): PosternError {
  const known = toPosternError(cause)
  const why = isPosternError(known, 'ERR_DATABASE_UNAVAILABLE') ? known.message : 'the database does not answer'
  return new PosternError(
    'ERR_LOG_UNAVAILABLE',
    `the log cannot be written, because ${why}`,
    { outcome: doubtful ? 'unknown' : 'not-stored' },
    {
      cause,
      mend: doubtful
        ? 'Check that the database runs; then look at the case before trying again, for this may have been stored.'
        : 'Check that the database runs and that DATABASE_URL leads to its primary, then try again; nothing was stored.',
    },
  )
}
