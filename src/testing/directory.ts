/** Data directories for tests, in the system's temporary place, and the removal of those that a killed run left. */
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { birthmarkOf, strayBackends } from '#adapters/embedded/processes.ts'

const prefix = 'postern-db-'

/** A new empty directory that the database's account may pass through; its name says who made it. */
export function makeTestDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  // mkdtemp gives 0700, and as root the database runs under another uid.
  chmodSync(directory, 0o711)
  return directory
}

/** Remove what runs left behind whose process is dead, ending a database that still runs there. */
export function sweepTestDirectories(): void {
  for (const name of readdirSync(tmpdir())) {
    const maker = /^postern-db-(\d+)-/.exec(name)?.[1]
    if (maker === undefined || birthmarkOf(Number(maker)) !== undefined) continue
    const directory = join(tmpdir(), name)
    // Another user's is theirs to remove.
    if (statSync(directory, { throwIfNoEntry: false })?.uid !== process.geteuid?.()) continue
    const cluster = join(directory, 'database', 'cluster')
    if (existsSync(cluster)) for (const pid of strayBackends(cluster)) process.kill(pid, 'SIGKILL')
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
  }
}
