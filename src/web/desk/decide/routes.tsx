import { explained } from '#pipeline/explained.ts'
import type { Doors } from '../../doors.ts'
import { deskRoles, type Route } from '../../route.ts'
import { show } from '../../show.ts'
import { withCase } from '../open-case.ts'
import { DecidePage } from './page.tsx'

/** Deciding itself stands among the steps of a case (`case/routes.tsx`). */
export function decideRoutes(doors: Doors): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/desk/cases/:number/decide',
      name: 'See how the law comes to its answer, rule by rule',
      who: deskRoles,
      handle: withCase(doors, async (c, open) => {
        const law = await explained(open.ports, open.state)
        return show(c, <DecidePage doors={doors} open={open} law={law} chosen={c.req.query('cell')} />)
      }),
    },
  ]
}
