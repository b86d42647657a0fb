/** A requester's system: it signs each request by RFC 9421, and a test may spoil any part of it. */
import { randomBytes } from 'node:crypto'
import type { SigningKey } from '#adapters/keys/signing-key.ts'
import { toBase64, utf8 } from '#formats/bytes.ts'
import { contentDigest } from '#formats/content-digest.ts'
import { signEd25519 } from '#formats/ed25519.ts'
import { signatureBase } from '#formats/http-signature.ts'

export interface Signing {
  readonly created?: number
  readonly expires?: number
  readonly nonce?: string
  readonly keyid?: string
  readonly components?: readonly string[]
  /** Laid over the headers once they are made. */
  readonly headers?: Readonly<Record<string, string>>
  /** What is signed for, where it is not what is sent. */
  readonly as?: { readonly method?: string; readonly url?: string; readonly body?: string }
}

type Send = (path: string, init: RequestInit) => Promise<Response>

export interface SignedClient {
  get(path: string, signing?: Signing): Promise<Response>
  post(path: string, body?: unknown, signing?: Signing): Promise<Response>
  /** Any body at all, such as a form of files. */
  send(
    method: 'GET' | 'POST',
    path: string,
    body: Uint8Array,
    type: string | undefined,
    signing?: Signing,
  ): Promise<Response>
}

/** @param key named as the requester is, with the id that the office knows it by */
export function signedClient(
  send: Send,
  baseUrl: string,
  key: { readonly keyid: string; readonly secret: SigningKey['secret'] },
  now: () => number = () => Math.floor(Date.now() / 1000),
): SignedClient {
  const signedSend: SignedClient['send'] = (method, path, body, type, signing = {}) => {
    const { created = now(), keyid = key.keyid, as = {} } = signing
    const { expires = created + 60, nonce = randomBytes(18).toString('base64url') } = signing
    const components = signing.components ?? ['@method', '@target-uri', 'content-digest']
    const digest = contentDigest(as.body === undefined ? body : utf8(as.body))
    const fields: Record<string, string> = {
      'content-digest': digest,
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(method === 'GET' ? {} : { 'content-length': String(body.length) }),
    }
    const params = `(${components.map((name) => `"${name}"`).join(' ')});created=${created};expires=${expires};nonce="${nonce}";keyid="${keyid}";alg="ed25519"`
    const message = {
      method: as.method ?? method,
      targetUri: as.url ?? baseUrl + path,
      field: (name: string) => fields[name],
    }
    const base = signatureBase(message, { components, params })
    const signature = `sig1=:${toBase64(signEd25519(key.secret, utf8(base)))}:`
    const headers = { ...fields, 'signature-input': `sig1=${params}`, signature, ...signing.headers }
    return send(path, { method, headers, ...(method === 'GET' ? {} : { body: Uint8Array.from(body) }) })
  }
  return {
    send: signedSend,
    get: (path, signing) => signedSend('GET', path, new Uint8Array(0), undefined, signing),
    post: (path, body, signing) =>
      body === undefined
        ? signedSend('POST', path, new Uint8Array(0), undefined, signing)
        : signedSend('POST', path, utf8(JSON.stringify(body)), 'application/json', signing),
  }
}
