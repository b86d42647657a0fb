/**
 * The ledger in PostgreSQL.
 *
 * Trust: high for staying available and complete, none for what is said. Whoever can write these tables
 * can make appends fail and can remove the newest events before a checkpoint has held them; an event that
 * is changed, moved or exchanged is refused when it is read, and one that was published is missed by every
 * witness. What the server sees of an event is ciphertext.
 */
import { createSecretKey } from 'node:crypto'
import type { Project, Tokens } from '#accounting/project.ts'
import type { QueueRow } from '#accounting/queue.ts'
import { isPosternError, PosternError } from '#errors.ts'
import { openEvent, randomnessFor, sealEvent } from '#formats/envelope.ts'
import { leafHash } from '#formats/merkle.ts'
import type { Append, AppendResult, DueJob, Ledger, NewEvent, StoredEvent } from '#log/ledger.ts'
import type { NamedKey, RootKey } from '#log/root-key.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'
import { officeStream } from '#vocabulary/office.ts'
import type { Clock, Instant } from '#vocabulary/time.ts'
import type { Verdict } from './commit.ts'
import { connect, withRetryOnConnectionLoss } from './connect.ts'
import { randomDrawer } from './drawer.ts'
import { GroupCommit } from './group-commit.ts'
import { caseKeyId, loadKeys, Recent, StreamKeys, tokensUnder } from './keys.ts'
import { queueFields } from './projections.ts'
import type { Also, Ready, SealedRow } from './ready.ts'
import { Turns } from './turns.ts'

export interface LedgerOptions {
  /** The product's database, migrated. */
  readonly url: string
  readonly rootKey: RootKey
  readonly project: Project
  readonly clock: Clock
  /** Milliseconds for which a database that went away is waited for; 15 seconds unless told. */
  readonly patience?: number
  /** Milliseconds after which an append that the database has not answered is given up; 30 seconds unless told. */
  readonly longestAnswer?: number
  /** `postern_keeper` for what destroys keys; `postern_app` unless told. */
  readonly role?: 'postern_app' | 'postern_keeper'
  /**
   * Work for the people of this agency: the database shows these connections its cases and the office's own stream,
   * and lets them write nowhere else. The system's ledger must have begun the office.
   */
  readonly agency?: string
}

export interface OpenLedger extends Ledger {
  /** The queue, the oldest case first. */
  queue(): Promise<readonly QueueRow[]>
  /** What happened in a case, without its contents; nulls where the case was forgotten. */
  timeline(stream: string): Promise<readonly TimelineRow[]>
  /** Cases in which one of these words stands, as `wordsMeant` makes them, the newest request first. */
  find(agency: string, words: readonly string[]): Promise<readonly QueueRow[]>
  /**
   * Append to the office's own stream, at its end. "overtaken" where the case that `also` speaks of has
   * moved on; then nothing was kept.
   */
  appendToOffice(event: NewEvent, also?: Also): Promise<'appended' | 'overtaken'>
  /** Wait for what is on its way, and close the connections. */
  close(): Promise<void>
}

export interface TimelineRow {
  readonly seq: number
  readonly n: number
  /** Null once the case was forgotten, as the two that follow. */
  readonly type: string | null
  readonly at: Instant | null
  readonly actor: string | null
}

/** Cases whose keys and line in the queue this process keeps at hand. */
const casesAtHand = 10_000
/** Cases that one search gives at most. */
const mostFound = 200
/** A case is made ready so many times at most while its keys change under it. */
const attempts = 5

interface EventRow {
  readonly seq: string
  readonly stream: string
  readonly n: number
  readonly entry: Buffer
  readonly envelope: Buffer
}

/**
 * Open the ledger, and begin it where it is new.
 *
 * @throws PosternError ERR_KEY_MISSING or ERR_KEY_WRONG where the root key is not the one of this database,
 * ERR_LOG_UNAVAILABLE, ERR_DATABASE_UNAVAILABLE
 */
export async function openLedger(options: LedgerOptions): Promise<OpenLedger> {
  const ledger = new PostgresLedger(options)
  try {
    await ledger.begin()
    return ledger
  } catch (error) {
    await ledger.close()
    throw error
  }
}

class PostgresLedger implements OpenLedger {
  readonly #pool
  readonly #commits: GroupCommit
  readonly #options: LedgerOptions
  readonly #random = randomDrawer()
  readonly #turns = new Turns()
  readonly #keys = new Recent<StreamKeys>(casesAtHand)
  readonly #lines = new Recent<QueueRow>(casesAtHand)
  /** Generation of the root key that new keys are wrapped under. */
  #generation = 0
  #tokens: Tokens = { person: unopened, word: unopened }

  constructor(options: LedgerOptions) {
    this.#options = options
    this.#pool = connect(options.url, {
      max: 5,
      name: 'postern-ledger',
      ...(options.agency === undefined
        ? { role: options.role ?? 'postern_app' }
        : { role: 'postern_desk', agency: options.agency }),
      pipeline: true,
    })
    this.#commits = new GroupCommit(this.#pool, options.patience ?? 15_000, options.longestAnswer ?? 30_000)
  }

  async begin(): Promise<void> {
    this.#generation = await this.#newestGeneration()
    // Only a database without keys may have a root key made for it.
    if (this.#generation === 0 && this.#options.agency === undefined)
      await this.#settleGeneration(await this.#options.rootKey.current())
    const at = this.#options.clock.now()
    const opened = { type: 'office.opened', at, actor: 'system:ledger', body: {}, people: {} }
    let office = await this.#keysOf(officeStream)
    if (office === undefined && this.#options.agency === undefined) {
      // A conflict means that another process opened the office at this moment.
      await this.append({ stream: officeStream, after: 0, events: [opened] })
      office = await this.#keysOf(officeStream)
    }
    if (office === undefined) throw keyless(officeStream)
    this.#tokens = tokensUnder(office)
  }

  async append(batch: Append): Promise<AppendResult> {
    const result = await this.#append(batch)
    if (result.outcome === 'overtaken') throw new Error('an append that depends on no other case was overtaken')
    return result
  }

  async appendToOffice(event: NewEvent, also?: Also): Promise<'appended' | 'overtaken'> {
    for (let after = 1; ;) {
      const result = await this.#append({ stream: officeStream, after, events: [event] }, also)
      if (result.outcome !== 'conflict') return result.outcome
      after = result.n
    }
  }

  async #append(batch: Append, also?: Also): Promise<AppendResult | { readonly outcome: 'overtaken' }> {
    for (let attempt = 1; ; attempt++) {
      const ready = await this.#prepare(batch, also)
      const verdict: Verdict = 'asked' in ready ? await this.#commits.append(ready) : ready
      switch (verdict.outcome) {
        case 'overtaken':
          return verdict
        case 'appended':
          if ('asked' in ready) this.#remember(ready)
          return verdict
        case 'conflict':
          this.#lines.delete(batch.stream)
          return verdict
        case 'forgotten':
          this.#forget(batch.stream)
          throw forgotten(batch.stream)
        case 'stale-keys':
          this.#forget(batch.stream)
          this.#generation = verdict.generation
          if (attempt === attempts) throw busy(batch.stream)
      }
    }
  }

  async load(stream: string): Promise<readonly StoredEvent[]> {
    // Events first: a key is committed with the first event that needs it, so the keys of all that was seen
    // here are there, and a missing one was destroyed.
    const events = await this.#read(() =>
      this.#pool.query<EventRow>({
        name: 'load-case',
        text: 'select seq, stream, n, entry, envelope from event where stream = $1 order by n',
        values: [stream],
      }),
    )
    if (events.rows.length === 0) return []
    const keys = await this.#read(() => loadKeys(this.#pool, this.#options.rootKey, [stream]))
    return this.#open(stream, keys.get(stream), events.rows)
  }

  async lengthOf(stream: string): Promise<number> {
    const { rows } = await this.#read(() =>
      this.#pool.query<{ n: number }>({
        name: 'length-of-case',
        text: 'select n from event where stream = $1 order by n desc limit 1',
        values: [stream],
      }),
    )
    return rows[0]?.n ?? 0
  }

  async opening(seq: number): Promise<StoredEvent['opening']> {
    const { rows } = await this.#read(() =>
      this.#pool.query<Omit<EventRow, 'stream'> & { stream: string | null }>(
        'select seq, stream, n, entry, envelope from event where seq = $1',
        [seq],
      ),
    )
    const [row] = rows
    if (row === undefined || row.stream === null) {
      throw new PosternError('ERR_CASE_UNKNOWN', 'no event stands at this place of the log', { seq })
    }
    const keys = await this.#read(() => loadKeys(this.#pool, this.#options.rootKey, [row.stream ?? '']))
    return (await this.#openOne(row.stream, keys.get(row.stream), { ...row, stream: row.stream })).opening
  }

  async streams(): Promise<readonly string[]> {
    const { rows } = await this.#read(() =>
      this.#pool.query<{ stream: string }>(
        // What people do for themselves and what was looked at have streams that are no case.
        `select event.stream from event left join timeline using (seq)
          where event.n = 1 and event.stream <> $1 and (timeline.type is null or timeline.type = $2) order by seq`,
        [officeStream, 'request.received'],
      ),
    )
    return rows.map(({ stream }) => stream)
  }

  async streamsWith(type: string, limit: number): Promise<readonly string[]> {
    const { rows } = await this.#read(() =>
      this.#pool.query<{ stream: string }>(
        'select stream from timeline where type = $1 group by stream order by max(seq) desc limit $2',
        [type, limit],
      ),
    )
    return rows.map(({ stream }) => stream)
  }

  async streamOf(caseNumber: string): Promise<string | undefined> {
    const { rows } = await this.#read(() =>
      this.#pool.query<{ stream: string }>('select stream from queue where number = $1', [caseNumber]),
    )
    return rows[0]?.stream
  }

  async queue(): Promise<readonly QueueRow[]> {
    const { rows } = await this.#read(() =>
      this.#pool.query<QueueRow>(`select ${queueFields} from queue order by received_on, number`),
    )
    return rows
  }

  async timeline(stream: string): Promise<readonly TimelineRow[]> {
    const { rows } = await this.#read(() =>
      this.#pool.query<Omit<TimelineRow, 'seq'> & { seq: string }>(
        `select timeline.seq, timeline.n, type, at, actor from timeline join event using (seq)
          where event.stream = $1 order by event.n`,
        [stream],
      ),
    )
    return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
  }

  async matchesOf(agency: string, personKey: string): Promise<readonly { stream: string; seq: number }[]> {
    const { rows } = await this.#read(() =>
      this.#pool.query<{ stream: string; seq: string }>(
        'select stream, seq from accounting where token = $1 order by seq',
        [this.#tokens.person(agency, personKey)],
      ),
    )
    return rows.map(({ stream, seq }) => ({ stream, seq: Number(seq) }))
  }

  async find(agency: string, words: readonly string[]): Promise<readonly QueueRow[]> {
    const tokens = words.map((word) => this.#tokens.word(agency, word))
    const { rows } = await this.#read(() =>
      this.#pool.query<QueueRow>({
        name: 'find-cases',
        text: `select ${queueFields} from queue where stream in (select stream from search where token = any ($1::bytea[]))
          and agency = $2 order by received_on desc, number limit ${mostFound}`,
        values: [tokens, agency],
      }),
    )
    return rows
  }

  async dueJobs(now: Instant, limit: number, kinds?: readonly string[]): Promise<readonly DueJob[]> {
    const { rows } = await this.#read(() =>
      this.#pool.query<DueJob>(
        `select stream, kind, key, due_at as "dueAt" from job where done_at is null and due_at <= $1
          and ($3::text[] is null or kind = any ($3)) order by due_at, stream limit $2`,
        [now, limit, kinds ?? null],
      ),
    )
    return rows
  }

  async finishJob({ stream, kind, key }: DueJob, at: Instant): Promise<void> {
    await this.#read(() =>
      this.#pool.query('update job set done_at = coalesce(done_at, $4) where stream = $1 and kind = $2 and key = $3', [
        stream,
        kind,
        key,
        at,
      ]),
    )
  }

  async close(): Promise<void> {
    await this.#commits.close()
    await this.#pool.end()
  }

  /** Everything about an append that needs no place in the sequence: keys, ciphertext, projections. */
  async #prepare(asked: Append, also: Also | undefined): Promise<Ready | Verdict> {
    const { stream, after, events } = asked
    if (events.length === 0) throw new RangeError('an append without events')
    const known = after === 0 ? undefined : await this.#keysOf(stream)
    if (after > 0 && known === undefined) return this.#whyKeyless(stream)
    const line = after === 0 ? undefined : await this.#lineOf(stream, after)
    // Whoever reads a line that has moved on has been overtaken, and would be refused later anyway.
    if (line !== undefined && line.n !== after) return { outcome: 'conflict', n: line.n }

    const { begun, added, ...sealed } = await this.#turns.take(() => this.#seal(asked, known, line))
    const fresh: NamedKey[] = begun === undefined ? added : [{ id: caseKeyId(stream), key: begun }, ...added]
    const { generation, wrapped } = await this.#wrap(fresh)
    const caseKey = begun === undefined ? undefined : wrapped.shift()
    const personKeys = added.map(({ id }, i) => ({
      tag: id.slice(id.lastIndexOf('/') + 1),
      wrapped: wrapped[i] ?? new Uint8Array(),
    }))
    const agency = after === 0 ? this.#agencyOf(asked, sealed.queue) : undefined
    return { asked, ...sealed, generation, caseKey, agency, personKeys, also }
  }

  /** The computing in it: what takes a processor, and nothing else. */
  #seal({ stream, after, events }: Append, known: StreamKeys | undefined, line: QueueRow | undefined) {
    const begun = known === undefined ? this.#random.bytes(32) : undefined
    const before = begun === undefined ? known : new StreamKeys(stream, createSecretKey(begun))
    if (before === undefined) throw keyless(stream)
    const { keys, added } = before.with(new Set(events.flatMap(({ people }) => Object.keys(people))), this.#random)
    let queue = line
    const rows = events.map((event, i): SealedRow => {
      const record: EventRecord = { ...event, stream, n: after + i + 1 }
      const { entry, envelope } = sealEvent(record, keys, this.#random.bytes(randomnessFor(record)))
      const changes = this.#options.project(queue, record, this.#tokens)
      queue = changes.queue
      return { n: record.n, entry, leafHash: leafHash(entry), envelope, changes }
    })
    return { begun, keys, added, rows, queue }
  }

  /** Whose a new stream is. @throws PosternError ERR_INPUT_INVALID where it would be another agency's than this ledger's */
  #agencyOf(asked: Append, line: QueueRow | undefined): string | undefined {
    if (asked.stream === officeStream) return undefined
    const own = this.#options.agency
    const agency = line?.agency ?? asked.agency ?? own
    if (own !== undefined && agency !== own) throw anothers(own)
    return agency
  }

  async #wrap(keys: readonly NamedKey[]): Promise<{ generation: number; wrapped: Uint8Array[] }> {
    const generation = this.#generation
    if (keys.length === 0) return { generation, wrapped: [] }
    try {
      return { generation, wrapped: await this.#options.rootKey.wrap(generation, keys) }
    } catch (error) {
      if (!isPosternError(error, 'ERR_KEY_MISSING')) throw error
      // Another process has rotated the root key and destroyed the one that this one knew.
      this.#generation = await this.#newestGeneration()
      if (this.#generation === generation) throw error
      return this.#wrap(keys)
    }
  }

  async #settleGeneration(first: number): Promise<void> {
    // Of several processes that begin, the first to write it decides.
    await this.#read(() =>
      this.#pool.query('update log_head set root_generation = $1 where root_generation = 0', [first]),
    )
    this.#generation = await this.#newestGeneration()
  }

  async #newestGeneration(): Promise<number> {
    const { rows } = await this.#read(() =>
      this.#pool.query<{ root_generation: number }>('select root_generation from log_head'),
    )
    return rows[0]?.root_generation ?? 0
  }

  #remember({ asked, keys, queue }: Ready): void {
    this.#keys.set(asked.stream, keys)
    if (queue !== undefined) this.#lines.set(asked.stream, queue)
  }

  #forget(stream: string): void {
    this.#keys.delete(stream)
    this.#lines.delete(stream)
  }

  async #keysOf(stream: string): Promise<StreamKeys | undefined> {
    const held = this.#keys.get(stream)
    if (held !== undefined) return held
    const found = await this.#read(() => loadKeys(this.#pool, this.#options.rootKey, [stream]))
    const keys = found.get(stream)
    if (keys !== undefined) this.#keys.set(stream, keys)
    return keys
  }

  async #lineOf(stream: string, n: number): Promise<QueueRow | undefined> {
    const held = this.#lines.get(stream)
    if (held?.n === n) return held
    const { rows } = await this.#read(() =>
      this.#pool.query<QueueRow>({
        name: 'read-line',
        text: `select ${queueFields} from queue where stream = $1`,
        values: [stream],
      }),
    )
    return rows[0]
  }

  async #whyKeyless(stream: string): Promise<Verdict> {
    const { rows } = await this.#read(() => this.#pool.query('select from event where stream = $1 limit 1', [stream]))
    return rows.length === 0 ? { outcome: 'conflict', n: 0 } : { outcome: 'forgotten' }
  }

  async #open(stream: string, keys: StreamKeys | undefined, rows: readonly EventRow[]): Promise<StoredEvent[]> {
    const events: StoredEvent[] = []
    for (const row of rows) {
      if (row.n !== events.length + 1) throw gap(stream, events.length + 1)
      events.push(await this.#openOne(stream, keys, row))
    }
    if (keys !== undefined && rows.length > 0) this.#keys.set(stream, keys)
    return events
  }

  async #openOne(stream: string, keys: StreamKeys | undefined, row: EventRow): Promise<StoredEvent> {
    if (keys === undefined) {
      this.#forget(stream)
      const { rows } = await this.#read(() => this.#pool.query('select from forgotten where stream = $1', [stream]))
      throw rows.length > 0 ? forgotten(stream) : keyless(stream)
    }
    return { seq: Number(row.seq), n: row.n, entry: row.entry, ...openEvent(row.envelope, row.entry, row, keys) }
  }

  /** Reads may be done twice. */
  #read<T>(work: () => Promise<T>): Promise<T> {
    return withRetryOnConnectionLoss(work, this.#options.patience)
  }
}

function unopened(): never {
  throw new Error('the ledger is not open')
}

function anothers(agency: string): PosternError {
  return new PosternError(
    'ERR_INPUT_INVALID',
    'This is for another agency of the office; nothing was recorded.',
    { agency },
    { mend: 'Have somebody of that agency enter it.' },
  )
}

function forgotten(stream: string): PosternError {
  return new PosternError('ERR_CASE_UNKNOWN', 'this case was forgotten; its entries stand, and nobody can open them', {
    stream,
  })
}

function keyless(stream: string): PosternError {
  return new PosternError(
    'ERR_KEY_MISSING',
    'a case has events and no key, though nobody has forgotten it',
    { stream },
    { mend: 'Restore the tables case_key and person_key from a backup, with the root key of that time.' },
  )
}

function gap(stream: string, n: number): PosternError {
  return new PosternError(
    'ERR_LOG_INCONSISTENT',
    'an event of this case is missing',
    { stream, n },
    { mend: 'Keep the database as it is and compare it with a backup and with the published log.' },
  )
}

function busy(stream: string): PosternError {
  return new PosternError(
    'ERR_CASE_CONFLICT',
    'the keys changed again and again while this was appended',
    { stream },
    { mend: 'Try again; nothing was stored.' },
  )
}
