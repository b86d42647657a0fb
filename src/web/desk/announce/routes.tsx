import { announce, toAnnounce, withdrawNotice } from '#pipeline/announcing.ts'
import type { Doors } from '../../doors.ts'
import { deskRoles, mayGive, type Route } from '../../route.ts'
import { show } from '../../show.ts'
import { publicLaw } from '../../public/rules/law.ts'
import { withCase, type OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { statusOf, taking, type ShowForm } from '../step-page.tsx'
import { AnnouncePage } from './page.tsx'

const path = '/desk/cases/:number/announce'
const back = ({ number }: OpenCase): string => `${casePath(number)}/announce`

export function announceRoutes(doors: Doors): readonly Route[] {
  const page: ShowForm = async (c, open, form, problems) => {
    const asked = await toAnnounce(open.ports, open.state)
    const { rules } = await publicLaw(doors)
    const shown = { open, form, problems, asked, rules }
    return show(c, <AnnouncePage doors={doors} {...shown} />, statusOf(problems))
  }
  return [
    {
      method: 'GET',
      path,
      name: 'See what the public is told of a release',
      who: deskRoles,
      handle: withCase(doors, (c, open) => page(c, open, undefined, {})),
    },
    {
      method: 'POST',
      path,
      name: 'Announce a release of many persons',
      who: mayGive('announce'),
      command: 'announce',
      handle: taking(
        doors,
        page,
        ({ ports, actor, stream }, form) => {
          const order = form.text('order')
          return announce(ports, actor, stream, order === '' ? undefined : order)
        },
        back,
      ),
    },
    {
      method: 'POST',
      path: `${path}/withdraw`,
      name: 'Withdraw the public notice of a release',
      who: mayGive('withdraw-notice'),
      command: 'withdraw-notice',
      handle: taking(
        doors,
        page,
        ({ ports, actor, stream }, form) => {
          const reason = form.text('reason')
          if (reason === '') return { problems: { reason: 'Say why the notice is withdrawn.' } }
          return withdrawNotice(ports, actor, stream, reason)
        },
        back,
      ),
    },
  ]
}
