/** What every page has: a title, its language, its look, and a way past its head. */
import { Html, html, type Piece } from './html.ts'
import { style } from './style.ts'

/** By this the program knows a page that it wrote itself, and may write again. */
export const generator = 'postern rules docs'

export interface PageParts {
  readonly title: string
  /** Runs along the head of each printed page. */
  readonly running: string
  readonly head: Piece
  readonly main: Piece
  readonly foot: Piece
}

export function page({ title, running, head, main, foot }: PageParts): string {
  return html`<!doctype html>
    <html lang="en-US">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="${generator}" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${title}</title>
        <style>
          ${new Html(style(running))}
        </style>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <div class="sheet">
          <header>${head}</header>
          <main id="content">${main}</main>
          <footer>${foot}</footer>
        </div>
      </body>
    </html> `.text
}
