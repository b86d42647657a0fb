/** `postern tick`: what is due, done once or on a schedule. */
import { Command } from 'commander'
import type { Ticked } from '#pipeline/tick.ts'
import { failureText } from './failure.ts'
import { interval } from './interval.ts'
import { withOffice, type OfficeDeps } from './office.ts'
import { packsWords } from './rules-in-force.ts'
import { counted, wrap } from './wrap.ts'

export interface TickDeps extends OfficeDeps {
  /** Call at each multiple of an interval (milliseconds) until the process is asked to end. */
  readonly every: (interval: number, work: () => Promise<void>) => Promise<void>
}

export function tickCommand(deps: TickDeps): Command {
  return new Command('tick')
    .description('do what is due: publish the log, deliver what waits for it, send answers, sweep what expired')
    .option('--every <interval>', 'go on at each multiple of an interval, such as 30s, 5m or 1h', interval)
    .option('--json', 'what was done, as one line of JSON each time')
    .addHelpText(
      'after',
      `
Run it as a service, or from cron. The schedule is fixed beforehand, so that
when the log grows says nothing about when something happened.

  postern tick --every 5m`,
    )
    .action(async ({ every, json = false }: { every?: number; json?: boolean }) =>
      withOffice(deps, async ({ steps, ports }) => {
        const once = async (): Promise<void> => {
          const done = await steps.tick(ports, (stream, error) => deps.err(`${stream}: ${failureText(error)}`))
          deps.out(json ? JSON.stringify(done) : tickText(done))
          // What lies on disk decides nothing, so that it cannot be read stops nothing either.
          const differ = await steps.packsDiffer(ports).catch((error: unknown) => deps.err(failureText(error)))
          if (differ) deps.err(wrap(`Of the law: ${packsWords(differ)}`, 80).join('\n'))
        }
        if (every === undefined) return once()
        // What keeps it from deciding is said when something is to be decided.
        await steps.warm(ports).catch(() => {})
        // The next round goes on from wherever this one stopped.
        return deps.every(every, () => once().catch((error: unknown) => deps.err(failureText(error))))
      }),
    )
}

export function tickText({ drops, people, published, delivered, waiting, answered, swept, closed }: Ticked): string {
  const lines = [
    publishedWords(published),
    ...(drops.length > 0 ? [`Records laid down and in use now: ${drops.join(', ')}.`] : []),
    ...(delivered.length > 0 ? [`Delivered: ${delivered.join(', ')}.`] : []),
    ...(waiting.length > 0 ? [`Released and not delivered yet: ${waiting.join(', ')}.`] : []),
    ...(answered > 0 ? [`${counted(answered, 'answer')} sent, or not needed any more.`] : []),
    ...(people.back.length > 0
      ? [`Back to be decided again, since somebody spoke up: ${people.back.join(', ')}.`]
      : []),
    ...(people.letters > 0 ? [`${counted(people.letters, 'letter')} to people made.`] : []),
    ...(swept.length > 0 ? [`${counted(swept.length, 'package')} expired and destroyed.`] : []),
    ...(closed.length > 0 ? [`Closed, since nobody used them: ${closed.join(', ')}.`] : []),
  ]
  return lines.flatMap((line) => wrap(line, 80)).join('\n')
}

export function publishedWords(outcome: Ticked['published']): string {
  switch (outcome.outcome) {
    case 'published':
      return `Published: the log has ${outcome.size} entries.`
    case 'unchanged':
      return `Nothing new: all ${outcome.size} entries are published.`
    case 'waiting':
      return `Signed at ${outcome.size} entries; waiting for ${outcome.waitingOn.join(', ')}.`
    case 'busy':
      break
  }
  return 'Another process is publishing at this moment.'
}
