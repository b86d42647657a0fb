/** The steps of the form, in their order. */
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
