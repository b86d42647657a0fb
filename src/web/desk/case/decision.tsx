/** Asked, allowed and released, side by side: as a picture, and element by element with rule, citation and sentence. */
import type { CaseState } from '#case/state.ts'
import type { Rule } from '#decision/rules.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { Matrix, OutcomeWord } from '../../layout/matrix.tsx'
import type { Child } from '../../layout/said.tsx'
import { SignOf } from '../../layout/signs.tsx'
import { Table } from '../../layout/table.tsx'
import { Alert, Details } from '../../layout/text.tsx'
import { subjectName } from '../members/words.ts'
import { dispositionNames, elementList, elementName, needName } from '../names.ts'
import { KeptWhy } from '../kept-why.tsx'
import { programName, readable } from '../queue/words.ts'
import { cellsOf, type CellLine } from './view.ts'

interface DecisionProps {
  readonly state: CaseState
  /** Papers that this reader is to read without knowing what the other one saw. */
  readonly waiting?: readonly string[]
  readonly rules: ReadonlyMap<string, Rule>
}

/** Tables longer than this are folded, so that the page can be read. */
const mostOpen = 14
/** More classes of members than this are read one by one, and a picture of them would be too wide to see. */
const mostGroups = 8

export function Decision({ state, rules, waiting = [] }: DecisionProps): Child {
  const { decision, request } = state
  if (decision === undefined) {
    return <p>Asked for: {elementList(request?.elements ?? [])}. Nothing is decided yet, so nothing may leave.</p>
  }
  const groups = cellsOf(state)
  const many = groups.length > mostGroups
  const unconfirmed = [...new Set(decision.cells.flatMap(({ basis }) => basis))].filter(
    (id) => rules.get(id)?.confirmed === null,
  )
  return (
    <>
      <p class="usa-intro">{dispositionNames[decision.disposition] ?? decision.disposition}.</p>
      {!many && <Picture state={state} groups={groups} />}
      {groups.map(({ subject, program, cells }) => (
        <Group
          name={`${subjectName(state, subject)}, ${programName(program)}`}
          id={anchor(subject, program)}
          cells={cells}
          rules={rules}
          waiting={waiting}
          folded={many || cells.length > mostOpen}
          released={state.delivered !== undefined}
        />
      ))}
      {decision.duties.length > 0 && (
        <Details summary="What the law asks besides">
          <ul>
            {decision.duties.map((duty) => (
              <li>{vocabulary.duties[duty]}.</li>
            ))}
          </ul>
        </Details>
      )}
      {decision.missing.length > 0 && (
        <Alert kind="warning" heading="The request lacks">
          <p>{decision.missing.map((one) => readable(one).toLowerCase()).join(', ')}</p>
        </Alert>
      )}
      {unconfirmed.length > 0 && <p class="soft">Not confirmed by counsel: {unconfirmed.join(', ')}.</p>}
    </>
  )
}

interface PictureProps {
  readonly state: CaseState
  readonly groups: ReturnType<typeof cellsOf>
}

function Picture({ state, groups }: PictureProps): Child {
  const elements = [...new Set(groups.flatMap(({ cells }) => cells.map(({ element }) => element)))]
  const columns = groups.map(({ subject, program }) => ({
    id: `${subject}/${program}`,
    person: subjectName(state, subject),
    program: programName(program),
  }))
  const rows = elements.map((element) => ({
    element: elementName(element),
    cells: Object.fromEntries(
      groups.flatMap(({ subject, program, cells }) =>
        cells
          .filter((cell) => cell.element === element)
          .map(({ outcome }) => [`${subject}/${program}`, { outcome, href: `#${anchor(subject, program)}` }]),
      ),
    ),
  }))
  const picture = <Matrix id="matrix" caption="What was asked for, and what may leave" columns={columns} rows={rows} />
  return elements.length > mostOpen ? <Details summary="See the decision as a picture">{picture}</Details> : picture
}

interface GroupProps {
  readonly name: string
  readonly id: string
  readonly cells: readonly CellLine[]
  readonly rules: ReadonlyMap<string, Rule>
  readonly waiting: readonly string[]
  readonly folded: boolean
  readonly released: boolean
}

function Group({ name, id, cells, rules, waiting, folded, released }: GroupProps): Child {
  const table = (
    <Table
      id={`${id}-table`}
      caption={`${name}: asked, allowed, released`}
      quietCaption
      stack
      columns={[{ head: 'Asked for' }, { head: 'By the law' }, { head: released ? 'Left' : 'Packed' }, { head: 'Why' }]}
      rows={cells.map((cell) => [
        elementName(cell.element),
        <Allowed cell={cell} />,
        cell.packed ? (
          <span class="outcome">
            <SignOf sign="ok" />
            {released ? 'left' : 'packed'}
          </span>
        ) : (
          <span class="soft">no</span>
        ),
        waiting.length > 0 ? <KeptWhy papers={waiting} /> : <Why cell={cell} rules={rules} />,
      ])}
    />
  )
  return (
    <section id={id} class="cells">
      {!folded && <h3>{name}</h3>}
      {folded ? <Details summary={`${name}: ${summaryOf(cells)}`}>{table}</Details> : table}
    </section>
  )
}

function Allowed({ cell: { outcome, needs } }: { readonly cell: CellLine }): Child {
  return (
    <>
      <OutcomeWord outcome={outcome} />
      {needs.length > 0 && <div class="soft">once {needs.map(needName).join(', and ')}</div>}
    </>
  )
}

function Why({
  cell: { why, basis },
  rules,
}: {
  readonly cell: CellLine
  readonly rules: ReadonlyMap<string, Rule>
}): Child {
  return (
    <>
      <div>{why}</div>
      <ul class="basis soft">
        {basis.map((id) => (
          <li>
            <span class="cite-id">{id}</span> {rules.get(id)?.citation}
          </li>
        ))}
      </ul>
    </>
  )
}

function summaryOf(cells: readonly CellLine[]): string {
  const count = (outcome: CellLine['outcome']): number => cells.filter((cell) => cell.outcome === outcome).length
  return `${cells.length} elements: ${count('release')} may leave, ${count('hold')} held, ${count('deny')} closed`
}

export function anchor(subject: string, program: string): string {
  return `cells-${subject === '*' ? 'group' : subject}-${program}`
}
