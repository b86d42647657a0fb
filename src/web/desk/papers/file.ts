/**
 * A paper as it arrived, for staff to look at: never as part of a page of ours.
 *
 * Pictures are shown as pictures. Everything else is handed over as a file to be opened elsewhere, since a PDF or a
 * text can hold what a browser would run. Whatever comes has a sandbox without anything in it, so that even a
 * browser that guesses wrong runs nothing in our origin (OWASP ASVS 5.0 3.2.1, 5.3.1).
 */
import { checkArtifact } from '#instrument/artifact.ts'
import { isPosternError } from '#errors.ts'
import { paperOf } from '#pipeline/intake.ts'
import type { Doors } from '../../doors.ts'
import { messagePage } from '../../message-page.tsx'
import type { Ctx } from '../../visit.ts'
import type { OpenCase } from '../open-case.ts'

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

export function isPicture(type: string | undefined): boolean {
  return type !== undefined && pictures.has(type)
}

export async function sendPaper(c: Ctx, doors: Doors, open: OpenCase): Promise<Response> {
  const id = c.req.param('id') ?? ''
  let bytes: Uint8Array
  try {
    bytes = await paperOf(open.ports, open.stream, id)
  } catch (error) {
    if (isPosternError(error, 'ERR_INPUT_INVALID')) return messagePage(c, doors, 'not-found')
    throw error
  }
  const scanned = await doors.scanner.scan(bytes)
  if (scanned.found === 'harm' || scanned.found === 'no-answer') {
    return messagePage(c, doors, scanned.found === 'harm' ? 'harmful-file' : 'scanner-away')
  }
  // By its content, and by nothing that whoever sent it says of it.
  const { type } = checkArtifact('', bytes)
  const shown = isPicture(type)
  return c.body(Buffer.from(bytes), 200, {
    'content-type': shown ? type : 'application/octet-stream',
    'content-disposition': `${shown ? 'inline' : 'attachment'}; filename="${open.number}-${id}.${endings[type] ?? 'bin'}"`,
    'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'self'",
    'x-postern-scan': scanned.found,
  })
}
