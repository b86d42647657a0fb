/** A letter from its facts: the words of its template in one language, with the sheet of taglines behind it. */
import sheet from './taglines.json' with { type: 'json' }
import { daySaid } from './codes.ts'
import { english } from './english.ts'
import { mayAdd, type Frame, type LetterFacts, type LetterKind, type LetterOf } from './facts.ts'
import type { Block, Language, LetterDocument, Tagline } from './model.ts'
import { spanish } from './spanish.ts'
import type { Templates, Written } from './templates.ts'

/** Languages in which letters are written; what is missing in one goes out in English. */
export const languages: readonly Language[] = ['en', 'es']

const templates: { readonly [L in Language]: Partial<Templates> } = { en: english, es: spanish }

const words = {
  en: {
    reference: 'Number',
    closing: 'Questions? Call {phone}. Help in your language is free.',
    closingWithout: 'Questions? Call the number on your notices. Help in your language is free.',
    page: 'Page {page} of {pages}',
    tags: 'Help in your language',
    synthetic: 'DEMO. Everybody and everything in this letter is made up.',
  },
  es: {
    reference: 'Número',
    closing: '¿Preguntas? Llame al {phone}. La ayuda en su idioma es gratis.',
    closingWithout: '¿Preguntas? Llame al número que está en sus avisos. La ayuda en su idioma es gratis.',
    page: 'Página {page} de {pages}',
    tags: 'Help in your language',
    synthetic: 'DEMO. Todas las personas y cosas de esta carta son inventadas.',
  },
} as const

/** The language that a letter of this kind goes out in for somebody who reads `wanted`. */
export function languageFor(kind: LetterKind, wanted: string): Language {
  const language = languages.find((one) => one === wanted.split('-')[0])
  return language !== undefined && templates[language][kind] !== undefined ? language : 'en'
}

/**
 * Write a letter. The same facts give the same document.
 *
 * A letter that has no template in the language is written in English; the sheet of taglines goes with every letter.
 */
export function write<Kind extends LetterKind>(letter: LetterOf<Kind>, wanted: string): LetterDocument {
  const { kind, facts, frame } = letter
  const language = languageFor(kind, wanted)
  const made = written(kind, facts, frame, language)
  const { sender, to, date, reference, addition, synthetic } = frame
  const said = words[language]
  const added: Block[] = addition !== undefined && mayAdd[kind] ? [{ block: 'addition', text: addition }] : []
  return {
    kind,
    language,
    title: made.title,
    sender,
    to,
    date,
    dateText: daySaid(date, language),
    reference,
    referenceText: said.reference,
    blocks: [...made.blocks, ...added],
    closing: sender.phone === undefined ? said.closingWithout : said.closing.replace('{phone}', sender.phone),
    pageText: said.page,
    tagTitle: said.tags,
    taglines: taglines.filter((tagline) => tagline.language !== language),
    synthetic: synthetic === true ? said.synthetic : undefined,
  }
}

/** @throws nothing: English has every kind */
function written<Kind extends LetterKind>(
  kind: Kind,
  facts: LetterFacts[Kind],
  frame: Frame,
  language: Language,
): Written {
  const own: Templates[Kind] | undefined = templates[language][kind]
  return (own ?? english[kind])(facts, frame)
}

export const taglines: readonly Tagline[] = sheet.taglines.map(({ language, name, direction, text }) => ({
  language,
  name,
  direction: direction === 'rtl' ? 'rtl' : 'ltr',
  text,
}))

/** Languages of the sheet that nobody who speaks them has read yet. */
export const unreviewed: readonly string[] = sheet.taglines.flatMap(({ language, reviewedBy }) =>
  reviewedBy === null ? [language] : [],
)
