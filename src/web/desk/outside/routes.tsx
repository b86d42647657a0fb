/** Whoever hands a note in, the holder of the key is who acts: the note is checked, and nobody signs here in their name. */
import { approvalToSign, signOutside } from '#pipeline/fulfill.ts'
import { thresholdFor } from '#pipeline/threshold.ts'
import type { Doors } from '../../doors.ts'
import { messagePage } from '../../message-page.tsx'
import { deskRoles, type Route } from '../../route.ts'
import { show } from '../../show.ts'
import { withCase, type OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { statusOf, taking, type ShowForm } from '../step-page.tsx'
import { longestNote, OutsidePage } from './page.tsx'

const path = '/desk/cases/:number/outside'
const back = ({ number }: OpenCase): string => `${casePath(number)}/outside`

export function outsideRoutes(doors: Doors): readonly Route[] {
  const page: ShowForm = async (c, open, form, problems) => {
    const [text, threshold] = await Promise.all([textOf(open), thresholdFor(open.ports, open.state)])
    const shown = { open, form, problems, text, threshold }
    return show(c, <OutsidePage doors={doors} {...shown} />, statusOf(problems))
  }
  return [
    {
      method: 'GET',
      path,
      name: 'See what is signed outside the agency',
      who: deskRoles,
      handle: withCase(doors, (c, open) => page(c, open, undefined, {})),
    },
    {
      method: 'GET',
      path: `${path}/to-sign.txt`,
      name: 'Take away what is signed outside the agency',
      who: deskRoles,
      handle: withCase(doors, async (c, open) => {
        const text = await textOf(open)
        if (text === undefined) return messagePage(c, doors, 'not-found')
        return c.body(text, 200, {
          'content-type': 'text/plain; charset=utf-8',
          'content-disposition': `attachment; filename="${open.number}-to-sign.txt"`,
        })
      }),
    },
    {
      method: 'POST',
      path,
      name: 'Hand in a signature from outside the agency',
      who: deskRoles,
      handle: taking(
        doors,
        page,
        ({ ports, stream }, form) => {
          const note = form.text('note')
          if (note === '') return { problems: { note: 'Paste the whole signed note.' } }
          if (note.length > longestNote) return { problems: { note: 'This is longer than any signed note.' } }
          // The line feed at its end is the first thing that a form loses.
          return signOutside(ports, `${note}\n`, stream)
        },
        back,
      ),
    },
  ]
}

function textOf({ ports, stream }: OpenCase): Promise<string | undefined> {
  return approvalToSign(ports, stream, 'outside-holder')
}
