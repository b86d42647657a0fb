/** `postern accounting`: one person's list of who asked about them, what was decided, what left. */
import { Command } from 'commander'
import type { AccountingEntry } from '#accounting/account.ts'
import { formatSourceKey } from '#formats/source-key.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { withOffice, type OfficeDeps } from './office.ts'
import { counted, labeled } from './wrap.ts'

export interface AccountingDeps extends OfficeDeps {
  readonly readInput: () => Promise<string>
}

export function accountingCommand(deps: AccountingDeps): Command {
  return new Command('accounting')
    .description("a person's list: who asked about them, what was decided, what left")
    .requiredOption('--agency <agency>', 'whose records, such as ma-dta')
    .requiredOption('--person-key <key>', "the person's key in the agency's own system; - reads it from standard input")
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
For the person themselves, on request. Other users of this machine can see the
words of a command: hand the key in by standard input where that matters.

  printf %s 100234 | postern accounting --agency ma-dta --person-key -`,
    )
    .action(async ({ agency, personKey, json = false }: { agency: string; personKey: string; json?: boolean }) => {
      const value = personKey === '-' ? (await deps.readInput()).trim() : personKey
      // Of all that leads to a record, the person's own key is what stays with them.
      const key = formatSourceKey({ agency, keys: { person: [{ value }] } })
      await withOffice(deps, async ({ steps, ports, ledger }) => {
        // What is suspended is not the person's to see yet.
        const today = steps.asOfIn(ports.clock.now(), ports.office.timeZone).slice(0, 10)
        const entries = await steps.accountingOf(ledger, agency, key, today)
        deps.out(json ? JSON.stringify(entries) : accountingText(entries))
      })
    })
}

export function accountingText(entries: readonly AccountingEntry[]): string {
  if (entries.length === 0) return 'Nobody has asked about this person, or what was asked is forgotten.'
  return entries.map(entryText).join('\n\n')
}

function entryText({ case: number, askedAt, askedBy, purposes, decided, disclosed }: AccountingEntry): string {
  const organizations: Readonly<Record<string, string>> = vocabulary.organizations
  const names: Readonly<Record<string, string>> = vocabulary.purposes
  const kinds = (['release', 'hold', 'deny'] as const).flatMap((outcome) => {
    const cells = decided?.cells.filter((cell) => cell.outcome === outcome) ?? []
    return cells.length === 0 ? [] : [`${cells.map(({ element }) => element).join(', ')} ${outcomes[outcome]}`]
  })
  return [
    number,
    ...labeled(
      '  Asked',
      `${askedAt.slice(0, 10)}, by ${organizations[askedBy.organization] ?? askedBy.organization}`,
      14,
    ),
    ...purposes.flatMap((purpose) => labeled('  For', names[purpose] ?? purpose, 14)),
    ...labeled('  Decided', decided === null ? 'nothing yet' : `${decided.at.slice(0, 10)}: ${kinds.join('; ')}`, 14),
    ...(disclosed.length === 0 ? labeled('  Left', 'nothing', 14) : []),
    ...disclosed.flatMap(({ at, cells, waits }) =>
      labeled(
        waits ? '  Waits' : '  Left',
        `${at.slice(0, 10)}, ${counted(cells.length, 'thing')}: ${cells.map(({ program, element }) => `${program} ${element}`).join(', ')}`,
        14,
      ),
    ),
  ].join('\n')
}

const outcomes = { release: 'may leave', hold: 'held', deny: 'denied' } as const
