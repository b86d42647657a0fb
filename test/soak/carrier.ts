/** A worker process as its parent sees it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Message, Order } from './worker.ts'

export interface Carrier {
  send(order: Order): void
  /** Let it go on from the boundary at which it stands. */
  goOn(): void
  /** What it says next; undefined once it has ended. @throws Error where it says nothing for too long */
  next(): Promise<Message | undefined>
  /** SIGKILL; resolves when it is gone. What it had said is still to be had from `next`. */
  kill(): Promise<void>
  ended(): Promise<void>
}

const worker = join(import.meta.dirname, 'worker.ts')

/** A worker that says nothing for so long does not continue. */
const longestSilence = 90_000

export function startCarrier(dataDirectory: string, env: Readonly<Record<string, string>> = {}): Carrier {
  const child = spawn(process.execPath, [worker, dataDirectory], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  // Whoever writes to a process that was killed a moment ago loses nothing by it.
  child.stdin.on('error', () => {})
  const killIt = (): void => void child.kill('SIGKILL')
  process.once('exit', killIt)
  const gone = once(child, 'exit').then(() => void process.off('exit', killIt))
  const messages = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    send: (order) => void child.stdin.write(`${JSON.stringify(order)}\n`),
    goOn: () => void child.stdin.write('go on\n'),
    next: async () => {
      const { value, done } = await silenceEnds(messages.next(), child)
      if (done === true) return undefined
      const message: Message = JSON.parse(value)
      return message
    },
    kill: async () => {
      killIt()
      await gone
    },
    ended: () => gone,
  }
}

async function silenceEnds<T>(speech: Promise<T>, child: ChildProcess): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`process ${child.pid} said nothing for ${longestSilence / 1000} seconds`))
    }, longestSilence)
  })
  try {
    return await Promise.race([speech, silence])
  } finally {
    clearTimeout(timer)
  }
}
