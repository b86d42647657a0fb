import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasVectors, vectorText } from '#testing/vectors.ts'
import { fromHex, fromUtf8, toBase64, utf8 } from './bytes.ts'
import { ed25519KeyFromSeed, generateEd25519Key, publicKeyOf } from './ed25519.ts'
import {
  ed25519Signer,
  ed25519Verifier,
  formatNote,
  formatVkey,
  openNote,
  parseNote,
  parseSignatureLines,
  parseVkey,
  signNote,
  verifierKey,
} from './note.ts'

const malformed = expect.objectContaining({ code: 'ERR_FORMAT' })
const alice = ed25519Signer('alice.example', ed25519KeyFromSeed(new Uint8Array(32).fill(1)))
const bob = ed25519Signer('bob.example', ed25519KeyFromSeed(new Uint8Array(32).fill(2)))
const [aliceKey, bobKey] = [ed25519Verifier(alice.key), ed25519Verifier(bob.key)]

interface Published {
  readonly sign: { readonly text: string; readonly want: string }
  readonly vkeyGood: readonly string[]
  readonly vkeyBad: readonly string[]
  readonly open: readonly {
    readonly desc: string
    readonly note?: string
    readonly noteB64?: string
    readonly vkeys: readonly string[]
    readonly wantVerified?: readonly string[]
    readonly wantErr: boolean
  }[]
}

describe.runIf(hasVectors)('the published notes of golang.org/x/mod and C2SP', () => {
  const published: Published | undefined = hasVectors ? JSON.parse(vectorText('signed-note.json')) : undefined
  const [peter = ''] = published?.vkeyGood ?? []

  it('keeps every good verifier key', () => {
    expect(published?.vkeyGood).toHaveLength(3)
    for (const vkey of published?.vkeyGood ?? []) expect(formatVkey(parseVkey(vkey))).toBe(vkey)
  })

  it('refuses every bad verifier key, every shorter piece of a good one and every neighbor of one', () => {
    for (const vkey of published?.vkeyBad ?? []) expect(() => parseVkey(vkey)).toThrow(malformed)
    for (let start = 0; start < peter.length; start++) {
      for (let end = start; end <= peter.length; end++) {
        if (end - start < peter.length) expect(() => parseVkey(peter.slice(start, end))).toThrow(malformed)
      }
      const next = String.fromCharCode(peter.charCodeAt(start) + 1)
      expect(() => parseVkey(peter.slice(0, start) + next + peter.slice(start + 1))).toThrow(malformed)
    }
  })

  it('takes the published signature apart and puts it together to the byte', async () => {
    const { text = '', want = '' } = published?.sign ?? {}
    const note = parseNote(want)
    expect(note.text).toBe(text)
    expect(formatNote(note)).toBe(want)
    expect(await openNote(want, [ed25519Verifier(parseVkey(peter))])).toMatchObject({ ok: true })
  })

  it.each((published?.open ?? []).map((test) => [test.desc, test] as const))(
    'opens or refuses: %s',
    async (_, test) => {
      const verifiers = test.vkeys.map((vkey) => ed25519Verifier(parseVkey(vkey)))
      const open = async () =>
        openNote(test.note ?? fromUtf8(Buffer.from(test.noteB64 ?? '', 'base64')), verifiers).catch(
          (error: unknown) => {
            expect(error).toEqual(malformed)
            return { ok: false } as const
          },
        )
      const opened = await open().catch(() => ({ ok: false }) as const)
      expect(opened.ok).toBe(!test.wantErr)
      if (opened.ok) expect(opened.verified.map(({ name }) => name)).toEqual(test.wantVerified)
    },
  )
})

describe('a note', () => {
  it('is believed as far as known keys signed it', async () => {
    const note = signNote('ciò è\n\nsera\n', [alice, bob])
    expect(await openNote(note, [bobKey])).toMatchObject({
      ok: true,
      text: 'ciò è\n\nsera\n',
      verified: [{ name: 'bob.example' }],
      unknown: [{ name: 'alice.example' }],
    })
    expect(await openNote(note, [])).toEqual({ ok: false, reason: 'no-known-signature' })
  })

  it('is refused for one bad signature by a known key, however many good ones there are', async () => {
    const forged = parseNote(signNote('a\n', [alice, bob]))
    const note = {
      ...forged,
      text: 'b\n',
      signatures: [...parseNote(signNote('b\n', [alice])).signatures, ...forged.signatures.slice(1)],
    }
    expect(await openNote(note, [aliceKey])).toMatchObject({ ok: true })
    expect(await openNote(note, [aliceKey, bobKey])).toMatchObject({
      ok: false,
      reason: 'bad-signature',
      name: 'bob.example',
    })
  })

  it('is refused for a signature whose base64 has bits that mean nothing', async () => {
    const note = signNote('a\n', [alice])
    const digit = note.at(-3) ?? ''
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
    const respelled = `${note.slice(0, -3)}${alphabet.charAt(alphabet.indexOf(digit) + 1)}=\n`
    expect(Buffer.from(respelled.slice(-92), 'base64')).toEqual(Buffer.from(note.slice(-92), 'base64'))
    for (const keys of [[aliceKey], [bobKey]]) {
      expect(await openNote(respelled, keys)).toMatchObject({ ok: false, reason: 'bad-signature' })
    }
  })

  it('has its signatures behind the last blank line, so that a quoted note stays text', async () => {
    const quoted = signNote('I owe nothing.\n', [alice])
    const note = signNote(quoted, [bob])
    expect(parseNote(note).text).toBe(quoted)
    expect(await openNote(note, [aliceKey])).toEqual({ ok: false, reason: 'no-known-signature' })
  })

  it('comes back from its bytes, and no byte of it can be altered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }).map((line) => `${line.replaceAll(/\p{Cc}/gu, ' ')}\n`),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (text, at, flip) => {
          const note = signNote(text, [alice])
          expect(await openNote(note, [aliceKey])).toMatchObject({ ok: true, text })
          const bytes = utf8(note)
          const i = at % bytes.length
          bytes[i] = (bytes[i] ?? 0) ^ flip
          const altered = await (async () => openNote(fromUtf8(bytes), [aliceKey]))().catch((error: unknown) => error)
          expect(altered).not.toMatchObject({ ok: true })
          if (altered instanceof Error) expect(altered).toEqual(malformed)
        },
      ),
    )
  })

  it.each([
    ['a hyphen for the dash', (note: string) => note.replace('—', '-')],
    ['two spaces', (note: string) => note.replace('— ', '—  ')],
    ['a name with a no-break space', (note: string) => note.replace('alice.example', 'alice\u00a0example')],
    ['a name with a plus sign', (note: string) => note.replace('alice.example', 'alice+example')],
    ['no name', (note: string) => note.replace('alice.example', '')],
    ['a carriage return', (note: string) => note.replaceAll('\n', '\r\n')],
    ['a tab', (note: string) => `\t${note}`],
    ['half of a surrogate pair', (note: string) => `\ud800${note}`],
    ['a blank line at its end', (note: string) => `${note}\n`],
    ['a key id and no signature', () => `a\n\n— alice.example ${toBase64(new Uint8Array(4))}\n`],
    ['nothing', () => ''],
  ])('is none with %s', (_, alter) => {
    expect(() => parseNote(alter(signNote('a\n', [alice])))).toThrow(malformed)
  })

  it('may have sixteen signatures and far more, and not without end', async () => {
    const signers = Array.from({ length: 100 }, (_, i) => ed25519Signer(`w${i}.example`, generateEd25519Key()))
    const verifiers = signers.map(({ key }) => ed25519Verifier(key))
    const opened = await openNote(signNote('a\n', signers), verifiers)
    expect(opened.ok && opened.verified).toHaveLength(100)
    expect(() => parseNote(signNote('a\n', [...signers, alice]))).toThrow(malformed)
    expect(() => parseNote('a'.repeat(1_000_001))).toThrow(malformed)
  })

  it('cannot be made of a text that could not be read back', () => {
    for (const text of ['', 'a', 'a\tb\n', 'a\r\n', '\ud800\n'])
      expect(() => signNote(text, [alice])).toThrow(malformed)
  })

  it('is not opened with two known keys that it cannot tell apart', async () => {
    const twin = { ...aliceKey, verify: () => true }
    await expect(openNote(signNote('a\n', [alice]), [aliceKey, twin])).rejects.toEqual(malformed)
  })

  it('gives its signature lines alone, as a witness answers them', () => {
    const note = signNote('a\n', [alice, bob])
    expect(parseSignatureLines(note.slice('a\n\n'.length))).toEqual(parseNote(note).signatures)
    expect(() => parseSignatureLines('')).toThrow(malformed)
    expect(() => parseSignatureLines('— a\n')).toThrow(malformed)
  })
})

describe('a verifier key', () => {
  it('has another id for every type and name, and the id of its key', () => {
    const raw = publicKeyOf(generateEd25519Key())
    const keys = [verifierKey('a', 1, raw), verifierKey('a', 4, raw), verifierKey('b', 1, raw)]
    expect(new Set(keys.map(({ id }) => id)).size).toBe(3)
    for (const key of keys) expect(parseVkey(formatVkey(key))).toEqual(key)
  })

  it.each([
    ['type 0x03, which is reserved', 3, new Uint8Array(32)],
    ['type 0xff, which is reserved', 0xff, new Uint8Array(32)],
    ['an Ed25519 key of 31 bytes', 1, new Uint8Array(31)],
    ['an Ed25519 key with a byte behind it', 4, new Uint8Array(33)],
    ['an ML-DSA-44 key that is too short', 6, new Uint8Array(32)],
  ])('is none with %s', (_, type, raw) => {
    expect(() => verifierKey('a', type, raw)).toThrow(malformed)
  })

  it('is none under a name that a signature line could not hold', () => {
    const raw = publicKeyOf(generateEd25519Key())
    for (const name of ['', 'a b', 'a+b', 'a\u2003b', 'a\nb', 'a\0b', '\ud800']) {
      expect(() => verifierKey(name, 1, raw), JSON.stringify(name)).toThrow(malformed)
    }
  })

  it('is none with the id of another key or in capitals', () => {
    const vkey = formatVkey(alice.key)
    const id = alice.key.id
    for (const other of ['00000000', id.toUpperCase(), id.slice(1), `0${id}`]) {
      if (other !== id) expect(() => parseVkey(vkey.replace(id, other))).toThrow(malformed)
    }
    expect(fromHex(id)).toHaveLength(4)
  })
})
