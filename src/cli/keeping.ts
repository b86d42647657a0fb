/** `postern rebuild`, `postern keys` and `postern forget`: what keeps the records, and what ends them. */
import { Command, InvalidArgumentError } from 'commander'
import type { Retention } from '#accounting/retention.ts'
import type { Forgotten } from '#pipeline/forget.ts'
import { asOption, refused, type Output } from './office.ts'
import { counted, wrap } from './wrap.ts'

export interface KeepingDeps extends Output {
  readonly rebuild: (progress: (events: number) => void) => Promise<{
    readonly events: number
    readonly cases: number
    readonly forgotten: number
  }>
  /** @throws PosternError ERR_INPUT_INVALID where this person may not */
  readonly rotate: (
    as: string,
    progress: (keys: number) => void,
  ) => Promise<{ readonly generation: number; readonly keys: number }>
  /** @throws PosternError ERR_INPUT_INVALID where these two may not */
  readonly forget: (order: {
    readonly by: readonly [string, string]
    readonly years: number
    readonly cases: readonly string[]
  }) => Promise<Forgotten>
  /** Written over itself while the work lasts; nothing where nobody is looking. */
  readonly progress: (line: string) => void
}

export function rebuildCommand({ rebuild, progress, out }: KeepingDeps): Command {
  return new Command('rebuild')
    .description('make every table that people read again from the log')
    .option('--json', 'what was read as JSON')
    .addHelpText(
      'after',
      `
Queue, timeline and accounting are views of the log: made again they are the same,
byte for byte, and a case whose keys were destroyed stays as forgetting left it.
Every event is checked against its leaf on the way.

  postern rebuild`,
    )
    .action(async ({ json = false }: { json?: boolean }) => {
      const made = await rebuild((events) => progress(`${events} events`))
      progress('')
      const words = `${counted(made.events, 'event')} of ${counted(made.cases, 'case')} read and checked; ${made.forgotten} forgotten.`
      out(json ? JSON.stringify(made) : `${words}\nThe tables are what the log says.`)
    })
}

export function keysCommand({ rotate, progress, out }: KeepingDeps): Command {
  const command = new Command('keys').description('the keys that the records are encrypted under')
  command
    .command('rotate')
    .description('make a new root key, wrap every key under it, and destroy the old one')
    .addOption(asOption())
    .option('--json', 'what was done as JSON')
    .addHelpText(
      'after',
      `
Everything goes on meanwhile. An old copy of the root key opens nothing of the new
database: back the new one up, apart from the database.

  postern keys rotate --as b-admin`,
    )
    .action(async ({ as, json = false }: { as: string; json?: boolean }) => {
      const rotated = await rotate(as, (keys) => progress(`${keys} keys`))
      progress('')
      const { generation, keys } = rotated
      const words = `${counted(keys, 'key')} wrapped anew under generation ${generation}; the older ones are destroyed.`
      out(json ? JSON.stringify(rotated) : words)
    })
  return command
}

export function forgetCommand({ forget, out, err, exit }: KeepingDeps): Command {
  return new Command('forget')
    .description('destroy the keys of cases whose retention has ended; two people')
    .argument('[number...]', 'these cases; without any, all that are old enough')
    .addOption(asOption())
    .requiredOption('--with <id>', 'the second person')
    .option('--years <n>', 'how long a closed case is kept', years, 6)
    .option('--json', 'what was done as JSON')
    .addHelpText(
      'after',
      `
Never before its day, and never under a legal hold. What is forgotten cannot be
read by anybody again, you included; every proof of it still stands.

  postern forget --as b-admin --with b-privacy
  postern forget MA-DTA-2020-7K3Q9F2M --as b-admin --with b-privacy`,
    )
    .action(async (cases: string[], { as, with: second, years: kept, json = false }: ForgetOptions) => {
      const done = await forget({ by: [as, second], years: kept, cases })
      if (json) out(JSON.stringify(done))
      else out(forgottenText(done))
      for (const { number, why } of done.kept) err(`${number} is kept: ${keptWords(why)}.`)
      if (cases.length > 0 && done.kept.length > 0) exit(refused)
    })
}

interface ForgetOptions {
  as: string
  with: string
  years: number
  json?: boolean
}

function forgottenText({ forgotten, scrubbed }: Forgotten): string {
  const what =
    forgotten.length === 0
      ? 'Nothing is forgotten.'
      : `${counted(forgotten.length, 'case')} forgotten: ${forgotten.map(({ number }) => number).join(', ')}`
  if (scrubbed === undefined) return wrap(what, 80).join('\n')
  const left = scrubbed.left.map((words) => `  - ${words}`)
  return [
    ...wrap(what, 80),
    `The root key is at generation ${scrubbed.generation}: old copies of the database open nothing of them.`,
    ...(left.length === 0 ? [] : ['The database did not let us clean, as unreadable bytes:', ...left]),
  ].join('\n')
}

function keptWords(why: Retention | { readonly state: 'moved-meanwhile' }): string {
  switch (why.state) {
    case 'open':
      return 'it is not closed'
    case 'held':
      return `${counted(why.holds, 'legal hold')} ${why.holds === 1 ? 'stands' : 'stand'}`
    case 'closed':
      return `it must be kept up to ${why.until}`
    case 'moved-meanwhile':
      break
  }
  return 'somebody moved it at this moment; try again'
}

function years(value: string): number {
  if (!/^[1-9][0-9]?$/.test(value)) throw new InvalidArgumentError('Write a number of years from 1 to 99.')
  return Number(value)
}
