/** How the help of every command looks: under headings, in an order for a stranger, on 80 columns. */
import type { Command } from 'commander'

/** Commands under headings, in this order. */
export type Headings = readonly (readonly [heading: string, commands: readonly Command[]])[]

export function underHeadings(parent: Command, headings: Headings): void {
  for (const [heading, commands] of headings) {
    for (const command of commands) parent.addCommand(command.helpGroup(`${heading}:`))
  }
}

/** What each command inherits from nobody, since it was built apart: how it ends, and what its help looks like. */
export function settle(command: Command): void {
  command
    .exitOverride()
    .helpCommand(false)
    .helpOption('-h, --help', 'show this')
    .showHelpAfterError('Add --help to see what this command takes.')
    .configureHelp({
      subcommandTerm: (sub) =>
        [
          sub.name(),
          ...sub.registeredArguments.map((one) => argumentTerm(one.name(), one.required, one.variadic)),
        ].join(' '),
    })
  for (const sub of command.commands) settle(sub)
}

function argumentTerm(name: string, required: boolean, variadic: boolean): string {
  const term = `${name}${variadic ? '...' : ''}`
  return required ? `<${term}>` : `[${term}]`
}
