/** A wall, a small door that stands ajar, and the light behind it. Decoration: it says nothing that the page does not. */
import type { Child } from '../../layout/said.tsx'

/** Stones in rows, each row shifted against the one below. */
const stones = Array.from({ length: 8 }, (_row, row) =>
  Array.from({ length: 7 }, (_stone, n) => ({
    x: n * 44 - (row % 2 === 0 ? 0 : 22),
    y: 36 + row * 25,
    faint: (row * 7 + n * 3) % 5 === 0,
  })),
).flat()

export function Doorway(): Child {
  return (
    <svg class="doorway" viewBox="0 0 264 236" aria-hidden="true" focusable="false">
      <path class="door-wall" d="M0 12h30v20h28V12h34v20h28V12h34v20h28V12h34v20h28V12h20v224H0z" />
      {stones.map(({ x, y, faint }) => (
        <rect class={faint ? 'stone stone-faint' : 'stone'} x={x + 1.5} y={y + 1.5} width="41" height="22" rx="3" />
      ))}
      <path class="door-frame" d="M82 236v-86a50 50 0 0 1 100 0v86z" />
      <path class="door-light" d="M92 236v-86a40 40 0 0 1 80 0v86z" />
      <path class="door-leaf" d="M92 236v-86a40 40 0 0 1 40-40l14 22v104z" />
      <path class="door-iron" d="M94 168l50 4M94 206l50 4" />
      <circle class="door-ring" cx="134" cy="190" r="4.5" />
      <path class="door-beam" d="M146 236l-8 0 60 0-26 0v-86l-26-18z" />
    </svg>
  )
}
