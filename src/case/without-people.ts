import type { EventShapes } from './events.ts'
import type { CaseState } from './state.ts'

type Identity = EventShapes['request.received']['person']

/**
 * Free words with the people of the case taken out: wherever a name, number, date of birth or street of
 * one of them stands, `[p1]` stands instead.
 *
 * Words go into the body of an event, and a body outlives the key of any one person. What arrived is kept
 * as it arrived in the artifact; nobody has to read these words to know whom they meant. The mend is
 * coarse on purpose: a clerk who shares a family name with the person becomes `[p1]` too.
 */
export function withoutPeople(people: Readonly<Record<string, Identity>>): (words: string) => string {
  const names = new Map<string, string>()
  const texts: [text: string, ref: string][] = []
  for (const [ref, identity] of Object.entries(people)) {
    for (const word of nameWords(identity)) if (!names.has(word)) names.set(word, ref)
    for (const text of numbersOf(identity)) texts.push([text, ref])
  }
  // The longest first: a number that holds another must not lose only its middle.
  texts.sort(([a], [b]) => b.length - a.length)
  return (words) => {
    const withoutNumbers = texts.reduce((rest, [text, ref]) => replaceWhole(rest, text, `[${ref}]`), words)
    const replaced = withoutNumbers.replaceAll(/\[p\d+\]|[\p{L}\p{M}]+/gu, (word) => {
      const ref = names.get(fold(word))
      return ref === undefined ? word : `[${ref}]`
    })
    return replaced.replaceAll(/(\[p\d+\])(?:[\s,'’-]+\1)+/gu, '$1')
  }
}

/** {@link withoutPeople} for the people of this case. */
export function wordsOf({ people }: CaseState): (words: string) => string {
  return withoutPeople(Object.fromEntries(Object.entries(people).map(([ref, { identity }]) => [ref, identity])))
}

/** An initial names nobody, and would take every "A" out of the words. */
function nameWords({ name = {} }: Identity): string[] {
  const { given = '', middle = '', family = '' } = name
  return (`${given} ${middle} ${family}`.match(/[\p{L}\p{M}]+/gu) ?? []).map(fold).filter((word) => word.length > 1)
}

/** In the forms in which people write them. Four digits are a section of the U.S. Code as often as a number. */
function numbersOf({ ssn = '', caseNumber = '', memberId = '', dateOfBirth = '', address }: Identity): string[] {
  const digits = ssn.replaceAll('-', '')
  const [year = '', month = '', day = ''] = dateOfBirth.split('-')
  return [
    digits,
    digits.replace(/^(\d{3})(\d{2})/, '$1-$2-'),
    caseNumber,
    memberId,
    dateOfBirth,
    `${month}/${day}/${year}`,
    `${Number(month)}/${Number(day)}/${year}`,
    address?.street ?? '',
  ].filter((text) => text.length > 4)
}

/** Letters compare without case and marks: "José" is "JOSE". */
function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

function replaceWhole(words: string, text: string, by: string): string {
  const literal = text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
  return words.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'giu'), by)
}
