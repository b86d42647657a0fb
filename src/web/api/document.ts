/** The OpenAPI 3.1 document of the requesters' API, from the operations themselves. It knows no path of staff. */
import { OpenAPIHono } from '@hono/zod-openapi'
import { operations } from './paths.ts'

const about = [
  'A requester files, follows and takes delivery by system. What a request is told short of a release follows from the request and its papers alone.',
  '',
  'Each request is signed (RFC 9421, `ed25519`) with a key that an administrator registered: one signature over at least `@method`, `@target-uri` and `content-digest` (RFC 9530, also of an empty body), with `created`, `expires` at most five minutes later, a `nonce` of 16 characters or more that was never used before, and `keyid`. Components have no parameters; nothing stands twice.',
  '',
  'Problems are RFC 9457. A number of somebody else’s answers as a number that there is not.',
].join('\n')

export function apiDocument() {
  const app = new OpenAPIHono()
  for (const operation of operations) app.openAPIRegistry.registerPath(operation)
  app.openAPIRegistry.registerComponent('securitySchemes', 'httpSignature', {
    type: 'http',
    scheme: 'Signature',
    description: 'Header fields Signature-Input and Signature (RFC 9421).',
  })
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Postern for requesters', version: '1', description: about },
    servers: [{ url: '/' }],
  })
}
