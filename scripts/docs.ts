/**
 * Prints the documents that are made from code: `node scripts/docs.ts` writes them, and test/docs.test.ts
 * fails while a committed one says something else.
 */
import { controls } from './controls.ts'
import { writeFileSync } from 'node:fs'
import { packSchema } from '../src/adapters/law/pack-schema.ts'
import { moves, states, stateWords, type Move, type State } from '../src/case/moves.ts'
import { accessParts } from './access.ts'
import { apiDocument } from '../src/web/api/document.ts'
import { countEventWords, eventWords, figureEventWords, lawEventWords } from './event-words.ts'
import { personEventWords } from './person-event-words.ts'

const root = new URL('../', import.meta.url)

/** Path from the root of the project → text. */
export async function documents(): Promise<Readonly<Record<string, string>>> {
  return {
    'docs/access.md': page('Who can do what', 'src/web/routes.ts and src/case/moves.ts', ...(await accessParts(table))),
    'docs/case-states.md': caseStates(),
    'docs/events.md': events(),
    'docs/controls.md': controlPage(),
    'docs/requester-api.json': `${JSON.stringify(apiDocument(), null, 2)}\n`,
    'law/pack.schema.json': `${JSON.stringify(packSchema(), null, 2)}\n`,
  }
}

function caseStates(): string {
  return page(
    'The states of a case',
    'src/case/moves.ts',
    [
      'A case moves only as the table below says; every other command is refused in words. A _new fact_ is any of',
      `${facts().join(', ')}.`,
      'It takes a case that was already decided back to be decided again, and makes void what was prepared, approved',
      'or released on less knowledge. Only what was handed over stays handed over.',
    ].join('\n'),
    ['```mermaid', 'stateDiagram-v2', ...states.slice(1).map(alias), ...arrows(), '```'].join('\n'),
    '## What a case still lacks',
    table(
      ['state', 'what is lacking'],
      states.map((state) => [code(state), stateWords[state]]),
    ),
    '## Moves',
    table(
      ['command', 'from', 'to', 'event', 'who', 'makes void what stood'],
      moves.map(({ command, from, to, event, who, undoes }) => [
        code(command),
        from.length === states.length - 1 ? 'any but `new`' : from.map(code).join(' '),
        to === 'same' ? 'the same' : code(to),
        code(event),
        who.join(', '),
        undoes === true ? 'yes' : '',
      ]),
    ),
  )
}

function controlPage(): string {
  const each = controls.map(({ number, holds, asvs, nist, tests }) => {
    const ids = `OWASP ASVS 5.0.0: ${asvs.join(', ')}. NIST SP 800-53 r5: ${nist.join(', ')}.`
    const named = Object.entries(tests).flatMap(([file, names]) => names.map((test) => `- ${code(file)}: ${test}`))
    return [`## ${number}`, holds, ids, named.join('\n')].join('\n\n')
  })
  return page(
    'Controls that an attacker tries first',
    'scripts/controls.ts',
    [
      'Each is held by the tests under it, and a test sees to it that they are there. The numbers are those of the list',
      'that this product is held to; what is not in it is not tried first.',
    ].join('\n'),
    ...each,
  )
}

/** Commands that tell something and send a decided case back. */
function facts(): string[] {
  return moves.filter(({ from, to }) => to === 'matched' && from.includes('decided')).map(({ command }) => command)
}

function alias(state: State): string {
  return `  state "${state}" as ${name(state)}`
}

/** A hyphen would be an arrow. */
function name(state: State): string {
  return state.replaceAll('-', '_')
}

function arrows(): string[] {
  const labels = new Map<string, Set<string>>()
  const draw = (from: State, { command, to }: Move) => {
    if (to === 'same' || to === from) return
    const arrow = `${from === 'new' ? '[*]' : name(from)} --> ${name(to)}`
    const label = to === 'matched' && from !== 'received' ? 'new fact' : command
    labels.set(arrow, (labels.get(arrow) ?? new Set()).add(label))
  }
  for (const move of moves) for (const from of move.from) draw(from, move)
  return [...Array.from(labels, ([arrow, label]) => `  ${arrow}: ${[...label].join(', ')}`), '  closed --> [*]']
}

function events(): string {
  const each = Object.entries(eventWords).map(([type, { says, body, person }]) => {
    const fields = [...fieldsOf('body', body), ...fieldsOf('person', person)]
    return [`## ${type}`, says, ...(fields.length > 0 ? [table(['part', 'field', 'what it says'], fields)] : [])].join(
      '\n\n',
    )
  })
  const [law = [], figures = [], counts = []] = [lawEventWords, figureEventWords, countEventWords].map((words) =>
    Object.entries(words).map(([type, { says, body }]) =>
      [`## ${type}`, says, table(['part', 'field', 'what it says'], fieldsOf('body', body))].join('\n\n'),
    ),
  )
  return page(
    'The events of a case',
    'src/case/events.ts',
    [
      'Each event is a record {type, at, stream, n, actor, body, people}: `n` counts 1, 2, 3 … within the case, so that',
      'a gap shows. A _body_ names nobody but the requester and the staff. What concerns one person stands in `people`',
      'under that person’s ref (p1, p2 …), encrypted under a key of its own, and can be forgotten alone. A public leaf',
      'of the log is a salted commitment to all of it and shows none of it.',
    ].join('\n'),
    ...each,
    '# What people do for themselves',
    [
      'Each act of a person (an objection, a consent, a complaint …) is a stream of its own (src/person/events.ts). Its body',
      'names nobody; the one person of it is `p1`. The table of what happened when calls each of these events',
      '`person.acted`, so that it does not tell an objection from a complaint.',
    ].join('\n'),
    ...Object.entries(personEventWords).map(([type, { says, body, person }]) =>
      [
        `## ${type}`,
        says,
        table(['part', 'field', 'what it says'], [...fieldsOf('body', body), ...fieldsOf('person', person)]),
      ].join('\n\n'),
    ),
    '# The events of the office about the law',
    [
      'They stand in the office’s own stream (src/pipeline/law-events.ts) and concern no person. What they add up to is the',
      'law that decides: see [decision 0011](decisions/0011-rules-in-force-come-from-the-log.md).',
    ].join('\n'),
    ...law,
    '# The figures that the public sees',
    [
      'They stand in the office’s own stream (src/pipeline/figures.ts) and concern no person: a month is counted when it',
      'has closed, small counts are hidden (src/report/suppress.ts), and what is shown changes no more.',
    ].join('\n'),
    ...figures,
    '# The count of a day',
    [
      'Each agency and day has a stream of its own (src/pipeline/day-count.ts), in which every release is counted before it',
      'is in the log; it concerns no person. See [decision 0021](decisions/0021-nothing-in-bulk-by-accident.md).',
    ].join('\n'),
    ...counts,
  )
}

function fieldsOf(part: string, fields: Readonly<Record<string, string>>): string[][] {
  return Object.entries(fields).map(([field, words]) => [part, code(field), words])
}

function page(title: string, source: string, ...parts: readonly string[]): string {
  const origin = `<!-- Printed by scripts/docs.ts from ${source}; change that file and run the script. -->`
  return `${[origin, `# ${title}`, ...parts].join('\n\n')}\n`
}

/** Padded as the formatter pads it, so that it has nothing to change. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...rows].map((cells) => (cells[i] ?? '').length)))
  const row = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  return [row(head), row(widths.map((width) => '-'.repeat(width))), ...rows.map(row)].join('\n')
}

function code(text: string): string {
  return `\`${text}\``
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(await documents())) writeFileSync(new URL(path, root), text)
}
