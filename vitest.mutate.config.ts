/**
 * What Stryker runs against each mutant: tests that need no database, look at no clock and build nothing.
 *
 * A run happens in a copy of the project inside it, `.stryker-tmp/sandbox-…`; the shared vectors stay where they are.
 */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const mutated = 'decision,release,approval,case,match,formats,verify'
const shared = [resolve('../shared'), resolve('../../../shared')].find((path) => existsSync(path))

export default defineConfig({
  test: {
    include: [`src/{${mutated}}/*.test.ts`, 'src/release/bulk/*.test.ts'],
    // How long a hostile text takes says nothing of code with switches in it, and neither does the built verifier.
    exclude: ['src/formats/hostile.test.ts', 'src/verify/build.test.ts'],
    setupFiles: ['src/testing/fixed-seed.ts'],
    env: shared === undefined ? {} : { POSTERN_SHARED: shared },
    isolate: false,
    testTimeout: 20_000,
  },
})
