/** The words of the domain, as types. The words themselves stand in vocabulary.json, which equals the contract's. */
import vocabulary from './vocabulary.json' with { type: 'json' }

export { vocabulary }

export type Outcome = keyof typeof vocabulary.outcomes
export type Need = keyof typeof vocabulary.needs
export type Disposition = keyof typeof vocabulary.dispositions
export type Duty = keyof typeof vocabulary.duties

/** Every element of the vocabulary, in its order. */
export const elements: readonly string[] = Object.values(vocabulary.elements).flat()

export function isCode<Set extends object>(set: Set, code: string): code is Extract<keyof Set, string> {
  return Object.hasOwn(set, code)
}

/** The agency's name in words; its code, where the vocabulary has none. */
export function agencyName(code: string): string {
  return isCode(vocabulary.agencies, code) ? vocabulary.agencies[code].name : code
}
