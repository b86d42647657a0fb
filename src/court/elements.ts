/** Making parts of the page. Nothing is ever written as HTML, so no file can bring any. */
import type { PageDocument, PageElement } from '#verify/browser/dom.ts'

declare const document: PageDocument

export type Child = PageElement | string

export function part(id: string): PageElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no part "${id}"`)
  return found
}

export function make(tag: string, className: string, ...children: readonly Child[]): PageElement {
  const element = document.createElement(tag)
  if (className !== '') element.className = className
  element.append(...children.map((child) => (typeof child === 'string' ? readable(child) : child)))
  return element
}

export function list(className: string, items: readonly (readonly Child[])[]): PageElement {
  return make('ul', className, ...items.map((item) => make('li', '', ...item)))
}

export function section(title: string, ...children: readonly Child[]): PageElement {
  return make('section', '', make('h3', '', title), ...children)
}

/**
 * A table that stays one for readers by ear where a narrow screen shows each row by itself, which is why it says
 * its roles.
 */
export function table(
  className: string,
  caption: readonly Child[],
  heads: readonly string[],
  rows: Child[][][],
): PageElement {
  const head = heads.map((name) => {
    const th = role(make('th', '', name), 'columnheader')
    th.setAttribute('scope', 'col')
    return th
  })
  const body = rows.map((cells) => {
    const tds = cells.map((children, i) => {
      const td = role(make('td', '', ...children), 'cell')
      td.setAttribute('data-label', heads[i] ?? '')
      return td
    })
    return role(make('tr', '', ...tds), 'row')
  })
  return role(
    make(
      'table',
      className,
      make('caption', '', ...caption),
      role(make('thead', '', role(make('tr', '', ...head), 'row')), 'rowgroup'),
      role(make('tbody', '', ...body), 'rowgroup'),
    ),
    'table',
  )
}

function role(element: PageElement, name: string): PageElement {
  element.setAttribute('role', name)
  return element
}

/** Shut until somebody opens it, and made only then. */
export function more(title: string, content: () => readonly Child[]): PageElement {
  const details = make('details', 'more', make('summary', '', title))
  let made = false
  details.addEventListener('toggle', () => {
    if (made) return
    made = true
    details.append(...content().map((child) => (typeof child === 'string' ? readable(child) : child)))
  })
  return details
}

/** What a file says may hold marks that turn the direction of reading; they are shown as spaces. */
function readable(text: string): string {
  return text.replaceAll(/(?!\n)[\p{Cc}\p{Cf}]/gu, ' ')
}
