/** The reading of listed members stands still: an agreement has ended meanwhile, or a range was tried too often. */
import { readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openOffice } from '#administer.ts'
import { seedCaseload } from '#adapters/caseload/seed.ts'
import { letters } from '#case/events.ts'
import { moves, stateWords } from '#case/moves.ts'
import { answerCommands } from '#cli/case-answer.ts'
import { PosternError } from '#errors.ts'
import { places } from '#parts.ts'
import { agreedCheck } from '#testing/agreement.ts'
import { cutBy } from '#testing/members.ts'
import { answeredAudit, memberKeys } from '#testing/audit.ts'
import { clockAhead, days, officer, ok, refusal } from '#testing/office.ts'
import { webOffice, type WebOffice } from '#testing/web.ts'
import { withBulkSource, work } from '#testing/workers.ts'
import { english } from '#web/words/words.ts'
import { beginBulk, workBulk } from './bulk.ts'
import { readOn } from './bulk-behind.ts'
import { finishBulk, prepareMembers, sweepBulk } from './bulk-finish.ts'
import { followBulk, leaveToWorkers } from './bulk-queue.ts'
import { givenUpReasons, readingStopped } from './bulk-standing.ts'
import { decide } from './determine.ts'
import { loadCase, move } from './move.ts'
import type { Ports } from './ports.ts'
import { actor } from './register.ts'

const clock = clockAhead()
let web: WebOffice
let decided = 0
const counting = (ports: Ports): Ports => ({
  ...ports,
  decide: (file) => {
    decided += 1
    return ports.decide(file)
  },
})
beforeAll(async () => {
  web = await webOffice({ people: 60, clock, ports: counting })
  await seedCaseload({ url: web.office.env['POSTERN_SOURCE_URL'] ?? '', people: 80, agencies: ['me-dhhs-ofi'] })
})
afterAll(() => web.close())

const stateOf = async (stream: string) => (await loadCase(web.office.ports, stream)).state
const byMaine = () => actor(web.office.ports, 'demo-me-officer')
const idle = async (stream: string): Promise<boolean> => {
  const { preparing } = await stateOf(stream)
  const { waiting, working } = await web.office.ports.ranges.standing(preparing?.preparation ?? '')
  return waiting + working === 0
}
const shelved = async (): Promise<number> =>
  (await readdir(places(web.office.directory).shelf).catch(() => [])).filter((name) => !name.startsWith('.')).length
const pageOf = async (as: string, number: string): Promise<string> =>
  (await (await (await web.as(as)).get(`/desk/cases/${number}`)).text())
    .replaceAll(/<(?!a )[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')

const nobody = () => Promise.reject(new Error('no file is read or written here'))

/** In a terminal; a worker may run beside it. */
async function prepareQueued(number: string): Promise<{ status: number; said: string }> {
  const said: string[] = []
  let status = 0
  const commands = answerCommands({
    open: () => openOffice(web.office.env),
    readFile: nobody,
    sign: nobody,
    writeNew: nobody,
    assertWritable: nobody,
    letters,
    progress: () => {},
    progressEvery: 50,
    sleep: async (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
    states: stateWords,
    moves,
    out: (text) => void said.push(text),
    err: (text) => void said.push(text),
    exit: (code) => void (status = code),
  })
  const command = commands.find((one) => one.name() === 'prepare')
  await command?.parseAsync([number, '--queue', '--as', 'demo-officer'], { from: 'user' })
  return { status, said: said.join('\n').replaceAll(/\s+/g, ' ') }
}

/** What is tried again nine times in three minutes is tried again once, at once. */
async function impatiently<T>(doing: () => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: web.office.env['DATABASE_URL'] })
  await client.connect()
  const over = new AbortController()
  const hurry = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await client.query(
        `update postern_queue.job_common set retry_limit = 1, start_after = now() where state = 'retry'`,
      )
      await sleep(100)
    }
    await client.end()
  }
  const [outcome] = await Promise.all([doing().finally(() => over.abort()), hurry()])
  return outcome
}

/** Done while a worker is there. */
async function beside<T>(ports: Ports, doing: () => Promise<T>): Promise<T> {
  let over = false
  const done = doing().finally(() => (over = true))
  const [outcome] = await Promise.all([done, work(ports, async () => over)])
  return outcome
}

describe('an agreement that ends while listed members are read under it', () => {
  it('stops the workers, and the case says why until it is decided anew and what was read is taken away', async () => {
    const { ports } = web.office
    const by = await byMaine()
    await sweepBulk(ports)
    const before = await shelved()
    const last = days(ports, 1)
    const { stream, number } = await agreedCheck(web.office, 60, last)
    expect(await leaveToWorkers(ports, by, stream, cutBy(10))).toBeUndefined()
    let read = 0
    const heard = await work(
      ports,
      () => idle(stream),
      () => {
        read += 1
        if (read === 2) clock.goOn(3)
      },
    )
    // Whatever was at hand is brought to its end; nothing is begun after.
    expect(heard).toMatchObject({ prepared: 0, failed: [], letGo: ['decision-changed'] })
    expect(heard.ranges).toBeLessThan(4)
    expect(await shelved()).toBeGreaterThan(before)
    const { preparing } = await stateOf(stream)

    const why = `the last day of i1 was ${last}: decided today, less would leave than stands decided, so decide again`
    const refusals = [
      await followBulk(ports, by, stream, async () => {}),
      await leaveToWorkers(ports, by, stream),
      await prepareMembers(ports, by, stream),
      await finishBulk(ports, by, stream),
    ]
    for (const refused of refusals) {
      expect(refused).toMatchObject({
        refusal: { move: 'prepare', reasons: [{ code: 'decision-changed', words: why }] },
      })
    }
    expect(await idle(stream)).toBe(true)
    decided = 0
    const page = await pageOf('demo-me-officer', number)
    // For the next steps and for the reading alike.
    expect(decided).toBe(1)
    expect(page).toContain('The reading of the members has stopped')
    expect(page).toContain(`The last day of i1 was ${english.day(last)}: decided today, less would leave`)
    expect(page).toContain(`<a href="/desk/cases/${number}/decide">Decide again`)
    for (const gone of ['The members are being read', 'ake it up again', 'See how far it is now']) {
      expect(page).not.toContain(gone)
    }

    // As long as nobody has decided, nothing is swept.
    expect(await sweepBulk(ports)).toBe(0)
    ok(await decide(ports, by, stream))
    expect((await stateOf(stream)).preparing).toBeUndefined()
    expect(refusal(await beginBulk(ports, by, stream))).toContain('nothing-to-release')
    expect(await sweepBulk(ports)).toBe(1)
    expect(await shelved()).toBe(before)
    expect(await ports.bulkWork.done(preparing?.preparation ?? '')).toEqual([])
  })

  it('keeps what was all read by its last day from being put together after it', async () => {
    const { ports } = web.office
    const by = await byMaine()
    const { stream } = await agreedCheck(web.office, 30, days(ports, 1))
    ok(await beginBulk(ports, by, stream, cutBy(10)))
    await workBulk(ports, stream)
    expect(await readingStopped(ports, await stateOf(stream))).toEqual([])
    clock.goOn(3)
    expect(refusal(await finishBulk(ports, by, stream))).toEqual(['decision-changed'])
    expect((await stateOf(stream)).prepared).toBeUndefined()
  })

  it('ends what a page began with a note, and nobody goes on looking', async () => {
    const { ports } = web.office
    const by = await byMaine()
    const { stream } = await agreedCheck(web.office, 30, days(ports, 1))
    ok(await beginBulk(ports, by, stream, cutBy(10)))
    await workBulk(ports, stream, [0])
    clock.goOn(3)
    let looks = 0
    await readOn(ports, by, stream, () => (looks += 1) < 20)
    expect(looks).toBe(1)
    const { notes, preparing } = await stateOf(stream)
    expect(notes.map(({ text }) => text)).toEqual([
      expect.stringMatching(/stopped: the last day of i1 was .*decide again$/),
    ])
    expect(await ports.bulkWork.done(preparing?.preparation ?? '')).toHaveLength(1)
  })

  it('says nothing of what is paused, and of an incident what everybody reads already', async () => {
    const { ports } = web.office
    const by = await byMaine()
    const { stream } = await agreedCheck(web.office, 30, days(ports, 1))
    ok(await beginBulk(ports, by, stream, cutBy(10)))
    const paused = await stateOf(stream)
    if (paused.preparing === undefined) expect.unreachable()
    clock.goOn(3)
    expect(await readingStopped(ports, { ...paused, preparing: { ...paused.preparing, paused: true } })).toEqual([])
    const privacy = await actor(ports, 'demo-me-approver-2')
    const opened = { command: 'open-incident', incident: 'x1', what: 'SYNTHETIC' } as const
    const moved = await move(ports, privacy, stream, () => opened)
    ok(moved)
    let looks = 0
    await readOn(ports, by, stream, () => (looks += 1) < 20)
    expect([looks, (await stateOf(stream)).notes]).toEqual([1, []])
  })
})

describe('a range that was tried as often as it is', () => {
  it('is named on its case and in the terminal, and goes on when it is taken up again', async () => {
    const { ports } = web.office
    const { stream, number } = await answeredAudit(web.office, (await memberKeys(web.office)).slice(0, 20))
    expect(await leaveToWorkers(ports, await officer(ports), stream, cutBy(10))).toBeUndefined()
    const away = new PosternError('ERR_DATABASE_UNAVAILABLE', 'The source is away.')
    const broken = withBulkSource(ports, 'ma-dta', () => ({ withBulk: () => Promise.reject(away) }))
    const heard = await impatiently(() => work(broken, () => idle(stream)))
    expect(heard).toMatchObject({ ranges: 0, failed: [away, away, away, away] })
    const words = 'anges 1, 2 of 2 given up (ERR_DATABASE_UNAVAILABLE): see what the worker said, and take it up again'
    const page = await pageOf('demo-officer', number)
    expect(page).toContain('The reading of the members has stopped')
    expect(page).toContain(`R${words}.`)
    expect(page).toContain('Take it up again')
    expect(page).not.toContain('Nothing moves?')

    const refused = await impatiently(() => beside(broken, () => prepareQueued(number)))
    expect(refused.status).toBe(1)
    expect(refused.said).toContain(`r${words}`)
    const gone = await beside(ports, () => prepareQueued(number))
    expect([gone.status, gone.said]).toEqual([0, expect.stringContaining('Content root')])
    expect((await stateOf(stream)).prepared?.bulk?.persons).toBe(20)
    expect(await readingStopped(ports, await stateOf(stream))).toEqual([])
  })
})

const given = (code: string, ...ranges: readonly number[]) => ranges.map((range) => ({ range, code }))
const words = (givenUp: readonly { range: number; code: string }[], ...done: readonly number[]) =>
  givenUpReasons(
    { ranges: 9 },
    givenUp,
    done.map((range) => ({ range })),
  ).map((reason) => reason.words.split(':')[0])

it('names a few ranges that were given up, counts the others, and says each failure once', () => {
  expect(words([...given('X', 7, 0, 3, 2, 5, 1), ...given('Y', 4)])).toEqual([
    'ranges 1, 2, 3, 4 and 2 more of 9 given up (X)',
    'range 5 of 9 given up (Y)',
  ])
  expect(words(given('X', 3, 2, 1, 0))).toEqual(['ranges 1, 2, 3, 4 of 9 given up (X)'])
  // Read since by somebody else; and where everything is read, it is the end that failed.
  expect(words(given('X', 3, 4), 3, 5)).toEqual(['range 5 of 9 given up (X)'])
  expect(words(given('X', 8), 0, 1, 2, 3, 4, 5, 6, 7, 8)).toEqual(['range 9 of 9 given up (X)'])
  expect(words([])).toEqual([])
})
