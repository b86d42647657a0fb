/** Everything that the queue page shows, asked for at once. */
import { deskRoles } from '../../route.ts'
import type { Doors } from '../../doors.ts'
import { signedIn, type Visit } from '../../visit.ts'
import { officeCalendar } from '#pipeline/queue.ts'
import { readChoice, readPlace, viewsFor, writeChoice, writePlace } from './filters.ts'
import { mostCounted, type Colleague, type Shown } from './page.tsx'

const linesOnAPage = 25

export async function shownFor(doors: Doors, visit: Visit, query: URLSearchParams): Promise<Shown> {
  const { id, agency } = signedIn(visit)
  const [desk, ports] = await Promise.all([doors.desk(agency), doors.at(agency)])
  const calendar = await officeCalendar(ports, agency)
  const choice = readChoice(query, calendar.today)
  const views = viewsFor(id, calendar.today)
  const [page, counts, own, settings, staff] = await Promise.all([
    desk.page(choice.filter, choice.sort, linesOnAPage, readPlace(query)),
    desk.counts(
      views.map((view) => view.choice.filter),
      mostCounted,
    ),
    desk.views(id),
    desk.settings(id),
    colleagues(doors, agency),
  ])
  const here = writeChoice(choice)
  const standing = views.map((view, n) => ({ name: view.name, query: writeChoice(view.choice), count: counts[n] ?? 0 }))
  const empty = views.find((_, n) => standing[n]?.query === here)?.empty
  const next = page.next === undefined ? undefined : new URLSearchParams(here)
  if (page.next !== undefined) next?.set('after', writePlace(page.next))
  return {
    choice,
    rows: page.rows,
    next: next?.toString(),
    views: standing,
    own,
    empty: empty ?? 'No case of your agency fits all of these filters. Take one away to see more.',
    staff,
    calendar,
    keysOff: settings.keysOff,
  }
}

/** Who works on cases of this agency, by name. */
export async function colleagues(doors: Doors, agency: string): Promise<readonly Colleague[]> {
  const members = [...(await doors.register()).values()]
  return members
    .filter((member) => member.agency === agency && deskRoles.some((role) => member.roles.includes(role)))
    .map(({ id, name }) => ({ id, name: name ?? id }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
}
