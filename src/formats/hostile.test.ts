/** Whatever arrives, a parser answers with a value or with ERR_FORMAT: never another error, never a hang. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newAuthenticator } from '#testing/authenticator.ts'
import { parseApprovalKey } from './approval-key.ts'
import { fromUtf8, utf8 } from './bytes.ts'
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { parseOpening } from './commitment.ts'
import { cosigner } from './cosignature.ts'
import { ed25519KeyFromSeed } from './ed25519.ts'
import { formatEntryBundle, parseEntryBundle } from './entry-bundle.ts'
import { formatMemberProof, parseMemberProof } from './member-proof.ts'
import { emptyRoot } from './merkle.ts'
import { ed25519Signer, formatVkey, parseNote, parseVkey, signNote } from './note.ts'
import { passkeyVkey } from './passkey.ts'
import { parsePolicy } from './policy.ts'
import { parseTilePath } from './tile.ts'
import { formatTlogProof, parseTlogProof } from './tlog-proof.ts'
import { formatAddCheckpoint, parseAddCheckpoint } from './witness-request.ts'

const secret = ed25519KeyFromSeed(new Uint8Array(32).fill(1))
const log = ed25519Signer('log.example', secret)
const witness = cosigner('w.example', ed25519KeyFromSeed(new Uint8Array(32).fill(2)), 1)
const text = formatCheckpoint('log.example', 0, emptyRoot())
const checkpoint = signNote(text, [log, witness])
const hashes = [emptyRoot(), emptyRoot()]
const opening = '{"salt":"AAAA","record":{"people":{"s1":"00"},"n":1}}'
const memberProof = fromUtf8(formatMemberProof({ secret: '0a'.repeat(16), bucket: 'AAA=', path: [] }, 'log'))
const policy = `log ${formatVkey(log.key)}\nwitness w ${formatVkey(witness.key)}\ngroup g all w\nquorum g\n`

const parsers: readonly [name: string, parse: (text: string) => unknown, sample: string][] = [
  ['parseNote', parseNote, checkpoint],
  ['parseVkey', parseVkey, formatVkey(log.key)],
  ['parseApprovalKey', parseApprovalKey, passkeyVkey('b-approver', newAuthenticator().passkey)],
  ['parseCheckpoint', parseCheckpoint, text],
  ['parseTlogProof', parseTlogProof, formatTlogProof({ index: 1n, hashes, checkpoint })],
  ['parseAddCheckpoint', parseAddCheckpoint, formatAddCheckpoint({ old: 1n, proof: hashes, checkpoint })],
  ['parsePolicy', parsePolicy, policy],
  ['parseTilePath', parseTilePath, 'tile/1/x001/x234/067.p/89'],
  ['parseOpening', parseOpening, opening],
  ['parseMemberProof', (given) => parseMemberProof(utf8(given)), memberProof],
]

/** Pieces that mean something to one of the formats. */
const piece = fc.oneof(
  fc.constantFrom(
    '\n',
    '\n\n',
    '— ',
    ' ',
    '\t',
    '+',
    '=',
    '0',
    '-',
    '\0',
    '\r',
    '\ufeff',
    '\ud800',
    'old ',
    'index ',
    '"',
    '{',
    '[',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.base64String({ maxLength: 100 }),
)

function onlyMalformed(parse: () => unknown): void {
  try {
    parse()
  } catch (error) {
    expect(error).toMatchObject({ name: 'PosternError', code: 'ERR_FORMAT' })
  }
}

describe.each(parsers)('%s', (_, parse, sample) => {
  it('refuses what it cannot read, and nothing worse', () => {
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        onlyMalformed(() => parse(pieces.join('')))
      }),
    )
  })

  it('refuses or reads what was cut, spliced or altered on the way', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(40), piece, (at, cut, inserted) => {
        const i = at % (sample.length + 1)
        onlyMalformed(() => parse(sample.slice(0, i) + inserted + sample.slice(i + cut)))
      }),
      { numRuns: 300 },
    )
  })

  it('is not slow on a megabyte of one character', () => {
    const start = performance.now()
    for (const character of ['\n', ' ', 'A', '+', '=', '—', '#', '[', '"', 'x001/']) {
      onlyMalformed(() => parse(character.repeat(1_000_000)))
      onlyMalformed(() => parse(sample + character.repeat(1_000_000)))
    }
    expect(performance.now() - start).toBeLessThan(20_000)
  })
})

it('parseEntryBundle refuses or reads any bytes', () => {
  const sample = formatEntryBundle([utf8('one'), utf8('two')])
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(300), (bytes, width) => {
      onlyMalformed(() => parseEntryBundle(bytes))
      onlyMalformed(() => parseEntryBundle(Uint8Array.of(...sample, ...bytes), width))
    }),
  )
})
