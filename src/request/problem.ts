/** What is wrong with a file that somebody handed in: where, in words, and what they can do about it. */
import { PosternError } from '#errors.ts'

export interface Problem {
  /** JSON pointer (RFC 6901). */
  pointer: string
  /** One sentence without the value, which may be about a person. */
  sentence: string
  mend: string
}

const mostShown = 20

/**
 * The refusal of a file: the first problem in full, the others in the evidence.
 *
 * @param file the name that the caller knows it by
 */
export function refusalOf(file: string, [first, ...others]: readonly [Problem, ...Problem[]]): PosternError {
  const where = first.pointer === '' ? file : `${file} at ${first.pointer}`
  return new PosternError(
    'ERR_INPUT_INVALID',
    `${where}: ${first.sentence}`,
    {
      file,
      pointer: first.pointer,
      also: others.slice(0, mostShown).map(({ pointer, sentence }) => `${pointer}: ${sentence}`),
      problems: others.length + 1,
    },
    { mend: first.mend },
  )
}

/** A name that a stranger chose, shown in a pointer: escaped, and never at length. */
export function pointerStep(name: string): string {
  return name.slice(0, 40).replaceAll(/[^A-Za-z0-9._-]/g, '?')
}
