/** Deadlines on a calendar; on a narrow screen, the days that have one, as a list. */
import { useWords, type Child } from './said.tsx'

interface MonthCalendarProps {
  /** Such as 2026-11. */
  readonly month: string
  /** Such as 2026-11-22. */
  readonly today?: string
  readonly entries: readonly { readonly day: string; readonly text: Child; readonly href?: string }[]
  /** Days without business, such as holidays; Saturdays and Sundays are known. */
  readonly closed?: Readonly<Record<string, string>>
  /** Unique on the page. */
  readonly id: string
}

export function MonthCalendar(props: MonthCalendarProps): Child {
  const { month, id } = props
  const words = useWords()
  return (
    <div class="calendar">
      <table id={id}>
        <caption>{words.month(month)}</caption>
        <thead>
          <tr>
            {words.weekdays.map(({ long, short }) => (
              <th scope="col" abbr={long}>
                {short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week) => (
            <tr>
              {week.map((day) => (
                <Day day={day} {...props} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Day({ day, today, entries, closed = {} }: MonthCalendarProps & { readonly day: string | undefined }): Child {
  const words = useWords()
  if (day === undefined) return <td class="day-none"></td>
  const here = entries.filter((entry) => entry.day === day)
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  const why = Object.hasOwn(closed, day) ? closed[day] : undefined
  const isClosed = why !== undefined || weekday === 0 || weekday === 6
  const names = [
    'day',
    isClosed ? 'day-closed' : '',
    day === today ? 'day-today' : '',
    here.length === 0 ? 'day-free' : '',
  ]
  return (
    <td class={names.filter((name) => name !== '').join(' ')}>
      <time datetime={day}>
        <span class="day-number">{Number(day.slice(8))}</span>
        <span class="day-long">{words.day(day)}</span>
      </time>
      {day === today && <span class="day-note">{words.t('calendar.today')}</span>}
      {isClosed && <span class="usa-sr-only">{words.t('calendar.closed')}</span>}
      {why !== undefined && <span class="day-note">{why}</span>}
      {here.length > 0 && (
        <ul>
          {here.map(({ text, href }) => (
            <li>{href === undefined ? text : <a href={href}>{text}</a>}</li>
          ))}
        </ul>
      )}
    </td>
  )
}

/** The weeks of a month, Sunday first; undefined for what belongs to other months. */
function weeksOf(month: string): (string | undefined)[][] {
  const first = new Date(`${month}-01T00:00:00Z`)
  const length = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  const before: undefined[] = Array.from({ length: first.getUTCDay() })
  const days: (string | undefined)[] = Array.from({ length }, (_, n) => `${month}-${String(n + 1).padStart(2, '0')}`)
  const all = [...before, ...days]
  return Array.from({ length: Math.ceil(all.length / 7) }, (_, n) =>
    Array.from({ length: 7 }, (_each, at) => all[n * 7 + at]),
  )
}
