/** The package at the counter: its slip, the hand that gives it away, and what its receiver says afterwards. */
import type { Placed } from '#delivery/courier.ts'
import { collect } from '#pipeline/collect.ts'
import { move } from '#pipeline/move.ts'
import type { Doors } from '../../doors.ts'
import { readForm, type Form, type Problems } from '../../form.ts'
import { handedOver } from '../../handed-over.ts'
import { readDate } from '../../layout/date-field.tsx'
import { noteSecret } from '../../looks.ts'
import { deskRoles, mayGive, type Route } from '../../route.ts'
import { show } from '../../show.ts'
import { signedIn, type Ctx } from '../../visit.ts'
import { withCase, type OpenCase } from '../open-case.ts'
import { statusOf, taking, type ShowForm } from '../step-page.tsx'
import { PickUpPage } from './page.tsx'
import { ReceiptPage } from './receipt-page.tsx'

const path = '/desk/cases/:number'

export function pickUpRoutes(doors: Doors): readonly Route[] {
  const receiptPage: ShowForm = (c, open, form, problems) =>
    show(c, <ReceiptPage doors={doors} open={open} form={form} problems={problems} />, statusOf(problems))
  return [
    {
      method: 'GET',
      path: `${path}/pick-up`,
      name: 'See the slip with which a package is taken away',
      who: mayGive('deliver'),
      handle: withCase(doors, (c, open) => showPickUp(c, doors, open)),
    },
    {
      method: 'POST',
      path: `${path}/pick-up`,
      name: 'Hand a sealed package to whoever brings its code',
      who: mayGive('record-collection'),
      command: 'record-collection',
      handle: withCase(doors, (c, open) => handOut(c, doors, open)),
    },
    {
      method: 'GET',
      path: `${path}/receipt`,
      name: 'See what the receiver said of a package',
      who: deskRoles,
      handle: withCase(doors, (c, open) => receiptPage(c, open, undefined, {})),
    },
    {
      method: 'POST',
      path: `${path}/receipt`,
      name: 'Record the receipt of a package',
      who: mayGive('acknowledge-receipt'),
      command: 'acknowledge-receipt',
      handle: taking(doors, receiptPage, ({ ports, actor, stream }, form) => {
        const code = form.text('code')
        if (code === '') return { problems: { code: 'Write the receipt code that they gave you.' } }
        return move(ports, actor, stream, () => ({ command: 'acknowledge-receipt', code }))
      }),
    },
    {
      method: 'POST',
      path: `${path}/destruction`,
      name: 'Record that a receiver destroyed what was released',
      who: mayGive('certify-destruction'),
      command: 'certify-destruction',
      handle: taking(doors, receiptPage, ({ ports, actor, stream }, form) => {
        const on = readDate(form, 'on') ?? ''
        const [by, method] = [form.text('by'), form.text('method')]
        const problems: Problems = {
          ...(on === '' ? { on: 'Give the day on which the last copy was destroyed.' } : {}),
          ...(by === '' ? { by: 'Write who destroyed it.' } : {}),
          ...(method === '' ? { method: 'Write how it was destroyed.' } : {}),
        }
        if (Object.keys(problems).length > 0) return { problems }
        return move(ports, actor, stream, () => ({ command: 'certify-destruction', on, by, method }))
      }),
    },
  ]
}

/** INVARIANT: the log knows who saw a code before they see it. */
async function showPickUp(
  c: Ctx,
  doors: Doors,
  open: OpenCase,
  form?: Form,
  problems: Problems = {},
): Promise<Response> {
  const slip = await slipOf(open)
  if (slip !== undefined) await noteSecret(doors, signedIn(c.var.visit), 'The pick-up code', open.number)
  return show(
    c,
    <PickUpPage doors={doors} open={open} slip={slip} form={form} problems={problems} />,
    statusOf(problems),
  )
}

/** Where a requester takes delivery in an account, the code is nobody's to know. */
async function slipOf({ state, ports }: OpenCase): Promise<Placed | undefined> {
  const { status, collected, account, prepared } = state
  if (status !== 'delivered' || collected || account !== undefined || prepared === undefined) return undefined
  return ports.courier.placed(prepared.contentRoot)
}

const why: Readonly<Record<string, string>> = {
  unknown: 'This is not the code of this package. Read it from the slip once more; it has 26 letters and digits.',
  used: 'This package was taken away already. It is handed over once.',
}
const away = 'The package is here no more: nobody came in time, or it was taken back. The case says which.'

async function handOut(c: Ctx, doors: Doors, open: OpenCase): Promise<Response> {
  const form = await readForm(c)
  const code = form.text('code')
  const contentRoot = open.state.prepared?.contentRoot
  if (contentRoot === undefined || (await slipOf(open)) === undefined) return showPickUp(c, doors, open)
  if (code === '') return showPickUp(c, doors, open, form, { code: 'Type the code that stands on their slip.' })
  const got = await collect(open.ports, contentRoot, code, (taken) => Promise.resolve(taken))
  if (!got.collected) return showPickUp(c, doors, open, form, { code: why[got.reason] ?? away })
  return handedOver(c, got.kept, `${open.number}.postern`)
}
