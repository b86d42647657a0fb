/** The deadlines of open cases, month by month. */
import type { QueueRow } from '#accounting/queue.ts'
import type { OfficeCalendar } from '#pipeline/queue.ts'
import type { From } from '../../layout/document.tsx'
import { MonthCalendar } from '../../layout/month-calendar.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import { useWords, type Child } from '../../layout/said.tsx'
import { Breadcrumbs, PageTitle } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { casePath, queuePath } from '../paths.ts'
import { inAddress } from '../queue/filters.ts'
import { monthAfter, type DayOfMonth } from './month.ts'

interface DeadlinesProps {
  readonly visit: Visit
  readonly doors: From
  readonly month: string
  readonly days: readonly DayOfMonth[]
  /** There are more than a calendar can show. */
  readonly cut: boolean
  readonly calendar: OfficeCalendar
  readonly closed: Readonly<Record<string, string>>
}

export function DeadlinesPage({ visit, doors, month, days, cut, calendar, closed }: DeadlinesProps): Child {
  const total = days.reduce((sum, { rows, more }) => sum + rows.length + more, 0)
  const entries = days.flatMap(({ day, rows, more }) => [
    ...rows.map((row) => ({ day, text: <Entry row={row} />, href: href(visit, casePath(row.number)) })),
    ...(more === 0
      ? []
      : [{ day, text: `and ${more} more`, href: href(visit, inAddress(queuePath, `due-from=${day}&due-to=${day}`)) }]),
  ])
  return (
    <DeskPage visit={visit} doors={doors} title="Deadlines">
      <Breadcrumbs trail={[{ href: href(visit, queuePath), text: 'Queue' }]} here="Deadlines" />
      <PageTitle lead={leadOf(total, cut)}>Deadlines</PageTitle>
      <Months visit={visit} month={month} />
      <MonthCalendar id="deadlines" month={month} today={calendar.today} entries={entries} closed={closed} />
    </DeskPage>
  )
}

function leadOf(total: number, cut: boolean): string {
  if (total === 0) {
    return 'No open case has its next deadline in this month. As soon as a case is decided, its next deadline stands here.'
  }
  const cases = total === 1 ? '1 open case has' : `${cut ? 'More than ' : ''}${total} open cases have`
  return `${cases} the next deadline in this month. Gray days are no business days here.`
}

function Entry({ row }: { readonly row: QueueRow }): Child {
  return (
    <>
      <span class="case-number">{row.number}</span>
      <span class="under">{row.dueWhat}</span>
    </>
  )
}

function Months({ visit, month }: { readonly visit: Visit; readonly month: string }): Child {
  const words = useWords()
  const link = (to: string, rel: 'prev' | 'next'): Child => (
    <a rel={rel} href={href(visit, `/desk/deadlines?month=${to}`)}>
      {words.month(to)}
    </a>
  )
  return (
    <nav class="months" aria-label="Months">
      {link(monthAfter(month, -1), 'prev')} {link(monthAfter(month, 1), 'next')}
    </nav>
  )
}
