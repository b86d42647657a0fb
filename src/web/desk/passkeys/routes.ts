/** The doors of one's own keys. Registering and retiring ask for a fresh sign-in. */
import { passkeyVkey } from '#formats/passkey.ts'
import { registerPasskey, retirePasskey, signingRoles } from '#pipeline/passkeys.ts'
import { keysOver } from '#pipeline/register.ts'
import type { Doors } from '../../doors.ts'
import { readForm, type Problems } from '../../form.ts'
import { isFresh } from '../../guard.ts'
import type { Route } from '../../route.ts'
import { seeOther, show } from '../../show.ts'
import { actorOf, signedIn, type Ctx } from '../../visit.ts'
import { passkeysPath } from '../paths.ts'
import { usableHere } from './options.ts'
import { PasskeysPage } from './page.tsx'
import { challengeAt, isCurrent } from './ticket.ts'

export function passkeyRoutes(doors: Doors): readonly Route[] {
  return [
    {
      method: 'GET',
      path: passkeysPath,
      name: 'See one’s own keys',
      who: signingRoles,
      handle: (c) => page(c, doors),
    },
    {
      method: 'POST',
      path: `${passkeysPath}/register`,
      name: 'Register a key of one’s own',
      who: signingRoles,
      stepUp: true,
      handle: (c) => register(c, doors),
    },
    {
      method: 'POST',
      path: `${passkeysPath}/retire`,
      name: 'Retire a key of one’s own',
      who: signingRoles,
      stepUp: true,
      handle: (c) => retire(c, doors),
    },
  ]
}

async function page(c: Ctx, doors: Doors, problems: Problems = {}, label = ''): Promise<Response> {
  const { visit } = c.var
  const who = signedIn(visit)
  const ports = await doors.at(who.agency)
  const { office, officeSecret } = ports
  const member = (await doors.register()).get(who.id)
  if (member === undefined) throw new Error('a visitor is not on the register')
  const options = await doors.ceremonies.options({
    challenge: challengeAt(officeSecret, who.session, visit.now),
    member: { id: who.id, name: who.name },
    known: usableHere(member.passkeys ?? [], doors.baseUrl).map(({ credential }) => credential),
  })
  const done = c.req.query('done')
  return show(
    c,
    PasskeysPage({
      visit,
      doors,
      member,
      keys: await keysOver(ports, who.id),
      timeZone: office.timeZone,
      fresh: isFresh(who, visit.now),
      options,
      ticket: visit.now,
      label,
      problems,
      done: done === 'registered' || done === 'retired' ? done : undefined,
    }),
    Object.keys(problems).length > 0 ? 422 : 200,
  )
}

async function register(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const who = signedIn(visit)
  const form = await readForm(c)
  const [label, ticket] = [form.text('label'), form.text('ticket')]
  const again = (problems: Problems) => page(c, doors, problems, label)
  if (label === '' || label.length > 60 || label.includes('\n')) {
    return again({ label: 'Give the key a name of up to 60 letters, so that you can tell it from another.' })
  }
  if (!isCurrent(ticket, visit.now)) return again({ '': 'This page stood open for long. Register the key now.' })
  const ports = await doors.at(who.agency)
  const challenge = challengeAt(ports.officeSecret, who.session, ticket)
  const ceremony = await doors.ceremonies.verified(challenge, form.text('answer'))
  if (ceremony === undefined) {
    return again({
      '': 'Your key did not answer as it should, so nothing was registered. Try again, or take another key.',
    })
  }
  const refusal = await registerPasskey(ports, actorOf(visit), who.id, {
    key: passkeyVkey(who.id, ceremony.passkey),
    credential: ceremony.credential,
    label,
    transports: ceremony.transports,
    registeredAt: visit.now,
  })
  return refusal === undefined ? seeOther(c, `${passkeysPath}?done=registered`) : again({ '': refusal.words })
}

async function retire(c: Ctx, doors: Doors): Promise<Response> {
  const who = signedIn(c.var.visit)
  const key = (await readForm(c)).text('key')
  const refusal = await retirePasskey(await doors.at(who.agency), actorOf(c.var.visit), who.id, key)
  return refusal === undefined ? seeOther(c, `${passkeysPath}?done=retired`) : page(c, doors, { '': refusal.words })
}
