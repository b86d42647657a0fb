import { describe, expect, it } from 'vitest'
import { PosternError } from '#errors.ts'
import { theLaw } from '#testing/law.ts'
import { officeCalendar } from './queue.ts'
import type { Ports } from './ports.ts'

const office = { timeZone: 'America/New_York' } as const

/** An office at a moment, and how often it was asked for its law. */
function portsAt(now: string, law: Ports['law'] = async () => theLaw()) {
  let asked = 0
  const counted: Ports['law'] = (day) => {
    asked += 1
    return law(day)
  }
  const clock = { moment: now, now: () => clock.moment }
  return { ports: { clock, office, law: counted }, clock, asked: () => asked }
}

describe('the calendar of an office', () => {
  it('counts the business days that are left, by the holidays of its state', async () => {
    const { ports } = portsAt('2026-04-17T12:00:00.000Z')
    const [mass, federal] = await Promise.all([officeCalendar(ports, 'ma-dta'), officeCalendar(ports, 'none-of-ours')])
    // The twentieth is Patriots' Day.
    expect([mass.daysLeft('2026-04-21'), federal.daysLeft('2026-04-21')]).toEqual([1, 2])
    expect(mass.closedOn('2026-04-20')).toMatch(/^Patriots/)
    expect(mass.closedOn('2026-04-18')).toBeUndefined()
    expect([mass.daysLeft('2026-04-17'), mass.daysLeft('2026-04-18'), mass.daysLeft('2026-04-15')]).toEqual([0, 0, -2])
  })

  it('begins the day when it begins there, and reads the law once a day', async () => {
    const { ports, clock, asked } = portsAt('2026-11-23T04:59:59.000Z')
    expect((await officeCalendar(ports, 'ma-dta')).today).toBe('2026-11-22')
    await officeCalendar(ports, 'ma-dta')
    expect(asked()).toBe(1)
    clock.moment = '2026-11-23T05:00:00.000Z'
    expect((await officeCalendar(ports, 'ma-dta')).today).toBe('2026-11-23')
    expect(asked()).toBe(2)
  })

  it('counts every weekday where no rules are in force, and asks again', async () => {
    const { ports, asked } = portsAt('2026-11-25T12:00:00.000Z', () => {
      throw new PosternError('ERR_RULES_MISSING', 'none', {})
    })
    expect((await officeCalendar(ports, 'ma-dta')).daysLeft('2026-11-27')).toBe(2)
    await officeCalendar(ports, 'ma-dta')
    expect(asked()).toBe(2)
  })
})
