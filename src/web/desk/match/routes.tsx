import { match } from '#pipeline/determine.ts'
import type { Doors } from '../../doors.ts'
import { deskRoles, mayGive, type Route } from '../../route.ts'
import { show } from '../../show.ts'
import { refusalSentences } from '../case/next.ts'
import { openCase, withCase } from '../open-case.ts'
import { MatchPage } from './page.tsx'

const path = '/desk/cases/:number/match'

export function matchRoutes(doors: Doors): readonly Route[] {
  return [
    {
      method: 'GET',
      path,
      name: 'See whether the people of a case were found',
      who: deskRoles,
      handle: withCase(doors, (c, open) =>
        show(c, <MatchPage doors={doors} open={open} shown={undefined} problems={{}} />),
      ),
    },
    {
      method: 'POST',
      path,
      name: 'Look the people of a case up',
      who: mayGive('match'),
      command: 'match',
      // What is shown is recorded nowhere, so it is shown in the answer itself and cannot be asked for again.
      handle: withCase(doors, async (c, open) => {
        const { shown, moved } = await match(open.ports, open.actor, open.stream)
        const now = (await openCase(c, doors)) ?? open
        if (moved.moved) return show(c, <MatchPage doors={doors} open={now} shown={shown} problems={{}} />)
        const problems = { '': refusalSentences(moved.refusal.reasons, 'match') }
        return show(c, <MatchPage doors={doors} open={now} shown={undefined} problems={problems} />, 422)
      }),
    },
  ]
}
