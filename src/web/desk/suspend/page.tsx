/** What the people of a case may not see of it for a while, by whose statement; it ends by itself. */
import { fieldsOf, formOf, type Form, type Problems } from '../../form.ts'
import type { From } from '../../layout/document.tsx'
import { Button } from '../../layout/button.tsx'
import { RadioGroup } from '../../layout/choices.tsx'
import { DateField, typedDate } from '../../layout/date-field.tsx'
import { Field, TextArea } from '../../layout/form.tsx'
import type { Child } from '../../layout/said.tsx'
import { Alert } from '../../layout/text.tsx'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { StepForm, StepPage } from '../step-page.tsx'

interface Props {
  readonly doors: From
  readonly open: OpenCase
  readonly form: Form | undefined
  readonly problems: Problems
  /** Of the office. */
  readonly today: string
}

export function SuspendPage({ doors, open, form = formOf({}), problems, today }: Props): Child {
  const field = fieldsOf(form, problems)
  const { visit, number, state } = open
  const { day } = words(visit.locale)
  const until = state.suspendedUntil
  const stands = until !== undefined && until >= today
  return (
    <StepPage
      doors={doors}
      open={open}
      title="What the person may see"
      lead="Each person sees in their own list who asked about them. This can be kept back for a time, on a written statement, and then it is there by itself."
      problems={problems}
    >
      {stands ? (
        <Alert kind="warning" heading={`Kept from the people in it until ${day(until)}`}>
          <p>The day after, it stands in their lists by itself. Nobody has to remember it.</p>
          <form method="post" action={href(visit, `${casePath(number)}/suspend/end`)} novalidate>
            <Field {...field('ending')} label="End it before that day: why?" maxlength={500} required />
            <Button kind="secondary">Show it to them again</Button>
          </form>
        </Alert>
      ) : (
        <p>Nothing of this case is kept from the people in it.</p>
      )}
      <h2>{stands ? 'Set another end' : 'Keep it back for a time'}</h2>
      <StepForm open={open} command="suspend-accounting" to={`${casePath(number)}/suspend`}>
        <p>
          45 CFR 164.528(a)(2) (US-HIP-09): a law enforcement or oversight agency must state that the list would impede
          its work, and for how long. The rule is about health records. Whether it may be used for others is not
          confirmed by counsel.
        </p>
        <Field {...field('issuer')} label="Which agency stated it" maxlength={200} required />
        <TextArea {...field('ground')} label="Its ground" hint="In its own words." rows={4} maxlength={2000} required />
        <RadioGroup
          {...field('form')}
          legend="How it was stated"
          options={[
            { value: 'written', text: 'In writing; the paper is in the file' },
            { value: 'oral', text: 'Only said: then at most 30 days' },
          ]}
          required
        />
        <DateField
          name="until"
          legend="Last day"
          value={typedDate(form, 'until')}
          problem={problems['until']}
          required
        />
        <Button>Keep it back until then</Button>
      </StepForm>
    </StepPage>
  )
}
