import type { Child } from '../../layout/said.tsx'
import { specimens } from './specimens.ts'

/** A drawing of a paper of its kind, with four numbers where to look, and what stands there. */
export function SpecimenOf({ kind, name }: { readonly kind: string; readonly name: string }): Child {
  const specimen = specimens[kind]
  if (specimen === undefined) return null
  const { head, title, body, signature, signed, seal, look } = specimen
  return (
    <figure class="specimen-figure">
      <svg class="specimen" viewBox="0 0 400 480" role="img" aria-label={`A drawing of the kind: ${name}`}>
        <rect width="400" height="480" fill="#fff" />
        {head.map((line, n) => (
          <text x="200" y={46 + n * 20} text-anchor="middle" font-size="15" font-weight="700" fill="#222">
            {line}
          </text>
        ))}
        <line x1="40" y1="92" x2="360" y2="92" stroke="#888" />
        <text x="200" y="128" text-anchor="middle" font-size="14" font-weight="700" fill="#222">
          {title}
        </text>
        {body.map((line, n) => (
          <text x="48" y={168 + n * 24} font-size="13" fill="#333">
            {line}
          </text>
        ))}
        {[300, 316, 332].map((y) => (
          <line x1="48" y1={y} x2={y === 332 ? 250 : 352} y2={y} stroke="#bbb" stroke-width="2" />
        ))}
        {seal && (
          <>
            <circle cx="92" cy="402" r="34" fill="none" stroke="#777" stroke-width="2" />
            <circle cx="92" cy="402" r="25" fill="none" stroke="#777" stroke-dasharray="2 3" />
            <text x="92" y="406" text-anchor="middle" font-size="10" fill="#555">
              SEAL
            </text>
          </>
        )}
        <text x="170" y="396" font-size="14" font-style="italic" fill="#234">
          {signed}
        </text>
        <line x1="165" y1="404" x2="360" y2="404" stroke="#333" />
        <text x="170" y="421" font-size="11" fill="#555">
          {signature}
        </text>
        <text x="200" y="466" text-anchor="middle" font-size="11" letter-spacing="3" fill="#a33">
          SPECIMEN – NOT A REAL PAPER
        </text>
        {[
          [376, 50],
          [376, 124],
          [376, 190],
          [376, 436],
        ].map(([x = 0, y = 0], n) => (
          <>
            <circle cx={x} cy={y} r="13" fill="#0b4f5c" />
            <text x={x} y={y + 5} text-anchor="middle" font-size="14" font-weight="700" fill="#fff">
              {String(n + 1)}
            </text>
          </>
        ))}
      </svg>
      <figcaption>
        <ol>
          {look.map((line) => (
            <li>{line}</li>
          ))}
        </ol>
      </figcaption>
    </figure>
  )
}
