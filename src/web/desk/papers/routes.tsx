/** The doors to a paper itself: to see it, its pages one by one, and the file. */
import type { Doors } from '../../doors.ts'
import { messagePage } from '../../message-page.tsx'
import { deskRoles, type Route } from '../../route.ts'
import { show } from '../../show.ts'
import type { Ctx } from '../../visit.ts'
import { withCase, type OpenCase } from '../open-case.ts'
import { StepPage } from '../step-page.tsx'
import { sendPage, sendPaper, shownPaper } from './file.ts'
import { ThePaper } from './paper.tsx'

const base = '/desk/cases/:number/papers/:id'

export function paperRoutes(doors: Doors): readonly Route[] {
  return [
    {
      method: 'GET',
      path: `${base}/file`,
      name: 'Look at a paper as it arrived',
      who: deskRoles,
      handle: withCase(doors, (c, open) => sendPaper(c, doors, open)),
    },
    {
      method: 'GET',
      path: `${base}/pages/:page`,
      name: 'Look at one page of a paper',
      who: deskRoles,
      handle: withCase(doors, (c, open) => sendPage(c, doors, open)),
    },
    {
      method: 'GET',
      path: base,
      name: 'See a paper page by page',
      who: deskRoles,
      handle: withCase(doors, (c, open) => seePaper(c, doors, open)),
    },
  ]
}

async function seePaper(c: Ctx, doors: Doors, open: OpenCase): Promise<Response> {
  const id = c.req.param('id') ?? ''
  const paper = await shownPaper(doors, open, id)
  const isKnown = [...Object.keys(open.state.instruments), ...Object.keys(open.state.orders)].includes(id)
  if (paper.as === 'nothing' && !isKnown) return messagePage(c, doors, 'not-found')
  return show(
    c,
    <StepPage doors={doors} open={open} title={titles[id] ?? `The paper ${id}`} problems={{}}>
      <ThePaper open={open} id={id} paper={paper} scans={doors.scanner.here} />
    </StepPage>,
  )
}

const titles: Readonly<Record<string, string>> = {
  letter: 'The letter that asked',
  request: 'The request as it was entered',
}
