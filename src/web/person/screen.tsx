/** A page with one form on it: what it is about, what was wrong, the questions, the button. */
import type { Doors } from '../doors.ts'
import type { Problems } from '../form.ts'
import { Button } from '../layout/button.tsx'
import { ErrorSummary } from '../layout/form.tsx'
import { PersonPage } from '../layout/pages.tsx'
import { T, type Child } from '../layout/said.tsx'
import { PageTitle } from '../layout/text.tsx'
import type { Visit } from '../visit.ts'
import type { Key } from '../words/catalogues.ts'
import { href } from '../words/href.ts'
import { words } from '../words/words.ts'

export interface Screen {
  readonly visit: Visit
  readonly doors: Doors
  readonly problems: Problems
}

interface Props extends Screen {
  readonly title: Key
  readonly lead: Child
  /** Where the form goes. */
  readonly to: string
  readonly go: Key
  /** Between the title and the form. */
  readonly before?: Child
  readonly after?: Child
  readonly children?: Child
}

export function FormScreen(props: Props): Child {
  const { visit, doors, problems, title, lead, to, go, before, after, children } = props
  const { t } = words(visit.locale)
  return (
    <PersonPage visit={visit} doors={doors} title={t(title)} failed={Object.keys(problems).length > 0}>
      <ErrorSummary problems={problems} />
      <PageTitle lead={lead}>
        <T k={title} />
      </PageTitle>
      {before}
      <form method="post" action={href(visit, to)} novalidate>
        {children}
        <Button>
          <T k={go} />
        </Button>
      </form>
      {after}
    </PersonPage>
  )
}

export function Paragraph({ k, args }: { readonly k: Key; readonly args?: Readonly<Record<string, string | number>> }) {
  return (
    <p>
      <T k={k} {...(args === undefined ? {} : { args })} />
    </p>
  )
}
