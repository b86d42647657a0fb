/** What a worker is given, and what it says. */
import type { Pages, NotDrawn } from '#instrument/pages.ts'

/** How many pages of one paper are drawn; the rest is for who opens the paper itself. */
export const mostPages = 30

export interface Job {
  readonly pdf: Uint8Array
  /** PDFium, compiled: a worker starts in milliseconds with it. */
  readonly program: WebAssembly.Module
  /** Bytes that PDFium may have at the most. */
  readonly memory: number
  /** From 1 on; without one the worker says what pages there are. */
  readonly page?: number
}

export type Answer = { readonly pages: Pages } | { readonly png: Uint8Array } | { readonly not: NotDrawn | 'no-page' }
