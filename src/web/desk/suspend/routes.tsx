import { officeDay } from '#pipeline/law.ts'
import { move } from '#pipeline/move.ts'
import type { Doors } from '../../doors.ts'
import { readDate } from '../../layout/date-field.tsx'
import { deskRoles, mayGive, type Route } from '../../route.ts'
import { show } from '../../show.ts'
import { withCase, type OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { statusOf, taking, type ShowForm } from '../step-page.tsx'
import { SuspendPage } from './page.tsx'

const path = '/desk/cases/:number/suspend'
const back = ({ number }: OpenCase): string => `${casePath(number)}/suspend`

export function suspendRoutes(doors: Doors): readonly Route[] {
  const page: ShowForm = (c, open, form, problems) => {
    const today = officeDay(open.ports)
    return show(
      c,
      <SuspendPage doors={doors} open={open} form={form} problems={problems} today={today} />,
      statusOf(problems),
    )
  }
  return [
    {
      method: 'GET',
      path,
      name: 'See what the people of a case may see',
      who: deskRoles,
      handle: withCase(doors, (c, open) => page(c, open, undefined, {})),
    },
    {
      method: 'POST',
      path,
      name: 'Keep a case from the lists of its people for a time',
      who: mayGive('suspend-accounting'),
      command: 'suspend-accounting',
      handle: taking(
        doors,
        page,
        ({ ports, actor, stream }, form) => {
          const [issuer, ground] = [form.text('issuer'), form.text('ground')]
          const stated = (['written', 'oral'] as const).find((one) => one === form.text('form'))
          const until = readDate(form, 'until') ?? ''
          if (issuer === '' || ground === '' || stated === undefined || until === '') {
            const problems = {
              ...(issuer === '' ? { issuer: 'Say which agency stated it.' } : {}),
              ...(ground === '' ? { ground: 'Write down its ground. Without one nothing is kept back.' } : {}),
              ...(stated === undefined ? { form: 'Choose how it was stated.' } : {}),
              ...(until === '' ? { until: 'Choose the last day. Without one nothing is kept back.' } : {}),
            }
            return { problems }
          }
          const from = officeDay(ports)
          return move(ports, actor, stream, () => ({
            command: 'suspend-accounting',
            issuer,
            ground,
            form: stated,
            from,
            until,
          }))
        },
        back,
      ),
    },
    {
      method: 'POST',
      path: `${path}/end`,
      name: 'Show a case to its people before the day',
      who: mayGive('end-suspension'),
      command: 'end-suspension',
      handle: taking(
        doors,
        page,
        ({ ports, actor, stream }, form) => {
          const reason = form.text('ending')
          if (reason === '') return { problems: { ending: 'Say why it ends early.' } }
          return move(ports, actor, stream, () => ({ command: 'end-suspension', reason }))
        },
        back,
      ),
    },
  ]
}
