/**
 * Characters that no text from outside needs and that make it read as something else: control characters,
 * line and paragraph separators, private use, invisible ones, and the marks that turn the order of writing
 * around ("Trojan Source"). The joiners U+200C and U+200D stay: names in Persian and in Indic scripts are
 * spelled with them.
 */
const unreadable = /[\p{Cc}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u{200B}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2060}-\u{206F}\u{FEFF}]/u

/** True for a text of one line that reads as it is stored. */
export function isReadable(text: string): boolean {
  return !unreadable.test(text)
}
