/**
 * Asking a witness over HTTP (C2SP tlog-witness v1.0.0).
 *
 * Trust: none. A cosignature counts once it is verified, and everything else that a witness says only
 * decides what it is asked next. It learns sizes and roots, which are public.
 */
import { isPosternError } from '#errors.ts'
import { fromUtf8, utf8 } from '#formats/bytes.ts'
import { toHex } from '#formats/bytes.ts'
import { parseDecimal, toCount } from '#formats/decimal.ts'
import { sha256 } from '#formats/sha256.ts'
import type { WitnessAnswer, WitnessClient } from '#log/witnessing.ts'

/** Room for sixteen post-quantum signatures; a witness that says more is not listened to. */
const mostBytes = 128 * 1024

/** @param timeout milliseconds for a whole question and its answer */
export function witnessClient({ timeout }: { readonly timeout: number }): WitnessClient {
  /** Undefined where there is no answer in time, or one that is too long. */
  const ask = async (url: string, request: RequestInit, stop?: AbortSignal) => {
    try {
      const signals = [AbortSignal.timeout(timeout), ...(stop === undefined ? [] : [stop])]
      // A redirect would let whoever answers here send us anywhere inside the network.
      const response = await fetch(url, { ...request, redirect: 'error', signal: AbortSignal.any(signals) })
      return { status: response.status, body: await read(response) }
    } catch {
      return undefined
    }
  }

  return {
    addCheckpoint: async (url, body, stop): Promise<WitnessAnswer> => {
      const headers = { 'content-type': 'text/plain; charset=utf-8' }
      const answer = await ask(pathBelow(url, 'add-checkpoint'), { method: 'POST', headers, body }, stop)
      if (answer === undefined) return { answer: 'unreachable' }
      if (answer.status === 200) return { answer: 'cosigned', lines: answer.body }
      const size = answer.status === 409 ? sizeIn(answer.body) : undefined
      return size === undefined ? { answer: 'refused', status: answer.status } : { answer: 'elsewhere', size }
    },

    latest: async (url, origin, stop) => {
      const answer = await ask(pathBelow(url, `${toHex(sha256(utf8(origin)))}/checkpoint`), {}, stop)
      return answer?.status === 200 ? answer.body : undefined
    },
  }
}

function pathBelow(prefix: string, path: string): string {
  return `${prefix.replace(/\/+$/, '')}/${path}`
}

async function read(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body ?? []) {
    bytes += part.length
    if (bytes > mostBytes) throw new Error('the answer is too long')
    parts.push(part)
  }
  return fromUtf8(Buffer.concat(parts))
}

/** The body of a 409 is the size that the witness holds, and one newline. */
function sizeIn(body: string): number | undefined {
  try {
    return body.endsWith('\n') ? toCount(parseDecimal(body.slice(0, -1), 'the size'), 'the size') : undefined
  } catch (error) {
    if (isPosternError(error, 'ERR_FORMAT')) return undefined
    throw error
  }
}
