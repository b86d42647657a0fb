/** What a failure of the source means to a caller. PostgreSQL's own words may quote a row and never become evidence. */
import { PosternError } from '#errors.ts'

/** SQLSTATE classes and codes (PostgreSQL's appendix A) that a caller can act on. */
const refusals: readonly (readonly [state: RegExp, what: string, mend: string])[] = [
  [
    /^42501$/,
    'the source refused what its rights do not allow',
    'Grant the account of POSTERN_SOURCE_URL what docs say a source needs, or use views.',
  ],
  [
    /^(?:42P01|42703|3F000)$/,
    'the source has no such table or column',
    'Correct the source mapping, or the source changed.',
  ],
  [/^(?:55P03|40P01|40001)$/, 'the source is busy with something that holds its tables', 'Try again in a moment.'],
  [
    /^(?:22|42883|42804|42846)/,
    'a value of the source is not of the type that its mapping says',
    'Correct the types in the source mapping.',
  ],
]

/** What a replica says to a change: it was primary a moment ago, or will be, and another is now. */
const onReplica = '25006'

const lost =
  /^(?:08|57P0[1-35]|53300|25P0[34]|25006)|^(?:ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)$/
const lostMessage =
  /^(?:Connection terminated|Client has encountered a connection error|timeout expired|timeout exceeded)/

/** PostgreSQL's code of a failure, or the system's; empty where it has none. */
export function sqlstateOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Whether nobody answered, or stopped answering. */
export function isLost(error: Error): boolean {
  return lost.test(sqlstateOf(error)) || lostMessage.test(error.message)
}

function toSourceError(error: unknown): unknown {
  if (error instanceof PosternError || !(error instanceof Error)) return error
  const state = sqlstateOf(error)
  if (state === '53100') {
    return new PosternError(
      'ERR_DISK_FULL',
      "the source's disk is full",
      { sqlstate: state },
      { mend: 'Free some space on it.', cause: error },
    )
  }
  if (state === onReplica) {
    const mend = 'Try again in a minute. Where it stays so, check that POSTERN_SOURCE_URL leads to the primary.'
    return new PosternError(
      'ERR_DATABASE_UNAVAILABLE',
      'the source that answers is a replica',
      { sqlstate: state },
      { mend, cause: error },
    )
  }
  if (isLost(error)) {
    const mend = 'Check that it runs and that POSTERN_SOURCE_URL names it, then try again.'
    return new PosternError(
      'ERR_DATABASE_UNAVAILABLE',
      'the source does not answer',
      { sqlstate: state },
      { mend, cause: error },
    )
  }
  const known = refusals.find(([form]) => form.test(state))
  if (known === undefined) return error
  return new PosternError('ERR_SOURCE', known[1], { sqlstate: state }, { mend: known[2], cause: error })
}

export async function withSourceErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toSourceError(error)
  }
}
