import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openOffice } from '#administer.ts'
import { moves, stateWords } from '#case/moves.ts'
import { capsNow } from '#pipeline/daily-caps.ts'
import { testOffice, type TestOffice } from '#testing/office.ts'
import { capsCommand } from './caps.ts'

let office: TestOffice

beforeAll(async () => {
  office = await testOffice({ people: 20 })
})
afterAll(() => office.close())

async function run(...args: readonly string[]) {
  const said = { out: '', err: '', status: 0 }
  const command = capsCommand({
    open: () => openOffice(office.env),
    readFile: () => Promise.reject(new Error('no file is read here')),
    states: stateWords,
    moves,
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    exit: (code) => void (said.status = code),
  })
  await command.parseAsync(args, { from: 'user' })
  return said
}

const now = () => capsNow(office.ports, 'ma-dta')

describe('postern caps', () => {
  it('lowers at once, and shows what counts', async () => {
    const { out, status } = await run('set', '500', '900', '--as', 'demo-administrator')
    expect([status, out]).toEqual([0, expect.stringContaining('They count from now on.')])
    expect((await run('show', '--as', 'demo-officer')).out).toBe(
      'Today            500 to one receiver, 900 to all together',
    )
  })

  it('proposes what is higher, shows it to a person and to a script, and refuses the proposer', async () => {
    expect((await run('set', '5000', '9000', '--as', 'demo-administrator')).out).toContain('They are proposed.')
    expect((await run('show', '--as', 'demo-counsel')).out).toContain(
      'Proposed         5000 to one receiver, 9000 to all together\n                 by demo-administrator',
    )
    expect(JSON.parse((await run('show', '--as', 'demo-counsel', '--json')).out)).toMatchObject({
      today: { receiver: 500, agency: 900 },
      proposed: { value: { receiver: 5_000, agency: 9_000 }, by: 'demo-administrator' },
    })
    const own = await run('confirm', '5000', '9000', '--as', 'demo-administrator', '--json')
    expect([own.status, JSON.parse(own.out).refused.reasons[0].code]).toEqual([1, 'own-proposal'])
    expect(own.err).toContain('`caps confirm` is refused, and nothing was recorded')
  })

  it('takes a proposal back, and confirms another as the second of two', async () => {
    expect((await run('withdraw', '--as', 'demo-counsel')).out).toContain('Taken back.')
    expect((await run('confirm', '5000', '9000', '--as', 'demo-counsel')).err).toContain('No higher number waits')
    await run('set', '5000', '9000', '--as', 'demo-administrator')
    const { out, status } = await run('confirm', '5000', '9000', '--as', 'demo-counsel')
    expect([status, out]).toEqual([0, expect.stringMatching(/From \d{4}-\d\d-\d\d {2}5000 to one receiver/)])
    expect((await now()).next?.caps).toEqual({ receiver: 5_000, agency: 9_000 })
  })

  it('shows nobody’s numbers to somebody who is not on the register', async () => {
    await expect(run('show', '--as', 'nobody')).rejects.toMatchObject({ code: 'ERR_INPUT_INVALID' })
  })

  it.each(['0', '1e9', 'all', '99999999'])('takes no number of persons that is none: %s', async (count) => {
    const before = await now()
    await expect(run('set', count, '5', '--as', 'demo-administrator')).rejects.toMatchObject({
      code: 'ERR_INPUT_INVALID',
    })
    expect(await now()).toEqual(before)
  })
})
