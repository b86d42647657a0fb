/** Bytes as something that is streamed, and back. */
import type { Collected, Taken } from '#delivery/courier.ts'
import { concat } from '#formats/bytes.ts'

/** These bytes in chunks of this size; they can be read again and again. */
export function inChunks(bytes: Uint8Array, size = 4): AsyncIterable<Uint8Array> {
  return {
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
    },
  }
}

export async function gathered(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return concat(...all)
}

/** What a courier answered; the package itself is not wanted. */
export async function unread(collected: Promise<Collected>): Promise<Collected> {
  const answer = await collected
  if (answer.collected) await answer.package[Symbol.asyncIterator]().return?.()
  return answer
}

/** A hand that takes the package whole. */
export async function inHand({ package: chunks }: Taken): Promise<'in hand'> {
  await gathered(chunks)
  return 'in hand'
}
