import { describe, expect, it } from 'vitest'
import { hasVectors, vectorText } from '#testing/vectors.ts'
import { concat, fromBase64, utf8 } from './bytes.ts'
import { formatCheckpoint } from './checkpoint.ts'
import { cosignatureTime, cosignatureVerifier, cosigner } from './cosignature.ts'
import { ed25519KeyFromSeed, signEd25519 } from './ed25519.ts'
import { emptyRoot } from './merkle.ts'
import { ed25519Signer, noteSignature, openNote, parseNote, parseVkey, signNote } from './note.ts'
import { verifierOf } from './verifiers.ts'
import { monitoringPath } from './witness-request.ts'

const malformed = expect.objectContaining({ code: 'ERR_FORMAT' })
const secret = ed25519KeyFromSeed(new Uint8Array(32).fill(7))
const text = formatCheckpoint('log.example', 0, emptyRoot())
const time = 1_679_315_147n

interface Published {
  readonly ed25519: readonly {
    readonly desc: string
    readonly checkpoint: string
    readonly vkey: string
    readonly timestamp: number
    readonly valid: boolean
  }[]
  readonly originHash: readonly { readonly origin: string; readonly sha256hex: string }[]
  readonly timestampParse: readonly { readonly sigB64: string; readonly unix?: number; readonly wantErr?: true }[]
  readonly vkeyType04: readonly string[]
  readonly vkeyType06MlDsa44: readonly {
    readonly vkeyAsPublished: string
    readonly keyIdAsPublished: string
    readonly keyIdBySpec: string
  }[]
}

/**
 * Not tried: the layout of the message that ML-DSA-44 signs. Such signatures are neither made nor verified here.
 */
describe.runIf(hasVectors)('the published cosignatures', () => {
  const published: Published = hasVectors
    ? JSON.parse(vectorText('cosignatures.json'))
    : { ed25519: [], originHash: [], timestampParse: [], vkeyType04: [], vkeyType06MlDsa44: [] }

  it.each(published.ed25519.map((one) => [one.desc, one] as const))('%s', async (_, one) => {
    const verifier = cosignatureVerifier(parseVkey(one.vkey))
    const opened = await openNote(one.checkpoint, [verifier])
    expect(opened.ok).toBe(one.valid)
    expect(opened.ok && opened.verified.map(({ signature }) => cosignatureTime(signature))).toEqual([
      BigInt(one.timestamp),
    ])
    const later = parseNote(one.checkpoint.replace('\n300\n', '\n301\n'))
    expect(await openNote(later, [verifier])).toMatchObject({ ok: false, reason: 'bad-signature' })
  })

  it('begin with their time', () => {
    for (const { sigB64, unix } of published.timestampParse) {
      // The first four bytes are the key id.
      expect(cosignatureTime(fromBase64(sigB64).subarray(4))).toBe(unix === undefined ? undefined : BigInt(unix))
    }
  })

  it('are found under the hash of the origin, and not under the distributors’ one', () => {
    for (const { origin, sha256hex } of published.originHash) {
      expect(monitoringPath(origin)).toBe(`${sha256hex}/checkpoint`)
    }
  })

  it('have keys whose id is checked for every type', () => {
    for (const vkey of published.vkeyType04) expect(verifierOf(parseVkey(vkey))).toBeDefined()
    expect(published.vkeyType06MlDsa44).toHaveLength(1)
    for (const { vkeyAsPublished, keyIdAsPublished, keyIdBySpec } of published.vkeyType06MlDsa44) {
      // Published with an id that is not its key's; the text wins, so as published it is refused.
      expect(() => parseVkey(vkeyAsPublished)).toThrow(malformed)
      const mended = parseVkey(vkeyAsPublished.replace(keyIdAsPublished, keyIdBySpec))
      expect(mended).toMatchObject({ type: 0x06, id: keyIdBySpec })
      expect(verifierOf(mended)).toBeUndefined()
    }
  })
})

describe('a cosignature', () => {
  const witness = cosigner('witness.example/w1', secret, time)

  it('is over the header, the time and the whole body, in these bytes', () => {
    const message = utf8(`cosignature/v1\ntime 1679315147\n${text}`)
    const stamp = Uint8Array.of(0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb)
    expect(witness.sign(text)).toEqual(concat(stamp, signEd25519(secret, message)))
  })

  it('is verified beside the signature of the log', async () => {
    const log = ed25519Signer('log.example', ed25519KeyFromSeed(new Uint8Array(32).fill(8)))
    const opened = await openNote(signNote(text, [log, witness]), [cosignatureVerifier(witness.key)])
    expect(opened).toMatchObject({
      ok: true,
      verified: [{ name: 'witness.example/w1' }],
      unknown: [{ name: 'log.example' }],
    })
  })

  it('covers extension lines, although ours have none', async () => {
    const signed = signNote(`${text}extension\n`, [witness])
    const verifier = cosignatureVerifier(witness.key)
    expect(await openNote(signed, [verifier])).toMatchObject({ ok: true })
    expect(await openNote(signed.replace('extension', 'another'), [verifier])).toMatchObject({ ok: false })
  })

  it('does not verify with another time, of another length or as a plain signature', async () => {
    const { signature } = noteSignature(witness, text)
    const verifier = cosignatureVerifier(witness.key)
    const plain = signEd25519(secret, utf8(text))
    expect(await verifier.verify(text, signature)).toBe(true)
    for (const altered of [
      signature.with(7, 0),
      signature.subarray(1),
      plain,
      concat(signature.subarray(0, 8), plain),
      new Uint8Array(),
    ]) {
      expect(await verifier.verify(text, altered)).toBe(false)
    }
  })

  it.each([0n, 1n << 63n, (1n << 64n) - 1n])(
    'does not verify with the time %d, even if it was signed',
    async (seconds) => {
      const stamp = new Uint8Array(8)
      new DataView(stamp.buffer).setBigUint64(0, seconds)
      const signature = concat(stamp, signEd25519(secret, utf8(`cosignature/v1\ntime ${seconds}\n${text}`)))
      expect(await cosignatureVerifier(witness.key).verify(text, signature)).toBe(false)
    },
  )

  it.each([0, -1, 0.5, NaN, 2 ** 53, 1n << 63n])('is not made at %s', (seconds) => {
    expect(() => cosigner('witness.example', secret, seconds)).toThrow(malformed)
  })

  it('may be made at the last second that the text allows', async () => {
    const last = cosigner('witness.example', secret, (1n << 63n) - 1n)
    expect(await cosignatureVerifier(last.key).verify(text, last.sign(text))).toBe(true)
  })

  it('needs a key of its own type', () => {
    expect(() => cosignatureVerifier(ed25519Signer('witness.example', secret).key)).toThrow(malformed)
  })
})
