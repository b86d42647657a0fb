/** Shapes that say by themselves what color says again: done, wait, stop, nothing. */
import type { Child } from './said.tsx'

export type Sign = 'ok' | 'wait' | 'stop' | 'info' | 'none' | 'now' | 'ahead'

const shapes: Readonly<Record<Sign, Child>> = {
  ok: (
    <>
      <circle cx="10" cy="10" r="9" />
      <path class="sign-on" d="M5.5 10.2 8.7 13.4 14.6 6.9" />
    </>
  ),
  wait: (
    <>
      <path d="M10 1 19 10 10 19 1 10z" />
      <path class="sign-on" d="M8.2 6.8v6.4M11.8 6.8v6.4" />
    </>
  ),
  stop: (
    <>
      <path d="M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z" />
      <path class="sign-on" d="M6.5 6.5l7 7M13.5 6.5l-7 7" />
    </>
  ),
  info: (
    <>
      <rect x="1" y="1" width="18" height="18" rx="3" />
      <path class="sign-on" d="M10 9v5.5M10 5.4v.2" />
    </>
  ),
  none: <path class="sign-line" d="M4 10h12" />,
  now: (
    <>
      <circle class="sign-ring" cx="10" cy="10" r="8" />
      <circle cx="10" cy="10" r="4.5" />
    </>
  ),
  ahead: <circle class="sign-ring sign-thin" cx="10" cy="10" r="7" />,
}

/** Decoration beside a word that says the same; never alone. */
export function SignOf({ sign }: { readonly sign: Sign }): Child {
  return (
    <svg class={`sign sign-${sign}`} viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      {shapes[sign]}
    </svg>
  )
}
