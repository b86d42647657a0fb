/** A question of the form, with what the law asks and why. */
import type { Form } from '../../form.ts'
import { CheckboxGroup, RadioGroup } from '../../layout/choices.tsx'
import { DateField, typedDate } from '../../layout/date-field.tsx'
import { Field, Select, TextArea } from '../../layout/form.tsx'
import type { Child } from '../../layout/said.tsx'
import { longest } from './answers.ts'
import type { Choice, Question } from './question.ts'

interface AskProps {
  readonly question: Question
  /** What was typed before. */
  readonly form: Form
  readonly problem?: string | undefined
}

export function Ask({ question, form, problem }: AskProps): Child {
  const { name, ask, why, choices = [], kind, must, only, type, heading } = question
  const hint = why === undefined ? {} : { hint: why }
  // What is asked only sometimes is not called optional: the question itself says when.
  const required = only === undefined ? { required: must !== undefined } : {}
  // A key has no place to break at on a narrow screen.
  const options = name === 'recipient' ? choices.map(asKey) : choices
  const field = { name, label: ask, problem, ...hint, ...required }
  const group = { name, legend: ask, problem, ...hint, ...required }
  return (
    <>
      {heading !== undefined && <h2>{heading}</h2>}
      {kind === 'line' && (
        <Field {...field} value={form.text(name)} maxlength={longest.line} {...(type ? { type } : {})} />
      )}
      {kind === 'words' && <TextArea {...field} value={form.text(name)} rows={3} maxlength={longest.words} />}
      {kind === 'day' && <DateField {...group} value={typedDate(form, name)} />}
      {kind === 'one' && <RadioGroup {...group} options={options} value={form.text(name)} />}
      {kind === 'any' && <CheckboxGroup {...group} options={choices} values={form.all(name)} />}
      {kind === 'list' && <Select {...field} options={choices} value={form.text(name)} />}
    </>
  )
}

function asKey({ value, text }: Choice): { readonly value: string; readonly text: Child } {
  return { value, text: <code class="hash">{text}</code> }
}
