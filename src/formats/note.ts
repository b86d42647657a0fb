/**
 * Signed notes (C2SP signed-note v1.0.0): a text and signatures over it, made to be read by people.
 *
 * Kinds of signature are an open set: whoever opens a note brings verifiers, as many kinds as it knows.
 */
import { concat, formatError, fromBase64, fromHex, looseBase64, toBase64, toHex, utf8 } from './bytes.ts'
import { publicKeyOf, signEd25519, verifyEd25519, type Ed25519Key } from './ed25519.ts'
import { sha256 } from './sha256.ts'

/**
 * The signature types of the C2SP registry that have a key id. 0x03 is reserved; 0xff is for types that have no byte
 * there, whose keys begin with a longer name of the type and a line feed.
 */
export const signatureType = {
  ed25519: 0x01,
  ecdsa: 0x02,
  cosignatureV1: 0x04,
  rfc6962TreeHead: 0x05,
  mlDsa44: 0x06,
  named: 0xff,
} as const

/** A public key under a name. Two keys are the same key only where name and id are both the same. */
export interface VerifierKey {
  readonly name: string
  /** 8 hex digits. */
  readonly id: string
  readonly type: number
  readonly publicKey: Uint8Array
}

export interface NoteSignature {
  readonly name: string
  readonly id: string
  /** What follows the key id; for a cosignature this begins with the time. */
  readonly signature: Uint8Array
  /** False where the line's base64 has another spelling than the one an encoder writes. */
  readonly canonical: boolean
}

export interface Note {
  /** Ends with a newline. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

export interface NoteVerifier {
  readonly key: VerifierKey
  verify(text: string, signature: Uint8Array): boolean | Promise<boolean>
}

export interface NoteSigner {
  readonly key: VerifierKey
  /** What stands in the line after the key id. */
  sign(text: string): Uint8Array
}

/** A name is not empty and has no Unicode space and no plus sign (signed-note, "Format"). */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\p{White_Space}+]/u.test(name) && !hasControl(name)
}

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x20 && text[i] !== '\n') return true
  return false
}

/**
 * The key with the id that its type prescribes.
 *
 * @param publicKey 32 bytes for 0x01 and 0x04, SubjectPublicKeyInfo in DER for 0x02 and 0x05, 1,312 bytes for 0x06,
 *   `<name of the type>\n<key>` for 0xff
 * @throws PosternError ERR_FORMAT for a name that is none, a type that is not in the registry, a key of another length
 */
export function verifierKey(name: string, type: number, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw formatError('a key name must not be empty or hold a space, a control character or "+"')
  return { name, id: toHex(keyIdOf(name, type, publicKey).subarray(0, 4)), type, publicKey }
}

function keyIdOf(name: string, type: number, publicKey: Uint8Array): Uint8Array {
  const overNameAnd = (key: Uint8Array) => sha256(utf8(`${name}\n`), Uint8Array.of(type), key)
  const ofLength = (length: number) => {
    if (publicKey.length !== length) {
      throw formatError(`a key of this type has ${length} bytes`, { name, type, bytes: publicKey.length })
    }
    return publicKey
  }
  switch (type) {
    case signatureType.ed25519:
    case signatureType.cosignatureV1:
      return overNameAnd(ofLength(32))
    case signatureType.mlDsa44:
      return overNameAnd(ofLength(1312))
    case signatureType.ecdsa:
      return sha256(publicKey)
    case signatureType.rfc6962TreeHead:
      // The log id of RFC 6962 section 3.2 is the hash of the key's SubjectPublicKeyInfo.
      return overNameAnd(sha256(publicKey))
    case signatureType.named:
      if (!hasTypeName(publicKey)) throw formatError('a key of a named type does not begin with its name', { name })
      return overNameAnd(publicKey)
    default:
      throw formatError('a key of a type that is not in the registry', { name, type })
  }
}

/** 1 to 64 characters of ASCII that can be seen, a line feed, and something behind it. */
function hasTypeName(publicKey: Uint8Array): boolean {
  const end = publicKey.indexOf(0x0a)
  return end > 0 && end <= 64 && end < publicKey.length - 1 && publicKey.subarray(0, end).every(isVisible)
}

function isVisible(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f
}

/**
 * `<name>+<8 hex digits>+<base64 of type and key>`. The id is computed anew and compared, for every type:
 * a wrong id in a list of trusted keys would make a signature look unknown instead of wrong.
 *
 * @throws PosternError ERR_FORMAT
 */
export function parseVkey(vkey: string): VerifierKey {
  // The first two plus signs divide; base64 itself may hold more of them.
  const [, name, id, material] = /^([^+]*)\+([^+]*)\+(.*)$/s.exec(vkey) ?? []
  if (name === undefined || id === undefined || material === undefined) {
    throw formatError('a verifier key has the form name+id+base64')
  }
  fromHex(id, 'the id of a verifier key', 4)
  const bytes = fromBase64(material, 'the key of a verifier key')
  const [type] = bytes
  if (type === undefined) throw formatError('a verifier key without a key', { name })
  const key = verifierKey(name, type, bytes.subarray(1))
  if (key.id !== id)
    throw formatError('the id of a verifier key is not the one of its key', { name, id, right: key.id })
  return key
}

export function formatVkey({ name, id, type, publicKey }: VerifierKey): string {
  return `${name}+${id}+${toBase64(concat(Uint8Array.of(type), publicKey))}`
}

export function sameKey(a: { name: string; id: string }, b: { name: string; id: string }): boolean {
  return a.name === b.name && a.id === b.id
}

/** Type 0x01: Ed25519 over the text itself. */
export function ed25519Signer(name: string, secret: Ed25519Key): NoteSigner {
  const key = verifierKey(name, signatureType.ed25519, publicKeyOf(secret))
  return { key, sign: (text) => signEd25519(secret, utf8(text)) }
}

/** @throws PosternError ERR_FORMAT where the key has another type than 0x01 */
export function ed25519Verifier(key: VerifierKey): NoteVerifier {
  if (key.type !== signatureType.ed25519) throw formatError('not an Ed25519 key', { name: key.name, type: key.type })
  return { key, verify: (text, signature) => verifyEd25519(key.publicKey, utf8(text), signature) }
}

/** The text and one line for each signer, in their order. @throws PosternError ERR_FORMAT for a text that no note can hold */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  return formatNote({ text, signatures: signers.map((signer) => noteSignature(signer, text)) })
}

export function noteSignature(signer: NoteSigner, text: string): NoteSignature {
  const { name, id } = signer.key
  return { name, id, signature: signer.sign(text), canonical: true }
}

export function formatNote({ text, signatures }: Note): string {
  if (!text.endsWith('\n') || !text.isWellFormed() || hasControl(text)) {
    throw formatError('the text of a note ends with a newline and has no other control character')
  }
  return `${text}\n${signatures.map(formatSignatureLine).join('')}`
}

/** `— <name> <base64 of key id and signature>\n` */
export function formatSignatureLine({ name, id, signature }: NoteSignature): string {
  return `— ${name} ${toBase64(concat(fromHex(id, 'a key id', 4), signature))}\n`
}

/** Go's limits. The text of the format asks for at least 16 lines; a bound keeps a hostile note cheap. */
const mostSignatures = 100
const mostCharacters = 1_000_000

/**
 * Takes a hostile note apart; no signature is checked here.
 *
 * @throws PosternError ERR_FORMAT
 */
export function parseNote(note: string): Note {
  if (note.length > mostCharacters) throw formatError('a note is too long', { characters: note.length })
  if (!note.isWellFormed() || hasControl(note)) throw formatError('a note holds a control character')
  // The last blank line: a text may have blank lines of its own, and look as if it were signed.
  const split = note.lastIndexOf('\n\n')
  if (split < 0) throw formatError('a note has no blank line before its signatures')
  return { text: note.slice(0, split + 1), signatures: parseSignatureLines(note.slice(split + 2)) }
}

/** One or more signature lines; also what a witness answers. @throws PosternError ERR_FORMAT */
export function parseSignatureLines(lines: string): NoteSignature[] {
  if (!lines.endsWith('\n')) throw formatError('a note has no signatures, or its last line has no end')
  const each = lines.slice(0, -1).split('\n')
  if (each.length > mostSignatures) throw formatError('a note has too many signatures', { signatures: each.length })
  return each.map(parseSignatureLine)
}

function parseSignatureLine(line: string): NoteSignature {
  const [, name, material] = /^— ([^ ]+) ([A-Za-z0-9+/=]+)$/u.exec(line) ?? []
  if (name === undefined || material === undefined || !isKeyName(name)) {
    throw formatError('a line after the blank line of a note is not a signature')
  }
  const bytes = looseBase64(material)
  if (bytes === undefined || bytes.length < 5) throw formatError('a signature line of a note is too short', { name })
  return {
    name,
    id: toHex(bytes.subarray(0, 4)),
    signature: bytes.slice(4),
    canonical: toBase64(bytes) === material,
  }
}

export interface VerifiedSignature extends NoteSignature {
  readonly key: VerifierKey
}

/** Why nothing in a note may be believed. */
export type NoteRefusal =
  | { readonly reason: 'bad-signature'; readonly name: string; readonly id: string }
  | { readonly reason: 'no-known-signature' }

export type OpenedNote =
  | {
      readonly ok: true
      readonly text: string
      /** One for each known key that signed, in the note's order. */
      readonly verified: readonly VerifiedSignature[]
      /** Left unread, because their keys are not known here. */
      readonly unknown: readonly NoteSignature[]
    }
  | ({ readonly ok: false } & NoteRefusal)

/**
 * Believes a note as far as known keys signed it (signed-note, "Verification"): unknown keys are passed
 * over, one bad signature by a known key spoils the note, and so does the want of any good one.
 *
 * @throws PosternError ERR_FORMAT where it is no note at all, or where two of the verifiers' keys cannot be told apart
 */
export async function openNote(note: Note | string, verifiers: readonly NoteVerifier[]): Promise<OpenedNote> {
  const { text, signatures } = typeof note === 'string' ? parseNote(note) : note
  const verified: VerifiedSignature[] = []
  const unknown: NoteSignature[] = []
  for (const line of signatures) {
    const [verifier, another] = verifiers.filter(({ key }) => sameKey(key, line))
    if (another !== undefined)
      throw formatError('two known keys have one name and id', { name: line.name, id: line.id })
    if (!line.canonical || (verifier !== undefined && !(await verifier.verify(text, line.signature)))) {
      return { ok: false, reason: 'bad-signature', name: line.name, id: line.id }
    }
    if (verifier === undefined) unknown.push(line)
    else if (!verified.some((earlier) => sameKey(earlier, line))) verified.push({ ...line, key: verifier.key })
  }
  return verified.length > 0 ? { ok: true, text, verified, unknown } : { ok: false, reason: 'no-known-signature' }
}
