/** Links from rule to rule, inside a document and across. */
import { strengths, type Rule } from '#decision/rules.ts'
import { html, joined, type Html, type Piece } from './html.ts'
import { fileOf, type Sheet } from './sheet.ts'
import { strengthWords } from './words.ts'

/** Ids, parts of rules as "ID/part", kinds of way, or all. */
export function refs(named: 'all' | readonly string[], sheet: Sheet): Html {
  if (named === 'all') return html`every rule that opens something`
  return html`${joined(
    named.map((name) => ref(name, sheet)),
    ', ',
  )}`
}

function ref(name: string, sheet: Sheet): Piece {
  const strength = strengths.find((one) => one === name)
  if (strength !== undefined) return strengthWords[strength]
  const [id = '', part] = name.split('/')
  const rule = sheet.law.rules.find((one) => one.id === id)
  return rule === undefined ? name : html`${ruleLink(rule, sheet)}${part === undefined ? '' : ` (${part})`}`
}

function ruleLink({ id, jurisdiction, title }: Rule, sheet: Sheet): Html {
  const file = jurisdiction === sheet.jurisdiction ? '' : fileOf(jurisdiction)
  return html`<a class="ref" href="${file}#${id}" title="${title}">${id}</a>`
}
