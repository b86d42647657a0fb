/** SIGKILL at the most dangerous moments; `npm run soak` does it at all of them, hundreds of times. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { moves } from '#case/moves.ts'
import { boundaries, isUnderWay, onceInALog, publishCalls } from './soak/boundaries.ts'
import { atRandom, hits, openCampaign, untouched, victimsAt, type Campaign } from './soak/campaign.ts'
import { plans, type Step } from './soak/plans.ts'
import { randomFrom } from '#testing/random.ts'

const commands = [...new Set(moves.map(({ command }) => command))]

describe('the list of boundaries', () => {
  it('has each move of the table, before the log, on its way to it and in it', () => {
    const listed = new Set(boundaries)
    for (const command of commands) {
      for (const where of ['before the log', 'on its way to the log', 'in the log']) {
        expect(listed).toContain(`${command}: ${where}`)
      }
    }
    expect(listed.size).toBe(boundaries.length)
    expect(boundaries.filter(isUnderWay)).toHaveLength(commands.length)
    expect(boundaries.filter((name) => name.startsWith('publish: '))).toHaveLength(2 * publishCalls.length)
  })

  it('is met on the way of the plans, which make every move of the table', () => {
    const steps = new Set<Step>(Object.values(plans).flat())
    expect(commands.filter((command) => !steps.has(command))).toEqual([])
  })
})

describe('a path on which processes are killed', () => {
  let campaign: Campaign
  beforeAll(async () => {
    campaign = await openCampaign(randomFrom(1))
  }, 120_000)
  afterAll(() => campaign.end())

  it('comes to its end with one delivery, after its entry, and nothing lost that was acknowledged', async () => {
    const stops = {
      'prepare: on the shelf': 'process',
      'approve: on its way to the log': 'postgres',
      'release: on its way to the log': 'both',
      'publish: after claim': 'postgres',
      'publish: after remember the signature': 'process',
      'publish: after ask the witness': 'witness',
      'publish: after publish': 'process',
      'deliver: placed': 'process',
      'deliver: on its way to the log': 'postgres',
    } as const
    await campaign.carry({ plan: 'released', stops: new Map(Object.entries(stops)), randomEvery: 0 })
    const { tally, lost } = campaign.findings()
    for (const boundary of Object.keys(stops)) expect(hits(tally, boundary), boundary).toBe(1)
    expect(hits(tally, atRandom)).toBe(0)
    expect(lost).toBe(0)
  }, 180_000)

  it('ends the same way when the request is refused or withdrawn, or nobody comes for the package, or it is taken back, and on it every boundary of the list is met', async () => {
    await campaign.carry({ plan: 'refused', stops: new Map([['receive: papers kept', 'both']]), randomEvery: 0 })
    // A kill on the way of an append may come after its commit, so this one is in another case than that.
    const stops = new Map([
      ['release: in the log', 'process'],
      ['withdraw: in the log', 'process'],
    ] as const)
    await campaign.carry({ plan: 'withdrawn', stops, randomEvery: 0 })
    await campaign.carry({
      plan: 'expired',
      stops: new Map([['record-expiry: in the log', 'process']]),
      randomEvery: 0,
    })
    await campaign.carry({
      plan: 'taken-back',
      stops: new Map([['record-taking-back: in the log', 'process']]),
      randomEvery: 0,
    })
    await campaign.carry({
      plan: 'members',
      stops: new Map([['begin-preparation: in the log', 'process']]),
      randomEvery: 0,
    })
    const { passed, tally, kills, acknowledged } = campaign.findings()
    expect([...passed].toSorted()).toEqual(boundaries.toSorted())
    expect(untouched(tally)).toHaveLength(boundaries.length - kills)
    expect(acknowledged).toBeGreaterThan(40)
  }, 180_000)
})

describe('who dies', () => {
  it('is the witness only where it may be asked, and anybody else everywhere', () => {
    expect(victimsAt('publish: before ask the witness')).toContain('witness')
    expect(victimsAt('release: in the log')).toEqual(['process', 'postgres', 'both'])
    for (const boundary of onceInALog) expect(boundaries).toContain(boundary)
  })
})
