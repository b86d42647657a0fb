/** What goes wrong around the path: the clock, the disk, the database, and others at the same case at the same instant. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { open as openFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { seedCaseload } from '#adapters/caseload/seed.ts'
import { enrollCast } from '#demo/office.ts'
import { openInstallation, places } from '#parts.ts'
import { deliver } from '#pipeline/fulfill.ts'
import { loadCase } from '#pipeline/move.ts'
import type { Ports } from '#pipeline/ports.ts'
import { tick } from '#pipeline/tick.ts'
import { testServer } from '#testing/database.ts'
import { testOffice, type TestOffice } from '#testing/office.ts'
import { audit } from './soak/audit.ts'
import { carryOn } from './soak/carry.ts'
import { startCarrier } from './soak/carrier.ts'
import { makeGrounds, people } from './soak/grounds.ts'
import { nextStep, plans, type Step } from './soak/plans.ts'
import { isPassing, open, take, type Desk } from './soak/steps.ts'

let office: TestOffice
beforeAll(async () => {
  office = await testOffice()
})
afterAll(() => office.close())

const courier = { id: 'system:courier', roles: ['system'] } as const

const deskOf = ({ ports, cast, directory }: TestOffice, change: Partial<Ports> = {}): Desk => ({
  ports: { ...ports, ...change },
  cast,
  dataDirectory: directory,
  observe: async () => {},
})

let letters = 0
/** A new case, carried to where `before` would be its next step. */
async function caseBefore(desk: Desk, before: Step): Promise<string> {
  letters += 1
  const stream = await open(desk, 'released', `trouble-${letters}`)
  await carryOn(desk, 'released', stream, { before })
  return stream
}

async function sizeOf({ ports }: Desk, stream: string): Promise<number> {
  return (await ports.ledger.load(stream)).length
}

async function expectWhole(streams: readonly string[]): Promise<void> {
  const { violations } = await audit(office.installation, {
    cases: streams.map((stream) => ({ plan: 'released', stream, lost: false })),
    acknowledged: [],
    identity: office.cast.receiver.file,
    followedTo: 0,
  })
  expect(violations).toEqual([])
}

const anHourAgo = { now: () => new Date(Date.now() - 3_600_000).toISOString() }

describe('a clock that jumps back', () => {
  it('is refused at every move of the path, stores nothing, and holds nothing up once it is right', async () => {
    const right = deskOf(office)
    const back = deskOf(office, { clock: anHourAgo })
    const stream = await open(right, 'released', 'trouble-clock')
    const refused = new Set<Step>()
    for (;;) {
      const { state, events } = await loadCase(right.ports, stream)
      const published = (await right.ports.log.published())?.size ?? 0
      const step = nextStep('released', state, events, { published, collected: refused.has('acknowledge-receipt') })
      if (step === undefined) break
      if (step === 'publish' || step === 'collect') {
        await take(right, 'released', step, stream)
        if (step === 'collect') refused.add('acknowledge-receipt')
        continue
      }
      const done = await take(back, 'released', step, stream)
      expect(done, step).toMatchObject({ done: false, refusal: { reasons: expect.any(Array) as unknown } })
      const codes = 'refusal' in done ? done.refusal.reasons.map(({ code }) => code) : []
      expect(codes, step).toContain('clock-went-back')
      expect(await sizeOf(right, stream)).toBe(state.n)
      const root = state.prepared?.contentRoot
      if (step === 'deliver' && root !== undefined) expect(await right.ports.courier.placed(root)).toBeUndefined()
      expect((await take(right, 'released', step, stream)).done, step).toBe(true)
      refused.add(step)
    }
    const commands = plans.released.filter((step) => step !== 'publish' && step !== 'collect')
    expect([...refused, 'receive'].toSorted()).toEqual([...new Set(commands)].toSorted())
    await expectWhole([stream])
  }, 60_000)
})

describe('a full disk', () => {
  const mounted: string[] = []
  afterEach(() => {
    vi.restoreAllMocks()
    for (const path of mounted.splice(0)) spawnSync('umount', ['--lazy', path])
  })

  /** A file system of one page with nothing left on it, where we may mount one; else every write of a file says so. */
  async function fill(path: string): Promise<() => void> {
    mkdirSync(path, { recursive: true })
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', path])
    if (mount.status === 0) {
      mounted.push(path)
      writeFileSync(join(path, 'filler'), new Uint8Array(4096))
      return () => {
        spawnSync('mount', ['-o', 'remount,size=64m', path])
        unlinkSync(join(path, 'filler'))
      }
    }
    const probe = await openFile(process.execPath)
    const handles: Pick<FileHandle, 'writeFile'> = Object.getPrototypeOf(probe)
    await probe.close()
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    const failing = vi.spyOn(handles, 'writeFile').mockRejectedValue(full)
    return () => failing.mockRestore()
  }

  it.each([
    ['papers', 'prepare'],
    ['shelf', 'prepare'],
    ['outbox', 'deliver'],
  ] as const)(
    'under the %s stops %s with nothing recorded, and holds nothing up once there is room',
    async (place, step) => {
      const desk = deskOf(office)
      const stream = await caseBefore(desk, step)
      const n = await sizeOf(desk, stream)
      const free = await fill(places(office.directory)[place])
      await expect(take(desk, 'released', step, stream)).rejects.toMatchObject({ code: 'ERR_DISK_FULL' })
      expect(await sizeOf(desk, stream)).toBe(n)
      const { state } = await loadCase(desk.ports, stream)
      expect(await desk.ports.courier.placed(state.prepared?.contentRoot ?? '00'.repeat(32))).toBeUndefined()
      free()
      await carryOn(desk, 'released', stream)
      await expectWhole([stream])
    },
    60_000,
  )

  it('under the papers takes no request in', async () => {
    const desk = deskOf(office)
    const free = await fill(places(office.directory).papers)
    await expect(open(desk, 'released', 'trouble-papers')).rejects.toMatchObject({ code: 'ERR_DISK_FULL' })
    free()
    const stream = await open(desk, 'released', 'trouble-papers')
    expect(await sizeOf(desk, stream)).toBe(1)
  })
})

describe('a death between placing a package and recording it', () => {
  it('leaves nothing that can be taken away, when an objection comes before the courier is back', async () => {
    const dying = deskOf(office, {
      observe: async (step) => {
        if (step === 'deliver: placed') throw new Error('killed')
      },
    })
    const desk = deskOf(office)
    const stream = await caseBefore(desk, 'deliver')
    await expect(deliver(dying.ports, courier, stream)).rejects.toThrow('killed')
    const { state } = await loadCase(desk.ports, stream)
    const contentRoot = state.prepared?.contentRoot ?? ''
    const placed = await desk.ports.courier.placed(contentRoot)
    expect((await take(desk, 'withdrawn', 'record-objection', stream)).done).toBe(true)

    await tick(desk.ports, (_, error) => {
      throw error
    })
    expect(
      await desk.ports.courier.collect(contentRoot, placed?.pickupCode ?? '', desk.ports.clock.now(), async () => true),
    ).toEqual({
      collected: false,
      reason: 'withdrawn',
    })
    expect((await loadCase(desk.ports, stream)).state.delivered).toBeUndefined()
  }, 30_000)
})

describe('two processes at one case', () => {
  it('that do the same at the same instant come to one case, one release and one delivery', async () => {
    const carriers = [1, 2].map(() => startCarrier(office.directory, office.env))
    const streams = await Promise.all(
      carriers.map(async (carrier) => {
        const order = { task: 'carry', plan: 'released', name: 'trouble-rivals', lost: false, stopAt: [] } as const
        carrier.send({ ...order, before: 'collect', rivals: true })
        let stream = ''
        for (;;) {
          const message = await carrier.next()
          if (message === undefined || message.says === 'failed' || message.says === 'violation') {
            throw new Error(JSON.stringify(message))
          }
          if (message.says === 'case') ({ stream } = message)
          if (message.says === 'done') return stream
        }
      }),
    )
    await Promise.all(carriers.map((carrier) => carrier.kill()))
    const [stream = ''] = streams
    expect(streams).toEqual([stream, stream])
    const desk = deskOf(office)
    const types = (await desk.ports.ledger.load(stream)).map(({ record }) => record.type)
    expect(types.filter((type) => type === 'request.received')).toHaveLength(1)
    expect(types.filter((type) => type === 'package.delivered')).toHaveLength(1)
    await carryOn(desk, 'released', stream)
    expect((await loadCase(desk.ports, stream)).state.status).toBe('closed')
    expect(
      (await audit(office.installation, { cases: [], acknowledged: [], identity: '', followedTo: 0 })).violations,
    ).toEqual([])
  }, 90_000)
})

describe('a database that goes away and comes back in the middle of the path', () => {
  it('is waited for, or the step says that nothing was stored; in the end each step was done once', async () => {
    const [server, grounds] = await Promise.all([testServer(), makeGrounds()])
    const { dataDirectory, cast } = grounds
    try {
      const source = server.urlOf('postgres')
      await seedCaseload({ url: source, people })
      const env = { DATABASE_URL: server.url, POSTERN_SOURCE_URL: source, POSTERN_DATA: dataDirectory }
      const installation = await openInstallation(env)
      const { ports } = installation
      await enrollCast(ports, cast)
      const desk: Desk = { ports, cast, dataDirectory, observe: async () => {} }
      const stream = await open(desk, 'released', 'trouble-database')
      const said = new Set<string>()
      for (const step of ['prepare', 'release', 'deliver'] as const) {
        await carryOn(desk, 'released', stream, { before: step })
        const n = await sizeOf(desk, stream)
        await server.stop()
        const taking = take(desk, 'released', step, stream).catch((error: unknown) => {
          if (!isPassing(error)) throw error
          return 'nothing was stored' as const
        })
        await sleep(150)
        await server.start()
        const done = await taking
        said.add(done === 'nothing was stored' ? done : 'done')
        if (done === 'nothing was stored') expect(await sizeOf(desk, stream), step).toBe(n)
        else expect(done, step).toEqual({ done: true })
      }
      expect(said).toContain('done')
      await carryOn(desk, 'released', stream)
      const cases = [{ plan: 'released', stream, lost: false } as const]
      const order = { cases, acknowledged: [], identity: cast.receiver.file, followedTo: 0 }
      expect((await audit(installation, order)).violations).toEqual([])
      await installation.close()
    } finally {
      await Promise.all([server.remove(), grounds.remove()])
    }
  }, 90_000)
})
