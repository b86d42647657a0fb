/** Every door of the web. What does not stand here does not exist. */
import type { Doors } from './doors.ts'
import type { Route } from './route.ts'
import { signInRoutes } from './sign-in/routes.ts'

export function allRoutes(doors: Doors): readonly Route[] {
  return [...signInRoutes(doors)]
}
