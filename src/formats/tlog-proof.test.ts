import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasVectors, vectorText } from '#testing/vectors.ts'
import { fromBase64, utf8 } from './bytes.ts'
import { parsePolicy } from './policy.ts'
import { formatTlogProof, parseTlogProof } from './tlog-proof.ts'
import { verifyTlogProof } from './verify-checkpoint.ts'

const malformed = expect.objectContaining({ code: 'ERR_FORMAT' })

interface Published {
  readonly marshal: readonly {
    readonly index: number
    readonly hashes: readonly string[]
    readonly extraUtf8?: string
    readonly checkpoint: string
    readonly want: string
  }[]
  readonly bad: readonly { readonly desc: string; readonly text: string }[]
  readonly derivedEndToEnd: {
    readonly vkey: string
    readonly valid: readonly { readonly entryBase64: string; readonly proof: string }[]
    readonly invalid: readonly { readonly desc: string; readonly entryBase64: string; readonly proof: string }[]
  }
}

describe.runIf(hasVectors)('the published proofs', () => {
  const published: Published = hasVectors
    ? JSON.parse(vectorText('tlog-proof.json'))
    : { marshal: [], bad: [], derivedEndToEnd: { vkey: '', valid: [], invalid: [] } }
  const { vkey, valid, invalid } = published.derivedEndToEnd
  const policy = () => parsePolicy(`log ${vkey}\nquorum none\n`)

  it.each(published.marshal)('are written and read: index $index', ({ index, hashes, extraUtf8, checkpoint, want }) => {
    const proof = {
      ...(extraUtf8 === undefined ? {} : { extra: utf8(extraUtf8) }),
      index: BigInt(index),
      hashes: hashes.map((hash) => fromBase64(hash)),
      checkpoint,
    }
    expect(formatTlogProof(proof)).toBe(want)
    expect(parseTlogProof(want)).toEqual(proof)
  })

  it.each(published.bad.map(({ desc, text }) => [desc, text]))('are refused: %s', (_, text = '') => {
    expect(() => parseTlogProof(text)).toThrow(malformed)
  })

  it.each(valid)('prove their entry under their log: $entryBase64', async ({ entryBase64, proof }) => {
    expect(await verifyTlogProof(proof, fromBase64(entryBase64), policy())).toMatchObject({ ok: true, cosigned: [] })
    expect(await verifyTlogProof(proof, utf8('another'), policy())).toMatchObject({ ok: false, reason: 'not-included' })
  })

  it.each(invalid.map((one) => [one.desc, one] as const))('prove nothing: %s', async (_, { entryBase64, proof }) => {
    const verdict = await verifyTlogProof(proof, fromBase64(entryBase64), policy()).catch((error: unknown) => {
      expect(error).toEqual(malformed)
    })
    expect(verdict?.ok ?? false).toBe(false)
  })
})

describe('a proof', () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
  const proofs = fc.record({
    extra: fc.uint8Array({ minLength: 1, maxLength: 200 }),
    index: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    hashes: fc.array(hash, { maxLength: 64 }),
    checkpoint: fc.constant('log.example\n1\n\n— any line\n\n'),
  })

  it('comes back from its text, and its checkpoint to the byte', () => {
    fc.assert(
      fc.property(proofs, fc.boolean(), ({ extra, ...rest }, withExtra) => {
        const proof = withExtra ? { extra, ...rest } : rest
        expect(parseTlogProof(formatTlogProof(proof))).toEqual(proof)
      }),
    )
  })

  const text = formatTlogProof({ extra: utf8('x'), index: 7n, hashes: [new Uint8Array(32)], checkpoint: 'c\n' })
  it.each([
    ['another version', text.replace('@v1', '@v2')],
    ['an empty extra line', text.replace('extra eA==', 'extra ')],
    ['two extra lines', text.replace('extra eA==', 'extra eA==\nextra eA==')],
    ['extra behind the index', text.replace('extra eA==\nindex 7', 'index 7\nextra eA==')],
    ['two spaces before the index', text.replace('index 7', 'index  7')],
    ['an index with a leading zero', text.replace('index 7', 'index 07')],
    ['an index with a sign', text.replace('index 7', 'index +7')],
    ['an index of 2^64', text.replace('index 7', 'index 18446744073709551616')],
    ['a hash in base64url', text.replace('AAAA', '____')],
    ['a hash with a space behind it', text.replace('=\n\n', '= \n\n')],
    ['65 hashes', text.replace(/A{43}=\n/, `${'A'.repeat(43)}=\n`.repeat(65))],
    ['Windows line ends', text.replaceAll('\n', '\r\n')],
    ['no checkpoint', text.replace('c\n', '')],
    ['no blank line', text.replace('\n\n', '\n')],
    ['a line before it', `\n${text}`],
  ])('is none with %s', (_, altered) => {
    expect(altered).not.toBe(text)
    expect(() => parseTlogProof(altered)).toThrow(malformed)
  })
})
