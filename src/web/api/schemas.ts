/** What goes in and out of the requesters' API, as schemas: what arrives is held against them, and what leaves too. */
import { z } from '@hono/zod-openapi'
import { standings } from '#pipeline/own-case.ts'

const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .openapi({ description: 'SHA-256, lower-case hex.' })
const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T[0-9:.]+Z$/)
  .openapi({ example: '2026-11-22T15:00:00.000Z' })
const day = z.iso.date().openapi({ example: '2026-11-22' })
const words = z.string().min(1).max(2000)
const line = z.string().min(1).max(200)

export const caseNumber = z
  .string()
  .regex(/^[A-Z][A-Z-]{0,40}-[0-9]{4}-[0-9A-HJKMNP-TV-Z]{8}$/)
  .openapi({ example: 'MA-DTA-2026-7K3Q9F2M' })

export const Problem = z
  .strictObject({
    type: z
      .string()
      .openapi({ description: 'Names the kind of problem; it stays the same.', example: '/api/v1/problems/not-found' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z
      .array(
        z.strictObject({
          pointer: z
            .string()
            .openapi({ description: 'JSON pointer (RFC 6901) into what was sent.', example: '/people/0/ssn' }),
          detail: z.string(),
          mend: z.string().optional(),
        }),
      )
      .optional(),
  })
  .openapi('Problem', { description: 'RFC 9457.' })

export const Standing = z.enum(standings).openapi('Standing', {
  description:
    'Until something leaves the office this follows from the calendar and from the set time of the answer alone, never from what was found.',
})

export const Request = z
  .strictObject({
    number: caseNumber,
    agency: z.string(),
    standing: Standing,
    receivedAt: instant,
    reference: z.string().optional(),
    programs: z.array(z.string()),
    filed: z.strictObject({
      sha256: hash,
      papers: z.array(z.strictObject({ id: z.string(), sha256: hash })),
    }),
    answer: z.strictObject({ sentAt: instant, kind: z.string() }).optional(),
    package: z.strictObject({ expiresAt: instant, terms: hash, termsAccepted: z.boolean() }).optional(),
  })
  .openapi('Request')

export const Requests = z.strictObject({ requests: z.array(Request) }).openapi('Requests')

export const Filed = z
  .strictObject({
    number: caseNumber,
    again: z.boolean().openapi({ description: 'The same file was handed in before; this is its case.' }),
  })
  .openapi('Filed')

export const Withdrawal = z.strictObject({ reason: words }).openapi('Withdrawal')
export const Terms = z.strictObject({ sha256: hash, text: z.string() }).openapi('Terms')
export const Acceptance = z.strictObject({ sha256: hash }).openapi('Acceptance')
export const Receipt = z
  .strictObject({ code: line.openapi({ description: 'receiptCode of manifest.json, inside the sealed payload.' }) })
  .openapi('Receipt')
export const Destruction = z.strictObject({ on: day, by: line, method: words }).openapi('Destruction')
export const Done = z.strictObject({ number: caseNumber, standing: Standing }).openapi('Done')
export const Answer = z
  .strictObject({
    sentAt: instant,
    kind: z.string(),
    title: z.string(),
    text: z.string(),
    pdf: z.base64().openapi({ description: 'The letter as it was printed, PDF/UA-1.' }),
  })
  .openapi('Answer')

export const NewKey = z
  .strictObject({
    recipient: z.string().max(200).openapi({ description: 'An age X25519 recipient.', example: 'age1…' }),
  })
  .openapi('NewKey')
export const Challenge = z
  .strictObject({
    sealed: z
      .string()
      .openapi({ description: 'A code, sealed to the key: an armored age file. It is good for one hour.' }),
  })
  .openapi('Challenge')
export const Confirmation = z.strictObject({ code: z.string().max(40) }).openapi('Confirmation')
export const Keys = z
  .strictObject({ keys: z.array(z.strictObject({ recipient: z.string(), since: instant })) })
  .openapi('Keys')
