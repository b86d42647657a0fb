/** `postern seed`: make a synthetic caseload. */
import { Command, InvalidArgumentError, Option } from 'commander'

export type SeedAgency = 'ma-dta' | 'me-dhhs-ofi'

export interface SeedCommandDeps {
  /** Fill the caseload's database; told now and then how many people are in. */
  readonly seed: (options: {
    readonly people: number
    readonly seed: string
    readonly agencies: readonly SeedAgency[]
    readonly progress: (people: number) => void
  }) => Promise<{
    readonly agencies: readonly {
      readonly agency: string
      readonly schema: string
      readonly people: number
      readonly households: number
    }[]
    readonly seed: string
  }>
  /** Milliseconds from some moment on; only differences count. */
  readonly elapsed: () => number
  readonly out: (line: string) => void
  /** Written over itself while the work lasts; nothing where nobody is looking. */
  readonly progress: (line: string) => void
}

const both: readonly SeedAgency[] = ['ma-dta', 'me-dhhs-ofi']

export function seedCommand({ seed: fill, elapsed, out, progress }: SeedCommandDeps): Command {
  return new Command('seed')
    .description('make a synthetic caseload: invented people in the shape of a real eligibility system')
    .requiredOption('--people <n>', 'how many people', wholeNumber)
    .option('--seed <text>', 'the same text makes the same people', 'postern')
    .addOption(
      new Option('--agency <agency>', 'whose system')
        .choices([...both, 'all'])
        .default('all', 'both, as large as they are to each other'),
    )
    .option('--json', 'say what was made as one line of JSON')
    .addHelpText(
      'after',
      `
Nobody in it is real, and no number in it can be anybody's: Social Security area
000 or 666, telephone 555-01xx, example.org. A caseload that was seeded before
is replaced; anything else in the database is left alone.

  postern seed --people 20000
  postern seed --people 1000000 --agency ma-dta --seed "load test"`,
    )
    .action(async ({ people, seed, agency, json }: Options) => {
      const start = elapsed()
      const agencies = agency === 'all' ? both : [agency]
      const report = (count: number) => progress(bar(count, people))
      const made = await fill({ people, seed, agencies, progress: report })
      progress('')
      if (json === true) {
        out(JSON.stringify(made))
        return
      }
      for (const one of made.agencies) {
        out(
          `${one.agency}: ${one.people} synthetic people in ${one.households} households, in the schema ${one.schema}`,
        )
      }
      out(`Made from the seed "${made.seed}" in ${((elapsed() - start) / 1000).toFixed(1)} s.`)
    })
}

interface Options {
  people: number
  seed: string
  agency: SeedAgency | 'all'
  json?: true
}

const WIDTH = 30

function bar(done: number, all: number): string {
  const share = Math.min(1, done / all)
  const full = Math.round(share * WIDTH)
  return `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${Math.round(share * 100)} %  ${done} people`
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1.')
  return Number(text)
}
