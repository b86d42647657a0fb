/** Everything that was said, once more, to be signed. */
import type { Draft } from '#pipeline/request-draft.ts'
import { formOf, type Form } from '../../form.ts'
import { Field, Group } from '../../layout/form.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { SummaryList } from '../../layout/table.tsx'
import { paperLine } from './papers-page.tsx'
import { personLine } from './people-page.tsx'
import type { Question } from './question.ts'
import { stepNames, type Step } from './steps.ts'
import { StepShell, stepPath, type StepView } from './shell.tsx'

interface CheckPageProps extends StepView {
  readonly content: Draft
  readonly asked: readonly { readonly step: Step; readonly questions: readonly Question[] }[]
  readonly form: Form
  /** What still keeps the request from being sent, by step. */
  readonly lacks: readonly { readonly step: Step; readonly sentence: string }[]
}

export function CheckPage({ content, asked, form, lacks, ...shell }: CheckPageProps): Child {
  const { draft, problems } = shell
  const said = formOf(content.answers)
  return (
    <StepShell
      {...shell}
      step="check"
      lead="This is what we will receive. Change what is not right; then sign. You can print it after it is sent."
    >
      {lacks.length > 0 && (
        <div class="usa-alert usa-alert--warning">
          <div>
            <h2 class="usa-alert__heading">Before you can send it</h2>
            <ul>
              {lacks.map(({ step, sentence }) => (
                <li>
                  <a href={`${stepPath(draft, step)}?look`}>
                    {stepNames[step]}: {sentence}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
      {asked.map(({ step, questions }) => (
        <section>
          <Heading draft={draft} step={step} />
          <Said questions={questions} form={said} />
          {step === 'papers' && <Lines lines={content.papers.map(paperLine)} none="No papers." />}
          {step === 'people' && <Lines lines={content.people.map(personLine)} none="Nobody is named." />}
        </section>
      ))}
      <section>
        <h2>Sign</h2>
        <Group name="true" legend="What I sign" required problem={problems['true']}>
          <div class="usa-checkbox">
            <input type="checkbox" id="field-true" name="true" value="yes" checked={form.text('true') === 'yes'} />
            <label for="field-true">
              What this request says is true and complete to my knowledge. I ask in the course of my official duties,
              for the purposes above and for no other.
            </label>
          </div>
        </Group>
        <Field
          name="signed"
          label="Your full name, as your signature"
          required
          value={form.text('signed')}
          problem={problems['signed']}
          maxlength={200}
        />
      </section>
    </StepShell>
  )
}

function Said({ questions, form }: { readonly questions: readonly Question[]; readonly form: Form }): Child {
  const rows = questions.flatMap((question) => {
    const value = valueOf(form, question)
    return value === '' ? [] : [{ key: question.ask, value: <Untrusted>{value}</Untrusted> }]
  })
  if (rows.length > 0) return <SummaryList rows={rows} />
  return questions.length > 0 ? <p>Nothing.</p> : null
}

function Heading({ draft, step }: { readonly draft: string; readonly step: Step }): Child {
  return (
    <div class="with-change">
      <h2>{stepNames[step]}</h2>
      <a href={stepPath(draft, step)}>
        Change<span class="usa-sr-only">: {stepNames[step]}</span>
      </a>
    </div>
  )
}

function Lines({ lines, none }: { readonly lines: readonly string[]; readonly none: string }): Child {
  if (lines.length === 0) return <p>{none}</p>
  return (
    <ol class="typed-list">
      {lines.map((line) => (
        <li>
          <Untrusted>{line}</Untrusted>
        </li>
      ))}
    </ol>
  )
}

function valueOf(form: Form, { name, kind, choices = [], only }: Question): string {
  if (only !== undefined && form.text(only[0]) !== only[1]) return ''
  const values = form.all(name).filter((value) => value !== '')
  if (kind !== 'one' && kind !== 'any' && kind !== 'list') return values[0] ?? ''
  return values.map((value) => choices.find((choice) => choice.value === value)?.text ?? value).join('; ')
}
