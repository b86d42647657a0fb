/** `postern oversight`: what the oversight body alone can do with its key. */
import { Command } from 'commander'
import type { Recount } from '#pipeline/figures.ts'
import type { Json } from '#vocabulary/json.ts'

export interface OversightCommandDeps {
  /** The newest recorded decision of a case, as it was sealed to oversight. */
  readonly sealedDecision: (caseNumber: string) => Promise<{ readonly sealed: Uint8Array; readonly commitment: string }>
  /** @throws PosternError ERR_FORMAT, ERR_KEY_WRONG where the identity does not open it */
  readonly open: (sealed: Uint8Array, identityFile: string) => Promise<Uint8Array>
  /** The decision, where these bytes are the one that was committed to. */
  readonly check: (bytes: Uint8Array, commitment: string) => Json | undefined
  /** Every published month, counted again from the log. */
  readonly recount: () => Promise<readonly Recount[]>
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly exit: (code: number) => void
}

export function oversightCommand({
  sealedDecision,
  open,
  check,
  recount,
  out,
  err,
  exit,
}: OversightCommandDeps): Command {
  const command = new Command('oversight').description('what the oversight body alone can open')
  command
    .command('decision')
    .description('open the full decision of a case: every cell, what was denied, and why')
    .argument('<number>', 'the case, such as MA-DTA-2026-7K3Q9F2M')
    .requiredOption('-i, --identity <file>', "the oversight body's age identity")
    .option('--json', 'it always is')
    .addHelpText(
      'after',
      '\nPrints JSON. Exits with 1 where what opens is not the decision that the log and' +
        '\nthe statement commit to.' +
        '\n\n  postern oversight decision MA-DTA-2026-7K3Q9F2M --identity oversight.txt',
    )
    .action(async (number: string, { identity }: { identity: string }) => {
      const { sealed, commitment } = await sealedDecision(number)
      const decision = check(await open(sealed, identity), commitment)
      if (decision === undefined) {
        err(`What opens is not the decision that was committed to (${commitment}): keep both, and open an incident.`)
        exit(1)
        return
      }
      err(`This is the decision that the log committed to: ${commitment}`)
      out(JSON.stringify(decision))
    })
  command
    .command('figures')
    .description('count the public figures of every month again, from the log')
    .option('--json', 'print what was found as JSON')
    .addHelpText(
      'after',
      '\nExits with 1 where a month comes out differently. What was forgotten since it was' +
        '\npublished is not there to be counted; each forgetting stands in the log.' +
        '\n\n  postern oversight figures',
    )
    .action(async ({ json = false }: { json?: boolean }) => {
      const months = await recount()
      if (json) out(JSON.stringify(months))
      else if (months.length === 0) out('No month has been published yet.')
      else out(months.map(({ month, differs }) => `${month}  ${comparison(differs)}`).join('\n'))
      if (months.some(({ differs }) => differs.length > 0)) exit(1)
    })
  return command
}

function comparison(differs: readonly string[]): string {
  return differs.length === 0 ? 'comes out as it was published' : `comes out differently: ${differs.join(', ')}`
}
