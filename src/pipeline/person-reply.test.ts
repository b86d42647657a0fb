/** Somebody who got a notice answers it on their own page, with the number of the letter and no account. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { days, handInWarrant, officer, ok, testOffice, warrantReading, type TestOffice } from '#testing/office.ts'
import { personMail } from '#testing/person.ts'
import { match } from './determine.ts'
import { read } from './intake.ts'
import { loadCase, move } from './move.ts'
import { object } from './person-object.ts'
import { personTick } from './person-tick.ts'

let office: TestOffice
beforeAll(async () => {
  office = await testOffice()
})
afterAll(() => office.close())

const ana = { given: 'Ana', family: 'Samplewright', dateOfBirth: '1984-03-07' }
const other = { given: 'Thomas', family: 'Reversal', dateOfBirth: '1977-04-09' }
const said = { languages: { written: 'es', spoken: 'es' }, programs: ['snap'], channel: 'page' } as const

async function tick(): Promise<void> {
  await personTick(office.ports, personMail().mail, (_, error) => {
    throw error
  })
}

it('objects to the paper of which they were told, once, and nobody else does it for them', async () => {
  const { ports } = office
  const received = await handInWarrant(office)
  if (!received.received) throw new Error('the warrant was not received')
  const { stream, number } = received
  const by = await officer(ports)
  ok(await read(ports, by, stream, warrantReading(ports)))
  ok((await match(ports, by, stream)).moved)
  const told = { servedOn: days(ports, 0), objectionPeriodEnds: days(ports, 10) }
  ok(await move(ports, by, stream, () => ({ command: 'serve-notice', instruments: ['i1'], people: { p1: told } })))
  const notices = async () => (await loadCase(ports, stream)).state.notices

  await object(ports, 'person', 'ma-dta', { ...said, identity: { ...other, caseNumber: number } })
  await tick()
  expect(await notices()).toMatchObject([{ instrument: 'i1', person: 'p1', objectedOn: undefined }])

  await object(ports, 'person', 'ma-dta', { ...said, identity: { ...ana, caseNumber: ` ${number.toLowerCase()}` } })
  await tick()
  const objected = await notices()
  expect(objected).toMatchObject([{ instrument: 'i1', person: 'p1' }])
  expect(objected[0]?.objectedOn).toMatch(/^20/)

  const { n } = (await loadCase(ports, stream)).state
  await object(ports, 'person', 'ma-dta', { ...said, identity: { ...ana, caseNumber: number } })
  await tick()
  expect((await loadCase(ports, stream)).state.n).toBe(n)
})

it('is protected as anybody where the number is of no case', async () => {
  const { ports } = office
  await object(ports, 'person', 'ma-dta', { ...said, identity: { ...other, caseNumber: 'MA-DTA-2026-AAAAAAAA' } })
  await tick()
  const key = JSON.stringify({ agency: 'ma-dta', keys: { person: [{ value: 'SYN-PLANTED-transposed' }] } })
  expect(await ports.sources['ma-dta']?.facts(key, days(ports, 0))).toHaveProperty('objection')
})
