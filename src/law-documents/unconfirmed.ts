/** First of all: what nobody has confirmed yet, what was read least standing first. */
import type { Rule } from '#decision/rules.ts'
import { html, type Html } from './html.ts'
import { refs } from './refs.ts'
import { isConfirmedForShow, unconfirmed, type Sheet, type Source } from './sheet.ts'
import { confidenceWords, counted } from './words.ts'

/** The least certain first; of a text that was read in parts, the least certain part counts. */
const certainty = ['not found', 'RECALLED', 'PRODUCT', 'SECONDARY', 'TEXT-PART', 'TEXT']

export function unconfirmedSection(sheet: Sheet): Html {
  const active = sheet.rules.filter(({ inactive }) => inactive === undefined)
  const waiting = unconfirmed(sheet)
  return html`<section aria-labelledby="unconfirmed">
    <h2 id="unconfirmed">What nobody has confirmed yet</h2>
    <p class="lead">${waits(waiting, active.length)}</p>
    ${demoNote(active, sheet)}
    <p>
      To confirm a rule is to read the official text, to compare it with both columns below, and to say which version
      was read. It counts for twelve months, and for seven days where a court may change the matter overnight. In an
      office, counsel does it with <code>postern rules confirm</code>; a rule that changes is unconfirmed again.
    </p>
    ${waiting.length === 0 ? undefined : table(waiting, sheet)}
  </section>`
}

/** That what counts here as confirmed counts nowhere else; nothing where nobody plays a lawyer. */
export function demoNote(rules: readonly Rule[], source: Source): Html | undefined {
  const played = rules.filter((rule) => isConfirmedForShow(rule, source)).length
  if (played === 0) return undefined
  const confirmations = counted(played, 'confirmation is', 'confirmations are')
  return html`<div class="note">
    <p><strong>DEMO:</strong> ${confirmations} the demonstration’s own. No lawyer read those texts.</p>
  </div>`
}

function waits(waiting: readonly Rule[], active: number): Html {
  if (waiting.length === 0) return html`None of the ${active} rules that decide waits to be confirmed.`
  const opening = waiting.filter(({ parts }) =>
    parts.some(({ effect }) => effect === 'requires' || effect === 'permits'),
  )
  return html`<strong>${waiting.length} of the ${active}</strong> rules that decide wait to be confirmed.
    ${counted(opening.length, 'of them opens', 'of them open')} something: in an office, what only they favor is held
    for counsel.`
}

function table(waiting: readonly Rule[], sheet: Sheet): Html {
  const groups = Map.groupBy(waiting, ({ confidence }) => confidence)
  const sorted = [...groups].toSorted(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
  return html`<div class="table">
    <table class="stack">
      <caption>
        By how the text was read, the least certain first
      </caption>
      <thead>
        <tr>
          <th scope="col">Read how</th>
          <th scope="col">Rules</th>
          <th scope="col">Which</th>
        </tr>
      </thead>
      <tbody>
        ${sorted.map(
          ([confidence, rules]) =>
            html`<tr>
              <th scope="row">${confidence}<br /><span class="soft">${confidenceWords(confidence)}</span></th>
              <td>${rules.length}</td>
              <td>
                ${refs(
                  rules.map(({ id }) => id),
                  sheet,
                )}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function rank(confidence: string): number {
  return Math.min(...confidence.split(' / ').map((one) => certainty.indexOf(one)))
}
