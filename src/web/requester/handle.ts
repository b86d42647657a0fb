/** The first pages of the requester's door. */
import { vocabulary } from '#vocabulary/codes.ts'
import { beginDraft, discardDraft, ownDrafts } from '#pipeline/request-draft.ts'
import { ownCases } from '#pipeline/own-case.ts'
import { receivingKeys } from '#pipeline/requester-keys.ts'
import type { Doors } from '../doors.ts'
import { seeOther, show } from '../show.ts'
import type { Ctx } from '../visit.ts'
import { ListPage } from './list-page.tsx'
import { NewPage } from './new-page.tsx'
import { behind } from './who.ts'

export async function showList(c: Ctx, doors: Doors): Promise<Response> {
  const { by, ports, visit } = await behind(c, doors)
  const { cases, drafts } = doors.requesters
  const own = { cases: await ownCases(ports, cases, by), drafts: await ownDrafts(ports, drafts, by.id) }
  return show(c, ListPage({ visit, doors, ...own, timeZone: ports.office.timeZone }))
}

export async function showNew(c: Ctx, doors: Doors): Promise<Response> {
  const { by, ports, visit } = await behind(c, doors)
  const agency = Object.entries(vocabulary.agencies).find(([code]) => code === by.agency)?.[1].name ?? by.agency
  const hasKey = (await receivingKeys(ports, by.id)).length > 0
  return show(c, NewPage({ visit, doors, agency, hasKey, full: c.req.query('full') !== undefined }))
}

export async function begin(c: Ctx, doors: Doors): Promise<Response> {
  const { by, ports } = await behind(c, doors)
  const id = await beginDraft(ports, doors.requesters.drafts, by.id)
  return seeOther(c, id === undefined ? '/requester/new?full' : `/requester/drafts/${id}/you`)
}

export async function discard(c: Ctx, doors: Doors): Promise<Response> {
  const { by, ports } = await behind(c, doors)
  await discardDraft(ports, doors.requesters.drafts, by.id, c.req.param('draft') ?? '')
  return seeOther(c, '/requester')
}
