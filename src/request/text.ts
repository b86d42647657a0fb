import { pointerStep, type Problem } from './problem.ts'

/**
 * Characters that no text of a request needs and that make it read as something else: control characters,
 * line and paragraph separators, private use, and the marks that turn the order of writing around
 * ("Trojan Source"). The joiners U+200C and U+200D stay: names in Persian and in Indic scripts are spelled with them.
 */
const unreadable = /[\p{Cc}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u{200B}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2060}-\u{206F}\u{FEFF}]/u

/** Each text in a value, names of members included, that holds such a character. */
export function unreadableTexts(value: unknown, pointer = ''): Problem[] {
  if (typeof value === 'string') return unreadable.test(value) ? [problemAt(pointer)] : []
  if (Array.isArray(value)) return value.flatMap((item, i) => unreadableTexts(item, `${pointer}/${i}`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => {
    const at = `${pointer}/${pointerStep(name)}`
    return [...(unreadable.test(name) ? [problemAt(at)] : []), ...unreadableTexts(item, at)]
  })
}

function problemAt(pointer: string): Problem {
  return {
    pointer,
    sentence: 'the text holds a control character or a mark that turns the order of writing around',
    mend: 'Type the text anew on one line, without characters copied from a formatted document.',
  }
}
