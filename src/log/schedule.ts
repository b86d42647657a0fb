/**
 * When a batch goes out: on a grid that was fixed beforehand, never because something happened.
 */
import type { Clock, Instant } from '#vocabulary/time.ts'

/**
 * The first moment on the grid that lies after `now`.
 *
 * The grid counts whole intervals from 1970-01-01T00:00:00Z and not from the start of a process, so
 * that neither a restart nor a late publication leaves a mark on the times of the ones that follow.
 */
export function nextPublication(now: Instant, interval: number): Instant {
  if (!Number.isSafeInteger(interval) || interval <= 0)
    throw new RangeError('an interval is a whole number of ms above 0')
  const at = Date.parse(now)
  return new Date((Math.floor(at / interval) + 1) * interval).toISOString()
}

export interface Timetable {
  /** Milliseconds between two publications. */
  readonly interval: number
  readonly clock: Clock
  /** Return after so many milliseconds, or as soon as the signal is given. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  readonly signal: AbortSignal
}

/** Call `publish` at each moment of the grid until the signal is given. `publish` reports its own failures. */
export async function publishOnSchedule(publish: () => Promise<void>, timetable: Timetable): Promise<void> {
  const { interval, clock, sleep, signal } = timetable
  while (!signal.aborted) {
    const now = clock.now()
    await sleep(Date.parse(nextPublication(now, interval)) - Date.parse(now), signal)
    if (signal.aborted) return
    await publish()
  }
}
