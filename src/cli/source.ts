/** `postern source`: what the administrator of an agency's own database is handed. */
import { Command } from 'commander'

export interface SourceDeps {
  /** The SQL by which views are made and granted, for the mapping in a file. */
  readonly viewsFor: (file: string) => Promise<string>
  readonly out: (line: string) => void
}

export function sourceCommand({ viewsFor, out }: SourceDeps): Command {
  const command = new Command('source').description("an agency's records, in a database of its own")

  command
    .command('views <mapping>')
    .description('the SQL that opens a database in which Postern may change nothing')
    .option('--json', 'the same as one line of JSON')
    .addHelpText(
      'after',
      `
For a mapping with \`access: { views, role }\`. The database's own administrator
reads it and runs it once, as the owner of the tables, and grants its role to
the account of POSTERN_SOURCE_URL. It makes a view for each element, which shows
rows of nobody but whom a release names. Nothing is connected to here.

  postern source views caseload/ma-dta.mapping.yaml > for-the-administrator.sql`,
    )
    .action(async (file: string, { json = false }: { json?: boolean }) => {
      const sql = (await viewsFor(file)).trimEnd()
      out(json ? JSON.stringify({ sql }) : sql)
    })

  return command
}
