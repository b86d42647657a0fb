/** What was added to a text and what was taken out of it, word by word. */
import { T, type Child } from './said.tsx'

interface RedlineProps {
  readonly before: string
  readonly after: string
}

export function Redline({ before, after }: RedlineProps): Child {
  const parts = compareTexts(before, after)
  if (parts.every(({ kind }) => kind === 'same')) {
    return (
      <p class="redline-same">
        <T k="redline.same" />
      </p>
    )
  }
  return (
    <div class="redline" dir="auto">
      {parts.map(({ kind, text }) =>
        kind === 'same' ? (
          text
        ) : kind === 'added' ? (
          <ins>
            <span class="usa-sr-only">
              <T k="redline.added" />{' '}
            </span>
            {text}
          </ins>
        ) : (
          <del>
            <span class="usa-sr-only">
              <T k="redline.removed" />{' '}
            </span>
            {text}
          </del>
        ),
      )}
    </div>
  )
}

interface Part {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Where a comparison word by word would take more steps than this, lines are compared, and at last the whole. */
const mostSteps = 9_000_000

/**
 * The parts of both texts in reading order, by a longest common subsequence of words and spaces.
 * INVARIANT: what is not added makes `before`, what is not removed makes `after`.
 */
export function compareTexts(before: string, after: string): Part[] {
  for (const split of [wordsIn, linesOf]) {
    const found = trimmed(split(before), split(after))
    if (found.old.length * found.young.length > mostSteps) continue
    return joined([same(found.head), ...walk(found.old, found.young), same(found.tail)])
  }
  return joined([
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
  ])
}

/** Without what both begin and end with. */
function trimmed(old: readonly string[], young: readonly string[]) {
  const most = Math.min(old.length, young.length)
  let head = 0
  while (head < most && old[head] === young[head]) head += 1
  let tail = 0
  while (tail < most - head && old[old.length - 1 - tail] === young[young.length - 1 - tail]) tail += 1
  return {
    head: old.slice(0, head),
    old: old.slice(head, old.length - tail),
    young: young.slice(head, young.length - tail),
    tail: old.slice(old.length - tail),
  }
}

function same(texts: readonly string[]): Part {
  return { kind: 'same', text: texts.join('') }
}

function walk(old: readonly string[], young: readonly string[]): Part[] {
  const width = young.length + 1
  const lengths = new Uint16Array((old.length + 1) * width)
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = young.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = old[i] === young[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const parts: Part[] = []
  let i = 0
  let j = 0
  while (i < old.length || j < young.length) {
    const [from, to] = [old[i], young[j]]
    if (from !== undefined && from === to) {
      parts.push({ kind: 'same', text: from })
      i += 1
      j += 1
    } else if (from !== undefined && (to === undefined || at(i + 1, j) >= at(i, j + 1))) {
      parts.push({ kind: 'removed', text: from })
      i += 1
    } else {
      parts.push({ kind: 'added', text: to ?? '' })
      j += 1
    }
  }
  return parts
}

function joined(parts: readonly Part[]): Part[] {
  const out: { kind: Part['kind']; text: string }[] = []
  for (const { kind, text } of parts) {
    if (text === '') continue
    const last = out.at(-1)
    if (last?.kind === kind) last.text += text
    else out.push({ kind, text })
  }
  return out
}

function wordsIn(text: string): string[] {
  return text.match(/\s+|[^\s]+/g) ?? []
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? []
}
