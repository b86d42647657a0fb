import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasVectors, vectorText } from '#testing/vectors.ts'
import { fromHex } from './bytes.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { verifyConsistency } from './merkle.ts'
import { ed25519Verifier, openNote, parseNote, parseVkey, verifierKey } from './note.ts'
import { formatAddCheckpoint, parseAddCheckpoint } from './witness-request.ts'

const malformed = expect.objectContaining({ code: 'ERR_FORMAT' })
const line = `${'A'.repeat(43)}=\n`

interface Published {
  readonly logOrigin: string
  readonly logEd25519PubHex: string
  readonly sequence: readonly { readonly request: string; readonly statusSpec202607: number }[]
  readonly monkeys: {
    readonly logVkey: string
    readonly otherLogVkey: string
    readonly checkpointSize5: string
    readonly checkpointSize8: string
    readonly consistencyProof5to8Hex: readonly string[]
  }
  readonly parse: readonly { readonly body?: string; readonly desc?: string; readonly wantErr: boolean }[]
}

const bodyWith = (hashes: number) => `old 1\n${line.repeat(hashes)}\nc\n`

/** The answers of a witness to these requests are tried where the witness is. */
describe.runIf(hasVectors)('the published requests', () => {
  const published: Published | undefined = hasVectors
    ? JSON.parse(vectorText('witness-add-checkpoint.json'))
    : undefined

  it('are read to the byte', () => {
    expect(published?.sequence).toHaveLength(9)
    for (const { request } of published?.sequence ?? []) {
      expect(formatAddCheckpoint(parseAddCheckpoint(request))).toBe(request)
    }
  })

  it('carry a good signature unless they are to be answered with 403 or 404', async () => {
    const { logOrigin = '', logEd25519PubHex = '', sequence = [] } = published ?? {}
    const verifier = ed25519Verifier(verifierKey(logOrigin, 1, fromHex(logEd25519PubHex)))
    for (const { request, statusSpec202607: status } of sequence) {
      const { checkpoint } = parseAddCheckpoint(request)
      expect((await openNote(checkpoint, [verifier])).ok).toBe(status !== 403 && status !== 404)
      expect(parseCheckpoint(parseNote(checkpoint).text).origin === logOrigin).toBe(status !== 404)
    }
  })

  it('prove the growth that they state', async () => {
    const {
      logVkey = '',
      otherLogVkey = '',
      checkpointSize5 = '',
      checkpointSize8 = '',
      consistencyProof5to8Hex = [],
    } = published?.monkeys ?? {}
    const verified = async (signed: string) => {
      expect(await openNote(signed, [ed25519Verifier(parseVkey(logVkey))])).toMatchObject({ ok: true })
      expect(await openNote(signed, [ed25519Verifier(parseVkey(otherLogVkey))])).toMatchObject({ ok: false })
      return parseCheckpoint(parseNote(signed).text)
    }
    const five = await verified(checkpointSize5)
    const eight = await verified(checkpointSize8)
    const proof = consistencyProof5to8Hex.map((hash) => fromHex(hash))
    const claim = { size1: five.size, size2: eight.size, root1: five.root, root2: eight.root, proof }
    expect(verifyConsistency(claim)).toBe(true)
    expect(verifyConsistency({ ...claim, size1: 4n })).toBe(false)
  })

  it('are refused where they are malformed', () => {
    const [short, ...bad] = (published?.parse ?? []).flatMap(({ body }) => body ?? [])
    for (const body of bad) expect(() => parseAddCheckpoint(body), body).toThrow(malformed)
    // transparency-dev takes "abc=" for a hash here and refuses it later; by the text a line is one hash.
    expect(() => parseAddCheckpoint(short ?? '')).toThrow(malformed)
    expect(parseAddCheckpoint((short ?? '').replaceAll(/...=\n/g, line))).toMatchObject({
      old: 10n,
      checkpoint: '<checkpoint>',
    })
  })
})

describe('a request', () => {
  it('comes back from its body', () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.array(hash, { maxLength: 63 }), (old, proof) => {
        const request = { old, proof, checkpoint: 'log.example\n1\n\n— any line\n\n' }
        expect(parseAddCheckpoint(formatAddCheckpoint(request))).toEqual(request)
      }),
    )
  })

  it('has 63 hashes at most', () => {
    expect(parseAddCheckpoint(bodyWith(63)).proof).toHaveLength(63)
    expect(() => parseAddCheckpoint(bodyWith(64))).toThrow(malformed)
    const proof = Array.from({ length: 64 }, () => new Uint8Array(32))
    expect(() => formatAddCheckpoint({ old: 1n, proof, checkpoint: 'c\n' })).toThrow(malformed)
  })

  it.each([
    ['a leading zero', 'old 007\n\nc\n'],
    ['a sign', 'old +0\n\nc\n'],
    ['no size', 'old \n\nc\n'],
    ['two spaces', 'old  1\n\nc\n'],
    ['a tab', 'old\t1\n\nc\n'],
    ['another word', 'new 1\n\nc\n'],
    ['a size of 2^64', 'old 18446744073709551616\n\nc\n'],
    ['Windows line ends', 'old 1\r\n\r\nc\r\n'],
    ['a hash of 16 bytes', 'old 1\nAAAAAAAAAAAAAAAAAAAAAA==\n\nc\n'],
    ['a hash without padding', `old 1\n${line.replace('=', '')}\nc\n`],
    ['a hash with unused bits', `old 1\n${line.replace('A=', 'B=')}\nc\n`],
    ['a blank line at its beginning', '\nold 1\n\nc\n'],
    ['no blank line', 'old 1\nc\n'],
    ['no checkpoint', 'old 1\n\n'],
    ['nothing', ''],
  ])('is refused with %s', (_, body) => {
    expect(() => parseAddCheckpoint(body)).toThrow(malformed)
  })
})
