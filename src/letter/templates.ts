/** What a language has of the letters. */
import type { Frame, LetterFacts, LetterKind } from './facts.ts'
import type { Block } from './model.ts'

export interface Written {
  readonly title: string
  readonly blocks: readonly Block[]
}

export type Templates = {
  readonly [Kind in LetterKind]: (facts: LetterFacts[Kind], frame: Frame) => Written
}
