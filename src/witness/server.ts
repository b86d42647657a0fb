/**
 * A witness: cosigns each checkpoint of a log that continues the one it cosigned before, and no other, so
 * that nobody can be shown a history that others are not shown.
 *
 * Trust: it believes the log's key for who speaks, and nothing else that arrives. Whoever holds its key or
 * can write to its store can make it cosign two histories, so both belong on a machine that the log's
 * operator cannot reach; beside the log it is a demonstration.
 */
import { mkdirSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { PosternError } from '#errors.ts'
import { parseCheckpoint, leafCount } from '#formats/checkpoint.ts'
import { cosignatureVerifier, cosigner } from '#formats/cosignature.ts'
import type { Ed25519Key } from '#formats/ed25519.ts'
import { formatNote, formatSignatureLine, formatVkey, noteSignature, openNote } from '#formats/note.ts'
import type { Clock } from '#vocabulary/time.ts'
import { judge, logsOf, type Verdict } from './judge.ts'
import { claim } from './only-one.ts'
import { openWitnessStore, originId, type Held } from './store.ts'

export interface WitnessSettings {
  /** The store's directory; made where it does not exist. */
  readonly directory: string
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  /** Verifier keys of the logs that are witnessed, each named by its log's origin. */
  readonly logs: readonly string[]
  readonly name: string
  readonly secret: Ed25519Key
  readonly clock: Clock
  /** A failure that was answered with 500. */
  readonly report: (error: unknown) => void
}

export interface RunningWitness {
  /** What a policy names, for cosignatures (type 0x04). */
  readonly vkey: string
  /** Submission and monitoring prefix. */
  readonly url: string
  /** Answer what is being asked, take nothing new, give the store back. */
  stop(): Promise<void>
}

/** A checkpoint with sixteen post-quantum signatures has about 55,000 bytes. */
const mostBytes = 128 * 1024

interface Answer {
  readonly status: number
  readonly body: string
  readonly type?: string
}

/**
 * Start a witness and wait until it listens.
 *
 * @throws PosternError ERR_DATABASE_IN_USE where another one has the directory, ERR_LOG_INCONSISTENT where
 * a stored checkpoint is not one that this witness cosigned, ERR_FORMAT for a verifier key that is none,
 * ERR_WITNESS where the address cannot be listened on
 */
export async function startWitness(settings: WitnessSettings): Promise<RunningWitness> {
  const { directory, name, secret, clock, report } = settings
  const logs = logsOf(settings.logs)
  const { key } = cosigner(name, secret, 1)

  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const release = claim(directory)
  try {
    const store = await openWitnessStore(directory, [...logs.keys()], async (origin, note) => {
      const opened = await openNote(note, [cosignatureVerifier(key)])
      const checkpoint = opened.ok ? parseCheckpoint(opened.text) : undefined
      if (checkpoint?.origin !== origin) throw damaged(directory, origin)
      return { size: leafCount(checkpoint), root: checkpoint.root, note }
    })

    /** Sign, store, answer: a cosignature that is not stored must not leave, or the next could contradict it. */
    const cosign = (verdict: Verdict & { status: 200 }, expected: Held | undefined): Answer => {
      const { origin, size, root, text, signatures } = verdict
      const seconds = Math.floor(Date.parse(clock.now()) / 1000)
      const own = noteSignature(cosigner(name, secret, seconds), text)
      const next = { size, root, note: formatNote({ text, signatures: [...signatures, own] }) }
      if (store.replace(origin, expected, next)) return { status: 200, body: formatSignatureLine(own) }
      return stale(store.held(origin)?.size ?? 0)
    }

    const addCheckpoint = async (body: Uint8Array): Promise<Answer> => {
      // What the verdict rests on; verifying a signature may let another request in between.
      let seen: Held | undefined
      const verdict = await judge(body, logs, (origin) => (seen = store.held(origin)))
      switch (verdict.status) {
        case 200:
          return cosign(verdict, seen)
        case 409:
          return stale(verdict.size)
        case 422:
          if (verdict.split !== undefined) store.keepEvidence(verdict.split.origin, body)
          break
        case 400:
        case 403:
        case 404:
          break
      }
      return { status: verdict.status, body: `${verdict.reason}\n` }
    }

    /** Path → the origin whose checkpoint is read there. */
    const monitored = new Map([...logs.keys()].map((origin) => [`/${originId(origin)}/checkpoint`, origin]))

    const answer = async (request: IncomingMessage): Promise<Answer> => {
      const origin = monitored.get(request.url ?? '')
      if (origin !== undefined) {
        if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405, body: 'read only\n' }
        const note = store.held(origin)?.note
        return note === undefined ? { status: 404, body: 'nothing was cosigned yet\n' } : { status: 200, body: note }
      }
      if (request.url !== '/add-checkpoint') return { status: 404, body: 'no such page\n' }
      if (request.method !== 'POST') return { status: 405, body: 'POST only\n' }
      const body = await readBody(request)
      return body === undefined ? { status: 413, body: 'too large\n' } : await addCheckpoint(body)
    }

    const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
      answer(request)
        .catch((error: unknown): Answer => {
          report(error)
          return { status: 500, body: 'the witness failed and cosigned nothing\n' }
        })
        .then((given) => send(response, given))
        // A client that is gone has nobody to answer.
        .catch(() => response.destroy())
    })
    await listening(server, settings)
    return {
      vkey: formatVkey(key),
      url: urlOf(server),
      stop: () =>
        new Promise((resolve) => {
          server.close(() => {
            release()
            resolve()
          })
          server.closeIdleConnections()
        }),
    }
  } catch (error) {
    release()
    throw error
  }
}

function stale(size: number): Answer {
  return { status: 409, body: `${size}\n`, type: 'text/x.tlog.size' }
}

/** The bytes, or undefined as soon as there are too many of them. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = []
  let bytes = 0
  // Left open when it is too much, so that the answer can still be sent.
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(part)) throw new TypeError('a request without encoding gives buffers')
    bytes += part.length
    if (bytes > mostBytes) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function send(response: ServerResponse, { status, body, type = 'text/plain; charset=utf-8' }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
    // What was left unread of a body that is too large is not read at all.
    ...(status === 413 ? { connection: 'close' } : {}),
  })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

function listening(server: Server, { host, port }: WitnessSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new PosternError(
          'ERR_WITNESS',
          'the witness cannot listen at this address',
          { host, port, code: 'code' in cause && typeof cause.code === 'string' ? cause.code : null },
          { cause, mend: 'Choose another port with --listen, or end what uses this one.' },
        ),
      ),
    )
    server.listen({ host, port }, resolve)
  })
}

function urlOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a witness listens on a TCP port')
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
}

function damaged(directory: string, origin: string): PosternError {
  return new PosternError(
    'ERR_LOG_INCONSISTENT',
    'what this witness holds for a log does not carry its own cosignature',
    { directory, origin, folder: originId(origin) },
    { mend: 'Put the right key or the right store back; a witness that forgets what it cosigned is worth nothing.' },
  )
}
