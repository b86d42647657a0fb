/** The register of an agency, in the hands of its administrator. */
import { isLine } from '#pipeline/office-settings.ts'
import { withdrawKey } from '#pipeline/passkeys.ts'
import { enroll, disable, entries, keysOver, leave, registerHistory, type Entry } from '#pipeline/register.ts'
import { isPosternError } from '#errors.ts'
import type { Reason } from '#case/commands.ts'
import type { Doors } from '../../doors.ts'
import { formOf, readForm, type Form, type Problems } from '../../form.ts'
import { messagePage } from '../../message-page.tsx'
import type { Route } from '../../route.ts'
import { show } from '../../show.ts'
import { actorOf, signedIn, type Ctx } from '../../visit.ts'
import { entryIn, nothingTyped, typedIn, typedOf } from './entry-form.ts'
import { NewPersonPage, PeoplePage, PersonPage } from './pages.tsx'

const who = ['administrator'] as const

export function peopleRoutes(doors: Doors): readonly Route[] {
  const person = '/admin/people/:id'
  return [
    { method: 'GET', path: '/admin', name: 'See who is on the register', who, handle: (c) => people(c, doors) },
    {
      method: 'GET',
      path: '/admin/add',
      name: 'See the form to add somebody',
      who,
      handle: (c) => newForm(c, doors),
    },
    {
      method: 'POST',
      path: '/admin/add',
      name: 'Add somebody',
      who,
      stepUp: true,
      handle: (c) => add(c, doors),
    },
    { method: 'GET', path: person, name: 'See one entry of the register', who, handle: (c) => one(c, doors) },
    { method: 'POST', path: person, name: 'Change an entry', who, stepUp: true, handle: (c) => change(c, doors) },
    {
      method: 'POST',
      path: `${person}/close`,
      name: 'Close an account',
      who,
      handle: (c) => end(c, doors, disable, 'closed'),
    },
    {
      method: 'POST',
      path: `${person}/withdraw-key`,
      name: 'Withdraw a key that somebody has lost',
      who,
      handle: (c) => withdraw(c, doors),
    },
    {
      method: 'POST',
      path: `${person}/leave`,
      name: 'Take somebody off the register',
      who,
      stepUp: true,
      handle: (c) => end(c, doors, leave, 'left'),
    },
  ]
}

const doneWords: Readonly<Record<string, string>> = {
  saved: 'The entry is saved.',
  added: 'They are on the register.',
  closed: 'The account is closed. Whatever was open in it has ended.',
  left: 'They are off the register.',
  withdrawn: 'The key is withdrawn. It signs nothing any more.',
}

async function people(c: Ctx, doors: Doors): Promise<Response> {
  const { agency } = signedIn(c.var.visit)
  const all = [...(await entries(await doors.at(agency))).values()]
  const ours = all.filter(({ member }) => member.agency === agency)
  const order = { open: 0, closed: 1, left: 2 } as const
  const sorted = ours.toSorted(
    (a, b) => order[a.standing] - order[b.standing] || a.member.id.localeCompare(b.member.id, 'en'),
  )
  return show(
    c,
    PeoplePage({
      visit: c.var.visit,
      doors,
      zone: doors.system.office.timeZone,
      entries: sorted,
      lastUse: await doors.accounts.lastUse(),
    }),
  )
}

function newForm(c: Ctx, doors: Doors): Response | Promise<Response> {
  const { kept } = c.var.visit
  const typed = 'id' in kept ? typedIn(formOf(kept)) : nothingTyped
  return show(c, NewPersonPage({ visit: c.var.visit, doors, zone: doors.system.office.timeZone, typed, problems: {} }))
}

async function add(c: Ctx, doors: Doors): Promise<Response> {
  const { agency } = signedIn(c.var.visit)
  const ports = await doors.at(agency)
  const form = await readForm(c)
  const id = form.text('id')
  const there = (await entries(ports)).get(id)
  const entry = entryIn(form, { id, agency, issuer: doors.signIn.provider.issuer })
  const problems =
    there !== undefined
      ? { id: 'Somebody has, or had, this id. Choose another.' }
      : 'problems' in entry
        ? entry.problems
        : await problemsOf(() => enroll(ports, actorOf(c.var.visit), entry))
  if (Object.keys(problems).length === 0) return c.redirect(`/admin/people/${id}?done=added`, 303)
  return show(
    c,
    NewPersonPage({ visit: c.var.visit, doors, zone: doors.system.office.timeZone, typed: typedIn(form), problems }),
    422,
  )
}

async function one(c: Ctx, doors: Doors): Promise<Response> {
  const { kept } = c.var.visit
  return personPage(c, doors, 'name' in kept ? formOf(kept) : undefined, {})
}

async function change(c: Ctx, doors: Doors): Promise<Response> {
  const found = await entryHere(c, doors)
  if (found === undefined) return messagePage(c, doors, 'not-found')
  const { ports, entry } = found
  const { id, agency } = entry.member
  const form = await readForm(c)
  const changed = entryIn(form, { id, agency, issuer: doors.signIn.provider.issuer, before: entry.member })
  const problems =
    'problems' in changed ? changed.problems : await problemsOf(() => enroll(ports, actorOf(c.var.visit), changed))
  if (Object.keys(problems).length === 0) return c.redirect(`/admin/people/${id}?done=saved`, 303)
  return personPage(c, doors, form, problems)
}

async function end(c: Ctx, doors: Doors, how: typeof disable, done: string): Promise<Response> {
  const found = await entryHere(c, doors)
  if (found === undefined) return messagePage(c, doors, 'not-found')
  const { id } = found.entry.member
  const problems = await problemsOf(() => how(found.ports, actorOf(c.var.visit), id))
  if (Object.keys(problems).length > 0) return personPage(c, doors, undefined, problems)
  // The register alone would do; without rows there is nothing that could come back by mistake.
  await doors.sessions.endAllOf(id, c.var.visit.now)
  return c.redirect(`/admin/people/${id}?done=${done}`, 303)
}

/** It only protects, so it waits for no second factor. */
async function withdraw(c: Ctx, doors: Doors): Promise<Response> {
  const found = await entryHere(c, doors)
  if (found === undefined) return messagePage(c, doors, 'not-found')
  const { id } = found.entry.member
  const form = await readForm(c)
  const [key, reason] = [form.text('withdrawn'), form.text('reason')]
  const problems = {
    ...(key === '' ? { withdrawn: 'Choose the key that is lost.' } : {}),
    ...(isLine(reason) ? {} : { reason: 'Say why in one line of up to 200 letters.' }),
  }
  const refused =
    Object.keys(problems).length > 0
      ? problems
      : await problemsOf(() => withdrawKey(found.ports, actorOf(c.var.visit), id, { key, reason }))
  if (Object.keys(refused).length > 0) return personPage(c, doors, undefined, refused, form)
  return c.redirect(`/admin/people/${id}?done=withdrawn`, 303)
}

async function personPage(
  c: Ctx,
  doors: Doors,
  form: Form | undefined,
  problems: Problems,
  withdrawing: Form = formOf(c.var.visit.kept),
): Promise<Response> {
  const found = await entryHere(c, doors)
  if (found === undefined) return messagePage(c, doors, 'not-found')
  const { ports, entry } = found
  const { id } = entry.member
  const history = (await registerHistory(ports)).filter(({ member }) => member.id === id).toReversed()
  const typed = form === undefined ? typedOf(entry.member) : { ...typedIn(form), id }
  const own = signedIn(c.var.visit).id === id
  const done = doneWords[c.req.query('done') ?? '']
  const page = PersonPage({
    visit: c.var.visit,
    doors,
    zone: doors.system.office.timeZone,
    entry,
    history,
    typed,
    problems,
    own,
    keys: await keysOver(ports, id),
    withdrawing,
    done,
  })
  return show(c, page, Object.keys(problems).length > 0 ? 422 : 200)
}

/** An entry of the visitor's own agency; another's does not exist for them. */
async function entryHere(
  c: Ctx,
  doors: Doors,
): Promise<{ ports: Awaited<ReturnType<Doors['at']>>; entry: Entry } | undefined> {
  const { agency } = signedIn(c.var.visit)
  const ports = await doors.at(agency)
  const entry = (await entries(ports)).get(c.req.param('id') ?? '')
  return entry?.member.agency === agency ? { ports, entry } : undefined
}

/** What the register says against it: a refusal, or a form that it cannot take. */
async function problemsOf(act: () => Promise<Reason | undefined>): Promise<Problems> {
  try {
    const refusal = await act()
    return refusal === undefined ? {} : { '': refusal.words }
  } catch (error) {
    if (isPosternError(error, 'ERR_INPUT_INVALID')) return { '': error.message }
    throw error
  }
}
