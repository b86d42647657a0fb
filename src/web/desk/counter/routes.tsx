import { toHex } from '#formats/bytes.ts'
import { move } from '#pipeline/move.ts'
import type { Doors } from '../../doors.ts'
import type { Form } from '../../form.ts'
import { readDate } from '../../layout/date-field.tsx'
import { deskRoles, mayGive, type Route } from '../../route.ts'
import { show } from '../../show.ts'
import { signedIn } from '../../visit.ts'
import { withCase, type OpenCase } from '../open-case.ts'
import { statusOf, taking, type ShowForm, type Taken } from '../step-page.tsx'
import { CounterPage, SeizurePage } from './page.tsx'

const seizure = '/desk/cases/:number/seizure'

export function counterRoutes(doors: Doors): readonly Route[] {
  const page: ShowForm = (c, open, form, problems) =>
    show(c, <SeizurePage doors={doors} open={open} form={form} problems={problems} />, statusOf(problems))
  return [
    {
      method: 'GET',
      path: '/desk/counter',
      name: 'See the card for the front desk',
      who: deskRoles,
      handle: async (c) => {
        const { agency, roles } = signedIn(c.var.visit)
        const staff = [...(await doors.register()).values()].filter((member) => member.agency === agency)
        const call = ['counsel', 'privacy-officer'].flatMap((role) =>
          staff.filter((member) => member.roles.some((held) => held === role)),
        )
        const mayReceive = mayGive('receive').some((role) => role !== 'requester' && roles.includes(role))
        const shown = { agency, call: [...new Set(call)], mayReceive }
        return show(c, <CounterPage visit={c.var.visit} doors={doors} {...shown} />)
      },
    },
    {
      method: 'GET',
      path: seizure,
      name: 'See how to record what was taken or shown',
      who: deskRoles,
      handle: withCase(doors, (c, open) => page(c, open, undefined, {})),
    },
    {
      method: 'POST',
      path: seizure,
      name: 'Record what was taken or shown',
      who: mayGive('record-finding'),
      command: 'record-finding',
      handle: taking(doors, page, record),
    },
  ]
}

async function record({ ports, actor, stream }: OpenCase, form: Form): Promise<Taken> {
  const [who, things] = [form.text('who'), form.text('things')]
  const what = (['seized', 'disclosed'] as const).find((one) => one === form.text('what'))
  const on = readDate(form, 'on')
  const problems = {
    ...(what === undefined ? { what: 'Say what happened.' } : {}),
    ...(who === '' ? { who: 'Write down who they were, as far as you know.' } : {}),
    ...(on === undefined || on === '' ? { on: 'Type the day as month, day and year.' } : {}),
    ...(things === '' ? { things: 'Write down what was taken, given, shown or told.' } : {}),
  }
  if (what === undefined || Object.keys(problems).length > 0) return { problems }
  const list =
    form.text('list') === 'yes' ? ' They left a list.' : form.text('list') === 'no' ? ' They left no list.' : ''
  const note = `${on ?? ''}, ${who}: ${things}${list}`
  const finding = what === 'seized' ? 'seized' : 'already-disclosed'
  const found = await move(ports, actor, stream, () => ({ command: 'record-finding', finding, stands: true, note }))
  if (what === 'seized' || !found.moved) return found
  const incident = toHex(ports.randomness.bytes(4))
  return move(ports, actor, stream, () => ({
    command: 'open-incident',
    incident,
    what: `Given or shown before anybody decided. ${note}`,
  }))
}
