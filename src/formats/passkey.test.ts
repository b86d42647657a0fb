import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newAuthenticator, site } from '#testing/authenticator.ts'
import { concat, fromHex, toBase64, utf8 } from './bytes.ts'
import { formatVkey, parseVkey, signatureType, verifierKey } from './note.ts'
import { isPasskey, passkeyOf, passkeyVkey, type Passkey } from './passkey.ts'
import { sha256 } from './sha256.ts'

const malformed = expect.objectContaining({ code: 'ERR_FORMAT' })
const point = concat(Uint8Array.of(0x04), new Uint8Array(64).fill(7))
const passkey: Passkey = { algorithm: 'ES256', publicKey: point, ...site }
const keyOf = (...parts: readonly (string | Uint8Array)[]) =>
  verifierKey(
    'b-approver',
    signatureType.named,
    concat(...parts.map((part) => (typeof part === 'string' ? utf8(part) : part))),
  )
const begins = 'postern/webauthn/v1\nhttps://records.example.org\nrecords.example.org\n'

const at = (origin: string, rpId: string) => () => passkeyVkey('b-approver', { ...passkey, origin, rpId })

describe('a passkey as a verifier key', () => {
  it('has the bytes that its format says, and an id over them', () => {
    const bytes = concat(utf8(begins), Uint8Array.of(0xf9), point)
    const id = sha256(utf8('b-approver\n'), Uint8Array.of(0xff), bytes).subarray(0, 4)
    expect(passkeyVkey('b-approver', passkey)).toBe(
      `b-approver+${Buffer.from(id).toString('hex')}+${toBase64(concat(Uint8Array.of(0xff), bytes))}`,
    )
  })

  it.each(['ES256', 'Ed25519'] as const)('comes back as the %s key that it was', (algorithm) => {
    const made = newAuthenticator(algorithm).passkey
    expect(passkeyOf(parseVkey(passkeyVkey('b-approver', made)))).toEqual(made)
  })

  it('has one text for each key, and each text is of one key', () => {
    const domain = fc.domain().map((name) => name.toLowerCase())
    const port = fc.constantFrom('', ':8443')
    const key = fc.oneof(
      fc.uint8Array({ minLength: 64, maxLength: 64 }).map((xy) => concat(Uint8Array.of(0x04), xy)),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
    )
    fc.assert(
      fc.property(domain, fc.constantFrom('', 'records.'), port, key, (rpId, sub, behind, publicKey) => {
        fc.pre(URL.canParse(`https://${sub}${rpId}`) && new URL(`https://${sub}${rpId}`).hostname === sub + rpId)
        const algorithm = publicKey.length === 65 ? 'ES256' : 'Ed25519'
        const one: Passkey = { algorithm, publicKey, origin: `https://${sub}${rpId}${behind}`, rpId }
        const vkey = passkeyVkey('b-approver', one)
        expect(formatVkey(parseVkey(vkey))).toBe(vkey)
        expect(passkeyOf(parseVkey(vkey))).toEqual(one)
      }),
    )
  })

  it('is for a page of its site, or of this very machine', () => {
    expect(at('https://records.example.org', 'example.org')).not.toThrow()
    expect(at('https://records.example.org:8443', 'records.example.org')).not.toThrow()
    expect(at('http://localhost:3000', 'localhost')).not.toThrow()
    expect(at(`https://${'a'.repeat(288)}.org`, 'org')).not.toThrow()
    expect(at(`https://${'a'.repeat(289)}.org`, 'org')).toThrow(malformed)
    for (const [origin, rpId] of [
      ['http://records.example.org', 'records.example.org'],
      ['http://notlocalhost', 'notlocalhost'],
      ['https://records.example.org/', 'records.example.org'],
      ['https://Records.example.org', 'records.example.org'],
      ['https://records.example.org', 'other.example.org'],
      ['https://records.example.org', 'ords.example.org'],
      ['https://records.example.org', 'a.records.example.org'],
      ['https://records.example.org', '.example.org'],
      ['https://records.example.org', 'org.'],
      ['https://records.example.org', ''],
      ['https://records.example.org', 'Records.example.org'],
      ['ftp://records.example.org', 'records.example.org'],
      ['no address', 'no'],
      [`https://${'a.'.repeat(150)}org`, 'org'],
      ['', ''],
    ] as const) {
      expect(at(origin, rpId), `${origin} ${rpId}`).toThrow(malformed)
    }
  })

  it.each([
    ['a point that is compressed', [begins, Uint8Array.of(0xf9, 0x02), new Uint8Array(64)]],
    ['a point cut short', [begins, Uint8Array.of(0xf9), point.subarray(1)]],
    ['a point with a byte too many', [begins, Uint8Array.of(0xf9), point, Uint8Array.of(0)]],
    ['an Ed25519 key cut short', [begins, Uint8Array.of(0xf8), new Uint8Array(31)]],
    ['one algorithm’s name and the other’s key', [begins, Uint8Array.of(0xf8), point]],
    ['RS256', [begins, Uint8Array.of(0x01), new Uint8Array(32)]],
    ['no key', [begins]],
    ['no site', ['postern/webauthn/v1\nhttps://records.example.org\n', Uint8Array.of(0xf8)]],
    ['a site that is no text', ['postern/webauthn/v1\n', fromHex('ff0a'), 'records.example.org\n']],
    ['another name of the type', ['postern/webauthn/v2\nx\n', Uint8Array.of(0xf9), point]],
  ] as const)('is refused with %s', (_, parts) => {
    expect(() => passkeyOf(keyOf(...parts))).toThrow(malformed)
  })

  it('is told from other keys by its type and its name', () => {
    expect(isPasskey(keyOf(begins))).toBe(true)
    expect(isPasskey(keyOf('postern/webauthn/v2\nx'))).toBe(false)
    const file = verifierKey('b-approver', signatureType.ed25519, new Uint8Array(32))
    expect(isPasskey(file)).toBe(false)
    expect(() => passkeyOf(file)).toThrow('this is not the key of a passkey')
    // The bytes of a passkey under another type are no passkey.
    expect(isPasskey({ ...keyOf(begins), type: signatureType.ed25519 })).toBe(false)
  })

  it('is cut short where a line of it does not end', () => {
    for (const lines of ['postern/webauthn/v1\nhttps://records.example.org', begins.slice(0, -1)]) {
      expect(() => passkeyOf(keyOf(lines)), lines).toThrow('the key of a passkey is cut short')
    }
  })

  it('is of a site in the form of a domain, as short as one letter', () => {
    expect(at('https://a', 'a')).not.toThrow()
    for (const rpId of [
      '-records.example.org',
      'records.example.org-',
      ' records.example.org',
      '.records.example.org',
      '',
    ]) {
      expect(at('https://records.example.org', rpId), rpId).toThrow(malformed)
    }
    // http is this machine's alone.
    expect(at('http://localhost', 'localhost')).not.toThrow()
    expect(at('http://records.example.org', 'records.example.org')).toThrow(malformed)
    expect(at('ftp://localhost', 'localhost')).toThrow(malformed)
  })

  it('begins with a name of its type, as the registry asks', () => {
    for (const key of ['\nx', 'name', 'name\n', `${'n'.repeat(65)}\nx`, 'a name\nx', 'n\u007f\nx', 'ñ\nx']) {
      expect(() => keyOf(key), JSON.stringify(key)).toThrow(malformed)
    }
    expect(() => keyOf(`${'n'.repeat(64)}\nx`)).not.toThrow()
  })
})
