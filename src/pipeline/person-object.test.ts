/** An objection stops what is queued, at every stage between the decision and the counter. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  answeredWarrant,
  approveAs,
  approvedWarrant,
  officer,
  ok,
  refusal,
  testOffice,
  type TestOffice,
} from '#testing/office.ts'
import { keyOf, personMail } from '#testing/person.ts'
import { deliver, prepare, release } from './fulfill.ts'
import { loadCase } from './move.ts'
import { withdrawConsent } from './person-consent.ts'
import { object, type Objecting } from './person-object.ts'
import { personTick } from './person-tick.ts'
import { tick } from './tick.ts'

/** The person of the example's warrant, with day and month of the birth date exchanged. */
const ana: Objecting = {
  identity: { given: 'ana', family: 'SAMPLEWRIGHT', dateOfBirth: '1984-07-03' },
  languages: { written: 'es', spoken: 'es' },
  programs: ['snap'],
  channel: 'page',
}
const courier = { id: 'system:courier', roles: ['system'] } as const
const throws = (_: string, error: unknown): never => {
  throw error
}

let office: TestOffice
beforeAll(async () => {
  office = await testOffice()
})
afterAll(() => office.close())

const statusOf = async (stream: string) => (await loadCase(office.ports, stream)).state.status

describe('an objection', () => {
  it('stops what was decided, prepared, approved and released, and sends each case back by itself', async () => {
    const { ports } = office
    const by = await officer(ports)
    const decided = (await answeredWarrant(office)).stream
    const prepared = (await answeredWarrant(office)).stream
    ok(await prepare(ports, by, prepared))
    const approved = (await approvedWarrant(office)).stream
    const released = (await approvedWarrant(office)).stream
    ok(await release(ports, by, released))
    await ports.log.publish()

    await object(ports, 'person', 'ma-dta', ana)

    // At once, before any job has run.
    expect(refusal(await prepare(ports, by, decided))).toEqual(['record-changed'])
    expect(refusal(await release(ports, by, approved))).toEqual(['record-changed'])
    const delivered = await deliver(ports, courier, released)
    expect(delivered).toMatchObject({ delivered: false, waitingFor: 'case' })
    expect(await statusOf(released)).toBe('released')

    const { back } = await personTick(ports, personMail().mail, throws)
    expect(back).toHaveLength(4)
    for (const stream of [decided, prepared, approved, released]) {
      const { state, events } = await loadCase(ports, stream)
      expect(state.status).toBe('matched')
      expect(state.prepared).toBeUndefined()
      expect(state.approvals).toEqual([])
      expect(events.at(-1)?.record.actor).toBe('system:look-up')
    }
    await expect(approveAs(office, 'demo-approver-1', 'approver', prepared)).rejects.toThrow('nothing stands prepared')
    expect((await tick(ports, throws)).delivered).toEqual([])
    expect(await statusOf(released)).toBe('matched')
  })

  it('that comes while a package is being carried takes it back from the counter', async () => {
    const { ports } = office
    const { stream } = await approvedWarrant(office)
    ok(await release(ports, await officer(ports), stream))
    await ports.log.publish()
    // She has objected already; now she takes her consents back too.
    const observe = async (step: string): Promise<void> => {
      if (step === 'deliver: placed') await withdrawConsent(ports, 'person', 'ma-dta', ana)
    }
    const { state } = await loadCase(ports, stream)
    const delivered = await deliver({ ...ports, observe }, courier, stream)
    expect(delivered).toMatchObject({ delivered: false, waitingFor: 'case' })
    const root = state.prepared?.contentRoot ?? ''
    expect(await ports.courier.collect(root, 'anything', ports.clock.now(), async () => true)).toMatchObject({
      collected: false,
    })
    expect(await statusOf(stream)).toBe('released')
  })

  it('does not touch what is asked about somebody else', async () => {
    const { ports } = office
    const facts = await ports.sources['ma-dta']?.facts(keyOf('SYN-PLANTED-hyphen'), '2026-11-22')
    expect(facts).toBeDefined()
    expect(facts).not.toHaveProperty('objection')
  })

  it('covers both records where two people have one name and one birth date', async () => {
    const { ports } = office
    const twins = { given: 'Jordan', family: 'Twinning', dateOfBirth: '1999-05-05' }
    await object(ports, 'person', 'ma-dta', { ...ana, identity: twins })
    for (const twin of ['SYN-PLANTED-twin-first', 'SYN-PLANTED-twin-second']) {
      expect(await ports.sources['ma-dta']?.facts(keyOf(twin), '2026-11-22')).toHaveProperty('objection')
    }
  })
})
