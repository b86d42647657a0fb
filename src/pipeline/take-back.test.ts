/** An objection and a receiver who comes for the same package: exactly one of them comes first, and the case knows. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountFor } from '#accounting/account.ts'
import { inHand } from '#testing/chunks.ts'
import {
  answer,
  answeredWarrant,
  approveWarrant,
  days,
  officer,
  ok,
  testOffice,
  type TestOffice,
} from '#testing/office.ts'
import { collect, takeBack } from './collect.ts'
import { deliver, release } from './fulfill.ts'
import { loadCase, move } from './move.ts'
import { object } from './person-object.ts'
import type { Ports } from './ports.ts'
import { tick } from './tick.ts'

const ana = { given: 'Ana', family: 'Samplewright', dateOfBirth: '1984-03-07' }
const courier = { id: 'system:courier', roles: ['system'] } as const
const throws = (_: string, error: unknown): never => {
  throw error
}
const unreachable = () => expect.unreachable()

let office: TestOffice
let ports: Ports
beforeAll(async () => {
  office = await testOffice()
  ports = office.ports
})
afterAll(() => office.close())

const typesOf = async (stream: string) => (await loadCase(ports, stream)).events.map(({ record }) => record.type)
const filesOf = (contentRoot: string) => readdir(join(office.directory, 'outbox', contentRoot))

/** At the counter, of a person who was told of the warrant before. */
async function atTheCounter() {
  const warrant = await answeredWarrant(office)
  const { stream, number } = warrant
  const by = await officer(ports)
  const told = { servedOn: days(ports, -20), objectionPeriodEnds: days(ports, -5) }
  ok(await move(ports, by, stream, () => ({ command: 'serve-notice', instruments: ['i1'], people: { p1: told } })))
  await answer(office, stream)
  await approveWarrant(office, warrant)
  ok(await release(ports, by, stream))
  await ports.log.publish()
  const done = await deliver(ports, courier, stream)
  if (!done.delivered) throw new Error(`it waits for the ${done.waitingFor}`)
  const contentRoot = (await loadCase(ports, stream)).state.prepared?.contentRoot ?? ''
  const said = { languages: { written: 'es', spoken: 'es' }, programs: ['snap'], channel: 'page' } as const
  const saysNo = () => object(ports, 'person', 'ma-dta', { ...said, identity: ana })
  const answerNotice = () => object(ports, 'person', 'ma-dta', { ...said, identity: { ...ana, caseNumber: number } })
  return { stream, contentRoot, pickupCode: done.placed.pickupCode, saysNo, answerNotice }
}

describe('a package at the counter', () => {
  it('is taken back by the next tick when the person answers the notice, and the case is decided again', async () => {
    const { stream, contentRoot, pickupCode, answerNotice } = await atTheCounter()
    await answerNotice()
    await tick(ports, throws)
    expect(await typesOf(stream)).toContain('package.taken-back')
    expect(await filesOf(contentRoot)).not.toContain('package')
    const { state, events } = await loadCase(ports, stream)
    expect(state).toMatchObject({ status: 'matched', delivered: undefined, released: false, approvals: [] })
    expect(await collect(ports, contentRoot, pickupCode, unreachable)).toEqual({ collected: false, reason: 'gone' })
    const key = state.people['p1']?.match
    const records = events.map(({ record }) => record)
    const entry = accountFor(records, key?.match === 'one' ? key.key : '', undefined)
    expect(entry?.disclosed).toEqual([])
    expect(entry?.takenBack).toMatch(/^20/)
    await tick(ports, throws)
    expect((await typesOf(stream)).filter((type) => type === 'package.taken-back')).toHaveLength(1)
  })

  it('is not handed over a moment after the answer, before any tick; whoever died then is made good', async () => {
    const { stream, contentRoot, pickupCode, answerNotice } = await atTheCounter()
    await answerNotice()
    const dying: Ports = {
      ...ports,
      observe: async (step) => {
        if (step === 'record-taking-back: before the log') throw new Error('killed')
      },
    }
    await expect(collect(dying, contentRoot, pickupCode, unreachable)).rejects.toThrow('killed')
    expect(await filesOf(contentRoot)).not.toContain('package')
    expect(await typesOf(stream)).not.toContain('package.taken-back')
    await tick(ports, throws)
    expect((await typesOf(stream)).filter((type) => type === 'package.taken-back')).toHaveLength(1)
    expect((await loadCase(ports, stream)).state.status).toBe('matched')
  })

  it('has one winner where the answer and the receiver come at the same instant', async () => {
    const first = await atTheCounter()
    // Between the last look and the taking.
    const raced: Ports = {
      ...ports,
      courier: {
        ...ports.courier,
        collect: (root, code, now, mayLeave) =>
          ports.courier.collect(root, code, now, async (number) => {
            const open = await mayLeave(number)
            await first.answerNotice()
            await tick(ports, throws)
            return open
          }),
      },
    }
    const none = { collected: false, reason: 'gone' }
    expect(await collect(raced, first.contentRoot, first.pickupCode, unreachable)).toEqual(none)
    expect(await typesOf(first.stream)).toContain('package.taken-back')
    expect(await typesOf(first.stream)).not.toContain('package.collected')

    const second = await atTheCounter()
    // Between the taking and its record.
    const taken = await collect(ports, second.contentRoot, second.pickupCode, async (one) => {
      await second.answerNotice()
      expect(await takeBack(ports, second.stream)).toBe(false)
      await tick(ports, throws)
      return inHand(one)
    })
    expect(taken).toMatchObject({ collected: true, kept: 'in hand' })
    expect((await loadCase(ports, second.stream)).state).toMatchObject({ status: 'delivered', collected: true })
    expect(await typesOf(second.stream)).not.toContain('package.taken-back')
  })

  it('stays for its receiver where the law gives an objection no effect', async () => {
    const { stream, contentRoot, pickupCode, saysNo } = await atTheCounter()
    await saysNo()
    await tick(ports, throws)
    expect(await typesOf(stream)).not.toContain('package.taken-back')
    const taken = await collect(ports, contentRoot, pickupCode, inHand)
    expect(taken).toMatchObject({ collected: true, kept: 'in hand' })
  })
})
