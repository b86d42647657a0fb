/** `postern rules export`: the rules as Cedar policies, for whoever checks them with Cedar's own tools. */
import { Command } from 'commander'
import { utf8 } from '#formats/bytes.ts'
import { counted } from './wrap.ts'
import { day } from './rules-words.ts'

export interface RulesExportDeps {
  /** The rules as files, with the digest of the rules. */
  readonly files: (law: { overlay: string | undefined; asOf: string | undefined }) => Promise<Exported>
  readonly assertWritable: (directory: string) => Promise<void>
  readonly writeNew: (directory: string, name: string, bytes: Uint8Array) => Promise<string>
  readonly out: (line: string) => void
}

interface Exported {
  readonly digest: string
  readonly files: readonly { readonly path: string; readonly text: string }[]
}

export function rulesExportCommand(deps: RulesExportDeps): Command {
  return new Command('export')
    .description('write the rules as Cedar policies with their schemas')
    .requiredOption('--to <dir>', 'a new directory, or an empty one')
    .option('--overlay <folder>', "with an agency's own stricter rules beside the law")
    .option('--as-of <day>', "the rules in force on that day; else today's", day)
    .option('--json', 'print what was written as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ postern rules export --to cedar   a folder for each agency and program, and a
                                      README that says what to ask`,
    )
    .action(async ({ to, overlay, asOf, json }: ExportOptions) => {
      const { digest, files } = await deps.files({ overlay, asOf })
      await deps.assertWritable(to)
      for (const { path, text } of files) await deps.writeNew(to, path, utf8(text))
      const sets = files.filter(({ path }) => path.endsWith('.cedar')).length
      deps.out(
        json === true
          ? JSON.stringify({ directory: to, rules: digest, files: files.map(({ path }) => path) })
          : `${counted(sets, 'set')} of policies written to ${to}, from rules ${digest.slice(0, 16)}…\nBegin with ${to}/README.md.`,
      )
    })
}

interface ExportOptions {
  to: string
  overlay?: string
  asOf?: string
  json?: true
}
