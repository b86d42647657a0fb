/**
 * `npm test`: doctor, check, then every test. Closes with one line "N passed, N failed, N skipped".
 *
 * Under CI=true a skipped test is a failure: a check that did not run proves nothing.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ci = process.env['CI'] === 'true'
const only = process.argv.slice(2)

function run(command: string, args: string[]): number {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' })
  if (error) console.error(`${command}: ${error.message}`)
  return status ?? 1
}

function close(passed: number, failed: number, skipped: number): never {
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  process.exit(failed > 0 ? 1 : 0)
}

if (run('node', ['scripts/doctor.ts']) !== 0) close(0, 1, 0)
if (run('npm', ['run', '--silent', 'check']) !== 0) close(0, 1, 0)

const folder = mkdtempSync(join(tmpdir(), 'postern-test-'))
const report = join(folder, 'report.json')
const status = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...only])

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numFailedTestSuites: number
}
let counts: Report
try {
  counts = JSON.parse(readFileSync(report, 'utf8'))
} catch {
  close(0, 1, 0)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

const { numPassedTests: passed, numPendingTests: skipped } = counts
let failed = counts.numFailedTests
// A file that could not be loaded, or an error outside any test, fails no single test but fails the run.
if (status !== 0 && failed === 0) failed = Math.max(1, counts.numFailedTestSuites)
if (ci && skipped > 0) {
  console.error(`${skipped} tests were skipped. Under CI=true nothing may be.`)
  failed += skipped
}
close(passed, failed, ci ? 0 : skipped)
