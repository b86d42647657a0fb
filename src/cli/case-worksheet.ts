/** `postern case worksheet`: what no query reaches, given out empty and handed back filled. */
import { Option, type Command } from 'commander'
import type { CalledFor } from '#pipeline/worksheet.ts'
import type { AnswerDeps } from './case-answer.ts'
import { asOption, report, reportRefusal, withOffice } from './office.ts'
import { counted, labeled } from './wrap.ts'

interface Options {
  as: string
  to?: string
  fill?: string
  json?: true
}

export function worksheetCommand(deps: AnswerDeps, command: Command): Command {
  return command
    .description('what is filled in by hand, because no query reaches it')
    .addOption(new Option('--to <directory>', 'write the empty sheets there').conflicts('fill'))
    .option('--fill <file>', 'hand a filled sheet in: all of it is taken, or nothing')
    .addOption(asOption())
    .option('--json', 'what came of it as JSON')
    .addHelpText(
      'after',
      `
The decision fixes the columns and the people. A sheet with another column, a
person or a cell that the decision does not release, or a value of another type
is sent back, with every row and column that is wrong. Who p1 is says
\`postern case show NUMBER --people\`; no file says it.

  postern case worksheet MA-DTA-2026-7K3Q9F2M --to ./sheets --as b-intake
  postern case worksheet MA-DTA-2026-7K3Q9F2M --fill filled.csv --as b-intake`,
    )
    .action(async (number: string, options: Options) =>
      options.fill === undefined ? give(deps, number, options) : fill(deps, number, options.fill, options),
    )
}

function give(deps: AnswerDeps, number: string, { as, to, json: asJson }: Options): Promise<void> {
  return withOffice(deps, async ({ steps, ports }) => {
    const { state } = await steps.loadCase(ports, await steps.streamOf(ports, number))
    const actor = await steps.actor(ports, as)
    const early = steps.notToBeFilled(state, { now: ports.clock.now(), actor })
    if (early !== undefined) {
      reportRefusal(deps, early, asJson === true)
      return
    }
    const called = steps.calledFor(ports, state)
    const written: string[] = []
    if (to !== undefined) {
      await deps.assertWritable(to)
      for (const one of called) {
        const { file, bytes } = steps.emptySheet(state, one)
        written.push(await deps.writeNew(to, file, bytes))
      }
    }
    if (asJson === true)
      deps.out(
        JSON.stringify({ case: number, worksheets: called.map(toJson), ...(to === undefined ? {} : { written }) }),
      )
    else deps.out([...inWords(called), ...written.map((file) => `Written: ${file}`)].join('\n'))
  })
}

function fill(deps: AnswerDeps, number: string, file: string, { as, json: asJson }: Options): Promise<void> {
  return withOffice(deps, async ({ steps, ports }) => {
    const stream = await steps.streamOf(ports, number)
    const actor = await steps.actor(ports, as)
    const moved = await steps.fillWorksheet(ports, actor, stream, await deps.readFile(file))
    const missing = moved.moved ? steps.worksheetsMissing(ports, moved.state) : []
    const says =
      missing.length === 0 ? 'Taken. It can be prepared now.' : `Taken. ${counted(missing.length, 'sheet')} to go.`
    report(deps, { moved, says, json: { missing: missing.length } }, asJson === true)
  })
}

function inWords(called: readonly CalledFor[]): string[] {
  if (called.length === 0) return ['Nothing is filled in by hand here: everything can be read from the source.']
  return called.flatMap(({ sheet, filled }) => [
    ...labeled(
      'Worksheet',
      `${sheet.name}, ${filled === undefined ? 'not handed in yet' : `handed in by ${filled.by.at(-1)}`}`,
    ),
    ...sheet.people.flatMap(({ ref, elements }) => {
      const columns = sheet.columns.filter(({ element }) => elements.includes(element)).map(({ name }) => name)
      return labeled('', `${ref}: ${columns.join(', ')}`)
    }),
  ])
}

function toJson({ sheet: { name, id, columns, people }, filled }: CalledFor) {
  return {
    name,
    id,
    columns: columns.map(({ name: column, element, type }) => ({ column, element, type })),
    people,
    filled: filled === undefined ? null : { at: filled.at, by: filled.by, rows: filled.rows, sha256: filled.sha256 },
  }
}
