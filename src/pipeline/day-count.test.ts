import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  answerWarrant,
  approvedWarrant,
  approveWarrant,
  days,
  handInWarrant,
  officer,
  ok,
  refusal,
  setCaps,
  testOffice,
  type TestOffice,
} from '#testing/office.ts'
import { overCapToday } from './day-count.ts'
import { release } from './fulfill.ts'
import { loadCase, move, type Moved } from './move.ts'
import type { Ports } from './ports.ts'
import { actor } from './register.ts'

let office: TestOffice
/** Which day it is here: a test that needs a day without releases takes another. */
let later = 0
const clock = {
  now: () => new Date(Date.parse('2026-11-02T17:00:00.000Z') + later * 86_400_000 + tick()).toISOString(),
}
let ticks = 0
const tick = (): number => (ticks += 1)

beforeAll(async () => {
  office = await testOffice({ people: 20, clock })
})
afterAll(() => office.close())

/** Caps that count from now on, whatever stood before: set a day ago. */
async function withCaps(receiver: number, agency: number): Promise<void> {
  await setCaps(office, receiver, agency)
  later += 1
}

async function releaseIt({ stream }: { readonly stream: string }, ports: Ports = office.ports): Promise<Moved> {
  return release(ports, await officer(ports), stream)
}

async function approvedFor(organization: string) {
  const request = await handInWarrant(office, { requester: { ...(await requester()), organization } })
  if (!request.received) throw new Error(JSON.stringify(request))
  return approveWarrant(office, await answerWarrant(office, request))
}

async function requester(): Promise<object> {
  const received = await handInWarrant(office)
  if (!received.received) throw new Error('the warrant was not received')
  return (await loadCase(office.ports, received.stream)).state.request?.requester ?? {}
}

async function objectTo(stream: string): Promise<void> {
  const privacy = await actor(office.ports, 'demo-approver-2')
  const on = days(office.ports, 0)
  ok(
    await move(office.ports, privacy, stream, () => ({
      command: 'record-objection',
      person: 'p1',
      on,
      instrument: 'i1',
    })),
  )
}

describe('what two people have signed', () => {
  it('leaves up to the cap of its receiver, and on the next day what was over it', async () => {
    await withCaps(1, 9)
    const [first, second] = [await approvedWarrant(office), await approvedWarrant(office)]
    ok(await releaseIt(first))
    expect(refusal(await releaseIt(second))).toEqual(['daily-cap-of-receiver'])
    const { state } = await loadCase(office.ports, second.stream)
    expect(state.status).toBe('approved')
    expect((await overCapToday(office.ports, state)).map(({ words }) => words)).toEqual([
      expect.stringContaining(`it can go on ${days(office.ports, 1)}`),
    ])
    later += 1
    ok(await releaseIt(second))
  })

  it('leaves to another receiver while the agency has room, and to nobody after that', async () => {
    await withCaps(1, 2)
    const [to, other, third] = [await approvedWarrant(office), await approvedFor('usms'), await approvedFor('gao')]
    ok(await releaseIt(to))
    ok(await releaseIt(other))
    expect(refusal(await releaseIt(third))).toEqual(['daily-cap-of-agency'])
  })

  it('leaves once of two that are released at the same instant, where there is room for one', async () => {
    await withCaps(1, 9)
    const two = [await approvedWarrant(office), await approvedWarrant(office)]
    const moved = await Promise.all(two.map((one) => releaseIt(one)))
    expect(moved.filter((one) => one.moved)).toHaveLength(1)
    expect(moved.flatMap(refusal)).toEqual(['daily-cap-of-receiver'])
  })

  it('is counted alike by the desk, whose role sees its own agency alone', async () => {
    await withCaps(1, 9)
    const desk = await office.installation.at('ma-dta')
    const [first, second] = [await approvedWarrant(office), await approvedWarrant(office)]
    ok(await releaseIt(first, desk))
    expect(refusal(await releaseIt(second))).toEqual(['daily-cap-of-receiver'])
    expect(refusal(await releaseIt(second, desk))).toEqual(['daily-cap-of-receiver'])
  })

  it('takes nothing of the day where it became void before it left', async () => {
    await withCaps(1, 9)
    const [first, second] = [await approvedWarrant(office), await approvedWarrant(office)]
    ok(await releaseIt(first))
    await objectTo(first.stream)
    ok(await releaseIt(second))
  })

  it('takes its room before it is in the log, and whoever dies between finds it taken for itself', async () => {
    await withCaps(1, 9)
    const [first, second] = [await approvedWarrant(office), await approvedWarrant(office)]
    const dying: Ports = {
      ...office.ports,
      observe: async (step) => {
        if (step === 'release: counted') throw new Error('the process dies')
      },
    }
    await expect(releaseIt(first, dying)).rejects.toThrow('the process dies')
    expect(refusal(await releaseIt(second))).toEqual(['daily-cap-of-receiver'])
    ok(await releaseIt(first))
    later += 1
    ok(await releaseIt(second))
  })

  it('takes nothing where it would be refused anyway', async () => {
    await withCaps(1, 9)
    const [first, second] = [await approvedWarrant(office), await approvedWarrant(office)]
    const denied: Ports = {
      ...office.ports,
      decide: async (file) => {
        const decision = await office.ports.decide(file)
        return { ...decision, cells: decision.cells.map((cell) => ({ ...cell, outcome: 'deny' as const })) }
      },
    }
    expect(refusal(await releaseIt(first, denied))).toContain('decision-changed')
    ok(await releaseIt(second))
  })
})
