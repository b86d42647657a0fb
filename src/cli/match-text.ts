import type { Matching } from '#pipeline/determine.ts'
import { parseSourceKey } from '#formats/source-key.ts'
import { counted, labeled } from './wrap.ts'

type Shown = Matching['shown'][string]
type Compared = Shown['found'][number]

/** For staff: who was found, who may be meant, and what of each agrees and differs. */
export function matchText(shown: Matching['shown']): string {
  return Object.entries(shown)
    .flatMap(([ref, { found, near }]) => [
      `${ref}: ${foundText(found.length)}`,
      ...found.flatMap(compared),
      ...(near.length === 0
        ? []
        : [`  ${counted(near.length, 'near match', 'near matches')}, for you to judge:`, ...near.flatMap(compared)]),
      ...(found.length === 1 || near.length === 0
        ? []
        : ['  If one of them is meant, ask the requester for what tells them apart, and match again.']),
    ])
    .join('\n')
}

function foundText(found: number): string {
  if (found === 0) return 'no record is this person for sure. Nothing goes out about somebody who is not found.'
  if (found === 1) return 'one record, found by a sure key.'
  return `${found} records fit alike, so none is taken.`
}

function compared({ sourceKey, agrees, close, differs }: Compared): string[] {
  return [
    `  record ${recordOf(sourceKey)}`,
    ...(agrees.length === 0 ? [] : labeled('    agrees', agrees.join(', '), 14)),
    ...(close.length === 0 ? [] : labeled('    is close', close.join(', '), 14)),
    ...(differs.length === 0 ? [] : labeled('    differs', differs.join(', '), 14)),
  ]
}

/** The person's own key, by which staff find the record in their system. */
function recordOf(sourceKey: string): string {
  return (parseSourceKey(sourceKey).keys['person'] ?? []).map(({ value }) => value).join(' ')
}
