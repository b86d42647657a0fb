/** `postern start`: a synthetic state behind its doors, on this machine. */
import { Command, InvalidArgumentError } from 'commander'

interface Started {
  readonly url: string
  readonly people: readonly {
    readonly id: string
    readonly name: string
    readonly agency: string
    readonly roles: string
  }[]
  readonly dataDirectory: string
  readonly identity: string
  readonly stop: () => Promise<void>
}

export interface StartCommandDeps {
  readonly start: (options: { readonly port: number; readonly people: number }) => Promise<Started>
  /** Settles when whoever started it wants it to end. */
  readonly untilStopped: () => Promise<void>
  readonly out: (line: string) => void
}

export function startCommand({ start, untilStopped, out }: StartCommandDeps): Command {
  return new Command('start')
    .description('a synthetic state with its web pages, on this machine')
    .option('--port <n>', 'of the pages; the identity provider takes the next one', wholeNumber, 4000)
    .option('--people <n>', 'how many people each synthetic caseload has', wholeNumber, 2000)
    .addHelpText(
      'after',
      '\nKeeps to a folder of its own: `start` in the data directory (POSTERN_DATA, or the\nusual place of this system). Delete it to begin again.',
    )
    .action(async (options: { port: number; people: number }) => {
      const { url, people, dataDirectory, identity, stop } = await start(options)
      out(`Open      ${url}`)
      out(`Staff     ${url}/sign-in   choose who you are; the second factor is shown on the page`)
      out(`Everybody ${url}/person    object, see what was asked about you, complain: no account`)
      out('')
      const width = Math.max(...people.map(({ name }) => name.length))
      for (const [agency, those] of Map.groupBy(people, (one) => one.agency)) {
        out(`At ${agency}`)
        for (const { name, roles } of those) out(`  ${name.padEnd(width)}  ${roles.replaceAll('-', ' ')}`)
      }
      out('')
      out(`What is released can be opened with ${identity}`)
      out(`What it would mail lies in ${dataDirectory}/DEMO-mail`)
      out(`Everything of it stands in ${dataDirectory}. Ctrl+C ends it.`)
      await untilStopped()
      await stop()
    })
}

function wholeNumber(text: string): number {
  if (!/^[1-9][0-9]{0,7}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1.')
  return Number(text)
}
