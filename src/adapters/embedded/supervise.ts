/** Keeping a server running for as long as its owner wants it. */
import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

import { stopAtExit } from './exit.ts'
import type { Home } from './home.ts'
import { startPostmaster, stopPostmaster } from './postmaster.ts'
import { hasEnded } from './programs.ts'

/**
 * Start the server, and start it again whenever it dies, until `stop`.
 *
 * A server that dies again and again is started ever more slowly, up to every five seconds, and never
 * given up: when the disk has room again, so has the database. Meanwhile callers learn from their
 * connections that it is away, and its log says why.
 */
export async function supervise(home: Home): Promise<{ pid: () => number; stop: () => Promise<void> }> {
  const stopping = new AbortController()
  let pause = 0
  let startedAt = Date.now()
  let revival: Promise<void> = Promise.resolve()
  let child: ChildProcess = await startPostmaster(home)

  const watch = (): void => {
    // The database alone does not keep its owner running.
    child.unref()
    child.once('exit', (code) => {
      // Code 0 is a shutdown that somebody asked for, such as Ctrl-C in the same terminal.
      if (code !== 0 && !stopping.signal.aborted) revival = revive()
    })
  }
  const revive = async (): Promise<void> => {
    pause = Date.now() - startedAt > 10_000 ? 0 : Math.min(pause * 2 + 10, 5000)
    while (!stopping.signal.aborted) {
      try {
        await sleep(pause, undefined, { signal: stopping.signal, ref: false })
        child = await startPostmaster(home)
        startedAt = Date.now()
        watch()
        return
      } catch {
        pause = Math.min(pause * 2 + 10, 5000)
      }
    }
  }
  const stop = async (): Promise<void> => {
    stopping.abort()
    await revival
    if (child.pid !== undefined && !hasEnded(child)) await stopPostmaster(home, child.pid, () => !hasEnded(child))
    forget()
  }
  const forget = stopAtExit({ kill: () => child.kill('SIGINT'), stop })
  watch()
  return { pid: () => child.pid ?? 0, stop }
}
