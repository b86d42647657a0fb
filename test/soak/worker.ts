/**
 * A process that carries cases along their plans, to be killed.
 *
 *     worker.ts <data directory>
 *
 * It takes orders as lines of JSON on its standard input and says on its standard output, as it happens, what
 * was acknowledged and where it stands. At a boundary at which it is to die it stands still until it is killed
 * or told to go on.
 */
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { withDatabaseErrors } from '#adapters/postgres/connect.ts'
import { seedCaseload } from '#adapters/caseload/seed.ts'
import { castIn } from '#demo/cast.ts'
import { enrollCast } from '#demo/office.ts'
import { isPosternError } from '#errors.ts'
import { openInstallation, type Installation } from '#parts.ts'
import { loadCase } from '#pipeline/move.ts'
import { audit, checkCounter, type Audit, type AuditOrder } from './audit.ts'
import { isUnderWay } from './boundaries.ts'
import { carryOn } from './carry.ts'
import { takeNotes, type Notes } from './notes.ts'
import type { Plan, Step } from './plans.ts'
import { isPassing, open, type Desk } from './steps.ts'
import { watchedLedger, watchedPublishing, type Acknowledged } from './watched.ts'

export type Order =
  | {
      readonly task: 'carry'
      readonly plan: Plan
      readonly name: string
      /** Where it is known. */
      readonly stream?: string
      /** A package of this case was handed over into a crash. */
      readonly lost: boolean
      /** Boundaries at which to stand still. */
      readonly stopAt: readonly string[]
      readonly before?: Step
      readonly rivals?: boolean
    }
  | ({ readonly task: 'notes' } & Notes)
  | ({ readonly task: 'audit' } & AuditOrder)
  | { readonly task: 'set up'; readonly people: number }
  | { readonly task: 'end' }

export type Message =
  | { readonly says: 'ready' }
  | { readonly says: 'open' }
  | { readonly says: 'stands'; readonly boundary: string }
  | { readonly says: 'under way'; readonly boundary: string }
  | { readonly says: 'passed'; readonly boundary: string }
  | { readonly says: 'acknowledged'; readonly events: readonly Acknowledged[] }
  | { readonly says: 'case'; readonly stream: string }
  | { readonly says: 'lost' }
  | { readonly says: 'noted'; readonly text: string }
  /** Whoever asked for this note was told that nobody knows whether it was stored; `stood` says what they found. */
  | { readonly says: 'doubt'; readonly stood: boolean }
  | { readonly says: 'waits'; readonly code: string }
  | { readonly says: 'done' }
  | { readonly says: 'audited'; readonly audit: Audit }
  | { readonly says: 'violation'; readonly words: string }
  | { readonly says: 'failed'; readonly words: string }

/** Longest time in which a database or a witness that was killed must be back. */
const patience = 60_000

const dataDirectory = process.argv[2] ?? ''

/** Synchronous, so that what was said before a kill was said. */
function say(message: Message): void {
  writeSync(1, `${JSON.stringify(message)}\n`)
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const nextLine = async (): Promise<string | undefined> => {
  const { value, done } = await lines.next()
  return done === true ? undefined : value
}

let stopAt = new Set<string>()
let moving: string | undefined

async function observe(boundary: string): Promise<void> {
  moving = /^(.+): before the log$/.exec(boundary)?.[1]
  if (!stopAt.delete(boundary)) return say({ says: 'passed', boundary })
  say({ says: 'stands', boundary })
  await nextLine()
}

function underWay(): void {
  if (moving === undefined) return
  const boundary = `${moving}: on its way to the log`
  say({ says: isUnderWay(boundary) && stopAt.delete(boundary) ? 'under way' : 'passed', boundary })
}

async function carry(
  installation: Installation,
  desk: Desk,
  { plan, name, stream: known, lost, before, rivals }: Extract<Order, { task: 'carry' }>,
): Promise<void> {
  const { ports } = installation
  const stream = known ?? (await open(desk, plan, name))
  say({ says: 'case', stream })
  const { state } = await loadCase(ports, stream)
  for (const words of await checkCounter(installation, state.number)) say({ says: 'violation', words })
  await carryOn(desk, plan, stream, {
    lost,
    ...(before === undefined ? {} : { before }),
    ...(rivals === undefined ? {} : { rivals }),
    onLost: () => say({ says: 'lost' }),
  })
}

async function obey(installation: Installation, desk: Desk, order: Order): Promise<void> {
  switch (order.task) {
    case 'carry':
      return carry(installation, desk, order)
    case 'notes':
      return takeNotes(desk, order, {
        noted: (text) => say({ says: 'noted', text }),
        doubted: (stood) => say({ says: 'doubt', stood }),
        waits: (error) => say({ says: 'waits', code: isPosternError(error) ? error.code : '' }),
      })
    case 'audit':
      return say({ says: 'audited', audit: await withDatabaseErrors(() => audit(installation, order)) })
    case 'set up':
      await enrollCast(installation.ports, desk.cast)
      await seedCaseload({ url: installation.database.caseloadUrl ?? '', people: order.people })
      return
    case 'end':
      throw new Error('an order to end is not obeyed twice')
  }
}

/** As a service would: what is away for the moment is waited for. */
async function persevere<T>(work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + patience
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error) || Date.now() > deadline) throw error
      say({ says: 'waits', code: isPosternError(error) ? error.code : '' })
      await sleep(20)
    }
  }
}

async function main(): Promise<void> {
  say({ says: 'ready' })
  // Started ahead of time; the directory may belong to another process until the first order.
  let line = await nextLine()
  if (line === undefined) return
  const environment = { ...process.env, POSTERN_DATA: dataDirectory }
  const installation = await persevere(() =>
    openInstallation(environment, { observe, around: (parts) => watchedPublishing(parts, observe) }),
  )
  say({ says: 'open' })
  const ledger = watchedLedger(installation.ports.ledger, (events) => say({ says: 'acknowledged', events }), underWay)
  const cast = await castIn(join(dataDirectory, 'DEMO-keys'))
  const desk: Desk = { ports: { ...installation.ports, ledger }, cast, dataDirectory, observe }
  for (; line !== undefined; line = await nextLine()) {
    const order: Order = JSON.parse(line)
    if (order.task === 'end') break
    stopAt = new Set(order.task === 'carry' ? order.stopAt : [])
    await persevere(() => obey(installation, desk, order))
    say({ says: 'done' })
  }
  await installation.close()
}

try {
  await main()
} catch (error) {
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error)
  say({
    says: 'failed',
    words: isPosternError(error) ? `${error.code} ${JSON.stringify(error.evidence)} ${words}` : words,
  })
  process.exitCode = 1
}
process.exit()
