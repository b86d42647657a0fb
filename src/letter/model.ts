/**
 * A letter as a document: what it says, in order, and nothing of how it looks. It is printed by Typst and shown as a
 * page from the same value, so both say the same.
 *
 * INVARIANT: every text is text. Nothing in it is ever read as markup, by whoever prints it.
 */
import type { Day } from '#vocabulary/time.ts'

export type Language = 'en' | 'es'

/** Text from left to right whatever stands around it: numbers, codes, addresses. */
export interface Literal {
  readonly literal: string
}

export interface Strong {
  readonly strong: string
}

export type Run = string | Literal | Strong

export type Block =
  | { readonly block: 'heading'; readonly text: string }
  | { readonly block: 'paragraph'; readonly runs: readonly Run[] }
  | { readonly block: 'list'; readonly numbered: boolean; readonly items: readonly (readonly Run[])[] }
  /** What is to be seen first: a code, a last day. */
  | { readonly block: 'facts'; readonly facts: readonly { readonly name: string; readonly value: readonly Run[] }[] }
  | {
      readonly block: 'table'
      readonly caption: string
      readonly head: readonly string[]
      readonly rows: readonly (readonly (readonly Run[])[])[]
    }
  /** Where staff may add a paragraph of their own; it stands here marked as theirs. */
  | { readonly block: 'addition'; readonly text: string }

export interface Tagline {
  readonly language: string
  readonly name: string
  readonly direction: 'ltr' | 'rtl'
  readonly text: string
}

export interface LetterDocument {
  readonly kind: string
  readonly language: Language
  readonly title: string
  readonly sender: Sender
  /** Lines of the address window. */
  readonly to: readonly string[]
  readonly date: Day
  readonly dateText: string
  /** The number to give when writing or calling; it says nothing about anybody. */
  readonly reference: string | undefined
  readonly referenceText: string
  readonly blocks: readonly Block[]
  readonly closing: string
  /** "Page {page} of {pages}" */
  readonly pageText: string
  readonly tagTitle: string
  readonly taglines: readonly Tagline[]
  /** Everybody and everything in it is made up. */
  readonly synthetic: string | undefined
}

/** The office that writes. */
export interface Sender {
  readonly name: string
  readonly lines: readonly string[]
  /** Whom to call; language help is free. */
  readonly phone: string | undefined
  /** Where people get free legal help. */
  readonly legalHelp: readonly string[]
}

export function paragraph(...runs: readonly Run[]): Block {
  return { block: 'paragraph', runs }
}

export function heading(text: string): Block {
  return { block: 'heading', text }
}

export function bullets(...items: readonly (string | readonly Run[])[]): Block {
  return { block: 'list', numbered: false, items: items.map(asRuns) }
}

export function steps(...items: readonly (string | readonly Run[])[]): Block {
  return { block: 'list', numbered: true, items: items.map(asRuns) }
}

export function facts(...pairs: readonly (readonly [name: string, value: string | Run | readonly Run[]])[]): Block {
  return { block: 'facts', facts: pairs.map(([name, value]) => ({ name, value: asRuns(value) })) }
}

export function literal(text: string): Literal {
  return { literal: text }
}

export function strong(text: string): Strong {
  return { strong: text }
}

function asRuns(value: Run | readonly Run[]): readonly Run[] {
  return isRuns(value) ? value : [value]
}

function isRuns(value: Run | readonly Run[]): value is readonly Run[] {
  return Array.isArray(value)
}

/** The text of a letter as it is read, a block a line: to be compared with its template, and searched in tests. */
export function plainText({ title, blocks, closing }: Pick<LetterDocument, 'title' | 'blocks' | 'closing'>): string {
  return [title, ...blocks.flatMap(linesOf), closing].join('\n')
}

function linesOf(block: Block): string[] {
  switch (block.block) {
    case 'heading':
    case 'addition':
      return [block.text]
    case 'paragraph':
      return [textOf(block.runs)]
    case 'list':
      return block.items.map((item, i) => `${block.numbered ? `${i + 1}.` : '•'} ${textOf(item)}`)
    case 'facts':
      return block.facts.map(({ name, value }) => `${name}: ${textOf(value)}`)
    case 'table':
      break
  }
  return [block.caption, block.head.join(' | '), ...block.rows.map((row) => row.map(textOf).join(' | '))]
}

export function textOf(runs: readonly Run[]): string {
  return runs.map((run) => (typeof run === 'string' ? run : 'literal' in run ? run.literal : run.strong)).join('')
}
