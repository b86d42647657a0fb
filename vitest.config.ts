import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * What takes long for its size. A machine that has not run the tests before takes the largest files first, and one of
 * these would come last, with nothing for the other worker.
 */
const long = ['test/journeys/', 'src/web/public/public.test.ts', 'src/adapters/cedar/agreement.test.ts']

const isLong = ({ moduleId }: TestSpecification): boolean => long.some((path) => moduleId.includes(path))

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- the sequencer's, not an array's
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    globalSetup: ['src/testing/global-setup.ts'],
    // On two cores two: much of a test is waiting for PostgreSQL and Chromium, which run beside it.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // A worker goes on to the next file with the modules it has. To load and compile them anew for each of them took
    // two fifths of the run's processor; none of ours keeps a test's doings for the next.
    isolate: false,
    sequence: { sequencer: LongFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
