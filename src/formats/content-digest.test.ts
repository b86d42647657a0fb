import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { toBase64, utf8 } from './bytes.ts'
import { contentDigest, isContentDigest } from './content-digest.ts'

const body = utf8('{"hello": "world"}')
const hashed = (algorithm: string, of = body): string => `:${toBase64(createHash(algorithm).update(of).digest())}:`
const [sha256, sha512] = [`sha-256=${hashed('sha256')}`, `sha-512=${hashed('sha512')}`]

describe('a Content-Digest', () => {
  it('says the body that it was made of', () => {
    expect(contentDigest(body)).toBe(sha256)
    expect(isContentDigest(contentDigest(body), body)).toBe(true)
    expect(isContentDigest(contentDigest(utf8('')), utf8(''))).toBe(true)
  })

  it.each([
    ['one that is known beside one that is not', `${sha256}, crc32c=:AAAAAA==:`],
    ['both that are known, in any order and with spaces around', ` ${sha512} ,  ${sha256} `],
  ])('says it by %s', (_, field) => {
    expect(isContentDigest(field, body)).toBe(true)
  })

  it.each([
    ['nothing', ''],
    ['no algorithm that is known', 'crc32c=:AAAAAA==:'],
    ['the hash of another body', `sha-256=${hashed('sha256', utf8('{}'))}`],
    ['one hash that holds and one that does not', `${sha256}, sha-512=${hashed('sha512', utf8('{}'))}`],
    ['one algorithm twice', `${sha256}, ${sha256}`],
    ['something before it', `x${sha256}`.replace('x', 'x y=')],
    ['something after it', `${sha256};x`],
    ['a member of no form', `${sha256}, sha-512`],
    ['what is no base64', 'sha-256=:A=A=:'],
  ])('says nothing with %s', (_, field) => {
    expect(isContentDigest(field, body)).toBe(false)
  })
})
