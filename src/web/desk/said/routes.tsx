import { saidByPeople } from '#pipeline/person-said.ts'
import type { Doors } from '../../doors.ts'
import { deskRoles, type Route } from '../../route.ts'
import { show } from '../../show.ts'
import { withCase } from '../open-case.ts'
import { SaidPage } from './page.tsx'

export function saidRoutes(doors: Doors): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/desk/cases/:number/said',
      name: 'See what the people of a case said for themselves',
      who: deskRoles,
      handle: withCase(doors, async (c, open) =>
        show(c, <SaidPage doors={doors} open={open} said={await saidByPeople(open.ports, open.state)} />),
      ),
    },
  ]
}
