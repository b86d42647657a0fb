/** What is proved of the law, in words beside its formal text. */
import { claimText } from '#proof/formula.ts'
import { invariants, type Invariant } from '#proof/invariants.ts'
import { html, type Html } from './html.ts'
import type { Sheet } from './sheet.ts'

export function invariantsSection({ jurisdiction, law: { digest } }: Sheet): Html {
  return html`<section aria-labelledby="invariants">
    <h2 id="invariants">What always holds</h2>
    <p>
      Each of these sentences is about the rules taken together, federal and state, in every situation that they can
      tell apart. <code>postern rules prove</code> checks each over <em>all</em> combinations of facts, by two methods
      that know nothing of each other (decision diagrams, and the solver Z3) and must agree. It prints how many
      combinations it covered or, where a sentence fails, a case that breaks it, which
      <code>postern decide</code> takes.
    </p>
    <p>
      This page only states them. The proof is of the rule set that the command prints; compare its digest with
      <span class="digest">${digest}</span>.
    </p>
    <p class="soft">
      Formal text: “⇒” means that where the left side is so, the right side is too. “leaves” means that the element, or
      its substitute, is released. “[x := y]” means the same situation with that fact instead. What each fact is called
      <a href="index.html#facts">stands on the first page</a>. “contract” with a number names a paragraph of this
      project’s specification.
    </p>
    ${invariants.map((invariant) => article(invariant, jurisdiction))}
  </section>`
}

function article({ number, words, except, claims, inAnyOrder }: Invariant, jurisdiction: string): Html {
  const here = claims.filter(
    (claim) => claim.jurisdiction === undefined || jurisdiction === 'us' || claim.jurisdiction === jurisdiction,
  )
  const elsewhere = claims.length > 0 && here.length === 0
  return html`<article class="item wide" aria-labelledby="invariant-${number}">
    <div>
      <h3 id="invariant-${number}">${number}. ${words}</h3>
      ${except === undefined ? undefined : html`<p>${except}</p>`}
      ${elsewhere ? html`<p class="soft">It is said of another state’s law alone.</p>` : undefined}
      ${inAnyOrder === true ? html`<p class="soft">It is proved by comparing the law with itself, written in another order.</p>` : undefined}
    </div>
    ${
      here.length === 0
        ? undefined
        : html`<ul class="formal">
            ${here.map((claim) => html`<li><code>${claimText(claim)}</code></li>`)}
          </ul>`
    }
  </article>`
}
