import { describe, expect, it } from 'vitest'
import { lawFolder, scenariosIn, theLaw } from '#testing/law.ts'
import { openToPermission } from './general-permission.ts'
import { failing, hunter, type Hunting } from './hunt.ts'
import { mutantsOf } from './mutate.ts'

const { rules } = await theLaw()
const felons = scenariosIn(`${lawFolder}/us/scenarios`).filter(({ scenario }) => /^FEL-0[1-6]$/.test(scenario.scenario))
const hunting: Hunting = { rules, scenarios: felons, misformed: () => undefined, broken: () => undefined }
const felon = rules.find(({ id }) => id === 'US-SNAP-07')
if (felon === undefined) throw new Error('the pack has the rule')
const written = mutantsOf(felon).find(({ change }) => change.includes('written true'))
if (written === undefined) throw new Error('the rule asks for writing')

describe('a rule that is written wrong', () => {
  it('is noticed by the scenario that its wrong word decides', () => {
    expect(hunter(hunting)(written)).toMatchObject({ caught: 'scenario', which: 'FEL-02' })
  })

  it('survives without that scenario, and the nearest is named', () => {
    const others = felons.filter(({ scenario }) => scenario.scenario !== 'FEL-02')
    expect(hunter({ ...hunting, scenarios: others })(written)).toEqual({ caught: 'nowhere', nearest: 'FEL-01' })
  })

  it('is refused by its form before any scenario is tried', () => {
    expect(hunter({ ...hunting, misformed: () => 'a slip' })(written)).toEqual({ caught: 'form', how: 'a slip' })
  })

  it('is caught by an invariant where no scenario notices', () => {
    const fate = hunter({ ...hunting, scenarios: [], broken: () => 'invariant 12 does not hold' })(written)
    expect(fate).toEqual({ caught: 'invariant', how: 'invariant 12 does not hold' })
  })

  it('is not hunted with scenarios that fail anyhow', () => {
    expect(failing(hunting)).toEqual([])
    const without = rules.filter(({ id }) => id !== 'US-SNAP-07')
    expect(failing({ ...hunting, rules: without }).length).toBeGreaterThan(3)
  })
})

describe('a general permission', () => {
  it('opens no program that an agency runs', () => {
    expect(openToPermission(rules, '2026-11-23')).toBeUndefined()
  })

  it('opens a program whose own law is left out', () => {
    const open = rules.filter(({ id }) => id !== 'ME-GA-01')
    expect(openToPermission(open, '2026-11-23')).toBe('a general permission would open general-assistance in us-me')
  })
})
