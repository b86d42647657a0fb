/** The document of one jurisdiction's rules, for the lawyer who reads it. */
import { vocabulary } from '#vocabulary/codes.ts'
import { claimsSection, developmentsSection, questionsSection } from './beside.ts'
import { daysSection } from './days.ts'
import { html, type Html, type Piece } from './html.ts'
import { invariantsSection } from './invariants.ts'
import { page } from './page.ts'
import { ruleArticle } from './rule.ts'
import type { Sheet } from './sheet.ts'
import { topicsOf, type Topic } from './topics.ts'
import { unconfirmedSection } from './unconfirmed.ts'
import { counted, dayWords } from './words.ts'

export function documentOf(sheet: Sheet): string {
  const { jurisdiction, law, rules } = sheet
  const title = titleOf(jurisdiction)
  const topics = topicsOf(rules)
  const { questions, claims, developments } = sheet.notes[jurisdiction] ?? {
    questions: [],
    claims: [],
    developments: [],
  }
  const after: readonly (readonly [id: string, title: string, section: Html])[] = [
    ...(hasDays(sheet) ? [['days', 'Days to keep', daysSection(sheet)] as const] : []),
    ['invariants', 'What always holds', invariantsSection(sheet)],
    ...(claims.length > 0
      ? [['claims', 'What people say, and what the sources say', claimsSection(claims, sheet)] as const]
      : []),
    ...(developments.length > 0
      ? [['developments', 'What happened in 2025 and 2026', developmentsSection(developments, sheet)] as const]
      : []),
  ]
  return page({
    title: `${title}: the rules beside the law`,
    running: `Postern - ${title}: the rules beside the law - rule set ${law.digest.slice(0, 12)}`,
    head: html`<p class="eyebrow"><a href="index.html">Postern: the law, for counsel</a></p>
      <h1>${title}: the rules beside the law</h1>
      <p class="lead">
        ${counted(rules.length, 'rule')}. On the left of each stands what the product does, on the right what the law
        says, restated in a few sentences, with where it was read and how.
      </p>
      <div class="note">
        <p>
          This is no legal advice and no copy of the law. Each restatement must be compared with the official text
          before anybody relies on it.
        </p>
      </div>
      ${lawOf(sheet)}
      <nav aria-label="In this document">
        <ol>
          <li><a href="#unconfirmed">What nobody has confirmed yet</a></li>
          ${questions.length === 0 ? undefined : html`<li><a href="#questions">Open questions for counsel</a></li>`}
          ${topics.map(({ id, title: topic, rules: { length } }) => html`<li><a href="#${id}">${topic}</a> (${length})</li>`)}
          ${after.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}
        </ol>
      </nav>`,
    main: [
      unconfirmedSection(sheet),
      questions.length === 0 ? undefined : questionsSection(questions, sheet),
      topics.map((topic) => topicSection(topic, sheet)),
      after.map(([, , section]) => section),
    ],
    foot: footOf(sheet),
  })
}

function hasDays({ rules }: Sheet): boolean {
  return rules.some(({ parts }) => parts.some(({ deadline }) => deadline !== undefined))
}

export function titleOf(jurisdiction: string): string {
  const names: Readonly<Record<string, string>> = vocabulary.jurisdictions
  return jurisdiction === 'us' ? 'Federal law' : (names[jurisdiction] ?? jurisdiction)
}

/** Which law this is, and of which day. */
export function lawOf({ law: { digest }, day }: Pick<Sheet, 'law' | 'day'>): Piece {
  const of =
    day === undefined
      ? 'Rules of every day are shown, each with the days it is in force.'
      : `The law of ${dayWords(day)}.`
  return html`<p class="soft">${of} Digest of the whole rule set: <span class="digest">${digest}</span></p>`
}

export function footOf({ law: { digest } }: Pick<Sheet, 'law'>): Piece {
  return html`<p>
    Written by <code>postern rules docs</code> from the rule set with the digest <span class="digest">${digest}</span>.
    The same rules give the same bytes.
  </p>`
}

function topicSection({ id, title, lead, rules }: Topic, sheet: Sheet): Html {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${lead === '' ? undefined : html`<p>${lead}</p>`} ${rules.map((rule) => ruleArticle(rule, sheet))}
  </section>`
}
