import type { QueueRow } from '#accounting/queue.ts'
import type { OfficeCalendar } from '#pipeline/queue.ts'
import type { From } from '../../layout/document.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import type { Child } from '../../layout/said.tsx'
import { Table } from '../../layout/table.tsx'
import { PageTitle } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { english } from '../../words/words.ts'
import { casePath } from '../paths.ts'
import { daysLeftWords, organizationName, purposeName, stateName } from '../queue/words.ts'

interface WaitingProps {
  readonly visit: Visit
  readonly doors: From
  readonly rows: readonly QueueRow[]
  readonly calendar: OfficeCalendar
}

/** What waits for counsel, the earliest deadline first. */
export function WaitingPage({ visit, doors, rows, calendar }: WaitingProps): Child {
  return (
    <DeskPage visit={visit} doors={doors} title="Counsel">
      <PageTitle lead="Cases that wait for counsel’s word or signature, the earliest deadline first. No deadline goes past counsel: nothing leaves because a day has passed.">
        Counsel
      </PageTitle>
      <Table
        id="waiting"
        caption="Cases that wait for counsel"
        quietCaption
        stack
        empty="Nothing waits for counsel. A case that the law refers to counsel, or that staff send here, stands in this list."
        columns={[{ head: 'Case' }, { head: 'Who asks' }, { head: 'Stands' }, { head: 'Due' }]}
        rows={rows.map(({ number, organization, purposes, status, dueOn, dueWhat }) => [
          <a href={href(visit, `${casePath(number)}/counsel`)}>{number}</a>,
          <>
            {organizationName(organization)}
            <div class="soft">
              {purposes
                .split(' ')
                .map((purpose) => purposeName(purpose))
                .join('; ')}
            </div>
          </>,
          stateName(status),
          dueOn === null ? (
            '–'
          ) : (
            <>
              {english.day(dueOn)} <span class="soft">{daysLeftWords(dueOn, calendar)}</span>
              <div class="soft">{dueWhat}</div>
            </>
          ),
        ])}
      />
    </DeskPage>
  )
}
