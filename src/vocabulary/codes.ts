/** The words of the domain, as types. The words themselves stand in vocabulary.json, which equals the contract's. */
import vocabulary from './vocabulary.json' with { type: 'json' }

export { vocabulary }

export type Agency = keyof typeof vocabulary.agencies
export type Program = keyof typeof vocabulary.programs
export type RequesterKind = keyof typeof vocabulary.requesterKinds
export type Organization = keyof typeof vocabulary.organizations
export type Purpose = keyof typeof vocabulary.purposes
export type InstrumentKind = keyof typeof vocabulary.instrumentKinds
export type Statement = keyof typeof vocabulary.statements
export type SubjectMarker = keyof typeof vocabulary.subjectMarkers
export type Outcome = keyof typeof vocabulary.outcomes
export type Need = keyof typeof vocabulary.needs
export type Disposition = keyof typeof vocabulary.dispositions
export type Duty = keyof typeof vocabulary.duties

/** Every element of the vocabulary, in its order. */
export const elements: readonly string[] = Object.values(vocabulary.elements).flat()

export function isCode<Set extends object>(set: Set, code: string): code is Extract<keyof Set, string> {
  return Object.hasOwn(set, code)
}
