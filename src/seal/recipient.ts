/** The receiver's key: an age X25519 recipient, and of everything else why not and what to do. */
import { PosternError } from '#errors.ts'
import { toHex } from '#formats/bytes.ts'
import { decodeBech32 } from './bech32.ts'

/** Checked: `age1…`, 62 characters, a point that is safe to agree a key with. */
export type X25519Recipient = string & { readonly x25519Recipient: unique symbol }

/**
 * Check a receiver's key as it was typed, pasted or sent; white space around it is not minded.
 *
 * Only X25519 recipients are taken (c2sp.org/age, "The X25519 recipient type"), because every age tool in
 * use opens them: the one that Debian 12 ships opens neither post-quantum keys nor, without a plugin on
 * the receiver's machine, any other kind.
 *
 * @throws PosternError ERR_RECEIVER_KEY saying what it is instead, never repeating it: what was pasted may be
 *   a secret key
 */
export function parseRecipient(text: string): X25519Recipient {
  const key = text.trim()
  const other = otherKinds.find(([form]) => form.test(key))
  if (other !== undefined) throw refused(other[1], other[2], key)
  if (/^age1[^1]+$/i.test(key) && key !== key.toLowerCase()) {
    throw refused(
      'the key is written in capitals',
      'Ask for it again as it was made: a recipient is in small letters.',
      key,
    )
  }
  const point = decodeBech32(key, 'age')
  if (point === undefined) {
    const mend = 'Ask for the recipient again; `age-keygen -y` prints it. A letter is missing, added or changed.'
    throw refused('this is not an age recipient, or it is damaged', mend, key)
  }
  if (!isRecipient(key, point)) throw refused('the key is of a kind that no honest tool makes', ASK_FOR_ANOTHER, key)
  return key
}

const ASK_FOR_ANOTHER =
  'Ask the receiver for an X25519 recipient: `age-keygen` makes one, and its line begins with age1.'

const otherKinds: readonly (readonly [form: RegExp, what: string, mend: string])[] = [
  [/^$/, 'there is no key', ASK_FOR_ANOTHER],
  [
    /AGE-(?:SECRET-KEY|PLUGIN)-/i,
    "this is the receiver's SECRET key, and it is now known to others",
    'Delete it wherever it was pasted, tell the receiver to make a new key, and ask for the recipient that begins with age1.',
  ],
  [
    /PRIVATE\sKEY/i,
    'this is a SECRET key, and it is now known to others',
    'Delete it wherever it was pasted, and tell the receiver to make a new one.',
  ],
  [
    /^age1pq1/i,
    'this is a post-quantum key, which the age of most systems cannot open yet',
    'Ask the receiver for an X25519 recipient beside it: `age-keygen` without options makes one.',
  ],
  [
    /^age1[a-z0-9+._-]+1/i,
    'this is a key of an age plugin, which needs a program of its own on both sides',
    ASK_FOR_ANOTHER,
  ],
  [/^(?:ssh-|ecdsa-|sk-)/i, 'this is an SSH key', ASK_FOR_ANOTHER],
  [/BEGIN PGP/i, 'this is an OpenPGP key', ASK_FOR_ANOTHER],
]

/**
 * Points of small order: whoever agrees a key with one of them gets the same known key every time
 * (RFC 7748 section 6.1; the list is that of curve25519's seven u-coordinates, little-endian).
 */
const smallOrder = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
])

/** 2^255 − 19, and one less, which is of order four. */
const PRIME = 2n ** 255n - 19n
const LAST = PRIME - 1n

/** True for a point in its one encoding that is not of small order. */
function isRecipient(key: string, point: Uint8Array): key is X25519Recipient {
  // RFC 7748 section 5: the bytes are little-endian.
  const value = BigInt(`0x${toHex(point.toReversed())}`)
  return key.length === 62 && point.length === 32 && value < LAST && !smallOrder.has(toHex(point))
}

function refused(what: string, mend: string, key: string): PosternError {
  return new PosternError('ERR_RECEIVER_KEY', what, { characters: key.length }, { mend })
}
