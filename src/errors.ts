/**
 * Every failure that a caller can act on, with the evidence it carries.
 *
 * A refusal ("this may not be released", "this move is not open now") is a value and never one of
 * these. Anything thrown that is not a PosternError is a bug.
 *
 * INVARIANT: evidence names ids, dates, hashes, counts, file names and JSON pointers. It never
 * quotes a case record, so that every error can be logged and shown to an auditor.
 */
export type ErrorCode =
  // input
  | 'ERR_INPUT_INVALID' // a file or an option does not have the form it must have
  | 'ERR_INPUT_UNREADABLE' // a file that was named cannot be read
  | 'ERR_INPUT_TOO_LARGE'
  // formats
  | 'ERR_FORMAT' // bytes that are not what their format says
  // case
  | 'ERR_CASE_UNKNOWN'
  | 'ERR_CASE_CONFLICT' // somebody else moved the case first, again and again
  // keys
  | 'ERR_KEY_MISSING'
  | 'ERR_KEY_WRONG'
  | 'ERR_RECEIVER_KEY' // the receiver's key is malformed or of a kind that cannot be used
  // log
  | 'ERR_LOG_UNAVAILABLE' // the log cannot be written, so nothing may be released
  | 'ERR_LOG_INCONSISTENT' // two statements of the log contradict each other
  | 'ERR_LOG_BEHIND' // the database is older than a checkpoint that was already signed
  | 'ERR_WITNESS'
  // database
  | 'ERR_DATABASE_UNAVAILABLE'
  | 'ERR_DATABASE_IN_USE' // another process has this data directory
  | 'ERR_DATA_DIRECTORY'
  | 'ERR_DISK_FULL'
  | 'ERR_MIGRATION' // a migration file does not fit what was applied, or failed
  // backup
  | 'ERR_BACKUP' // a backup is not whole, not finished, or not of this version
  // the two engines
  | 'ERR_SECOND_ENGINE' // Cedar does not take the rules or the facts, so nothing is decided
  | 'ERR_ENGINES_DIFFER' // two engines decided one case differently; nothing leaves and an incident is open
  // law
  | 'ERR_RULES_MISSING' // no rule set is in force, or one that the log names is not in the archive
  // release
  | 'ERR_SOURCE_MAPPING'
  | 'ERR_SOURCE' // the source did not answer as its mapping says
  | 'ERR_DROP' // files that an agency laid down are not what they must be; the ones before stay in use
  | 'ERR_GATE' // a cell came that the decision does not release; an incident is open
  // letters
  | 'ERR_LETTER' // a letter cannot be set as an accessible PDF, or cannot be handed to the mail
  // sign-in
  | 'ERR_SIGN_IN' // the identity provider does not answer, or not as the one that is configured
  // tools
  | 'ERR_TOOL_MISSING'

export type Evidence = Readonly<Record<string, string | number | boolean | readonly string[] | null>>

export class PosternError extends Error {
  override readonly name = 'PosternError'
  readonly code: ErrorCode
  readonly evidence: Evidence
  /** What the person reading this can do about it; one sentence. */
  readonly mend: string | undefined

  constructor(
    code: ErrorCode,
    message: string,
    evidence: Evidence = {},
    options: { mend?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.evidence = evidence
    this.mend = options.mend
  }
}

export function isPosternError(error: unknown, code?: ErrorCode): error is PosternError {
  return error instanceof PosternError && (code === undefined || error.code === code)
}
