/** `postern rebuild`: the tables that people read, made again from the log. */
import { Command } from 'commander'

export interface RebuildCommandDeps {
  readonly rebuild: (progress: (events: number) => void) => Promise<{
    readonly events: number
    readonly cases: number
    readonly forgotten: number
  }>
  readonly out: (text: string) => void
  /** Shows how far it has come, where somebody watches. */
  readonly progress: (text: string) => void
}

export function rebuildCommand({ rebuild, out, progress }: RebuildCommandDeps): Command {
  return new Command('rebuild')
    .description('make the queue, the timeline and the accounting again from the log')
    .option('--json', 'what was read as JSON')
    .addHelpText(
      'after',
      `
Every event is opened and checked against its entry on the way. Appends wait
meanwhile; whoever reads sees the tables as they were until all are made. Where
the log does not add up, nothing is changed.

  postern rebuild`,
    )
    .action(async ({ json = false }: { json?: boolean }) => {
      const rebuilt = await rebuild((events) => progress(`${events} events`))
      const { events, cases, forgotten } = rebuilt
      out(
        json
          ? JSON.stringify(rebuilt)
          : `made again from ${events} events of ${cases} cases, ${forgotten} of them forgotten`,
      )
    })
}
