/** A package that was taken from the counter, on its way to whoever asked for it. */
import type { Taken } from '#delivery/courier.ts'
import type { Ctx } from './visit.ts'

/**
 * Its bytes as they are read, with their number and their hash: whoever is broken off in the middle can tell. They are
 * not here any more, so nothing can be asked for a second time or from the middle.
 *
 * @param file what it is to be called on the receiver's machine
 */
export function handedOver(c: Ctx, { sha256, bytes, package: chunks }: Taken, file?: string): Response {
  return c.body(streamOf(chunks), 200, {
    'content-type': 'application/octet-stream',
    'content-length': String(bytes),
    ...(file === undefined ? {} : { 'content-disposition': `attachment; filename="${file}"` }),
    'content-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
  })
}

/** One chunk is read when one is asked for, and the file is closed also for somebody who never asks. */
function streamOf(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await iterator.next()
      if (next.done === true) controller.close()
      else controller.enqueue(next.value)
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}
