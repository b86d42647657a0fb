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

interface OwnPageProps extends Pick<Screen, 'visit' | 'doors'> {
  readonly failed?: boolean
  readonly children?: Child
}

/** The same title for all: a shared phone lists the titles of pages, and this one tells nobody what was done. */
export function OwnPage({ visit, doors, failed, children }: OwnPageProps): Child {
  const { t } = words(visit.locale)
  return (
    <PersonPage visit={visit} doors={doors} title={t('person.home.title')} failed={failed === true}>
      {children}
    </PersonPage>
  )
}

export function FormScreen(props: Props): Child {
  const { visit, doors, problems, title, lead, to, go, before, after, children } = props
  return (
    <OwnPage visit={visit} doors={doors} failed={Object.keys(problems).length > 0}>
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
    </OwnPage>
  )
}

export function Paragraph({ k, args }: { readonly k: Key; readonly args?: Readonly<Record<string, string | number>> }) {
  return (
    <p>
      <T k={k} {...(args === undefined ? {} : { args })} />
    </p>
  )
}
