/**
 * What tests use beside npm packages: programs, and the folder of shared vectors beside the project.
 *
 * Use with `it.runIf(hasTool('age'))` and `describe.runIf(hasShared('vectors/tlog'))`. What is absent is
 * said loudly and its tests are skipped; where CI=true it is a failure, because a skipped test is no evidence.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Whether a program runs. `args` ask it for something harmless. */
export function hasTool(name: string, ...args: readonly string[]): boolean {
  const found = spawnSync(name, args.length > 0 ? args : ['--version'], { stdio: 'ignore' }).status === 0
  return present(name, found, 'run `npm run doctor`')
}

/**
 * The path of a file in the folder `shared` beside the project, whether it is there or not. A copy of the project
 * that stands elsewhere, as a mutation run makes one, says in POSTERN_SHARED where the folder is.
 */
export function sharedPath(...path: readonly string[]): string {
  return join(process.env['POSTERN_SHARED'] ?? join(root, '..', 'shared'), ...path)
}

/** Whether the shared folder holds this file or folder. */
export function hasShared(...path: readonly string[]): boolean {
  return present(
    join('..', 'shared', ...path),
    existsSync(sharedPath(...path)),
    'put the shared vectors beside the project',
  )
}

function present(what: string, found: boolean, mend: string): boolean {
  if (!found && process.env['CI'] === 'true') throw new Error(`${what} is missing, and CI skips no test: ${mend}`)
  if (!found) process.stderr.write(`\n*** SKIPPED: the tests that need ${what} did not run; ${mend} ***\n\n`)
  return found
}
