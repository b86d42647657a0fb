/** A witness in a process of its own, as an operator would run it, to be stopped and killed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const source = (path: string): string => JSON.stringify(new URL(`../${path}`, import.meta.url).href)

/** It ends with whoever started it: one that was left behind would hold the output of the run open for good. */
const script = `
  process.stdin.resume().once('close', () => process.exit())
  const { witnessCommand } = await import(${source('cli/witness.ts')})
  const { signingKeyFile } = await import(${source('adapters/keys/signing-key.ts')})
  const { startWitness } = await import(${source('witness/server.ts')})
  await witnessCommand({
    startWitness: async ({ name, ...options }) =>
      startWitness({
        ...options,
        ...(await signingKeyFile(options.directory + '/key.json', name, 'postern-witness')),
        clock: { now: () => new Date().toISOString() },
        report: console.error,
      }),
    untilStopped: () => new Promise((resolve) => process.once('SIGTERM', resolve)),
    out: console.log,
    err: () => {},
  }).parseAsync(process.argv.slice(1), { from: 'user' })
  process.stdin.destroy()
`

export interface WitnessProcess {
  readonly vkey: string
  readonly url: string
  readonly port: number
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL. */
  kill(): Promise<void>
}

/** Start it and wait until it listens. @param port 0 for any that is free */
export async function startWitnessProcess(
  directory: string,
  logs: readonly string[],
  port = 0,
): Promise<WitnessProcess> {
  const options = ['--dir', directory, '--listen', `127.0.0.1:${port}`, '--json', '--log', ...logs]
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, '--', ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal)
    await ended
    return child.exitCode
  }
  for await (const line of createInterface(child.stdout)) {
    const { vkey, url }: { vkey: string; url: string } = JSON.parse(line)
    return {
      vkey,
      url,
      port: Number(new URL(url).port),
      stop: () => end('SIGTERM'),
      kill: async () => void (await end('SIGKILL')),
    }
  }
  await ended
  throw new Error(`the witness ended without a word: ${child.exitCode}`)
}
