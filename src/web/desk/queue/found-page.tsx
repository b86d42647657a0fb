/** What a search found. The words that were typed are nowhere here: they were used and not kept. */
import type { QueueRow } from '#accounting/queue.ts'
import type { OfficeCalendar } from '#pipeline/queue.ts'
import type { From } from '../../layout/document.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import type { Child } from '../../layout/said.tsx'
import { Breadcrumbs, PageTitle } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { queuePath } from '../paths.ts'
import { Lines, type Colleague } from './page.tsx'

interface FoundProps {
  readonly visit: Visit
  readonly doors: From
  readonly rows: readonly QueueRow[]
  readonly staff: readonly Colleague[]
  readonly calendar: OfficeCalendar
}

export function FoundPage({ visit, doors, rows, staff, calendar }: FoundProps): Child {
  const found = rows.length === 1 ? '1 case' : `${rows.length} cases`
  return (
    <DeskPage visit={visit} doors={doors} title="Search result">
      <Breadcrumbs trail={[{ href: href(visit, queuePath), text: 'Queue' }]} here="Search result" />
      <PageTitle
        lead={
          rows.length === 0
            ? 'No case of your agency has these words. Names and numbers are found whole: check the spelling, or try the family name alone.'
            : `${found}, open and closed, the newest first. This page is yours for a quarter of an hour.`
        }
      >
        Search result
      </PageTitle>
      {rows.length > 0 && <Lines visit={visit} rows={rows} calendar={calendar} staff={staff} empty="" />}
      <p>
        <a href={href(visit, queuePath)}>Back to the queue</a>
      </p>
    </DeskPage>
  )
}
