import { describe, expect, it } from 'vitest'
import { rolesOn, type StaffMember } from './staff.ts'

const member: StaffMember = { id: 'demo-approver-1', agency: 'ma-dta', roles: ['approver'], demo: true }
const on = (day: string, days: Pick<StaffMember, 'from' | 'until'> = {}) => rolesOn({ ...member, ...days }, day)

describe('somebody’s roles', () => {
  it('are held on every day where no day is named', () => {
    expect(on('2026-11-22')).toEqual(['approver'])
  })

  it('are held from the first day to the last, both included', () => {
    const days = { from: '2026-11-22', until: '2026-11-24' }
    const held = ['2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25'].map(
      (day) => on(day, days).length,
    )
    expect(held).toEqual([0, 1, 1, 1, 0])
  })

  it('have a beginning without an end, or an end without a beginning', () => {
    expect(['2026-11-21', '2027-11-22'].map((day) => on(day, { from: '2026-11-22' }).length)).toEqual([0, 1])
    expect(['2020-01-01', '2026-11-23'].map((day) => on(day, { until: '2026-11-22' }).length)).toEqual([1, 0])
  })
})
