import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import { fromBase64, utf8 } from './bytes.ts'
import { isContentDigest } from './content-digest.ts'
import { publicKeyOf, signEd25519, verifyEd25519 } from './ed25519.ts'
import { parseSignature, signatureBase, type SignedMessage } from './http-signature.ts'

/** RFC 9421 appendix B.1.4. */
const key = createPrivateKey({
  key: Buffer.from('MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF', 'base64'),
  format: 'der',
  type: 'pkcs8',
})
const publicKey = fromBase64('JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=')

/** RFC 9421 appendix B.2, `test-request`. */
const fields: Readonly<Record<string, string>> = {
  host: 'example.com',
  date: 'Tue, 20 Apr 2021 02:07:55 GMT',
  'content-type': 'application/json',
  'content-digest':
    'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
  'content-length': '18',
}
const message: SignedMessage = {
  method: 'POST',
  targetUri: 'https://example.com/foo?param=Value&Pet=dog',
  field: (name) => fields[name],
}
const input =
  'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"'
const signature = 'sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:'

describe('RFC 9421 appendix B.2.6', () => {
  const parsed = parseSignature(input, signature)
  const base = [
    '"date": Tue, 20 Apr 2021 02:07:55 GMT',
    '"@method": POST',
    '"@path": /foo',
    '"@authority": example.com',
    '"content-type": application/json',
    '"content-length": 18',
    '"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
  ].join('\n')

  it('is read, and signed in the words of the appendix', () => {
    expect(parsed).toMatchObject({ created: 1618884473, keyid: 'test-key-ed25519' })
    expect(signatureBase(message, parsed)).toBe(base)
  })

  it('verifies under the key of the appendix, and is what that key signs', async () => {
    expect(publicKeyOf(key)).toEqual(publicKey)
    expect(await verifyEd25519(publicKey, utf8(base), parsed.signature)).toBe(true)
    expect(signEd25519(key, utf8(base))).toEqual(parsed.signature)
    expect(await verifyEd25519(publicKey, utf8(`${base} `), parsed.signature)).toBe(false)
  })

  it('has a body that its Content-Digest says', () => {
    expect(isContentDigest(fields['content-digest'] ?? '', utf8('{"hello": "world"}'))).toBe(true)
    expect(isContentDigest(fields['content-digest'] ?? '', utf8('{"hello": "worlds"}'))).toBe(false)
  })
})

describe('the example of docs/requester-api.md', () => {
  const guide = readFileSync(new URL('../../docs/requester-api.md', import.meta.url), 'utf8')
  const found = (form: RegExp): string => form.exec(guide)?.[1] ?? ''

  it('is signed in the words that it gives, and verifies', async () => {
    const digest = found(/^Content-Digest: (.*)$/m)
    const read = parseSignature(found(/^Signature-Input: (.*)$/m), found(/^Signature: (.*)$/m))
    const sent: SignedMessage = {
      method: 'POST',
      targetUri: `https://${found(/^Host: (.*)$/m)}${found(/^POST (\S+) HTTP/m)}`,
      field: () => digest,
    }
    const base = signatureBase(sent, read)
    expect(base).toBe(found(/```text\n([^`]*)\n```/))
    expect(await verifyEd25519(publicKey, utf8(base), read.signature)).toBe(true)
    expect(isContentDigest(digest, utf8(found(/^(\{.*\})$/m)))).toBe(true)
  })
})

describe('what is signed', () => {
  it.each([
    ['@target-uri', 'https://example.com/foo?param=Value&Pet=dog'],
    ['@scheme', 'https'],
    ['@query', '?param=Value&Pet=dog'],
    ['@request-target', '/foo?param=Value&Pet=dog'],
  ])('is %s as section 2.2 derives it', (name, value) => {
    const params = `("${name}")`
    expect(signatureBase(message, { components: [name], params })).toBe(
      `"${name}": ${value}\n"@signature-params": ${params}`,
    )
  })

  it.each([['x-absent'], ['@status'], ['@query-param']])('is nothing where the message has no %s', (name) => {
    expect(() => signatureBase(message, { components: [name], params: '' })).toThrow(name)
  })

  it('is nothing where a field would begin a line of its own', () => {
    const split = { ...message, field: () => 'a\n"@method": GET' }
    expect(() => signatureBase(split, { components: ['x'], params: '' })).toThrow('x')
  })

  it('keeps the parameters in the order they were sent in', () => {
    const sent = 'a=("@method") ;nonce="n\\"1"; keyid="k";created=1'
    expect(parseSignature(sent, 'a=:AAAA:').params).toBe('("@method");nonce="n\\"1";keyid="k";created=1')
    expect(parseSignature(sent, 'a=:AAAA:').nonce).toBe('n"1')
  })
})

function refused(one: string, other = 'a=:AAAA:'): boolean {
  try {
    parseSignature(one, other)
  } catch (error) {
    return isPosternError(error, 'ERR_FORMAT')
  }
  return false
}

describe('a signature is not read', () => {
  it.each([
    ['that is none', ''],
    ['that is one of two', 'a=("@method");created=1, b=("@method");created=1'],
    ['with a parameter twice', 'a=("@method");created=1;created=2'],
    ['with a component twice', 'a=("@method" "@method");created=1'],
    ['with a parameter on a component', 'a=("content-digest";req);created=1'],
    ['with a component in capitals', 'a=("Content-Digest");created=1'],
    ['that covers its own parameters', 'a=("@signature-params");created=1'],
    ['with a parameter that is not known', 'a=("@method");color="red"'],
    ['with a number for a text', 'a=("@method");keyid=1'],
    ['with a text for a number', 'a=("@method");created="1"'],
    ['that was cut off', 'a=("@method" "@target-u'],
    ['with more behind it', 'a=("@method");created=1 x'],
  ])('%s', (_, sent) => {
    expect(refused('a=("@method");created=1')).toBe(false)
    expect(refused(sent)).toBe(true)
  })

  it.each([['b=:AAAA:'], ['a=AAAA'], ['a=:AAAA:, a=:BBBB:'], ['a=:AA*A:'], ['']])('with the bytes %j', (sent) => {
    expect(refused('a=("@method");created=1', sent)).toBe(true)
  })

  it('for long at a text made to be slow', () => {
    const begun = performance.now()
    expect(refused(`a=(${'"a" '.repeat(20_000)}`)).toBe(true)
    expect(refused(`a=("@method")${' ;created=1'.repeat(20_000)}x`)).toBe(true)
    expect(performance.now() - begun).toBeLessThan(500)
  })
})

const over = (components: string[], changed: Partial<SignedMessage> = {}): string =>
  signatureBase({ ...message, ...changed }, { components, params: '()' }).split('\n')[0] ?? ''

describe('the text that is signed', () => {
  it('has a question mark where there is no query (section 2.2.7), and a field without the space around it', () => {
    expect(over(['@query'])).toBe('"@query": ?param=Value&Pet=dog')
    expect(over(['@query'], { targetUri: 'https://example.com/foo' })).toBe('"@query": ?')
    expect(over(['date'], { field: () => '  now \t' })).toBe('"date": now')
  })

  it('is none where the message lacks a component', () => {
    expect(() => over(['digest'])).toThrow('the message has no digest')
    expect(() => over(['@status'])).toThrow('the message has no @status')
  })
})

describe('a signature', () => {
  it('is read with space around it, and refused where one header has no form or another label', () => {
    expect(parseSignature(`  ${input} `, ` ${signature}\t`)).toEqual(parseSignature(input, signature))
    for (const [one, other] of [
      ['', signature],
      ['', ''],
      [input, ''],
      [input, signature.replace('sig-b26', 'sig')],
    ] as const) {
      expect(() => parseSignature(one, other), one).toThrow(expect.objectContaining({ code: 'ERR_FORMAT' }))
    }
  })
})
