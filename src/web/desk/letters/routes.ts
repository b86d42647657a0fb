/** The doors of letters: look, make, print, and write down what became of them. */
import type { LetterMark } from '#case/events.ts'
import { whyNot } from '#case/open.ts'
import { languageFor, languages, write } from '#letter/write.ts'
import { mayAdd } from '#letter/facts.ts'
import { countersignAnswer, fixAnswer } from '#pipeline/answer.ts'
import { choicesOf, draftOf, languageOf, type LetterChoice } from '#pipeline/case-letters.ts'
import { asLetter, dayAt, frameOf, makeLetter, type NewLetter } from '#pipeline/letters.ts'
import type { Moved } from '#pipeline/move.ts'
import { markPosted, postedFile, postedLetter } from '#pipeline/post.ts'
import type { Ports, Posted } from '#pipeline/ports.ts'
import { sha256 } from '#formats/sha256.ts'
import { toHex } from '#formats/bytes.ts'
import type { Doors } from '../../doors.ts'
import { readForm, type Form, type Problems } from '../../form.ts'
import { readDate, typedDate } from '../../layout/date-field.tsx'
import { noteCases } from '../../looks.ts'
import { messagePage } from '../../message-page.tsx'
import { deskRoles, mayGive, type Route } from '../../route.ts'
import { seeOther, show } from '../../show.ts'
import { actorOf, signedIn, type Ctx } from '../../visit.ts'
import { withCase, type OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { CaseLettersPage } from './case-page.tsx'
import { LetterPage } from './letter-page.tsx'
import { LettersPage } from './list-page.tsx'
import { longestAddition, NewLetterPage, type TypedLetter } from './new-page.tsx'
import { letterPath, lettersPath } from './paths.ts'
import { PrintPage } from './print-page.tsx'
import { isMark } from './words.ts'

const ofCase = '/desk/cases/:number/letters'
/** So many letters are printed in one go. */
const mostPrinted = 100

export function letterRoutes(doors: Doors): readonly Route[] {
  const marking = { who: mayGive('mark-letter'), command: 'mark-letter' } as const
  const making = { who: mayGive('make-letter'), command: 'make-letter' } as const
  return [
    { method: 'GET', path: lettersPath, name: 'Look at letters', who: deskRoles, handle: (c) => listPage(c, doors) },
    {
      method: 'GET',
      path: `${lettersPath}/print`,
      name: 'Open the letters that wait for printing',
      who: deskRoles,
      handle: (c) => printPage(c, doors),
    },
    {
      method: 'POST',
      path: `${lettersPath}/mark`,
      name: 'Mark several letters as printed or mailed',
      ...marking,
      handle: (c) => markSeveral(c, doors),
    },
    {
      method: 'GET',
      path: `${lettersPath}/:id`,
      name: 'Look at a letter',
      who: deskRoles,
      handle: (c) => letterPage(c, doors),
    },
    {
      method: 'GET',
      path: `${lettersPath}/:id/pdf`,
      name: 'Open a letter as PDF',
      who: deskRoles,
      handle: (c) => pdf(c, doors),
    },
    {
      method: 'POST',
      path: `${lettersPath}/:id`,
      name: 'Write down what became of a letter',
      ...marking,
      handle: (c) => mark(c, doors),
    },
    {
      method: 'GET',
      path: ofCase,
      name: 'Look at the letters of a case',
      who: deskRoles,
      handle: withCase(doors, (c, open) => casePage(c, doors, open)),
    },
    {
      method: 'POST',
      path: `${ofCase}/fix`,
      name: 'Fix what the requester is told',
      who: mayGive('fix-answer'),
      command: 'fix-answer',
      handle: withCase(doors, async (c, open) =>
        after(c, doors, open, await fixAnswer(open.ports, open.actor, open.stream)),
      ),
    },
    {
      method: 'POST',
      path: `${ofCase}/countersign`,
      name: 'Sign what the requester is told, as counsel',
      who: mayGive('countersign-answer'),
      command: 'countersign-answer',
      handle: withCase(doors, async (c, open) =>
        after(c, doors, open, await countersignAnswer(open.ports, open.actor, open.stream)),
      ),
    },
    {
      method: 'GET',
      path: `${ofCase}/new`,
      name: 'Look at a letter before it is made',
      who: deskRoles,
      handle: withCase(doors, (c, open) => newLetter(c, doors, open)),
    },
    {
      method: 'POST',
      path: `${ofCase}/new`,
      name: 'Make a letter',
      ...making,
      handle: withCase(doors, (c, open) => make(c, doors, open)),
    },
  ]
}

async function portsOf(c: Ctx, doors: Doors): Promise<{ readonly ports: Ports; readonly agency: string }> {
  const { agency } = signedIn(c.var.visit)
  return { ports: await doors.at(agency), agency }
}

async function listPage(c: Ctx, doors: Doors): Promise<Response> {
  const { visit } = c.var
  const { ports, agency } = await portsOf(c, doors)
  const [back, waiting, printed, done] = await Promise.all([
    ports.post.list(agency, ['returned'], 100),
    ports.post.list(agency, ['made'], mostPrinted),
    ports.post.list(agency, ['printed'], mostPrinted),
    ports.post.list(agency, ['mailed', 'handed-over'], 20),
  ])
  const mayMark = mayGive('mark-letter').some((role) => signedIn(visit).roles.includes(role))
  const timeZone = ports.office.timeZone
  return show(c, LettersPage({ visit, doors, back, waiting, printed, done, timeZone, mayMark }))
}

async function printPage(c: Ctx, doors: Doors): Promise<Response> {
  const { ports, agency } = await portsOf(c, doors)
  const letters: { id: string; document: Awaited<ReturnType<typeof postedLetter>>['document'] }[] = []
  const waiting = await ports.post.list(agency, ['made'], mostPrinted)
  const ofCases = waiting.flatMap(({ stream, number }) => (stream === null ? [] : [number]))
  await noteCases(doors, signedIn(c.var.visit), 'Open the letters that wait for printing', ofCases)
  for (const posted of waiting) {
    letters.push({ id: posted.id, document: (await postedLetter(ports, posted)).document })
  }
  return show(c, PrintPage({ visit: c.var.visit, doors, letters }))
}

async function markSeveral(c: Ctx, doors: Doors): Promise<Response> {
  const { ports, agency } = await portsOf(c, doors)
  const form = await readForm(c)
  const as = form.text('as')
  if (as !== 'printed' && as !== 'mailed') return seeOther(c, lettersPath)
  const today = dayAt(ports.clock.now(), ports)
  for (const id of form.all('letter').slice(0, mostPrinted)) {
    const posted = await ports.post.find(agency, id)
    // Somebody else may have been faster with one of them.
    if (posted !== undefined && posted.state === (as === 'printed' ? 'made' : 'printed')) {
      await markPosted(ports, actorOf(c.var.visit), posted, as, today)
    }
  }
  return seeOther(c, lettersPath)
}

interface Found {
  readonly ports: Ports
  readonly posted: Posted
}

async function found(c: Ctx, doors: Doors): Promise<Found | undefined> {
  const { ports, agency } = await portsOf(c, doors)
  const posted = await ports.post.find(agency, c.req.param('id') ?? '')
  return posted && { ports, posted }
}

interface Marked {
  readonly typed?: { readonly as: string; readonly on: ReturnType<typeof typedDate> | string }
  readonly problems?: Problems
}

async function letterPage(c: Ctx, doors: Doors, { typed, problems = {} }: Marked = {}): Promise<Response> {
  const one = await found(c, doors)
  if (one === undefined) return messagePage(c, doors, 'not-found')
  const { ports, posted } = one
  const { visit } = c.var
  const { document, template } = await postedLetter(ports, posted)
  const mayMark = mayGive('mark-letter').some((role) => signedIn(visit).roles.includes(role))
  return show(
    c,
    LetterPage({
      visit,
      doors,
      posted,
      letter: document,
      template,
      hash: toHex(sha256(await postedFile(ports, posted))),
      timeZone: ports.office.timeZone,
      marks: mayMark ? marksFrom(posted.state) : [],
      typed: typed ?? { as: '', on: dayAt(ports.clock.now(), ports) },
      problems,
    }),
    Object.keys(problems).length > 0 ? 422 : 200,
  )
}

function marksFrom(state: Posted['state']): readonly LetterMark[] {
  if (state === 'made') return ['printed', 'mailed', 'handed-over']
  if (state === 'printed') return ['mailed', 'handed-over']
  return state === 'mailed' ? ['returned'] : []
}

async function pdf(c: Ctx, doors: Doors): Promise<Response> {
  const one = await found(c, doors)
  if (one === undefined) return messagePage(c, doors, 'not-found')
  return c.body(new Uint8Array(await postedFile(one.ports, one.posted)), 200, {
    'content-type': 'application/pdf',
    'content-disposition': `inline; filename="${one.posted.id}.pdf"`,
  })
}

async function mark(c: Ctx, doors: Doors): Promise<Response> {
  const one = await found(c, doors)
  if (one === undefined) return messagePage(c, doors, 'not-found')
  const form = await readForm(c)
  const as = form.text('as')
  const on = readDate(form, 'on')
  const typed = { as, on: typedDate(form, 'on') }
  const problems = {
    ...(isMark(as) && marksFrom(one.posted.state).includes(as) ? {} : { as: 'Choose what became of the letter.' }),
    ...(on === undefined || on === '' ? { on: 'Write the day, such as 11 23 2026.' } : {}),
    ...(on !== undefined && on > dayAt(one.ports.clock.now(), one.ports) ? { on: 'This day has not come yet.' } : {}),
  }
  if (Object.keys(problems).length > 0 || !isMark(as) || on === undefined)
    return letterPage(c, doors, { typed, problems })
  const refused = await markPosted(one.ports, actorOf(c.var.visit), one.posted, as, on)
  if (refused !== undefined && !refused.moved) {
    const sentence = refused.refusal.reasons.map(({ words }) => words).join('; ')
    return letterPage(c, doors, { typed, problems: { as: `${sentence}.` } })
  }
  return seeOther(c, letterPath(one.posted.id))
}

async function casePage(c: Ctx, doors: Doors, open: OpenCase, moved?: Moved): Promise<Response> {
  const { visit, ports, state, context, request } = open
  const refused = moved === undefined || moved.moved ? [] : moved.refusal.reasons
  const { answer } = state
  const mayMake = mayGive('make-letter').some((role) => signedIn(visit).roles.includes(role))
  return show(
    c,
    CaseLettersPage({
      visit,
      doors,
      state,
      choices: choicesOf(state, dayAt(ports.clock.now(), ports)),
      letters: await ports.post.ofCase(request.agency, open.stream),
      timeZone: ports.office.timeZone,
      mayMake,
      fix: answer === undefined ? whyNot(state, 'fix-answer', context) : undefined,
      countersign:
        answer?.counselSigns === true && !answer.countersigned
          ? whyNot(state, 'countersign-answer', context)
          : undefined,
      refused,
    }),
    refused.length > 0 ? 422 : 200,
  )
}

function after(c: Ctx, doors: Doors, open: OpenCase, moved: Moved): Response | Promise<Response> {
  return moved.moved ? seeOther(c, `${casePath(open.number)}/letters`) : casePage(c, doors, open, moved)
}

async function newLetter(c: Ctx, doors: Doors, open: OpenCase): Promise<Response> {
  const choice = chosen(open, c.req.query('letter') ?? '')
  if (choice === undefined) return messagePage(c, doors, 'not-found')
  const language = await languageOf(open.ports, open.state, choice.person)
  return draftPage(c, doors, open, choice, { language, addition: '', objectBy: '' })
}

function chosen({ ports, state }: OpenCase, id: string): LetterChoice | undefined {
  return choicesOf(state, dayAt(ports.clock.now(), ports)).find(
    (choice) => choice.id === id && choice.because.length === 0,
  )
}

async function draftPage(
  c: Ctx,
  doors: Doors,
  { ports, state, number }: OpenCase,
  choice: LetterChoice,
  typed: TypedLetter,
  problems: Problems = {},
): Promise<Response> {
  const draft = await draftOf(ports, state, choice, draftedWith(typed))
  const { addition: _, ...bare } = draft
  return show(
    c,
    NewLetterPage({
      visit: c.var.visit,
      doors,
      number,
      choice,
      typed,
      languages: languages.filter((language) => languageFor(choice.kind, language) === language),
      mayAdd: mayAdd[choice.kind],
      asksDay: choice.kind === 'notice' || choice.kind === 'appearance-copies',
      letter: await documentOf(ports, state, draft),
      template: await documentOf(ports, state, bare),
      problems,
    }),
    Object.keys(problems).length > 0 ? 422 : 200,
  )
}

function draftedWith({ language, addition, objectBy }: TypedLetter) {
  return { language, addition, ...(typeof objectBy === 'string' && objectBy !== '' ? { objectBy } : {}) }
}

async function documentOf(
  ports: Ports,
  state: OpenCase['state'],
  { kind, facts, language, address, addition }: NewLetter,
) {
  const frame = await frameOf(ports, state, dayAt(ports.clock.now(), ports), address)
  return write(asLetter(kind, facts, { ...frame, ...(addition === undefined ? {} : { addition }) }), language)
}

async function make(c: Ctx, doors: Doors, open: OpenCase): Promise<Response> {
  const form = await readForm(c)
  const choice = chosen(open, form.text('letter'))
  if (choice === undefined) return messagePage(c, doors, 'not-found')
  const { typed, problems, day } = typedIn(form)
  if (Object.keys(problems).length > 0 || form.text('do') === 'look') {
    return draftPage(
      c,
      doors,
      open,
      choice,
      problems['objectBy'] === undefined ? { ...typed, objectBy: day } : typed,
      problems,
    )
  }
  const draft = await draftOf(open.ports, open.state, choice, draftedWith({ ...typed, objectBy: day }))
  const moved = await makeLetter(open.ports, open.actor, open.stream, draft)
  return after(c, doors, open, moved)
}

function typedIn(form: Form): { typed: TypedLetter; problems: Problems; day: string } {
  const language = form.text('language')
  const addition = form.text('addition')
  const day = readDate(form, 'objectBy')
  const problems: Problems = {
    ...(languages.some((one) => one === language) ? {} : { language: 'Choose the language of the letter.' }),
    ...(day === undefined ? { objectBy: 'This is no day of the calendar. Write it such as 11 23 2026.' } : {}),
    ...(addition.length > longestAddition ? { addition: `Write ${longestAddition} characters at most.` } : {}),
  }
  return { typed: { language, addition, objectBy: typedDate(form, 'objectBy') }, problems, day: day ?? '' }
}
