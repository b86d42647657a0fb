/**
 * The pages of a paper as pictures: what staff look at beside the questions, instead of opening the file somewhere.
 */

/**
 * Why a paper is not drawn:
 * - `locked`: it asks for a password.
 * - `broken`: it is no PDF, or one that nobody could draw.
 * - `too-much`: it takes longer, or more memory, than a paper may.
 * - `busy`: too many papers are being drawn already.
 */
export type NotDrawn = 'locked' | 'broken' | 'too-much' | 'busy'

/** In pixels, as it is drawn. */
export interface PageSize {
  readonly width: number
  readonly height: number
}

export interface Pages {
  /** Of the whole paper, those that are not drawn among them. */
  readonly count: number
  /** Of the pages that are drawn, in order: the first so many, for a paper may have thousands. */
  readonly sizes: readonly PageSize[]
}

/** Draws what is hostile until it is drawn: neither function throws, whatever it is given. */
export interface PageDrawer {
  /** How many pages a PDF has, and how large they are. */
  measure(pdf: Uint8Array): Promise<{ readonly pages: Pages } | { readonly not: NotDrawn }>
  /** One page, as PNG. @param page from 1 on; `no-page` for one that it has not, or that is not drawn */
  draw(pdf: Uint8Array, page: number): Promise<{ readonly png: Uint8Array } | { readonly not: NotDrawn | 'no-page' }>
}
