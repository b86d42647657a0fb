/** Keys of the desk's pages: listed at `?`, each also a link or a field that everybody can reach without them. */
import { href } from '../words/href.ts'
import type { Child } from '../layout/said.tsx'
import type { Visit } from '../visit.ts'

interface DeskKey {
  readonly key: string
  readonly does: string
  /** What the key presses, follows or goes to, as `script/keys.ts` reads it. */
  readonly go: string
}

/** On every page of the desk. */
const everywhere: readonly DeskKey[] = [{ key: 'q', does: 'Go to the queue', go: 'a[href$="/desk"]' }]

export const queueKeys: readonly DeskKey[] = [
  { key: 'j', does: 'Next case in the list', go: 'next [data-row]' },
  { key: 'k', does: 'Case before in the list', go: 'previous [data-row]' },
  { key: 'o', does: 'Open the case', go: '[data-row]:focus' },
  { key: 'x', does: 'Mark the case, or unmark it', go: 'tr:focus-within input[type=checkbox]' },
  { key: '/', does: 'Find a case', go: '#field-find' },
  { key: 'n', does: 'Next page', go: 'a[rel=next]' },
  { key: 'd', does: 'Deadlines as a calendar', go: 'a[href$="/desk/deadlines"]' },
]

interface KeysProps {
  readonly visit: Visit
  readonly keys: readonly DeskKey[]
  /** This member of staff has turned them off. */
  readonly off: boolean
}

/** The list that `?` opens; without script, and for whoever has turned keys off, a link to a page that says the same. */
export function Keys({ visit, keys, off }: KeysProps): Child {
  const page = href(visit, '/desk/keys')
  if (off) {
    return (
      <p class="soft no-print">
        Keys are off. <a href={page}>Turn them on</a>
      </p>
    )
  }
  return (
    <>
      <p class="soft no-print">
        <a href={page}>Keys on this page</a>
      </p>
      <dialog class="keys" id="keys" aria-labelledby="keys-title">
        <h2 id="keys-title">Keys</h2>
        <KeyList keys={keys} />
        <p>
          <a href={page}>Turn keys off</a>
        </p>
        <form method="dialog">
          <button class="usa-button usa-button--outline">Close</button>
        </form>
      </dialog>
    </>
  )
}

export function KeyList({ keys }: { readonly keys: readonly DeskKey[] }): Child {
  return (
    <ul class="key-list">
      {[...keys, ...everywhere].map(({ key, does, go }) => (
        <li>
          <kbd data-key={key} data-go={go}>
            {key}
          </kbd>{' '}
          {does}
        </li>
      ))}
      <li>
        <kbd>?</kbd> This list
      </li>
    </ul>
  )
}
