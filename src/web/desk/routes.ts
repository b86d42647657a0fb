/** Every door of the desk's queue and what belongs to it. */
import type { Doors } from '../doors.ts'
import type { Route } from '../route.ts'
import { deadlineRoutes } from './deadlines/routes.tsx'
import { feedRoutes } from './feed/routes.tsx'
import { keyRoutes } from './keys-routes.tsx'
import { queueRoutes } from './queue/routes.tsx'

export function deskRoutes(doors: Doors): readonly Route[] {
  return [...queueRoutes(doors), ...deadlineRoutes(doors), ...feedRoutes(doors), ...keyRoutes(doors)]
}
