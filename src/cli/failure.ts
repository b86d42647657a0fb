/** What a person is told when a command fails, and the exit code that a script gets (sysexits.h). */
import { isPosternError, type ErrorCode } from '#errors.ts'

const input = 2
const unavailable = 69
const defect = 70
const tryAgain = 75

/** A new code does not compile until somebody has said what it means for a script. */
const exitCodes: Readonly<Record<ErrorCode, number>> = {
  ERR_INPUT_INVALID: input,
  ERR_INPUT_UNREADABLE: input,
  ERR_INPUT_TOO_LARGE: input,
  ERR_FORMAT: input,
  ERR_CASE_UNKNOWN: input,
  ERR_CASE_CONFLICT: tryAgain,
  ERR_KEY_MISSING: unavailable,
  ERR_KEY_WRONG: unavailable,
  ERR_RECEIVER_KEY: input,
  ERR_LOG_UNAVAILABLE: unavailable,
  ERR_LOG_INCONSISTENT: unavailable,
  ERR_LOG_BEHIND: unavailable,
  ERR_WITNESS: unavailable,
  ERR_DATABASE_UNAVAILABLE: unavailable,
  ERR_DATABASE_IN_USE: unavailable,
  ERR_DATA_DIRECTORY: unavailable,
  ERR_DISK_FULL: unavailable,
  ERR_MIGRATION: unavailable,
  ERR_BACKUP: input,
  ERR_SECOND_ENGINE: defect,
  ERR_ENGINES_DIFFER: defect,
  ERR_RULES_MISSING: unavailable,
  ERR_SOURCE_MAPPING: input,
  ERR_SOURCE: unavailable,
  ERR_DROP: input,
  ERR_GATE: unavailable,
  ERR_LETTER: unavailable,
  ERR_SIGN_IN: unavailable,
  ERR_TOOL_MISSING: unavailable,
}

export function exitCodeOf(error: unknown): number {
  return isPosternError(error) ? exitCodes[error.code] : defect
}

/** One sentence with the mend. Evidence holds no case record, so all of it may be shown. */
export function failureText(error: unknown): string {
  if (isPosternError(error)) {
    const evidence = Object.entries(error.evidence).filter(([, value]) => value !== null)
    const shown = evidence.map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`)
    return [
      `${error.message} (${[error.code, ...shown].join('; ')})`,
      ...(error.mend === undefined ? [] : [error.mend]),
    ].join('\n')
  }
  // A defect: its place in the code helps, its message might quote anything.
  const stack = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : []
  return [
    `Postern has a defect: ${error instanceof Error ? error.name : 'something'} was thrown where nothing may be.`,
    ...stack.slice(0, 5),
    'Nothing was half done. Report it with these lines.',
  ].join('\n')
}

/** The same for a script. */
export function failureJson(error: unknown): string {
  if (!isPosternError(error)) return JSON.stringify({ error: { code: 'defect' } })
  const { code, message, evidence, mend = null } = error
  return JSON.stringify({ error: { code, message, evidence, mend } })
}
