/** Kill, start again, carry on, and look whether all that was promised still holds. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { utf8 } from '#formats/bytes.ts'
import { places } from '#parts.ts'
import { logDirectory } from '#verify/node-files.ts'
import { verifyCheckpoints } from '#verify/verify-checkpoints.ts'
import type { AuditedCase } from './audit.ts'
import { boundaries, isUnderWay } from './boundaries.ts'
import { startCarrier, type Carrier } from './carrier.ts'
import { makeGrounds, people, type Grounds } from './grounds.ts'
import type { Plan } from './plans.ts'
import type { Random } from '#testing/random.ts'
import type { Acknowledged } from './watched.ts'
import type { Message } from './worker.ts'

/** Who dies: the process that carries the case, its PostgreSQL, both at once, or the witness. */
export const victims = ['process', 'postgres', 'both', 'witness'] as const
export type Victim = (typeof victims)[number]

export const atRandom = 'at a random moment'

/** Boundary → victim → how often. */
export type Tally = Map<string, Map<Victim, number>>

export interface Findings {
  readonly kills: number
  readonly tally: Tally
  /** Boundaries that were passed, killed at or not. */
  readonly passed: ReadonlySet<string>
  readonly cases: number
  readonly acknowledged: number
  /** Packages that were handed over into a crash. */
  readonly lost: number
  readonly unfinished: number
}

export interface CaseOrder {
  readonly plan: Plan
  /** Where to kill whom; each once. */
  readonly stops: ReadonlyMap<string, Victim>
  /** One in so many lives ends at a moment that no boundary knows; 0 for none. */
  readonly randomEvery: number
}

export interface Campaign {
  /** Carry one case to its end through all these kills, then audit everything. @throws Error naming what does not hold */
  carry(order: CaseOrder): Promise<void>
  findings(): Findings
  end(): Promise<void>
}

/** Longest moment, in milliseconds after a process began to open its installation, at which a random kill comes. */
const latestRandom = 1500

/** @param onKill told of each kill as it happens */
export async function openCampaign(random: Random, onKill: (kills: number) => void = () => {}): Promise<Campaign> {
  const grounds = await makeGrounds()
  const campaign = new Soak(grounds, random, onKill)
  try {
    await campaign.setUp()
    return campaign
  } catch (error) {
    await campaign.end()
    throw error
  }
}

class Soak implements Campaign {
  readonly #grounds: Grounds
  readonly #random: Random
  readonly #onKill: (kills: number) => void
  readonly #tally: Tally = new Map()
  readonly #passed = new Set<string>()
  readonly #cases: AuditedCase[] = []
  readonly #acknowledged = new Map<string, Acknowledged>()
  #current: Carrier | undefined
  #spare: Carrier | undefined
  #kills = 0
  #checkpoint: string | undefined
  #followedTo = 0
  #unfinished = 0

  constructor(grounds: Grounds, random: Random, onKill: (kills: number) => void) {
    this.#grounds = grounds
    this.#random = random
    this.#onKill = onKill
  }

  async setUp(): Promise<void> {
    const carrier = this.#take()
    carrier.send({ task: 'set up', people })
    await this.#until(carrier, 'done')
  }

  async carry({ plan, stops, randomEvery }: CaseOrder): Promise<void> {
    const left = new Map(stops)
    const name = `soak-${this.#cases.length}-${plan}`
    const known: { stream?: string; lost: boolean } = { lost: false }
    for (let ended = false; !ended;) {
      const carrier = this.#take()
      const killer = randomEvery > 0 && this.#random.below(randomEvery) === 0 ? this.#killLater(carrier) : undefined
      carrier.send({ task: 'carry', plan, name, ...known, stopAt: [...left.keys()] })
      ended = await this.#live(carrier, left, known)
      await killer?.calledOff()
      await this.#lookIn()
    }
    if (known.stream === undefined) throw new Error(`nobody said where ${name} is`)
    this.#cases.push({ plan, stream: known.stream, lost: known.lost })
    await this.#audit()
  }

  findings(): Findings {
    return {
      kills: this.#kills,
      tally: this.#tally,
      passed: this.#passed,
      cases: this.#cases.length,
      acknowledged: this.#acknowledged.size,
      lost: this.#cases.filter(({ lost }) => lost).length,
      unfinished: this.#unfinished,
    }
  }

  async end(): Promise<void> {
    await this.#spare?.kill()
    this.#current?.send({ task: 'end' })
    await this.#current?.ended()
    await this.#grounds.remove()
  }

  /** The process at hand, or the one that was started ahead of time, with another one behind it. */
  #take(): Carrier {
    const start = () => startCarrier(this.#grounds.dataDirectory, { NODE_COMPILE_CACHE: this.#cache })
    if (this.#current === undefined) {
      this.#current = this.#spare ?? start()
      this.#spare = start()
    }
    return this.#current
  }

  get #cache(): string {
    return join(this.#grounds.dataDirectory, 'compile-cache')
  }

  /** One life of a process. @returns whether the case came to its end */
  async #live(
    carrier: Carrier,
    left: Map<string, Victim>,
    known: { stream?: string; lost: boolean },
  ): Promise<boolean> {
    for (;;) {
      const message = await carrier.next()
      if (message === undefined) return this.#died(carrier)
      if (message.says === 'done') return true
      if (message.says === 'case') known.stream = message.stream
      else if (message.says === 'lost') known.lost = true
      else if (message.says === 'stands' || message.says === 'under way') {
        const victim = left.get(message.boundary) ?? 'process'
        left.delete(message.boundary)
        await this.#kill(carrier, message.boundary, victim)
        if (message.says === 'stands' && (victim === 'postgres' || victim === 'witness')) carrier.goOn()
      } else this.#hear(message)
    }
  }

  #hear(message: Message): void {
    if (message.says === 'passed') this.#passed.add(message.boundary)
    if (message.says === 'violation' || message.says === 'failed') throw new Error(message.words)
    if (message.says !== 'acknowledged') return
    for (const event of message.events) {
      const place = `${event.stream}/${event.n}`
      if (this.#acknowledged.has(place)) throw new Error(`event ${place} was acknowledged twice`)
      this.#acknowledged.set(place, event)
    }
  }

  #died(carrier: Carrier): false {
    if (this.#current === carrier) throw new Error('a process ended by itself')
    return false
  }

  async #kill(carrier: Carrier, boundary: string, victim: Victim): Promise<void> {
    // An append is on its way: somewhere in the few milliseconds that it takes.
    if (isUnderWay(boundary)) await sleep(this.#random.below(5))
    if (victim === 'postgres' || victim === 'both') this.#grounds.killPostgres()
    if (victim === 'witness') await this.#grounds.killWitness()
    if (victim === 'process' || victim === 'both') {
      this.#current = undefined
      await carrier.kill()
    }
    this.#passed.add(boundary)
    const row = this.#tally.get(boundary) ?? new Map<Victim, number>()
    row.set(victim, (row.get(victim) ?? 0) + 1)
    this.#tally.set(boundary, row)
    this.#kills += 1
    this.#onKill(this.#kills)
  }

  #killLater(carrier: Carrier): { calledOff(): Promise<void> } {
    const victim = this.#random.pick(['process', 'postgres', 'both'] as const)
    const stop = new AbortController()
    const killing = sleep(this.#random.below(latestRandom), undefined, { signal: stop.signal }).then(
      () => this.#kill(carrier, atRandom, victim),
      () => {},
    )
    return {
      calledOff: async () => {
        stop.abort()
        await killing
      },
    }
  }

  /** A stranger who looks at the log now and then keeps what they saw, and holds the next against it. */
  async #lookIn(): Promise<void> {
    const { tlog } = places(this.#grounds.dataDirectory)
    const note = await readFile(join(tlog, 'checkpoint'), 'utf8').catch(() => undefined)
    const before = this.#checkpoint
    if (note === before) return
    if (note === undefined) throw new Error('the published checkpoint is gone')
    this.#checkpoint = note
    if (before === undefined) return
    const policy = await readFile(join(tlog, 'policy'))
    const report = await verifyCheckpoints({ files: [utf8(before), utf8(note)], policy, log: logDirectory(tlog) })
    if (report.verdict !== 'proved') {
      const words = report.findings.flatMap((finding) => (finding.ok ? [] : [finding.words]))
      throw new Error(`the published checkpoint does not continue the one that was seen before: ${words.join(' ')}`)
    }
    const [, sizeBefore] = before.split('\n')
    const [, size] = note.split('\n')
    if (Number(size) < Number(sizeBefore)) throw new Error('the published log has become shorter')
  }

  async #audit(): Promise<void> {
    const carrier = this.#take()
    carrier.send({
      task: 'audit',
      cases: this.#cases,
      acknowledged: [...this.#acknowledged.values()],
      identity: this.#grounds.cast.receiver.file,
      followedTo: this.#followedTo,
    })
    const { audit } = await this.#until(carrier, 'audited')
    await this.#until(carrier, 'done')
    if (audit.violations.length > 0) throw new Error(audit.violations.join('\n'))
    this.#followedTo = audit.followedTo
    this.#unfinished = audit.unfinished
  }

  async #until<Says extends Message['says']>(carrier: Carrier, says: Says): Promise<Extract<Message, { says: Says }>> {
    for (;;) {
      const message = await carrier.next()
      if (message === undefined) throw new Error('a process ended by itself')
      if (isSaying(message, says)) return message
      this.#hear(message)
    }
  }
}

function isSaying<Says extends Message['says']>(
  message: Message,
  says: Says,
): message is Extract<Message, { says: Says }> {
  return message.says === says
}

/** Of whom a boundary can be the end: the witness only where it is asked something. */
export function victimsAt(boundary: string): readonly Victim[] {
  return boundary.startsWith('publish: ') ? victims : victims.filter((victim) => victim !== 'witness')
}

/** How often each boundary was hit, whoever died there. */
export function hits(tally: Tally, boundary: string): number {
  return [...(tally.get(boundary)?.values() ?? [])].reduce((sum, one) => sum + one, 0)
}

/** Boundaries at which nobody has died yet. */
export function untouched(tally: Tally): string[] {
  return boundaries.filter((boundary) => hits(tally, boundary) === 0)
}
