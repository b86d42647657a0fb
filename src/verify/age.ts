/**
 * A reader of age files (age-encryption.org/v1) sealed to X25519 keys, written apart from the library that
 * seals, so that one mistake cannot hide the other.
 *
 * INVARIANT: nothing of a chunk is given out before its tag was checked, and nothing of a file before its
 * last chunk was: a file cut short at a chunk's end is refused, not opened in part.
 */
import { PosternError } from '#errors.ts'
import { concat, equalBytes, formatError, fromBase64 } from '#formats/bytes.ts'
import { hkdf, hmac, openChaCha20Poly1305, x25519, x25519Public } from './age-primitives.ts'
import { decodeBech32, encodeBech32 } from './bech32.ts'

export interface Identity {
  readonly secret: Uint8Array
  /** The public key that goes with it, `age1…`. */
  readonly recipient: string
}

export interface AgeHeader {
  readonly stanzas: readonly { readonly type: string; readonly args: readonly string[]; readonly body: Uint8Array }[]
  readonly mac: Uint8Array
  /** What the MAC covers: everything up to and with the three dashes. */
  readonly covered: Uint8Array
  /** Where the payload begins. */
  readonly length: number
}

const FIRST_LINE = 'age-encryption.org/v1'
const LARGEST_HEADER = 1 << 16
const NONCE = 16
const CHUNK = 65_536
const TAG = 16

/**
 * The X25519 identities in an identity file, or in the bare text of a key; "#" begins a comment line.
 *
 * @throws PosternError ERR_FORMAT, which never quotes the text
 */
export async function parseIdentities(text: string): Promise<Identity[]> {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (keys.length === 0) throw formatError('there is no age identity in this file')
  return await Promise.all(keys.map(parseIdentity))
}

async function parseIdentity(line: string): Promise<Identity> {
  if (/^AGE-SECRET-KEY-PQ-1/i.test(line))
    throw formatError('this identity is post-quantum, and only X25519 is read here')
  const { prefix, bytes } = decodeBech32(line)
  if (prefix !== 'age-secret-key-' || bytes.length !== 32) throw formatError('this is not an age identity')
  return { secret: bytes, recipient: encodeBech32('age', await x25519Public(bytes)) }
}

/**
 * The header of an age file, from its first bytes; nothing is decrypted.
 *
 * @throws PosternError ERR_FORMAT
 */
export function readAgeHeader(file: Uint8Array): AgeHeader {
  const lines = headerLines(file)
  if (lines.next() !== FIRST_LINE) throw formatError('the file does not begin as an age file')
  const stanzas: AgeHeader['stanzas'][number][] = []
  for (;;) {
    const line = lines.next()
    const mac = /^--- ([A-Za-z0-9+/]{43})$/.exec(line)?.[1]
    if (mac !== undefined) {
      if (stanzas.length === 0) throw formatError('the age file is sealed to nobody')
      const dashes = lines.at() - line.length - 1 + 3
      return { stanzas, mac: unpadded(mac), covered: file.subarray(0, dashes), length: lines.at() }
    }
    const [arrow, type, ...args] = line.split(' ')
    if (arrow !== '->' || type === undefined || [type, ...args].some((word) => !/^[!-~]+$/.test(word))) {
      throw formatError('the header of the age file is damaged')
    }
    stanzas.push({ type, args, body: readBody(lines) })
  }
}

function headerLines(file: Uint8Array) {
  let at = 0
  return {
    at: () => at,
    next(): string {
      const end = file.subarray(0, LARGEST_HEADER).indexOf(0x0a, at)
      if (end === -1) throw formatError('the header of the age file has no end')
      const line = file.subarray(at, end)
      if (line.some((byte) => byte < 0x20 || byte > 0x7e)) throw formatError('the header of the age file is damaged')
      at = end + 1
      return String.fromCharCode(...line)
    },
  }
}

/** Base64 in lines of 64; the first shorter line, be it empty, is the last. */
function readBody(lines: { next(): string }): Uint8Array {
  let digits = ''
  for (;;) {
    const line = lines.next()
    if (line.length > 64 || !/^[A-Za-z0-9+/]*$/.test(line)) throw formatError('the header of the age file is damaged')
    digits += line
    if (line.length < 64) return unpadded(digits)
  }
}

function unpadded(digits: string): Uint8Array {
  return fromBase64(digits.padEnd(Math.ceil(digits.length / 4) * 4, '='), 'the header of the age file')
}

/**
 * The plaintext of an age file.
 *
 * @throws PosternError ERR_KEY_WRONG when it is not sealed to any of these identities; ERR_FORMAT when it is
 *   and something was altered, saying whether the header or which 64 KiB chunk
 */
export async function openAge(file: Uint8Array, identities: readonly Identity[]): Promise<Uint8Array> {
  const header = readAgeHeader(file)
  const fileKey = await unwrap(header, identities)
  const expected = await hmac(await hkdf(fileKey, new Uint8Array(0), 'header'), header.covered)
  if (!equalBytes(expected, header.mac))
    throw formatError('the header of the age file was altered: its MAC does not fit')
  const payload = file.subarray(header.length)
  if (payload.length < NONCE + TAG) throw formatError('the age file ends before its payload')
  return openStream(await hkdf(fileKey, payload.subarray(0, NONCE), 'payload'), payload.subarray(NONCE))
}

async function unwrap({ stanzas }: AgeHeader, identities: readonly Identity[]): Promise<Uint8Array> {
  for (const { type, args, body } of stanzas) {
    if (type !== 'X25519') continue
    const [share] = args
    if (share?.length !== 43 || args.length !== 1 || body.length !== 32) {
      throw formatError('the header of the age file has an X25519 stanza of another form')
    }
    for (const identity of identities) {
      const fileKey = await unwrapX25519(unpadded(share), body, identity)
      if (fileKey !== undefined) return fileKey
    }
  }
  throw new PosternError(
    'ERR_KEY_WRONG',
    'the payload does not open with this identity',
    { stanzas: stanzas.length, tried: identities.length },
    { mend: 'Use the identity whose recipient the statement names.' },
  )
}

async function unwrapX25519(share: Uint8Array, body: Uint8Array, identity: Identity): Promise<Uint8Array | undefined> {
  const shared = await x25519(identity.secret, share)
  if (shared === undefined) return undefined
  const salt = concat(share, decodeBech32(identity.recipient).bytes)
  const key = await hkdf(shared, salt, 'age-encryption.org/v1/X25519')
  return openChaCha20Poly1305(key, new Uint8Array(12), body)
}

/** STREAM: chunks of 64 KiB, an 11-byte counter and a last-chunk byte as the nonce. */
function openStream(key: Uint8Array, stream: Uint8Array): Uint8Array {
  const chunks = Math.ceil(stream.length / (CHUNK + TAG))
  const plain = new Uint8Array(Math.max(0, stream.length - chunks * TAG))
  const nonce = new Uint8Array(12)
  const counter = new DataView(nonce.buffer)
  for (let index = 0; index < chunks; index += 1) {
    const last = index === chunks - 1
    counter.setUint32(7, index)
    nonce[11] = last ? 1 : 0
    const chunk = openChaCha20Poly1305(key, nonce, stream.subarray(index * (CHUNK + TAG), (index + 1) * (CHUNK + TAG)))
    if (chunk === undefined || (last && index > 0 && chunk.length === 0)) {
      throw formatError('the sealed payload was altered or cut short', { chunk: index, of: chunks })
    }
    plain.set(chunk, index * CHUNK)
  }
  return plain
}
