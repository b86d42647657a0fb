/** The synthetic state of `npm start`: two agencies, their caseloads, and cases in every stage of their life. */
import { tick } from '#pipeline/tick.ts'
import type { Ports } from '#pipeline/ports.ts'
import type { Cast } from './cast.ts'
import { Hand, type PastClock } from './hand.ts'
import { stories } from './stories.ts'

/**
 * Play what happened in the last weeks, in the order of time, through the product's own steps.
 *
 * @param ports of everybody, whose clock is this one
 * @param progress told how much of it is done, from 0 to 1
 * @returns how many cases there are now
 */
export async function playStories(
  ports: Ports,
  clock: PastClock,
  cast: Cast,
  progress: (part: number) => void,
): Promise<number> {
  const acts = stories
    .flatMap(({ agency, acts: own }) => {
      const hand = new Hand(ports, clock, cast, agency)
      return own.map(([daysAgo, hour, act], place) => ({ hand, daysAgo, hour, place, act }))
    })
    .toSorted((a, b) => b.daysAgo - a.daysAgo || a.hour - b.hour || a.place - b.place)
  let morning = acts[0]?.daysAgo ?? 0
  for (const [done, { hand, daysAgo, hour, act }] of acts.entries()) {
    // What is due goes out each day before work begins: answers, packages, letters.
    for (; morning >= daysAgo; morning--) {
      clock.set(morning, 7)
      await tick(ports, rethrow)
    }
    clock.set(daysAgo, hour)
    await act(hand)
    progress((done + 1) / acts.length)
  }
  clock.present()
  return stories.length
}

function rethrow(_stream: string, error: unknown): never {
  throw error
}
