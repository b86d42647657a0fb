/** A page on which one step of a case is taken: what it does, the fields, and every reason why not, nothing typed lost. */
import type { CommandName, Reason } from '#case/commands.ts'
import { whyNot } from '#case/open.ts'
import type { Moved } from '#pipeline/move.ts'
import type { Doors } from '../doors.ts'
import { readForm, type Form, type Problems } from '../form.ts'
import type { From } from '../layout/document.tsx'
import { ErrorSummary } from '../layout/form.tsx'
import { DeskPage } from '../layout/pages.tsx'
import type { Child } from '../layout/said.tsx'
import { Alert, Breadcrumbs, PageTitle } from '../layout/text.tsx'
import { seeOther } from '../show.ts'
import type { Ctx } from '../visit.ts'
import { href } from '../words/href.ts'
import { refusalSentences } from './case/next.ts'
import { openCase, withCase, type OpenCase } from './open-case.ts'
import { casePath, queuePath } from './paths.ts'

interface StepPageProps {
  readonly doors: From
  readonly open: OpenCase
  readonly title: string
  readonly lead?: Child
  readonly problems: Problems
  readonly children?: Child
}

export function StepPage({ doors, open, title, lead, problems, children }: StepPageProps): Child {
  const { visit, number } = open
  return (
    <DeskPage visit={visit} doors={doors} title={`${title}, ${number}`} failed={Object.keys(problems).length > 0}>
      <Breadcrumbs
        trail={[
          { href: href(visit, queuePath), text: 'Queue' },
          { href: href(visit, casePath(number)), text: number },
        ]}
        here={title}
      />
      <ErrorSummary problems={problems} />
      <PageTitle eyebrow={`Case ${number}`} {...(lead === undefined ? {} : { lead })}>
        {title}
      </PageTitle>
      {children}
    </DeskPage>
  )
}

/** Why this cannot be done now, in place of its form; nothing where it can. */
export function notNow(open: OpenCase, command: CommandName): readonly Reason[] {
  return whyNot(open.state, command, open.context)
}

export function NotNow({
  reasons,
  command,
}: {
  readonly reasons: readonly Reason[]
  readonly command: CommandName
}): Child {
  const theirs = reasons.some(({ code }) => code === 'not-your-role')
  return (
    <Alert kind={theirs ? 'info' : 'warning'} heading={theirs ? 'For somebody else' : 'Not now'}>
      <p>{refusalSentences(reasons, command)}</p>
    </Alert>
  )
}

interface StepFormProps {
  readonly open: OpenCase
  readonly command: CommandName
  /** Where the form is sent. */
  readonly to: string
  /** It takes a file. */
  readonly upload?: true
  readonly children?: Child
}

/** The form of a step, where this person can take it now; else every reason why not. */
export function StepForm({ open, command, to, upload, children }: StepFormProps): Child {
  const reasons = notNow(open, command)
  if (reasons.length > 0) return <NotNow reasons={reasons} command={command} />
  return (
    <form
      method="post"
      action={href(open.visit, to)}
      enctype={upload === true ? 'multipart/form-data' : undefined}
      novalidate
    >
      {children}
    </form>
  )
}

export function statusOf(problems: Problems): 200 | 422 {
  return Object.keys(problems).length > 0 ? 422 : 200
}

/** The page with its form; with what was typed, where it could not be taken. */
export type ShowForm = (
  c: Ctx,
  open: OpenCase,
  form: Form | undefined,
  problems: Problems,
) => Response | Promise<Response>

/** What a form comes to: sentences by field, or what the case said. */
export type Taken = { readonly problems: Problems } | Moved

/** Take a form: back to the case where it moved, else the page once more. */
export function taking(
  doors: Doors,
  showForm: ShowForm,
  take: (open: OpenCase, form: Form) => Taken | Promise<Taken>,
  to: (open: OpenCase) => string = ({ number }) => casePath(number),
) {
  return withCase(doors, async (c, open) => {
    const form = await readForm(c)
    const taken = await take(open, form)
    if ('problems' in taken) return showForm(c, open, form, taken.problems)
    if (taken.moved) return seeOther(c, to(open))
    const { move: command, reasons } = taken.refusal
    // Somebody may have moved the case since the page was made.
    const now = (await openCase(c, doors)) ?? open
    return showForm(c, now, form, { '': refusalSentences(reasons, command) })
  })
}
