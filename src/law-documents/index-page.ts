/** The first page: the documents there are, and how to read them. */
import { strengths } from '#decision/rules.ts'
import { facts, isFactName, type FactName } from '#vocabulary/facts.ts'
import { footOf, lawOf, titleOf } from './document.ts'
import { factWords } from './fact-words.ts'
import { html, type Html } from './html.ts'
import { page } from './page.ts'
import { fileOf, unconfirmed, type Sheet, type Source } from './sheet.ts'
import { demoNote } from './unconfirmed.ts'
import {
  confidenceWords,
  effectMeaning,
  effectWords,
  needMeaning,
  orList,
  plainCode,
  sentence,
  strengthWords,
} from './words.ts'

export function indexPage(source: Source, sheets: readonly Sheet[]): string {
  return page({
    title: 'Postern: the law, for counsel',
    running: `Postern - the law, for counsel - rule set ${source.law.digest.slice(0, 12)}`,
    head: html`<p class="eyebrow">Postern</p>
      <h1>The law, for counsel</h1>
      <p class="lead">
        Every rule that this product decides by, beside the law that it is made from: to be read, compared and confirmed
        by the people who answer for it.
      </p>
      ${lawOf(source)} ${demoNote(source.law.rules, source)}`,
    main: [documents(sheets), reading(), factTable()],
    foot: footOf(source),
  })
}

function documents(sheets: readonly Sheet[]): Html {
  return html`<section aria-labelledby="documents">
    <h2 id="documents">The documents</h2>
    <div class="table">
      <table class="stack">
        <caption>
          One for each jurisdiction; a state’s rules are read together with the federal ones
        </caption>
        <thead>
          <tr>
            <th scope="col">Document</th>
            <th scope="col">Rules</th>
            <th scope="col">Inactive</th>
            <th scope="col">Not confirmed</th>
            <th scope="col">Open questions</th>
          </tr>
        </thead>
        <tbody>
          ${sheets.map((sheet) => {
            const inactive = sheet.rules.filter((rule) => rule.inactive !== undefined).length
            return html`<tr>
              <th scope="row"><a href="${fileOf(sheet.jurisdiction)}">${titleOf(sheet.jurisdiction)}</a></th>
              <td>${count(sheet.rules.length, 'rules')}</td>
              <td>${count(inactive, 'inactive')}</td>
              <td>${count(unconfirmed(sheet).length, 'not confirmed')}</td>
              <td>${count(sheet.notes[sheet.jurisdiction]?.questions.length ?? 0, 'open questions')}</td>
            </tr>`
          })}
        </tbody>
      </table>
    </div>
  </section>`
}

/** On a narrow screen the column has no head, so the cell says what it counts. */
function count(number: number, what: string): Html {
  return html`${number}<span class="narrow"> ${what}</span>`
}

function reading(): Html {
  return html`<section aria-labelledby="reading">
    <h2 id="reading">How to read a rule</h2>
    <p>
      Nothing leaves unless a rule opens it, all that the rule asks for is met, and nothing stops it. What a rule still
      waits for holds the data until somebody supplies it. Whoever asks, every rule is looked at, and those that decided
      are cited.
    </p>
    <h3>What a rule does</h3>
    <dl>
      ${Object.entries(effectMeaning).map(
        ([effect, meaning]) =>
          html`<div>
            <dt>${labelOf(effect)}</dt>
            <dd>${sentence(meaning)}</dd>
          </div>`,
      )}
    </dl>
    <h3>What a way to the data may rest on</h3>
    <p>From the strongest to the weakest. A rule that forbids says which of them it stops.</p>
    <ol>
      ${strengths.map((strength) => html`<li>${sentence(strengthWords[strength])}</li>`)}
    </ol>
    <h3>What data can wait for</h3>
    <dl>
      ${Object.entries(needMeaning).map(
        ([need, meaning]) =>
          html`<div>
            <dt>${plainCode(need)}</dt>
            <dd>${sentence(meaning)}</dd>
          </div>`,
      )}
    </dl>
    <h3>How the text was read</h3>
    <dl>
      ${['TEXT', 'TEXT-PART', 'SECONDARY', 'RECALLED', 'PRODUCT', 'not found'].map(
        (confidence) =>
          html`<div>
            <dt>${confidence}</dt>
            <dd>${sentence(confidenceWords(confidence))}</dd>
          </div>`,
      )}
    </dl>
  </section>`
}

function labelOf(effect: string): string {
  return Object.entries(effectWords).find(([one]) => one === effect)?.[1] ?? effect
}

function factTable(): Html {
  return html`<section aria-labelledby="facts">
    <h2 id="facts">What the rules can ask</h2>
    <p>
      A rule can ask for these facts and for no others. That is why statements about the rules can be checked over every
      combination there is. The names are those of the formal texts.
    </p>
    <div class="table">
      <table class="stack">
        <caption>
          Each fact with its name
        </caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          ${Object.keys(facts)
            .filter(isFactName)
            .map(
              (fact) =>
                html`<tr>
                  <th scope="row"><code>${fact}</code></th>
                  <td>${meaningOf(fact)}</td>
                </tr>`,
            )}
        </tbody>
      </table>
    </div>
  </section>`
}

const tooMany = 20

function meaningOf(fact: FactName): string {
  const words = factWords[fact]
  if ('yes' in words) return sentence(`${words.yes}, or not`)
  const values: readonly (string | boolean)[] = facts[fact]
  return values.length > tooMany
    ? sentence(`${words.is} one of the ${values.length} that the vocabulary has`)
    : sentence(`${words.is} ${orList(values.map((value) => words.words(String(value))))}`)
}
