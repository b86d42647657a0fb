import { isReadable } from '#vocabulary/readable.ts'
import { pointerStep, type Problem } from './problem.ts'

/** Each text in a value, names of members included, that holds such a character. */
export function unreadableTexts(value: unknown, pointer = ''): Problem[] {
  if (typeof value === 'string') return isReadable(value) ? [] : [problemAt(pointer)]
  if (Array.isArray(value)) return value.flatMap((item, i) => unreadableTexts(item, `${pointer}/${i}`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => {
    const at = `${pointer}/${pointerStep(name)}`
    return [...(isReadable(name) ? [] : [problemAt(at)]), ...unreadableTexts(item, at)]
  })
}

function problemAt(pointer: string): Problem {
  return {
    pointer,
    sentence: 'the text holds a control character or a mark that turns the order of writing around',
    mend: 'Type the text anew on one line, without characters copied from a formatted document.',
  }
}
