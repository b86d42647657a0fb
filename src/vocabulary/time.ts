/** Moments and days. Nothing here reads a clock: whoever needs the time is given it. */

/** RFC 3339 in UTC with milliseconds and "Z", as written into events. */
export type Instant = string

/** A calendar day, YYYY-MM-DD. */
export type Day = string

export interface Clock {
  now(): Instant
}

/** Source of unpredictable bytes; the real one is the operating system's. */
export interface Randomness {
  bytes(count: number): Uint8Array
}
