/** The law as pages: one for each jurisdiction that has rules, and a first page. The same input gives the same bytes. */
import { vocabulary } from '#vocabulary/codes.ts'
import { documentOf } from './document.ts'
import { indexPage } from './index-page.ts'
import { fileOf, type Sheet, type Source } from './sheet.ts'

export interface LawDocument {
  readonly file: string
  readonly text: string
  readonly rules: number
}

/** An agency's own rules stand with those of its state. No clock is read: the day is the source's. */
export function lawDocuments(source: Source): readonly LawDocument[] {
  const agencies: Readonly<Record<string, { readonly jurisdiction: string }>> = vocabulary.agencies
  const sheets = Object.keys(vocabulary.jurisdictions).flatMap((jurisdiction): Sheet[] => {
    const rules = source.law.rules.filter(
      (rule) => (rule.agency === undefined ? rule.jurisdiction : agencies[rule.agency]?.jurisdiction) === jurisdiction,
    )
    return rules.length === 0 ? [] : [{ ...source, jurisdiction, rules }]
  })
  return [
    { file: 'index.html', text: indexPage(source, sheets), rules: source.law.rules.length },
    ...sheets.map((sheet) => ({
      file: fileOf(sheet.jurisdiction),
      text: documentOf(sheet),
      rules: sheet.rules.length,
    })),
  ]
}
