/** Codes of rules and claims, as keys of the catalogue. */
import type { Effect } from '#decision/rules.ts'
import type { Claim } from '#law-documents/notes.ts'
import type { Sign } from '../../layout/signs.tsx'
import type { Key } from '../../words/catalogues.ts'

export const signOfEffect: Readonly<Record<Effect, Sign>> = {
  requires: 'ok',
  permits: 'ok',
  conditions: 'wait',
  forbids: 'stop',
  duty: 'info',
}

const confidences: Readonly<Record<string, Key>> = {
  TEXT: 'rules.confidence.text',
  'TEXT-PART': 'rules.confidence.text-part',
  SECONDARY: 'rules.confidence.secondary',
  RECALLED: 'rules.confidence.recalled',
  PRODUCT: 'rules.confidence.product',
  'not found': 'rules.confidence.not-found',
}

/** "TEXT-PART / RECALLED": each in words, in its order. */
export function confidenceKeys(confidence: string): readonly Key[] {
  return confidence.split(' / ').flatMap((one) => confidences[one] ?? [])
}

export const verdicts: Readonly<Record<Claim['verdict'], { readonly key: Key; readonly sign: Sign }>> = {
  supported: { key: 'claims.verdict.supported', sign: 'ok' },
  'supported in part': { key: 'claims.verdict.part', sign: 'wait' },
  unsupported: { key: 'claims.verdict.unsupported', sign: 'stop' },
  unverifiable: { key: 'claims.verdict.unverifiable', sign: 'wait' },
  contradicted: { key: 'claims.verdict.contradicted', sign: 'stop' },
  'not a legal claim': { key: 'claims.verdict.not-legal', sign: 'info' },
}
