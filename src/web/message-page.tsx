/** Pages that say why nothing else can be shown: what happened, what was kept, and what to do. */
import type { Role } from '#case/roles.ts'
import { isPosternError } from '#errors.ts'
import type { Doors } from './doors.ts'
import { problemAnswer } from './api/problem-answer.ts'
import { plainPage } from './layout/plain-page.tsx'
import { show } from './show.ts'
import type { Ctx } from './visit.ts'

export type Message =
  | 'not-found'
  | 'cross-site'
  | 'not-your-role'
  | 'session-ended'
  | 'signed-out'
  | 'step-up'
  | 'too-large'
  | 'too-often'
  | 'harmful-file'
  | 'scanner-away'
  | 'not-drawn'
  | 'drawing-later'
  | 'failure'

interface Details {
  readonly may?: readonly Role[]
  /** Where to go on. */
  readonly to?: string
  /** Files came with what is kept, and were not. */
  readonly filesLost?: boolean
  /** Names this failure in the operator's log. */
  readonly reference?: string
}

interface Said {
  readonly status: 200 | 401 | 403 | 404 | 413 | 422 | 429 | 500 | 503
  readonly title: string
  readonly sentences: readonly string[]
  readonly go?: { readonly href: string; readonly label: string }
}

const said: Readonly<Record<Message, (details: Details) => Said>> = {
  'not-found': () => ({
    status: 404,
    title: 'There is no such page',
    sentences: ['The address may be mistyped, or what stood here is not for you to see. Nothing was changed.'],
    go: { href: '/', label: 'Go to the first page' },
  }),
  'cross-site': () => ({
    status: 403,
    title: 'This form did not come from here',
    sentences: ['What you sent did not come from a page of this office, so nothing was done with it.'],
    go: { href: '/', label: 'Open the page here and send it again' },
  }),
  'not-your-role': ({ may = [], to = '/' }) => ({
    status: 403,
    title: 'This is for somebody else',
    sentences: [
      `This page is for: ${may.map((role) => role.replaceAll('-', ' ')).join(', ')}. Your roles do not include it. An administrator of your agency can change them.`,
    ],
    go: { href: to, label: 'Go to where you can work' },
  }),
  'session-ended': ({ to = '/', filesLost }) => ({
    status: 401,
    title: 'Your session has ended',
    sentences: ['Sign in again, and what you typed will be there. Nothing was sent yet.', ...lost(filesLost)],
    go: { href: `/sign-in?to=${encodeURIComponent(to)}`, label: 'Sign in and go on' },
  }),
  'signed-out': ({ to = '/' }) => ({
    status: 401,
    title: 'You are not signed in',
    sentences: [
      'Nothing was sent. Sign in, and fill the form in there; we could not tell for whom to keep what was in it.',
    ],
    go: { href: `/sign-in?to=${encodeURIComponent(to)}`, label: 'Sign in' },
  }),
  'step-up': ({ to = '/', filesLost }) => ({
    status: 401,
    title: 'Sign in once more',
    sentences: [
      'This act asks for a fresh sign-in with a second factor. What you typed is kept; nothing was done yet.',
      ...lost(filesLost),
    ],
    go: { href: `/sign-in/again?to=${encodeURIComponent(to)}`, label: 'Sign in once more' },
  }),
  'too-large': () => ({
    status: 413,
    title: 'This is too large to take in',
    sentences: ['Nothing of it was kept. Send a smaller file, or hand it in on paper.'],
  }),
  'too-often': () => ({
    status: 429,
    title: 'Too many tries',
    sentences: ['To protect everybody, this page waits a while after several tries. Try again in fifteen minutes.'],
  }),
  'harmful-file': () => ({
    status: 403,
    title: 'This file stays shut',
    sentences: [
      'The scanner knows this file as harmful, so nobody opens it here. Ask the sender for the paper in another way, and tell your security office.',
    ],
  }),
  'scanner-away': () => ({
    status: 503,
    title: 'This file waits to be scanned',
    sentences: ['The scanner does not answer, and no file is opened that it has not looked at. Try again in a moment.'],
  }),
  'not-drawn': ({ to = '/' }) => ({
    status: 422,
    title: 'This page cannot be shown here',
    sentences: ['The file is locked or damaged, or showing it would take too long. Open the paper itself instead.'],
    go: { href: to, label: 'Open the paper' },
  }),
  'drawing-later': ({ to = '/' }) => ({
    status: 503,
    title: 'This page can be shown in a moment',
    sentences: ['Too many papers are being opened now. Try again in a minute, or open the paper itself.'],
    go: { href: to, label: 'Open the paper' },
  }),
  failure: ({ reference }) => ({
    status: 500,
    title: 'Something went wrong here',
    sentences: [
      'It is our fault, not yours. Nothing was released, and what is not shown as done was not done.',
      ...(reference === undefined ? [] : [`If it happens again, tell the operator this reference: ${reference}.`]),
    ],
    go: { href: '/', label: 'Go to the first page' },
  }),
}

function lost(files: boolean | undefined): readonly string[] {
  return files === true ? ['Files are not kept: choose them once more.'] : []
}

export function messagePage(
  c: Ctx,
  doors: Doors,
  message: Message,
  details: Details = {},
): Response | Promise<Response> {
  const { status, title, sentences, go } = said[message](details)
  // A program reads no page.
  if (c.req.path.startsWith('/api/'))
    return problemAnswer(c, { status, kind: message, title, detail: sentences.join(' ') })
  return show(c, plainPage(c.var.visit, doors, { title, sentences, ...(go === undefined ? {} : { go }) }), status)
}

/** A failure that has a mend is told with it; any other is ours, and only its reference is told. */
export function failurePage(c: Ctx, doors: Doors, error: unknown, reference: string): Response | Promise<Response> {
  if (!isPosternError(error)) return messagePage(c, doors, 'failure', { reference })
  if (error.code === 'ERR_CASE_UNKNOWN') return messagePage(c, doors, 'not-found')
  if (error.code === 'ERR_INPUT_TOO_LARGE') return messagePage(c, doors, 'too-large')
  const sentences = [error.message, ...(error.mend === undefined ? [] : [error.mend]), `Reference: ${reference}.`]
  const title = 'This cannot be done now'
  if (c.req.path.startsWith('/api/')) {
    return problemAnswer(c, { status: 503, kind: 'unavailable', title, detail: `Reference: ${reference}.` })
  }
  return show(c, plainPage(c.var.visit, doors, { title, sentences }), 503)
}
