/** The days that the law sets, each with how it is counted, and the holidays that counting passes over. */
import type { Holiday } from '#decision/rules.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { html, linked, type Html, type Piece } from './html.ts'
import type { Notes } from './notes.ts'
import { refs } from './refs.ts'
import type { Sheet } from './sheet.ts'
import { confidenceWords, deadlineName, deadlineWords, monthWord } from './words.ts'

export function daysSection(sheet: Sheet): Html {
  const limits = sheet.rules.flatMap((rule) =>
    rule.parts.flatMap(({ deadline }) => (deadline === undefined ? [] : [{ rule, deadline }])),
  )
  return html`<section aria-labelledby="days">
    <h2 id="days">Days to keep</h2>
    <p>
      The day of the event is never counted. Where the law says “promptly”, or counts from a day that no request states,
      there is no row here; those duties stand under “Standing duties”.
    </p>
    <div class="table">
      <table class="stack">
        <caption>
          What is due, and when
        </caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">When</th>
            <th scope="col">Law</th>
          </tr>
        </thead>
        <tbody>
          ${limits.map(
            ({ rule, deadline }) =>
              html`<tr>
                <th scope="row">${deadlineName(deadline)}</th>
                <td>${deadlineWords(deadline)}</td>
                <td>
                  ${rule.source === '' ? rule.citation : linked(rule.source, rule.citation)} (${refs([rule.id], sheet)})
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${holidays(sheet)}
  </section>`
}

/** As the time limits of the rule set carry them; none where nothing is counted as a court counts. */
function holidays({ law, jurisdiction, notes }: Sheet): Piece {
  const all = law.rules.flatMap(({ parts }) => parts.map(({ deadline }) => deadline?.holidays)).find((each) => each)
  const own = all?.[jurisdiction] ?? []
  if (own.length === 0) return undefined
  const beside = jurisdiction === 'us' ? '' : ', beside the federal ones or by another name'
  return html`<h3>Legal holidays of the ${vocabularyName(jurisdiction)}${beside}</h3>
    <p>
      ${holidaysRead(notes[jurisdiction])} Counsel must check them. One that is missing here makes a day come earlier,
      never later.
    </p>
    <ul>
      ${own.map((holiday) => html`<li>${holiday.name}: ${holidayWords(holiday)}</li>`)}
    </ul>`
}

function holidaysRead(beside: Notes | undefined): Piece {
  if (beside?.holidays === undefined) return undefined
  const { confidence, source } = beside.holidays
  const where = source === '' ? 'No address was found.' : html`${linked(source, source)}.`
  return html`<strong>${confidence}</strong>: ${confidenceWords(confidence)}. ${where}`
}

const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
const ordinals: Readonly<Record<number, string>> = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', [-1]: 'last' }

function holidayWords({ month, on }: Holiday): string {
  if ('date' in on) return `${monthWord(month)} ${on.date}`
  return `the ${ordinals[on.nth] ?? on.nth} ${weekdays[on.weekday] ?? ''} of ${monthWord(month)}`
}

function vocabularyName(jurisdiction: string): string {
  const names: Readonly<Record<string, string>> = vocabulary.jurisdictions
  return (names[jurisdiction] ?? jurisdiction).replace(/ \(.*\)$/, '')
}
