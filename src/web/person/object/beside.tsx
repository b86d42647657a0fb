/** Beside the form: what a no stops and what it cannot, the form on paper, and what is asked on the telephone. */
import type { Doors } from '../../doors.ts'
import { LinkButton } from '../../layout/button.tsx'
import { T, type Child } from '../../layout/said.tsx'
import { PageTitle } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import type { Key } from '../../words/catalogues.ts'
import { href } from '../../words/href.ts'
import { agenciesOf, agencyKey } from '../agencies.ts'
import { OwnPage } from '../screen.tsx'

interface Props {
  readonly visit: Visit
  readonly doors: Doors
}

function Items({ keys }: { readonly keys: readonly Key[] }): Child {
  return (
    <ul>
      {keys.map((k) => (
        <li>
          <T k={k} />
        </li>
      ))}
    </ul>
  )
}

export function WhatPage({ visit, doors }: Props): Child {
  return (
    <OwnPage visit={visit} doors={doors}>
      <PageTitle lead={<T k="person.what.lead" />}>
        <T k="person.what.title" />
      </PageTitle>
      <h2>
        <T k="person.what.stops" />
      </h2>
      <Items keys={['person.what.stops.1', 'person.what.stops.2']} />
      <h2>
        <T k="person.what.cannot" />
      </h2>
      <Items
        keys={[
          'person.what.cannot.1',
          'person.what.cannot.2',
          'person.what.cannot.3',
          'person.what.cannot.4',
          'person.what.cannot.5',
          'person.what.cannot.6',
        ]}
      />
      <p>
        <T k="person.what.even-so" />
      </p>
      <h2>
        <T k="person.what.never" />
      </h2>
      <Items keys={['person.what.never.1', 'person.what.never.2', 'person.what.never.3']} />
      <p>
        <LinkButton href={href(visit, '/person/object')}>
          <T k="person.object.title" />
        </LinkButton>
      </p>
      <h2>
        <T k="person.what.law" />
      </h2>
      <p>
        <T k="person.what.law.text" />
      </p>
    </OwnPage>
  )
}

/** The same questions, with lines to write on. */
export function PaperPage({ visit, doors }: Props): Child {
  const lines: readonly Key[] = [
    'person.identity.given',
    'person.identity.family',
    'person.identity.born',
    'person.identity.case',
    'person.identity.digits',
    'person.identity.written',
    'person.identity.spoken',
  ]
  return (
    <OwnPage visit={visit} doors={doors}>
      <PageTitle lead={<T k="person.paper.lead" />}>
        <T k="person.paper.title" />
      </PageTitle>
      <div class="paper-form">
        <p>
          <strong>
            <T k="person.paper.statement" />
          </strong>
        </p>
        <dl>
          {lines.map((k) => (
            <div>
              <dt>
                <T k={k} />
              </dt>
              <dd class="write-here"></dd>
            </div>
          ))}
          <div>
            <dt>
              <T k="person.identity.agency" />
            </dt>
            <dd>
              <ul class="boxes">
                {agenciesOf(doors).map((agency) => (
                  <li>
                    <T k={agencyKey(agency)} />
                  </li>
                ))}
              </ul>
            </dd>
          </div>
          <div>
            <dt>
              <T k="person.paper.letter" />
            </dt>
            <dd>
              <ul class="boxes">
                <li>
                  <T k="person.paper.letter.none" />
                </li>
              </ul>
            </dd>
          </div>
          {(['person.paper.date', 'person.paper.signature'] as const).map((k) => (
            <div>
              <dt>
                <T k={k} />
              </dt>
              <dd class="write-here"></dd>
            </div>
          ))}
        </dl>
        <p class="soft">
          <T k="person.paper.staff" />
        </p>
        <p class="cut">
          <T k="person.paper.slip" /> <span class="write-here"></span>
        </p>
      </div>
    </OwnPage>
  )
}

export function TelephonePage({ visit, doors }: Props): Child {
  return (
    <OwnPage visit={visit} doors={doors}>
      <PageTitle lead={<T k="person.telephone.lead" />}>
        <T k="person.telephone.title" />
      </PageTitle>
      <ol>
        {([1, 2, 3, 4, 5, 6, 7] as const).map((n) => (
          <li>
            <T k={`person.telephone.${n}`} />
          </li>
        ))}
      </ol>
      <p>
        <T k="person.telephone.never" />
      </p>
    </OwnPage>
  )
}
