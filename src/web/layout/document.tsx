/** What every page has: its language, its sheets, the way past the menu, who it belongs to and who helps. */
import { raw } from 'hono/html'
import type { Doors } from '../doors.ts'
import { homeOf } from '../home.ts'
import type { Visit } from '../visit.ts'
import { href } from '../words/href.ts'
import type { Key } from '../words/catalogues.ts'
import { isReviewed } from '../words/reviewed.ts'
import { words } from '../words/words.ts'
import { LanguageMenu } from './language-menu.tsx'
import { Mark } from './mark.tsx'
import { Language, T, type Child } from './said.tsx'

/** What a shell needs of the doors. */
export type From = Pick<Doors, 'assets' | 'demo'>

export interface PageProps {
  readonly visit: Visit
  readonly doors: From
  /** For the browser's tab. Nothing about a person may stand in it. */
  readonly title: string
  readonly children?: Child
  /** A problem stands on the page, so the tab says so first. */
  readonly failed?: boolean
  /** The help line; without one, people are sent to the number on their notices, and staff to nobody. */
  readonly help?: string
}

export interface NavItem {
  readonly path: string
  readonly label: Key | { readonly text: string }
  /** Pages that belong to it and stand elsewhere. */
  readonly also?: readonly string[]
}

interface DocumentProps extends PageProps {
  readonly sheet: 'public' | 'desk'
  readonly nav: readonly NavItem[]
  /** More than one language is offered. */
  readonly languages?: boolean
  /** Stands on top of everything, such as the button to leave at once. */
  readonly above?: Child
  /** Beside the name of the product: who is signed in. */
  readonly beside?: Child
  readonly wide?: boolean
}

export function Document(props: DocumentProps): Child {
  const { visit, doors, title, sheet, nav, children, above, beside, failed, help, languages, wide } = props
  const said = words(visit.locale)
  const { t } = said
  return (
    <Language value={said}>
      {raw('<!doctype html>')}
      <html lang={visit.locale} dir={said.direction}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{`${failed === true ? `${t('errors.prefix')} ` : ''}${title} – ${t('brand')}`}</title>
          <link rel="stylesheet" href={doors.assets.href(`${sheet}.css`)} />
          <link rel="icon" href={doors.assets.href('mark.svg')} type="image/svg+xml" />
          <script type="module" src={doors.assets.href(sheet === 'desk' ? 'desk.js' : 'public.js')}></script>
        </head>
        <body class={`on-${sheet}`}>
          <a class="usa-skipnav" href="#main">
            <T k="skip" />
          </a>
          {doors.demo && (
            <section class="usa-banner" aria-label="DEMO">
              <strong>
                <T k="demo.banner" />
              </strong>{' '}
              <T k="demo.more" />
            </section>
          )}
          {above}
          <header class="usa-header">
            <div class="bar">
              <a class="brand" href={href(visit, sheet === 'desk' ? homeOf(visit.who?.roles ?? []) : '/')}>
                <Mark />
                <span>
                  <span class="brand-name">{t('brand')}</span>
                  <span class="brand-line">
                    <T k="brand.line" />
                  </span>
                </span>
              </a>
              <div class="beside">
                {beside}
                {languages === true && <LanguageMenu visit={visit} />}
              </div>
            </div>
            {nav.length > 0 && <Nav visit={visit} items={nav} label={t('menu.main')} />}
          </header>
          <main id="main" class={wide === true ? 'wide' : undefined} tabindex={-1}>
            {languages === true && !isReviewed(visit.locale) && (
              <p class="unreviewed">
                <T k="unreviewed" />
              </p>
            )}
            {children}
          </main>
          <footer class="usa-footer">
            <div class="foot">
              {(help !== undefined || languages === true) && (
                <p class="help-line">
                  <strong>{help === undefined ? <T k="help.none" /> : <T k="help" args={{ phone: help }} />}</strong>{' '}
                  <T k="help.hours" />
                </p>
              )}
              <ul class="foot-links">
                <FootLink visit={visit} path="/rules" k="footer.rules" />
                <FootLink visit={visit} path="/will-not" k="footer.will-not" />
                <FootLink visit={visit} path="/privacy" k="footer.privacy" />
                <FootLink visit={visit} path="/accessibility" k="footer.accessibility" />
              </ul>
            </div>
          </footer>
        </body>
      </html>
    </Language>
  )
}

function FootLink({ visit, path, k }: { readonly visit: Visit; readonly path: string; readonly k: Key }): Child {
  return (
    <li>
      <a href={href(visit, path)}>
        <T k={k} />
      </a>
    </li>
  )
}

interface NavProps {
  readonly visit: Visit
  readonly items: readonly NavItem[]
  readonly label: string
}

/** The place that the visitor is in: the deepest item whose address begins this page's. */
function Nav({ visit, items, label }: NavProps): Child {
  const under = (path: string): boolean => visit.path === path || (path !== '/' && visit.path.startsWith(`${path}/`))
  const here =
    items.find(({ also }) => also?.some(under)) ??
    items.filter(({ path }) => under(path)).toSorted((a, b) => b.path.length - a.path.length)[0]
  return (
    <nav class="usa-nav" aria-label={label}>
      <ul>
        {items.map((item) => (
          <li>
            <a href={href(visit, item.path)} aria-current={item === here ? 'page' : undefined}>
              {typeof item.label === 'string' ? <T k={item.label} /> : item.label.text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
