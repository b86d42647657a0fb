/** The tests that need no database: what Stryker runs against each mutant. */
import { defineConfig } from 'vitest/config'

const pure = 'vocabulary,formats,request,instrument,match,decision,case,approval,release,seal,delivery,verify'

export default defineConfig({
  test: { include: [`src/{${pure}}/**/*.test.ts`, 'src/adapters/{law,contract,files}/**/*.test.ts'] },
})
