/** Where people begin: what they can do, and how without this phone. */
import type { Doors } from '../../doors.ts'
import { T, type Child } from '../../layout/said.tsx'
import { PageTitle, SummaryBox } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import type { Key } from '../../words/catalogues.ts'
import { href } from '../../words/href.ts'
import { OwnPage } from '../screen.tsx'

export function HomePage({ visit, doors }: { readonly visit: Visit; readonly doors: Doors }): Child {
  const link = (path: string, k: Key) => (
    <a href={href(visit, path)}>
      <T k={k} />
    </a>
  )
  const choice = (path: string, head: Key, text: Key, more?: Child) => (
    <li>
      <h2>{link(path, head)}</h2>
      <p>
        <T k={text} />
      </p>
      {more}
    </li>
  )
  return (
    <OwnPage visit={visit} doors={doors}>
      <PageTitle lead={<T k="person.home.lead" />}>
        <T k="person.home.title" />
      </PageTitle>
      <ul class="choices">
        {choice(
          '/person/object',
          'person.home.no',
          'person.home.no.text',
          <p>{link('/person/object/what', 'person.home.no.what')}</p>,
        )}
        {choice('/person/list', 'person.home.list', 'person.home.list.text')}
        {choice('/person/permission', 'person.home.permission', 'person.home.permission.text')}
        {choice(
          '/person/complaint',
          'person.home.complain',
          'person.home.complain.text',
          <p>{link('/person/complaint/answer', 'person.home.complain.status')}</p>,
        )}
      </ul>
      <h2>
        <T k="person.home.other" />
      </h2>
      <p>
        <T k="person.home.other.text" />
      </p>
      <ul>
        <li>{link('/person/object/paper', 'person.home.paper')}</li>
        <li>{link('/person/object/telephone', 'person.home.telephone')}</li>
      </ul>
      <SummaryBox heading={<T k="person.home.shared" />}>
        <p>
          <T k="person.home.shared.text" />
        </p>
      </SummaryBox>
    </OwnPage>
  )
}
