/** What is asked of one paper, and of one person. */
import { vocabulary } from '#vocabulary/codes.ts'
import { words, yesNo, type Question } from './question.ts'

/** Of one paper. */
export const paperQuestions: readonly Question[] = [
  {
    name: 'kind',
    ask: 'What kind of paper is it?',
    why: 'Look at who signed it. A warrant that no judge signed is an administrative warrant, whatever its heading says.',
    kind: 'list',
    choices: words(vocabulary.instrumentKinds),
    must: 'Choose the kind of paper.',
  },
  {
    name: 'issuer',
    ask: 'Who issued it?',
    why: 'The court, or the office and its officer.',
    kind: 'line',
  },
  {
    name: 'signer',
    ask: 'Who signed it?',
    why: 'Name and title. Only officers of certain ranks may issue an immigration subpoena (8 CFR 287.4(a)).',
    kind: 'line',
  },
  { name: 'docket', ask: 'Docket or subpoena number', kind: 'line' },
  { name: 'issued-on', ask: 'Day it was issued', kind: 'day' },
  { name: 'return-on', ask: 'Day it must be answered by', kind: 'day' },
  { name: 'return-to', ask: 'To whom and where it is to be answered', kind: 'line' },
  { name: 'demands', ask: 'What it demands, in its own words', kind: 'words' },
  {
    name: 'names-them',
    ask: 'Does it name everybody whom you ask about?',
    kind: 'one',
    choices: yesNo,
  },
]

/** Of one person. */
export const personQuestions: readonly Question[] = [
  { name: 'family', ask: 'Family name', kind: 'line' },
  { name: 'given', ask: 'Given name', kind: 'line' },
  { name: 'middle', ask: 'Middle name', kind: 'line' },
  { name: 'suffix', ask: 'Suffix, such as Jr.', kind: 'line' },
  { name: 'born', ask: 'Date of birth', kind: 'day' },
  {
    name: 'ssn',
    heading: 'Numbers, if you have them',
    ask: 'Social Security number',
    why: 'Nine digits, if you have it. We never give it back to you.',
    kind: 'line',
  },
  { name: 'case-number', ask: 'Case number at this agency', kind: 'line' },
  { name: 'member-id', ask: 'Member number at this agency', kind: 'line' },
  { name: 'street', heading: 'Address, if you have it', ask: 'Street and number', kind: 'line' },
  { name: 'town', ask: 'City or town', kind: 'line' },
  { name: 'state', ask: 'State, in two letters', kind: 'line' },
  { name: 'zip', ask: 'ZIP code', kind: 'line' },
]
