/** What becomes of a package at the counter: collected, or expired, and either way its case knows. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accountFor } from '#accounting/account.ts'
import { PosternError } from '#errors.ts'
import { gathered, inHand } from '#testing/chunks.ts'
import { answer, approveAs, approvedWarrant, officer, ok, testOffice, type TestOffice } from '#testing/office.ts'
import { collect, recordGone } from './collect.ts'
import { deliver, prepare, release } from './fulfill.ts'
import { loadCase } from './move.ts'
import type { Ports } from './ports.ts'
import { tick } from './tick.ts'

let office: TestOffice
let ports: Ports
const courier = { id: 'system:courier', roles: ['system'] } as const

beforeAll(async () => {
  office = await testOffice()
  // A package waits a day, so that the warrant is still good when one has expired.
  ports = { ...office.ports, office: { ...office.ports.office, deliveryDays: 1 } }
})
afterAll(() => office.close())

const at = (chosen: Ports) => ({ ...office, ports: chosen })
const daysLater = (days: number): Ports => ({
  ...ports,
  clock: { now: () => new Date(Date.parse(ports.clock.now()) + days * 86_400_000).toISOString() },
})
const tickWith = (chosen: Ports) =>
  tick(chosen, (_, error) => {
    throw error
  })
const unreachable = () => expect.unreachable()
const typesOf = async (stream: string) => (await loadCase(ports, stream)).events.map(({ record }) => record.type)
const times = async (stream: string, type: string) => (await typesOf(stream)).filter((one) => one === type).length

/** Released, published and delivered. */
async function handOver(stream: string, chosen: Ports): Promise<{ contentRoot: string; pickupCode: string }> {
  ok(await release(chosen, await officer(chosen), stream))
  await chosen.log.publish()
  const done = await deliver(chosen, courier, stream)
  if (!done.delivered) throw new Error(`it waits for the ${done.waitingFor}`)
  const { state } = await loadCase(chosen, stream)
  return { contentRoot: state.prepared?.contentRoot ?? '', pickupCode: done.placed.pickupCode }
}

async function atTheCounter() {
  const { stream } = await approvedWarrant(at(ports))
  return { stream, ...(await handOver(stream, ports)) }
}

it('records a collection once it has handed the package over, and once', async () => {
  const { stream, contentRoot, pickupCode } = await atTheCounter()
  const wrong = await collect(ports, contentRoot, 'WRONG', unreachable)
  expect(wrong).toEqual({ collected: false, reason: 'unknown' })
  expect(await typesOf(stream)).not.toContain('package.collected')

  let before: string[] = []
  const taken = await collect(ports, contentRoot, pickupCode, async ({ package: chunks, bytes }) => {
    before = await typesOf(stream)
    return (await gathered(chunks)).length === bytes
  })
  expect(taken).toMatchObject({ collected: true, recorded: true, kept: true })
  expect(before).not.toContain('package.collected')
  expect((await loadCase(ports, stream)).state).toMatchObject({ status: 'delivered', collected: true })

  await tickWith(ports)
  await tickWith(daysLater(2))
  expect(await times(stream, 'package.collected')).toBe(1)
  expect(await typesOf(stream)).not.toContain('package.expired')
})

it('records with the next tick what somebody took who died before it was recorded, also after its expiry', async () => {
  for (const later of [0, 2]) {
    const { stream, contentRoot, pickupCode } = await atTheCounter()
    const dying: Ports = {
      ...ports,
      observe: async (step) => {
        if (step === 'collect: handed over') throw new Error('killed')
      },
    }
    await expect(collect(dying, contentRoot, pickupCode, inHand)).rejects.toThrow('killed')
    expect(await typesOf(stream)).not.toContain('package.collected')
    await tickWith(daysLater(later))
    expect((await loadCase(ports, stream)).state).toMatchObject({ status: 'delivered', collected: true })
    expect(await ports.courier.unsettled()).toEqual([])
  }
})

it('hands over what was taken while the log cannot be written, and records it later', async () => {
  const { stream, contentRoot, pickupCode } = await atTheCounter()
  const down: Ports = {
    ...ports,
    observe: async (step) => {
      if (step === 'record-collection: before the log') throw new PosternError('ERR_LOG_UNAVAILABLE', 'not now')
    },
  }
  const taken = await collect(down, contentRoot, pickupCode, inHand)
  expect(taken).toMatchObject({ collected: true, recorded: false, kept: 'in hand' })
  await tickWith(ports)
  expect(await times(stream, 'package.collected')).toBe(1)
})

it('records that a package has expired, discloses nothing by it, and lets the case go the whole way again', async () => {
  const { stream, contentRoot, pickupCode } = await atTheCounter()
  const { state: before } = await loadCase(ports, stream)
  const key = Object.values(before.people).flatMap(({ match }) => (match?.match === 'one' ? [match.key] : []))[0] ?? ''
  const disclosed = async () => {
    const { events } = await loadCase(ports, stream)
    return accountFor(
      events.map(({ record }) => record),
      key,
      undefined,
    )?.disclosed
  }
  expect(await disclosed()).toHaveLength(1)
  await tickWith(ports)
  expect(await typesOf(stream)).not.toContain('package.expired')

  const late = daysLater(2)
  expect((await tickWith(late)).swept).toContain(contentRoot)
  expect((await loadCase(ports, stream)).state).toMatchObject({
    status: 'matched',
    decision: undefined,
    prepared: undefined,
    approvals: [],
    released: false,
    delivered: undefined,
  })
  expect(await disclosed()).toEqual([])
  expect(await readdir(join(office.directory, 'outbox', contentRoot))).not.toContain('package')
  await tickWith(late)
  expect(await times(stream, 'package.expired')).toBe(1)

  await answer(at(late), stream)
  ok(await prepare(late, await officer(late), stream))
  ok(await approveAs(at(late), 'demo-approver-1', 'approver', stream))
  ok(await approveAs(at(late), 'demo-approver-2', 'privacy-officer', stream))
  const again = await handOver(stream, late)
  expect(again.contentRoot).not.toBe(contentRoot)
  expect(await collect(late, contentRoot, pickupCode, unreachable)).toEqual({ collected: false, reason: 'gone' })
  const taken = await collect(late, again.contentRoot, again.pickupCode, inHand)
  expect(taken).toMatchObject({ collected: true, recorded: true })
  expect(await disclosed()).toHaveLength(1)
})

it('waits with what became of a package until its delivery is recorded', async () => {
  const { stream, number } = await approvedWarrant(at(ports))
  ok(await release(ports, await officer(ports), stream))
  await ports.log.publish()
  const dying: Ports = {
    ...ports,
    observe: async (step) => {
      if (step === 'deliver: placed') throw new Error('killed')
    },
  }
  await expect(deliver(dying, courier, stream)).rejects.toThrow('killed')
  const contentRoot = (await loadCase(ports, stream)).state.prepared?.contentRoot ?? ''
  const gone = { contentRoot, caseNumber: number, outcome: 'collected' } as const
  expect(await recordGone(ports, gone)).toBe(false)
  await tickWith(ports)
  expect(await recordGone(ports, gone)).toBe(true)
  expect((await loadCase(ports, stream)).state).toMatchObject({ status: 'delivered', collected: true })
})
