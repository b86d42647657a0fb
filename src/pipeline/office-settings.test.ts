import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handInWarrant, testOffice, type TestOffice } from '#testing/office.ts'
import { ensureAnswer } from './answer.ts'
import { loadCase } from './move.ts'
import {
  answerTimes,
  officeSettings,
  senderOf,
  setAnswerTimes,
  setLetterHead,
  usualAnswers,
} from './office-settings.ts'
import { actor } from './register.ts'

let office: TestOffice

beforeAll(async () => {
  office = await testOffice({ people: 20 })
})
afterAll(() => office.close())

const administrator = () => actor(office.ports, 'demo-administrator')

async function handedIn(): Promise<{ readonly stream: string }> {
  const received = await handInWarrant(office)
  if (!received.received) throw new Error('the request was not received')
  return received
}

const goesOutAt = async (stream: string) => (await loadCase(office.ports, stream)).state.answer?.goesOutAt ?? ''

/** As settings.json has it for two agencies. */
const withFile = () => ({
  ...office.ports,
  office: {
    ...office.ports.office,
    answers: { 'me-dhhs-ofi': { at: '08:30', businessDays: 3 } },
    senders: { 'me-dhhs-ofi': { phone: '207-555-0199' } },
  },
})

describe('what an agency sets', () => {
  it('is what the file of the machine says until somebody sets it, and what Postern comes with where it says nothing', async () => {
    const ports = withFile()
    expect(await officeSettings(ports, 'me-dhhs-ofi')).toMatchObject({
      answers: { value: { at: '08:30', businessDays: 3 }, set: 'file' },
      head: { value: { lines: [], phone: '207-555-0199', legalHelp: [] }, set: 'file' },
      changes: [],
    })
    expect(await officeSettings(ports, 'ma-dta')).toMatchObject({
      answers: { value: usualAnswers, set: 'nobody' },
      head: { set: 'nobody' },
    })
  })

  it('counts from its event on, over the file, for this agency alone', async () => {
    const ports = withFile()
    const me = await actor(ports, 'demo-me-administrator')
    expect(await setAnswerTimes(ports, me, 'me-dhhs-ofi', { at: '16:45', businessDays: 9 })).toBeUndefined()
    expect(await answerTimes(ports, 'me-dhhs-ofi')).toEqual({ at: '16:45', businessDays: 9 })
    expect(await answerTimes(ports, 'ma-dta')).toEqual(usualAnswers)
    const head = { lines: ['Room 1 (synthetic)'], phone: '617-555-0142', legalHelp: ['Legal aid (synthetic)'] }
    expect(await setLetterHead(ports, await administrator(), 'ma-dta', head)).toBeUndefined()
    expect(await senderOf(ports, 'ma-dta')).toMatchObject(head)
    expect(await senderOf(ports, 'me-dhhs-ofi')).toMatchObject({ phone: '207-555-0199' })
    const { changes } = await officeSettings(ports, 'me-dhhs-ofi')
    expect(changes).toEqual([expect.objectContaining({ what: 'answers', by: 'demo-me-administrator' })])
  })

  it('moves no answer that is fixed already, and every one that is fixed from then on', async () => {
    const { ports } = office
    const answered = async (): Promise<{ stream: string; goesOutAt: string }> => {
      const { stream } = await handedIn()
      expect(await ensureAnswer(ports, stream)).toBeUndefined()
      return { stream, goesOutAt: await goesOutAt(stream) }
    }
    const before = await answered()
    await setAnswerTimes(ports, await administrator(), 'ma-dta', { at: '23:10', businessDays: 30 })
    expect(await goesOutAt(before.stream)).toBe(before.goesOutAt)
    const at = new Intl.DateTimeFormat('en-GB', { timeZone: ports.office.timeZone, timeStyle: 'short' })
    expect(at.format(new Date(before.goesOutAt))).toBe('10:00')
    expect(at.format(new Date((await answered()).goesOutAt))).toBe('23:10')
  })

  it.each([
    ['somebody of the desk', 'demo-officer', 'administrator-only'],
    ['the administrator of another agency', 'demo-me-administrator', 'other-agency'],
  ])('is not changed by %s', async (_who, id, code) => {
    const { ports } = office
    const by = await actor(ports, id)
    const before = await officeSettings(ports, 'ma-dta')
    expect(await setAnswerTimes(ports, by, 'ma-dta', { at: '09:00', businessDays: 1 })).toMatchObject({ code })
    expect(await setLetterHead(ports, by, 'ma-dta', { lines: [], phone: '1', legalHelp: [] })).toMatchObject({ code })
    expect(await officeSettings(ports, 'ma-dta')).toEqual(before)
  })

  it('is refused where it is no time, or no line of a letter, and nothing is recorded', async () => {
    const { ports } = office
    const by = await administrator()
    const before = await officeSettings(ports, 'ma-dta')
    expect(() => setAnswerTimes(ports, by, 'ma-dta', { at: '24:00', businessDays: 5 })).toThrow(RangeError)
    expect(() => setAnswerTimes(ports, by, 'ma-dta', { at: '10:00', businessDays: 61 })).toThrow(RangeError)
    const head = { lines: ['a\u202Eb'], phone: undefined, legalHelp: [] }
    expect(() => setLetterHead(ports, by, 'ma-dta', head)).toThrow(RangeError)
    expect(await officeSettings(ports, 'ma-dta')).toEqual(before)
  })
})
