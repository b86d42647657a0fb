import { officeCalendar } from '#pipeline/queue.ts'
import type { Doors } from '../../doors.ts'
import { deskRoles, type Route } from '../../route.ts'
import { show } from '../../show.ts'
import { signedIn } from '../../visit.ts'
import { daysOf, everyDay, readMonth } from './month.ts'
import { DeadlinesPage } from './page.tsx'

/** A month with more deadlines is cut, and says so. */
const mostInAMonth = 1000

export function deadlineRoutes(doors: Doors): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/desk/deadlines',
      name: 'See deadlines as a calendar',
      who: deskRoles,
      handle: async (c) => {
        const { visit } = c.var
        const { agency } = signedIn(visit)
        const [ports, desk] = await Promise.all([doors.at(agency), doors.desk(agency)])
        const calendar = await officeCalendar(ports, agency)
        const month = readMonth(c.req.query('month') ?? '') ?? calendar.today.slice(0, 7)
        const all = everyDay(month)
        const { rows, next } = await desk.page({ dueFrom: all[0] ?? '', dueTo: all.at(-1) ?? '' }, 'due', mostInAMonth)
        const closed = all.flatMap((day) => {
          const name = calendar.closedOn(day)
          return name === undefined ? [] : [[day, name] as const]
        })
        return show(
          c,
          <DeadlinesPage
            visit={visit}
            doors={doors}
            month={month}
            days={daysOf(rows)}
            cut={next !== undefined}
            calendar={calendar}
            closed={Object.fromEntries(closed)}
          />,
        )
      },
    },
  ]
}
