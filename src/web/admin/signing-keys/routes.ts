/** Keys of requesters' systems: an administrator registers and revokes them, freshly signed in. */
import { isPosternError } from '#errors.ts'
import { registerSigningKey, revokeSigningKey, signingKeys } from '#pipeline/requester-keys.ts'
import type { Doors } from '../../doors.ts'
import { formOf, readForm, type Form, type Problems } from '../../form.ts'
import type { Route } from '../../route.ts'
import { seeOther, show } from '../../show.ts'
import { actorOf, signedIn, type Ctx } from '../../visit.ts'
import { SigningKeysPage } from './page.tsx'

const path = '/admin/signing-keys'
const who = ['administrator'] as const

export function signingKeyRoutes(doors: Doors): readonly Route[] {
  return [
    {
      method: 'GET',
      path,
      name: 'See the keys of requesters’ systems',
      who,
      handle: (c) => page(c, doors, formOf(c.var.visit.kept), {}),
    },
    {
      method: 'POST',
      path,
      name: 'Register the key of a requester’s system',
      who,
      stepUp: true,
      handle: (c) => register(c, doors),
    },
    {
      method: 'POST',
      path: `${path}/revoke`,
      name: 'Revoke the key of a requester’s system',
      who,
      stepUp: true,
      handle: (c) => revoke(c, doors),
    },
  ]
}

async function page(c: Ctx, doors: Doors, form: Form, problems: Problems): Promise<Response> {
  const { visit } = c.var
  const { agency } = signedIn(visit)
  const ports = await doors.at(agency)
  const members = await doors.register()
  const keys = [...(await signingKeys(ports)).values()].filter(({ member }) => members.get(member)?.agency === agency)
  const zone = ports.office.timeZone
  const status = Object.keys(problems).length > 0 ? 422 : 200
  return show(c, SigningKeysPage({ visit, doors, zone, keys, form, problems }), status)
}

async function register(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const form = await readForm(c)
  const agreement = form.text('agreement')
  try {
    const ports = await doors.at(signedIn(visit).agency)
    const key = { vkey: form.text('key'), ...(agreement === '' ? {} : { agreement }) }
    const refusal = await registerSigningKey(ports, actorOf(visit), key)
    return refusal === undefined ? seeOther(c, path) : page(c, doors, form, { key: refusal.words })
  } catch (error) {
    if (!isPosternError(error, 'ERR_INPUT_INVALID')) throw error
    // What was pasted may be a secret key: it is not shown again.
    return page(c, doors, formOf({ agreement }), { key: `${error.message} ${error.mend ?? ''}`.trim() })
  }
}

async function revoke(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const form = await readForm(c)
  const ports = await doors.at(signedIn(visit).agency)
  const refusal = await revokeSigningKey(ports, actorOf(visit), form.text('keyid'))
  return refusal === undefined ? seeOther(c, path) : page(c, doors, formOf({}), { '': refusal.words })
}
