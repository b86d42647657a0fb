import { describe, expect, it } from 'vitest'
import { anAnswer, caseIn, counsel, nothing, officer, playAll, reasonsAgainst, type Played } from '#testing/case.ts'
import type { Actor, Command } from './commands.ts'
import type { PersonMatch } from './events.ts'

const system: Actor = { id: 'system:answers', roles: ['system'] }
const received = playAll(nothing, ['receive'])
const later = '2026-12-01T15:00:00.000Z'
const files = {
  pdf: { sha256: 'a'.repeat(64), bytes: 1, type: 'application/pdf', copy: 'YQ==' },
  source: { sha256: 'b'.repeat(64), bytes: 1, type: 'application/json', copy: 'Yg==' },
} as const

function codes({ state }: Played, command: Command, actor: Actor, now = later): string[] {
  return reasonsAgainst(state, command, { now, actor }).map(({ code }) => code)
}

const one: PersonMatch = { match: 'one', key: 'k', programs: ['snap'], holds: [], markers: [] }
const looking: Command = { command: 'match', people: { p1: one, p2: { match: 'none' } } }
const sending = ({ state }: Played): Command => ({
  command: 'send-answer',
  answer: state.answer?.n ?? 0,
  files,
  kind: 'refusal',
  language: 'en',
})

describe('what a requester is told short of a release', () => {
  it('is fixed before anybody is looked for', () => {
    expect(codes(received, looking, officer)).toEqual(['answer-not-fixed'])
    expect(codes(playAll(received, ['fix-answer']), looking, officer)).toEqual([])
  })

  it('is signed by counsel before anybody is looked for, where counsel signs it', () => {
    const fixed = anAnswer(later, { counselSigns: true })
    const waits = playAll(received, ['fix-answer'], { 'fix-answer': { fixed } })
    expect(codes(waits, looking, officer)).toEqual(['answer-not-countersigned'])
    expect(codes(waits, sending(waits), system, fixed.goesOutAt)).toEqual(['counsel-not-signed'])
    const signed = playAll(waits, ['countersign-answer'])
    expect(codes(signed, looking, officer)).toEqual([])
    expect(signed.state.answer).toMatchObject({ countersigned: true, goesOutAt: fixed.goesOutAt })
    const again: Command = { command: 'countersign-answer', answer: fixed ? 2 : 0, goesOutAt: fixed.goesOutAt }
    expect(codes(signed, again, counsel)).toEqual(['nothing-to-countersign'])
  })

  it('never goes out sooner because counsel signed', () => {
    const fixed = anAnswer(later, { counselSigns: true })
    const waits = playAll(received, ['fix-answer'], { 'fix-answer': { fixed } })
    const hurried: Command = { command: 'countersign-answer', answer: 2, goesOutAt: '2026-12-01T15:30:00.000Z' }
    expect(codes(waits, hurried, counsel)).toEqual(['answer-too-early'])
  })

  it('goes out at its time and not before, once', () => {
    const fixed = playAll(received, ['fix-answer'])
    const due = fixed.state.answer?.goesOutAt ?? ''
    const early = new Date(Date.parse(due) - 1).toISOString()
    expect(codes(fixed, sending(fixed), system, early)).toEqual(['answer-too-early'])
    const sent = playAll(fixed, ['send-answer'])
    expect(sent.state.answer?.sent).toBe(true)
    expect(sent.state.letters).toMatchObject([
      { letter: 'l3', kind: 'refusal', to: 'requester', answers: 2, state: 'made' },
    ])
    expect(codes(sent, sending(sent), system)).toEqual(['answer-sent'])
  })

  it('goes out whatever became of the case, unless the release is the answer', () => {
    for (const status of ['matched', 'decided', 'prepared', 'approved', 'released', 'refused'] as const) {
      expect(codes(caseIn(status), sending(caseIn(status)), system), status).toEqual([])
    }
    const withIncident = playAll(caseIn('matched'), ['open-incident'])
    expect(codes(withIncident, sending(withIncident), system)).toEqual([])
    expect(codes(caseIn('delivered'), sending(caseIn('delivered')), system)).toEqual(['not-open'])
    expect(codes(caseIn('withdrawn'), sending(caseIn('withdrawn')), system)).toEqual(['not-open'])
  })

  it('stands whatever staff do after they have looked, and is fixed anew by a paper that nobody had read', () => {
    const looked = playAll(received, ['fix-answer', 'match'])
    const { answer } = looked.state
    for (const step of ['verify-requester', 'decide', 'record-objection', 'serve-notice'] as const) {
      expect(playAll(looked, [step]).state.answer, step).toEqual(answer)
    }
    const read = playAll(looked, ['read-instrument'])
    expect(read.state.answer).toBeUndefined()
    expect(playAll(read, ['fix-answer', 'read-instrument']).state.answer).toBeDefined()
  })

  it('follows what is learned of the request for as long as nobody has looked', () => {
    const fixed = playAll(received, ['fix-answer'])
    expect(playAll(fixed, ['verify-requester']).state.answer).toBeUndefined()
    expect(playAll(fixed, ['read-instrument']).state.answer).toBeUndefined()
    expect(playAll(fixed, ['record-objection']).state.answer).toBeDefined()
  })

  it('keeps a refused case open until it has gone out', () => {
    const refused = caseIn('refused')
    expect(codes(refused, { command: 'close' }, officer)).toEqual(['answer-waits'])
    expect(codes(playAll(refused, ['send-answer']), { command: 'close' }, officer)).toEqual([])
  })
})

describe('a letter', () => {
  const matched = caseIn('matched')
  const made = playAll(matched, ['make-letter'])
  const letter = made.state.letters[0]?.letter ?? ''
  const mark = (as: 'printed' | 'mailed' | 'returned', on = '2026-11-23', named = letter): Command => ({
    command: 'mark-letter',
    letter: named,
    as,
    on,
  })

  it('to a person has its files in that person’s part alone', () => {
    const event = made.events.at(-1)
    expect(JSON.stringify(event?.body)).not.toContain('copy')
    expect(event?.people).toHaveProperty('p1.pdf')
    expect(made.state.letters).toMatchObject([{ person: 'p1', to: 'person', state: 'made' }])
  })

  it('says to whom it goes, and is kept', () => {
    const toWhom: Command = { command: 'make-letter', kind: 'notice', language: 'en', to: 'person', files }
    expect(codes(matched, toWhom, officer)).toEqual(['letter-to-nobody'])
    expect(codes(matched, { ...toWhom, person: 'p9' }, officer)).toEqual(['person-unknown'])
    expect(codes(matched, { ...toWhom, to: 'court', person: 'p1' }, officer)).toEqual(['letter-to-nobody'])
    const { copy: _, ...lost } = files.pdf
    expect(codes(matched, { ...toWhom, person: 'p1', files: { ...files, pdf: lost } }, officer)).toEqual([
      'letter-not-kept',
    ])
    expect(codes(matched, { ...toWhom, person: 'p1' }, officer)).toEqual([])
  })

  it('is printed, mailed and comes back, in days that have come', () => {
    expect(codes(made, mark('returned'), officer)).toEqual(['letter-not-mailed'])
    expect(codes(made, mark('mailed', '2027-01-01'), officer)).toEqual(['day-not-come'])
    expect(codes(made, mark('mailed', '2026-11-23', 'l99'), officer)).toEqual(['letter-unknown'])
    const mailed = playAll(made, ['mark-letter'])
    expect(mailed.state.letters[0]).toMatchObject({ state: 'mailed', on: '2026-11-23' })
    expect(codes(mailed, mark('mailed'), officer)).toEqual(['letter-marked-so'])
    expect(codes(mailed, mark('returned'), officer)).toEqual([])
  })
})
