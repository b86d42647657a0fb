import { createPublicKey, verify } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasVectors, vectorText } from '#testing/vectors.ts'
import { concat, fromBase64, utf8 } from './bytes.ts'
import { formatCheckpoint, leafCount, parseCheckpoint } from './checkpoint.ts'
import { leafHash } from './merkle.ts'
import { openNote, parseNote, parseVkey, signatureType, type NoteVerifier } from './note.ts'
import { verifierOf } from './verifiers.ts'

const malformed = expect.objectContaining({ code: 'ERR_FORMAT' })
const root = leafHash(utf8('hello world'))

describe.runIf(hasVectors)('the published checkpoint bodies', () => {
  interface Published {
    readonly leaf: { readonly leafHashB64: string }
    readonly good: readonly string[]
    readonly bad: readonly { readonly desc: string; readonly text: string }[]
  }
  const published: Published | undefined = hasVectors ? JSON.parse(vectorText('checkpoint-body.json')) : undefined

  it.each(published?.good ?? [])('are read: %j', (text) => {
    const checkpoint = parseCheckpoint(text)
    expect(checkpoint).toMatchObject({ size: 123n, root: fromBase64(published?.leaf.leafHashB64 ?? '') })
    expect([checkpoint.origin, '123', ...text.split('\n').slice(2, 3), ...checkpoint.extensions, ''].join('\n')).toBe(
      text,
    )
  })

  it.each((published?.bad ?? []).map(({ desc, text }) => [desc, text]))('are refused: %s', (_, text = '') => {
    expect(() => parseCheckpoint(text)).toThrow(malformed)
  })
})

/**
 * Verifiers of the two kinds that real logs use and ours does not: signed-note asks for no more kinds than a
 * design needs. They stand here to show that the set is open.
 */
function verifierForOthers(vkey: string): NoteVerifier {
  const key = parseVkey(vkey)
  const spki = createPublicKey({ key: Buffer.from(key.publicKey), format: 'der', type: 'spki' })
  // transparency-dev/formats: ECDSA over SHA-256 of the text, in DER.
  if (key.type === signatureType.ecdsa) {
    return { key, verify: (text, signature) => verify('sha256', utf8(text), spki, signature) }
  }
  // c2sp.org/static-ct-api: a time, then hash and signature algorithm, length and signature (RFC 5246
  // section 4.7) over the TreeHeadSignature of RFC 6962 section 3.5.
  return {
    key,
    verify(text, signature) {
      const { size, root: hash, extensions } = parseCheckpoint(text)
      const sizeBytes = new Uint8Array(8)
      new DataView(sizeBytes.buffer).setBigUint64(0, size)
      const head = concat(Uint8Array.of(0, 1), signature.subarray(0, 8), sizeBytes, hash)
      return extensions.length === 0 && verify('sha256', head, spki, signature.subarray(12))
    },
  }
}

describe.runIf(hasVectors)('checkpoints of logs that are in use', () => {
  interface Published {
    readonly cases: readonly {
      readonly desc: string
      readonly note: string
      readonly vkeys: readonly string[]
      readonly wantErr: boolean
    }[]
  }
  const { cases }: Published = hasVectors ? JSON.parse(vectorText('checkpoints-real.json')) : { cases: [] }

  it.each(cases.map((one) => [one.desc, one] as const))('%s', async (_, { note, vkeys, wantErr }) => {
    const verifiers = vkeys.map((vkey) => verifierOf(parseVkey(vkey)) ?? verifierForOthers(vkey))
    const read = async () => {
      const opened = await openNote(note, verifiers)
      return opened.ok ? parseCheckpoint(opened.text) : undefined
    }
    const checkpoint = await read().catch((error: unknown) => {
      expect(error).toEqual(malformed)
    })
    expect(checkpoint !== undefined).toBe(!wantErr)
    if (checkpoint !== undefined) {
      const { origin, size, root: hash, extensions } = checkpoint
      expect(
        `${origin}\n${size}\n${Buffer.from(hash).toString('base64')}\n${extensions.map((line) => `${line}\n`).join('')}`,
      ).toBe(parseNote(note).text)
    }
  })

  it('are of every kind', () => {
    expect(cases).toHaveLength(19)
  })
})

const ofSize = (size: bigint) => parseCheckpoint(formatCheckpoint('log.example', size, root))

describe('a checkpoint of ours', () => {
  it('comes back from its three lines', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (size, hash) => {
          const text = formatCheckpoint('log.example/demo', size, hash)
          expect(parseCheckpoint(text)).toEqual({ origin: 'log.example/demo', size, root: hash, extensions: [] })
          expect(text.split('\n')).toHaveLength(4)
        },
      ),
    )
  })

  it.each([
    ['no origin', () => formatCheckpoint('', 1, root)],
    ['an origin with a space', () => formatCheckpoint('log example', 1, root)],
    ['an origin of two lines', () => formatCheckpoint('log.example\nlog.example', 1, root)],
    ['an origin with a plus sign', () => formatCheckpoint('log+example', 1, root)],
    ['a size below 0', () => formatCheckpoint('log.example', -1, root)],
    ['half a leaf', () => formatCheckpoint('log.example', 1.5, root)],
    ['a size that was rounded', () => formatCheckpoint('log.example', 1e21, root)],
    ['a root of another length', () => formatCheckpoint('log.example', 1, root.subarray(1))],
  ])('is not made with %s', (_, make) => {
    expect(make).toThrow(malformed)
  })

  it('has a size that can be counted, or is not counted', () => {
    expect(leafCount(ofSize(2n ** 53n - 1n))).toBe(2 ** 53 - 1)
    expect(() => leafCount(ofSize(2n ** 53n))).toThrow(malformed)
  })
})

describe('the size of a checkpoint', () => {
  it.each([
    '',
    '00',
    '007',
    '+1',
    '-0',
    ' 1',
    '1 ',
    '1e3',
    '0x1f',
    '1_000',
    '１２',
    '18446744073709551616',
    '9'.repeat(500),
  ])('is not %j', (size) => {
    expect(() => parseCheckpoint(`log.example\n${size}\n${Buffer.from(root).toString('base64')}\n`)).toThrow(malformed)
  })
})
