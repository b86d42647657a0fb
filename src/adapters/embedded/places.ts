/** Where this platform keeps an application's data and what it can make again (its cache). */
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/** True where the process has the rights of root, under which PostgreSQL refuses to run. */
export function isRoot(): boolean {
  return process.geteuid?.() === 0
}

/**
 * The data directory: `POSTERN_DATA`, else the platform's usual place (XDG Base Directory
 * Specification on Linux, File System Hierarchy for root, Application Support, LOCALAPPDATA).
 */
export function dataDirectoryOf(env: Environment): string {
  if (env['POSTERN_DATA']) return resolve(env['POSTERN_DATA'])
  const home = env['HOME'] ?? homedir()
  if (process.platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'postern')
  if (isRoot()) return '/var/lib/postern'
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', 'postern')
  return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'postern')
}

/** Folders where the engine's copy may live, best first; all of it can be made again. */
export function engineDirectoriesOf(env: Environment, dataDirectory: string): string[] {
  const home = env['HOME'] ?? homedir()
  const cache =
    process.platform === 'win32'
      ? join(env['LOCALAPPDATA'] ?? tmpdir(), 'postern', 'Cache')
      : isRoot()
        ? '/var/cache/postern'
        : process.platform === 'darwin'
          ? join(home, 'Library', 'Caches', 'postern')
          : join(env['XDG_CACHE_HOME'] ?? join(home, '.cache'), 'postern')
  return [cache, join(dataDirectory, 'engine')]
}
