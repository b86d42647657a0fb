/** `postern database`: run the embedded database for several commands at once, or migrate yours. */
import { Command } from 'commander'

export interface OpenedDatabase {
  readonly productUrl: string
  readonly caseloadUrl: string | null
  readonly dataDirectory: string
  readonly embedded: boolean
  readonly stop: () => Promise<void>
}

export interface DatabaseCommandDeps {
  readonly open: () => Promise<OpenedDatabase>
  readonly migrate: (url: string) => Promise<{ readonly applied: readonly string[] }>
  /** Resolves when the process is asked to end. */
  readonly askedToEnd: () => Promise<void>
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

export function databaseCommand({ open, migrate, askedToEnd, out, err }: DatabaseCommandDeps): Command {
  const command = new Command('database').description('the database that postern works on')

  command
    .command('run')
    .description('run the embedded database until Ctrl-C, so that other commands can share it')
    .option('--json', 'the connection strings as JSON')
    .addHelpText(
      'after',
      `
Prints the two settings by which other commands find it. They hold its password:
keep them out of logs. Without this each command starts the database for itself,
and a second one at the same time is refused.

  postern database run > ~/postern.env &
  . ~/postern.env && postern queue`,
    )
    .action(async ({ json = false }: { json?: boolean }) => {
      const database = await open()
      try {
        const { productUrl, caseloadUrl } = database
        if (!database.embedded) {
          err('DATABASE_URL names a database of yours, so there is nothing to run here.')
          return
        }
        await migrate(productUrl)
        if (json) out(JSON.stringify({ productUrl, caseloadUrl }))
        else out(`export DATABASE_URL='${productUrl}'\nexport POSTERN_SOURCE_URL='${caseloadUrl ?? ''}'`)
        err(`running in ${database.dataDirectory}; Ctrl-C ends it`)
        await askedToEnd()
      } finally {
        await database.stop()
      }
    })

  command
    .command('migrate')
    .description('bring the database to the shape that this version expects')
    .option('--json', 'what was applied as JSON')
    .addHelpText('after', '\nForward only. Safe to run again, and from several machines at once.')
    .action(async ({ json = false }: { json?: boolean }) => {
      const database = await open()
      try {
        const { applied } = await migrate(database.productUrl)
        if (json) out(JSON.stringify({ applied }))
        else out(applied.length === 0 ? 'nothing to do' : applied.map((name) => `applied ${name}`).join('\n'))
      } finally {
        await database.stop()
      }
    })

  return command
}
