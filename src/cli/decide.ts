/** `postern decide`: case files in, decisions out, as the contract's Command section has it. */
import { Command } from 'commander'
import type { RuleSet } from '#decision/rules.ts'
import { isPosternError } from '#errors.ts'
import { parseJson } from '#formats/canonical-json.ts'
import type { CaseFile, Cell, Decision } from '#vocabulary/case-file.ts'
import { vocabulary } from '#vocabulary/codes.ts'

export interface DecideDeps {
  readonly readFile: (path: string) => Promise<Uint8Array>
  readonly validate: (
    value: unknown,
  ) => { caseFile: CaseFile } | { mistakes: readonly { pointer: string; reason: string; mend: string }[] }
  readonly law: () => Promise<RuleSet>
  readonly decide: (caseFile: CaseFile, rules: RuleSet) => Decision
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly exit: (status: number) => void
}

/** A file whose decision this is not: what stands in its place on standard error. */
const invalid = 2

export function decideCommand(deps: DecideDeps): Command {
  return new Command('decide')
    .description('decide case files by the cited law, cell by cell; default is deny')
    .argument('<case-file...>', 'case files, or scenario files, whose case file is decided')
    .option('--json', 'print each decision as one line of JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ postern decide case.json             a table of who, what, whether and why
  $ postern decide *.json --json         one line of JSON for each, in the order given

Exit status: 0 for any decision, whatever it is; 2 if a file does not validate. The file, the place
in it and the mend are then on standard error, and the other files are still decided.`,
    )
    .action(async (paths: string[], options: { json?: true }) => {
      const rules = await deps.law()
      for (const path of paths) {
        const caseFile = await readCaseFile(path, deps)
        if (caseFile === undefined) {
          deps.exit(invalid)
          continue
        }
        const decision = deps.decide(caseFile, rules)
        deps.out(options.json === true ? `${JSON.stringify(decision)}\n` : table(decision))
      }
    })
}

async function readCaseFile(path: string, { readFile, validate, err }: DecideDeps): Promise<CaseFile | undefined> {
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

/** For reading: cells that came out alike, for the same reason, stand together. */
function table(decision: Decision): string {
  const dispositions: Readonly<Record<string, string>> = vocabulary.dispositions
  const blocks = Map.groupBy(decision.cells, ({ subject, program }) => `${subject} · ${program}`)
  const lines = [
    `${decision.case}: ${decision.disposition.toUpperCase()}`,
    `  ${dispositions[decision.disposition] ?? ''}.`,
    ...[...blocks].flatMap(([heading, cells]) => ['', heading, ...alike(cells).flatMap(rows)]),
    '',
    `Duties:    ${decision.duties.join(', ')}`,
    ...(decision.missing.length > 0 ? [`Missing:   ${decision.missing.join(', ')}`] : []),
    ...decision.deadlines.map(
      ({ on, what, basis }) => `Deadline:  ${on}  ${what}${basis === undefined ? '' : ` [${basis}]`}`,
    ),
    `Rule set:  ${decision.rules.digest}`,
    '',
  ]
  return `${lines.join('\n')}\n`
}

function alike(cells: readonly Cell[]): Cell[][] {
  return [
    ...Map.groupBy(cells, ({ outcome, needs, basis, why }) => JSON.stringify([outcome, needs, basis, why])).values(),
  ]
}

function rows(cells: readonly Cell[]): string[] {
  const [first] = cells
  if (first === undefined) return []
  const indent = ' '.repeat(11)
  return [
    ...wrap(cells.map(({ element }) => element).join(', '), 89).map(
      (line, i) => `  ${(i === 0 ? first.outcome.toUpperCase() : '').padEnd(9)}${line}`,
    ),
    ...wrap(first.why, 89).map((line) => indent + line),
    ...(first.needs.length > 0 ? [`${indent}needs: ${first.needs.join(', ')}`] : []),
    `${indent}by:    ${first.basis.join(', ')}`,
  ]
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
