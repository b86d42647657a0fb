/**
 * Which translations a named person has checked. A person signs off a whole catalogue as it stands: the entry in
 * `reviewed.json` names who, when, and the digest of what they read, so a message that changes is unchecked again.
 *
 *     "es": { "by": "Name, office", "on": "2027-01-12", "digest": "…" }
 */
import { createHash } from 'node:crypto'
import { catalogues, type Catalogue } from './catalogues.ts'
import type { Locale } from './locales.ts'
import reviewed from './reviewed.json' with { type: 'json' }

interface Review {
  readonly by: string
  readonly on: string
  readonly digest: string
}

const reviews: Readonly<Partial<Record<Locale, Review | null>>> = reviewed

/** SHA-256, hex, over the messages in the order of their names. */
export function digestOf(catalogue: Catalogue): string {
  const messages = Object.entries(catalogue).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(messages)).digest('hex')
}

/** English is the source; any other language is checked only as far as somebody has signed for what stands there now. */
export function isReviewed(locale: Locale, of: typeof reviews = reviews): boolean {
  const review = of[locale]
  return locale === 'en' || (review?.digest !== undefined && review.digest === digestOf(catalogues.get(locale) ?? {}))
}
