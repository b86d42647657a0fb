/** Small commands, many of them, each asked for until it is answered: as its messages tell whoever asks. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isPosternError } from '#errors.ts'
import type { StoredEvent } from '#log/ledger.ts'
import { loadCase, move } from '#pipeline/move.ts'
import { actor } from '#pipeline/register.ts'
import { isPassing, type Desk } from './steps.ts'

export interface Notes {
  /** Cases to write them into, in turns. */
  readonly streams: readonly string[]
  /** What each note says; no two say the same. */
  readonly texts: readonly string[]
  /** People who write at the same time. */
  readonly atOnce: number
}

export interface Told {
  noted(text: string): void
  /** Nobody knew whether a note was stored; this is what a look at the case found. */
  doubted(stood: boolean): void
  waits(error: unknown): void
}

/** Longest time for which one note is asked for again and again. */
const patience = 90_000

/** @throws whatever is no passing failure, and what has not passed in time */
export async function takeNotes({ ports }: Desk, { streams, texts, atOnce }: Notes, told: Told): Promise<void> {
  const counsel = await actor(ports, 'demo-counsel')
  const left = texts.map((text, i) => ({ text, stream: streams[i % streams.length] ?? '' }))

  const stands = async (stream: string, text: string): Promise<boolean> => {
    const { events } = await loadCase(ports, stream)
    const stood = textsIn(events).includes(text)
    told.doubted(stood)
    return stood
  }
  const take = async (stream: string, text: string): Promise<void> => {
    const deadline = Date.now() + patience
    for (let unknown = false; ; await sleep(50)) {
      try {
        // Only whoever was told that it may be stored looks first; who was told that it is not believes it.
        if (unknown && (await stands(stream, text))) return
        unknown = false
        const done = await move(ports, counsel, stream, () => ({ command: 'add-note', text, privileged: true }))
        if (done.moved) return
        throw new Error(`a note was refused: ${JSON.stringify(done.refusal)}`)
      } catch (error) {
        if (!isPassing(error) || Date.now() > deadline) throw error
        unknown ||= isPosternError(error, 'ERR_LOG_UNAVAILABLE') && error.evidence['outcome'] === 'unknown'
        told.waits(error)
      }
    }
  }
  const person = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      await take(next.stream, next.text)
      told.noted(next.text)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, person))
}

/** What the notes of a case say. */
export function textsIn(events: readonly StoredEvent[]): string[] {
  return events.flatMap(({ record: { type, body } }) => {
    if (type !== 'note.added' || typeof body !== 'object' || body === null || !('text' in body)) return []
    return typeof body.text === 'string' ? [body.text] : []
  })
}
