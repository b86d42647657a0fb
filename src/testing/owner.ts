/** Another process that owns a data directory, to be killed or to be met. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const server = new URL('../adapters/embedded/server.ts', import.meta.url).href

const script = `
  const { startServer } = await import(${JSON.stringify(server)})
  const [directory, after] = process.argv.slice(1)
  try {
    const server = await startServer(directory, process.env)
    console.log('owns ' + server.pid() + ' ' + server.url('postgres'))
  } catch (error) {
    console.log('refused ' + error.code + ' ' + error.evidence?.pid)
    process.exit(1)
  }
  if (after === 'exit') process.exit(0)
  if (after === 'wait') setInterval(() => {}, 1000)
`

export interface Owner {
  readonly process: ChildProcess
  /** \`owns <pid of the postmaster> <connection string>\` or \`refused <code> <pid of the owner>\`. */
  readonly says: string
  /** Resolves when the process has ended, with its exit code or its signal. */
  readonly ended: Promise<number | string | null>
}

/** Start it and wait for its word. After that it waits, ends by itself (without stopping anything) or calls exit. */
export async function startOwner(directory: string, after: 'wait' | 'end' | 'exit'): Promise<Owner> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, directory, after], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => signal ?? code ?? null)
  for await (const says of createInterface(child.stdout)) return { process: child, says, ended }
  throw new Error(`the owner ended without a word: ${await ended}`)
}
