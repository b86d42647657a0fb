/** Stopping a release that was approved: a sentence of why is all it takes, and it only makes things safer. */
import type { CaseState } from '#case/state.ts'
import type { Problems } from '../../form.ts'
import { mayGive } from '../../route.ts'
import { Button } from '../../layout/button.tsx'
import { Field } from '../../layout/form.tsx'
import type { Child } from '../../layout/said.tsx'
import type { Visit } from '../../visit.ts'

interface Props {
  readonly visit: Visit
  readonly state: CaseState
  readonly action: string
  readonly reason: string
  readonly problems: Problems
}

export function TakeBack({ visit, state, action, reason, problems }: Props): Child {
  const may = mayGive('void-approval').some((role) => visit.who?.roles.includes(role) === true)
  if (!may || state.approvals.length === 0 || !['approved-once', 'approved'].includes(state.status)) return null
  const both = state.approvals.length > 1
  return (
    <section aria-labelledby="take-back-title">
      <h2 id="take-back-title">Something is wrong?</h2>
      <p>
        {both ? 'Take both approvals back' : 'Take the approval back'}, and nothing leaves until two people have signed
        anew. Your reason stands in the case for everybody who reads it.
      </p>
      <form method="post" action={action}>
        <Field
          name="reason"
          label="Why?"
          hint="Such as “the wrong docket”. Names of the people of this case are left out."
          value={reason}
          problem={problems['reason']}
          required
          maxlength={200}
        />
        <Button kind="danger">{both ? 'Take both approvals back' : 'Take the approval back'}</Button>
      </form>
    </section>
  )
}
