/** Registering a key: the line is put in, a code is sealed to it, and whoever opens it types it back. */
import { isPosternError } from '#errors.ts'
import { challengeKey, confirmKey, receivingKeys, removeKey } from '#pipeline/requester-keys.ts'
import type { Doors } from '../../doors.ts'
import { formOf, readForm, type Form, type Problems } from '../../form.ts'
import { messagePage } from '../../message-page.tsx'
import { seeOther, show } from '../../show.ts'
import type { Ctx } from '../../visit.ts'
import { behind, type Behind } from '../who.ts'
import { ConfirmPage, KeysPage } from './pages.tsx'

export async function showKeys(c: Ctx, doors: Doors): Promise<Response> {
  const here = await behind(c, doors)
  return keysPage(c, doors, here, formOf(here.visit.kept), {})
}

async function keysPage(c: Ctx, doors: Doors, { by, ports, visit }: Behind, form: Form, problems: Problems) {
  const keys = await receivingKeys(ports, by.id)
  const { timeZone } = ports.office
  return show(c, KeysPage({ visit, doors, form, problems, keys, timeZone }), statusOf(problems))
}

export async function takeKey(c: Ctx, doors: Doors): Promise<Response> {
  const here = await behind(c, doors)
  const { by, ports } = here
  const form = await readForm(c)
  const wait = await doors.requesters.pace.take(`key ${by.id}`, 20, 3600, ports.clock.now())
  if (wait > 0) return messagePage(c, doors, 'too-often')
  try {
    await challengeKey(ports, doors.requesters.challenges, by.id, form.text('recipient'))
    return seeOther(c, '/requester/keys/confirm')
  } catch (error) {
    if (!isPosternError(error, 'ERR_RECEIVER_KEY')) throw error
    // What was pasted may be a secret key: it is not shown again.
    const sentence = `${capital(error.message)}. ${error.mend ?? ''}`.trim()
    return keysPage(c, doors, here, formOf({}), { recipient: sentence })
  }
}

export async function showConfirm(c: Ctx, doors: Doors): Promise<Response> {
  const here = await behind(c, doors)
  return confirmPage(c, doors, here, formOf(here.visit.kept), {})
}

async function confirmPage(c: Ctx, doors: Doors, { by, visit }: Behind, form: Form, problems: Problems) {
  const challenge = await doors.requesters.challenges.get(by.id)
  if (challenge === undefined) return seeOther(c, '/requester/keys')
  const { recipient, sealed } = challenge
  return show(c, ConfirmPage({ visit, doors, form, problems, recipient, sealed }), statusOf(problems))
}

export async function sealedCode(c: Ctx, doors: Doors): Promise<Response> {
  const { by } = await behind(c, doors)
  const challenge = await doors.requesters.challenges.get(by.id)
  if (challenge === undefined) return messagePage(c, doors, 'not-found')
  return c.body(challenge.sealed, 200, {
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment; filename="code.age"',
  })
}

export async function takeCode(c: Ctx, doors: Doors): Promise<Response> {
  const here = await behind(c, doors)
  const form = await readForm(c)
  const confirmed = await confirmKey(here.ports, doors.requesters.challenges, here.by.id, form.text('code'))
  if (confirmed.confirmed) return seeOther(c, '/requester/keys')
  const { left } = confirmed
  const sentences = {
    nothing: '',
    expired: 'The code has expired. Begin again with the key.',
    'too-often': 'The code was tried five times. Begin again with the key.',
    wrong: `This is not the code. You can try ${left} more ${left === 1 ? 'time' : 'times'}.`,
  }
  return confirmPage(c, doors, here, form, { code: sentences[confirmed.reason] })
}

export async function dropKey(c: Ctx, doors: Doors): Promise<Response> {
  const { by, ports } = await behind(c, doors)
  const form = await readForm(c)
  await removeKey(ports, by.id, form.text('recipient'))
  return seeOther(c, '/requester/keys')
}

function statusOf(problems: Problems): 200 | 422 {
  return Object.keys(problems).length > 0 ? 422 : 200
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
