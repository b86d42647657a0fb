import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { smtpMail, subject } from './smtp.ts'

interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
}

const received: Received[] = []
let server: SMTPServer
let port = 0

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith('nobody') ? done(new Error('no such mailbox')) : done(),
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        received.push({
          from,
          to: envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString(),
        })
        done()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterAll(() => new Promise<void>((resolve) => server.close(resolve)))

const mail = () => smtpMail({ url: `smtp://127.0.0.1:${port}`, from: 'office@records.example.org' })

describe('a mail', () => {
  it('arrives, and says that there is a message and nothing more', async () => {
    await mail()('agent@example.org')
    const one = received.at(-1)
    expect(one).toMatchObject({ from: 'office@records.example.org', to: ['agent@example.org'] })
    expect(one?.raw).toContain(`Subject: ${subject}`)
    const body = one?.raw.split('\r\n\r\n').slice(1).join().trim()
    expect(body).toBe('You have a message. Sign in where you sent your request from to read it.')
    expect(one?.raw).not.toMatch(/MA-DTA|case|request number|X-Mailer/i)
  })

  it('is the same for everybody but for the address and the moment', async () => {
    await mail()('one@example.org')
    await mail()('two@example.org')
    const [one, two] = received.slice(-2).map(({ raw }) =>
      raw
        .replaceAll(/(?:one|two)@example\.org/g, '@')
        .replace(/^Date: .*$/m, '')
        .replace(/^Message-ID: .*$/m, ''),
    )
    expect(one).toBe(two)
  })

  it.each(['a@b', 'x@example.org\r\nBcc: y@example.org', 'x@example.org, y@example.org', '"x"@example.org', ''])(
    'is not sent to %j, which is not one address',
    async (to) => {
      const before = received.length
      await expect(mail()(to)).rejects.toMatchObject({ code: 'ERR_LETTER' })
      expect(received).toHaveLength(before)
    },
  )

  it('that nobody takes is a failure that names no address', async () => {
    await expect(mail()('nobody@example.org')).rejects.toMatchObject({ code: 'ERR_LETTER', evidence: {} })
    const away = smtpMail({ url: 'smtp://127.0.0.1:1', from: 'office@records.example.org' })
    await expect(away('agent@example.org')).rejects.toMatchObject({ code: 'ERR_LETTER' })
  })

  it('is sent by a mail server that is one', () => {
    expect(() => smtpMail({ url: 'https://mail.example.org', from: 'x@example.org' })).toThrow('no mail server')
  })

  it('goes to nobody else’s server without TLS', async () => {
    // The server of this test offers none; by a name that is not this machine's own it is refused.
    const strict = smtpMail({ url: `smtp://127.0.0.2:${port}`, from: 'office@records.example.org' })
    await expect(strict('agent@example.org')).rejects.toMatchObject({ code: 'ERR_LETTER' })
  })
})
