/** What counsel should know beside the rules: open questions, claims that circulate, and what happened lately. */
import { html, linked, type Html } from './html.ts'
import type { Claim, Development, Question } from './notes.ts'
import { refs } from './refs.ts'
import type { Sheet } from './sheet.ts'
import { confidenceWords, counted, sentence } from './words.ts'

export function questionsSection(questions: readonly Question[], sheet: Sheet): Html {
  return html`<section aria-labelledby="questions">
    <h2 id="questions">Open questions for counsel</h2>
    <p>
      ${counted(questions.length, 'question')} that the texts found so far do not answer. Until one is answered, the
      rules do what stands below it, which is the more careful reading.
    </p>
    ${questions.map(
      ({ number, asks, meanwhile, rules }) =>
        html`<article class="item" aria-labelledby="question-${number}">
          <h3 id="question-${number}">Question ${number}</h3>
          <p>${asks}</p>
          <p><strong>Until then:</strong> ${meanwhile}</p>
          <p class="soft">Rules concerned: ${refs(rules, sheet)}</p>
        </article>`,
    )}
  </section>`
}

export function claimsSection(claims: readonly Claim[], sheet: Sheet): Html {
  return html`<section aria-labelledby="claims">
    <h2 id="claims">What people say, and what the sources say</h2>
    <p>
      These claims circulate in articles and in answers online. They were checked against the sources behind the rules;
      they are no source of law. That something was not found does not prove that there is none.
    </p>
    ${claims.map(
      ({ claim, verdict, as, found, rules, sources }, i) =>
        html`<article class="item" aria-labelledby="claim-${i + 1}">
          <h3 id="claim-${i + 1}">“${claim}”</h3>
          <p class="verdict">${sentence(as === undefined ? verdict : `${verdict}, ${as}`)}</p>
          <p>${found}</p>
          ${rules.length === 0 ? undefined : html`<p class="soft">Rules: ${refs(rules, sheet)}</p>`}
          ${sourceList(sources)}
        </article>`,
    )}
  </section>`
}

export function developmentsSection(developments: readonly Development[], sheet: Sheet): Html {
  return html`<section aria-labelledby="developments">
    <h2 id="developments">What happened in 2025 and 2026</h2>
    <p>
      Federal events with their dates as found. The newest source is of July 2026; anything later is unknown here, and
      so are appeals that no source names. None of it opens a record: only rules do.
    </p>
    <div class="table">
      <table class="stack">
        <caption>
          Federal events, the earliest first
        </caption>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col">For Massachusetts and Maine</th>
            <th scope="col">Source</th>
          </tr>
        </thead>
        <tbody>
          ${developments.map(
            ({ when, what, means, confidence, rules, sources }) =>
              html`<tr>
                <th scope="row">${when}</th>
                <td>${what}${rules.length === 0 ? undefined : html` (${refs(rules, sheet)})`}</td>
                <td>${sentence(means)}</td>
                <td><span title="${confidenceWords(confidence)}">${confidence}</span>${sourceList(sources)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`
}

function sourceList(sources: readonly string[]): Html | undefined {
  if (sources.length === 0) return undefined
  return html`<ul class="sources">
    ${sources.map((source) => html`<li>${linked(source, hostOf(source))}</li>`)}
  </ul>`
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname.replace(/^www\./, '') : address
}
