/**
 * The verifier as one file: `node postern-verify.mjs FILE`. It needs nothing but Node, reads nothing but the
 * files it is given, and speaks to no network.
 */
import { parseArgs } from 'node:util'
import { isPosternError } from '#errors.ts'
import { runVerify, type VerifyRequest } from './run.ts'

const HELP = `Checks what Postern made, without trusting whoever made it.

  node postern-verify.mjs RELEASE.postern            a release, from outside
  node postern-verify.mjs RELEASE.postern -i KEY     a release, to the last cell
  node postern-verify.mjs ENTRY.tlog-proof -p POLICY an entry's place in a log
  node postern-verify.mjs MINE.member-proof -p POLICY whether you were in a release of many
  node postern-verify.mjs LOG-DIRECTORY -p POLICY    a whole log, from its first entry
  node postern-verify.mjs OLD NEW -p POLICY          two checkpoints of one log

  -i, --identity FILE   the receiver's age identity (or its text, AGE-SECRET-KEY-1…)
  -p, --policy FILE     whose signatures count, from somewhere you trust
  -a, --approvers FILE  the approvers' verifier keys, one a line, from somewhere you trust
      --opening FILE    the opening of the entry that a proof is for
      --entry HEX       that entry itself
      --log DIRECTORY   the log from which two checkpoints are
      --json            the whole report as JSON
  -h, --help            this

Exits with 0 where it is proved, 1 where it is not, 2 where there is nothing to check.
`

const OPTIONS = {
  identity: { type: 'string', short: 'i' },
  policy: { type: 'string', short: 'p' },
  approvers: { type: 'string', short: 'a' },
  opening: { type: 'string' },
  entry: { type: 'string' },
  log: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const request = parse(args)
  if (request === undefined) {
    process.stderr.write(HELP)
    return 2
  }
  if (request === 'help') {
    process.stdout.write(HELP)
    return 0
  }
  try {
    const { output, exitCode } = await runVerify(request, process.stderr.isTTY ? showProgress : undefined)
    process.stdout.write(`${output}\n`)
    return exitCode
  } catch (error) {
    if (!isPosternError(error)) throw error
    process.stderr.write(`${error.message}${error.mend === undefined ? '' : ` ${error.mend}`}\n`)
    return 2
  }
}

function parse(args: string[]): VerifyRequest | 'help' | undefined {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    const { help, ...rest } = values
    if (help === true) return 'help'
    return positionals.length === 0 ? undefined : { files: positionals, ...rest }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n`)
    return undefined
  }
}

function showProgress(done: number, of: number): void {
  process.stderr.write(done === of ? '\r\u001b[K' : `\r${done} of ${of} entries`)
}
