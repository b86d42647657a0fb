/** The first two steps: who asks, and what the matter is. */
import { vocabulary } from '#vocabulary/codes.ts'
import { words, yesNo, type Question } from './question.ts'

/** Who asks through an account is somebody with an office; people themselves have a page of their own. */
const kinds = words(vocabulary.requesterKinds).filter(({ value }) => !['data-subject', 'holder-staff'].includes(value))

export const you = (organization: string | undefined): readonly Question[] => [
  {
    name: 'kind',
    ask: 'In what role do you ask?',
    why: 'Which rules apply depends on who asks. A wrong answer here sends the request back.',
    kind: 'list',
    choices: kinds,
    must: 'Choose the role in which you ask.',
  },
  ...(organization === undefined
    ? [
        {
          name: 'organization',
          ask: 'Your agency or office',
          kind: 'list' as const,
          choices: words(vocabulary.organizations),
          must: 'Choose your agency or office, or “Named in the request’s own text”.',
        },
      ]
    : []),
  { name: 'unit', ask: 'Unit, division or field office', kind: 'line' },
  { name: 'name', ask: 'Your full name', kind: 'line', must: 'Write your full name.' },
  { name: 'title', ask: 'Your title', kind: 'line', must: 'Write your title.' },
  { name: 'badge', ask: 'Badge or credential number', kind: 'line' },
  {
    name: 'email',
    ask: 'Official e-mail address',
    why: 'We write there only to say that something waits for you. We never send records by e-mail.',
    kind: 'line',
    type: 'email',
  },
  {
    name: 'callback',
    ask: 'Main telephone number of your office',
    why: 'Before anything is released we call your office back, on a number that we find ourselves in a public directory. This one helps us to find it (45 CFR 164.514(h) asks us to check who you are).',
    kind: 'line',
    type: 'tel',
    must: 'Write the main telephone number of your office.',
  },
  { name: 'supervisor', ask: 'Name and title of your supervisor', kind: 'line' },
  {
    name: 'reference',
    ask: 'Your own number for the matter',
    why: 'So that you find our answer again. Leave names of people out of it.',
    kind: 'line',
  },
  {
    name: 'follows',
    ask: 'Number of an earlier request that this one mends',
    why: 'Such as MA-DTA-2026-7K3Q9F2M. Leave it empty if there is none.',
    kind: 'line',
  },
]

export const matter: readonly Question[] = [
  {
    name: 'purpose',
    ask: 'What do you need the records for?',
    why: 'Check every purpose. The law opens records for some purposes and closes them for others; a purpose that is not stated opens nothing.',
    kind: 'any',
    choices: words(vocabulary.purposes).filter(({ value }) => value !== 'own-record'),
    must: 'Check at least one purpose.',
  },
  {
    name: 'nature',
    ask: 'Is it a criminal or a civil matter?',
    kind: 'one',
    choices: [
      { value: 'criminal', text: 'Criminal' },
      { value: 'civil', text: 'Civil' },
      { value: 'neither', text: 'Neither', hint: 'Such as an audit, or the work of a benefits program.' },
    ],
    must: 'Choose criminal, civil or neither.',
  },
  {
    name: 'immigration',
    ask: 'Is any purpose the enforcement of immigration law?',
    why: 'Answer yes for criminal and for civil enforcement alike. You have to answer this; it is part of what you sign.',
    kind: 'one',
    choices: yesNo,
    must: 'Answer yes or no: is any purpose the enforcement of immigration law?',
  },
  {
    name: 'statute',
    ask: 'Which law do you say was broken, or requires the answer?',
    why: 'The citation, such as 7 USC 2024(b).',
    kind: 'words',
  },
  {
    name: 'violation',
    ask: 'Which violation do you investigate?',
    why: 'For an investigation under the SNAP law, the writing must say it (7 CFR 272.1(c)(1)(vi)). Leave names of people out.',
    kind: 'words',
  },
  {
    name: 'authority',
    ask: 'Your authority',
    why: 'A request under the SNAP law must state the authority to have the information (7 CFR 272.1(c)(1)(vi)).',
    kind: 'any',
    choices: [{ value: 'yes', text: 'I state that I have the authority to ask for and to have this information.' }],
  },
  {
    name: 'preserve',
    ask: 'Do you only ask that records be kept, and none given?',
    kind: 'one',
    choices: yesNo,
    must: 'Answer yes or no: are records only to be kept?',
  },
  {
    name: 'emergency',
    ask: 'Is it an emergency?',
    kind: 'one',
    choices: yesNo,
    must: 'Answer yes or no: is it an emergency?',
  },
  {
    name: 'emergency-why',
    ask: 'If it is: what danger to life, and why was there no time for process?',
    kind: 'words',
    only: ['emergency', 'yes'],
    must: 'Say what the emergency is, and why there was no time for process.',
  },
]
