import { isPosternError } from '#errors.ts'
import { generateHybridIdentity, generateIdentity, identityToRecipient } from 'age-encryption'
import * as fc from 'fast-check'
import { assert, describe, it } from 'vitest'
import { parseRecipient } from './recipient.ts'

const identity = await generateIdentity()
const recipient = await identityToRecipient(identity)
const postQuantum = await identityToRecipient(await generateHybridIdentity())
const letters = Array.from('qpzry9x8gf2tvdw0s3jn54khce6mua7l')

function refusal(text: string) {
  try {
    parseRecipient(text)
  } catch (error) {
    if (isPosternError(error, 'ERR_RECEIVER_KEY')) return error
    throw error
  }
  return assert.fail('the key was taken')
}

describe('a receiver’s key', () => {
  it('is taken as age-keygen prints it, with white space around it', () => {
    assert.equal(parseRecipient(`  ${recipient}\n`), recipient)
  })

  for (const [name, text, says] of [
    ['nothing', ' ', /no key/],
    ['a secret key pasted by mistake', identity, /SECRET/],
    ['a secret key in a file with its comments', `# created\n# public key: ${recipient}\n${identity}`, /SECRET/],
    ['a post-quantum key', postQuantum, /post-quantum/],
    ['the key of a plugin', 'age1yubikey1qwertyuiop', /plugin/],
    ['an SSH key', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIexample someone@example.org', /SSH/],
    ['an OpenPGP key', '-----BEGIN PGP PUBLIC KEY BLOCK-----', /OpenPGP/],
    ['an e-mail address', 'officer@example.org', /not an age recipient/],
    ['a key in capitals', recipient.toUpperCase(), /capitals/],
    ['a key that lost its last letter', recipient.slice(0, -1), /damaged/],
    ['two keys', `${recipient} ${recipient}`, /damaged|not an age/],
  ] as const) {
    it(`is refused when it is ${name}, with a mend and without repeating it`, () => {
      const error = refusal(text)
      assert.match(error.message, says)
      assert.isNotEmpty(error.mend)
      if (text.trim() !== '')
        assert.notInclude(JSON.stringify([error.message, error.evidence, error.mend]), text.trim())
    })
  }

  it('is refused when any one letter of it is another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: recipient.length - 1 }), fc.constantFrom(...letters), (at, letter) => {
        fc.pre(recipient[at] !== letter)
        refusal(recipient.slice(0, at) + letter + recipient.slice(at + 1))
      }),
    )
  })

  for (const [name, bytes] of [
    ['zero', Buffer.alloc(32)],
    ['one', Buffer.from('01'.padEnd(64, '0'), 'hex')],
    ['a point of order eight', Buffer.from('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800', 'hex')],
    ['another of order eight', Buffer.from('5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157', 'hex')],
    ['p − 1, of order four', Buffer.from(`ec${'ff'.repeat(30)}7f`, 'hex')],
    ['p, another writing of zero', Buffer.from(`ed${'ff'.repeat(30)}7f`, 'hex')],
    ['a point with its unused bit set', Buffer.from(`09${'00'.repeat(30)}80`, 'hex')],
    ['31 bytes', Buffer.alloc(31, 7)],
    ['33 bytes', Buffer.alloc(33, 7)],
  ] as const) {
    it(`is refused when it is ${name}`, () => assert.match(refusal(bech32('age', bytes)).message, /no honest tool/))
  }

  it('is taken when it is the base point, so that the encoder of these tests is known to be right', () => {
    const basePoint = bech32('age', Buffer.from('09'.padEnd(64, '0'), 'hex'))
    assert.equal(parseRecipient(basePoint), basePoint)
  })
})

const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]

/** An encoder, to make keys that no honest tool makes. */
function bech32(prefix: string, bytes: Buffer): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  const words = (bits.match(/.{1,5}/g) ?? []).map((word) => Number.parseInt(word.padEnd(5, '0'), 2))
  const codes = Array.from(prefix, (letter) => letter.charCodeAt(0))
  const all = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31), ...words, 0, 0, 0, 0, 0, 0]
  const polymod = all.reduce((sum, value) => {
    const next = ((sum & 0x1ffffff) << 5) ^ value
    return GENERATOR.reduce((term, power, bit) => (((sum >> 25) >> bit) & 1 ? term ^ power : term), next)
  }, 1)
  const sum = polymod ^ 1
  const check = [0, 1, 2, 3, 4, 5].map((i) => (sum >> (5 * (5 - i))) & 31)
  return `${prefix}1${[...words, ...check].map((word) => letters[word]).join('')}`
}
