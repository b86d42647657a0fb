/** `postern demo`: the main job, end to end, on synthetic people. */
import { Command, InvalidArgumentError } from 'commander'

export interface DemoCommandDeps {
  readonly run: (options: { readonly people: number; readonly quiet: boolean }) => Promise<{
    readonly package: string
    readonly command: string
    readonly verdict: string
    readonly seconds: number
  }>
  readonly out: (line: string) => void
  readonly exit: (code: number) => void
}

export function demoCommand({ run, out, exit }: DemoCommandDeps): Command {
  return new Command('demo')
    .description('one request, from the paper to a sealed and proven release, on synthetic people')
    .option('--json', 'what came of it as one line of JSON at the end')
    .option('--people <n>', 'how many people the synthetic caseload has', wholeNumber, 20_000)
    .addHelpText(
      'after',
      '\nKeeps to a folder of its own: `demo` in the data directory (POSTERN_DATA, or the\nusual place of this system).\n\n  postern demo --people 2000',
    )
    .action(async ({ people, json = false }: { people: number; json?: boolean }) => {
      const result = await run({ people, quiet: json })
      const { package: file, command, verdict, seconds } = result
      if (verdict !== 'proved') exit(1)
      if (json) {
        out(JSON.stringify(result))
        return
      }
      out('')
      out(`Package   ${file}`)
      out(`Check it  ${command}`)
      out(`Verdict   ${verdict} (${seconds.toFixed(1)} s from start to verdict)`)
    })
}

function wholeNumber(text: string): number {
  if (!/^[1-9][0-9]{0,7}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1.')
  return Number(text)
}
