import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { letters } from '#case/events.ts'
import { moves, stateWords } from '#case/moves.ts'
import { loadCase } from '#pipeline/move.ts'
import { lowerAbove } from '#pipeline/office-settings.ts'
import { actor } from '#pipeline/register.ts'
import { openOffice } from '../administer.ts'
import { answeredForTwo, setCaps, testOffice, type TestOffice, type WarrantCase } from '#testing/office.ts'
import { answerCommands } from './case-answer.ts'

let office: TestOffice
let found: WarrantCase
beforeAll(async () => {
  office = await testOffice({ people: 20 })
  await lowerAbove(office.ports, await actor(office.ports, 'demo-administrator'), 'ma-dta', 1)
  found = await answeredForTwo(office)
})
afterAll(() => office.close())

const nobody = () => Promise.reject(new Error('no file is read or written here'))

async function run(name: string, ...args: string[]): Promise<{ out: string; err: string; status: number }> {
  const said = { out: '', err: '', status: 0 }
  const commands = answerCommands({
    open: () => openOffice(office.env),
    readFile: nobody,
    sign: nobody,
    writeNew: nobody,
    assertWritable: nobody,
    letters,
    progress: () => {},
    progressEvery: 1000,
    sleep: async (_, signal) => {
      if (signal !== undefined) await once(signal, 'abort')
    },
    states: stateWords,
    moves,
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    exit: (code) => void (said.status = code),
  })
  const command = commands.find((one) => one.name() === name)
  if (command === undefined) throw new Error(`there is no command ${name}`)
  await command.parseAsync([found.number, ...args], { from: 'user' })
  return said
}

const announced = async () => (await loadCase(office.ports, found.stream)).state.announced

it('announces, says from when it may leave, refuses to do so twice, and withdraws with a reason', async () => {
  const first = await run('announce', '--as', 'demo-officer')
  const { standsUntil } = { standsUntil: '', ...(await announced()) }
  expect(first.out).toContain('2 persons')
  expect(first.out).toMatch(/May leave {5}from \d{4}-\d{2}-\d{2}/)
  expect(first.out).toContain('in one day: match, decide, prepare, approve')
  expect(first.out).not.toContain('Not in a day')
  expect(first.status).toBe(0)
  const again = await run('announce', '--as', 'demo-officer', '--json')
  expect([again.status, JSON.parse(again.out).refused.reasons[0].code]).toEqual([1, 'announced-already'])
  const byOrder = await run('announce', '--order', 'o1', '--as', 'demo-counsel')
  expect(byOrder.err).toContain('o1 is no order of a court that lets it leave earlier')
  const withdrawn = await run('withdraw-notice', '--reason', 'the count was wrong', '--as', 'demo-counsel')
  expect([withdrawn.status, await announced()]).toEqual([0, undefined])
  const json = await run('announce', '--as', 'demo-officer', '--json')
  expect(JSON.parse(json.out)).toMatchObject({ persons: 2, standsUntil })
})

it('says with the notice that so many can leave on no day, before anybody prepares and signs them', async () => {
  await run('withdraw-notice', '--reason', 'to be given again', '--as', 'demo-counsel')
  await setCaps(office, 1, 9)
  const { out, status } = await run('announce', '--as', 'demo-officer')
  expect(status).toBe(0)
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    'Not in a day: this receiver is given at most 1 person in a day, and this release alone has 2',
  )
  const early = await run('prepare', '--as', 'demo-officer')
  expect([early.status, early.err.replaceAll(/\s+/g, ' ')]).toEqual([
    1,
    expect.stringContaining('what is prepared today expires on'),
  ])
})
