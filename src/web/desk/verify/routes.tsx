import { isPosternError } from '#errors.ts'
import { verifyRequester } from '#pipeline/intake.ts'
import { move } from '#pipeline/move.ts'
import type { Doors } from '../../doors.ts'
import type { Form } from '../../form.ts'
import { messagePage } from '../../message-page.tsx'
import { deskRoles, mayGive, type Route } from '../../route.ts'
import { show } from '../../show.ts'
import { withCase, type OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { taking, type ShowForm, type Taken } from '../step-page.tsx'
import { callIn, RequesterPage, VerifyPaperPage } from './page.tsx'

const base = '/desk/cases/:number'

export function verifyRoutes(doors: Doors): readonly Route[] {
  const paper: ShowForm = (c, open, form, problems) => {
    const id = c.req.param('id') ?? ''
    if (!Object.hasOwn({ ...open.state.instruments, ...open.state.orders }, id))
      return messagePage(c, doors, 'not-found')
    const status = Object.keys(problems).length > 0 ? 422 : 200
    return show(c, <VerifyPaperPage doors={doors} open={open} form={form} problems={problems} id={id} />, status)
  }
  const requester: ShowForm = (c, open, form, problems) =>
    show(
      c,
      <RequesterPage doors={doors} open={open} form={form} problems={problems} />,
      Object.keys(problems).length > 0 ? 422 : 200,
    )
  return [
    {
      method: 'GET',
      path: `${base}/papers/:id/verify`,
      name: 'See how to ask the issuer of a paper',
      who: deskRoles,
      handle: withCase(doors, (c, open) => paper(c, open, undefined, {})),
    },
    {
      method: 'POST',
      path: `${base}/papers/:id/verify`,
      name: 'Record what the issuer of a paper said',
      who: mayGive('verify-instrument'),
      command: 'verify-instrument',
      handle: (c) => taking(doors, paper, (open, form) => verifyPaper(open, form, c.req.param('id') ?? ''))(c),
    },
    {
      method: 'GET',
      path: `${base}/requester`,
      name: 'See how the requester was checked',
      who: deskRoles,
      handle: withCase(doors, (c, open) => requester(c, open, undefined, {})),
    },
    {
      method: 'POST',
      path: `${base}/requester`,
      name: 'Record a call to the requester’s office',
      who: mayGive('verify-requester'),
      command: 'verify-requester',
      handle: taking(doors, requester, checkRequester, ({ number }) => `${casePath(number)}/requester`),
    },
    {
      method: 'POST',
      path: `${base}/requester/confirm`,
      name: 'Confirm the call-back record as a second person',
      who: mayGive('confirm-requester'),
      command: 'confirm-requester',
      handle: taking(doors, requester, ({ ports, actor, stream }) =>
        move(ports, actor, stream, () => ({ command: 'confirm-requester' })),
      ),
    },
  ]
}

async function verifyPaper({ ports, actor, stream }: OpenCase, form: Form, instrument: string): Promise<Taken> {
  const said = callIn(form)
  if ('problems' in said) return said
  return move(ports, actor, stream, () => ({ command: 'verify-instrument', instrument, ...said.call }))
}

async function checkRequester({ ports, actor, stream }: OpenCase, form: Form): Promise<Taken> {
  const said = callIn(form)
  if ('problems' in said) return said
  const recipient = form.text('recipient').replaceAll(/\s+/g, '')
  try {
    return await verifyRequester(ports, actor, stream, { ...said.call, ...(recipient === '' ? {} : { recipient }) })
  } catch (error) {
    if (!isPosternError(error, 'ERR_RECEIVER_KEY')) throw error
    return {
      problems: {
        recipient: 'This is no key that anything can be sealed to. Ask them to read it again: it begins with age1.',
      },
    }
  }
}
