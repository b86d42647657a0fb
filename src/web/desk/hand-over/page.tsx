/** Which requester follows the case in their account, and letting another do it. */
import { Button } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { Select, TextArea, type Option } from '../../layout/form.tsx'
import type { Child } from '../../layout/said.tsx'
import { fieldsOf, type Form, type Problems } from '../../form.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { StepForm, StepPage } from '../step-page.tsx'

interface HandOverProps {
  readonly doors: From
  readonly open: OpenCase
  /** Requesters of this agency. */
  readonly accounts: readonly Option[]
  readonly form: Form
  readonly problems: Problems
}

export function HandOverPage({ doors, open, accounts, form, problems }: HandOverProps): Child {
  const field = fieldsOf(form, problems)
  const { state, number } = open
  return (
    <StepPage
      doors={doors}
      open={open}
      title="Who follows this case"
      lead={
        state.account === undefined
          ? 'It came on paper or by telephone. Nobody on the requester’s side can open it in an account.'
          : `${state.account} follows it in their account. Their colleagues cannot open it.`
      }
      problems={problems}
    >
      <StepForm open={open} command="hand-to-requester" to={`${casePath(number)}/hand-over`}>
        <p>
          Whoever you choose sees that the request exists, what was answered, and can take delivery. Check first, by the
          contact that you found yourself, that they took the matter over.
        </p>
        <Select {...field('to')} label="Requester" required options={accounts} />
        <TextArea {...field('reason')} label="Why?" required rows={3} maxlength={2000} />
        <Button>Hand the case over</Button>
      </StepForm>
    </StepPage>
  )
}
