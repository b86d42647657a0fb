/** Programs that tests use beside npm packages. A test without its program is skipped loudly, and in CI fails. */
import { spawnSync } from 'node:child_process'

export function hasTool(name: string, ...args: readonly string[]): boolean {
  const found = spawnSync(name, args.length > 0 ? args : ['--version'], { stdio: 'ignore' }).status === 0
  if (!found && process.env['CI'] === 'true') throw new Error(`${name} is not installed, and CI skips no test`)
  if (!found) console.warn(`SKIPPED: ${name} is not installed, so the tests that need it did not run`)
  return found
}
