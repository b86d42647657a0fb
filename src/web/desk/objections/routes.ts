/** The doors to what people send: enter it for them, say who was meant, stop what they did not ask for, answer. */
import { createHash, randomUUID } from 'node:crypto'
import { stopAddress } from '#pipeline/person-address.ts'
import { actWithNumber } from '#pipeline/person-acts.ts'
import { acknowledge, answerComplaint, staffTasks } from '#pipeline/person-complain.ts'
import { mayBeTheirs } from '#pipeline/person-find.ts'
import { settle, stopWithdrawal } from '#pipeline/person-object.ts'
import { officeDay } from '#pipeline/law.ts'
import { recordLook } from '#pipeline/looks.ts'
import type { Act } from '#person/act.ts'
import { outcomes } from '#person/events.ts'
import { readNumber } from '#person/number.ts'
import type { Doors } from '../../doors.ts'
import { formOf, readForm, type Problems } from '../../form.ts'
import { messagePage } from '../../message-page.tsx'
import type { Route } from '../../route.ts'
import { seeOther, show } from '../../show.ts'
import { signedIn, type Ctx } from '../../visit.ts'
import { ActPage, RecordedPage } from './act-page.tsx'
import { askEntry, takeEntry } from './enter-page.tsx'
import { TasksPage } from './list-page.tsx'
import { objectionsPath } from './words.ts'

const staff = ['intake-officer', 'disclosure-officer', 'privacy-officer'] as const
const privacy = ['privacy-officer'] as const
const longest = 5000

type Answer = (c: Ctx, doors: Doors) => Response | Promise<Response>
type Line = readonly [method: Route['method'], path: string, name: string, who: Route['who'], answer: Answer]

const lines: readonly Line[] = [
  ['GET', '', 'Look at what people sent', staff, listPage],
  ['GET', '/find', 'Find what somebody sent by its number', staff, find],
  ['GET', '/new', 'Read the form for what came on paper or by telephone', staff, askEntry],
  ['POST', '/new', 'Enter an objection from paper or a call', staff, takeEntry],
  ['GET', '/:number', 'Look at one thing that somebody sent', staff, actPage],
  ['GET', '/:number/recorded', 'See the slip of what was entered', staff, recordedPage],
  ['POST', '/:number/meant', 'Say who was meant', staff, sayWho],
  ['POST', '/:number/stop', 'Stop what somebody did not ask for', staff, stop],
  ['POST', '/:number/confirm', 'Confirm a complaint', privacy, confirm],
  ['POST', '/:number/answer', 'Answer a complaint', privacy, answer],
]

export function objectionRoutes(doors: Doors): readonly Route[] {
  return lines.map(([method, path, name, who, handle]) => ({
    method,
    path: `${objectionsPath}${path}`,
    name,
    who,
    handle: (c) => handle(c, doors),
  }))
}

async function listPage(c: Ctx, doors: Doors, typed?: string, problems: Problems = {}): Promise<Response> {
  const { visit } = c.var
  const { agency, roles } = signedIn(visit)
  const tasks = await staffTasks(await doors.at(agency), agency)
  const mine = tasks.filter(({ act }) => act.kind !== 'complaint' || roles.includes('privacy-officer'))
  const props = { visit, doors, tasks: mine, problems, ...(typed === undefined ? {} : { typed }) }
  return show(c, TasksPage(props), Object.keys(problems).length > 0 ? 422 : 200)
}

function find(c: Ctx, doors: Doors): Response | Promise<Response> {
  const typed = c.req.query('number') ?? ''
  const number = readNumber(typed)
  if (number !== undefined) return seeOther(c, `${objectionsPath}/${number}`)
  return listPage(c, doors, typed, { number: 'A number has ten letters and digits, such as 7K3Q9-F2M4T.' })
}

/** An act of the visitor's own agency; of a code there is nothing to see. */
async function actOf(c: Ctx, doors: Doors): Promise<Act | undefined> {
  const { agency } = signedIn(c.var.visit)
  const number = readNumber(c.req.param('number') ?? '')
  const act = number === undefined ? undefined : await actWithNumber(await doors.at(agency), agency, number)
  return act?.kind === 'code' ? undefined : act
}

async function actPage(c: Ctx, doors: Doors): Promise<Response> {
  const act = await actOf(c, doors)
  return act === undefined ? messagePage(c, doors, 'not-found') : showAct(c, doors, act, {})
}

interface Typed {
  readonly outcome: string
  readonly words: string
}

/** In the log before it is shown, as every look at a person is. */
async function showAct(c: Ctx, doors: Doors, act: Act, problems: Problems, typed?: Typed): Promise<Response> {
  const { visit } = c.var
  const { id: member, agency, session, roles } = signedIn(visit)
  const ports = await doors.at(agency)
  const look = { page: `What a person sent, ${act.number}` }
  await recordLook(ports, doors.looks, { session, member, agency, day: officeDay(doors.system) }, look, randomUUID())
  const unsettled = act.found !== undefined && act.found.found !== 'one' && act.kind !== 'complaint'
  const mayBe = unsettled ? await mayBeTheirs(ports, act) : []
  const mayAnswer = roles.includes('privacy-officer')
  const kept = typed ?? keptOf(visit.kept)
  const props = {
    visit,
    doors,
    act,
    mayBe,
    nameOf,
    mayAnswer,
    problems,
    ...(kept === undefined ? {} : { typed: kept }),
  }
  return show(c, ActPage(props), Object.keys(problems).length > 0 ? 422 : 200)
}

function keptOf(kept: Ctx['var']['visit']['kept']): Typed | undefined {
  const form = formOf(kept)
  return form.text('words') === '' ? undefined : { outcome: form.text('outcome'), words: form.text('words') }
}

/** A record's key stays here; a page calls it by a hash. */
function nameOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16)
}

async function recordedPage(c: Ctx, doors: Doors): Promise<Response> {
  const act = await actOf(c, doors)
  if (act === undefined) return messagePage(c, doors, 'not-found')
  return show(c, RecordedPage({ visit: c.var.visit, doors, act }))
}

async function sayWho(c: Ctx, doors: Doors): Promise<Response> {
  const { id, agency } = signedIn(c.var.visit)
  const act = await actOf(c, doors)
  if (act === undefined || act.kind === 'complaint') return messagePage(c, doors, 'not-found')
  const ports = await doors.at(agency)
  const chosen = (await readForm(c)).text('record')
  const record = (await mayBeTheirs(ports, act)).find(({ sourceKey }) => nameOf(sourceKey) === chosen)
  if (record === undefined && chosen !== 'none') {
    return showAct(c, doors, act, { record: 'Choose one of the records, or that none is meant.' })
  }
  await settle(ports, id, act.stream, record?.sourceKey)
  return seeOther(c, `${objectionsPath}/${act.number}`)
}

async function stop(c: Ctx, doors: Doors): Promise<Response> {
  const { id, agency } = signedIn(c.var.visit)
  const act = await actOf(c, doors)
  if (act === undefined) return messagePage(c, doors, 'not-found')
  const ports = await doors.at(agency)
  if (act.kind === 'address') await stopAddress(ports, id, act.stream)
  else await stopWithdrawal(ports, id, act.stream)
  return seeOther(c, `${objectionsPath}/${act.number}`)
}

async function confirm(c: Ctx, doors: Doors): Promise<Response> {
  const { id, agency } = signedIn(c.var.visit)
  const act = await actOf(c, doors)
  if (act?.complaint === undefined) return messagePage(c, doors, 'not-found')
  await acknowledge(await doors.at(agency), id, act.stream)
  return seeOther(c, `${objectionsPath}/${act.number}`)
}

async function answer(c: Ctx, doors: Doors): Promise<Response> {
  const { id, agency } = signedIn(c.var.visit)
  const act = await actOf(c, doors)
  if (act?.complaint === undefined) return messagePage(c, doors, 'not-found')
  const form = await readForm(c)
  const outcome = outcomes.find((one) => one === form.text('outcome'))
  const text = form.text('words')
  const problems = {
    ...(outcome === undefined ? { outcome: 'Choose what you found.' } : {}),
    ...(text === '' ? { words: 'Write the answer.' } : {}),
    ...(text.length > longest ? { words: `Use at most ${longest} characters.` } : {}),
  }
  if (outcome === undefined || Object.keys(problems).length > 0) {
    return showAct(c, doors, act, problems, { outcome: form.text('outcome'), words: text })
  }
  await answerComplaint(await doors.at(agency), id, act.stream, { outcome, words: text })
  return seeOther(c, `${objectionsPath}/${act.number}`)
}
