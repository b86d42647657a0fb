/** The last steps: what is asked for, what is stated, and what is to become of the answer. */
import { attestations } from '#pipeline/draft-file.ts'
import { elementSaid } from '#letter/codes.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { words, yesNo, type Choice, type Question } from './question.ts'

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

export const records = (agency: string): readonly Question[] => [
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

function programsOf(agency: string): readonly string[] {
  return Object.entries(vocabulary.agencies).find(([code]) => code === agency)?.[1].programs ?? []
}

export const statements: readonly Question[] = [
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

export const answer = (keys: readonly Choice[]): readonly Question[] => [
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

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
