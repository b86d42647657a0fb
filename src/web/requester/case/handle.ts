/** One request of one's own. Any other number is a page that there is not. */
import type { Refusal } from '#case/commands.ts'
import { askAgain } from '#pipeline/ask-again.ts'
import {
  acceptTerms,
  acknowledgeOwn,
  certifyOwn,
  download,
  ownTerms,
  withdrawOwn,
  type Done,
} from '#pipeline/own-acts.ts'
import { ownAnswer, ownCase, type OwnCase } from '#pipeline/own-case.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { Doors } from '../../doors.ts'
import { formOf, readForm, type Form, type Problems } from '../../form.ts'
import { handedOver } from '../../handed-over.ts'
import { readDate } from '../../layout/date-field.tsx'
import type { Child } from '../../layout/said.tsx'
import { messagePage } from '../../message-page.tsx'
import { seeOther, show } from '../../show.ts'
import type { Ctx } from '../../visit.ts'
import { behind, type Behind } from '../who.ts'
import { DestructionPage, FiledPage, ReceiptPage, TermsPage, WithdrawPage } from './acts.tsx'
import { AnswerPage } from './answer-page.tsx'
import { CasePage, casePath, type CaseView } from './case-page.tsx'

interface Here extends Behind {
  readonly own: OwnCase
  readonly number: string
}

/** A page about one's own request; undefined from `page` where the request does not have such a page now. */
function about(page: (here: Here, view: CaseView, form: Form) => Promise<Child | undefined> | Child | undefined) {
  return async (c: Ctx, doors: Doors): Promise<Response> => {
    const here = await open(c, doors)
    const shown = here && (await page(here, viewOf(here, doors), formOf(here.visit.kept)))
    return shown === undefined ? messagePage(c, doors, 'not-found') : show(c, shown)
  }
}

async function open(c: Ctx, doors: Doors): Promise<Here | undefined> {
  const here = await behind(c, doors)
  const number = c.req.param('number') ?? ''
  const own = await ownCase(here.ports, doors.requesters.cases, here.by, number)
  return own && { ...here, own, number }
}

function viewOf({ visit, own, ports }: Here, doors: Doors): CaseView {
  return { visit, doors, own, timeZone: ports.office.timeZone }
}

export const showCase = about((_, view) => CasePage(view))

export const showFiled = about(({ own }, view) => {
  const agency = Object.entries(vocabulary.agencies).find(([code]) => code === own.agency)?.[1].name ?? own.agency
  return FiledPage({ ...view, agency })
})

export const showWithdraw = about(({ own }, view, form) =>
  own.mayWithdraw ? WithdrawPage({ ...view, form, problems: {} }) : undefined,
)

export const showAnswer = about(async ({ ports, by, number }, view) => {
  const answer = await ownAnswer(ports, view.doors.requesters.cases, by, number)
  return answer && AnswerPage({ ...view, answer })
})

export async function answerPdf(c: Ctx, doors: Doors): Promise<Response> {
  const { ports, by } = await behind(c, doors)
  const answer = await ownAnswer(ports, doors.requesters.cases, by, c.req.param('number') ?? '')
  if (answer === undefined) return messagePage(c, doors, 'not-found')
  return c.body(Uint8Array.from(answer.pdf), 200, {
    'content-type': 'application/pdf',
    'content-disposition': 'attachment; filename="answer.pdf"',
  })
}

export const showTerms = about(async ({ ports, by, own, number }, view, form) => {
  if (own.standing !== 'ready') return undefined
  const terms = await ownTerms(ports, view.doors.requesters.cases, by, number)
  return TermsPage({ ...view, form, problems: {}, terms })
})

export const showReceipt = about(({ own }, view, form) =>
  own.standing === 'taken' ? ReceiptPage({ ...view, form, problems: {} }) : undefined,
)

export const showDestruction = about(({ own }, view, form) =>
  own.standing === 'taken' || own.standing === 'acknowledged'
    ? DestructionPage({ ...view, form, problems: {} })
    : undefined,
)

interface Act {
  /** What is wrong with what was typed, before anything is tried. */
  readonly wrong: (form: Form) => Problems
  readonly act: (here: Here, doors: Doors, form: Form) => Promise<Done>
  /** The field that a refusal is said beside. */
  readonly field: string
  readonly page: (
    view: CaseView & { readonly form: Form; readonly problems: Problems },
    here: Here,
  ) => Promise<Child> | Child
  /** Where it leads. */
  readonly leadsTo?: string
}

function taking({ wrong, act, field, page, leadsTo }: Act) {
  return async (c: Ctx, doors: Doors): Promise<Response> => {
    const here = await open(c, doors)
    if (here === undefined) return messagePage(c, doors, 'not-found')
    const form = await readForm(c)
    const problems = wrong(form)
    const again = async (found: Problems) =>
      show(c, await page({ ...viewOf(here, doors), form, problems: found }, here), 422)
    if (Object.keys(problems).length > 0) return again(problems)
    const done = await act(here, doors, form)
    if (done.done) return seeOther(c, casePath(here.number, leadsTo))
    return done.reason === 'unknown' ? messagePage(c, doors, 'not-found') : again({ [field]: sentenceOf(done.refusal) })
  }
}

/** The first reason, where it speaks of what was typed; a case that stands elsewhere than its page says no more. */
function sentenceOf({ reasons: [reason] }: Refusal): string {
  if (reason === undefined || reason.code === 'not-open') return 'This is not open any more. Look at the request again.'
  return `${reason.words.charAt(0).toUpperCase()}${reason.words.slice(1)}.`
}

const must = (form: Form, sentences: Readonly<Record<string, string>>): Problems =>
  Object.fromEntries(Object.entries(sentences).filter(([name]) => form.text(name) === ''))

export const takeWithdrawal = taking({
  wrong: (form) => must(form, { reason: 'Write one sentence on why you take it back.' }),
  act: ({ ports, by, number }, doors, form) =>
    withdrawOwn(ports, doors.requesters.cases, by, number, form.text('reason').replaceAll(/\s+/g, ' ')),
  field: 'reason',
  page: WithdrawPage,
})

export const takeTerms = taking({
  wrong: (form) =>
    form.text('agree') === 'yes' ? {} : { agree: 'Check the box to accept. Without it, nothing is handed over.' },
  act: ({ ports, by, number }, doors, form) =>
    acceptTerms(ports, doors.requesters.cases, by, number, form.text('terms')),
  field: 'agree',
  page: async (view, { ports, by, number }) =>
    TermsPage({ ...view, terms: await ownTerms(ports, view.doors.requesters.cases, by, number) }),
  leadsTo: 'terms',
})

export const takeReceipt = taking({
  wrong: (form) => must(form, { code: 'Write the receipt code from the package.' }),
  act: ({ ports, by, number }, doors, form) =>
    acknowledgeOwn(ports, doors.requesters.cases, by, number, form.text('code')),
  field: 'code',
  page: ReceiptPage,
})

export const takeDestruction = taking({
  wrong: (form) => ({
    ...(readDate(form, 'on') ? {} : { on: 'Give the day on which the last copy was destroyed.' }),
    ...must(form, { by: 'Write who destroyed it.', method: 'Write how it was destroyed.' }),
  }),
  act: ({ ports, by, number }, doors, form) =>
    certifyOwn(ports, doors.requesters.cases, by, number, {
      on: readDate(form, 'on') ?? '',
      by: form.text('by').slice(0, 200),
      method: form.text('method').slice(0, 200),
    }),
  field: 'on',
  page: DestructionPage,
})

/** A draft that begins where this request stood. */
export async function startAgain(c: Ctx, doors: Doors): Promise<Response> {
  const { ports, by } = await behind(c, doors)
  const { asked, draft } = await askAgain(ports, doors.requesters, by, c.req.param('number') ?? '')
  if (asked === 'unknown') return messagePage(c, doors, 'not-found')
  return seeOther(c, draft === undefined ? '/requester/new?full' : `/requester/drafts/${draft}/check`)
}

/** The one answer to a POST that is no page: the file itself, which is not here any more then. */
export async function takePackage(c: Ctx, doors: Doors): Promise<Response> {
  const here = await open(c, doors)
  if (here === undefined) return messagePage(c, doors, 'not-found')
  const got = await download(here.ports, doors.requesters.cases, here.by, here.number)
  if (got.taken) return handedOver(c, got.package, `${here.number}.postern`)
  // The page of the request says where it stands now: taken, gone, or the terms still to be accepted.
  return seeOther(c, casePath(here.number, got.reason === 'terms' ? 'terms' : undefined))
}
