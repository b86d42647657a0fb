/** Asking the witnesses of a policy to cosign a checkpoint, all of them at once. */
import { isPosternError } from '#errors.ts'
import { cosignatureVerifier } from '#formats/cosignature.ts'
import { formatSignatureLine, formatVkey, openNote, parseSignatureLines, signatureType } from '#formats/note.ts'
import { isQuorum, type Policy, type PolicyWitness } from '#formats/policy.ts'
import { consistencyProof, type SubtreeReader } from '#formats/prove.ts'
import { formatAddCheckpoint } from '#formats/witness-request.ts'

/** What came back, read as far as it can be without believing it. */
export type WitnessAnswer =
  | { readonly answer: 'cosigned'; readonly lines: string }
  /** The witness holds a checkpoint of another size than it was told. */
  | { readonly answer: 'elsewhere'; readonly size: number }
  | { readonly answer: 'refused'; readonly status: number }
  | { readonly answer: 'unreachable' }

/** Answers and failures are both values; only a bug is thrown. Each call ends by itself after a while. */
export interface WitnessClient {
  /** @param url the witness's submission prefix */
  addCheckpoint(url: string, body: string, stop: AbortSignal): Promise<WitnessAnswer>
  /** The newest checkpoint of this origin that the witness shows, where it shows any. Hostile. */
  latest(url: string, origin: string, stop: AbortSignal): Promise<string | undefined>
}

/** Return after so many milliseconds, or as soon as the signal is given. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

export interface Testimony {
  readonly witness: PolicyWitness
  /** Its verified signature line, or undefined where there is none. */
  readonly line: string | undefined
  /** What happened, in words for whoever looks after the log. */
  readonly answer: string
}

export interface Submission {
  readonly policy: Policy
  /** The text that was signed, and the signed note. */
  readonly text: string
  readonly note: string
  readonly size: number
  /** Subtrees of the tree of this size, for consistency proofs. */
  readonly subtrees: SubtreeReader
  /** Witnesses, by their names in the policy, whose cosignature is here already; they are not asked again. */
  readonly cosigned: ReadonlySet<string>
  /** What is known of where a witness stands. */
  readonly cosignedUpTo: ReadonlyMap<string, number>
  readonly client: WitnessClient
  readonly sleep: Sleep
  /** Milliseconds in which the others may still answer once the quorum is there. */
  readonly grace: number
}

/** How often a witness may say that it stands elsewhere; two publishers would be needed for a second time. */
const attempts = 3

/**
 * Ask every witness that has not cosigned yet. Returns when all have answered, or a little after enough
 * have; those that were too slow are asked for the next checkpoint, as if they had been away.
 */
export async function collectCosignatures(submission: Submission): Promise<Testimony[]> {
  const { policy, cosigned, sleep, grace } = submission
  const testimonies: Testimony[] = []
  const names = new Set(cosigned)
  const enough = Promise.withResolvers<void>()
  const stop = new AbortController()

  const all = Promise.all(
    policy.witnesses
      .filter(({ name }) => !cosigned.has(name))
      .map(async (witness) => {
        const testimony = await ask(witness, submission, stop.signal)
        testimonies.push(testimony)
        if (testimony.line !== undefined) names.add(witness.name)
        // Where none is needed there is no moment at which there are enough, and everybody is waited for.
        if (policy.quorum !== 'none' && isQuorum(policy, names)) enough.resolve()
      }),
  )
  await Promise.race([all, enough.promise])
  await Promise.race([all, sleep(grace, stop.signal)])
  // What is called off now has nobody left to report to.
  all.catch(() => {})
  const inTime = [...testimonies]
  stop.abort()
  return inTime
}

async function ask(witness: PolicyWitness, submission: Submission, stop: AbortSignal): Promise<Testimony> {
  const { note, size, subtrees, cosignedUpTo, client } = submission
  const { url, key } = witness
  if (url === undefined) return { witness, line: undefined, answer: 'the policy names no address' }

  let old = Math.min(cosignedUpTo.get(formatVkey(key)) ?? 0, size)
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const proof = old === 0 ? [] : await consistencyProof(subtrees, old, size)
    const body = formatAddCheckpoint({ old: BigInt(old), proof, checkpoint: note })
    const answer = await client.addCheckpoint(url, body, stop)
    switch (answer.answer) {
      case 'cosigned': {
        const line = await verifiedLine(witness, submission.text, answer.lines)
        return { witness, line, answer: line === undefined ? 'its cosignature does not verify' : 'cosigned' }
      }
      case 'elsewhere':
        if (answer.size > size) {
          return {
            witness,
            line: undefined,
            answer: `it holds ${answer.size} entries, more than were ever signed here`,
          }
        }
        old = answer.size
        continue
      case 'refused':
        return { witness, line: undefined, answer: refusal(answer.status) }
      case 'unreachable':
        return { witness, line: undefined, answer: 'no answer' }
    }
  }
  return { witness, line: undefined, answer: 'it says something else each time where it stands' }
}

/** Statuses of tlog-witness, "add-checkpoint". */
function refusal(status: number): string {
  switch (status) {
    case 403:
      return 'it does not accept our signature (403): its key for this log is another one'
    case 404:
      return 'it does not know this log (404): give it our verifier key'
    case 422:
      return 'it holds another history than this one (422)'
    default:
      return `it answered with status ${status}`
  }
}

/** Its own line, written anew; whatever else it sent is left out. */
async function verifiedLine({ key }: PolicyWitness, text: string, lines: string): Promise<string | undefined> {
  if (key.type !== signatureType.cosignatureV1) return undefined
  try {
    const opened = await openNote({ text, signatures: parseSignatureLines(lines) }, [cosignatureVerifier(key)])
    const own = opened.ok ? opened.verified[0] : undefined
    return own && formatSignatureLine(own)
  } catch (error) {
    if (isPosternError(error, 'ERR_FORMAT')) return undefined
    throw error
  }
}
