/** `postern rules mutate`: whether anything would notice that a rule was written wrong. */
import { Command } from 'commander'
import type { Fate } from '#proof/hunt.ts'
import type { Mutant } from '#proof/mutate.ts'
import { columns, counted, wrap } from './wrap.ts'

export interface Hunt {
  readonly mutants: readonly Mutant[]
  readonly scenarios: number
  /** Scenarios that the rules as they stand do not pass, each with how. */
  readonly failing: readonly string[]
  readonly fateOf: (mutant: Mutant) => Fate
}

export interface RulesMutateDeps {
  /** @throws PosternError ERR_INPUT_INVALID, ERR_INPUT_UNREADABLE */
  readonly prepare: (folder: string | undefined) => Promise<Hunt>
  /** Milliseconds since some beginning. */
  readonly elapsed: () => number
  readonly progress: (line: string) => void
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly exit: (code: number) => void
}

const no = 1

export function rulesMutateCommand({ prepare, elapsed, progress, out, err, exit }: RulesMutateDeps): Command {
  return new Command('mutate')
    .description('write each rule wrong in every small way, and list what nothing notices')
    .argument('[folder]', 'the folder of the packs (default: those that came with postern)')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Drops each condition, each value of a list, each exception, each need and each
part of each rule, turns its effect, and moves its days; one thing at a time.
A scenario beside the packs must then fail, or an invariant of "rules prove", or
the pack must be refused by its form. What survives is a sentence of the law that
nothing tests: write the scenario in which it matters, from the one named.

  $ postern rules mutate          the law that came with postern
  $ postern rules mutate law      packs that you are writing

Exit status: 0 where nothing survives, 1 where anything does.`,
    )
    .action(async (folder: string | undefined, { json = false }: { json?: boolean }) => {
      const began = elapsed()
      const { mutants, scenarios, failing, fateOf } = await prepare(folder)
      if (failing.length > 0) {
        if (json) out(JSON.stringify({ failing }))
        else err(['These scenarios fail before anything is written wrong:', ...failing.map(indented)].join('\n'))
        exit(no)
        return
      }
      const fates = mutants.map((mutant, done) => {
        if (done % 20 === 0) progress(`${done} of ${counted(mutants.length, 'mutant')}`)
        return { mutant, fate: fateOf(mutant) }
      })
      progress('')
      const summary = { ...summaryOf(fates), scenarios, seconds: Math.round((elapsed() - began) / 1000) }
      out(json ? JSON.stringify(summary) : summaryText(summary))
      if (summary.survivors.length > 0) exit(no)
    })
}

interface Summary {
  readonly mutants: number
  readonly scenarios: number
  readonly seconds: number
  readonly caught: { readonly scenario: number; readonly invariant: number; readonly form: number }
  readonly survivors: readonly {
    readonly rule: string
    readonly part: string | null
    readonly change: string
    readonly nearest: string | null
  }[]
}

interface Followed {
  readonly mutant: Mutant
  readonly fate: Fate
}

function summaryOf(fates: readonly Followed[]): Pick<Summary, 'mutants' | 'caught' | 'survivors'> {
  const by = (what: Fate['caught']) => fates.filter(({ fate }) => fate.caught === what).length
  return {
    mutants: fates.length,
    caught: { scenario: by('scenario'), invariant: by('invariant'), form: by('form') },
    survivors: fates.flatMap(({ mutant: { rule, part = null, change }, fate }) =>
      fate.caught === 'nowhere' ? [{ rule, part, change, nearest: fate.nearest ?? null }] : [],
    ),
  }
}

function summaryText({ mutants, scenarios, seconds, caught, survivors }: Summary): string {
  const found = survivors.flatMap(({ rule, part, change, nearest }) => [
    `${part === null ? rule : `${rule}/${part}`}: ${change}`,
    indented(nearest === null ? 'no scenario cites this rule' : `nearest scenario: ${nearest}`),
  ])
  const survived = survivors.length === 0 ? 'none survived' : `${survivors.length} survived`
  return [
    ...(found.length === 0 ? [] : [...found, '']),
    ...wrap(
      `${counted(mutants, 'mutant')} in ${seconds} s against ${counted(scenarios, 'scenario')}: ${survived}. ` +
        `${caught.scenario} were caught by a scenario, ${caught.invariant} by an invariant, ${caught.form} by their form.`,
      columns,
    ),
  ].join('\n')
}

function indented(line: string): string {
  return `  ${line}`
}
