/** `postern keys`: the root key under which every case's key is wrapped. */
import { Command } from 'commander'
import { asOption } from './office.ts'

export interface KeysCommandDeps {
  readonly rotate: (
    actor: string,
    progress: (keys: number) => void,
  ) => Promise<{ readonly generation: number; readonly keys: number }>
  readonly out: (text: string) => void
  readonly progress: (text: string) => void
}

export function keysCommand({ rotate, out, progress }: KeysCommandDeps): Command {
  const command = new Command('keys').description('the root key under which every key of a case is wrapped')

  command
    .command('rotate')
    .description('make a new root key, wrap every key under it, and destroy the old one')
    .addOption(asOption())
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      `
Everything goes on meanwhile. Interrupted, it loses nothing; run it again to
finish. Afterwards a copy of the database from before cannot be read any more:
make a new backup of database and root key.

  postern keys rotate --as b-admin`,
    )
    .action(async ({ as: actor, json = false }: { as: string; json?: boolean }) => {
      const rotation = await rotate(actor, (keys) => progress(`${keys} keys`))
      const { generation, keys } = rotation
      out(
        json
          ? JSON.stringify(rotation)
          : `${keys} keys are wrapped under generation ${generation} of the root key; older ones are destroyed`,
      )
    })

  return command
}
