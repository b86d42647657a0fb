import { describe, expect, it } from 'vitest'
import { theLaw } from '#testing/law.ts'
import type { CaseFile, CaseInstrument } from '#vocabulary/case-file.ts'
import { answerDay, nextAnswerDay, officeHolidays } from './answer-day.ts'

const rules = await theLaw()

function asked(on: string, instruments: CaseInstrument[] = [], agency = 'ma-dta'): CaseFile {
  return {
    caseFile: 1,
    case: 'synthetic',
    asOf: `${on}T15:00:00-05:00`,
    agency,
    request: {
      form: 'written',
      requester: { kind: 'federal-law-enforcement', organization: 'ice-ero' },
      purpose: 'civil-immigration-enforcement',
      programs: ['snap'],
      elements: ['home-address'],
      instruments,
    },
    subjects: [],
  }
}
const returnable = (on: string): CaseInstrument => ({ id: 'i1', kind: 'administrative-subpoena', returnOn: on })
const refusalOn = (file: CaseFile, days = 5) => answerDay(file, { answer: 'refusal' }, rules, days)

describe('the day of an answer', () => {
  it('is the next business day for what is lacking and for who answers a court, whatever the agency takes otherwise', () => {
    for (const answer of ['mend', 'counsel'] as const) {
      expect(answerDay(asked('2026-11-20'), { answer }, rules, 5)).toBe('2026-11-23')
      // Thanksgiving is no business day.
      expect(answerDay(asked('2026-11-25'), { answer }, rules, 5)).toBe('2026-11-27')
    }
  })

  it('is so many business days on for a refusal, with the holidays of the state', () => {
    expect(refusalOn(asked('2026-11-20'))).toBe('2026-11-30')
    expect(refusalOn(asked('2026-11-20'), 1)).toBe('2026-11-23')
    // Patriots' Day, the third Monday of April, which Massachusetts and Maine keep and the United States does not.
    expect(refusalOn(asked('2027-04-16'), 1)).toBe('2027-04-20')
    expect(refusalOn(asked('2027-04-16', [], 'me-dhhs-ofi'), 1)).toBe('2027-04-20')
    expect(officeHolidays(rules, 'ma-dta').length).toBeGreaterThan(
      officeHolidays({ ...rules, rules: [] }, 'ma-dta').length,
    )
  })

  it('comes before the day on which a paper is returnable, and never on the day of asking itself', () => {
    expect(refusalOn(asked('2026-11-20', [returnable('2026-11-25')]))).toBe('2026-11-24')
    expect(refusalOn(asked('2026-11-20', [returnable('2026-12-09')]))).toBe('2026-11-30')
    expect(refusalOn(asked('2026-11-20', [returnable('2026-11-20')]))).toBe('2026-11-23')
  })

  it('moves to the next business day where it was missed', () => {
    expect(nextAnswerDay('2026-11-25', 'ma-dta', rules)).toBe('2026-11-27')
  })
})
