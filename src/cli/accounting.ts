/** `postern accounting`: one person's list of who asked about them, what was decided, what left. */
import { Command } from 'commander'
import type { AccountingEntry } from '#accounting/account.ts'
import { fromUtf8 } from '#formats/bytes.ts'
import { formatSourceKey } from '#formats/source-key.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { FoundMember } from '#pipeline/find-member.ts'
import { refused, todayIn, tryAgain, withOffice, type OfficeDeps } from './office.ts'
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
    .addCommand(proveCommand(deps))
    .action(async (about: About) => {
      const key = await keyOf(deps, about)
      await withOffice(deps, async (office) => {
        // What is suspended is not the person's to see yet.
        const entries = await office.steps.accountingOf(office.ports, about.agency, key, todayIn(office))
        deps.out(about.json === true ? JSON.stringify(entries) : accountingText(entries))
      })
    })
}

interface About {
  readonly agency: string
  readonly personKey: string
  readonly json?: true
}

/** @param about `personKey` is what was typed; - reads it from standard input */
export async function keyOf(
  { readInput }: Pick<AccountingDeps, 'readInput'>,
  { agency, personKey }: Pick<About, 'agency' | 'personKey'>,
): Promise<string> {
  const value = personKey === '-' ? (await readInput()).trim() : personKey
  // Of all that leads to a record, the person's own key is what stays with them.
  return formatSourceKey({ agency, keys: { person: [{ value }] } })
}

function proveCommand(deps: AccountingDeps): Command {
  return new Command('prove')
    .description('what shows one person, and nobody else, whether they were listed for a release of many')
    .argument('<number>', 'the case, such as MA-DTA-2026-7K3Q9F2M')
    .option('--json', 'as JSON: whether they were listed, what of theirs was released, and the proof')
    .addHelpText(
      'after',
      `
Takes --agency and --person-key, as the list does.

Writes the proof to standard output: present, and what of theirs was released;
present, and nothing of theirs; or absent. It holds a secret of this person's
by which they find themselves in every release of many: give it to them and to
nobody else. They check it without us, under a policy from somewhere they trust:

  printf %s 100234 | postern accounting prove MA-DTA-2026-7K3Q9F2M \\
    --agency ma-dta --person-key - > mine.member-proof
  postern verify mine.member-proof --policy policy.txt`,
    )
    .action(async (number: string, _options: object, command: Command) => {
      const about = command.optsWithGlobals<About>()
      const key = await keyOf(deps, about)
      await withOffice(deps, async (office) => {
        const { steps, ports } = office
        const stream = await steps.streamOf(ports, number)
        const made = await steps.proveMembership(ports, about.agency, key, stream, todayIn(office))
        if (made.proved) {
          const proof = fromUtf8(made.file)
          return deps.out(about.json === true ? JSON.stringify({ ...membership(made.said), proof }) : proof.trimEnd())
        }
        deps.err(lacking[made.lacks])
        deps.exit(made.lacks === 'log' ? tryAgain : refused)
      })
    })
}

/** Whether they were listed, and what of theirs was released: nothing is an empty list. */
function membership(said: FoundMember['said']) {
  return said.member === 'present' ? { member: said.member, released: said.cells } : { member: said.member }
}

const lacking = {
  release: 'Nothing was released to many at once in this case.',
  log: 'No published checkpoint holds this delivery yet. Run `postern log publish`, then try again.',
} as const

export function accountingText(entries: readonly AccountingEntry[]): string {
  if (entries.length === 0) return 'Nobody has asked about this person, or what was asked is forgotten.'
  return entries.map(entryText).join('\n\n')
}

function entryText({ case: number, askedAt, askedBy, purposes, decided, disclosed, many }: AccountingEntry): string {
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
    ...(many === undefined || (many.isIn && disclosed.length === 0) ? [] : labeled('  Among', among(many), 14)),
  ].join('\n')
}

function among({ listed, isIn }: NonNullable<AccountingEntry['many']>): string {
  const said = isIn ? 'what the record does not hold went out empty' : 'nothing of this person was in the package'
  return `${counted(listed, 'person')} who were listed; ${said}`
}

const outcomes = { release: 'may leave', hold: 'held', deny: 'denied' } as const
