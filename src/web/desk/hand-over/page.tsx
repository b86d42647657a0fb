/** Which requester follows the case in their account, and letting another do it. */
import { Button } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { Select, TextArea, type Option } from '../../layout/form.tsx'
import type { Child } from '../../layout/said.tsx'
import type { Form, Problems } from '../../form.ts'
import { href } from '../../words/href.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { notNow, NotNow, StepPage } from '../step-page.tsx'

interface HandOverProps {
  readonly doors: From
  readonly open: OpenCase
  /** Requesters of this agency. */
  readonly accounts: readonly Option[]
  readonly form: Form
  readonly problems: Problems
}

export function HandOverPage({ doors, open, accounts, form, problems }: HandOverProps): Child {
  const { state, visit, number } = open
  const against = notNow(open, 'hand-to-requester')
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
      {against.length > 0 ? (
        <NotNow reasons={against} command="hand-to-requester" />
      ) : (
        <form method="post" action={href(visit, `${casePath(number)}/hand-over`)}>
          <p>
            Whoever you choose sees that the request exists, what was answered, and can take delivery. Check first, by
            the contact that you found yourself, that they took the matter over.
          </p>
          <Select
            name="to"
            label="Requester"
            required
            options={accounts}
            value={form.text('to')}
            problem={problems['to']}
          />
          <TextArea
            name="reason"
            label="Why?"
            required
            rows={3}
            maxlength={2000}
            value={form.text('reason')}
            problem={problems['reason']}
          />
          <Button>Hand the case over</Button>
        </form>
      )}
    </StepPage>
  )
}
