/** `postern work`: one of any number of processes that read a large release. */
import { Command } from 'commander'
import { failureJson, failureText } from './failure.ts'
import { withOffice, type OfficeDeps } from './office.ts'
import { wrap } from './wrap.ts'

export interface WorkDeps extends OfficeDeps {
  /** Aborts when the process is asked to end. */
  readonly untilAsked: () => AbortSignal
}

export function workCommand(deps: WorkDeps): Command {
  return new Command('work')
    .description('read the ranges of large releases that wait in the queue, beside any number of others')
    .option('--json', 'what was done, as lines of JSON')
    .addHelpText(
      'after',
      `
Run it as a service, on as many machines as there are; all of them reach the
same database, source and data directory. Asked to end (SIGTERM, Ctrl+C) it
finishes the ranges at hand. What a killed one had is taken again by another
after ten seconds.

  postern work`,
    )
    .action(async ({ json = false }: { json?: boolean }) =>
      withOffice(deps, async ({ steps, ports }) => {
        const say = (words: string, value: object): void => {
          if (json) deps.out(JSON.stringify(value))
          else deps.out(wrap(words, 80).join('\n'))
        }
        const signal = deps.untilAsked()
        // What keeps it from deciding is said when something is to be decided.
        await steps.warm(ports).catch(() => {})
        say('Waiting for ranges. Ctrl+C ends it, after those at hand.', { waiting: true })
        await steps.workOnRanges(
          ports,
          {
            range: ({ number, range, ranges }) =>
              say(`${number}: range ${range + 1} of ${ranges} is read and sealed.`, { case: number, range, ranges }),
            prepared: (number) =>
              say(`${number}: all ranges are read, and it stands prepared.`, { case: number, prepared: true }),
            refused: (number, reasons) => {
              const words = reasons.map((reason) => reason.words).join('; ')
              if (json) deps.out(JSON.stringify({ case: number, refused: reasons }))
              deps.err(wrap(`${number}: all ranges are read, and it cannot be prepared: ${words}.`, 80).join('\n'))
            },
            letGo: (number, reasons) =>
              say(`${number}: its ranges are let go: ${reasons.map(({ words }) => words).join('; ')}.`, {
                case: number,
                letGo: reasons,
              }),
            failed: (error) => {
              if (json) deps.out(failureJson(error))
              deps.err(failureText(error))
            },
          },
          signal,
        )
      }),
    )
}
