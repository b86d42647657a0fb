/** Handing a case to another requester's account: staff alone do it, for requesters of their own agency. */
import { rolesOn } from '#approval/staff.ts'
import { officeDay } from '#pipeline/law.ts'
import { move } from '#pipeline/move.ts'
import type { Doors } from '../../doors.ts'
import { formOf, type Problems } from '../../form.ts'
import type { Option } from '../../layout/form.tsx'
import { mayGive, type Route } from '../../route.ts'
import { show } from '../../show.ts'
import { signedIn } from '../../visit.ts'
import { withCase, type OpenCase } from '../open-case.ts'
import { statusOf, taking, type ShowForm } from '../step-page.tsx'
import { HandOverPage } from './page.tsx'

const path = '/desk/cases/:number/hand-over'

export function handOverRoutes(doors: Doors): readonly Route[] {
  const page: ShowForm = async (c, open, form, problems) => {
    const accounts = await accountsOf(doors, open)
    const typed = form ?? formOf(open.visit.kept)
    return show(c, HandOverPage({ doors, open, accounts, form: typed, problems }), statusOf(problems))
  }
  const who = mayGive('hand-to-requester')
  return [
    {
      method: 'GET',
      path,
      name: 'See which requester follows a case',
      who,
      handle: withCase(doors, (c, open) => page(c, open, undefined, {})),
    },
    {
      method: 'POST',
      path,
      name: 'Hand a case to another requester’s account',
      who,
      command: 'hand-to-requester',
      handle: taking(doors, page, async (open, form) => {
        const [to, reason] = [form.text('to'), form.text('reason').replaceAll(/\s+/g, ' ')]
        const known = (await accountsOf(doors, open)).some(({ value }) => value === to)
        const problems: Problems = {
          ...(known ? {} : { to: 'Choose a requester.' }),
          ...(reason === '' ? { reason: 'Write one sentence on why.' } : {}),
        }
        if (Object.keys(problems).length > 0) return { problems }
        return move(open.ports, open.actor, open.stream, () => ({ command: 'hand-to-requester', to, reason }))
      }),
    },
  ]
}

async function accountsOf(doors: Doors, { visit, ports, state }: OpenCase): Promise<readonly Option[]> {
  const { agency } = signedIn(visit)
  const today = officeDay(ports)
  return [...(await doors.register()).values()]
    .filter((member) => member.agency === agency && rolesOn(member, today).includes('requester'))
    .filter(({ id }) => id !== state.account)
    .map(({ id, name, organization }) => ({
      value: id,
      text: `${name ?? id}${organization === undefined ? '' : `, ${organization}`}`,
    }))
}
