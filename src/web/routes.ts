/** Every door of the web. What does not stand here does not exist. */
import { adminRoutes } from './admin/routes.ts'
import { aboutCases } from './desk/about-cases.ts'
import { approveRoutes } from './desk/approve/routes.ts'
import { passkeyRoutes } from './desk/passkeys/routes.ts'
import { apiRoutes } from './api/routes.ts'
import type { Doors } from './doors.ts'
import { oversightRoutes } from './oversight/routes.ts'
import { objectionRoutes } from './desk/objections/routes.ts'
import { personRoutes } from './person/routes.ts'
import { publicRoutes } from './public/routes.tsx'
import { requesterRoutes } from './requester/routes.ts'
import type { Route } from './route.ts'
import { deskRoutes } from './desk/routes.ts'
import { letterRoutes } from './desk/letters/routes.ts'
import { signInRoutes } from './sign-in/routes.ts'

export function allRoutes(doors: Doors): readonly Route[] {
  return [
    ...publicRoutes(doors),
    ...signInRoutes(doors),
    ...deskRoutes(doors),
    ...adminRoutes(doors),
    ...oversightRoutes(doors),
    ...personRoutes(doors),
    ...objectionRoutes(doors),
    ...requesterRoutes(doors),
    ...apiRoutes(doors),
    ...aboutCases(doors),
    ...letterRoutes(doors),
    ...approveRoutes(doors),
    ...passkeyRoutes(doors),
  ]
}
