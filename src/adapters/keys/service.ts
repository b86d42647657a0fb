/**
 * The root key in a key service that never hands it out: it wraps and unwraps over HTTP.
 *
 *     GET  <url>/generations            → {"current": 3}
 *     POST <url>/generations            → {"current": 4}     a new one, made durably
 *     POST <url>/generations/3/wrap     {"keys": [{"id", "key"}]}      → {"keys": ["<base64>", …]}
 *     POST <url>/generations/3/unwrap   {"keys": [{"id", "wrapped"}]}  → {"keys": ["<base64>", …]}
 *     POST <url>/generations/3/destroy-older                           → {}
 *
 * Bytes are base64. 404 or 410: there is no such generation (any more); 401, 403: not for this caller;
 * 422: this generation does not open these keys. A bridge of some lines puts it before a cloud's KMS or an HSM.
 *
 * Trust: the service sees every data key as it passes, so any other address than https:// or this machine's
 * own is refused. It can refuse at any time, and sees no case.
 */
import { PosternError } from '#errors.ts'
import { fromBase64, toBase64 } from '#formats/bytes.ts'
import type { RootKey } from '#log/root-key.ts'
import { missing } from './generations.ts'

export interface KeyService {
  /** Without the final slash. */
  readonly url: string
  /** Sent as a bearer token. */
  readonly token?: string
  /** Milliseconds to wait for an answer. */
  readonly patience?: number
}

/** Keys in one request at most; a rotation of a state's cases is many requests. */
const most = 1000

/** @throws PosternError ERR_INPUT_INVALID for an address over which keys would travel in clear */
export function serviceRootKey({ url, token, patience = 10_000 }: KeyService): RootKey {
  if (!isPrivate(url)) {
    throw new PosternError(
      'ERR_INPUT_INVALID',
      'keys would travel in clear to this key service',
      { service: url },
      { mend: 'Give it an address that begins with https://, or run it on this machine.' },
    )
  }
  async function ask(method: 'GET' | 'POST', path: string, generation: number, body?: object): Promise<unknown> {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
    const signal = AbortSignal.timeout(patience)
    let status: number
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers,
        signal,
        // What was asked here, keys and token with it, goes nowhere else.
        redirect: 'error',
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      status = response.status
      if (response.ok) return await response.json()
    } catch (error) {
      throw unavailable(url, null, error)
    }
    if (status === 404 || status === 410) throw missing(url, generation)
    if (status === 401 || status === 403 || status === 422) throw refused(url, status, generation)
    throw unavailable(url, status)
  }

  /** `ask` for a list that may be longer than one request takes. */
  async function askEach(path: string, generation: number, keys: readonly object[]): Promise<Uint8Array[]> {
    const answers: Uint8Array[] = []
    for (let at = 0; at < keys.length; at += most) {
      const asked = keys.slice(at, at + most)
      const answer = bytesIn(await ask('POST', path, generation, { keys: asked }))
      if (answer?.length !== asked.length) throw unreadable(url)
      answers.push(...answer)
    }
    return answers
  }

  async function newest(method: 'GET' | 'POST'): Promise<number> {
    const answer = await ask(method, '/generations', 0)
    if (typeof answer === 'object' && answer !== null && 'current' in answer) {
      const { current } = answer
      if (typeof current === 'number' && Number.isSafeInteger(current) && current >= 1) return current
    }
    throw unreadable(url)
  }

  return {
    current: () => newest('GET'),
    advance: () => newest('POST'),
    wrap: (of, keys) =>
      askEach(
        `/generations/${of}/wrap`,
        of,
        keys.map(({ id, key }) => ({ id, key: toBase64(key) })),
      ),
    unwrap: (of, keys) =>
      askEach(
        `/generations/${of}/unwrap`,
        of,
        keys.map(({ id, wrapped }) => ({ id, wrapped: toBase64(wrapped) })),
      ),
    destroyBefore: async (of) => {
      await ask('POST', `/generations/${of}/destroy-older`, of)
    },
  }
}

function isPrivate(url: string): boolean {
  const { protocol, hostname } = URL.parse(url) ?? { protocol: '', hostname: '' }
  return protocol === 'https:' || (protocol === 'http:' && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname))
}

function bytesIn(answer: unknown): Uint8Array[] | undefined {
  if (typeof answer !== 'object' || answer === null || !('keys' in answer)) return undefined
  const { keys } = answer
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) return undefined
  try {
    return keys.map((key) => fromBase64(key, 'a key'))
  } catch {
    return undefined
  }
}

function unavailable(service: string, status: number | null, cause?: unknown): PosternError {
  return new PosternError(
    'ERR_LOG_UNAVAILABLE',
    'the key service does not answer, so no case can be opened or begun',
    { service, status },
    { cause, mend: 'See that the service runs and can be reached from here; nothing was stored meanwhile.' },
  )
}

function unreadable(service: string): PosternError {
  return new PosternError('ERR_LOG_UNAVAILABLE', 'the key service gave an answer that is none', { service })
}

function refused(service: string, status: number, generation: number): PosternError {
  return new PosternError(
    'ERR_KEY_WRONG',
    'the key service refuses',
    { service, status, generation },
    { mend: 'Check the token, and that it is the service that this database was written with.' },
  )
}
