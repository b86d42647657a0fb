/** `postern verify`: the verifier, which is also one file of its own that needs nothing of Postern. */
import { Command } from 'commander'

export interface VerifyCommandRequest {
  readonly files: readonly string[]
  readonly identity?: string
  readonly policy?: string
  readonly approvers?: string
  readonly opening?: string
  readonly entry?: string
  readonly log?: string
  readonly json?: boolean
}

export interface VerifyCommandDeps {
  /** @throws PosternError where what was given cannot be used */
  readonly verify: (
    request: VerifyCommandRequest,
    progress?: (done: number, of: number) => void,
  ) => Promise<{ readonly output: string; readonly exitCode: number }>
  /** How far the check of a log is; absent where nobody watches. */
  readonly progress?: (done: number, of: number) => void
  readonly out: (text: string) => void
  readonly exit: (code: number) => void
}

export function verifyCommand({ verify, progress, out, exit }: VerifyCommandDeps): Command {
  return new Command('verify')
    .description('check a package, a proof, a whole log or two checkpoints, trusting nobody who made them')
    .argument(
      '<file...>',
      'a .postern package, a .tlog-proof, a .member-proof, the directory of a log, or two checkpoints',
    )
    .option('-i, --identity <file>', "the receiver's age identity (a file, or the text AGE-SECRET-KEY-1…)")
    .option('-p, --policy <file>', 'whose signatures count, from somewhere you trust')
    .option('-a, --approvers <file>', "the approvers' verifier keys, one a line, from somewhere you trust")
    .option('--opening <file>', 'the opening of the entry that a proof is for')
    .option('--entry <hex>', 'that entry itself')
    .option('--log <directory>', 'the log from which two checkpoints are')
    .option('--json', 'the whole report as JSON')
    .addHelpText(
      'after',
      `
Exits with 0 where it is proved, 1 where it is not, 2 where there is nothing to
check.

The same verifier is one file without any dependency, and one page for a browser
without a network: dist/postern-verify.mjs and dist/postern-verify.html.

  postern verify MA-DTA-2026-7K3Q9F2M.postern --policy policy.txt
  postern verify MA-DTA-2026-7K3Q9F2M.postern --identity key.txt
  postern verify ./log --policy policy.txt`,
    )
    .action(async (files: string[], options: Omit<VerifyCommandRequest, 'files'>) => {
      const { output, exitCode } = await verify({ files, ...options }, progress)
      out(output)
      if (exitCode !== 0) exit(exitCode)
    })
}
