/** `postern rules replay`: every decision in the log, made again. */
import { Command } from 'commander'
import { PosternError } from '#errors.ts'
import type { NotTheSame, Replayed } from '#pipeline/replay.ts'
import { refused, withOffice, type Office, type OfficeDeps } from './office.ts'
import { bar, cellRow, othersWords } from './rules-cases.ts'
import { counted, table, wrap } from './wrap.ts'

export interface ReplayDeps extends OfficeDeps {
  readonly progress: (line: string) => void
  readonly assertWritable: (directory: string) => Promise<void>
  readonly writeNew: (directory: string, name: string, bytes: Uint8Array) => Promise<string>
}

export function rulesReplayCommand(deps: ReplayDeps): Command {
  return new Command('replay')
    .description('make every decision in the log again, and report any that comes out differently')
    .argument('[number]', 'one case alone, such as MA-DTA-2026-7K3Q9F2M')
    .option('--to <directory>', 'write there what a court needs to make the decisions of that case again')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Each is made from the inputs that the log has, under the rule set whose digest
it names, as counsel had confirmed it then. What is said in other words is
counted and is no difference. Exits with 1 where one comes out differently.

  postern rules replay
  postern rules replay MA-DTA-2026-7K3Q9F2M --to for-the-court

With --to, each decision gets a folder: its case file, the rules, what counsel
had confirmed, and the decision. They are about people: hand them to nobody but
the court. It decides again in dist/postern-decide.html, with the network off;
docs/for-a-court.md says how.`,
    )
    .action(async (number: string | undefined, { to, json = false }: { to?: string; json?: boolean }) =>
      withOffice(deps, async (office) => {
        const { steps, ports } = office
        const only = number === undefined ? undefined : await steps.streamOf(ports, number)
        const written = to === undefined ? undefined : await write(deps, office, only, to)
        const replayed = await steps.replay(ports, bar(deps.progress), only)
        deps.progress('')
        if (json) deps.out(JSON.stringify({ ...replayed, ...(written === undefined ? {} : { written }) }))
        else {
          deps.out(replayText(replayed))
          if (written !== undefined)
            deps.out(`For a court: ${written.length} files in ${to ?? ''}, a folder for each decision.`)
        }
        if (replayed.different.length > 0) deps.exit(refused)
      }),
    )
}

/** @returns the paths that were written */
async function write(
  { assertWritable, writeNew }: ReplayDeps,
  { steps, ports }: Office,
  stream: string | undefined,
  to: string,
): Promise<string[]> {
  if (stream === undefined) {
    throw new PosternError(
      'ERR_INPUT_INVALID',
      'Nothing is written of every case at once.',
      {},
      { mend: 'Name the case before --to.' },
    )
  }
  const decisions = await steps.filesForACourt(ports, stream)
  await assertWritable(to)
  const written: string[] = []
  for (const { index, files } of decisions) {
    for (const { name, bytes } of files) written.push(await writeNew(to, `entry-${index}/${name}`, bytes))
  }
  return written
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

/** A decision that came out otherwise, or could not be made again, and why. */
export function differenceLines({ case: number, index, asOf, digest, why, differences }: NotTheSame): string[] {
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
