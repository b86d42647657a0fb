/** A step that asks question by question. */
import type { Form } from '../../form.ts'
import type { Child } from '../../layout/said.tsx'
import { Alert } from '../../layout/text.tsx'
import { Ask } from './ask.tsx'
import type { Question } from './question.ts'
import type { Step } from './steps.ts'
import { StepShell, type StepView } from './shell.tsx'

interface StepPageProps extends StepView {
  readonly step: Step
  readonly questions: readonly Question[]
  readonly form: Form
}

const leads: Readonly<Partial<Record<Step, string>>> = {
  you: 'We have to know who asks, and call your office back before anything is released.',
  matter: 'What you need the records for decides which rules apply.',
  records: 'Ask for what you need and no more. We judge each fact by itself.',
  statements: 'Check what is true and what you can show. None of these is required.',
  answer: 'Who is told, who else will see it, and to which key it is sealed.',
}

export function StepPage({ questions, form, ...shell }: StepPageProps): Child {
  const { problems, step } = shell
  const lead = leads[step]
  const noKey =
    step === 'answer' && questions.every(({ name, choices = [] }) => name !== 'recipient' || choices.length === 0)
  return (
    <StepShell {...shell} {...(lead === undefined ? {} : { lead })}>
      {questions
        .filter(({ name }) => !(noKey && name === 'recipient'))
        .map((question) => (
          <Ask question={question} form={form} problem={problems[question.name]} />
        ))}
      {noKey && (
        <Alert kind="warning" heading="You have no key yet">
          <p>
            Whatever is released is sealed to a key of yours. Save this request,{' '}
            <a href="/requester/keys">register a key</a>, and come back. A request that only asks to keep records needs
            none.
          </p>
        </Alert>
      )}
    </StepShell>
  )
}
