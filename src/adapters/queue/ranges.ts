/**
 * The queue of ranges, in PostgreSQL, by pg-boss: who works on which range at this moment.
 *
 * Trust: low. What stands here is ids and numbers; who can write here can have ranges read again, or left lying.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Job, JobWithMetadata, PgBoss } from 'pg-boss'

/** One range of one preparation of one case. */
interface QueuedRange {
  readonly stream: string
  readonly preparation: string
  /** Counted from 0. */
  readonly range: number
}

/** How {@link RangeQueue.work} goes on after a range. */
type Outcome = 'done' | { readonly givenUp: string }

interface Work {
  /** What it throws puts the range back, to be tried again a bounded number of times. */
  readonly on: (range: QueuedRange, lane: number) => Promise<Outcome>
  /** Nothing is to be done; asked again and again. */
  readonly idle: (lane: number) => Promise<void>
  /** The code of a failure, which stays with the range; nothing else of it does. */
  readonly codeOf: (error: unknown) => string
  /** Told of what the queue itself fails with; it goes on. */
  readonly failed: (error: unknown) => void
  /** How many ranges at once. */
  readonly lanes: number
  readonly signal: AbortSignal
}

interface Database {
  /** As somebody who may use the queue and change none of its tables. */
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
}

const queue = 'bulk-range'
/** Between two looks at an empty queue, and two looks for ranges whose worker is gone; milliseconds. */
const [pause, watch] = [500, 2000]
/** Well below the ten seconds after which a range is taken from a worker that says nothing. */
const beat = 3000

/** @param database migrated; nothing is asked of it before the queue is used */
export function rangeQueue(database: Database) {
  let opened: Promise<PgBoss> | undefined
  const boss = (): Promise<PgBoss> => {
    opened ??= open(database).catch((error: unknown) => {
      opened = undefined
      throw error
    })
    return opened
  }
  return {
    /** Ranges that wait or are worked on stay as they are. */
    send: async ({ stream, preparation }: Omit<QueuedRange, 'range'>, ranges: readonly number[]): Promise<void> => {
      const jobs = ranges.map((range) => ({
        data: { stream, preparation, range },
        singletonKey: `${preparation}/${range}`,
      }))
      if (jobs.length > 0) await (await boss()).insert(queue, jobs)
    },

    /** How many ranges of a preparation wait or are worked on, and what came of those that were given up. */
    standing: async (preparation: string) => {
      const jobs = await (await boss()).findJobs<QueuedRange>(queue, { data: { preparation } })
      // A range that was queued again after it was given up counts as it stands now.
      const last = new Map<number, JobWithMetadata<QueuedRange>>()
      for (const job of jobs.toSorted((a, b) => Number(a.createdOn) - Number(b.createdOn)))
        last.set(job.data.range, job)
      const count = (...states: string[]): number =>
        [...last.values()].filter(({ state }) => states.includes(state)).length
      const givenUp = [...last].flatMap(([range, { state, output }]) => {
        const code = codeIn(output)
        return state === 'failed' || (state === 'completed' && code !== undefined)
          ? [{ range, code: code ?? 'stopped' }]
          : []
      })
      return { waiting: count('created', 'retry'), working: count('active'), givenUp }
    },

    /** Take ranges until the signal; whoever is at one then comes to its end. */
    work: async (work: Work): Promise<void> => {
      const { signal, lanes } = work
      // Once for each time that it goes away, however often it is asked.
      let away = false
      const lost = (error: unknown): void => {
        if (!away) work.failed(error)
        away = true
      }
      const rest = (ms: number): Promise<void> => sleep(ms, undefined, { signal }).catch(() => {})
      const watching = async (): Promise<void> => {
        while (!signal.aborted) {
          await boss()
            .then((one) => one.supervise(queue))
            .then(() => void (away = false))
            .catch(lost)
          await rest(watch)
        }
      }
      const lane = async (index: number): Promise<void> => {
        while (!signal.aborted) {
          const job = await boss()
            .then((one) => one.fetch<QueuedRange>(queue))
            .then(([one]) => one)
            .catch(lost)
          if (job !== undefined) {
            await carry(await boss(), job, { ...work, lost }, index)
            continue
          }
          await work.idle(index)
          await rest(pause)
        }
        await work.idle(index)
      }
      await Promise.all([watching(), ...Array.from({ length: lanes }, (_, index) => lane(index))])
    },

    close: async (): Promise<void> => {
      const one = await opened?.catch(() => undefined)
      opened = undefined
      await one?.stop({ graceful: false })
    },
  }
}

/** One range, and a sign of life while it lasts. What cannot be said is found out: the range is taken again. */
async function carry(
  boss: PgBoss,
  job: Job<QueuedRange>,
  { on, codeOf, failed, lost }: Work & { readonly lost: (error: unknown) => void },
  lane: number,
): Promise<void> {
  const claim = { id: job.id, retryCount: job.retryCount }
  const alive = setInterval(() => void boss.touch(queue, claim).catch(lost), beat)
  try {
    const outcome = await on(job.data, lane)
    await boss.complete(queue, claim, outcome === 'done' ? null : { code: outcome.givenUp })
  } catch (error) {
    failed(error)
    await boss.fail(queue, claim, { code: codeOf(error) }).catch(failed)
  } finally {
    clearInterval(alive)
  }
}

function codeIn(output: unknown): string | undefined {
  if (typeof output !== 'object' || output === null || !('code' in output)) return undefined
  return typeof output.code === 'string' ? output.code : undefined
}

async function open(database: Database): Promise<PgBoss> {
  // Most commands queue nothing.
  const { PgBoss: Boss } = await import('pg-boss')
  const boss = new Boss({
    db: database,
    schema: 'postern_queue',
    // The tables are ours to make (migrations), and nothing runs on a schedule.
    migrate: false,
    createSchema: false,
    schedule: false,
    supervise: false,
    reindex: false,
    monitorVacuum: false,
    monitorIntervalSeconds: 1,
  })
  // What fails has a caller who is told; unheard, it would end the process.
  boss.on('error', () => {})
  return boss.start()
}
