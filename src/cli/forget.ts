/** `postern forget`: destroy the keys of the cases that need not be kept any longer. */
import { Command } from 'commander'
import { counted } from './wrap.ts'

export interface Forgotten {
  readonly forgotten: readonly { readonly number: string }[]
  readonly kept: readonly { readonly number: string; readonly why: Kept }[]
  /** What people did for themselves and has ended. */
  readonly acts: number
  /** None where there was nothing to clean. */
  readonly scrubbed: { readonly generation: number; readonly left: readonly string[] } | undefined
}

export type Kept =
  | { readonly state: 'open' }
  | { readonly state: 'moved-meanwhile' }
  | { readonly state: 'held'; readonly holds: number }
  | { readonly state: 'closed'; readonly until: string }

export interface ForgetCommandDeps {
  readonly forget: (order: {
    /** Key files of the two people who sign. */
    readonly keys: readonly [string, string]
    /** Case numbers; none for all whose last day has passed. */
    readonly cases: readonly string[]
  }) => Promise<Forgotten>
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly exit: (code: number) => void
}

const refused = 1
const invalid = 2

export function forgetCommand({ forget, out, err, exit }: ForgetCommandDeps): Command {
  return new Command('forget')
    .description('destroy the keys of cases whose retention date has passed, and of what people said that has ended')
    .argument('[case...]', 'numbers of cases; without any, every case that is old enough')
    .option('--key <file>', 'key of somebody who signs for it; give two, of two people', collect, [])
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
A case is kept for six years from its closing, or for the retentionYears of
settings.json, and for as long as a legal hold is on it. Without a number, what
people did for themselves goes too, as long after its end: codes, permissions,
answered complaints, objections that were withdrawn. What still protects
somebody is kept, however old. After this nobody can
read it, in this database or in a copy of it; every proof stands, and the log
says who did it. The root key is rotated, so make a new backup of database and
root key. Exits with 1 where a case that was named is kept.

  postern forget --key b-admin.key.json --key b-privacy.key.json`,
    )
    .action(async (cases: string[], { key, json = false }: { key: string[]; json?: boolean }) => {
      const [first, second] = key
      if (first === undefined || second === undefined || key.length > 2) {
        err('Forgetting takes two people: give --key twice, with the key file of each.')
        exit(invalid)
        return
      }
      const result = await forget({ keys: [first, second], cases })
      out(json ? JSON.stringify(result) : textOf(result))
      if (cases.length > 0 && result.kept.length > 0) exit(refused)
    })
}

function collect(value: string, before: string[]): string[] {
  return [...before, value]
}

function textOf({ forgotten, kept, acts, scrubbed }: Forgotten): string {
  const lines = [
    ...forgotten.map(({ number }) => `forgotten  ${number}`),
    ...kept.map(({ number, why }) => `kept       ${number}: ${reason(why)}`),
  ]
  if (acts > 0) lines.push(`forgotten  ${counted(acts, 'act')} of people that had ended`)
  if (lines.length === 0) lines.push('nothing is old enough')
  if (scrubbed) {
    lines.push(
      `Older root keys are destroyed; everything that is kept is wrapped under generation ${scrubbed.generation}.`,
    )
    for (const left of scrubbed.left) {
      lines.push(
        `The database did not let us clean ${left}. What is there cannot be opened; its administrator may remove it.`,
      )
    }
  }
  return lines.join('\n')
}

function reason(why: Kept): string {
  if (why.state === 'open') return 'it is not closed'
  if (why.state === 'moved-meanwhile') return 'something happened in it meanwhile; look at it and try again'
  if (why.state === 'closed') return `it must be kept until ${why.until}, that day included`
  return why.holds === 1 ? 'a legal hold is on it' : `${why.holds} legal holds are on it`
}
