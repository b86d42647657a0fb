/** The doors of listed members: the list, and the reading of them, which nobody waits for. */
import { isPosternError } from '#errors.ts'
import { resumeBulk } from '#pipeline/bulk-queue.ts'
import { listMembers } from '#pipeline/members.ts'
import { move } from '#pipeline/move.ts'
import { officeSettings } from '#pipeline/office-settings.ts'
import { listThreshold } from '#pipeline/threshold.ts'
import type { Doors } from '../../doors.ts'
import type { Form } from '../../form.ts'
import { deskRoles, mayGive, type Route } from '../../route.ts'
import { show } from '../../show.ts'
import { after } from '../case/routes.tsx'
import { withCase, type OpenCase } from '../open-case.ts'
import { statusOf, taking, type ShowForm, type Taken } from '../step-page.tsx'
import { megabytes, MembersPage } from './page.tsx'

const base = '/desk/cases/:number'
const aroundTheFile = 256 * 1024

export function memberRoutes(doors: Doors): readonly Route[] {
  const page: ShowForm = async (c, open, form, problems) => {
    const { agency } = open.request
    const [{ caps }, threshold] = await Promise.all([
      officeSettings(open.ports, agency),
      listThreshold(open.ports, agency, open.stream),
    ])
    const shown = { open, threshold, caps: caps.value, form, problems }
    return show(c, <MembersPage doors={doors} {...shown} />, statusOf(problems))
  }
  return [
    {
      method: 'GET',
      path: `${base}/members`,
      name: 'See what listing the members of a class means',
      who: deskRoles,
      handle: withCase(doors, (c, open) => page(c, open, undefined, {})),
    },
    {
      method: 'POST',
      path: `${base}/members`,
      name: 'List the members of a class',
      who: mayGive('list-members'),
      command: 'list-members',
      upload: megabytes * 1_048_576 + aroundTheFile,
      handle: taking(doors, page, listed),
    },
    {
      method: 'POST',
      path: `${base}/pause`,
      name: 'Pause the reading of listed members',
      who: mayGive('pause-preparation'),
      command: 'pause-preparation',
      handle: withCase(doors, async (c, open) => {
        const pause = { command: 'pause-preparation' } as const
        return after(c, doors, open, await move(open.ports, open.actor, open.stream, () => pause))
      }),
    },
    {
      method: 'POST',
      path: `${base}/resume`,
      name: 'Let the reading of listed members go on',
      who: mayGive('resume-preparation'),
      command: 'resume-preparation',
      handle: withCase(doors, async (c, open) => {
        const moved = await resumeBulk(open.ports, open.actor, open.stream)
        if (moved.moved) doors.readMembers(open.request.agency, open.stream, open.actor)
        return after(c, doors, open, moved)
      }),
    },
  ]
}

/** No scanner is asked: each line is a key of a record, or the list is refused; and nobody opens it as a file. */
async function listed({ ports, actor, stream }: OpenCase, form: Form): Promise<Taken> {
  const file = form.files['list']?.[0]
  const who = form.text('who')
  const problems = {
    ...(who === 'named' || who === 'agency' ? {} : { who: 'Say who says that these are the ones.' }),
    ...(file === undefined ? { list: 'Choose the file of the list.' } : {}),
  }
  if (file === undefined || Object.keys(problems).length > 0) return { problems }
  try {
    return await listMembers(ports, actor, stream, { bytes: file.bytes, named: who === 'named' })
  } catch (error) {
    if (!isPosternError(error, 'ERR_INPUT_INVALID')) throw error
    return { problems: { list: `${error.message} ${error.mend ?? ''}`.trim() } }
  }
}
