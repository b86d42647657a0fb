/** Accounts that nobody used for long are closed: a forgotten one is the best way in for somebody else. */
import type { StaffMember } from '#approval/staff.ts'
import type { Ports } from './ports.ts'
import { disable, entries } from './register.ts'

/** Days without a sign-in (NIST SP 800-53 AC-2(3); ARC-AMPE: 60 days for staff, 15 months for others). */
const idleDays = { staff: 60, requester: 456 } as const

const scheduler = { id: 'system:tick', roles: ['system'] } as const

/**
 * Close every account whose owner has not signed in for too long, counted from the day it was opened at the earliest.
 *
 * Who has no account at the identity provider has none to close, and the cast of a demonstration is nobody.
 *
 * @returns ids of those that were closed
 */
export async function closeIdle(ports: Pick<Ports, 'ledger' | 'clock' | 'accounts'>): Promise<readonly string[]> {
  const now = Date.parse(ports.clock.now())
  const used = await ports.accounts.lastUse()
  const closed: string[] = []
  for (const { member, standing, since } of (await entries(ports)).values()) {
    if (standing !== 'open' || member.login === undefined || member.demo) continue
    const last = Math.max(Date.parse(since), Date.parse(used.get(member.id) ?? since))
    if (now - last < daysFor(member) * 86_400_000) continue
    if ((await disable(ports, scheduler, member.id)) === undefined) closed.push(member.id)
  }
  return closed
}

function daysFor({ roles }: StaffMember): number {
  return roles.includes('requester') ? idleDays.requester : idleDays.staff
}
