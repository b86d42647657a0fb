/** People as they are typed: one in fields, or several one a line. */
import type { Answers } from '#pipeline/request-draft.ts'
import { formOf, type Form, type Problems } from '../../form.ts'
import { answersIn, problemsIn } from './answers.ts'
import { personQuestions } from './papers-and-people.ts'

/** Whether anything at all was typed of one more person. */
export function isTyping(form: Form): boolean {
  return personQuestions.some(({ name }) =>
    [name, `${name}-year`, `${name}-month`, `${name}-day`].some((field) => form.text(field) !== ''),
  )
}

export function personProblems(form: Form): Problems {
  const problems: Record<string, string> = { ...problemsIn(form, personQuestions) }
  const digits = form.text('ssn').replaceAll(/[\s-]/g, '')
  if (digits !== '' && !/^\d{9}$/.test(digits)) problems['ssn'] = 'Write the nine digits of the Social Security number.'
  if (form.text('state') !== '' && !/^[A-Za-z]{2}$/.test(form.text('state')))
    problems['state'] = 'Write the state in two letters, such as MA.'
  if (form.text('zip') !== '' && !/^\d{5}(?:-\d{4})?$/.test(form.text('zip')))
    problems['zip'] = 'Write five digits, or nine with a hyphen.'
  if (!['family', 'given', 'ssn', 'case-number', 'member-id'].some((name) => form.text(name) !== ''))
    problems['family'] = 'Write the name of the person, or a number of theirs.'
  return problems
}

export function personIn(form: Form): Answers {
  return { ...answersIn(form, personQuestions), ssn: form.text('ssn').replaceAll(/[\s-]/g, '') }
}

const order = ['family', 'given', 'born', 'ssn'] as const

/** People, or one sentence that names the first line that is none. */
export function peopleIn(lines: string): { readonly people: readonly Answers[] } | { readonly problem: string } {
  const people: Answers[] = []
  for (const [i, line] of lines.split('\n').entries()) {
    if (line.trim() === '') continue
    const parts = line.split(/[,;\t]/).map((part) => part.trim())
    const typed = Object.fromEntries(order.map((name, at) => [name, parts[at] ?? '']))
    const [year = '', month = '', day = ''] = (typed['born'] ?? '').split('-')
    const form = formOf({ ...typed, 'born-year': year, 'born-month': month, 'born-day': day })
    const [problem] = Object.values(personProblems(form))
    if (parts.length > order.length) return { problem: `Line ${i + 1} has more parts than name, date and number.` }
    if (problem !== undefined) return { problem: `Line ${i + 1}: ${problem}` }
    people.push(personIn(form))
  }
  return people.length === 0 ? { problem: 'Write one person a line.' } : { people }
}
