/** The doors of the requesters' API. Each opens to a signature, and the document of them to anybody. */
import { largestArtifact } from '#instrument/artifact.ts'
import { mostPapers } from '#pipeline/requester.ts'
import { largestRequest } from '#request/receive.ts'
import type { Doors } from '../doors.ts'
import type { Route } from '../route.ts'
import type { Ctx } from '../visit.ts'
import { apiDocument } from './document.ts'
import * as handle from './handle.ts'
import * as paths from './paths.ts'

type Operation = (c: Ctx, doors: Doors) => Promise<Response>

/** All papers of one request together; a single one is bounded by itself. */
const largestFiling = largestRequest + Math.min(mostPapers * largestArtifact, 100 * 1_048_576)

export function apiRoutes(doors: Doors): readonly Route[] {
  const document = JSON.stringify(apiDocument())
  const door = (path: (typeof paths.operations)[number], act: Operation, more: Partial<Route> = {}): Route => ({
    method: path.method === 'get' ? 'GET' : 'POST',
    path: path.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    name: `API: ${path.summary}`,
    who: 'signature',
    handle: (c) => act(c, doors),
    ...more,
  })
  return [
    {
      method: 'GET',
      path: `${paths.base}/openapi.json`,
      name: 'Read the description of the API',
      who: 'anybody',
      cache: 'public',
      handle: (c) => c.body(document, 200, { 'content-type': 'application/json' }),
    },
    door(paths.list, handle.list),
    door(paths.file, handle.file, { command: 'receive', upload: largestFiling }),
    door(paths.show, handle.show),
    door(paths.withdraw, handle.withdraw, { command: 'withdraw' }),
    door(paths.answer, handle.answer),
    door(paths.terms, handle.terms),
    door(paths.accept, handle.accept, { command: 'accept-terms' }),
    door(paths.take, handle.take),
    door(paths.receipt, handle.receipt, { command: 'acknowledge-receipt' }),
    door(paths.destruction, handle.destruction, { command: 'certify-destruction' }),
    door(paths.keys, handle.keys),
    door(paths.newKey, handle.newKey),
    door(paths.confirm, handle.confirm),
  ]
}
