/** `postern rules confirm`: counsel says that they read the official text of these rules. */
import { Command } from 'commander'
import { asOption, todayIn, withOffice, type OfficeDeps } from './office.ts'
import { day, reportLawRefusal } from './rules-words.ts'
import { counted } from './wrap.ts'

export function rulesConfirmCommand(deps: OfficeDeps): Command {
  return new Command('confirm')
    .description('say that you, counsel, read the official text of these rules')
    .argument('<rule...>', 'ids of rules, such as US-SNAP-07')
    .requiredOption('--version <text>', 'which text: "eCFR of 2026-11-02"')
    .option('--read-on <day>', 'when you read it; today unless told', day)
    .option('--set <digest>', 'of a set that is only proposed; else of the one in force')
    .addOption(asOption())
    .option('--json', 'what was confirmed as JSON')
    .addHelpText(
      'after',
      `
It counts for twelve months; for a rule about an injunction, seven days. A rule
that changes is unconfirmed again. What only unconfirmed rules favor is held for
counsel, case by case.

  postern rules confirm US-SNAP-06 US-SNAP-07 \\
    --version "eCFR of 2026-11-02" --as b-counsel`,
    )
    .action(async (ids: string[], { version, readOn, set, as, json = false }: ConfirmOptions) =>
      withOffice(deps, async (office) => {
        const { steps, ports } = office
        const actor = await steps.actor(ports, as)
        const reading = {
          rules: ids,
          version,
          readOn: readOn ?? todayIn(office),
          ...(set === undefined ? {} : { set }),
        }
        const result = await steps.confirm(ports, actor, reading)
        if (!result.done) return reportLawRefusal(deps, 'confirm', result, json)
        const { until, demo, rules: confirmed } = result
        if (json) return deps.out(JSON.stringify({ confirmed, by: actor.id, demo, version, until }))
        const label = demo ? ' (DEMO)' : ''
        deps.out(
          `${counted(confirmed.length, 'rule')} confirmed by ${actor.id}${label} from ${version}. Read again by ${until}.`,
        )
      }),
    )
}

interface ConfirmOptions {
  version: string
  readOn?: string
  set?: string
  as: string
  json?: boolean
}
