import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { makeTestDirectory } from '#testing/directory.ts'
import { theLaw } from '#testing/law.ts'
import { readNotes } from './read-notes.ts'

const law = await theLaw()
let folder: string
beforeEach(() => {
  folder = makeTestDirectory()
  mkdirSync(join(folder, 'us'))
})

const write = (file: string, text: string) => writeFileSync(join(folder, 'us', file), text)

it('has none where nothing stands beside the packs', async () => {
  rmSync(join(folder, 'us'), { recursive: true })
  expect((await readNotes(folder, law))['us']).toEqual({ questions: [], claims: [], developments: [] })
})

it('reads questions, claims and events, and how the holidays were read', async () => {
  write('questions.yaml', '- { number: 1, asks: Is it?, meanwhile: No., rules: [US-SNAP-00] }')
  write('claims.yaml', '- { claim: It is., verdict: unsupported, as: so far, found: Nothing. }')
  write(
    'developments.yaml',
    '- { when: May 2026, what: A ruling., means: nothing, confidence: TEXT, sources: ["https://example.org"] }',
  )
  write('holidays.yaml', 'confidence: RECALLED\nsource: null\nholidays: []')
  expect((await readNotes(folder, law))['us']).toEqual({
    questions: [{ number: 1, asks: 'Is it?', meanwhile: 'No.', rules: ['US-SNAP-00'] }],
    claims: [{ claim: 'It is.', verdict: 'unsupported', as: 'so far', found: 'Nothing.', rules: [], sources: [] }],
    developments: [
      {
        when: 'May 2026',
        what: 'A ruling.',
        means: 'nothing',
        confidence: 'TEXT',
        rules: [],
        sources: ['https://example.org'],
      },
    ],
    holidays: { confidence: 'RECALLED', source: '' },
  })
})

it.each([
  [
    'a rule that is not there',
    'questions.yaml',
    '- number: 1\n  asks: A\n  meanwhile: B\n  rules: [US-SNAP-0]',
    /us\/questions\.yaml:4: there is no rule US-SNAP-0/,
  ],
  ['a number that is none', 'questions.yaml', '- number: first', /questions\.yaml:1: this is no number/],
  [
    'a verdict mistyped',
    'claims.yaml',
    '- claim: A\n  verdict: contradcted',
    /claims\.yaml:2: .*did you mean "contradicted"/,
  ],
  [
    'a source that is no address',
    'claims.yaml',
    '- { claim: A, verdict: unsupported, found: B, sources: [there] }',
    /claims\.yaml:1: this is no address/,
  ],
  ['an unknown field', 'claims.yaml', '- claims: A', /"claims" is not a field/],
  ['an event without a confidence', 'developments.yaml', '- { when: A, what: B, means: C }', /the confidence is empty/],
])('refuses %s with file, line and mend', async (_what, file, text, message) => {
  write(file, text)
  await expect(readNotes(folder, law)).rejects.toMatchObject({
    code: 'ERR_INPUT_INVALID',
    message: expect.stringMatching(message),
    mend: expect.stringMatching(/\.$/),
  })
})
