/** `postern keys`: the root key under which every case's key is wrapped. */
import { Command } from 'commander'

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
    .requiredOption('--as <id>', 'who does this, as the register of staff has them')
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      '\nEverything goes on meanwhile. Interrupted, it loses nothing; run it again to finish. Afterwards a copy of' +
        '\nthe database from before cannot be read any more: make a new backup of database and root key.',
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
