/** One rule for counsel: what the product applies, beside the law as restated. */
import type { Standing } from '#decision/confirmed.ts'
import type { Condition, Part, Requirement, Rule } from '#decision/rules.ts'
import { agencyName, vocabulary } from '#vocabulary/codes.ts'
import { conditionWords } from './fact-words.ts'
import { html, linked, type Html, type Piece } from './html.ts'
import { refs } from './refs.ts'
import { isConfirmed, isConfirmedForShow, isInForce, type Sheet } from './sheet.ts'
import {
  andList,
  confidenceWords,
  dayWords,
  deadlineName,
  deadlineWords,
  effectMeaning,
  effectWords,
  orList,
  paperWords,
  plainCode,
  reachWords,
  sentence,
  strengthWords,
  triggerWords,
} from './words.ts'

export function ruleArticle(rule: Rule, sheet: Sheet): Html {
  const { id, title, inactive } = rule
  return html`<article class="rule" id="${id}" aria-labelledby="${id}-title">
    <header>
      <h3 id="${id}-title"><span class="id">${id}</span> ${title}</h3>
      <ul class="marks">
        ${marks(rule, sheet).map((mark) => html`<li>${mark}</li>`)}
      </ul>
    </header>
    <div class="pair">
      <section class="applied">
        <h4>The rule, as the product applies it</h4>
        <p class="plain">${sentence(rule.plain)}</p>
        ${inactive === undefined ? undefined : html`<p><strong>It decides nothing:</strong> ${sentence(inactive)}</p>`}
        ${rule.parts.map((part, i) => partOf(part, rule.parts.length > 1 ? (part.name ?? String(i + 1)) : undefined, sheet))}
        ${rule.see === undefined ? undefined : html`<dl>${row('Read with', refs(rule.see, sheet))}</dl>`}
      </section>
      <section class="law">
        <h4>The law, as restated</h4>
        <p>${rule.restated ?? 'It has not been restated.'}</p>
        <dl>
          ${row('Citation', rule.source === '' ? html`${rule.citation}. <em>No address with the text was found.</em>` : linked(rule.source, rule.citation))}
          ${
            rule.source === ''
              ? undefined
              : html`<div class="host-row">
                  <dt>Read at</dt>
                  <dd class="host">${hostOf(rule.source)}</dd>
                </div>`
          }
          ${row('How it was read', html`<strong>${rule.confidence}</strong>: ${confidenceWords(rule.confidence)}`)}
          ${row('Confirmed by', confirmation(rule, sheet))} ${effective(rule)}
        </dl>
      </section>
    </div>
  </article>`
}

/** What one sees of a rule at a glance; no color alone says any of it. */
function marks(rule: Rule, sheet: Sheet): Piece[] {
  const effects = [...new Set(rule.parts.map(({ effect }) => effectWords[effect]))]
  return [
    ...(rule.inactive === undefined ? effects : ['Inactive']),
    ...(isInForce(rule, sheet.day) ? [] : [html`<strong>Not in force on ${dayWords(sheet.day ?? '')}</strong>`]),
    ...(rule.agency === undefined ? [] : [`Binds ${agencyName(rule.agency)} alone`]),
    rule.confidence,
    confirmedMark(rule, sheet),
  ]
}

function confirmedMark(rule: Rule, sheet: Sheet): string {
  if (isConfirmedForShow(rule, sheet)) return 'Confirmed for the DEMO alone'
  return isConfirmed(rule, sheet) ? 'Confirmed' : 'Not confirmed'
}

function partOf(part: Part, name: string | undefined, sheet: Sheet): Html {
  const { effect, by, papers, where, until, heldBeside, of, stops, except, substitute, duty, trigger } = part
  return html`${name === undefined ? undefined : html`<h5>Part: ${plainCode(name)}</h5>`}
    <dl>
      ${row('Effect', html`<strong>${effectWords[effect]}</strong>: ${effectMeaning[effect]}${by === undefined ? '' : `; it rests on ${strengthWords[by]}`}`)}
      ${of === undefined ? undefined : row('Attached to', refs(of, sheet))}
      ${reachesAnything(part) ? row('Reaches', reachWords(part)) : undefined}
      ${papers === undefined ? undefined : row('Carried by', orList(papers.map(paperWords)))}
      ${where.length === 0 ? undefined : row('Only where', items(where.map(conditionWords)))}
      ${until.length === 0 ? undefined : row('Waits until', items(until.map(requirement)))}
      ${heldBeside.length === 0 ? undefined : row('With another purpose', `held for counsel if also for ${orList(heldBeside.map(plainCode))}`)}
      ${effect === 'forbids' ? row('Stops', stops.length === 0 ? 'nothing by itself; it is cited beside what closes the record' : andList(stops.map((one) => strengthWords[one]))) : undefined}
      ${except.length === 0 ? undefined : row('Except', refs(except, sheet))}
      ${substitute === undefined ? undefined : row('In its place', `the ${plainCode(substitute)} goes out`)}
      ${duty === undefined || trigger === undefined ? undefined : row('To be done', html`${sentence(vocabulary.duties[duty])} <span class="when">${sentence(triggerWords(trigger))}</span>`)}
      ${part.deadline === undefined ? undefined : row(deadlineName(part.deadline), deadlineWords(part.deadline))}
      ${part.standing === undefined ? undefined : row('Attaches to no request', sentence(part.standing))}
    </dl>`
}

/** A duty that only stands, or counts days, reaches no data. */
function reachesAnything({ effect, programs, elements }: Part): boolean {
  return effect !== 'duty' || programs !== 'all' || elements !== 'all'
}

function requirement({ met, need, when }: Requirement): Piece {
  const what =
    met.length === 0 ? 'the agency acts: nothing in a file alone meets this' : met.map(conditionWords).join(', and ')
  const only = when
    .map((conditions: readonly Condition[]) => conditions.map(conditionWords).join(' and '))
    .join('; or where ')
  return html`${what}${only === '' ? '' : ` (asked for only where ${only})`}
    <span class="need">need: ${plainCode(need)}</span>`
}

function confirmation(rule: Rule, { standings }: Sheet): Piece {
  if (rule.inactive !== undefined) return 'nobody needs to: it decides nothing'
  const standing = standings?.get(rule.id)
  if (standing !== undefined) return standingWords(rule, standing)
  if (rule.confirmed === null) return html`<strong>nobody yet</strong>${lapse(rule)}`
  return `${rule.confirmed.by}, on ${dayWords(rule.confirmed.on)}${lapse(rule)}`
}

function standingWords(rule: Rule, { stands, confirmation: found, until }: Standing): Piece {
  if (found === undefined) return html`<strong>nobody yet</strong>${lapse(rule)}`
  const who = `${found.by}${found.demo ? ' (DEMO, no lawyer)' : ''}, who read ${found.version} on ${dayWords(found.readOn)}`
  if (stands === 'changed') return html`<strong>nobody as it stands now</strong>: it has changed since ${who}`
  const end = until === undefined ? '' : dayWords(until)
  if (stands === 'lapsed') return html`<strong>nobody any longer</strong>: what ${who} counted until ${end}`
  return `${who}; that counts until ${end}`
}

function lapse({ lapses }: Rule): string {
  return lapses === 'weekly' ? '. A confirmation counts for seven days, because a court may change this overnight' : ''
}

function effective({ effective: { from, to } }: Rule): Html | undefined {
  if (from === null && to === null) return undefined
  const words = [...(from === null ? [] : [`from ${dayWords(from)}`]), ...(to === null ? [] : [`to ${dayWords(to)}`])]
  return row('In force', words.join(' '))
}

function row(label: string, piece: Piece): Html {
  return html`<div>
    <dt>${label}</dt>
    <dd>${piece}</dd>
  </div>`
}

function items(pieces: readonly Piece[]): Html {
  return html`<ul>
    ${pieces.map((piece) => html`<li>${piece}</li>`)}
  </ul>`
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname.replace(/^www\./, '') : address
}
