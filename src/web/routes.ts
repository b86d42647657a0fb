/** Every door of the web. What does not stand here does not exist. */
import type { Doors } from './doors.ts'
import type { Route } from './route.ts'

export function allRoutes(_doors: Doors): readonly Route[] {
  return []
}
