import type { CaseInstrument } from '#vocabulary/case-file.ts'
import type { Plain } from '#vocabulary/plain.ts'

/** What a person of the staff read off a paper. Whether the paper is real is found elsewhere, with its issuer. */
export type InstrumentFacts = Plain<Omit<CaseInstrument, 'authenticity'>>
