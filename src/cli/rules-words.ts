/** What the commands about the law say alike. */
import { InvalidArgumentError } from 'commander'
import type { Direction } from '#pipeline/law-events.ts'
import type { LawRefusal } from '#pipeline/law-append.ts'
import { refused, type Output } from './office.ts'
import { counted, wrap } from './wrap.ts'

/** As much of a digest as a person compares, and as the commands take. */
export function short(digest: string): string {
  return digest.slice(0, 12)
}

export function reportLawRefusal(
  { out, err, exit }: Output,
  command: string,
  refusal: LawRefusal,
  json: boolean,
): void {
  if (json) out(JSON.stringify({ refused: { command, reasons: refusal.reasons } }))
  const lines = refusal.reasons.flatMap(({ words }) =>
    wrap(`${words}.`, 76).map((line, i) => `${i === 0 ? '  - ' : '    '}${line}`),
  )
  err([`\`rules ${command}\` is refused, and nothing was recorded:`, ...lines].join('\n'))
  exit(refused)
}

/** What a change does, and what follows for when it may begin. */
export const directionWords: Readonly<Record<Direction, string>> = {
  first: 'It is the first law of this office.',
  same: 'It changes no outcome, need, duty or deadline, over all combinations of facts: it may begin at once.',
  tightens: 'It only tightens, over all combinations of facts: it may begin at once.',
  loosens: 'It loosens something: it begins 30 days after its what-if is published, unless a court orders it.',
}

export function changedWords(rules: {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly string[]
}): string {
  const words = (['added', 'removed', 'changed'] as const).flatMap((what) =>
    rules[what].length === 0 ? [] : [`${counted(rules[what].length, 'rule')} ${what}: ${named(rules[what])}`],
  )
  return words.length === 0 ? 'no rule says anything else' : words.join('; ')
}

const most = 6

function named(ids: readonly string[]): string {
  const shown = ids.slice(0, most).join(', ')
  return ids.length > most ? `${shown} and ${ids.length - most} more` : shown
}

/** For an option: a day of the calendar. */
export function day(text: string): string {
  const time = Date.parse(`${text}T00:00:00.000Z`)
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(time)
  if (!isDay || !new Date(time).toISOString().startsWith(text)) {
    throw new InvalidArgumentError('Write a day of the calendar, such as 2026-03-01.')
  }
  return text
}
