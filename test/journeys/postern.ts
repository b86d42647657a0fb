/** The command line as a person has it: a process for each command, and files on a disk. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts')

export interface Said {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export type Run = (...args: readonly string[]) => Promise<Said>

/** `postern` in an environment of its own. */
export function postern(env: Readonly<Record<string, string>>): Run {
  return async (...args) => {
    const child = start(env, args)
    const [out, err]: [string[], string[]] = [[], []]
    child.stdout?.on('data', (text: Buffer) => out.push(text.toString()))
    child.stderr?.on('data', (text: Buffer) => err.push(text.toString()))
    await once(child, 'close')
    return { code: child.exitCode, out: out.join(''), err: err.join('') }
  }
}

export interface Running {
  /** What it said first. */
  readonly first: { readonly vkey: string; readonly url: string }
  end(signal: NodeJS.Signals): Promise<void>
}

/** A witness: it says its key and address, and goes on until it is told to end. */
export async function running(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Running> {
  const child = start(env, args)
  const ended = once(child, 'exit')
  child.stderr?.resume()
  if (child.stdout !== null) {
    for await (const line of createInterface(child.stdout)) {
      const first: Running['first'] = JSON.parse(line)
      return {
        first,
        end: async (signal) => {
          child.kill(signal)
          await ended
        },
      }
    }
  }
  await ended
  throw new Error(`${args.join(' ')} ended without a word: ${child.exitCode}`)
}

/** Compiled once for all commands of a run (`testing/global-setup.ts`): most of a command's time is loading. */
const compiled = process.env['NODE_COMPILE_CACHE']

function start(env: Readonly<Record<string, string>>, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...(compiled && { NODE_COMPILE_CACHE: compiled }), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
