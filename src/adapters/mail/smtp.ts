/**
 * Mail over SMTP. It says that there is a message, and nothing else: whoever reads somebody's mail, or their screen,
 * learns nothing about anybody.
 *
 * Trust: the mail server learns who was written to, and when. It learns no number and no name.
 */
import { createTransport } from 'nodemailer'
import { PosternError } from '#errors.ts'

export interface SmtpSettings {
  /** smtp://user:password@host:587, or smtps:// for TLS from the first byte. */
  readonly url: string
  readonly from: string
}

export const subject = 'You have a message'
const body = 'You have a message. Sign in where you sent your request from to read it.\n'

/** Names of this machine need no TLS; everybody else's must offer it. */
const here = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Sends one mail to one address.
 *
 * @throws PosternError ERR_INPUT_INVALID for settings that name no mail server
 */
export function smtpMail({ url, from }: SmtpSettings): (to: string) => Promise<void> {
  const server = serverIn(url)
  const transport = createTransport({
    host: server.hostname.replace(/^\[|\]$/g, ''),
    port: Number(server.port === '' ? (server.protocol === 'smtps:' ? 465 : 587) : server.port),
    secure: server.protocol === 'smtps:',
    requireTLS: server.protocol === 'smtp:' && !here.has(server.hostname),
    ...(server.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(server.username), pass: decodeURIComponent(server.password) } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return async (to) => {
    if (!isAddress(to)) throw failed('The address is none that mail can be sent to.', undefined)
    try {
      await transport.sendMail({ from, to: { name: '', address: to }, subject, text: body })
    } catch (error) {
      throw failed('The mail server did not take the message.', error)
    }
  }
}

function serverIn(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed !== undefined && ['smtp:', 'smtps:'].includes(parsed.protocol) && parsed.hostname !== '') return parsed
  throw new PosternError(
    'ERR_INPUT_INVALID',
    'POSTERN_SMTP_URL names no mail server.',
    { variable: 'POSTERN_SMTP_URL' },
    { mend: 'Write it such as smtps://user:password@mail.example.org.' },
  )
}

/** One address and nothing that a mail server could read as more. */
function isAddress(text: string): boolean {
  return /^[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/.test(text) && text.length <= 254
}

function failed(message: string, cause: unknown): PosternError {
  const { mend } = {
    mend: 'See that the mail server of POSTERN_SMTP_URL answers; the message is sent again with the next `tick`.',
  }
  return new PosternError('ERR_LETTER', message, {}, { mend, cause })
}
