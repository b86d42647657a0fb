/** What every step of the form has around it. */
import type { Doors } from '../../doors.ts'
import type { Problems } from '../../form.ts'
import { Button } from '../../layout/button.tsx'
import { ErrorSummary } from '../../layout/form.tsx'
import { RequesterPage } from '../../layout/pages.tsx'
import type { Child } from '../../layout/said.tsx'
import { Steps } from '../../layout/steps.tsx'
import { Breadcrumbs, PageTitle } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { stepNames, steps, type Step } from './steps.ts'

export interface StepView {
  readonly visit: Visit
  readonly doors: Doors
  readonly draft: string
  readonly problems: Problems
}

interface ShellProps extends StepView {
  readonly step: Step
  readonly lead?: Child
  readonly upload?: boolean
  readonly children?: Child
}

export function stepPath(draft: string, step: Step): string {
  return `/requester/drafts/${draft}/${step}`
}

/** The button "Save and go on" comes first, so that Enter in a field goes on. */
export function StepShell({ visit, doors, draft, problems, step, lead, upload, children }: ShellProps): Child {
  const at = steps.indexOf(step) + 1
  const before = steps[at - 2]
  return (
    <RequesterPage visit={visit} doors={doors} title={stepNames[step]} failed={Object.keys(problems).length > 0}>
      <Breadcrumbs trail={[{ href: '/requester', text: 'Your requests' }]} here="A new request" />
      <ErrorSummary problems={problems} />
      <Steps steps={steps.map((name) => stepNames[name])} at={at} />
      <PageTitle {...(lead === undefined ? {} : { lead })}>{stepNames[step]}</PageTitle>
      <form
        method="post"
        action={stepPath(draft, step)}
        novalidate
        {...(upload === true ? { enctype: 'multipart/form-data' } : {})}
      >
        {children}
        <div class="button-row">
          <Button name="go" value="next">
            {step === 'check' ? 'Sign and send' : 'Save and go on'}
          </Button>
          <Button name="go" value="save" kind="secondary">
            Save and come back later
          </Button>
        </div>
      </form>
      {before !== undefined && (
        <p>
          <a href={stepPath(draft, before)}>Back to: {stepNames[before]}</a>
        </p>
      )}
    </RequesterPage>
  )
}
