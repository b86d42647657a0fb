/**
 * Letters as PDF/UA-1, by Typst: tagged, with language and title, and the same bytes for the same letter.
 *
 * Trust: who can change `letter.typ` or the fonts changes how a letter looks; what it says comes as data, and no text
 * of it is read as markup.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { PosternError } from '#errors.ts'
import type { LetterDocument } from '#letter/model.ts'
import { fontsHere } from './fonts.ts'

export interface Typeset {
  readonly pdf: Uint8Array
  /** Letters of a script for which no font is here: they stand as ? in the letter, and their taglines are left out. */
  readonly unwritable: readonly string[]
}

/** Made when the first letter is, and kept: reading fonts takes longer than a letter. */
let compiler: NodeCompiler | undefined

const template = readFileSync(join(import.meta.dirname, 'letter.typ'), 'utf8')

/**
 * Set a letter.
 *
 * @throws PosternError ERR_LETTER where Typst refuses it: PDF/UA-1 takes no page without title, language or tags
 */
export function typeset(letter: LetterDocument): Typeset {
  compiler ??= NodeCompiler.create({ fontArgs: [{ fontBlobs: [...fontsHere()] }] })
  const unwritable = new Set<string>()
  // Each round takes out what the last one could not write; a letter has few scripts.
  for (let round = 0; round < 4; round++) {
    try {
      return { pdf: new Uint8Array(compile(compiler, without(letter, unwritable))), unwritable: [...unwritable] }
    } catch (error) {
      const more = charactersIn(String(error)).filter((character) => !unwritable.has(character))
      if (more.length === 0) throw refused(letter, error)
      for (const character of more) unwritable.add(character)
    }
  }
  throw refused(letter, undefined)
}

function compile(by: NodeCompiler, letter: LetterDocument): Buffer {
  const inputs = { letter: JSON.stringify(letter) }
  const made = by.compile({ mainFileContent: template, inputs })
  if (made.result === null) throw new Error(JSON.stringify(made.takeDiagnostics()?.shortDiagnostics))
  const pdf = by.pdf(made.result, { pdfStandard: 'ua-1' })
  by.evictCache(10)
  return pdf
}

/** "the text `"한"` could not be displayed with font …" */
function charactersIn(words: string): string[] {
  return [...words.matchAll(/the text `\\?"(.{1,40}?)\\?"` could not be displayed/gu)].flatMap(([, text = '']) =>
    Array.from(text),
  )
}

function without(letter: LetterDocument, unwritable: ReadonlySet<string>): LetterDocument {
  const written = (text: string): boolean => !Array.from(text).some((character) => unwritable.has(character))
  const taglines = letter.taglines.filter(({ name, text }) => written(name + text))
  const clean: LetterDocument = JSON.parse(JSON.stringify({ ...letter, taglines }), (_, value: unknown) =>
    typeof value === 'string' ? plain(value, unwritable) : value,
  )
  return clean
}

/** No character that turns the direction of reading or that nobody sees, whoever typed it. */
function plain(text: string, unwritable: ReadonlySet<string>): string {
  const seen = text.replaceAll(/[\p{Cc}\p{Bidi_Control}\p{Cn}\p{Co}]+/gu, ' ')
  return unwritable.size === 0 ? seen : Array.from(seen, (one) => (unwritable.has(one) ? '?' : one)).join('')
}

function refused({ kind, language }: LetterDocument, cause: unknown): PosternError {
  return new PosternError(
    'ERR_LETTER',
    'This letter cannot be set as an accessible PDF.',
    { kind, language },
    { mend: 'Run `postern doctor` to see whether a font is missing; if none is, report it.', cause },
  )
}
