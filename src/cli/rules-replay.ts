/** `postern rules replay`: every decision in the log, made again. */
import { Command } from 'commander'
import type { NotTheSame, Replayed } from '#pipeline/replay.ts'
import { refused, withOffice, type OfficeDeps } from './office.ts'
import { bar, cellRow, othersWords } from './rules-cases.ts'
import { counted, table, wrap } from './wrap.ts'

export interface ReplayDeps extends OfficeDeps {
  readonly progress: (line: string) => void
}

export function rulesReplayCommand(deps: ReplayDeps): Command {
  return new Command('replay')
    .description('make every decision in the log again, and report any that comes out differently')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Each is made from the inputs that the log has, under the rule set whose digest
it names, as counsel had confirmed it then. What is said in other words is
counted and is no difference. Exits with 1 where one comes out differently.

  postern rules replay`,
    )
    .action(async ({ json = false }: { json?: boolean }) =>
      withOffice(deps, async ({ steps, ports }) => {
        const replayed = await steps.replay(ports, bar(deps.progress))
        deps.progress('')
        deps.out(json ? JSON.stringify(replayed) : replayText(replayed))
        if (replayed.different.length > 0) deps.exit(refused)
      }),
    )
}

export function replayText({ decisions, same, reworded, different, forgotten }: Replayed): string {
  const gone = [
    ...(forgotten.cases > 0 ? [`${counted(forgotten.cases, 'case')} forgotten whole`] : []),
    ...(forgotten.decisions > 0 ? [`${counted(forgotten.decisions, 'decision')} in which somebody was forgotten`] : []),
  ]
  const lines = [
    ...(different.length === 0 ? [] : [...different.flatMap(differenceLines), '']),
    `${counted(decisions, 'decision')} made again: ${same} came out the same, ${different.length} differently.`,
    ...(reworded > 0 ? [`${counted(reworded, 'decision')} would say why in other words today.`] : []),
    ...(gone.length > 0 ? [`Not to be made again: ${gone.join(', ')}.`] : []),
  ]
  return lines.flatMap((line) => (line.length > 80 && !line.includes('  ') ? wrap(line, 80) : [line])).join('\n')
}

function differenceLines({ case: number, index, asOf, digest, why, differences }: NotTheSame): string[] {
  const head = `${number}, entry ${index} of the log, decided for ${asOf}`
  if (why === 'rules-missing') return [head, `  no rule set ${digest} is in the archive`]
  if (why === 'confirmations') return [head, '  what the log says was confirmed is not what the decision says']
  const { cells = [], others = [] } = differences ?? {}
  return [
    head,
    ...(cells.length === 0
      ? []
      : table(
          ['  Cell', 'Recorded', 'Now'],
          cells.map((cell) => cellRow(cell, '  ')),
        ).split('\n')),
    ...(others.length === 0 ? [] : [`  not the same: ${othersWords(others)}`]),
  ]
}
