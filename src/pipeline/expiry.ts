import type { Instant } from '#vocabulary/time.ts'
import type { Ports } from './ports.ts'

/** When a package that is prepared now expires: the receiver has the office's delivery days to collect it. */
export function expiryOf({ clock, office }: Pick<Ports, 'clock' | 'office'>): Instant {
  return new Date(Date.parse(clock.now()) + office.deliveryDays * 86_400_000).toISOString()
}
