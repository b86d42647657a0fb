/**
 * The doors of approval: read what will leave, and sign it.
 *
 * Whoever hands a signature in is the one who signs: a note in another's name is not made here.
 */
import { parseApproval } from '#formats/approval.ts'
import { isPosternError } from '#errors.ts'
import { textFor, toApprove, type ToApprove } from '#pipeline/approving.ts'
import { approve } from '#pipeline/fulfill.ts'
import { move, streamOf } from '#pipeline/move.ts'
import type { Ports } from '#pipeline/ports.ts'
import type { Instant } from '#vocabulary/time.ts'
import type { Doors } from '../../doors.ts'
import { readForm, type Problems } from '../../form.ts'
import { isFresh } from '../../guard.ts'
import { messagePage } from '../../message-page.tsx'
import { deskRoles, mayGive, type Route } from '../../route.ts'
import { seeOther, show } from '../../show.ts'
import { actorOf, signedIn, type Ctx } from '../../visit.ts'
import { casePath } from '../paths.ts'
import { noteFrom, usableHere } from '../passkeys/options.ts'
import { ApprovePage } from './page.tsx'
import { nothingArrived, nothingToTakeBack, openForLong, sentenceFor } from './words.ts'

const path = '/desk/cases/:number/approve'

/** What is signed says when. Older than this, the page is read again first. */
const longestReading = 60 * 60_000

export function approveRoutes(doors: Doors): readonly Route[] {
  const may = { who: mayGive('approve'), command: 'approve', stepUp: true } as const
  const { softwareKey } = doors
  return [
    {
      method: 'GET',
      path,
      name: 'Read everything that will leave',
      who: deskRoles,
      handle: (c) => page(c, doors),
    },
    {
      method: 'GET',
      path: `${path}/files/:at`,
      name: 'Read one file that will leave, whole',
      who: deskRoles,
      handle: (c) => file(c, doors),
    },
    { method: 'POST', path, name: 'Sign what will leave', ...may, handle: (c) => sign(c, doors) },
    {
      method: 'POST',
      path: `${path}/take-back`,
      name: 'Take approvals back',
      who: mayGive('void-approval'),
      command: 'void-approval',
      handle: (c) => takeBack(c, doors),
    },
    ...(softwareKey === undefined
      ? []
      : [
          {
            method: 'POST' as const,
            path: `${path}/demo-key`,
            name: 'Sign what will leave with a DEMO software key',
            ...may,
            handle: (c: Ctx) => signInSoftware(c, doors, softwareKey),
          },
        ]),
  ]
}

/** @throws PosternError ERR_CASE_UNKNOWN for a case of another agency as for none */
async function opened(c: Ctx, doors: Doors): Promise<{ readonly ports: Ports; readonly found: ToApprove }> {
  const ports = await doors.at(signedIn(c.var.visit).agency)
  const stream = await streamOf(ports, c.req.param('number') ?? '')
  return { ports, found: await toApprove(ports, actorOf(c.var.visit), stream) }
}

async function page(c: Ctx, doors: Doors, problems: Problems = {}, reason = ''): Promise<Response> {
  const { ports, found } = await opened(c, doors)
  const { visit } = c.var
  const who = signedIn(visit)
  const own = `${casePath(found.state.number)}/approve`
  const text = textFor(found, visit.now)
  const passkeys = (await doors.register()).get(who.id)?.passkeys ?? []
  const signing =
    text === undefined
      ? undefined
      : {
          action: own,
          text,
          reasons: found.reasons,
          passkeys: usableHere(passkeys, doors.baseUrl),
          fresh: isFresh(who, visit.now),
          again: `/sign-in/again?to=${encodeURIComponent(`${own}#sign`)}`,
          kept: keptIn(c, visit.now),
          softwareKey: doors.softwareKey === undefined || !who.demo ? undefined : `${own}/demo-key`,
        }
  return show(
    c,
    ApprovePage({
      visit,
      doors,
      toApprove: found,
      timeZone: ports.office.timeZone,
      signing,
      problems,
      reason,
      fileHref: (at) => `${own}/files/${at}`,
    }),
    Object.keys(problems).length > 0 ? 422 : 200,
  )
}

/** What was signed before the sign-in ran out, while it may still be handed in. */
function keptIn({ var: { visit } }: Ctx, now: Instant) {
  const { text, assertion } = visit.kept
  if (typeof text !== 'string' || typeof assertion !== 'string' || assertion === '') return undefined
  return (ageOf(wholeText(text), now) ?? Infinity) <= longestReading ? { text, assertion } : undefined
}

async function file(c: Ctx, doors: Doors): Promise<Response> {
  const { found } = await opened(c, doors)
  const asked = found.content?.files[Number(c.req.param('at'))]
  if (asked === undefined) return messagePage(c, doors, 'not-found')
  return c.body(new Uint8Array(asked.bytes), 200, { 'content-type': 'text/plain; charset=utf-8' })
}

async function sign(c: Ctx, doors: Doors): Promise<Response> {
  const who = signedIn(c.var.visit)
  const form = await readForm(c)
  const text = wholeText(form.text('text'))
  const passkeys = (await doors.register()).get(who.id)?.passkeys ?? []
  const note = noteFrom(text, form.text('assertion'), who.id, passkeys)
  return handIn(c, doors, text, note)
}

async function signInSoftware(c: Ctx, doors: Doors, key: NonNullable<Doors['softwareKey']>): Promise<Response> {
  const text = wholeText((await readForm(c)).text('text'))
  const fits = ageOf(text, c.var.visit.now) !== undefined
  return handIn(c, doors, text, fits ? await key(signedIn(c.var.visit).id, text) : undefined)
}

async function takeBack(c: Ctx, doors: Doors): Promise<Response> {
  const reason = (await readForm(c)).text('reason')
  if (reason === '' || reason.length > 200) {
    return page(c, doors, { reason: 'Say in up to 200 letters why, so that whoever signs next knows.' }, reason)
  }
  const { ports, found } = await opened(c, doors)
  const moved = await move(ports, actorOf(c.var.visit), found.stream, () => ({ command: 'void-approval', reason }))
  if (moved.moved) return seeOther(c, `${casePath(found.state.number)}/approve`)
  const late = moved.refusal.reasons.some(({ code }) => code === 'not-open')
  const sentences = late ? [nothingToTakeBack] : moved.refusal.reasons.map(sentenceFor)
  return page(c, doors, { '': sentences.join(' ') }, reason)
}

/** The line feed at its end is the first thing that a form loses. */
function wholeText(text: string): string {
  return `${text.trimEnd()}\n`.replaceAll('\r\n', '\n')
}

async function handIn(c: Ctx, doors: Doors, text: string, note: string | undefined): Promise<Response> {
  const age = ageOf(text, c.var.visit.now)
  if (note === undefined || age === undefined) return page(c, doors, { '': nothingArrived })
  if (age > longestReading) return page(c, doors, { '': openForLong })
  const { ports, found } = await opened(c, doors)
  const moved = await approve(ports, note, found.stream)
  if (moved.moved) return seeOther(c, `${casePath(found.state.number)}/approve`)
  const sentences = moved.refusal.reasons.map((reason) =>
    reason.code === 'not-open' ? notWaiting(found) : sentenceFor(reason),
  )
  return page(c, doors, { '': [...new Set(sentences)].join(' ') })
}

/** Somebody was faster: an objection, a new paper, a release. */
function notWaiting({ state }: ToApprove): string {
  const done = state.approvals.length > 1 || state.released
  return done
    ? 'Two people have approved this already, so your signature was not needed and was not taken.'
    : 'While you were reading, the case changed, and nothing waits for approval now. Your signature was not taken, and nothing leaves on it.'
}

/** Undefined where this is no text of an approval, or one of the future. */
function ageOf(text: string, now: Instant): number | undefined {
  try {
    const age = Date.parse(now) - Date.parse(parseApproval(text).at)
    return age < 0 ? undefined : age
  } catch (error) {
    if (isPosternError(error)) return undefined
    throw error
  }
}
