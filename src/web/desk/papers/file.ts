/**
 * A paper as it arrived, for staff to look at: never as part of a page of ours.
 *
 * Pictures are shown as pictures, and a PDF by its pages, which we draw. Everything else is handed over as a file to be
 * opened elsewhere, since a PDF or a text can hold what a browser would run. Whatever comes has a sandbox without
 * anything in it, so that even a browser that guesses wrong runs nothing in our origin (OWASP ASVS 5.0 3.2.1, 5.3.1).
 */
import { checkArtifact } from '#instrument/artifact.ts'
import type { NotDrawn, Pages } from '#instrument/pages.ts'
import type { Scanned } from '#instrument/scanner.ts'
import { isPosternError } from '#errors.ts'
import { paperOf } from '#pipeline/intake.ts'
import type { Doors } from '../../doors.ts'
import { messagePage } from '../../message-page.tsx'
import type { Ctx } from '../../visit.ts'
import type { OpenCase } from '../open-case.ts'
import { paperPath } from '../paths.ts'

const endings: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/tiff': 'tif',
  'application/json': 'json',
  'text/plain': 'txt',
}
/** What a browser shows without running anything in it. */
const pictures: ReadonlySet<string> = new Set(['image/png', 'image/jpeg'])
const sandboxed = "default-src 'none'; sandbox; frame-ancestors 'self'"

/** Why nobody opens a file here. */
type Shut = 'not-found' | 'harmful-file' | 'scanner-away'

interface Opened {
  readonly bytes: Uint8Array
  /** By its content, and by nothing that whoever sent it says of it. */
  readonly type: string
  readonly scan: Scanned['found']
}

/** How a page of the desk shows a paper. */
export type ShownPaper =
  | { readonly as: 'nothing' }
  | { readonly as: 'picture' }
  | { readonly as: 'pages'; readonly pages: Pages }
  /** To be opened elsewhere: of a kind that is not drawn, or not drawn for a reason. */
  | { readonly as: 'file'; readonly because?: NotDrawn }
  | { readonly as: 'shut'; readonly because: Exclude<Shut, 'not-found'> }

/** Each file is scanned whenever it is opened, be it by a person or by what draws its pages. */
async function openFile(doors: Doors, { ports, stream }: OpenCase, id: string): Promise<Opened | { shut: Shut }> {
  let bytes: Uint8Array
  try {
    bytes = await paperOf(ports, stream, id)
  } catch (error) {
    if (isPosternError(error, 'ERR_INPUT_INVALID')) return { shut: 'not-found' }
    throw error
  }
  const { found } = await doors.scanner.scan(bytes)
  if (found === 'harm') return { shut: 'harmful-file' }
  if (found === 'no-answer') return { shut: 'scanner-away' }
  return { bytes, type: checkArtifact('', bytes).type, scan: found }
}

/** @param id of a paper or an order, `letter` or `request`; `nothing` where no file of it is here */
export async function shownPaper(doors: Doors, open: OpenCase, id: string): Promise<ShownPaper> {
  const opened = await openFile(doors, open, id)
  if ('shut' in opened) {
    return opened.shut === 'not-found' ? { as: 'nothing' } : { as: 'shut', because: opened.shut }
  }
  if (pictures.has(opened.type)) return { as: 'picture' }
  if (opened.type !== 'application/pdf') return { as: 'file' }
  const measured = await doors.pages.measure(opened.bytes)
  return 'not' in measured ? { as: 'file', because: measured.not } : { as: 'pages', pages: measured.pages }
}

export async function sendPaper(c: Ctx, doors: Doors, open: OpenCase): Promise<Response> {
  const id = c.req.param('id') ?? ''
  const opened = await openFile(doors, open, id)
  if ('shut' in opened) return messagePage(c, doors, opened.shut)
  const { bytes, type, scan } = opened
  const shown = pictures.has(type)
  return c.body(Buffer.from(bytes), 200, {
    'content-type': shown ? type : 'application/octet-stream',
    'content-disposition': `${shown ? 'inline' : 'attachment'}; filename="${open.number}-${id}.${endings[type] ?? 'bin'}"`,
    'content-security-policy': sandboxed,
    'x-postern-scan': scan,
  })
}

/** One page of a PDF, as a picture that we have drawn. */
export async function sendPage(c: Ctx, doors: Doors, open: OpenCase): Promise<Response> {
  const [id = '', page = ''] = [c.req.param('id'), c.req.param('page')]
  if (!/^[1-9]\d{0,3}$/.test(page)) return messagePage(c, doors, 'not-found')
  const opened = await openFile(doors, open, id)
  if ('shut' in opened) return messagePage(c, doors, opened.shut)
  if (opened.type !== 'application/pdf') return messagePage(c, doors, 'not-found')
  const drawn = await doors.pages.draw(opened.bytes, Number(page))
  if ('png' in drawn) {
    return c.body(Buffer.from(drawn.png), 200, {
      'content-type': 'image/png',
      'content-disposition': `inline; filename="${open.number}-${id}-page-${page}.png"`,
      'content-security-policy': sandboxed,
      'x-postern-scan': opened.scan,
    })
  }
  if (drawn.not === 'no-page') return messagePage(c, doors, 'not-found')
  return messagePage(c, doors, drawn.not === 'busy' ? 'drawing-later' : 'not-drawn', {
    to: `${paperPath(open.number, id)}/file`,
  })
}
