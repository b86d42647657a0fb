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

/** Above this many words on a side a comparison by words would take long, so whole lines are compared. */
const manyWords = 3_000

/**
 * The parts of both texts in reading order, by a longest common subsequence of words and spaces.
 * INVARIANT: what is not added makes `before`, what is not removed makes `after`.
 */
export function compareTexts(before: string, after: string): Part[] {
  const long = before.length > manyWords * 6 || after.length > manyWords * 6
  const old = long ? linesOf(before) : wordsIn(before)
  const young = long ? linesOf(after) : wordsIn(after)
  let head = 0
  while (head < old.length && head < young.length && old[head] === young[head]) head += 1
  let tail = 0
  const most = Math.min(old.length, young.length) - head
  while (tail < most && old[old.length - 1 - tail] === young[young.length - 1 - tail]) tail += 1
  const middle = walk(old.slice(head, old.length - tail), young.slice(head, young.length - tail))
  return joined([
    { kind: 'same', text: old.slice(0, head).join('') },
    ...middle,
    { kind: 'same', text: old.slice(old.length - tail).join('') },
  ])
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
