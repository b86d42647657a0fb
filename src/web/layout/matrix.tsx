/** A decision as a picture: each element against each person and program, by shape, word and color. */
import { SignOf, type Sign } from './signs.tsx'
import { Scroll } from './table.tsx'
import { T, type Child } from './said.tsx'

export type MatrixOutcome = 'release' | 'hold' | 'deny'

const signOfOutcome = { release: 'ok', hold: 'wait', deny: 'stop' } as const satisfies Record<MatrixOutcome, Sign>

interface MatrixProps {
  readonly caption: Child
  /** Unique on the page. */
  readonly id: string
  /** Person and program; people whose columns follow each other share a head. */
  readonly columns: readonly { readonly id: string; readonly person: Child; readonly program: Child }[]
  readonly rows: readonly {
    readonly element: Child
    /** By the column's id; a column without one was not asked for. */
    readonly cells: Readonly<Record<string, MatrixCell>>
  }[]
}

interface MatrixCell {
  readonly outcome: MatrixOutcome
  /** Where its rule and sentence stand. */
  readonly href?: string
}

export function Matrix({ caption, id, columns, rows }: MatrixProps): Child {
  const people = groups(columns)
  return (
    <>
      <p class="caption" id={`${id}-caption`}>
        {caption}
      </p>
      <Scroll by={`${id}-caption`}>
        <table class="matrix" id={id} aria-labelledby={`${id}-caption`}>
          <thead>
            <tr>
              <td></td>
              {people.map(({ person, span }) => (
                <th scope="colgroup" colspan={span}>
                  {person}
                </th>
              ))}
            </tr>
            <tr>
              <td></td>
              {columns.map(({ program }) => (
                <th scope="col">{program}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ element, cells }) => (
              <tr>
                <th scope="row">{element}</th>
                {columns.map((column) => (
                  <Cell cell={Object.hasOwn(cells, column.id) ? cells[column.id] : undefined} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <MatrixKey />
    </>
  )
}

function Cell({ cell }: { readonly cell: MatrixCell | undefined }): Child {
  if (cell === undefined) {
    return (
      <td class="matrix-none">
        <span class="usa-sr-only">
          <T k="matrix.none" />
        </span>
        <SignOf sign="none" />
      </td>
    )
  }
  const { outcome, href } = cell
  const said = <OutcomeWord outcome={outcome} />
  return <td class={`matrix-${outcome}`}>{href === undefined ? said : <a href={href}>{said}</a>}</td>
}

/** An outcome by shape, word and color. */
export function OutcomeWord({ outcome }: { readonly outcome: MatrixOutcome }): Child {
  return (
    <span class={`outcome outcome-${outcome}`}>
      <SignOf sign={signOfOutcome[outcome]} />
      <T k={`matrix.${outcome}`} />
    </span>
  )
}

function MatrixKey(): Child {
  return (
    <p class="matrix-key">
      <span class="usa-sr-only">
        <T k="matrix.key" />
        {': '}
      </span>
      <OutcomeWord outcome="release" /> <OutcomeWord outcome="hold" /> <OutcomeWord outcome="deny" />{' '}
      <span class="outcome">
        <SignOf sign="none" />
        <T k="matrix.none" />
      </span>
    </p>
  )
}

/** Neighboring columns of one person, by the part of the id before the first slash. */
function groups(columns: MatrixProps['columns']): { readonly person: Child; span: number }[] {
  const found: { readonly key: string; readonly person: Child; span: number }[] = []
  for (const { id, person } of columns) {
    const [key = id] = id.split('/')
    const last = found.at(-1)
    if (last?.key === key) last.span += 1
    else found.push({ key, person, span: 1 })
  }
  return found
}
