/** Every operation of the requesters' API: the document is printed from these, and the doors are made of them. */
import { createRoute, z } from '@hono/zod-openapi'
import * as schemas from './schemas.ts'

export const base = '/api/v1'

const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
})
const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: schemas.Problem } },
})
const takes = <Schema extends z.ZodType>(schema: Schema) => ({
  body: { required: true, content: { 'application/json': { schema } } },
})

const always = {
  401: problem(
    'No signature, or none that holds. The body does not tell a key that is not known from one that did not sign.',
  ),
  429: problem('Too often. `Retry-After` says when to come back.'),
}
const unknown = {
  404: problem('No request of this account. Byte for byte the same whether there is such a number or not.'),
}
const invalid = { 422: problem('What was sent cannot be taken; `errors` points to each place.') }
const notOpen = { 409: problem('This is not open now.') }
const params = z.object({ number: schemas.caseNumber })
const security = [{ httpSignature: [] }]

const common = { security, tags: ['requests'] }

export const list = createRoute({
  ...common,
  method: 'get',
  path: `${base}/requests`,
  operationId: 'listRequests',
  summary: 'The requests of this account',
  responses: { 200: json(schemas.Requests, 'The newest first.'), ...always },
})

export const file = createRoute({
  ...common,
  method: 'post',
  path: `${base}/requests`,
  operationId: 'fileRequest',
  summary: 'File a request with its papers',
  description:
    'The same `request` part again, byte for byte, is the same case: it answers 200 and its number. Papers are parts named `paper`, under the file names that `instruments` gives; they are judged by their content, and their names are not kept.',
  request: {
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: z.object({
            request: z
              .string()
              .openapi({ format: 'binary', description: 'postern/request/v1 as JSON, at most 1 MiB, channel "api".' }),
            paper: z
              .array(z.string().openapi({ format: 'binary' }))
              .max(10)
              .optional(),
          }),
        },
      },
    },
  },
  responses: {
    201: json(schemas.Filed, 'Received.'),
    200: json(schemas.Filed, 'Received before.'),
    411: problem('The length of the body was not said.'),
    413: problem('Too large.'),
    ...always,
    ...invalid,
  },
})

export const show = createRoute({
  ...common,
  method: 'get',
  path: `${base}/requests/{number}`,
  operationId: 'showRequest',
  summary: 'Where a request stands, without detail',
  request: { params },
  responses: { 200: json(schemas.Request, 'The request.'), ...always, ...unknown },
})

export const withdraw = createRoute({
  ...common,
  method: 'post',
  path: `${base}/requests/{number}/withdrawal`,
  operationId: 'withdrawRequest',
  summary: 'Take a request back',
  request: { params, ...takes(schemas.Withdrawal) },
  responses: { 200: json(schemas.Done, 'Withdrawn.'), ...always, ...unknown, ...notOpen, ...invalid },
})

export const answer = createRoute({
  ...common,
  method: 'get',
  path: `${base}/requests/{number}/answer`,
  operationId: 'readAnswer',
  summary: 'The answer, once it went out',
  request: { params },
  responses: { 200: json(schemas.Answer, 'The letter.'), ...always, ...unknown },
})

export const terms = createRoute({
  ...common,
  method: 'get',
  path: `${base}/requests/{number}/terms`,
  operationId: 'readTerms',
  summary: 'The terms of what was released',
  request: { params },
  responses: { 200: json(schemas.Terms, 'To be read, and accepted by their hash.'), ...always, ...unknown },
})

export const accept = createRoute({
  ...common,
  method: 'post',
  path: `${base}/requests/{number}/terms`,
  operationId: 'acceptTerms',
  summary: 'Accept the terms',
  request: { params, ...takes(schemas.Acceptance) },
  responses: { 200: json(schemas.Done, 'Accepted.'), ...always, ...unknown, ...notOpen, ...invalid },
})

export const take = createRoute({
  ...common,
  method: 'post',
  path: `${base}/requests/{number}/package`,
  operationId: 'takePackage',
  summary: 'The sealed package, once',
  description: 'Only after the terms were accepted. Of two who ask at once one gets it.',
  request: { params },
  responses: {
    200: {
      description: 'The package, with its Content-Digest.',
      content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    ...always,
    ...unknown,
    ...notOpen,
  },
})

export const receipt = createRoute({
  ...common,
  method: 'post',
  path: `${base}/requests/{number}/receipt`,
  operationId: 'acknowledgeReceipt',
  summary: 'The code from inside the package',
  request: { params, ...takes(schemas.Receipt) },
  responses: { 200: json(schemas.Done, 'Acknowledged.'), ...always, ...unknown, ...notOpen, ...invalid },
})

export const destruction = createRoute({
  ...common,
  method: 'post',
  path: `${base}/requests/{number}/destruction`,
  operationId: 'certifyDestruction',
  summary: 'Certify that no copy is left',
  request: { params, ...takes(schemas.Destruction) },
  responses: { 200: json(schemas.Done, 'Certified.'), ...always, ...unknown, ...notOpen, ...invalid },
})

export const keys = createRoute({
  security,
  tags: ['keys'],
  method: 'get',
  path: `${base}/keys`,
  operationId: 'listKeys',
  summary: 'The keys that answers may be sealed to',
  responses: { 200: json(schemas.Keys, 'The newest first.'), ...always },
})

export const newKey = createRoute({
  security,
  tags: ['keys'],
  method: 'post',
  path: `${base}/keys`,
  operationId: 'beginKey',
  summary: 'Begin to register a key',
  request: takes(schemas.NewKey),
  responses: { 200: json(schemas.Challenge, 'Open it, and confirm with the code.'), ...always, ...invalid },
})

export const confirm = createRoute({
  security,
  tags: ['keys'],
  method: 'post',
  path: `${base}/keys/confirmation`,
  operationId: 'confirmKey',
  summary: 'Confirm a key with the code that was sealed to it',
  request: takes(schemas.Confirmation),
  responses: { 200: json(schemas.Keys, 'It stands.'), ...always, ...notOpen, ...invalid },
})

export const operations = [
  list,
  file,
  show,
  withdraw,
  answer,
  terms,
  accept,
  take,
  receipt,
  destruction,
  keys,
  newKey,
  confirm,
] as const
