import { PosternError, type ErrorCode } from '#errors.ts'

/** What is wrong with a file of a backup; nothing was written. */
export function notWhole(
  what: string,
  file: string,
  code: Extract<ErrorCode, 'ERR_BACKUP' | 'ERR_KEY_WRONG'> = 'ERR_BACKUP',
  cause?: unknown,
): PosternError {
  const mend =
    code === 'ERR_KEY_WRONG'
      ? 'Give --identity the file with the key that this was sealed to; without it nobody can open it.'
      : 'Take another copy of this backup, or an earlier one; nothing was written.'
  return new PosternError(code, `${file} of the backup ${what}.`, { file }, { mend, cause })
}
