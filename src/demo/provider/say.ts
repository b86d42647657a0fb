/** What the DEMO provider's own pages need of HTTP: an answer with strict headers, and a small form. */
import type { IncomingMessage, ServerResponse } from 'node:http'

export async function sayPage(res: ServerResponse, status: number, page: string | Promise<string>): Promise<void> {
  // What the templates make is an object that only looks like a string.
  const body = ''.concat(await page)
  res.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'content-length': Buffer.byteLength(body) })
  res.end(body)
}

/** @param returnsTo where a form that was sent here may lead the browser: back to Postern */
export function strictHeaders(res: ServerResponse, returnsTo: string): void {
  const policy = {
    'default-src': "'none'",
    'style-src': "'self'",
    'form-action': `'self' ${returnsTo}`,
    'frame-ancestors': "'none'",
    'base-uri': "'none'",
  }
  const csp = Object.entries(policy).map(([directive, sources]) => `${directive} ${sources}`)
  res.setHeader('content-security-policy', csp.join('; '))
  res.setHeader('cache-control', 'no-store')
  res.setHeader('referrer-policy', 'no-referrer')
  res.setHeader('x-content-type-options', 'nosniff')
}

const most = 4096

export async function readFields(req: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of req) {
    const chunk: Buffer = part
    bytes += chunk.length
    if (bytes > most) return new URLSearchParams()
    parts.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'))
}
