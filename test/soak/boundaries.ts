/**
 * Every boundary between two steps of the path. Moves come from the table of moves; a command that is added
 * there and that no plan makes fails `test/soak.test.ts`.
 */
import { moves } from '#case/moves.ts'

const commands = [...new Set(moves.map(({ command }) => command))]

/** Around each move, and inside its append. */
const moveBoundaries = commands.flatMap((command) => [
  `${command}: before the log`,
  `${command}: on its way to the log`,
  `${command}: in the log`,
])

/** Inside steps that do more than append, as `Ports.observe` is told. */
const innerBoundaries = [
  'receive: papers kept',
  'prepare: planned',
  'prepare: read from the source',
  'prepare: on the shelf',
  'bulk: range 1 of 1',
  'release: counted',
  'deliver: packed',
  'deliver: placed',
  'collect: before',
  'collect: taken away',
] as const

/** What a publication does to the world outside its process, in its order. */
export const publishCalls = [
  'pad',
  'write tiles',
  'claim',
  'sign',
  'remember the signature',
  'ask the witness',
  'remember the cosignature',
  'remember the contact',
  'publish',
  'replace policy',
  'replace checkpoint',
  'remove partial tiles',
] as const
export type PublishCall = (typeof publishCalls)[number]

const publishBoundaries = publishCalls.flatMap((call) => [`publish: before ${call}`, `publish: after ${call}`])

export const boundaries: readonly string[] = [...moveBoundaries, ...innerBoundaries, ...publishBoundaries]

/** Passed in the first publication of a log and never again. */
export const onceInALog = new Set(['publish: before replace policy', 'publish: after replace policy'])

/** The process goes on while this boundary is reported: killing it hits the append somewhere on its way. */
export function isUnderWay(boundary: string): boolean {
  return boundary.endsWith(': on its way to the log')
}
