/** The doors of one case: its page, its notes, and the steps that need nothing typed. */
import type { CommandName, Reason } from '#case/commands.ts'
import { isPosternError } from '#errors.ts'
import { bulkProgress } from '#pipeline/bulk-progress.ts'
import { readingStopped } from '#pipeline/bulk-standing.ts'
import { leaveToWorkers } from '#pipeline/bulk-queue.ts'
import { assign } from '#pipeline/desk.ts'
import { announcementMissing, noticeBars } from '#pipeline/announcing.ts'
import { overCapToday } from '#pipeline/day-count.ts'
import { decide } from '#pipeline/determine.ts'
import { deliver, prepare, release } from '#pipeline/fulfill.ts'
import { move, type Moved } from '#pipeline/move.ts'
import { outsideMissing } from '#pipeline/outside-keys.ts'
import { officeCalendar } from '#pipeline/queue.ts'
import { ranOut } from '#pipeline/ran-out.ts'
import { calledFor, worksheetsMissing } from '#pipeline/worksheet.ts'
import { thresholdFor } from '#pipeline/threshold.ts'
import type { Doors } from '../../doors.ts'
import { formOf, readForm, type Problems } from '../../form.ts'
import { deskRoles, mayGive, type Route } from '../../route.ts'
import { seeOther, show } from '../../show.ts'
import type { Ctx } from '../../visit.ts'
import { openCase, withCase, type OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { nextSteps, refusalSentences } from './next.ts'
import { CasePage } from './page.tsx'
import { rulesOf } from './view.ts'

const path = '/desk/cases/:number'

export function caseRoutes(doors: Doors): readonly Route[] {
  const step = (page: string, command: CommandName, name: string, run: (open: OpenCase) => Promise<Moved>): Route => ({
    method: 'POST',
    path: `${path}/${page}`,
    name,
    who: mayGive(command),
    command,
    handle: withCase(doors, async (c, open) => after(c, doors, open, await run(open))),
  })
  return [
    {
      method: 'GET',
      path,
      name: 'Look at a case',
      who: deskRoles,
      handle: withCase(doors, (c, open) => showCase(c, doors, open)),
    },
    step('prepare', 'prepare', 'Prepare what may leave', (open) => prepareHere(doors, open)),
    {
      ...step('release', 'release', 'Release what two people approved', ({ ports, actor, stream }) =>
        release(ports, actor, stream),
      ),
      stepUp: true,
    },
    step('refuse', 'refuse', 'Record the refusal', ({ ports, actor, stream }) =>
      move(ports, actor, stream, () => ({ command: 'refuse', letter: 'refusal' })),
    ),
    step('close', 'close', 'Close a case', ({ ports, actor, stream }) =>
      move(ports, actor, stream, () => ({ command: 'close' })),
    ),
    step('decide', 'decide', 'Decide a case by the law', ({ ports, actor, stream }) => decide(ports, actor, stream)),
    {
      method: 'POST',
      path: `${path}/deliver`,
      name: 'Lay a released package ready for its receiver',
      who: mayGive('deliver'),
      command: 'deliver',
      handle: withCase(doors, (c, open) => deliverNow(c, doors, open)),
    },
    step('take', 'assign', 'Take a case', ({ ports, actor, stream }) => assign(ports, actor, stream, actor.id)),
    {
      method: 'POST',
      path: `${path}/tags`,
      name: 'Put a tag on a case or take it off',
      who: mayGive('tag'),
      command: 'tag',
      handle: withCase(doors, (c, open) => putTag(c, doors, open)),
    },
    {
      method: 'POST',
      path: `${path}/notes`,
      name: 'Write an internal note',
      who: mayGive('add-note'),
      command: 'add-note',
      handle: withCase(doors, (c, open) => keepNote(c, doors, open)),
    },
  ]
}

/** The page of a case; where something was refused, with the reasons on top. */
export async function showCase(
  c: Ctx,
  doors: Doors,
  open: OpenCase,
  problems: Problems = {},
  form = formOf(open.visit.kept),
): Promise<Response> {
  const { ports, state } = open
  let decided: Promise<readonly Reason[]> | undefined
  // Both engines decide for it, so one answer serves all.
  const decidedNow = () => (decided ??= ranOut(ports, state))
  const [rules, calendar, late, barred, tooMany, threshold, progress, stopped] = await Promise.all([
    rulesOf(ports, state),
    officeCalendar(ports, open.request.agency),
    lateOf(open, decidedNow),
    noticeBars(ports, state),
    tooManyOf(open),
    thresholdFor(ports, state),
    bulkProgress(ports, open.stream),
    readingStopped(ports, state, decidedNow),
  ])
  const worksheets = sheetsOf(open)
  const shown = {
    open,
    rules,
    calendar,
    steps: nextSteps({ ...open, late, barred, tooMany, worksheets, above: threshold.above }),
    worksheets: worksheets.called,
    problems,
    progress,
    stopped,
    scans: doors.scanner.here,
    typed: { note: form.text('note'), tag: form.text('tag') },
  }
  return show(c, <CasePage doors={doors} shown={shown} />, Object.keys(problems).length > 0 ? 422 : 200)
}

/**
 * Listed members are read behind the answer: a million persons are more than a browser waits for. Workers take part,
 * where there are any; where there are none, this process reads them all.
 */
async function prepareHere(doors: Doors, { ports, actor, stream, state, request }: OpenCase): Promise<Moved> {
  if (state.members === undefined) return prepare(ports, actor, stream)
  const refused = await leaveToWorkers(ports, actor, stream)
  if (refused !== undefined) return refused
  doors.readMembers(request.agency, stream, actor)
  return { moved: true, state, appended: [] }
}

/** Where two programs cannot agree, the act itself says so and opens an incident; a look at the case does not. */
async function lateOf({ state }: OpenCase, decidedNow: () => Promise<readonly Reason[]>): Promise<readonly Reason[]> {
  if (!['decided', 'prepared', 'approved-once', 'approved'].includes(state.status)) return []
  return decidedNow().catch((error: unknown) => {
    if (isPosternError(error)) return []
    throw error
  })
}

/** As with what ran out: where the source cannot be asked, preparing says so, and a look at the case does not. */
function sheetsOf({ ports, state }: OpenCase): { readonly called: boolean; readonly missing: readonly Reason[] } {
  try {
    return { called: calledFor(ports, state).length > 0, missing: worksheetsMissing(ports, state) }
  } catch (error) {
    if (isPosternError(error)) return { called: false, missing: [] }
    throw error
  }
}

/** Whatever two people have signed: the caps of the day; above a number of persons a third signature, and the notice. */
async function tooManyOf({ ports, state }: OpenCase): Promise<readonly Reason[]> {
  if (state.status !== 'approved') return []
  return [
    ...(await outsideMissing(ports, state)),
    ...(await announcementMissing(ports, state)),
    ...(await overCapToday(ports, state)),
  ]
}

/** Back to the case where it moved; else the case as it stands now, with every reason why not. */
export async function after(c: Ctx, doors: Doors, open: OpenCase, moved: Moved): Promise<Response> {
  if (moved.moved) return seeOther(c, casePath(open.number))
  const { move: command, reasons } = moved.refusal
  // Somebody may have moved the case since the page was made.
  const now = (await openCase(c, doors)) ?? open
  return showCase(c, doors, now, { '': refusalSentences(reasons, command) })
}

async function deliverNow(c: Ctx, doors: Doors, open: OpenCase): Promise<Response> {
  const delivered = await deliver(open.ports, open.actor, open.stream)
  if (delivered.delivered) return seeOther(c, casePath(open.number))
  if (delivered.waitingFor === 'case') return after(c, doors, open, delivered.moved)
  const words =
    'Not yet: the release waits for the public log and its witnesses. It goes out by itself once they have it.'
  return showCase(c, doors, open, { '': words })
}

async function putTag(c: Ctx, doors: Doors, open: OpenCase): Promise<Response> {
  const form = await readForm(c)
  const tag = form.text('tag')
  const stands = form.text('stands') !== 'no'
  const moved = await move(open.ports, open.actor, open.stream, () => ({ command: 'tag', tag, stands }))
  if (moved.moved) return seeOther(c, `${casePath(open.number)}#hands`)
  return showCase(c, doors, open, { tag: refusalSentences(moved.refusal.reasons, 'tag') }, form)
}

async function keepNote(c: Ctx, doors: Doors, open: OpenCase): Promise<Response> {
  const form = await readForm(c)
  const text = form.text('note')
  const privileged = form.text('privileged') === 'yes'
  const moved = await move(open.ports, open.actor, open.stream, () => ({ command: 'add-note', text, privileged }))
  if (moved.moved) return seeOther(c, `${casePath(open.number)}#notes`)
  return showCase(c, doors, open, { note: refusalSentences(moved.refusal.reasons, 'add-note') }, form)
}
