/** Statute, rule and facts side by side: each rule that opens, holds or stops something here, once. */
import { isReadByTwo } from '#case/readings.ts'
import type { Look } from '#decision/explain.ts'
import type { Rule } from '#decision/rules.ts'
import type { Explained } from '#pipeline/explained.ts'
import type { Child } from '../../layout/said.tsx'
import { Table } from '../../layout/table.tsx'
import { Tag } from '../../layout/text.tsx'
import { href } from '../../words/href.ts'
import { elementName, needName, paperName, signatoryName } from '../names.ts'
import { keptFrom, type OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { organizationName, purposeName } from '../queue/words.ts'

interface Row {
  readonly rule: Rule
  readonly look: Look
  readonly elements: Set<string>
}

const most = 12
const told = ['lacks', 'opens', 'stopped', 'forbids'] as const
type Told = (typeof told)[number]

const saidOf: Readonly<Record<Told, readonly [sign: 'ok' | 'wait' | 'stop', words: string]>> = {
  opens: ['ok', 'opens'],
  lacks: ['wait', 'would open, but lacks'],
  stopped: ['stop', 'would open, but is stopped'],
  forbids: ['stop', 'forbids'],
}

export function SideBySide({ open, law }: { readonly open: OpenCase; readonly law: Explained }): Child {
  const rows = rowsOf(law)
  return (
    <>
      <h2 id="law">Statute, rule and facts</h2>
      {rows.length === 0 ? (
        <p>No rule opens, holds or stops anything here.</p>
      ) : (
        <Table
          id="law-table"
          caption="Statute, rule and facts"
          quietCaption
          stack
          columns={[{ head: 'What the law says' }, { head: 'What the rule does here' }, { head: 'What is known' }]}
          rows={rows.slice(0, most).map((row) => lawRow(row, open))}
        />
      )}
      <p>
        {rows.length > most && `${rows.length - most} more rules. `}
        <a href={href(open.visit, `${casePath(open.number)}/decide`)}>Every rule, element by element</a>
      </p>
    </>
  )
}

function rowsOf({ cells, rules: { rules } }: Explained): readonly Row[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const rows = new Map<string, Row>()
  for (const { element, purposes } of cells) {
    for (const look of purposes.flatMap(({ rules: looks }) => looks)) {
      const rule = byId.get(look.rule.split('/')[0] ?? '')
      if (rule === undefined || toldOf(look) === undefined) continue
      const key = [look.rule, look.paper, look.does, ...look.because].join(' ')
      const row = rows.get(key) ?? { rule, look, elements: new Set<string>() }
      rows.set(key, row)
      row.elements.add(element)
    }
  }
  const place = ({ look }: Row): number => told.findIndex((one) => one === look.does)
  return [...rows.values()].toSorted((a, b) => place(a) - place(b))
}

function toldOf({ does }: Look): Told | undefined {
  return told.find((one) => one === does)
}

function lawRow({ rule, look, elements }: Row, open: OpenCase): readonly Child[] {
  const does = toldOf(look) ?? 'forbids'
  const [sign, word] = saidOf[does]
  const list = [...elements].map(elementName)
  return [
    <>
      <strong>{rule.citation}</strong>
      <div class="law-words">{rule.restated ?? rule.title}</div>
      <div class="soft law-words">
        {[rule.source, `confidence: ${rule.confidence}`].filter((part) => part !== '').join('; ')}.{' '}
        {rule.confirmed === null
          ? 'Not confirmed by counsel.'
          : `Confirmed by ${rule.confirmed.by} on ${rule.confirmed.on}.`}
      </div>
    </>,
    <>
      <span class="cite-id">{look.rule}</span>
      {look.paper === undefined ? '' : ` with ${look.paper}`}
      <div>
        <Tag sign={sign}>{word}</Tag>
      </div>
      {look.because.length > 0 && !keptFrom(open).has(look.paper ?? '') && (
        <div class="soft">{look.because.map((one) => (does === 'lacks' ? needName(one) : one)).join('; ')}</div>
      )}
      <div>{list.length > 6 ? `${list.slice(0, 5).join(', ')} and ${list.length - 5} more` : list.join(', ')}</div>
    </>,
    <ul>
      {knownOf(look, open).map((fact) => (
        <li>{fact}</li>
      ))}
    </ul>,
  ]
}

/** The facts that such a rule looks at: of its paper, else of the request. */
function knownOf({ paper }: Look, { state, request, actor }: OpenCase): readonly string[] {
  const known = paper === undefined ? undefined : state.instruments[paper]
  if (known === undefined) {
    return [
      `${organizationName(request.requester.organization)}, ${state.requesterVerified ? 'verified' : 'not verified'}`,
      `for ${request.purposes.map((purpose) => purposeName(purpose).toLowerCase()).join(', ')}`,
      request.form === 'written' ? 'in writing' : 'by word of mouth',
    ]
  }
  const { readings, facts, authenticity, kind } = known
  // Counsel reads papers too, and then as blind as anybody.
  if (facts === undefined || keptFrom({ state, actor }).has(paper ?? '')) {
    return [`${paper}: read by ${readings.given.length === 0 ? 'nobody' : 'one person'} yet`]
  }
  return [
    `${paper}: ${paperName(kind).toLowerCase()}`,
    facts.signedBy === undefined
      ? 'nobody knows who signed it'
      : `signed by: ${signatoryName(facts.signedBy).toLowerCase()}`,
    authenticity === 'verified'
      ? 'genuine, says its issuer'
      : authenticity === 'failed'
        ? 'not genuine'
        : 'not verified',
    isReadByTwo(readings) ? 'read by two people' : 'read by one person',
  ]
}
