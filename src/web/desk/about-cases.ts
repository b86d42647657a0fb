/** Every door that is about one case, or takes one in. */
import type { Doors } from '../doors.ts'
import type { Route } from '../route.ts'
import { announceRoutes } from './announce/routes.tsx'
import { caseRoutes } from './case/routes.tsx'
import { counselRoutes } from './counsel/routes.tsx'
import { counterRoutes } from './counter/routes.tsx'
import { decideRoutes } from './decide/routes.tsx'
import { handOverRoutes } from './hand-over/routes.tsx'
import { holdRoutes } from './hold/routes.tsx'
import { matchRoutes } from './match/routes.tsx'
import { memberRoutes } from './members/routes.tsx'
import { noticeRoutes } from './notice/routes.tsx'
import { orderRoutes } from './orders/routes.tsx'
import { outsideRoutes } from './outside/routes.tsx'
import { pickUpRoutes } from './pick-up/routes.tsx'
import { paperRoutes } from './papers/routes.tsx'
import { readRoutes } from './read/routes.tsx'
import { receiveRoutes } from './receive/routes.tsx'
import { saidRoutes } from './said/routes.tsx'
import { suspendRoutes } from './suspend/routes.tsx'
import { verifyRoutes } from './verify/routes.tsx'
import { worksheetRoutes } from './worksheet/routes.tsx'

export function aboutCases(doors: Doors): readonly Route[] {
  return [
    ...caseRoutes(doors),
    ...announceRoutes(doors),
    ...outsideRoutes(doors),
    ...readRoutes(doors),
    ...paperRoutes(doors),
    ...verifyRoutes(doors),
    ...matchRoutes(doors),
    ...memberRoutes(doors),
    ...decideRoutes(doors),
    ...counselRoutes(doors),
    ...noticeRoutes(doors),
    ...handOverRoutes(doors),
    ...pickUpRoutes(doors),
    ...holdRoutes(doors),
    ...suspendRoutes(doors),
    ...saidRoutes(doors),
    ...orderRoutes(doors),
    ...worksheetRoutes(doors),
    ...receiveRoutes(doors),
    ...counterRoutes(doors),
  ]
}
