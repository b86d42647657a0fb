/** What came of deciding again, as parts of the page: the answer first, then why. */
import type { CellDifference, CellVerdict } from '#decision/differences.ts'
import type { ExplainedCell, Look } from '#decision/explain.ts'
import type { Cell, Decision } from '#vocabulary/case-file.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { PageElement } from '#verify/browser/dom.ts'
import { list, make, more, section, table, type Child } from './elements.ts'
import type { Finding, Replayed } from './replay.ts'

const {
  dispositions,
  duties,
  needs,
  programs,
}: Readonly<Record<'dispositions' | 'duties' | 'needs' | 'programs', Readonly<Record<string, string>>>> = vocabulary

export function reportOf(replayed: Replayed): PageElement[] {
  const { decision, findings, differences } = replayed
  return [
    verdict(decision, findings),
    ...checks(
      'What is not as recorded',
      findings.filter(({ ok }) => !ok),
    ),
    ...(differences === undefined || differences.cells.length === 0 ? [] : [differing(differences.cells)]),
    ...checks(
      'What is as recorded',
      findings.filter(({ ok }) => ok),
    ),
    section('What the law gives, cell by cell', ...cellTables(decision.cells)),
    ...attached(decision),
    section('The rules that it cites', cited(replayed)),
    more('One rule after another, and what each did', () => explained(replayed.explain())),
    more('The decision as JSON', () => [json(decision)]),
  ]
}

function verdict({ case: name, disposition }: Decision, findings: readonly Finding[]): PageElement {
  const failing = findings.find(({ ok }) => !ok)
  const kind = findings.length === 0 ? 'plain' : failing === undefined ? 'yes' : 'no'
  const word = findings.length === 0 ? 'Decided' : failing === undefined ? 'The same' : failing.title
  const meaning = `${dispositions[disposition] ?? disposition}.`
  const words = {
    plain: 'No recorded decision was given, so nothing was compared.',
    yes: 'The recorded decision follows from these facts under these rules, cell by cell and word for word.',
    no: failing?.words ?? '',
  }[kind]
  const heading = make('h2', '', make('span', 'word', word), make('span', 'subject', name))
  heading.setAttribute('id', 'verdict')
  heading.setAttribute('tabindex', '-1')
  const made = make('p', '', make('b', '', 'This page decided: '), `${disposition}. ${meaning}`)
  return make('header', `verdict ${kind}`, heading, make('p', '', words), made)
}

function checks(title: string, findings: readonly Finding[]): PageElement[] {
  if (findings.length === 0) return []
  const items = findings.map(({ ok, words, evidence }) => {
    const facts = Object.entries(evidence).flatMap(([name, value]) => [
      make('dt', '', spaced(name)),
      make('dd', '', value),
    ])
    const item = make('li', ok ? 'yes' : 'no')
    if (facts.length === 0) item.append(make('p', '', words))
    else {
      const details = make('details', '', make('summary', '', words), make('dl', '', ...facts))
      // What is not so lies open: whoever reads has come for it.
      if (!ok) details.setAttribute('open', '')
      item.append(details)
    }
    return item
  })
  return [make('section', 'checks', make('h3', '', title), make('ol', '', ...items))]
}

function differing(cells: readonly CellDifference[]): PageElement {
  const rows = cells.map(({ subject, program, element, was, wouldBe }): Child[][] => [
    [`${whoIs(subject)} · ${program}`],
    [element],
    shown(was),
    shown(wouldBe),
  ])
  return section(
    'Which cells',
    table('differing', ['Cells that come out differently'], ['Person', 'Element', 'Recorded', 'Decided here'], rows),
  )
}

function shown(one: CellVerdict | undefined): Child[] {
  return one === undefined ? ['no such cell'] : [badge(one.outcome), ...needsOf(one.needs)]
}

/** Cells that came out alike, for the same reason, stand in one row. */
function cellTables(cells: readonly Cell[]): PageElement[] {
  const blocks = Map.groupBy(cells, ({ subject, program }) => JSON.stringify([subject, program]))
  return [...blocks.values()].map((block) => {
    const [{ subject, program } = { subject: '', program: '' }] = block
    const alike = Map.groupBy(block, ({ outcome, needs: lacking, basis, why }) =>
      JSON.stringify([outcome, lacking, basis, why]),
    )
    const rows = [...alike.values()].map((group) => rowOf(group))
    const caption = [make('b', '', whoIs(subject)), ` ${programs[program] ?? program}`]
    return table('cells', caption, ['Outcome', 'Elements', 'Why', 'By'], rows)
  })
}

function whoIs(subject: string): string {
  return subject === '*' ? 'whoever is meant (nobody is listed)' : subject
}

function rowOf(cells: readonly Cell[]): Child[][] {
  const [first] = cells
  if (first === undefined) return []
  return [
    [badge(first.outcome)],
    [cells.map(({ element }) => element).join(', ')],
    [make('p', '', first.why), ...needsOf(first.needs)],
    first.basis.flatMap((id) => [make('span', 'id', id), ' ']),
  ]
}

function badge(outcome: string): PageElement {
  return make('span', `outcome ${outcome in vocabulary.outcomes ? outcome : ''}`, outcome)
}

function needsOf(lacking: readonly string[]): PageElement[] {
  return lacking.length === 0
    ? []
    : [
        list(
          'needs',
          lacking.map((need) => [`${needs[need] ?? need}.`]),
        ),
      ]
}

function attached({ duties: owed, missing, deadlines }: Decision): PageElement[] {
  return [
    ...(deadlines.length === 0
      ? []
      : [
          section(
            'Days',
            list(
              'list',
              deadlines.map(({ on, what, basis }) => [
                make('b', '', on),
                ` ${what}${basis === undefined ? '' : ` (${basis})`}`,
              ]),
            ),
          ),
        ]),
    ...(missing.length === 0 ? [] : [section('What the request lacks', make('p', '', missing.join(', ')))]),
    section(
      'What the law attaches',
      list(
        'list',
        owed.map((duty) => [`${duties[duty] ?? duty}.`]),
      ),
    ),
  ]
}

function cited({ decision, rules: { rules } }: Replayed): PageElement {
  const ids = new Set(decision.cells.flatMap(({ basis }) => basis))
  const items = rules
    .filter(({ id }) => ids.has(id))
    .map(({ id, citation, title, plain, source, confidence }): Child[] => [
      make('b', '', id),
      ` ${citation}. ${title}.`,
      make('p', '', `In plain words: ${plain}.`),
      make('small', '', `${source === '' ? '' : `${source} · `}${confidenceInWords(confidence)}`),
    ])
  return list('rules', items)
}

const readHow: Readonly<Record<string, string>> = {
  TEXT: 'the text itself was read',
  'TEXT-PART': 'only the beginning of the text could be read',
  SECONDARY: 'seen only through a manual, an opinion or a summary',
  RECALLED: 'from memory: the text was not seen',
  PRODUCT: 'how this product carries out several clauses',
}

function confidenceInWords(confidence: string): string {
  return confidence
    .split(' / ')
    .map((word) => readHow[word] ?? word)
    .join('; ')
}

const saidFirst: readonly Look['does'][] = ['opens', 'lacks', 'stopped', 'attaches', 'forbids', 'fails', 'silent']

/** Cells for which every rule did the same stand together. */
function explained(cells: readonly ExplainedCell[]): PageElement[] {
  const alike = Map.groupBy(cells, ({ subject, program, purposes }) => JSON.stringify([subject, program, purposes]))
  return [...alike.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const about = `${first.subject} · ${first.program} · ${group.map(({ element }) => element).join(', ')}`
    if (first.purposes.length === 0)
      return [make('p', 'looks', `${about}: there is no such entry, so no rule was asked.`)]
    return first.purposes.map(({ purpose, rules }) =>
      table(
        'looks',
        [make('b', '', about), ` for ${purpose}`],
        ['It', 'Rule', 'Because'],
        saidFirst.flatMap((does) => rules.filter((one) => one.does === does)).map(lookRow),
      ),
    )
  })
}

function lookRow({ does, rule, citation, paper, because }: Look): Child[][] {
  return [
    [does],
    [make('b', '', rule), paper === undefined ? '' : ` with ${paper}`, make('p', '', make('small', '', citation))],
    [because.join('; ')],
  ]
}

/** One line, as the command prints it. */
function json(decision: Decision): PageElement {
  const pre = make('pre', '', JSON.stringify(decision))
  pre.setAttribute('id', 'json')
  return pre
}

/** theseRules → these rules */
function spaced(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
