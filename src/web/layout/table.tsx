/** Tables and lists of facts. */
import { classes, T, type Child } from './said.tsx'

interface Column {
  readonly head: Child
  readonly numeric?: boolean
}

interface TableProps {
  /** What the table shows; a screen reader says it first. */
  readonly caption: Child
  readonly columns: readonly Column[]
  /** The first cell of each row is its head. */
  readonly rows: readonly (readonly Child[])[]
  /** Unique on the page. */
  readonly id: string
  /** On a narrow screen each row becomes a card, with the column's head by each value. Else the table scrolls. */
  readonly stack?: boolean
  /** What to say where there are no rows: what would be here. */
  readonly empty?: Child
  /** The caption is there for screen readers alone, because a heading right above says the same. */
  readonly quietCaption?: boolean
}

/** Roles are written out, because a table that is laid out as cards would lose them. */
export function Table({ caption, columns, rows, id, stack, empty, quietCaption }: TableProps): Child {
  const body =
    rows.length === 0 ? (
      <tr role="row">
        <td role="cell" colspan={columns.length} class="empty">
          {empty ?? <T k="table.empty" />}
        </td>
      </tr>
    ) : (
      rows.map((row) => (
        <tr role="row">
          {row.map((cell, n) => {
            const numeric = columns[n]?.numeric === true ? 'numeric' : undefined
            const label =
              stack === true && n > 0 ? (
                <span class="cell-label" aria-hidden="true">
                  {columns[n]?.head}
                </span>
              ) : null
            return n === 0 ? (
              <th role="rowheader" scope="row" class={numeric}>
                {cell}
              </th>
            ) : (
              <td role="cell" class={numeric}>
                {label}
                <span class="cell-value">{cell}</span>
              </td>
            )
          })}
        </tr>
      ))
    )
  return (
    <Scroll by={`${id}-caption`} still={stack === true}>
      <table id={id} role="table" class={classes('usa-table', stack === true && 'usa-table--stacked')}>
        <caption id={`${id}-caption`} class={quietCaption === true ? 'usa-sr-only' : undefined}>
          {caption}
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ head, numeric }) => (
              <th role="columnheader" scope="col" class={numeric === true ? 'numeric' : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">{body}</tbody>
      </table>
    </Scroll>
  )
}

interface ScrollProps {
  /** The id of what names it. */
  readonly by: string
  readonly still?: boolean
  readonly children?: Child
}

/** Too wide for a phone: it can be moved by finger, wheel and arrow keys. */
export function Scroll({ by, still, children }: ScrollProps): Child {
  if (still === true) return <div class="scroll">{children}</div>
  return (
    <div class="scroll" role="region" aria-labelledby={by} tabindex={0}>
      {children}
    </div>
  )
}

interface SummaryListProps {
  readonly rows: readonly {
    readonly key: Child
    readonly value: Child
    /** Where to change it; `what` says of what, for screen readers. */
    readonly change?: { readonly href: string; readonly text: Child; readonly what: Child }
  }[]
}

/** Facts by their names. */
export function SummaryList({ rows }: SummaryListProps): Child {
  return (
    <dl class="summary-list">
      {rows.map(({ key, value, change }) => (
        <div>
          <dt>{key}</dt>
          <dd>{value}</dd>
          {change !== undefined && (
            <dd class="change">
              <a href={change.href}>
                {change.text}
                <span class="usa-sr-only"> {change.what}</span>
              </a>
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}

interface PaginationProps {
  readonly page: number
  readonly pages: number
  /** The address of a page. */
  readonly href: (page: number) => string
}

export function Pagination({ page, pages, href }: PaginationProps): Child {
  if (pages <= 1) return null
  const near = [...new Set([1, page - 1, page, page + 1, pages])].filter((n) => n >= 1 && n <= pages)
  return (
    <nav class="usa-pagination" aria-labelledby="pages-label">
      <span id="pages-label" class="usa-sr-only">
        <T k="pages" />
      </span>
      <ul>
        {page > 1 && (
          <li>
            <a href={href(page - 1)} rel="prev">
              <T k="pages.previous" />
            </a>
          </li>
        )}
        {near.map((n, at) => (
          <>
            {n - (near[at - 1] ?? n) > 1 && <li class="gap">…</li>}
            <li>
              <a href={href(n)} aria-current={n === page ? 'page' : undefined}>
                <span class="usa-sr-only">
                  <T k="pages.at" args={{ page: n }} />
                </span>
                <span aria-hidden="true">{n}</span>
              </a>
            </li>
          </>
        ))}
        {page < pages && (
          <li>
            <a href={href(page + 1)} rel="next">
              <T k="pages.next" />
            </a>
          </li>
        )}
      </ul>
    </nav>
  )
}
