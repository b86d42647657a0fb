import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openOffice } from '#administer.ts'
import { moves, stateWords } from '#case/moves.ts'
import { workCommand } from '#cli/work.ts'
import { PosternError } from '#errors.ts'
import { places } from '#parts.ts'
import { cutBy } from '#testing/members.ts'
import { answeredAudit, memberKeys } from '#testing/audit.ts'
import { answer, officer, ok, refusal, testOffice, type TestOffice } from '#testing/office.ts'
import { withBulkSource, work } from '#testing/workers.ts'
import { beginBulk, bulkJob, workBulk, workRange } from './bulk.ts'
import { finishBulk, prepareMembers, sweepBulk } from './bulk-finish.ts'
import { followBulk, leaveToWorkers, resumeBulk } from './bulk-queue.ts'
import { copyIndex } from './content.ts'
import { decide, match } from './determine.ts'
import { loadCase, move, toCaseEvent } from './move.ts'
import { object } from './person-object.ts'
import type { BulkOfSource, Ports } from './ports.ts'
import { actor, enroll, staff } from './register.ts'

let office: TestOffice
let keys: string[]

beforeAll(async () => {
  office = await testOffice({ people: 600 })
  keys = await memberKeys(office)
})
afterAll(() => office.close())

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
})

/** The same random bytes each time, so that two preparations of one case can be compared; of each case others. */
const drawnFrom = (byte: number): Ports['randomness'] => ({ bytes: (count) => new Uint8Array(count).fill(byte) })
const stateOf = async (stream: string) => (await loadCase(office.ports, stream)).state
const rangesDone = async (stream: string): Promise<number> =>
  (await office.ports.bulkWork.done((await stateOf(stream)).preparing?.preparation ?? '')).length

const idle = async (stream: string): Promise<boolean> => {
  const { preparing } = await stateOf(stream)
  if (preparing === undefined) return true
  const { waiting, working } = await office.ports.ranges.standing(preparing.preparation)
  return waiting + working === 0
}

interface WorkerProcess {
  readonly child: ChildProcess
  readonly said: string[]
  /** Settles once it has said something that contains this. */
  readonly says: (words: string) => Promise<void>
  readonly ended: Promise<unknown>
}

function workerProcess(): WorkerProcess {
  const main = join(import.meta.dirname, '..', 'main.ts')
  const child = spawn(process.execPath, [main, 'work'], {
    env: { ...process.env, ...office.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const said: string[] = []
  const heard = new Set<() => void>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(line)
    for (const tell of heard) tell()
  })
  return {
    child,
    said,
    says: (words) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!said.some((line) => line.includes(words))) return
          heard.delete(look)
          resolve()
        }
        heard.add(look)
        look()
      }),
    ended: once(child, 'exit'),
  }
}

async function query(text: string, values: readonly unknown[] = []): Promise<void> {
  const client = new Client({ connectionString: office.env['DATABASE_URL'] })
  await client.connect()
  await client.query(text, [...values])
  await client.end()
}

/** End every connection of the office to its database and its source. @returns how many */
async function cutAll(): Promise<number> {
  const ours = new Set(
    ['DATABASE_URL', 'POSTERN_SOURCE_URL'].map((name) => new URL(office.env[name] ?? '').pathname.slice(1)),
  )
  const client = new Client({ connectionString: office.env['DATABASE_URL'] })
  await client.connect()
  const { rowCount } = await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = any ($1) and pid <> pg_backend_pid()',
    [[...ours]],
  )
  await client.end()
  return rowCount ?? 0
}

const inPapers = async (): Promise<number> => (await readdir(places(office.directory).papers)).length
const shelved = async (): Promise<number> =>
  (await readdir(places(office.directory).shelf).catch(() => [])).filter((name) => !name.startsWith('.')).length

/** `postern work` in a terminal, until what is asked of it holds. @returns its lines, unwrapped */
async function workUntil(until: () => Promise<boolean>): Promise<string[]> {
  const said: string[] = []
  const end = new AbortController()
  const command = workCommand({
    open: () => openOffice(office.env),
    readFile: () => Promise.reject(new Error('no file is read here')),
    untilAsked: () => end.signal,
    states: stateWords,
    moves,
    out: (text) => void said.push(text.replaceAll('\n', ' ')),
    err: (text) => void said.push(text.replaceAll('\n', ' ')),
    exit: () => {},
  })
  const working = command.parseAsync([], { from: 'user' })
  while (!(await until())) await sleep(50)
  end.abort()
  await working
  return said
}

const withSource = (change: (bulk: BulkOfSource) => Partial<BulkOfSource>): Ports =>
  withBulkSource(office.ports, 'ma-dta', change)

describe('workers at one release', () => {
  it('give the content root that one process gives, however many they are and though one is killed', async () => {
    const { ports } = office
    const by = await officer(ports)
    const { stream } = await answeredAudit(office, keys.slice(0, 500))
    ok(await beginBulk({ ...ports, randomness: drawnFrom(7) }, by, stream, cutBy(25)))
    const alone = ok(await prepareMembers(ports, by, stream)).state.prepared?.contentRoot
    expect(alone).toMatch(/^[0-9a-f]{64}$/)

    // Decided once more, so that the same may be prepared again.
    await answer(office, stream)
    const workers = [workerProcess(), workerProcess()]
    await Promise.all(workers.map(({ says }) => says('Waiting')))
    expect(await leaveToWorkers({ ...ports, randomness: drawnFrom(7) }, by, stream, cutBy(25))).toBeUndefined()
    await Promise.all(workers.map(({ says }) => says('is read')))
    workers[0]?.child.kill('SIGKILL')
    await workers[0]?.ended
    // The ten seconds after which a worker that says nothing is gone.
    await query(
      `update postern_queue.job_common set heartbeat_on = heartbeat_on - interval '10 s' where state = 'active'`,
    )
    const seen: number[] = []
    const followed = ok(
      await followBulk(ports, by, stream, async ({ rangesDone: done }) => {
        seen.push(done)
        await sleep(100)
      }),
    )
    expect(followed.state.prepared).toMatchObject({ contentRoot: alone, by: 'demo-officer', bulk: { persons: 500 } })
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    workers[1]?.child.kill('SIGTERM')
    expect(await workers[1]?.ended).toEqual([0, null])
    // Nothing of what was read twice is left behind.
    expect(await sweepBulk(ports)).toBe(0)
  }, 120_000)

  it('take no range of a preparation that is paused, and go on when it is taken up again', async () => {
    const { ports } = office
    const by = await officer(ports)
    const { stream, number } = await answeredAudit(office, keys.slice(0, 60))
    expect(await leaveToWorkers(ports, by, stream, cutBy(10))).toBeUndefined()
    ok(await move(ports, by, stream, () => ({ command: 'pause-preparation' })))
    const inTerminal = await workUntil(() => idle(stream))
    expect(inTerminal).toEqual([
      'Waiting for ranges. Ctrl+C ends it, after those at hand.',
      `${number}: its ranges are let go: the reading is paused: resume it first.`,
    ])
    expect((await stateOf(stream)).prepared).toBeUndefined()

    // Paused again while it is read, and so said again.
    ok(await resumeBulk(ports, by, stream))
    let paused = false
    const observe = async (step: string): Promise<void> => {
      if (paused || !step.startsWith('bulk: range')) return
      paused = true
      ok(await move(ports, by, stream, () => ({ command: 'pause-preparation' })))
    }
    const again = await work({ ...ports, observe }, () => idle(stream))
    expect(again.ranges).toBeLessThan(4)
    expect(again).toMatchObject({ prepared: 0, failed: [], letGo: ['paused'] })

    ok(await resumeBulk(ports, by, stream))
    const resumed = await work(ports, async () => (await stateOf(stream)).prepared !== undefined)
    expect(resumed).toMatchObject({ ranges: 6 - again.ranges, prepared: 1, failed: [], refused: [], letGo: [] })
  })

  it('say of a preparation that is void that they let it go, and nothing of one that came to its end', async () => {
    const { ports } = office
    const by = await officer(ports)
    const { stream } = await answeredAudit(office, keys.slice(0, 60))
    expect(await leaveToWorkers(ports, by, stream, cutBy(10))).toBeUndefined()
    const first = (await stateOf(stream)).preparing?.preparation ?? ''
    ok(await decide(ports, by, stream))
    expect(await leaveToWorkers(ports, by, stream, cutBy(20))).toBeUndefined()
    const second = (await stateOf(stream)).preparing?.preparation ?? ''
    ok(await prepareMembers(ports, by, stream))
    const waiting = async (): Promise<number[]> =>
      Promise.all([first, second].map(async (one) => (await ports.ranges.standing(one)).waiting))
    expect(await waiting()).toEqual([6, 3])
    const heard = await work(ports, async () => (await waiting()).every((count) => count === 0))
    expect(heard).toMatchObject({ ranges: 0, failed: [], letGo: ['not-begun'] })
  })

  it('finish the ranges at hand when they are asked to end, and leave the others', async () => {
    const { ports } = office
    const by = await officer(ports)
    const { stream } = await answeredAudit(office, keys.slice(0, 60))
    expect(await leaveToWorkers(ports, by, stream, cutBy(5))).toBeUndefined()
    let first = false
    const heard = await work(
      ports,
      async () => first,
      () => (first = true),
    )
    expect(await rangesDone(stream)).toBe(heard.ranges)
    expect(heard.ranges).toBeLessThan(12)
    const { preparing } = await stateOf(stream)
    expect(await ports.ranges.standing(preparing?.preparation ?? '')).toEqual({
      waiting: 12 - heard.ranges,
      working: 0,
      givenUp: [],
    })
    // In one process, and what waits in the queue is then nobody's to do.
    ok(await prepareMembers(ports, by, stream))
    expect(await work(ports, async () => (await stateOf(stream)).preparing === undefined)).toMatchObject({ ranges: 0 })
  })

  it('stop when a member objects, and nothing of it stays on the shelf', async () => {
    const { ports } = office
    const by = await officer(ports)
    await sweepBulk(ports)
    const before = await shelved()
    const ana = keys.indexOf('SYN-PLANTED-ana')
    const { stream } = await answeredAudit(office, keys.slice(Math.max(0, ana - 30), ana + 30))
    expect(await leaveToWorkers(ports, by, stream, cutBy(5))).toBeUndefined()
    let count = 0
    await work(
      ports,
      async () => count > 1,
      () => (count += 1),
    )
    const { preparing } = await stateOf(stream)
    expect(await shelved()).toBeGreaterThan(before)
    await object(ports, 'person', 'ma-dta', {
      identity: { given: 'Ana', family: 'Samplewright', dateOfBirth: '1984-03-07' },
      languages: { written: 'en', spoken: 'en' },
      programs: ['snap'],
      channel: 'page',
    })
    const after = await work(ports, () => idle(stream))
    expect(after.ranges).toBe(0)
    expect((await stateOf(stream)).prepared).toBeUndefined()
    ok((await match(ports, by, stream)).moved)
    expect(await sweepBulk(ports)).toBe(1)
    expect(await shelved()).toBe(before)
    expect(await ports.bulkWork.done(preparing?.preparation ?? '')).toEqual([])
  })

  it('read no range more once a member has objected, even while they read', async () => {
    const { ports } = office
    const by = await officer(ports)
    const thomas = keys.indexOf('SYN-PLANTED-transposed')
    const { stream } = await answeredAudit(office, keys.slice(Math.max(0, thomas - 30), thomas + 30))
    expect(await leaveToWorkers(ports, by, stream, cutBy(3))).toBeUndefined()
    const says = (given: string, family: string, dateOfBirth: string): Promise<unknown> =>
      object(ports, 'person', 'ma-dta', {
        identity: { given, family, dateOfBirth },
        languages: { written: 'en', spoken: 'en' },
        programs: ['snap'],
        channel: 'page',
      })
    let read = 0
    let readThen = 0
    const observe = async (step: string): Promise<void> => {
      if (!step.startsWith('bulk: range')) return
      read += 1
      // Somebody whom nobody listed changes nothing.
      if (read === 1) await says('Nobody', 'Synthetic', '1990-01-01')
      if (read !== 5) return
      await says('Thomas', 'Reversal', '1977-04-09')
      readThen = read
    }
    const preparation = (await stateOf(stream)).preparing?.preparation ?? ''
    const drained = async () => (await ports.ranges.standing(preparation)).waiting === 0
    const heard = await work({ ...ports, observe }, drained)
    expect(heard).toMatchObject({ prepared: 0, failed: [], refused: [], letGo: ['not-begun'] })
    // Those that others had at hand when they objected.
    expect(readThen).toBeGreaterThanOrEqual(5)
    expect(heard.ranges - readThen).toBeLessThanOrEqual(2)
    const { preparing, prepared, status } = await stateOf(stream)
    expect({ preparing, prepared, status }).toEqual({ preparing: undefined, prepared: undefined, status: 'matched' })
  })

  it('read nobody for a request that was withdrawn, and what was read is taken away', async () => {
    const { ports } = office
    const by = await officer(ports)
    await sweepBulk(ports)
    const before = await shelved()
    const { stream } = await answeredAudit(office, keys.slice(0, 60))
    ok(await beginBulk(ports, by, stream, cutBy(10)))
    await workBulk(ports, stream, [0])
    expect(await leaveToWorkers(ports, by, stream)).toBeUndefined()
    const preparation = (await stateOf(stream)).preparing?.preparation ?? ''
    expect(await sweepBulk(ports)).toBe(0)
    ok(await move(ports, by, stream, () => ({ command: 'withdraw', reason: 'SYNTHETIC' })))
    const heard = await work(ports, async () => (await ports.ranges.standing(preparation)).waiting === 0)
    expect(heard).toMatchObject({ ranges: 0, refused: [], failed: [], letGo: ['not-begun'] })
    expect(await sweepBulk(ports)).toBe(1)
    expect(await shelved()).toBe(before)
    expect(await ports.bulkWork.done(preparation)).toEqual([])
  })

  it('read nothing more once something came to the gate that may not pass', async () => {
    const by = await officer(office.ports)
    const { stream } = await answeredAudit(office, keys.slice(0, 60))
    expect(await leaveToWorkers(office.ports, by, stream, cutBy(10))).toBeUndefined()
    const ports = withSource((bulk) => ({
      withBulk: (compiled, said, doing) =>
        bulk.withBulk(compiled, said, (reader) =>
          doing({
            read: (range, reading) =>
              reader.read(range, (rows) =>
                reading((statement, take) =>
                  rows(statement, (bytes) =>
                    take(Buffer.from(Buffer.from(bytes).toString('utf8').replaceAll('\t', '\tx'))),
                  ),
                ),
              ),
          }),
        ),
    }))
    const heard = await work(ports, () => idle(stream))
    expect(heard.ranges).toBe(0)
    expect(heard.failed).toContainEqual(expect.objectContaining({ code: 'ERR_GATE' }))
    expect(heard.letGo).toEqual(['incident-open'])
    const { incidents } = await stateOf(stream)
    expect(incidents.length).toBeGreaterThan(0)
    const said = refusal(await followBulk(office.ports, by, stream, async () => {}))
    expect(said).toContain('incident-open')
    expect(said).toContain('range-given-up')

    // Looked into and closed, it is taken up again where it was left, and ends.
    const privacy = await actor(office.ports, 'demo-approver-2')
    for (const incident of incidents) {
      const finding = 'SYNTHETIC: a driver that wrote tabs twice'
      ok(await move(office.ports, privacy, stream, () => ({ command: 'close-incident', incident, finding })))
    }
    expect(await leaveToWorkers(office.ports, by, stream)).toBeUndefined()
    const mended = await work(office.ports, async () => (await stateOf(stream)).prepared !== undefined)
    expect(mended).toMatchObject({ ranges: 6, prepared: 1, failed: [] })
  })

  it('try again what may pass by itself, and say at once what may not', async () => {
    const by = await officer(office.ports)
    const { stream } = await answeredAudit(office, keys.slice(0, 20))
    expect(await leaveToWorkers(office.ports, by, stream, cutBy(20))).toBeUndefined()
    const errors = [
      new PosternError('ERR_DATABASE_UNAVAILABLE', 'away'),
      new PosternError('ERR_SOURCE', 'primary since a moment ago', { replica: 'none' }),
      new PosternError('ERR_SOURCE', 'other rows'),
    ]
    const left = errors.values()
    const ports = withSource((bulk) => ({
      withBulk: async (compiled, said, doing) => {
        for (const error of left) throw error
        return bulk.withBulk(compiled, said, doing)
      },
    }))
    const heard = await work(ports, () => idle(stream))
    expect(heard).toMatchObject({ ranges: 0, failed: errors })
    expect(refusal(await followBulk(office.ports, by, stream, async () => {}))).toEqual(['range-given-up'])
    // The same command again takes it up.
    expect(await leaveToWorkers(office.ports, by, stream)).toBeUndefined()
    expect(await work(ports, async () => (await stateOf(stream)).prepared !== undefined)).toMatchObject({ prepared: 1 })
  })

  it('go on when every connection breaks while they read, and give nothing up', async () => {
    const { ports } = office
    const by = await officer(ports)
    const { stream } = await answeredAudit(office, keys.slice(0, 200))
    ok(await beginBulk({ ...ports, randomness: drawnFrom(8) }, by, stream, cutBy(10)))
    const alone = ok(await prepareMembers(ports, by, stream)).state.prepared?.contentRoot
    await answer(office, stream)
    expect(await leaveToWorkers({ ...ports, randomness: drawnFrom(8) }, by, stream, cutBy(10))).toBeUndefined()
    const cuts: Promise<number>[] = []
    let count = 0
    const heard = await work(
      ports,
      async () => (await stateOf(stream)).prepared !== undefined,
      () => {
        count += 1
        if (count === 4 || count === 11) cuts.push(cutAll())
      },
    )
    for (const ended of await Promise.all(cuts)) expect(ended).toBeGreaterThan(1)
    expect((await stateOf(stream)).prepared?.contentRoot).toBe(alone)
    // Each range counts once, whoever came to it again.
    expect(heard).toMatchObject({ ranges: 20, refused: [] })
    for (const error of heard.failed) expect(error).toMatchObject({ code: 'ERR_DATABASE_UNAVAILABLE' })
  }, 60_000)

  it('take nothing away that may stand, where nobody heard whether a range was recorded', async () => {
    const by = await officer(office.ports)
    const { stream } = await answeredAudit(office, keys.slice(0, 60))
    expect(await leaveToWorkers(office.ports, by, stream, cutBy(20))).toBeUndefined()
    const { bulkWork } = office.ports
    const lost = [true, true].values()
    const ports: Ports = {
      ...office.ports,
      bulkWork: {
        ...bulkWork,
        record: async (...range) => {
          const recorded = await bulkWork.record(...range)
          // As of a primary that dies before it can answer.
          for (const _ of lost) throw new PosternError('ERR_DATABASE_UNAVAILABLE', 'away')
          return recorded
        },
      },
    }
    const heard = await work(ports, async () => (await stateOf(stream)).prepared !== undefined)
    expect(heard).toMatchObject({ ranges: 1, refused: [] })
    const { prepared } = await stateOf(stream)
    expect(prepared?.bulk?.persons).toBe(60)
    for (const { sha256 } of prepared?.sealed ?? []) expect(await ports.shelf.get(sha256)).toBeDefined()
  })

  it('leave no paper behind that nothing opens, where nobody heard that it came to its end', async () => {
    const { ports } = office
    const by = await officer(ports)
    await sweepBulk(ports)
    const { stream } = await answeredAudit(office, keys.slice(0, 60))
    ok(await beginBulk(ports, by, stream, cutBy(20)))
    const late = await bulkJob(ports, stream)
    if (late === undefined) expect.unreachable()
    await workBulk(ports, stream)
    const before = await inPapers()
    const away = new PosternError('ERR_DATABASE_UNAVAILABLE', 'away')
    const observe = async (step: string): Promise<void> => {
      if (step === 'prepare: in the log') throw away
    }
    await expect(finishBulk({ ...ports, observe }, by, stream)).rejects.toBe(away)
    expect(await ports.bulkWork.done(late.preparing.preparation)).toHaveLength(3)
    // The index and the payload are kept; what each of the three ranges said of who is in it is not.
    await Promise.all([sweepBulk(ports), sweepBulk(ports)])
    expect(await inPapers()).toBe(before + 2 - 3)
    expect(await ports.bulkWork.done(late.preparing.preparation)).toEqual([])

    // Whoever was still at a range has it recorded now, and nothing of the release goes with it.
    const [papers, shelf] = [await inPapers(), await shelved()]
    await late.source.withBulk(late.compiled, late.question.said, async (reader) => {
      expect(await workRange(ports, late, reader, 0)).toBe(true)
    })
    expect(await shelved()).toBeGreaterThan(shelf)
    expect(await sweepBulk(ports)).toBe(1)
    expect([await inPapers(), await shelved()]).toEqual([papers, shelf])
    const { prepared } = await stateOf(stream)
    for (const { sha256 } of prepared?.sealed ?? []) expect(await ports.shelf.get(sha256)).toBeDefined()
    const { events } = await loadCase(ports, stream)
    const copy = events.map(({ record }) => toCaseEvent(record)).find(({ type }) => type === 'release.prepared')
    if (copy?.type !== 'release.prepared') expect.unreachable()
    const { payload, pieces } = copyIndex((await ports.papers.open(copy.body.copy ?? '')) ?? new Uint8Array())
    for (const key of [payload, ...pieces.map((piece) => piece.copy)])
      expect(await ports.papers.open(key)).toBeDefined()
  })

  it('end it for who began, as long as the role is still theirs', async () => {
    const { ports } = office
    const by = await officer(ports)
    const { stream } = await answeredAudit(office, keys.slice(0, 20))
    expect(await leaveToWorkers(ports, by, stream, cutBy(20))).toBeUndefined()
    const member = (await staff(ports)).get('demo-officer')
    if (member === undefined) throw new Error('nobody is called that')
    const administrator = await actor(ports, 'demo-administrator')
    expect(await enroll(ports, administrator, { ...member, roles: ['intake-officer'] })).toBeUndefined()
    const heard = await work(ports, () => idle(stream))
    expect(heard).toMatchObject({ ranges: 1, prepared: 0, refused: ['not-your-role'] })
    expect(await enroll(ports, administrator, member)).toBeUndefined()
    // All of it is read; it only had to be ended.
    expect(ok(await followBulk(ports, by, stream, async () => {})).state.prepared?.bulk?.persons).toBe(20)
  })
})
