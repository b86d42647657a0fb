/** `postern rules propose`: publish what a change of law would do. */
import { Command } from 'commander'
import { PosternError } from '#errors.ts'
import type { RuleSet } from '#decision/rules.ts'
import { asOption, withOffice, type OfficeDeps } from './office.ts'
import { bar } from './rules-cases.ts'
import { whatIfText } from './rules-what-if.ts'
import { directionWords, reportLawRefusal, short } from './rules-words.ts'
import { wrap } from './wrap.ts'

export interface ProposeDeps extends OfficeDeps {
  /** The packs with this file or folder in the place of theirs. @throws PosternError naming file, line and mend */
  readonly changed: (path: string) => Promise<RuleSet>
  /** SHA-256 of a file, hex. @throws PosternError ERR_INPUT_UNREADABLE */
  readonly hashOf: (path: string) => Promise<string>
  readonly progress: (line: string) => void
}

export function rulesProposeCommand(deps: ProposeDeps): Command {
  return new Command('propose')
    .description('publish the what-if of a change of law; two people then sign it')
    .argument('<changed>', 'a pack, which takes the place of the one of its name, or a folder of them')
    .option('--order <file>', "a court's order, where the law must change at once")
    .option('--docket <docket>', 'the docket of that order')
    .addOption(asOption())
    .option('--json', 'what was published as JSON')
    .addHelpText(
      'after',
      `
It decides nothing yet. A change that only tightens begins as soon as counsel
and somebody else have signed it; one that loosens anything 30 days after today,
or at once where a court's order is attached, whose docket and hash the log
names.

  postern rules propose law --as b-counsel`,
    )
    .action(async (path: string, { order, docket, as, json = false }: ProposeOptions) => {
      if ((order === undefined) !== (docket === undefined)) throw halfAnOrder()
      const after = await deps.changed(path)
      const attached = order && docket ? { docket, sha256: await deps.hashOf(order) } : undefined
      await withOffice(deps, async ({ steps, ports }) => {
        const actor = await steps.actor(ports, as)
        const result = await steps.propose(ports, actor, after, attached, bar(deps.progress))
        deps.progress('')
        if (!result.done) return reportLawRefusal(deps, 'propose', result, json)
        const { proposal, whatIf, compared } = result
        if (json) return deps.out(JSON.stringify({ ...proposal, changes: whatIf?.cases ?? [] }))
        deps.out(
          [
            whatIf && compared ? whatIfText(whatIf, compared) : directionWords.first,
            ...(attached
              ? wrap(`The order with docket ${attached.docket} is attached: it begins once signed.`, 80)
              : []),
            '',
            ...wrap(
              `Published. Counsel and somebody else sign it: postern rules approve ${short(proposal.digest)} --key FILE`,
              80,
            ),
          ].join('\n'),
        )
      })
    })
}

interface ProposeOptions {
  order?: string
  docket?: string
  as: string
  json?: boolean
}

function halfAnOrder(): PosternError {
  return new PosternError(
    'ERR_INPUT_INVALID',
    "A court's order has a file and a docket.",
    {},
    { mend: 'Give both --order FILE and --docket TEXT, or neither.' },
  )
}
