/** What is wrong with a drop, and where. DuckDB's own words may quote a row and never become evidence or a cause. */
import { PosternError, type Evidence } from '#errors.ts'

/** The drop is refused: nothing of it is used, and the one before stays in use. */
export function refused(
  what: string,
  where: Evidence,
  mend = 'Mend it where the files are made, and lay them down anew.',
) {
  return new PosternError('ERR_DROP', what, where, { mend })
}

const full = /no space left|disk (?:is )?full|not enough (?:disk )?space|file too large|disk quota|could not write all/i
const busy = /could not set lock|conflicting lock/i

export function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return (
    code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG' || (error instanceof Error && full.test(error.message))
  )
}

/** The engine has one gigabyte and nowhere to spill. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Out of Memory Error')
}

export function isBusy(error: unknown): boolean {
  return error instanceof Error && busy.test(error.message)
}

export function diskFull(path: string): PosternError {
  const mend = 'Free some space and take the drop again; it waits as it was laid down.'
  return new PosternError('ERR_DISK_FULL', 'The disk is full; the drop before stays in use.', { path }, { mend })
}

/** The line that DuckDB names, and nothing of what stands in it. */
export function lineNamed(error: unknown): number | undefined {
  const [, line] = (error instanceof Error && /CSV Error on Line: (\d+)/.exec(error.message)) || []
  return line === undefined ? undefined : Number(line)
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
