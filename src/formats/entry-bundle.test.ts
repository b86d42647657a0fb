import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasVectors, vectorText } from '#testing/vectors.ts'
import { fromHex, utf8 } from './bytes.ts'
import { formatEntryBundle, parseEntryBundle } from './entry-bundle.ts'

const malformed = expect.objectContaining({ code: 'ERR_FORMAT' })

describe.runIf(hasVectors)('the published bundles', () => {
  interface Published {
    readonly entryBundle: readonly {
      readonly desc: string
      readonly hex: string
      readonly wantErr: boolean
      readonly entriesUtf8?: readonly string[]
    }[]
  }
  const published: Published = hasVectors ? JSON.parse(vectorText('tile-paths.json')) : { entryBundle: [] }

  it.each(published.entryBundle.map((one) => [one.desc, one] as const))(
    '%s',
    (_, { hex, wantErr, entriesUtf8 = [] }) => {
      if (wantErr) expect(() => parseEntryBundle(fromHex(hex))).toThrow(malformed)
      else expect(parseEntryBundle(fromHex(hex))).toEqual(entriesUtf8.map(utf8))
    },
  )
})

describe('a bundle', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 256, size: 'max' })

  it('comes back as its entries', () => {
    fc.assert(
      fc.property(entries, (given) => {
        expect(parseEntryBundle(formatEntryBundle(given), given.length)).toEqual(given)
      }),
      { numRuns: 20 },
    )
  })

  it('holds entries of 65,535 bytes and 256 of them, and no more', () => {
    const longest = new Uint8Array(65_535)
    expect(parseEntryBundle(formatEntryBundle([longest]))).toEqual([longest])
    expect(() => formatEntryBundle([new Uint8Array(65_536)])).toThrow(malformed)
    const empty = new Uint8Array(0)
    expect(parseEntryBundle(formatEntryBundle(Array.from({ length: 256 }, () => empty)))).toHaveLength(256)
    expect(() => formatEntryBundle(Array.from({ length: 257 }, () => empty))).toThrow(malformed)
    expect(() => parseEntryBundle(new Uint8Array(2 * 257))).toThrow(malformed)
  })

  it('ends where its last entry ends', () => {
    const bundle = formatEntryBundle([utf8('one'), utf8('two')])
    for (let end = 1; end < bundle.length; end++) {
      if (end !== 5) expect(() => parseEntryBundle(bundle.subarray(0, end)), String(end)).toThrow(malformed)
    }
    expect(() => parseEntryBundle(Uint8Array.of(...bundle, 0))).toThrow(malformed)
  })

  it('has as many entries as its path says', () => {
    const bundle = formatEntryBundle([utf8('one'), utf8('two')])
    expect(parseEntryBundle(bundle, 2)).toHaveLength(2)
    expect(() => parseEntryBundle(bundle, 1)).toThrow(malformed)
    expect(() => parseEntryBundle(bundle, 3)).toThrow(malformed)
  })
})
