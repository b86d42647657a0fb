/** From what was typed to what a draft keeps, and what is still wrong with it. Whatever it is, it is kept. */
import type { Form, Problems } from '../../form.ts'
import { readDate } from '../../layout/date-field.tsx'
import type { Question } from './question.ts'

/** What a line and a few words may hold, as the schema of a request has it. */
export const longest = { line: 200, words: 2000 } as const

/** Everything that these questions ask, as it was typed; a day in its three parts, and whole where it is one. */
export function answersIn(form: Form, questions: readonly Question[]): Record<string, string | readonly string[]> {
  const answers: Record<string, string | readonly string[]> = {}
  for (const { name, kind } of questions) {
    if (kind === 'day') {
      for (const part of ['year', 'month', 'day']) answers[`${name}-${part}`] = form.text(`${name}-${part}`)
      answers[name] = readDate(form, name) ?? ''
    } else answers[name] = kind === 'any' ? form.all(name) : form.text(name)
  }
  return answers
}

/** One sentence for each question that cannot be taken as it is. */
export function problemsIn(form: Form, questions: readonly Question[]): Problems {
  const problems: Record<string, string> = {}
  for (const question of questions) {
    const sentence = problemOf(form, question)
    if (sentence !== undefined) problems[question.name] = sentence
  }
  return problems
}

function problemOf(form: Form, { name, kind, must, only, choices = [], ask }: Question): string | undefined {
  if (only !== undefined && form.text(only[0]) !== only[1]) return undefined
  if (kind === 'day') {
    const day = readDate(form, name)
    if (day === undefined)
      return `${label(ask)}: this is not a day of the calendar. Check the month, the day and the year.`
    return day === '' ? must : undefined
  }
  const values = form.all(name).filter((value) => value !== '')
  if (values.length === 0) return must
  if (kind === 'line' || kind === 'words') {
    const most = longest[kind]
    return (values[0]?.length ?? 0) > most ? `${label(ask)}: shorten this to ${most} characters.` : undefined
  }
  const known = values.every((value) => choices.some((choice) => choice.value === value))
  return known ? undefined : `${label(ask)}: choose from what is offered.`
}

function label(ask: string): string {
  return ask.replace(/[?.:]$/, '')
}
