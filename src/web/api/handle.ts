/** The operations of the requesters' API. What leaves is held against its schema first: a field too many stops it. */
import type { z } from '@hono/zod-openapi'
import { isPosternError } from '#errors.ts'
import { parseJson } from '#formats/canonical-json.ts'
import { plainText } from '#letter/model.ts'
import type { HandedIn } from '#pipeline/intake.ts'
import * as acts from '#pipeline/own-acts.ts'
import { ownAnswer, ownCase, ownCases, type OwnCase } from '#pipeline/own-case.ts'
import { fileRequest } from '#pipeline/requester.ts'
import { challengeKey, confirmKey, receivingKeys } from '#pipeline/requester-keys.ts'
import type { Doors } from '../doors.ts'
import { handedOver } from '../handed-over.ts'
import type { Ctx } from '../visit.ts'
import { issuesOf, problem, problemOf } from './problem.ts'
import { senderOf, type Sender } from './sender.ts'
import * as schemas from './schemas.ts'

type Operation = (c: Ctx, doors: Doors) => Promise<Response>

/** Behind a proven signature. What cannot be taken is a problem; any other failure is ours and goes on its way. */
function signed(act: (from: Sender, c: Ctx, doors: Doors) => Promise<Response>): Operation {
  return async (c, doors) => {
    const from = await senderOf(c, doors)
    if (from instanceof Response) return from
    try {
      return await act(from, c, doors)
    } catch (error) {
      const theirs = ['ERR_INPUT_INVALID', 'ERR_INPUT_TOO_LARGE', 'ERR_RECEIVER_KEY', 'ERR_FORMAT'] as const
      if (isPosternError(error) && theirs.some((code) => code === error.code)) return problemOf(c, error)
      throw error
    }
  }
}

function respond<Schema extends z.ZodType>(
  c: Ctx,
  schema: Schema,
  value: z.input<Schema>,
  status: 200 | 201 = 200,
): Response {
  return c.json(schema.parse(value), status)
}

/** A body read strictly: no member twice, none too many. */
function reading<Schema extends z.ZodType>(
  schema: Schema,
  act: (read: z.output<Schema>, from: Sender, c: Ctx, doors: Doors) => Promise<Response>,
): Operation {
  return signed(async (from, c, doors) => {
    const read = schema.safeParse(parseJson(from.body, 'the body'))
    if (!read.success) return problem(c, 'invalid', { errors: issuesOf(read.error) })
    return act(read.data, from, c, doors)
  })
}

const numberOf = (c: Ctx): string => c.req.param('number') ?? ''

/** Built up member by member, so that nothing comes along that has no place. */
function toRequest(own: OwnCase): z.input<typeof schemas.Request> {
  const { number, agency, standing, receivedAt, reference, programs, filed, answer: sent, package: waiting } = own
  return {
    number,
    agency,
    standing,
    receivedAt,
    ...(reference === undefined ? {} : { reference }),
    programs: [...programs],
    filed: { sha256: filed.sha256, papers: [...filed.papers] },
    ...(sent === undefined ? {} : { answer: { sentAt: sent.at, kind: sent.kind } }),
    ...(waiting === undefined
      ? {}
      : { package: { expiresAt: waiting.expiresAt, terms: waiting.terms, termsAccepted: waiting.termsAccepted } }),
  }
}

export const list = signed(async ({ by, ports }, c, { requesters }) => {
  const own = await ownCases(ports, requesters.cases, by)
  return respond(c, schemas.Requests, { requests: own.map(toRequest) })
})

export const show = signed(async ({ by, ports }, c, { requesters }) => {
  const own = await ownCase(ports, requesters.cases, by, numberOf(c))
  return own === undefined ? problem(c, 'not-found') : respond(c, schemas.Request, toRequest(own))
})

/** Filings of one account in an hour; each keeps people busy. */
const mostInAnHour = 60

export const file = signed(async ({ by, ports, body }, c, { requesters }) => {
  const wait = await requesters.pace.take(`file ${by.id}`, mostInAnHour, 3600, ports.clock.now())
  if (wait > 0) return problem(c, 'too-often', { retryAfter: wait })
  const parts = await partsOf(c, body)
  if (parts === undefined) {
    const errors = [{ pointer: '', detail: 'the body must be multipart/form-data with one part "request"' }]
    return problem(c, 'invalid', { errors })
  }
  const filed = await fileRequest(ports, by, 'api', parts.request, parts.papers)
  if (filed.filed)
    return respond(c, schemas.Filed, { number: filed.number, again: filed.again }, filed.again ? 200 : 201)
  const errors = filed.refusal.reasons.map(({ words }) => ({ pointer: '/instruments', detail: words }))
  return problem(c, 'invalid', { errors })
})

async function partsOf(
  c: Ctx,
  body: Uint8Array,
): Promise<{ readonly request: HandedIn; readonly papers: readonly HandedIn[] } | undefined> {
  const type = c.req.header('content-type') ?? ''
  // The body was read for its digest; it is read again from the same bytes.
  const form = await new Response(Uint8Array.from(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => undefined)
  const [request, ...others] = form?.getAll('request') ?? []
  if (form === undefined || request === undefined || others.length > 0) return undefined
  const papers: HandedIn[] = []
  for (const paper of form.getAll('paper')) {
    if (typeof paper === 'string') return undefined
    papers.push({ name: paper.name, bytes: new Uint8Array(await paper.arrayBuffer()) })
  }
  const bytes = typeof request === 'string' ? new TextEncoder().encode(request) : await request.arrayBuffer()
  return { request: { name: 'request', bytes: new Uint8Array(bytes) }, papers }
}

async function afterwards(from: Sender, c: Ctx, { requesters }: Doors, done: acts.Done): Promise<Response> {
  if (!done.done && done.reason === 'unknown') return problem(c, 'not-found')
  if (!done.done) {
    const [reason] = done.refusal.reasons
    // Where a case stands is told by `standing`, and in no other words.
    return problem(c, 'not-open', reason === undefined || reason.code === 'not-open' ? {} : { detail: reason.words })
  }
  const own = await ownCase(from.ports, requesters.cases, from.by, numberOf(c))
  if (own === undefined) return problem(c, 'not-found')
  return respond(c, schemas.Done, { number: own.number, standing: own.standing })
}

export const withdraw = reading(schemas.Withdrawal, async ({ reason }, from, c, doors) =>
  afterwards(
    from,
    c,
    doors,
    await acts.withdrawOwn(from.ports, doors.requesters.cases, from.by, numberOf(c), reason.replaceAll(/\s+/g, ' ')),
  ),
)

export const answer = signed(async ({ by, ports }, c, { requesters }) => {
  const letter = await ownAnswer(ports, requesters.cases, by, numberOf(c))
  if (letter === undefined) return problem(c, 'not-found')
  const { document, pdf, at } = letter
  return respond(c, schemas.Answer, {
    sentAt: at,
    kind: document.kind,
    title: document.title,
    text: plainText(document),
    pdf: Buffer.from(pdf).toString('base64'),
  })
})

export const terms = signed(async ({ by, ports }, c, { requesters }) => {
  const own = await ownCase(ports, requesters.cases, by, numberOf(c))
  const text = await acts.ownTerms(ports, requesters.cases, by, numberOf(c))
  if (own?.package === undefined || text === undefined) return problem(c, 'not-found')
  return respond(c, schemas.Terms, { sha256: own.package.terms, text })
})

export const accept = reading(schemas.Acceptance, async ({ sha256 }, from, c, doors) =>
  afterwards(from, c, doors, await acts.acceptTerms(from.ports, doors.requesters.cases, from.by, numberOf(c), sha256)),
)

const notTaken = {
  nothing: 'nothing waits',
  terms: 'accept the terms first',
  used: 'it was taken away already',
  gone: 'it is not here any more, and nothing of it left',
} as const

export const take = signed(async ({ by, ports }, c, { requesters }) => {
  const got = await acts.download(ports, requesters.cases, by, numberOf(c))
  if (!got.taken) {
    return got.reason === 'unknown' ? problem(c, 'not-found') : problem(c, 'not-open', { detail: notTaken[got.reason] })
  }
  return handedOver(c, got.package)
})

export const receipt = reading(schemas.Receipt, async ({ code }, from, c, doors) =>
  afterwards(from, c, doors, await acts.acknowledgeOwn(from.ports, doors.requesters.cases, from.by, numberOf(c), code)),
)

export const destruction = reading(schemas.Destruction, async (certificate, from, c, doors) =>
  afterwards(
    from,
    c,
    doors,
    await acts.certifyOwn(from.ports, doors.requesters.cases, from.by, numberOf(c), certificate),
  ),
)

async function keysOf({ by, ports }: Sender, c: Ctx): Promise<Response> {
  return respond(c, schemas.Keys, { keys: [...(await receivingKeys(ports, by.id))] })
}

export const keys = signed((from, c) => keysOf(from, c))

export const newKey = reading(schemas.NewKey, async ({ recipient }, { by, ports }, c, { requesters }) => {
  const wait = await requesters.pace.take(`key ${by.id}`, 20, 3600, ports.clock.now())
  if (wait > 0) return problem(c, 'too-often', { retryAfter: wait })
  const sealed = await challengeKey(ports, requesters.challenges, by.id, recipient)
  return respond(c, schemas.Challenge, { sealed })
})

export const confirm = reading(schemas.Confirmation, async ({ code }, from, c, { requesters }) => {
  const confirmed = await confirmKey(from.ports, requesters.challenges, from.by.id, code)
  if (confirmed.confirmed) return keysOf(from, c)
  return problem(c, 'not-open', { detail: `the code is ${confirmed.reason}; ${confirmed.left} tries are left` })
})
