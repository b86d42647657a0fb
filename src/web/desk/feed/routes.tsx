/** The calendar feed of a member of staff: an address that is its own key. */
import type { Doors } from '../../doors.ts'
import { messagePage } from '../../message-page.tsx'
import { deskRoles, type Route } from '../../route.ts'
import { seeOther, show } from '../../show.ts'
import { signedIn, type Ctx } from '../../visit.ts'
import { newSecret, secretHash } from '../queue/secret.ts'
import { icalendar } from './ical.ts'
import { FeedPage } from './page.tsx'

/** A person who has more open cases than this has other worries than a calendar. */
const mostCases = 1000

export function feedRoutes(doors: Doors): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/desk/feed',
      name: 'See whether one has a calendar feed',
      who: deskRoles,
      handle: async (c) => {
        const { id, agency } = signedIn(c.var.visit)
        const { hasFeed } = await (await doors.desk(agency)).settings(id)
        const ended = c.req.query('ended') !== undefined
        return show(c, <FeedPage visit={c.var.visit} doors={doors} hasFeed={hasFeed} ended={ended && !hasFeed} />)
      },
    },
    {
      method: 'POST',
      path: '/desk/feed',
      name: 'Make an address for one’s calendar feed',
      who: deskRoles,
      // Answered by the page itself: an address to go to would have to hold the secret.
      handle: async (c) => {
        const { id, agency } = signedIn(c.var.visit)
        const secret = newSecret(doors.randomness)
        await (await doors.desk(agency)).setFeed(id, secretHash(secret))
        const address = `${doors.baseUrl}/calendar/${secret}`
        return show(c, <FeedPage visit={c.var.visit} doors={doors} hasFeed address={address} />)
      },
    },
    {
      method: 'POST',
      path: '/desk/feed/end',
      name: 'End one’s calendar feed',
      who: deskRoles,
      handle: async (c) => {
        const { id, agency } = signedIn(c.var.visit)
        await (await doors.desk(agency)).setFeed(id, null)
        return seeOther(c, '/desk/feed?ended')
      },
    },
    {
      method: 'GET',
      path: '/calendar/:secret',
      name: 'Read a calendar feed: case numbers and kinds of deadlines, by its secret address',
      who: 'anybody',
      handle: (c) => feed(c, doors),
    },
  ]
}

/** The same page that a wrong address gives is given to whoever has left the register. */
async function feed(c: Ctx, doors: Doors): Promise<Response> {
  const owner = await doors.feeds.ownerOf(secretHash(c.req.param('secret') ?? ''))
  const member = owner && (await doors.register()).get(owner.member)
  const works = member !== undefined && deskRoles.some((role) => member.roles.includes(role))
  if (owner === undefined || !works || member.agency !== owner.agency) return messagePage(c, doors, 'not-found')
  const desk = await doors.desk(owner.agency)
  const { rows } = await desk.page({ assignee: owner.member, dueTo: '9999-12-31' }, 'due', mostCases)
  const entries = rows.flatMap(({ number, deadlines }) =>
    deadlines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ({ number, on: line.slice(0, 10), what: line.slice(11) })),
  )
  return c.body(icalendar(entries, c.var.visit.now), 200, { 'content-type': 'text/calendar; charset=utf-8' })
}
