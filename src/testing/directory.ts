/** Data directories for tests, in the system's temporary place, and the removal of those that a killed run left. */
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { birthmarkOf, strayBackends } from '#adapters/embedded/processes.ts'

const prefix = 'postern-db-'

/** A new empty directory that the database's account may pass through; its name says who made it. */
export function makeTestDirectory(place: string = tmpdir()): string {
  const directory = mkdtempSync(join(place, `${prefix}${process.pid}-`))
  // mkdtemp gives 0700, and as root the database runs under another uid.
  chmodSync(directory, 0o711)
  return directory
}

const memory = '/dev/shm'
const roomy = 2 ** 30

/**
 * Where files need not outlive the machine: in memory where there is room. A killed process loses nothing
 * there that it would not lose on a disk, since the kernel lives on; it only waits for no flush.
 *
 * @param room how many bytes there have to be
 */
export function fastPlace(room = roomy): string {
  try {
    accessSync(memory, constants.W_OK)
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize >= room ? memory : tmpdir()
  } catch {
    return tmpdir()
  }
}

/** Remove what runs left behind whose process is dead, ending a database that still runs there. */
export function sweepTestDirectories(): void {
  // In memory even where little room is left: what lies there may be why.
  for (const path of new Set([tmpdir(), fastPlace(0)])) sweep(path)
}

function sweep(place: string): void {
  for (const name of readdirSync(place)) {
    const maker = /^postern-db-(\d+)-/.exec(name)?.[1]
    if (maker === undefined || birthmarkOf(Number(maker)) !== undefined) continue
    const directory = join(place, name)
    // Another user's is theirs to remove.
    if (statSync(directory, { throwIfNoEntry: false })?.uid !== process.geteuid?.()) continue
    const cluster = join(directory, 'database', 'cluster')
    if (existsSync(cluster)) for (const pid of strayBackends(cluster)) process.kill(pid, 'SIGKILL')
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
  }
}
