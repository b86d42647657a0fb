/** `postern case replay`: one listed person's decision, made again and compared with what was recorded. */
import type { Command } from 'commander'
import type { DecidedCell } from '#case/events.ts'
import type { MemberReplayed } from '#pipeline/replay-member.ts'
import { keyOf } from './accounting.ts'
import { factsText } from './members-text.ts'
import { refused, withOffice, type OfficeDeps } from './office.ts'
import { differenceLines } from './rules-replay.ts'
import { counted, labeled } from './wrap.ts'

export interface ReplayDeps extends OfficeDeps {
  readonly readInput: () => Promise<string>
}

export function replayCommand(deps: ReplayDeps, command: Command): Command {
  return command
    .description("one listed person's decision, made again: their class, its facts, its law")
    .requiredOption('--person-key <key>', "the person's key in the agency's own system; - reads it from standard input")
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Finds the person in the sealed set of who was listed, or by the list and the
records where nothing was prepared; takes the facts that were recorded of their
class, and decides again: by both engines, under the rules of then, as counsel
had confirmed them. Exits with 1 where it comes out otherwise.
Somebody who was not listed gets an answer too: that they were not.

  printf %s 100234 | postern case replay MA-DTA-2026-7K3Q9F2M --person-key -
  postern accounting prove MA-DTA-2026-7K3Q9F2M    shows them what left`,
    )
    .action(async (number: string, { personKey, json = false }: { personKey: string; json?: boolean }) =>
      withOffice(deps, async ({ steps, ports }) => {
        const stream = await steps.streamOf(ports, number)
        const { state } = await steps.loadCase(ports, stream)
        const key = await keyOf(deps, { agency: state.request?.agency ?? '', personKey })
        const made = await steps.replayMember(ports, stream, key)
        if (!made.replayed) deps.err(lacking[made.lacks])
        else deps.out(json ? JSON.stringify(made) : memberText(made))
        if (!made.replayed || (made.listed && typeof made.again !== 'string')) deps.exit(refused)
      }),
    )
}

const lacking = {
  decision: 'No list of members stands decided in this case.',
  records:
    'Nothing was prepared in this case, and the records have changed since the members were looked up: who was in which class is not known any more.',
} as const

type Made = Extract<MemberReplayed, { replayed: true }>

function memberText(made: Made): string {
  if (!made.listed) return 'This person is not among those who were listed in this case.'
  const { class: ref, by, facts, cells, released, index, asOf, digest, again } = made
  const left = released.map(({ program, element }) => `${program} ${element}`).join(', ')
  return [
    'This person is among those who were listed in this case.',
    '',
    ...labeled('Found', told[by]),
    ...labeled('Class', `${ref}, ${counted(facts.persons, 'person')}, as of ${facts.on}`),
    ...labeled('Facts', factsText(facts)),
    ...labeled('Decided', `${asOf.slice(0, 10)}, entry ${index} of the log`),
    ...labeled('Rules', digest),
    ...cellLines(cells),
    ...labeled('Prepared', left === '' ? 'nothing of theirs' : left),
    '',
    ...(typeof again === 'string' ? labeled('Again', words[again]) : differenceLines(again)),
  ].join('\n')
}

const told = {
  set: 'in the set that the log names',
  records: 'by the list and the records, which are as they were when the members were looked up',
} as const

const words = {
  same: 'the same, by both engines',
  reworded: 'the same, by both engines; it would say why in other words today',
} as const

/** Cells with one outcome for one reason stand together. */
function cellLines(cells: readonly DecidedCell[]): string[] {
  const alike = Map.groupBy(cells, ({ outcome, needs, basis, why }) => JSON.stringify([outcome, needs, basis, why]))
  return [...alike.values()].flatMap((some) => {
    const [first] = some
    if (first === undefined) return []
    const names = some.map(({ program, element }) => `${program} ${element}`).join(', ')
    const law = [...first.basis, ...first.needs.map((need) => `needs ${need}`)].join('; ')
    return [...labeled(outcomes[first.outcome], names), ...labeled('', `${law}: ${first.why}`)]
  })
}

const outcomes = { release: 'May leave', hold: 'Held', deny: 'Denied' } as const
