/** The face of the product: a small gate in a wall, its door ajar, with a light behind it. */
import type { Child } from './said.tsx'

export function Mark(): Child {
  return (
    <svg class="mark" viewBox="0 0 40 40" width="40" height="40" aria-hidden="true" focusable="false">
      <path class="mark-wall" d="M2 8h6v4h5V8h6v4h2V8h6v4h5V8h6v30H2z" />
      <path class="mark-light" d="M12 38V25a8 8 0 0 1 16 0v13z" />
      <path class="mark-door" d="M12 38V25a8 8 0 0 1 8-8v23z" />
      <circle class="mark-light" cx="17.4" cy="29.5" r="1.1" />
    </svg>
  )
}
