/** `postern rules docs`: the rules beside the law, as pages that counsel reads on a screen or on paper. */
import { Command, Option } from 'commander'
import { day } from './rules-words.ts'
import { counted, table } from './wrap.ts'

export interface RulesDocsDeps {
  readonly documents: (choice: DocumentChoice) => Promise<WrittenLaw>
  /** Takes the place of a page that this command wrote before, and of no other file. @throws PosternError */
  readonly write: (directory: string, file: string, text: string) => Promise<void>
  readonly out: (line: string) => void
}

export interface DocumentChoice {
  readonly overlay: string | undefined
  readonly asOf: string | undefined
  /** The set that is in force in the office here, with what its counsel confirmed; else the packs. */
  readonly office: boolean
}

interface WrittenLaw {
  readonly digest: string
  readonly documents: readonly { readonly file: string; readonly text: string; readonly rules: number }[]
}

export function rulesDocsCommand({ documents, write, out }: RulesDocsDeps): Command {
  return new Command('docs')
    .description('write the rules beside the law, as pages for counsel to read or print')
    .option('--to <dir>', 'where to write them', 'law-documents')
    .option('--as-of <day>', 'the law of that day, what was not in force marked as such', day)
    .option('--overlay <folder>', "with an agency's own stricter rules")
    .addOption(
      new Option('--office', 'the rules in force in the office here, and who confirmed them').conflicts('overlay'),
    )
    .option('--json', 'print what was written as JSON')
    .addHelpText(
      'after',
      `
One page for each jurisdiction, and index.html. They need no network and no
script, and print well. The same rules give the same bytes: without --as-of no
day is named.

Examples:
  $ postern rules docs
  $ postern rules docs --office --to for-counsel    in an office, with its log`,
    )
    .action(async ({ to, asOf, overlay, office = false, json = false }: Options) => {
      const { digest, documents: pages } = await documents({ overlay, asOf, office })
      for (const { file, text } of pages) await write(to, file, text)
      if (json) {
        out(JSON.stringify({ directory: to, digest, files: pages.map(({ file, rules }) => ({ file, rules })) }))
        return
      }
      out(
        [
          table(
            ['Page', 'Rules'],
            pages.map(({ file, rules }) => [file, String(rules)]),
          ),
          '',
          `${counted(pages.length, 'page')} in ${to}, of the rules ${digest.slice(0, 16)}…\nBegin with ${to}/index.html.`,
        ].join('\n'),
      )
    })
}

interface Options {
  to: string
  asOf?: string
  overlay?: string
  office?: boolean
  json?: boolean
}
