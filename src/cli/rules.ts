/** `postern rules`: what is done with the law itself, one file for each command. */
import { Command } from 'commander'

export function rulesCommand(commands: readonly Command[]): Command {
  const group = new Command('rules').description('the law as packs: check it, prove it, try a change, read it')
  for (const command of commands) group.addCommand(command)
  return group
}
