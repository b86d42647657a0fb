/** A requester's system, over the network and with real signatures, from its key to the certificate of destruction. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isContentDigest } from '#formats/content-digest.ts'
import { generateEd25519Key } from '#formats/ed25519.ts'
import { parseManifest } from '#formats/manifest.ts'
import { ed25519Signer, formatVkey } from '#formats/note.ts'
import { readPackage } from '#formats/package.ts'
import { readTar } from '#formats/tar.ts'
import { deliver, release } from '#pipeline/fulfill.ts'
import { streamOf } from '#pipeline/move.ts'
import { actor } from '#pipeline/register.ts'
import { registerSigningKey } from '#pipeline/requester-keys.ts'
import { makeTestDirectory } from '#testing/directory.ts'
import { answerWarrant, approveWarrant, officer, ok } from '#testing/office.ts'
import { signedClient, type SignedClient } from '#testing/signed-client.ts'
import { hasTool } from '#testing/tools.ts'
import { webOffice } from '#testing/web.ts'
import { parseIdentities } from '#verify/age.ts'
import { verifyPackage } from '#verify/verify-package.ts'

const example = join(import.meta.dirname, '..', '..', 'examples', 'search-warrant')

async function done(response: Response, status = 200): Promise<Record<string, unknown>> {
  const body: Record<string, unknown> = JSON.parse(await response.text())
  expect([response.status, body['errors'] ?? body['detail']]).toEqual([status, undefined])
  return body
}

describe.runIf(hasTool('age'))('a requester’s system', () => {
  let office: Awaited<ReturnType<typeof webOffice>>
  let client: SignedClient

  beforeAll(async () => {
    office = await webOffice({ listening: true })
    const secret = generateEd25519Key()
    const { key } = ed25519Signer('demo-agent', secret)
    const { ports } = office.office
    const by = await actor(ports, 'demo-administrator')
    expect(await registerSigningKey(ports, by, { vkey: formatVkey(key), agreement: 'SYN-MOU-1' })).toBeUndefined()
    const send = (path: string, init: RequestInit): Promise<Response> => fetch(office.baseUrl + path, init)
    client = signedClient(send, office.baseUrl, { keyid: `demo-agent+${key.id}`, secret })
  })
  afterAll(() => office.close())

  it('files, follows and takes delivery, once', { timeout: 60_000 }, async () => {
    const folder = makeTestDirectory()
    const identity = await generateIdentity()
    const recipient = await identityToRecipient(identity)
    writeFileSync(join(folder, 'key.txt'), `${identity}\n`)
    const open = (file: string, bytes: string | Uint8Array): Buffer => {
      writeFileSync(join(folder, file), bytes)
      return execFileSync('age', ['-d', '-i', join(folder, 'key.txt'), join(folder, file)])
    }

    const { sealed } = await done(await client.post('/api/v1/keys', { recipient }))
    const code = open('code.age', String(sealed)).toString().trim()
    await done(await client.post('/api/v1/keys/confirmation', { code }))

    const request: object = JSON.parse(readFileSync(join(example, 'request.json'), 'utf8'))
    const form = new FormData()
    const file = JSON.stringify({ ...request, channel: 'api', receiver: { recipient } })
    form.append('request', new Blob([file], { type: 'application/json' }), 'request.json')
    form.append('paper', new Blob([readFileSync(join(example, 'search-warrant.pdf'))]), 'search-warrant.pdf')
    // What a client would send, read back so that its bytes can be signed.
    const made = new Response(form)
    const body = new Uint8Array(await made.arrayBuffer())
    const type = made.headers.get('content-type') ?? ''
    const { number } = await done(await client.send('POST', '/api/v1/requests', body, type), 201)
    expect(await done(await client.send('POST', '/api/v1/requests', body, type))).toEqual({ number, again: true })
    const at = `/api/v1/requests/${String(number)}`
    expect(await done(await client.get(at))).toMatchObject({ standing: 'received' })
    expect((await client.post(`${at}/package`)).status).toBe(409)

    const { ports } = office.office
    const stream = await streamOf(ports, String(number))
    await approveWarrant(office.office, await answerWarrant(office.office, { stream, number: String(number) }))
    ok(await release(ports, await officer(ports), stream))
    await ports.log.publish()
    expect((await deliver(ports, { id: 'system:courier', roles: ['system'] }, stream)).delivered).toBe(true)

    expect(await done(await client.get(at))).toMatchObject({ standing: 'ready', package: { termsAccepted: false } })
    expect((await client.post(`${at}/package`)).status).toBe(409)
    const { sha256, text } = await done(await client.get(`${at}/terms`))
    expect(String(text)).toContain('TERMS OF THIS DISCLOSURE')
    expect((await client.post(`${at}/terms`, { sha256: '0'.repeat(64) })).status).toBe(409)
    await done(await client.post(`${at}/terms`, { sha256 }))

    const both = await Promise.all([client.post(`${at}/package`), client.post(`${at}/package`)])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    const taken = both.find(({ status }) => status === 200)
    const bytes = new Uint8Array((await taken?.arrayBuffer()) ?? new ArrayBuffer(0))
    expect(isContentDigest(taken?.headers.get('content-digest') ?? '', bytes)).toBe(true)

    const files = readTar(open('payload.age', readPackage(bytes).payload))
    const identities = await parseIdentities(`${identity}\n`)
    expect((await verifyPackage(bytes, { identities })).verdict).toBe('proved')
    const manifest = parseManifest(files.find(({ name }) => name === 'manifest.json')?.bytes ?? new Uint8Array(0))
    expect((await client.post(`${at}/receipt`, { code: 'AAAAAAAAAAAAAAAAAAAAAA' })).status).toBe(409)
    expect(await done(await client.post(`${at}/receipt`, { code: manifest.receiptCode }))).toMatchObject({
      standing: 'acknowledged',
    })
    const on = ports.clock.now().slice(0, 10)
    const certificate = { on, by: 'Synthetic Agent', method: 'Key destroyed' }
    expect(await done(await client.post(`${at}/destruction`, certificate))).toMatchObject({ standing: 'destroyed' })
    expect(office.failures).toEqual([])
  })
})
