/** Headings, the way back, boxes that stand out, and what opens on a click. */
import { SignOf, type Sign } from './signs.tsx'
import { classes, T, type Child } from './said.tsx'

interface PageTitleProps {
  /** A small line above: what kind of page, which case. */
  readonly eyebrow?: Child
  /** One or two sentences: what happened, what one can do, by when. */
  readonly lead?: Child
  readonly children?: Child
}

/** The one h1 of a page. */
export function PageTitle({ eyebrow, lead, children }: PageTitleProps): Child {
  return (
    <div class="page-title">
      {eyebrow !== undefined && <p class="eyebrow">{eyebrow}</p>}
      <h1>{children}</h1>
      {lead !== undefined && <p class="usa-intro">{lead}</p>}
    </div>
  )
}

interface BreadcrumbsProps {
  readonly trail: readonly { readonly href: string; readonly text: Child }[]
  /** This page. */
  readonly here: Child
}

export function Breadcrumbs({ trail, here }: BreadcrumbsProps): Child {
  return (
    <nav class="usa-breadcrumb" aria-labelledby="you-are-here">
      <span id="you-are-here" class="usa-sr-only">
        <T k="you-are-here" />
      </span>
      <ol>
        {trail.map(({ href, text }) => (
          <li>
            <a href={href}>{text}</a>
          </li>
        ))}
        <li aria-current="page">{here}</li>
      </ol>
    </nav>
  )
}

type AlertKind = 'info' | 'success' | 'warning' | 'error'

const signOfAlert = { info: 'info', success: 'ok', warning: 'wait', error: 'stop' } as const satisfies Record<
  AlertKind,
  Sign
>

interface AlertProps {
  readonly kind: AlertKind
  readonly heading?: Child
  /** For what has just happened, so that a screen reader says it. */
  readonly live?: boolean
  readonly children?: Child
}

/** Says its kind in a word as well as by shape and color. */
export function Alert({ kind, heading, live, children }: AlertProps): Child {
  return (
    <div class={`usa-alert usa-alert--${kind}`} role={live === true ? 'status' : undefined}>
      <SignOf sign={signOfAlert[kind]} />
      <div>
        {heading === undefined ? (
          <span class="usa-sr-only">
            <T k={`alert.${kind}`} />
            {': '}
          </span>
        ) : (
          <h2 class="usa-alert__heading">{heading}</h2>
        )}
        {children}
      </div>
    </div>
  )
}

interface TagProps {
  readonly sign?: Sign
  readonly children?: Child
}

/** A word with a shape. */
export function Tag({ sign, children }: TagProps): Child {
  return (
    <span class={classes('usa-tag', sign !== undefined && `usa-tag--${sign}`)}>
      {sign !== undefined && <SignOf sign={sign} />}
      {children}
    </span>
  )
}

interface DetailsProps {
  readonly summary: Child
  readonly open?: boolean
  readonly id?: string
  readonly children?: Child
}

/** Readable without script; opened before printing (`script/details.ts`). */
export function Details({ summary, open, id, children }: DetailsProps): Child {
  return (
    <details class="more" open={open} id={id}>
      <summary>{summary}</summary>
      <div>{children}</div>
    </details>
  )
}

/** What somebody has to know before going on, set apart. */
export function SummaryBox({ heading, children }: { readonly heading: Child; readonly children?: Child }): Child {
  return (
    <section class="usa-summary-box">
      <h2>{heading}</h2>
      {children}
    </section>
  )
}
