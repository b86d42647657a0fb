/**
 * Sees to it that everything the tests use is here: installs what is missing where it may (root, with
 * apt-get), elsewhere names the one command that does and says which tests will be skipped.
 *
 * Ends with 1 under CI=true while something is missing, because there nothing may be skipped.
 */
import { existsSync } from 'node:fs'

import {
  installCommand,
  installTools,
  mayInstall,
  missingTools,
  quickeningTools,
  testTools,
  thisMachine,
} from '#adapters/system/tools.ts'
import { PosternError } from '#errors.ts'
import { sharedPath } from '#testing/tools.ts'

const machine = thisMachine()
let missing = missingTools(testTools, machine)

for (const some of [missing, missingTools(quickeningTools, machine)]) {
  if (some.length === 0 || !mayInstall(machine)) continue
  console.log(`doctor: installing ${some.map(({ name }) => name).join(', ')} with apt-get; this may take a minute`)
  try {
    installTools(some, machine)
  } catch (error) {
    if (!(error instanceof PosternError)) throw error
    console.error(`doctor: ${error.message}: ${JSON.stringify(error.evidence)}`)
  }
}
missing = missingTools(testTools, machine)

const complaints = missing.map(({ name, use }) => `${name} is not installed: the tests of ${use} will be SKIPPED.`)
if (missing.length > 0) {
  const command = installCommand(missing, machine)
  complaints.push(command ? `To install: ${command}` : "Install with your system's package manager.")
}
if (!existsSync(sharedPath('vectors'))) {
  complaints.push(
    'The folder shared/vectors is not beside the project: the tests of published vectors will be SKIPPED.',
  )
}

if (complaints.length === 0) {
  console.log(`doctor: everything the tests use is here (${testTools.map(({ name }) => name).join(', ')}, vectors)`)
} else {
  const ci = process.env['CI'] === 'true'
  console.error(
    ['', ...complaints, ...(ci ? ['Under CI=true nothing may be skipped.'] : []), ''].join('\n*** doctor: '),
  )
  process.exitCode = ci ? 1 : 0
}
