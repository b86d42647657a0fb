/** `postern doctor`: whether everything this installation works with is here and answers. */
import { Command } from 'commander'

import { isPosternError } from '#errors.ts'

export interface Check {
  readonly name: string
  /** What is well, in one sentence; throws a PosternError where something is not. */
  readonly run: () => Promise<string> | string
}

export interface DoctorCommandDeps {
  readonly checks: readonly Check[]
  readonly out: (text: string) => void
  readonly exit: (code: number) => void
}

/** sysexits.h EX_UNAVAILABLE */
const unavailable = 69

interface Finding {
  readonly name: string
  readonly well: boolean
  readonly says: string
  readonly mend: string | null
}

export function doctorCommand({ checks, out, exit }: DoctorCommandDeps): Command {
  return new Command('doctor')
    .description('check that everything postern works with is here and answers')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nChanges nothing. Exits with 69 while something is missing, and says what mends\nit.\n\n  postern doctor',
    )
    .action(async ({ json = false }: { json?: boolean }) => {
      const findings: Finding[] = []
      for (const check of checks) findings.push(await examine(check))
      out(json ? JSON.stringify(findings) : findings.map(findingText).join('\n'))
      if (!findings.every(({ well }) => well)) exit(unavailable)
    })
}

async function examine({ name, run }: Check): Promise<Finding> {
  try {
    return { name, well: true, says: await run(), mend: null }
  } catch (error) {
    if (!isPosternError(error)) throw error
    return { name, well: false, says: error.message, mend: error.mend ?? null }
  }
}

function findingText({ name, well, says, mend }: Finding): string {
  return `${well ? 'ok     ' : 'MISSING'}  ${name}: ${says}${mend === null ? '' : `\n         ${mend}`}`
}
