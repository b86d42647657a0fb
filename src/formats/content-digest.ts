/** The header field Content-Digest (RFC 9530): a hash over the bytes of a body. */
import { createHash } from 'node:crypto'
import { equalBytes, looseBase64, toBase64 } from './bytes.ts'

/** RFC 9530 section 5; of the active algorithms there are these two. */
const algorithms: Readonly<Record<string, string>> = { 'sha-256': 'sha256', 'sha-512': 'sha512' }

export function contentDigest(body: Uint8Array): string {
  return `sha-256=:${toBase64(createHash('sha256').update(body).digest())}:`
}

/**
 * Whether the field says this body: each hash in it that is known holds, and there is one. A field that names an
 * algorithm twice, or has another form, says nothing.
 */
export function isContentDigest(field: string, body: Uint8Array): boolean {
  const members = field.split(',').map((one) => /^ *([a-z0-9-]+)=:([A-Za-z0-9+/=]+): *$/.exec(one))
  const names = members.map((one) => one?.[1] ?? '')
  if (names.includes('') || new Set(names).size !== names.length) return false
  const known = members.flatMap((one) => {
    const hash = algorithms[one?.[1] ?? '']
    return hash === undefined ? [] : [{ hash, said: looseBase64(one?.[2] ?? '') }]
  })
  return (
    known.length > 0 &&
    known.every(({ hash, said }) => said !== undefined && equalBytes(createHash(hash).update(body).digest(), said))
  )
}
