/** How much may leave in a day, for anybody to read, what is set for a day to come, and what is proposed. */
import { agencyName } from '#vocabulary/codes.ts'
import type { PublicCaps } from '#pipeline/daily-caps.ts'
import type { From } from '../../layout/document.tsx'
import { PublicPage } from '../../layout/pages.tsx'
import { T, useWords, type Child } from '../../layout/said.tsx'
import { Table } from '../../layout/table.tsx'
import { PageTitle } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'

interface LimitsProps {
  readonly visit: Visit
  readonly doors: From
  readonly caps: readonly PublicCaps[]
}

export function LimitsPage({ visit, doors, caps }: LimitsProps): Child {
  return (
    <PublicPage visit={visit} doors={doors} title={words(visit.locale).t('limits.title')}>
      <PageTitle lead={<T k="limits.lead" />}>
        <T k="limits.title" />
      </PageTitle>
      <Table
        id="limits-today"
        caption={<T k="limits.caption" />}
        stack
        columns={[
          { head: <T k="limits.agency" /> },
          { head: <T k="limits.from" /> },
          { head: <T k="limits.receiver" />, numeric: true },
          { head: <T k="limits.in-all" />, numeric: true },
          { head: <T k="limits.above" />, numeric: true },
        ]}
        rows={caps.flatMap(({ agency, today, next, proposed, above }) => [
          [
            agencyName(agency),
            <T k="limits.today" />,
            <Count of={today.receiver} />,
            <Count of={today.agency} />,
            <Count of={above} />,
          ],
          ...(next === undefined
            ? []
            : [
                [
                  agencyName(agency),
                  <DayOf day={next.from} />,
                  <Count of={next.caps.receiver} />,
                  <Count of={next.caps.agency} />,
                  <Count of={above} />,
                ],
              ]),
          ...(proposed === undefined
            ? []
            : [
                [
                  agencyName(agency),
                  <T k="limits.proposed" />,
                  <Count of={proposed.receiver} />,
                  <Count of={proposed.agency} />,
                  <Count of={above} />,
                ],
              ]),
        ])}
      />
      <p>
        <T k="limits.raise" />
      </p>
      <p>
        <T k="limits.means" />
      </p>
      <p>
        <T k="limits.above.means" />{' '}
        <a href={href(visit, '/notices')}>
          <T k="notices.title" />
        </a>
      </p>
    </PublicPage>
  )
}

function Count({ of }: { readonly of: number }): Child {
  return useWords().number(of)
}

function DayOf({ day }: { readonly day: string }): Child {
  return useWords().day(day)
}
