import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Decrypter, armor, generateIdentity, identityToRecipient } from 'age-encryption'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { utf8 } from '#formats/bytes.ts'
import { contentDigest } from '#formats/content-digest.ts'
import { generateEd25519Key } from '#formats/ed25519.ts'
import { ed25519Signer, formatVkey } from '#formats/note.ts'
import { loadCase, streamOf } from '#pipeline/move.ts'
import { actor, leave } from '#pipeline/register.ts'
import { registerSigningKey, revokeSigningKey } from '#pipeline/requester-keys.ts'
import { signedClient, type SignedClient, type Signing } from '#testing/signed-client.ts'
import { webOffice } from '#testing/web.ts'
import * as schemas from './schemas.ts'

type Office = Awaited<ReturnType<typeof webOffice>>
type Json = Record<string, unknown>

let office: Office
let agent: SignedClient
let attorney: SignedClient
let recipient: string
let identity: string
const agentKey = generateEd25519Key()
const example: Json = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../examples/search-warrant/request.json'), 'utf8'),
)
const paper = readFileSync(join(import.meta.dirname, '../../../examples/search-warrant/search-warrant.pdf'))

/** A system of this requester, with a key that the administrator registered. */
async function system(id: string, secret = generateEd25519Key()): Promise<SignedClient> {
  const { key } = ed25519Signer(id, secret)
  const { ports } = office.office
  const by = await actor(ports, 'demo-administrator')
  expect(await registerSigningKey(ports, by, { vkey: formatVkey(key) })).toBeUndefined()
  return signedClient((path, init) => office.nobody.ask(path, init), office.baseUrl, {
    keyid: `${id}+${key.id}`,
    secret,
  })
}

beforeAll(async () => {
  office = await webOffice()
  agent = await system('demo-agent', agentKey)
  attorney = await system('demo-attorney')
  identity = await generateIdentity()
  recipient = await identityToRecipient(identity)
})
afterAll(() => office.close())

async function bodyOf(response: Response): Promise<Json> {
  const body: Json = JSON.parse(await response.text())
  return body
}

function form(
  request: unknown,
  papers: readonly (readonly [string, Uint8Array])[] = [],
): { body: Uint8Array; type: string } {
  const boundary = 'postern-test-boundary'
  const parts = [
    utf8(
      `--${boundary}\r\ncontent-disposition: form-data; name="request"; filename="request.json"\r\ncontent-type: application/json\r\n\r\n${typeof request === 'string' ? request : JSON.stringify(request)}\r\n`,
    ),
    ...papers.flatMap(([name, bytes]) => [
      utf8(
        `--${boundary}\r\ncontent-disposition: form-data; name="paper"; filename="${name}"\r\ncontent-type: application/pdf\r\n\r\n`,
      ),
      bytes,
      utf8('\r\n'),
    ]),
    utf8(`--${boundary}--\r\n`),
  ]
  return { body: Buffer.concat(parts), type: `multipart/form-data; boundary=${boundary}` }
}

function file(
  client: SignedClient,
  request: unknown,
  papers?: readonly (readonly [string, Uint8Array])[],
): Promise<Response> {
  const { body, type } = form(request, papers)
  return client.send('POST', '/api/v1/requests', body, type)
}

let counter = 0
/** The example as a system sends it: another number each time. */
function aRequest(changes: Json = {}): Json {
  counter += 1
  const { instruments: _, ...rest } = example
  return { ...rest, channel: 'api', reference: `SYN-API-${counter}`, ...changes }
}

async function filed(client: SignedClient, request = aRequest()): Promise<string> {
  const response = await file(client, request)
  expect(response.status, await response.clone().text()).toBe(201)
  return String((await bodyOf(response))['number'])
}

describe('a key', () => {
  it('is confirmed by opening what is sealed to it, and only then may be named', async () => {
    const before = await file(agent, aRequest({ receiver: { recipient } }))
    expect(before.status).toBe(422)
    expect((await bodyOf(before))['errors']).toMatchObject([{ pointer: '/receiver/recipient' }])

    const { sealed } = await bodyOf(await agent.post('/api/v1/keys', { recipient }))
    const decrypter = new Decrypter()
    decrypter.addIdentity(identity)
    const code = await decrypter.decrypt(armor.decode(String(sealed)), 'text')
    expect((await agent.post('/api/v1/keys/confirmation', { code: 'AAAA-AAAA-AAAA' })).status).toBe(409)
    expect((await attorney.post('/api/v1/keys/confirmation', { code })).status).toBe(409)
    const stands = await agent.post('/api/v1/keys/confirmation', { code: code.toLowerCase() })
    expect(await bodyOf(stands)).toMatchObject({ keys: [{ recipient }] })
    expect((await agent.post('/api/v1/keys/confirmation', { code })).status).toBe(409)
    expect((await file(agent, aRequest({ receiver: { recipient } }))).status).toBe(201)
  })

  it('is refused after five wrong codes, the right one too', async () => {
    const other = await generateIdentity()
    const { sealed } = await bodyOf(await agent.post('/api/v1/keys', { recipient: await identityToRecipient(other) }))
    const decrypter = new Decrypter()
    decrypter.addIdentity(other)
    const code = await decrypter.decrypt(armor.decode(String(sealed)), 'text')
    for (let i = 0; i < 5; i++)
      expect((await agent.post('/api/v1/keys/confirmation', { code: 'WRONG' })).status).toBe(409)
    expect((await agent.post('/api/v1/keys/confirmation', { code })).status).toBe(409)
  })

  it('is never a secret one, and is not said back', async () => {
    const response = await agent.post('/api/v1/keys', { recipient: identity })
    expect(response.status).toBe(422)
    expect(await response.text()).not.toContain(identity)
  })
})

describe('a request', () => {
  it('is taken in with its papers, and says who filed it', async () => {
    const request = aRequest({ instruments: [{ id: 'i1', kind: 'judicial-warrant', file: 'w.pdf' }] })
    const response = await file(agent, request, [['w.pdf', paper]])
    expect(response.status).toBe(201)
    const { number } = await bodyOf(response)
    const { ports } = office.office
    const { state } = await loadCase(ports, await streamOf(ports, String(number)))
    expect(state).toMatchObject({ account: 'demo-agent', request: { channel: 'api' } })
    expect(state.request?.instruments[0]?.artifact?.type).toBe('application/pdf')

    const shown = await bodyOf(await agent.get(`/api/v1/requests/${String(number)}`))
    expect(shown).toMatchObject({ number, standing: 'received', filed: { papers: [{ id: 'i1' }] } })
    const listed = await bodyOf(await agent.get('/api/v1/requests'))
    expect(JSON.stringify(listed)).toContain(String(number))
  })

  it('sent twice, byte for byte, is one case; of another account it is another', async () => {
    const request = aRequest()
    const number = await filed(agent, request)
    const again = await file(agent, request)
    expect([again.status, await bodyOf(again)]).toEqual([200, { number, again: true }])
    const other = await bodyOf(
      await file(attorney, { ...request, requester: { ...Object(request['requester']), organization: 'other' } }),
    )
    expect(other['number']).not.toBe(number)
  })

  it('sent twice at once is one case', async () => {
    const request = aRequest()
    const both = await Promise.all([file(agent, request), file(agent, request)])
    const numbers = await Promise.all(both.map(async (response) => (await bodyOf(response))['number']))
    expect(new Set(numbers).size).toBe(1)
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 201])
  })

  it.each([
    ['another agency', { agency: 'ma-masshealth' }, '/agency'],
    ['another channel', { channel: 'letter' }, '/channel'],
    [
      'another organization',
      { requester: { kind: 'federal-law-enforcement', organization: 'ice-ero' } },
      '/requester/organization',
    ],
    [
      'that somebody asks for themselves',
      { requester: { kind: 'data-subject', organization: 'fbi' } },
      '/requester/kind',
    ],
    ['a list of people', { people: Array.from({ length: 51 }, (_, i) => ({ ref: `p${i}` })) }, '/people'],
    ['a member too many', { colour: 'blue' }, '/colour'],
    ['a text that turns writing around', { reference: 'abc\u202Edef' }, '/reference'],
    ['a control character', { people: [{ ref: 'p1', name: { family: 'A\u0000B' } }] }, '/people/0/name/family'],
  ])('is not taken that says %s, and says where', async (_, changes, pointer) => {
    const response = await file(agent, aRequest(changes))
    expect(response.status).toBe(422)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    const { errors }: { errors: { pointer: string }[] } = JSON.parse(await response.text())
    expect(errors.map((one) => one.pointer)).toContain(pointer)
  })

  it.each([
    ["Robert'); DROP TABLE event;--"],
    ['=cmd|" /C calc"!A0'],
    ['<script>alert(1)</script>'],
    ['../../etc/passwd'],
  ])('keeps a name as the text that it is: %s', async (family) => {
    const number = await filed(agent, aRequest({ people: [{ ref: 'p1', name: { family } }] }))
    const { ports } = office.office
    const { state } = await loadCase(ports, await streamOf(ports, number))
    expect(state.people['p1']?.identity.name?.family).toBe(family)
  })

  it.each([
    ['of a type that is not taken', 'w.pdf', Buffer.from('MZ\u0000\u0001')],
    ['that is no PDF for all its name', 'w.pdf', Buffer.from('<svg onload=alert(1)>')],
    ['that the request does not name', '../../evil.pdf', paper],
    ['that is empty', 'w.pdf', Buffer.alloc(0)],
  ])('is not taken with a file %s', async (_, name, bytes) => {
    const request = aRequest({ instruments: [{ id: 'i1', kind: 'judicial-warrant', file: 'w.pdf' }] })
    const response = await file(agent, request, [[name, bytes]])
    expect([response.status, (await bodyOf(response))['title']]).toEqual([422, 'What was sent cannot be taken.'])
  })

  it('is bounded, and so is a body that no form is', async () => {
    const long = await file(agent, aRequest({ violation: 'x'.repeat(1_100_000) }))
    expect(long.status).toBe(413)
    const none = await agent.send('POST', '/api/v1/requests', utf8('{}'), 'application/json')
    expect(none.status).toBe(422)
    const nested = await file(agent, `${'['.repeat(200_000)}${']'.repeat(200_000)}`)
    expect([422, 413]).toContain(nested.status)
    const twice = await file(agent, JSON.stringify(aRequest()).replace('{', '{"agency":"me-dhhs-ofi",'))
    expect(twice.status).toBe(422)
  })
})

async function timeOf(number: string): Promise<number> {
  const begun = performance.now()
  await attorney.get(`/api/v1/requests/${number}`)
  return performance.now() - begun
}

describe('somebody else’s request', () => {
  it('answers as one that there is not, byte for byte, by every door', async () => {
    const number = await filed(agent)
    const doors: ((at: string) => Promise<Response>)[] = [
      (at) => attorney.get(at),
      (at) => attorney.get(`${at}/answer`),
      (at) => attorney.get(`${at}/terms`),
      (at) => attorney.post(`${at}/terms`, { sha256: '0'.repeat(64) }),
      (at) => attorney.post(`${at}/package`),
      (at) => attorney.post(`${at}/receipt`, { code: 'x' }),
      (at) => attorney.post(`${at}/destruction`, { on: '2026-11-22', by: 'x', method: 'x' }),
      (at) => attorney.post(`${at}/withdrawal`, { reason: 'x' }),
    ]
    for (const ask of doors) {
      const [theirs, none] = await Promise.all([
        ask(`/api/v1/requests/${number}`),
        ask('/api/v1/requests/MA-DTA-2026-00000000'),
      ])
      expect(theirs.status).toBe(404)
      expect([theirs.status, [...theirs.headers].filter(([name]) => name !== 'date'), await theirs.text()]).toEqual([
        none.status,
        [...none.headers].filter(([name]) => name !== 'date'),
        await none.text(),
      ])
    }
    expect(JSON.stringify(await bodyOf(await attorney.get('/api/v1/requests')))).not.toContain(number)
  })

  it('takes as long as one that there is not', async () => {
    const theirs = await filed(agent)
    let longer = 0
    for (let i = 0; i < 30; i++) {
      // In turns, so that what else this machine does weighs on both.
      const pair = i % 2 === 0 ? [theirs, 'MA-DTA-2026-00000000'] : ['MA-DTA-2026-00000000', theirs]
      const times = [await timeOf(pair[0] ?? ''), await timeOf(pair[1] ?? '')]
      const [first = 0, second = 0] = i % 2 === 0 ? times : times.toReversed()
      if (first > second) longer += 1
    }
    // Of 30 fair coins so few, or so many, fall on one side once in five thousand times.
    expect(longer).toBeGreaterThanOrEqual(5)
    expect(longer).toBeLessThanOrEqual(25)
  })

  it('is theirs alone to withdraw', async () => {
    const number = await filed(agent)
    const done = await agent.post(`/api/v1/requests/${number}/withdrawal`, { reason: 'The matter\nwas closed' })
    expect(await bodyOf(done)).toEqual({ number, standing: 'withdrawn' })
    expect((await agent.post(`/api/v1/requests/${number}/withdrawal`, { reason: 'again' })).status).toBe(409)
  })
})

const now = (): number => Math.floor(Date.now() / 1000)

const inputOver = (component: string): string =>
  `sig1=("@method" "@target-uri" "content-digest" "${component}");created=${now()};expires=${now() + 60};nonce="${'n'.repeat(20)}";keyid="demo-agent+00000000"`

/** Which problem it is; always one that asks for a signature. */
async function kindOf(response: Response): Promise<string> {
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Signature')
  return String((await bodyOf(response))['type']).replace('/api/v1/problems/', '')
}

const vkeyFor = (id: string, secret = generateEd25519Key()): string => formatVkey(ed25519Signer(id, secret).key)

describe('a signature', () => {
  const path = '/api/v1/keys'
  it('lets in whoever holds a registered key', async () => {
    expect((await agent.get(path)).status).toBe(200)
    expect((await agent.get(`${path}?a=b`)).status).toBe(200)
  })

  it('is asked for by every door', async () => {
    const doors = office.web.app.routes.filter(({ who }) => who === 'signature')
    expect(doors.length).toBeGreaterThan(10)
    for (const { method, path: pattern } of doors) {
      const response = await office.nobody.ask(pattern.replace(':number', 'MA-DTA-2026-00000000'), { method })
      expect([pattern, await kindOf(response)]).toEqual([pattern, 'unsigned'])
    }
  })

  it.each<[string, () => Signing, string]>([
    ['over another method', () => ({ as: { method: 'POST' } }), 'signature-refused'],
    ['over another address', () => ({ as: { url: `https://elsewhere.example${path}` } }), 'signature-refused'],
    ['without the method', () => ({ components: ['@target-uri', 'content-digest'] }), 'signature-covers-too-little'],
    ['without the address', () => ({ components: ['@method', 'content-digest'] }), 'signature-covers-too-little'],
    ['without the body', () => ({ components: ['@method', '@target-uri'] }), 'signature-covers-too-little'],
    ['over another body', () => ({ as: { body: 'another' } }), 'digest-wrong'],
    ['without a nonce worth the name', () => ({ nonce: 'short' }), 'signature-covers-too-little'],
    ['that is good for an hour', () => ({ expires: now() + 3600 }), 'signature-too-long-lived'],
    ['that ends before it begins', () => ({ created: now(), expires: now() - 1 }), 'signature-too-long-lived'],
    ['that has expired', () => ({ created: now() - 290, expires: now() - 40 }), 'signature-not-now'],
    ['of the future', () => ({ created: now() + 120, expires: now() + 180 }), 'signature-not-now'],
    ['under a key that nobody registered', () => ({ keyid: 'demo-agent+00000000' }), 'signature-refused'],
    ['that was cut off', () => ({ headers: { signature: 'sig1=:AAAA:' } }), 'signature-refused'],
    ['that is no signature', () => ({ headers: { signature: 'x' } }), 'signature-malformed'],
    ['with a parameter twice', () => ({ nonce: `${'n'.repeat(20)}";nonce="${'m'.repeat(20)}` }), 'signature-malformed'],
    [
      'with a component twice',
      () => ({ components: ['@method', '@method', '@target-uri', 'content-digest'] }),
      'signature-malformed',
    ],
    [
      'over what only an answer has',
      () => ({ headers: { 'signature-input': inputOver('@status') } }),
      'signature-malformed',
    ],
  ])('%s is refused', async (_, spoiled, kind) => {
    expect(await kindOf(await agent.get(path, spoiled()))).toBe(kind)
  })

  it('is looked at before the body is read', async () => {
    let read = 0
    const body = new ReadableStream({
      pull(controller) {
        read += 1
        controller.enqueue(new Uint8Array(1024))
        if (read > 64) controller.close()
      },
    })
    const init = { method: 'POST', body, duplex: 'half' }
    expect(await kindOf(await office.nobody.ask('/api/v1/requests', init))).toBe('unsigned')
    const forged = { signature: 'sig1=:AAAA:', 'signature-input': inputOver('content-type') }
    const unmeasured = await office.nobody.ask('/api/v1/requests', { ...init, headers: forged })
    expect(unmeasured.status).toBe(411)
    const headers = {
      ...forged,
      'content-length': '66560',
      'content-digest': contentDigest(utf8('')),
      'content-type': 'x/y',
    }
    expect(await kindOf(await office.nobody.ask('/api/v1/requests', { ...init, headers }))).toBe('signature-refused')
    // What a stream fetches ahead, and no more.
    expect(read).toBeLessThan(4)
  })

  it('is good once', async () => {
    const nonce = 'a nonce of a test, used twice'
    expect((await agent.get(path, { nonce })).status).toBe(200)
    expect(await kindOf(await agent.get(path, { nonce }))).toBe('signature-refused')
    const other = 'a nonce of a test, used twice at once'
    const both = await Promise.all([agent.get(path, { nonce: other }), agent.get(path, { nonce: other })])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401])
  })

  it('of somebody who does not hold the key uses up no nonce', async () => {
    const nonce = 'a nonce that somebody overheard'
    await agent.get(path, { nonce, as: { method: 'POST' } })
    expect((await agent.get(path, { nonce })).status).toBe(200)
  })

  it('answers in the same bytes for a key that is not known and one that did not sign', async () => {
    const [unknown, forged] = await Promise.all([
      agent.get(path, { keyid: 'demo-nobody+00000000' }),
      agent.get(path, { as: { method: 'POST' } }),
    ])
    expect(await unknown.text()).toBe(await forged.text())
  })

  it('counts no more once the key is revoked, or its owner has left', async () => {
    const { ports } = office.office
    const by = await actor(ports, 'demo-administrator')
    const secret = generateEd25519Key()
    const brief = await system('demo-attorney', secret)
    expect((await brief.get(path)).status).toBe(200)
    const { id } = ed25519Signer('demo-attorney', secret).key
    expect(await revokeSigningKey(ports, by, `demo-attorney+${id}`)).toBeUndefined()
    expect((await brief.get(path)).status).toBe(401)
    expect(await leave(ports, by, 'demo-attorney')).toBeUndefined()
    expect((await attorney.get(path)).status).toBe(401)
  })
})

describe('signing keys', () => {
  it('are registered by an administrator, for a requester, once', async () => {
    const { ports } = office.office
    const administrator = await actor(ports, 'demo-administrator')
    const officer = await actor(ports, 'demo-officer')
    expect(await registerSigningKey(ports, officer, { vkey: vkeyFor('demo-agent') })).toMatchObject({
      code: 'administrator-only',
    })
    expect(await registerSigningKey(ports, administrator, { vkey: vkeyFor('demo-officer') })).toMatchObject({
      code: 'no-such-requester',
    })
    expect(await registerSigningKey(ports, administrator, { vkey: vkeyFor('demo-agent', agentKey) })).toMatchObject({
      code: 'key-stands',
    })
    await expect(registerSigningKey(ports, administrator, { vkey: 'x' })).rejects.toThrow('no Ed25519 verifier key')
    expect(await revokeSigningKey(ports, administrator, 'demo-agent+00000000')).toMatchObject({ code: 'key-unknown' })
  })
})

it('lets nothing leave that its schema does not name', async () => {
  const shown = await bodyOf(await agent.get(`/api/v1/requests/${await filed(agent)}`))
  expect(schemas.Request.safeParse(shown).success).toBe(true)
  for (const more of [{ disposition: 'deny' }, { people: [] }, { filed: { ...Object(shown['filed']), by: 'x' } }]) {
    expect(schemas.Request.safeParse({ ...shown, ...more }).success).toBe(false)
  }
})

it('describes itself to anybody, in the words of docs/requester-api.json', async () => {
  const response = await office.nobody.get('/api/v1/openapi.json')
  const committed = readFileSync(join(import.meta.dirname, '../../../docs/requester-api.json'), 'utf8')
  expect(await bodyOf(response)).toEqual(JSON.parse(committed))
})

it('answers an address that there is not with a problem, not with a page', async () => {
  const response = await office.nobody.get('/api/v1/nothing')
  expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
})

it('waits for whoever comes too often', async () => {
  const answers = await Promise.all(Array.from({ length: 140 }, () => agent.get('/api/v1/keys')))
  const last = answers.find(({ status }) => status === 429)
  expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0)
})
