/** Settings and people. None of it reads a case. */
import type { Doors } from '../doors.ts'
import type { Route } from '../route.ts'
import { peopleRoutes } from './people/routes.ts'
import { rulesRoutes } from './rules/routes.ts'
import { proposedRoutes } from './settings/proposed-routes.tsx'
import { settingsRoutes } from './settings/routes.ts'
import { signingKeyRoutes } from './signing-keys/routes.ts'

export function adminRoutes(doors: Doors): readonly Route[] {
  return [
    ...peopleRoutes(doors),
    ...settingsRoutes(doors),
    ...proposedRoutes(doors),
    ...rulesRoutes(doors),
    ...signingKeyRoutes(doors),
  ]
}
