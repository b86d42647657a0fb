/** `postern drop`: what an agency lays down in files, in place of a database. */
import { Command } from 'commander'
import { exitCodeOf, failureText } from './failure.ts'
import { counted, wrap } from './wrap.ts'

export type DropTaken =
  | {
      readonly taken: true
      readonly drop: string
      readonly created: string
      readonly sha256: string
      readonly tables: readonly { readonly table: string; readonly rows: number }[]
    }
  | { readonly taken: false; readonly drop: string; readonly why: Error }

export interface DropDeps {
  readonly take: (agency: string) => Promise<readonly DropTaken[]>
  /** Sign the description in a folder. @returns the verifier key to be registered */
  readonly sign: (folder: string, keyFile: string) => Promise<string>
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  readonly exit: (code: number) => void
}

export function dropCommand({ take, sign, out, err, exit }: DropDeps): Command {
  const command = new Command('drop').description("an agency's records, laid down as files in place of a database")

  command
    .command('take <agency>')
    .description('check what the agency has laid down, and use it from now on')
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
Looks in drops/AGENCY/incoming of the data directory for folders that are
complete: CSV or Parquet, datapackage.json with a hash for each file, and
datapackage.json.sig. What fails stays in drops/AGENCY/quarantine with
reason.txt beside it, and the drop before stays in use. \`postern tick\` does the
same for every agency.

  postern drop take ma-dta`,
    )
    .action(async (agency: string, { json = false }: { json?: boolean }) => {
      const drops = await take(agency)
      for (const drop of drops) if (!drop.taken) exit(exitCodeOf(drop.why))
      if (json) return out(JSON.stringify(drops.map(inJson)))
      if (drops.length === 0) out('Nothing complete is laid down.')
      for (const drop of drops) {
        if (drop.taken) out(wrap(takenWords(drop), 80).join('\n'))
        else err(`${drop.drop} is not taken; the one before stays in use.\n${failureText(drop.why)}`)
      }
    })

  command
    .command('sign <folder>')
    .description('sign the description of a drop, where the files are made')
    .requiredOption('--key <file>', 'a signing key; made where there is none')
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
Run it last: a drop counts as complete once datapackage.json.sig is there. The
verifier key that it prints stands in settings.json of the office, under drops.

  postern drop sign /exports/night-0412 --key /etc/postern/drop-key.json`,
    )
    .action(async (folder: string, { key, json = false }: { key: string; json?: boolean }) => {
      const vkey = await sign(folder, key)
      out(json ? JSON.stringify({ vkey }) : `Signed. The key to be registered: ${vkey}`)
    })

  return command
}

function takenWords({ drop, created, tables }: Extract<DropTaken, { taken: true }>): string {
  const rows = tables.reduce((sum, one) => sum + one.rows, 0)
  return `${drop} is in use: ${counted(rows, 'row')} in ${counted(tables.length, 'table')}, as of ${created}.`
}

function inJson(drop: DropTaken): object {
  return drop.taken ? drop : { ...drop, why: failureText(drop.why) }
}
