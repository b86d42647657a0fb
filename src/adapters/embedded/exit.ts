/**
 * Databases stop with the process that owns them: on a normal exit, and on the signals that ask for one.
 *
 * A signal for which the application has a listener of its own is the application's: it will call `stop`
 * when it has finished what it was doing. (SIGKILL leaves an orphan, which the next owner finds.)
 */
interface Stoppable {
  /** Ask for shutdown without waiting; what an exit handler can do. */
  kill(): void
  stop(): Promise<void>
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const running = new Set<Stoppable>()

/** Register; the function returned unregisters. */
export function stopAtExit(database: Stoppable): () => void {
  if (running.size === 0) {
    process.on('exit', killAll)
    for (const signal of signals) process.on(signal, stopAll)
  }
  running.add(database)
  return () => {
    if (!running.delete(database) || running.size > 0) return
    process.off('exit', killAll)
    for (const signal of signals) process.off(signal, stopAll)
  }
}

function killAll(): void {
  for (const database of running) database.kill()
}

function stopAll(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) === 1) void stopThenEnd(signal)
}

async function stopThenEnd(signal: NodeJS.Signals): Promise<void> {
  await Promise.allSettled([...running].map((database) => database.stop()))
  // Our listeners are gone, so this ends the process as the signal should.
  process.kill(process.pid, signal)
}
