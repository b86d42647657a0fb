/** HTML from a template in which everything is escaped that is not HTML already. */

export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Piece = Html | string | number | undefined | readonly Piece[]

/** Nothing is written for undefined, and a list is written one after another. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(strings.map((text, i) => `${text}${written(pieces[i])}`).join(''))
}

function written(piece: Piece): string {
  if (piece === undefined) return ''
  if (piece instanceof Html) return piece.text
  if (typeof piece === 'object') return piece.map(written).join('')
  return String(piece).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** With something between each two. */
export function joined(pieces: readonly Piece[], between: Piece): Piece[] {
  return pieces.flatMap((piece, i) => (i === 0 ? [piece] : [between, piece]))
}

/** A link out of the document; an address that no browser should follow stays text. */
export function linked(address: string, text: string): Html {
  return /^https?:\/\//.test(address) ? html`<a href="${address}" rel="noreferrer">${text}</a>` : html`${text}`
}
