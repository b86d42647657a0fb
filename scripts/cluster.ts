/**
 * `npm run test:cluster`: the deployment of deploy/ on this machine, and its primary killed in the middle of things.
 *
 * Two application processes, job runners and two workers go through HAProxy and PgBouncer, as on machines of their own.
 * What they were answered is held against what stands afterwards. Takes some minutes; says what it does as it goes.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { isPosternError } from '#errors.ts'
import { toHex } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import { openInstallation, type Environment, type Installation } from '#parts.ts'
import { beginBulk } from '#pipeline/bulk.ts'
import { prepareMembers, sweepBulk } from '#pipeline/bulk-finish.ts'
import { leaveToWorkers } from '#pipeline/bulk-queue.ts'
import { loadCase, move } from '#pipeline/move.ts'
import type { Ports } from '#pipeline/ports.ts'
import { actor } from '#pipeline/register.ts'
import { answeredAudit, memberKeys } from '#testing/audit.ts'
import { fastPlace, makeTestDirectory, sweepTestDirectories } from '#testing/directory.ts'
import { cutBy } from '#testing/members.ts'
import { answer, officer, ok } from '#testing/office.ts'
import { installs, missingPackages, startLocalCluster, type LocalCluster, type MachineName } from '../deploy/local.ts'
import { audit, type AuditedCase } from '../test/soak/audit.ts'
import { startCarrier, type Carrier } from '../test/soak/carrier.ts'
import { makeGrounds, type Grounds } from '../test/soak/grounds.ts'
import { textsIn } from '../test/soak/notes.ts'
import type { Step } from '../test/soak/plans.ts'
import { watchedLedger, type Acknowledged } from '../test/soak/watched.ts'
import type { Message, Order } from '../test/soak/worker.ts'

const commands = 1000
/** So many are answered when the primary dies. */
const killedAfter = 400
const cases = 20
/** So many synthetic people each caseload is made for. All that one agency then has are in the large release. */
const people = 6000
const perRange = 25
/** So many of its ranges are recorded when the primary dies. */
const rangesBefore = 30
/** Commands that both nodes are given at that moment. */
const meanwhile = 100
/** The same for each preparation of the large release, so that their content roots can be compared. */
const drawn: Ports['randomness'] = { bytes: (count) => new Uint8Array(count).fill(7) }

const start = performance.now()
let passed = 0
let failed = 0

function tell(words: string): void {
  console.log(`${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${words}`)
}

function check(holds: boolean, words: string): void {
  if (holds) passed += 1
  else failed += 1
  console.log(`${holds ? '     ok  ' : ' FAILED  '}${words}`)
}

/** Everything that the application processes were told was stored, by its place in its case. */
const acknowledged = new Map<string, Acknowledged>()
/** Seconds from a kill to the next command that was answered. */
const gaps: number[] = []
/** Seconds from a kill to the first range that was read after it, and to the end of that release. */
const large = { firstRange: 0, end: 0 }
let killedAt: number | undefined

function hear(message: Message): void {
  if (message.says === 'failed' || message.says === 'violation') throw new Error(message.words)
  if (message.says !== 'acknowledged') return
  for (const event of message.events) {
    const place = `${event.stream}/${event.n}`
    if (acknowledged.has(place)) throw new Error(`event ${place} was acknowledged twice`)
    acknowledged.set(place, event)
  }
  if (killedAt === undefined) return
  const gap = (performance.now() - killedAt) / 1000
  // What was acknowledged at the moment of the kill was on its way here.
  if (gap < 1) return
  killedAt = undefined
  gaps.push(gap)
  tell(`the first command after it was answered ${gap.toFixed(1)} s after the kill`)
}

/** One order to its end; `heard` is told of each message. */
async function obeyed(carrier: Carrier, order: Order, heard: (message: Message) => Promise<void> | void = () => {}) {
  carrier.send(order)
  for (;;) {
    const message = await carrier.next()
    if (message === undefined) throw new Error('an application process ended by itself')
    hear(message)
    await heard(message)
    if (message.says === 'done') return
  }
}

/** The primary dies now; what it was is brought back behind this, and `recovered` says when all is whole again. */
class Killer {
  readonly #cluster: LocalCluster
  #recovering: Promise<void> = Promise.resolve()

  constructor(cluster: LocalCluster) {
    this.#cluster = cluster
  }

  /** @param waitedFor whether somebody asks on without a pause, so that the time until they are answered says something */
  async kill(when: string, waitedFor: boolean): Promise<MachineName> {
    const victim = await this.#cluster.whole()
    tell(`SIGKILL of all of machine ${victim}, the primary, ${when}`)
    const now = performance.now()
    killedAt = waitedFor ? now : undefined
    await this.#cluster.kill(victim)
    this.#recovering = this.#bringBack(victim, now)
    // Whoever waits for it learns how it went; until then nobody does.
    this.#recovering.catch(() => {})
    return victim
  }

  async recovered(): Promise<void> {
    await this.#recovering
  }

  async #bringBack(victim: MachineName, at: number): Promise<void> {
    const next = await this.#cluster.promoted(victim)
    tell(`machine ${next} is primary, ${((performance.now() - at) / 1000).toFixed(1)} s after the kill`)
    this.#cluster.start(victim)
    await this.#cluster.whole()
    const url = this.#cluster.urlOf(victim)
    const [row] = await ask<{ replica: boolean }>(url, 'select pg_is_in_recovery() as replica')
    check(row?.replica === true, `machine ${victim}, which was primary, is back as a replica`)
  }
}

async function ask<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

/** Of ten connections: which lead to a replica. */
async function whoAnswers(url: string): Promise<boolean[]> {
  const found: boolean[] = []
  for (let i = 0; i < 10; i++) {
    const rows = await ask<{ replica: boolean }>(url, 'select pg_is_in_recovery() as replica')
    found.push(...rows.map(({ replica }) => replica))
  }
  return found
}

async function addresses({ nodes }: LocalCluster): Promise<void> {
  for (const [i, { primary, replicas }] of nodes.entries()) {
    check(!(await whoAnswers(primary)).includes(true), `node ${i + 1}: only the primary answers where it is needed`)
    check(!(await whoAnswers(replicas)).includes(false), `node ${i + 1}: only replicas answer where they are asked for`)
  }
}

/** Somebody wrote the wrong port into DATABASE_URL. */
async function onAReplica({ nodes: [node] }: LocalCluster, environment: Record<string, string>, stream: string) {
  const installation = await openInstallation({ ...environment, DATABASE_URL: node?.replicas ?? '' })
  try {
    const counsel = await actor(installation.ports, 'demo-counsel')
    const said = await move(installation.ports, counsel, stream, () => ({
      command: 'add-note',
      text: 'synthetic note for a replica',
      privileged: true,
    })).catch((error: unknown) => error)
    check(
      isPosternError(said, 'ERR_LOG_UNAVAILABLE') && said.evidence['outcome'] === 'not-stored',
      `a command that is led to a replica is refused after some seconds: ${isPosternError(said) ? said.mend : String(said)}`,
    )
  } finally {
    await installation.close()
  }
}

async function smallCommands(
  carriers: readonly Carrier[],
  killer: Killer,
  streams: readonly string[],
): Promise<string[]> {
  const texts = Array.from({ length: commands }, (_, i) => `synthetic note ${i + 1}`)
  const answered: string[] = []
  const doubts: boolean[] = []
  let waited = 0
  let killing: Promise<MachineName> | undefined
  await Promise.all(
    carriers.map((carrier, i) =>
      obeyed(
        carrier,
        { task: 'notes', streams, texts: texts.filter((_, at) => at % carriers.length === i), atOnce: 8 },
        (message) => {
          if (message.says === 'doubt') doubts.push(message.stood)
          if (message.says === 'waits') waited += 1
          if (message.says !== 'noted') return
          answered.push(message.text)
          if (answered.length >= killedAfter)
            killing ??= killer.kill(`after ${answered.length} of ${commands} commands`, true)
        },
      ),
    ),
  )
  await killing
  await killer.recovered()
  tell(
    `${waited} times somebody was told to try again; ${doubts.length} times that nobody knows, ` +
      `and a look found ${doubts.filter((stood) => stood).length} of those stored`,
  )
  check(killing !== undefined, 'the primary died in the middle of the commands')
  check(new Set(answered).size === commands, `all ${commands} commands were answered in the end`)
  return texts
}

const main = join(import.meta.dirname, '..', 'src', 'main.ts')

/** As on each node: the job runner that publishes and delivers. */
function startTick(environment: Environment): ChildProcess {
  const child = spawn(process.execPath, [main, 'tick', '--every', '1s', '--json'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'ignore'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  return child
}

/** `postern work`, and what it has said. */
interface Worker {
  readonly child: ChildProcess
  /** Ranges that it says it recorded, and when. */
  readonly ranges: { readonly range: number; readonly at: number }[]
  /** What it could not do: ERR_DATABASE_UNAVAILABLE, or all that it says. */
  readonly failed: string[]
}

interface WorkerLine {
  readonly range?: number
  readonly error?: { readonly code: string; readonly message?: string; readonly evidence?: object }
  readonly refused?: unknown
}

function startWorker(environment: Environment): Worker {
  const child = spawn(process.execPath, [main, 'work', '--json'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  const worker: Worker = { child, ranges: [], failed: [] }
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said: WorkerLine = JSON.parse(line)
    if (said.range !== undefined) worker.ranges.push({ range: said.range, at: performance.now() })
    if (said.error !== undefined) {
      const { code } = said.error
      worker.failed.push(code === 'ERR_DATABASE_UNAVAILABLE' ? code : JSON.stringify(said.error))
    }
    if (said.refused !== undefined) worker.failed.push('refused')
  })
  return worker
}

const lives = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  if (lives(child) && child.kill('SIGKILL')) await ended
}

interface Standing {
  /** Ranges that are recorded. */
  readonly done: number
  /** Ranges that a worker had taken and not come to the end of. */
  readonly atHand: number
}

/** What a machine has of the release that is under way, primary or not. */
async function standingOn(url: string): Promise<Standing> {
  const [row] = await ask<Standing>(
    url,
    `select (select count(*)::int from bulk_range) as done,
       (select count(*)::int from postern_queue.job_common where state = 'active') as "atHand"`,
  )
  return row ?? { done: 0, atHand: 0 }
}

/** On the machines that are left while nobody is primary. The one that takes over has what any of them has. */
async function leftStanding(cluster: LocalCluster, victim: MachineName): Promise<Standing> {
  const left = (['a', 'b', 'c'] as const).filter((name) => name !== victim)
  const found = await Promise.all(left.map((name) => standingOn(cluster.urlOf(name))))
  return found.reduce((most, one) => (one.done > most.done ? one : most))
}

/** What may pass: the database or the log is away for the moment. @throws what has not passed in time, and all else */
async function persevere<T>(work: () => Promise<T | undefined>, patience: number): Promise<T | undefined> {
  const deadline = Date.now() + patience
  for (;;) {
    try {
      const found = await work()
      if (found !== undefined) return found
    } catch (error) {
      const passes = isPosternError(error, 'ERR_DATABASE_UNAVAILABLE') || isPosternError(error, 'ERR_LOG_UNAVAILABLE')
      if (!passes) throw error
    }
    if (Date.now() > deadline) return undefined
    await sleep(100)
  }
}

interface Large {
  readonly cluster: LocalCluster
  readonly killer: Killer
  readonly grounds: Grounds
  readonly installation: Installation
  readonly environment: Readonly<Record<string, string>>
  readonly workers: readonly Worker[]
  readonly carriers: readonly Carrier[]
  readonly streams: readonly string[]
}

/** A release of all the people, prepared by the workers, and the primary dies when a part of its ranges are done. */
async function largeRelease(parts: Large): Promise<void> {
  const { cluster, killer, grounds, installation, environment, workers, carriers, streams } = parts
  await killer.recovered()
  const keys = await memberKeys({ env: environment })
  const ranges = Math.ceil(keys.length / perRange)
  tell(`a release of ${keys.length} listed members in ${ranges} ranges, first by one process that nobody disturbs`)
  const ledger = watchedLedger(
    installation.ports.ledger,
    (events) => hear({ says: 'acknowledged', events }),
    () => {},
  )
  const ports: Ports = { ...installation.ports, ledger }
  const office = { ports, cast: grounds.cast }
  const by = await officer(ports)
  const { stream } = await answeredAudit(office, keys)
  const same: Ports = { ...ports, randomness: drawn }
  ok(await beginBulk(same, by, stream, cutBy(perRange)))
  const alone = performance.now()
  const undisturbed = ok(await prepareMembers(ports, by, stream)).state.prepared
  const seconds = (performance.now() - alone) / 1000
  tell(`prepared in ${seconds.toFixed(1)} s; content root ${undisturbed?.contentRoot}`)
  const persons = undisturbed?.bulk?.persons ?? 0
  check(keys.length > 1000 && persons > 1000, `something is released of ${persons} of them`)

  await answer(office, stream)
  tell('decided again, and left to the two workers: postern work on each node, there since the beginning; that of')
  tell('node 1 reads the people on the primary, that of node 2 on the replicas')
  check(
    workers.every(({ child }) => lives(child)),
    'both workers lived through every kill before',
  )
  const before = workers.map(({ failed: codes }) => codes.length)
  const began = performance.now()
  if ((await leaveToWorkers(same, by, stream, cutBy(perRange))) !== undefined)
    throw new Error('the release could not begin')
  const preparation = (await loadCase(ports, stream)).state.preparing?.preparation ?? ''
  const both = (): boolean => workers.every(({ ranges: own }) => own.length > 0)
  let known = 0
  while (known < rangesBefore || !both()) {
    if (performance.now() - began > 60_000) throw new Error(`only ${known} ranges were read in a minute`)
    known = (await ports.bulkWork.done(preparation)).length
    if (known === ranges) throw new Error('all ranges were read before the primary could die')
  }
  const victim = await killer.kill(`of a release with ${known} of ${ranges} ranges done`, true)
  const at = performance.now()
  // What was acknowledged has been flushed there, and is seen as soon as it is replayed.
  await sleep(500)
  const stood = await leftStanding(cluster, victim)
  const told = workers.flatMap(({ ranges: own }) => own).length
  check(
    stood.done >= told && stood.done > 0 && stood.done < ranges && stood.atHand > 0,
    `it was in the middle: ${stood.done} of ${ranges} ranges stand on the machines that are left (${told} were ` +
      `acknowledged), ${stood.atHand} were at hand, ${ranges - stood.done - stood.atHand} waited`,
  )
  const texts = Array.from({ length: meanwhile }, (_, i) => `synthetic note in between ${i + 1}`)
  const half = texts.length / 2
  const noted = Promise.all(
    carriers.map((carrier, i) =>
      obeyed(carrier, { task: 'notes', streams, texts: texts.slice(i * half, (i + 1) * half), atOnce: 4 }),
    ),
  )
  // Nobody does anything about the release from here on.
  const prepared = await persevere(async () => {
    const { state } = await loadCase(ports, stream)
    return state.preparing === undefined ? state.prepared : undefined
  }, 180_000)
  const ended = performance.now()
  await noted
  await killer.recovered()
  check(prepared !== undefined, 'the release ended by itself')
  if (prepared === undefined) {
    tell(JSON.stringify(await ports.ranges.standing(preparation)))
    for (const { failed: codes } of workers) tell(codes.join(', '))
    return
  }
  const later = workers.flatMap(({ ranges: own }) => own.filter((one) => one.at > at + 1000).map((one) => one.at))
  large.firstRange = (later.reduce((least, one) => Math.min(least, one), Infinity) - at) / 1000
  large.end = (ended - at) / 1000
  tell(
    `the first range after the kill was done ${large.firstRange.toFixed(1)} s after it, and the release ended ` +
      `${large.end.toFixed(1)} s after it`,
  )
  check(prepared.contentRoot === undisturbed?.contentRoot, `its content root is that of the undisturbed one`)
  let whole = 0
  for (const { sha256: hash } of prepared.sealed) {
    const sealed = await ports.shelf.get(hash)
    if (sealed !== undefined && toHex(sha256(sealed)) === hash) whole += 1
  }
  check(whole === prepared.sealed.length, `all ${prepared.sealed.length} of its sealed pieces lie on the shelf, whole`)
  const said = workers.map(({ ranges: own }) => own.map(({ range }) => range))
  check(
    said
      .flat()
      .toSorted((a, b) => a - b)
      .join() === Array.from({ length: ranges }, (_, i) => i).join(),
    `each range was acknowledged once, by one worker: ${said.map((own) => own.length).join(' and ')}`,
  )
  const { events } = await loadCase(ports, stream)
  const types = events.map(({ record }) => record.type)
  const lastBegun = types.lastIndexOf('preparation.begun')
  check(
    types.slice(lastBegun + 1).join() === 'release.prepared',
    `what follows its beginning in the case is that it stands prepared, once: ${types.slice(lastBegun + 1).join(', ')}`,
  )
  check(
    workers.every(({ child }) => lives(child)),
    `both workers lived through it (${workers.map((one, i) => one.failed.slice(before[i]).join(' ') || 'said nothing').join('; ')})`,
  )
  const notes: string[] = []
  for (const one of streams) notes.push(...textsIn((await loadCase(ports, one)).events))
  check(
    notes
      .filter((note) => texts.includes(note))
      .toSorted()
      .join() === texts.toSorted().join(),
    `each of the ${meanwhile} commands that both nodes were given at the kill stands exactly once`,
  )
  await sweepBulk(ports)
  check((await ports.bulkWork.open()).length === 0, 'nothing of its ranges is left among the work to be done')
}

/** Carry a case up to a step, and kill the primary at this boundary of it. */
async function carryInto(
  carrier: Carrier,
  killer: Killer,
  {
    name,
    stream,
    boundary,
    before,
    die = false,
  }: { name: string; stream?: string; boundary?: string; before?: Step; die?: boolean },
): Promise<string> {
  let found = stream
  let met = boundary === undefined
  const order: Order = {
    task: 'carry',
    plan: 'released',
    name,
    lost: false,
    stopAt: boundary === undefined ? [] : [boundary],
    rivals: true,
    ...(stream === undefined ? {} : { stream }),
    ...(before === undefined ? {} : { before }),
  }
  await killer.recovered()
  carrier.send(order)
  for (;;) {
    const message = await carrier.next()
    if (message === undefined) throw new Error('an application process ended by itself')
    hear(message)
    if (message.says === 'case') found = message.stream
    if (message.says === 'stands' || message.says === 'under way') {
      met = true
      await killer.kill(`of a release at "${message.boundary}"`, message.says === 'stands' && !die)
      if (die) {
        await carrier.kill()
        break
      }
      if (message.says === 'stands') carrier.goOn()
    }
    if (message.says === 'done') break
  }
  if (boundary !== undefined) check(met, `the primary died at "${boundary}"`)
  if (found === undefined) throw new Error(`nobody said where ${name} is`)
  return found
}

async function deliveredBy(installation: Installation, stream: string): Promise<boolean> {
  const deadline = Date.now() + 90_000
  for (;;) {
    try {
      const { state } = await loadCase(installation.ports, stream)
      if (state.delivered !== undefined) return true
    } catch (error) {
      if (!isPosternError(error, 'ERR_DATABASE_UNAVAILABLE')) throw error
    }
    if (Date.now() > deadline) return false
    await sleep(200)
  }
}

async function run(cluster: LocalCluster, grounds: Grounds, stopping: (() => Promise<void>)[]): Promise<void> {
  const { dataDirectory } = grounds
  const environments = cluster.nodes.map(({ primary, caseload }) => ({
    DATABASE_URL: primary,
    POSTERN_SOURCE_URL: caseload,
    POSTERN_DATA: dataDirectory,
  }))
  const [one = {}, two = {}] = environments
  const node = (environment: Record<string, string>): Carrier => {
    const carrier = startCarrier(dataDirectory, environment)
    stopping.push(() => carrier.kill())
    return carrier
  }
  const killer = new Killer(cluster)

  tell(`two application processes, one on each node; one sets up an office with synthetic people`)
  const first = node(one)
  await obeyed(first, { task: 'set up', people })
  const second = node(two)
  // The second reads listed members from replicas, whichever of them HAProxy leads it to.
  const [, { caseloadReplicas } = { caseloadReplicas: '' }] = cluster.nodes
  const workers = [one, { ...two, POSTERN_SOURCE_REPLICA_URL: caseloadReplicas }].map(startWorker)
  stopping.push(
    ...workers.map(
      ({ child }) =>
        () =>
          end(child),
    ),
  )
  await addresses(cluster)

  tell(`${cases} cases to work on`)
  const streams: string[] = []
  for (let i = 0; i < cases; i++) {
    const order: Order = { task: 'carry', plan: 'refused', name: `cluster-${i}`, lost: false, stopAt: [] }
    await obeyed(first, { ...order, before: 'read-instrument' }, (message) => {
      if (message.says === 'case') streams.push(message.stream)
    })
  }
  await onAReplica(cluster, { ...one }, streams[0] ?? '')
  tell(`${commands} small commands on them from both processes, 16 at a time`)
  const texts = await smallCommands([first, second], killer, streams)

  const installation = await openInstallation(two)
  stopping.push(() => installation.close())
  const notes: string[] = []
  for (const stream of streams) notes.push(...textsIn((await loadCase(installation.ports, stream)).events))
  check(
    notes.toSorted().join() === texts.toSorted().join(),
    `each of the ${commands} commands stands exactly once (${notes.length} notes stand, ${new Set(notes).size} different)`,
  )

  tell('a release, with the job runner (postern tick) on both nodes')
  const ticks = environments.map((environment) => startTick(environment))
  stopping.push(...ticks.map((tick) => () => end(tick)))
  const released: AuditedCase[] = []
  const a = { name: 'cluster-release-a' }
  const streamA = await carryInto(first, killer, {
    ...a,
    boundary: 'prepare: read from the source',
    before: 'release',
  })
  await carryInto(first, killer, { ...a, stream: streamA, boundary: 'release: in the log', die: true })
  tell('the application process that released it died as well; the job runners are left')
  check(await deliveredBy(installation, streamA), 'the release ended: the job runners published and delivered it')
  await carryInto(second, killer, { ...a, stream: streamA })
  released.push({ plan: 'released', stream: streamA, lost: false })
  check(ticks.every(lives), 'both job runners lived through it')
  for (const tick of ticks) await end(tick)

  tell('another release, published and delivered by the application process itself')
  const b = { name: 'cluster-release-b' }
  const streamB = await carryInto(second, killer, {
    ...b,
    boundary: 'release: on its way to the log',
    before: 'deliver',
  })
  await carryInto(second, killer, { ...b, stream: streamB, boundary: 'deliver: placed' })
  released.push({ plan: 'released', stream: streamB, lost: false })

  const third = node(one)
  const greeting: Order = { task: 'notes', streams, texts: ['synthetic note of a new process'], atOnce: 1 }
  await obeyed(third, greeting)
  await largeRelease({
    cluster,
    killer,
    grounds,
    installation,
    environment: two,
    workers,
    carriers: [third, second],
    streams,
  })
  await persevere(async () => {
    await installation.ports.log.publish()
    const head = [...acknowledged.values()].reduce((most, { seq }) => Math.max(most, seq), 0)
    return ((await installation.ports.log.published())?.size ?? 0) > head ? true : undefined
  }, 60_000)

  tell(`all that was acknowledged, published and delivered is looked at: ${acknowledged.size} events`)
  const order = { cases: released, acknowledged: [...acknowledged.values()], identity: grounds.cast.receiver.file }
  const { violations } = await audit(installation, { ...order, followedTo: 0 })
  for (const words of violations) console.log(`         ${words}`)
  check(
    violations.length === 0,
    'nothing acknowledged is lost; each release was delivered once, after its entry was published;',
  )
  console.log('         the log verifies, each checkpoint continues the one before, and the tables equal a rebuild')
}

const missing = missingPackages()
if (missing.length > 0) {
  console.log(
    `Skipped: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not here. On Debian 12, as root: ${installs}`,
  )
  console.log('\n0 passed, 0 failed, 1 skipped')
  process.exit(process.env['CI'] === 'true' ? 1 : 0)
}
sweepTestDirectories()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
const stopping: (() => Promise<void>)[] = []
try {
  const cluster = await startLocalCluster(makeTestDirectory(fastPlace()), tell)
  stopping.push(() => cluster.stop())
  const grounds = await makeGrounds()
  stopping.push(() => grounds.remove())
  process.once('exit', () => rmSync(grounds.dataDirectory, { recursive: true, force: true }))
  await run(cluster, grounds, stopping)
} catch (error) {
  check(false, error instanceof Error ? (error.stack ?? error.message) : String(error))
} finally {
  for (const stop of stopping.toReversed()) await stop().catch((error: unknown) => console.error(error))
}
if (gaps.length > 0) {
  const words = gaps.map((gap) => gap.toFixed(1)).join(', ')
  console.log(
    `\nFrom the kill to the next answered command: ${words} s; the shortest ${Math.min(...gaps).toFixed(1)} s.`,
  )
}
if (large.end > 0) {
  console.log(
    `From the kill to the next range that a worker read: ${large.firstRange.toFixed(1)} s; to the end of the large ` +
      `release: ${large.end.toFixed(1)} s.`,
  )
}
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
