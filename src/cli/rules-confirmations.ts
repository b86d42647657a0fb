/** `postern rules confirmations`: which rules counsel has confirmed, and which wait to be read. */
import { Command } from 'commander'
import type { RuleStanding } from '#pipeline/confirm.ts'
import { withOffice, type OfficeDeps } from './office.ts'
import { counted, table, wrap } from './wrap.ts'

type Stands = RuleStanding['stands']

/** The most urgent first. */
const order: Readonly<Record<Stands, string>> = {
  lapsed: 'lapsed',
  changed: 'changed',
  never: 'never read',
  lapsing: 'lapses soon',
  confirmed: 'confirmed',
}

export function rulesConfirmationsCommand(deps: OfficeDeps): Command {
  return new Command('confirmations')
    .description('which rules counsel has confirmed, what lapses, and what nobody has read')
    .option('--set <digest>', 'of a set that is only proposed; else of the one in force')
    .option('--json', 'as JSON')
    .addHelpText('after', '\n  postern rules confirmations')
    .action(async ({ set, json = false }: { set?: string; json?: boolean }) =>
      withOffice(deps, async ({ steps, ports }) => {
        const standing = await steps.confirmations(ports, set)
        deps.out(json ? JSON.stringify(standing.map(asJson)) : confirmationsText(standing))
      }),
    )
}

export function confirmationsText(standing: readonly RuleStanding[]): string {
  const rows = Object.keys(order).flatMap((stands) =>
    standing
      .filter((one) => one.stands === stands)
      .map(({ rule, favors, stands: now, confirmation, until }) => [
        rule.id,
        order[now],
        favors ? 'opens' : '',
        until ?? '',
        confirmation === undefined ? '' : `${confirmation.by}${confirmation.demo ? ' (DEMO)' : ''}`,
        confirmation?.version ?? '',
      ]),
  )
  const held = standing.filter(({ favors, stands }) => favors && stands !== 'confirmed' && stands !== 'lapsing')
  const last =
    held.length === 0
      ? 'Every rule that opens something is confirmed.'
      : `${counted(held.length, 'rule')} that ${held.length === 1 ? 'opens' : 'open'} something ${held.length === 1 ? 'is' : 'are'} not confirmed: what only they favor is held for counsel.`
  return [table(['Rule', 'Stands', 'Does', 'Until', 'By', 'Text read'], rows), '', ...wrap(last, 80)].join('\n')
}

function asJson({ rule, favors, stands, confirmation, until }: RuleStanding) {
  const { by, readOn, version, demo } = confirmation ?? {}
  return { rule: rule.id, favors, stands, by, readOn, version, demo, until }
}
