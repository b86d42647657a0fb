/** `postern decide`: case files in, decisions out, as the contract's Command section has it. */
import { Command, Option } from 'commander'
import { isPosternError } from '#errors.ts'
import { parseJson } from '#formats/canonical-json.ts'
import type { ExplainedCell } from '#decision/explain.ts'
import type { Told } from '#decision/told.ts'
import type { CaseFile, Decision } from '#vocabulary/case-file.ts'
import { decisionTable } from './decision-table.ts'
import { explanation } from './explanation.ts'
import { day } from './rules-words.ts'
import { counted, labeled } from './wrap.ts'

export interface DecideDeps {
  readonly readFile: (path: string) => Promise<Uint8Array>
  readonly engine: (law: WhichLaw) => Promise<Engine>
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly exit: (status: number) => void
}

export interface WhichLaw {
  /** The folder of the packs; undefined: those that came with the product. */
  readonly rules: string | undefined
  readonly overlay: string | undefined
  /** The day whose rules decide; undefined: each file's own. */
  readonly asOf: string | undefined
  /** The set in force in the office here, and not the packs that came with the product. */
  readonly office: boolean
  /** By the second engine too. */
  readonly both: boolean
}

/** The contract's check of a case file, and the law in force. */
export interface Engine {
  readonly validate: (
    value: unknown,
  ) => { caseFile: CaseFile } | { mistakes: readonly { pointer: string; reason: string; mend: string }[] }
  readonly decide: (caseFile: CaseFile) => Decision | Promise<Decision>
  readonly explain: (caseFile: CaseFile) => Promise<readonly ExplainedCell[]>
  readonly told: (caseFile: CaseFile) => Promise<Told>
}

/** A file whose decision this is not: what stands in its place on standard error. */
const invalid = 2

export function decideCommand(deps: DecideDeps): Command {
  return new Command('decide')
    .description('decide case files by the cited law, cell by cell; default is deny')
    .argument('<case-file...>', 'case files, or scenario files, whose case file is decided')
    .option('--rules <folder>', 'with the packs of this folder; else those that came with postern')
    .option('--overlay <folder>', "with an agency's own stricter rules beside the law")
    .option('--as-of <day>', "with the rules in force on that day; else on the file's own", day)
    .addOption(
      new Option('--office', 'with the rule set that is, or was that day, in force in the office here').conflicts([
        'rules',
        'overlay',
      ]),
    )
    .option('--both', 'by the second engine, Cedar, too; where they differ nothing is decided')
    .option('--explain', 'then every rule that was looked at, and what it failed on')
    .option('--told', 'then what the requester may be told short of a release')
    .option('--json', 'print each decision as one line of JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ postern decide case.json        a table of who, what, whether and why
  $ postern decide *.json --json    a line of JSON for each, in the order given
  $ postern decide case.json --explain --json
                                    the decision, and beside it on a line of its
                                    own {"case", "explained"}; --told likewise
  $ postern decide --as-of 2026-03-01 case.json
                                    by the rules in force that day; the facts and
                                    the days that they are counted from stay

Exit status: 0 for any decision, whatever it is; 2 if a file does not validate;
70 if two engines differ.
The file, the place in it and the mend are then on standard error, and the other
files are still decided.`,
    )
    .action(async (paths: string[], options: DecideOptions) => {
      const { rules, overlay, asOf, office = false, both = false } = options
      const { validate, decide, explain, told } = await deps.engine({ rules, overlay, asOf, office, both })
      for (const path of paths) {
        const caseFile = await readCaseFile(path, { ...deps, validate })
        if (caseFile === undefined) {
          deps.exit(invalid)
          continue
        }
        const decision = await decide(caseFile)
        if (both) deps.err(`${path}: both engines agree on ${counted(decision.cells.length, 'cell')}.\n`)
        const json = options.json === true
        deps.out(json ? `${JSON.stringify(decision)}\n` : `${decisionTable(decision)}\n`)
        if (options.explain === true) {
          const explained = await explain(caseFile)
          deps.out(json ? `${JSON.stringify({ case: caseFile.case, explained })}\n` : `${explanation(explained)}\n`)
        }
        if (options.told === true) {
          const answer = await told(caseFile)
          deps.out(json ? `${JSON.stringify({ case: caseFile.case, told: answer })}\n` : `${toldInWords(answer)}\n`)
        }
      }
    })
}

function toldInWords({ words, lacks }: Told): string {
  return [
    ...labeled('Is told:', words, 11),
    ...(lacks.length > 0 ? labeled('Lacking:', lacks.join(', '), 11) : []),
    '',
  ].join('\n')
}

interface DecideOptions {
  json?: true
  explain?: true
  told?: true
  both?: true
  rules?: string
  overlay?: string
  asOf?: string
  office?: true
}

async function readCaseFile(
  path: string,
  { readFile, validate, err }: Pick<DecideDeps, 'readFile' | 'err'> & Pick<Engine, 'validate'>,
): Promise<CaseFile | undefined> {
  try {
    const verdict = validate(parseJson(await readFile(path), 'the file'))
    if ('caseFile' in verdict) return verdict.caseFile
    for (const { pointer, reason, mend } of verdict.mistakes) {
      err(`${path}: ${pointer === '' ? '(whole file)' : pointer}: ${reason}. ${mend}\n`)
    }
  } catch (error) {
    if (!isPosternError(error) && !isFileError(error)) throw error
    const mend = isPosternError(error) ? (error.mend ?? 'Write it as JSON in UTF-8.') : 'Name a file that can be read.'
    err(`${path}: (whole file): ${error.message}. ${mend}\n`)
  }
  return undefined
}

function isFileError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error
}
