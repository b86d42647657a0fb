/** Asks for one page over and over on connections that stay open; a thread of its own, so that it does not slow the server. */
import { Agent, get } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

const { connections }: { connections: number } = workerData
const agent = new Agent({ keepAlive: true, maxSockets: connections })

function ask(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let bytes = 0
      response.on('data', (chunk: Buffer) => (bytes += chunk.length))
      response.on('end', () => resolve(response.statusCode === 200 ? bytes : -1))
    }).on('error', reject)
  })
}

/** Answers in so many milliseconds. */
async function count(url: string, milliseconds: number, expected: number): Promise<number> {
  const end = performance.now() + milliseconds
  let answers = 0
  const one = async (): Promise<void> => {
    while (performance.now() < end) {
      const bytes = await ask(url)
      if (bytes !== expected) throw new Error(`${url} answered ${bytes} bytes, not ${expected}`)
      answers += 1
    }
  }
  await Promise.all(Array.from({ length: connections }, one))
  return answers
}

parentPort?.on(
  'message',
  ({ url, milliseconds, expected }: { url: string; milliseconds: number; expected: number }) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    void count(url, milliseconds, expected).then((answers) => parentPort?.postMessage(answers))
  },
)
