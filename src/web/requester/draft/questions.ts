/**
 * The questions of a request, step by step, each with what the law asks and why. The contents are those that the law
 * prescribes and that offices of law enforcement are used to giving.
 */
import { vocabulary } from '#vocabulary/codes.ts'
import { attestations } from '#pipeline/draft-file.ts'
import { elementSaid } from '#letter/codes.ts'

export type Step = 'you' | 'matter' | 'papers' | 'people' | 'records' | 'statements' | 'answer' | 'check'
export const steps: readonly Step[] = ['you', 'matter', 'papers', 'people', 'records', 'statements', 'answer', 'check']

export const stepNames: Readonly<Record<Step, string>> = {
  you: 'Who you are',
  matter: 'The matter',
  papers: 'Your papers',
  people: 'Whom you ask about',
  records: 'What you ask for',
  statements: 'What you state',
  answer: 'The answer',
  check: 'Check and send',
}

export function isStep(text: string): text is Step {
  return Object.hasOwn(stepNames, text)
}

export interface Choice {
  readonly value: string
  readonly text: string
  readonly hint?: string
}

export interface Question {
  readonly name: string
  readonly ask: string
  /** What the law asks, and why; or where to find it. */
  readonly why?: string
  readonly kind: 'line' | 'words' | 'day' | 'one' | 'any' | 'list'
  readonly choices?: readonly Choice[]
  /** What is said where it is not answered; without it the question may be left. */
  readonly must?: string
  /** Asked only where another question has this answer. */
  readonly only?: readonly [question: string, answer: string]
  readonly type?: 'email' | 'tel'
  /** A heading that stands above it. */
  readonly heading?: string
}

const words = (codes: Readonly<Record<string, string>>): Choice[] =>
  Object.entries(codes).map(([value, text]) => ({ value, text }))

const yesNo: readonly Choice[] = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
]

/** Who asks through an account is somebody with an office; people themselves have a page of their own. */
const kinds = words(vocabulary.requesterKinds).filter(
  ({ value }) => !['data-subject', 'representative', 'holder-staff'].includes(value),
)

const you = (organization: string | undefined): readonly Question[] => [
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

const matter: readonly Question[] = [
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

const groups: Readonly<Record<string, string>> = {
  identity: 'Identity',
  contact: 'How to reach the person',
  household: 'Household',
  demographic: 'Other facts about the person',
  immigration: 'Immigration',
  program: 'Benefits',
  ebt: 'EBT card',
  economic: 'Money and work',
  health: 'Health',
  'restricted-source': 'From sources with laws of their own',
}

/** What protects people is nobody's to ask for here: the group `protective` is left out. */
export const elementGroups = Object.entries(vocabulary.elements)
  .filter(([group]) => Object.hasOwn(groups, group))
  .map(([group, codes]) => ({
    name: `elements-${group}`,
    ask: groups[group] ?? group,
    codes: codes.map((value) => ({ value, text: capital(elementSaid(value, 'en')) })),
  }))

const records = (agency: string): readonly Question[] => [
  {
    name: 'programs',
    ask: 'Records of which program?',
    kind: 'any',
    choices: programsOf(agency).map((value) => ({
      value,
      text: Object.entries(vocabulary.programs).find(([code]) => code === value)?.[1] ?? value,
    })),
    must: 'Check at least one program.',
  },
  ...elementGroups.map(({ name, ask, codes }, i): Question => ({
    name,
    ask,
    kind: 'any',
    choices: codes,
    ...(i > 0
      ? {}
      : {
          heading: 'Which facts do you need?',
          why: 'Check only what you need. You get at most what your paper and the law give, and never more than you asked for. What is asked without need is a reason to send the request back.',
        }),
  })),
  { name: 'from', ask: 'From which day on?', kind: 'day', heading: 'The time that the records are about' },
  { name: 'to', ask: 'Up to which day?', kind: 'day' },
]

export function programsOf(agency: string): readonly string[] {
  return Object.entries(vocabulary.agencies).find(([code]) => code === agency)?.[1].programs ?? []
}

const statements: readonly Question[] = [
  {
    name: 'attestations',
    ask: 'The three statements for health records',
    why: 'An administrative request for health records needs all three (45 CFR 164.512(f)(1)(ii)(C)). They open nothing by themselves: Medicaid has narrower rules.',
    kind: 'any',
    choices: words(vocabulary.statements).filter(({ value }) => attestations.includes(value)),
  },
  {
    name: 'statements',
    ask: 'Other statements',
    why: 'Check only what is true and what you can show. Each has a meaning in a rule, such as 7 CFR 272.1(c)(1)(vii) on people who flee a felony.',
    kind: 'any',
    choices: words(vocabulary.statements).filter(({ value }) => !attestations.includes(value)),
  },
]

const answer = (keys: readonly Choice[]): readonly Question[] => [
  {
    name: 'delay',
    ask: 'Do you ask that the person be told later?',
    why: 'People are told who asked for their records. A delay needs a law, or an order of a court, and a last day.',
    kind: 'one',
    choices: yesNo,
    must: 'Answer yes or no: is the person to be told later?',
  },
  {
    name: 'delay-law',
    ask: 'If so: by which law or order?',
    kind: 'words',
    only: ['delay', 'yes'],
    must: 'Say by which law or order the person is to be told later.',
  },
  {
    name: 'delay-until',
    ask: 'If so: until which day?',
    kind: 'day',
    only: ['delay', 'yes'],
    must: 'Give the day until which you ask for the delay.',
  },
  {
    name: 'onward',
    ask: 'Will you give what you get to anybody else?',
    why: 'Terms come with whatever is released. What you do not say here you may not do later.',
    kind: 'one',
    choices: yesNo,
    must: 'Answer yes or no: will you give it to anybody else?',
  },
  {
    name: 'onward-with',
    ask: 'If so: to whom, and for what?',
    kind: 'words',
    only: ['onward', 'yes'],
    must: 'Say to whom you will give it, and for what.',
  },
  { name: 'storage', ask: 'Where will you keep it?', kind: 'words' },
  { name: 'delete-by', ask: 'By which day will you destroy it?', kind: 'day' },
  {
    name: 'recipient',
    ask: 'To which of your keys is the answer sealed?',
    why: 'Only the holder of the key can open what is released. Not even we can.',
    kind: 'one',
    choices: keys,
  },
]

/** What a step asks of somebody in this account. */
export function questionsOf(
  step: Step,
  {
    agency,
    organization,
    keys,
  }: { readonly agency: string; readonly organization?: string; readonly keys: readonly string[] },
): readonly Question[] {
  const asked: Partial<Record<Step, readonly Question[]>> = {
    you: you(organization),
    matter,
    records: records(agency),
    statements,
    answer: answer(keys.map((value) => ({ value, text: value }))),
  }
  return asked[step] ?? []
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
