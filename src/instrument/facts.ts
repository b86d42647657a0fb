import type { CaseInstrument } from '#vocabulary/case-file.ts'

/** What a person of the staff read off a paper. Whether the paper is real is found elsewhere, with its issuer. */
export type InstrumentFacts = Omit<CaseInstrument, 'authenticity'>
