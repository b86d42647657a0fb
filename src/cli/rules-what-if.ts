/** `postern rules what-if`: which cases a change of law would decide differently. */
import { Command } from 'commander'
import type { RuleSet } from '#decision/rules.ts'
import type { CompareLaws } from '#pipeline/ports.ts'
import type { WhatIf, whatIf } from '#pipeline/what-if.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'
import { todayIn, withOffice, type OfficeDeps } from './office.ts'
import { bar, cellRow, othersWords } from './rules-cases.ts'
import { changedWords, day, directionWords, short } from './rules-words.ts'
import { counted, labeled, table, wrap } from './wrap.ts'

export interface WhatIfDeps extends OfficeDeps {
  /** The packs with this file or folder in the place of theirs. @throws PosternError naming file, line and mend */
  readonly changed: (path: string) => Promise<RuleSet>
  /** The packs as they lie on disk. */
  readonly packs: () => Promise<RuleSet>
  /** Case files, or the case files of scenarios. @throws PosternError ERR_INPUT_INVALID naming file and place */
  readonly caseFiles: (paths: readonly string[]) => Promise<readonly CaseFile[]>
  readonly compareLaws: CompareLaws
  /** Of this machine, where there is no office whose day it would be. */
  readonly today: () => Promise<string>
  readonly whatIf: () => Promise<typeof whatIf>
  readonly progress: (line: string) => void
}

export function rulesWhatIfCommand(deps: WhatIfDeps): Command {
  return new Command('what-if')
    .description('which past and open cases a change of law would decide differently, cell by cell')
    .argument('<changed>', 'a pack, which takes the place of the one of its name, or a folder of them')
    .option('--cases <files...>', 'case files or scenarios, and not the cases of the office')
    .option('--on <day>', 'the day whose law is compared; today unless told', day)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Records nothing. Both laws decide the same files, as if counsel had confirmed
every rule. Open cases are decided as they stand now, closed ones from what
their last decision was made from. --on looks at a change that begins later.

  postern rules what-if law/us/snap.yaml
  postern rules what-if changed-law --cases law/us/scenarios/*.json`,
    )
    .action(async (path: string, { cases, on, json = false }: WhatIfOptions) => {
      const after = await deps.changed(path)
      const [before, result] =
        cases === undefined ? await inOffice(deps, after, on) : await onFiles(deps, after, cases, on)
      const compared = await deps.compareLaws(before, after, result.on ?? (await deps.today()))
      deps.progress('')
      deps.out(json ? JSON.stringify({ ...compared, ...result }) : whatIfText(result, compared))
    })
}

interface WhatIfOptions {
  cases?: string[]
  on?: string
  json?: boolean
}

async function inOffice(deps: WhatIfDeps, after: RuleSet, on: string | undefined): Promise<[RuleSet, WhatIf]> {
  return withOffice(deps, async (office): Promise<[RuleSet, WhatIf]> => {
    const { steps, ports } = office
    const today = todayIn(office)
    const before = await steps.rulesInForce(ports, today)
    const { cases, forgotten } = await steps.casesToTry(ports, bar(deps.progress))
    return [before, steps.whatIf({ before, after, on: on ?? today }, cases, forgotten)]
  })
}

async function onFiles(deps: WhatIfDeps, after: RuleSet, paths: readonly string[], on: string | undefined) {
  const before = await deps.packs()
  const files = await deps.caseFiles(paths)
  const compare = await deps.whatIf()
  const tried = files.map((caseFile) => ({ caseFile, stands: 'given' as const }))
  // With no day told, each file is decided under the law of its own.
  const result = compare({ before, after, ...(on === undefined ? {} : { on }) }, tried)
  return [before, result] as const
}

type Compared = Awaited<ReturnType<CompareLaws>>

export function whatIfText(result: WhatIf, { direction, loosens, tightens }: Compared): string {
  const { before, after, on, rules, cases, counts, forgotten } = result
  const rows = cases.flatMap(({ case: number, stands, cells, others }) => [
    ...cells.map((cell) => [number, stands, ...cellRow(cell)]),
    ...(others.length === 0 ? [] : [[number, stands, `other ${othersWords(others)}`]]),
  ])
  const ways = Object.entries(counts.cells).map(([way, count]) => `${counted(count, 'cell')} ${way}`)
  return [
    ...labeled('Law of:', on ?? 'the day of each file'),
    ...labeled('Now:', short(before)),
    ...labeled('Changed:', `${short(after)}; ${changedWords(rules)}`),
    '',
    ...(rows.length === 0 ? [] : [table(['Case', 'Stands', 'Cell', 'Was', 'Would be'], rows), '']),
    ...wrap(
      `${counted(counts.looked, 'case')} decided under both: ${counts.differ} differently${ways.length > 0 ? ` (${ways.join(', ')})` : ''}.`,
      80,
    ),
    ...(forgotten > 0
      ? [`${counted(forgotten, 'case')} cannot be decided again: somebody in them was forgotten.`]
      : []),
    '',
    ...wrap(directionWords[direction], 80),
    ...loosens.flatMap((words) => labeled('  opens', words)),
    ...tightens.flatMap((words) => labeled('  closes', words)),
  ].join('\n')
}
