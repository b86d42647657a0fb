/** Say no to sharing: one screen of questions; the next one is the slip. */
import type { Doors } from '../../doors.ts'
import type { Form, Problems } from '../../form.ts'
import { Button } from '../../layout/button.tsx'
import { ErrorSummary } from '../../layout/form.tsx'
import { T, type Child } from '../../layout/said.tsx'
import { PageTitle, SummaryBox } from '../../layout/text.tsx'
import { Steps } from '../../layout/steps.tsx'
import type { Visit } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import { agenciesOf } from '../agencies.ts'
import { Everything } from '../identity.tsx'
import { OwnPage } from '../screen.tsx'

interface Props {
  readonly visit: Visit
  readonly doors: Doors
  readonly form: Form
  readonly problems: Problems
}

export function ObjectPage({ visit, doors, form, problems }: Props): Child {
  const { t } = words(visit.locale)
  const failed = Object.keys(problems).length > 0
  return (
    <OwnPage visit={visit} doors={doors} failed={failed}>
      <ErrorSummary problems={problems} />
      <Steps steps={[t('person.object.step.1'), t('person.object.step.2')]} at={1} />
      <PageTitle lead={<T k="person.object.lead" />}>
        <T k="person.object.title" />
      </PageTitle>
      <form method="post" action={href(visit, '/person/object')} novalidate>
        <Everything form={form} problems={problems} agencies={agenciesOf(doors)} locale={visit.locale} />
        <SummaryBox heading={<T k="person.object.know" />}>
          <ul>
            <li>
              <T k="person.object.know.1" />{' '}
              <a href={href(visit, '/person/object/what')}>
                <T k="person.object.what" />
              </a>
            </li>
            <li>
              <T k="person.object.know.2" />
            </li>
            <li>
              <T k="person.object.know.3" />
            </li>
            <li>
              <T k="person.object.know.4" />
            </li>
          </ul>
        </SummaryBox>
        <Button>
          <T k="person.object.go" />
        </Button>
      </form>
    </OwnPage>
  )
}
