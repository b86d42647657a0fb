import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    globalSetup: ['src/testing/global-setup.ts'],
    // On two cores two: much of a test is waiting for PostgreSQL and Chromium, which run beside it.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // A worker goes on to the next file with the modules it has. To load and compile them anew for each of them took
    // two fifths of the run's processor; none of ours keeps a test's doings for the next.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
