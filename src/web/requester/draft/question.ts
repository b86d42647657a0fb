/** A question of the form: what it asks, why, and what answers it. */
export interface Choice {
  readonly value: string
  readonly text: string
  readonly hint?: string
}

export interface Question {
  readonly name: string
  readonly ask: string
  /** What the law asks, and why; or where to find it. */
  readonly why?: string
  readonly kind: 'line' | 'words' | 'day' | 'one' | 'any' | 'list'
  readonly choices?: readonly Choice[]
  /** What is said where it is not answered; without it the question may be left. */
  readonly must?: string
  /** Asked only where another question has this answer. */
  readonly only?: readonly [question: string, answer: string]
  readonly type?: 'email' | 'tel'
  /** A heading that stands above it. */
  readonly heading?: string
}

export const words = (codes: Readonly<Record<string, string>>): Choice[] =>
  Object.entries(codes).map(([value, text]) => ({ value, text }))

export const yesNo: readonly Choice[] = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
]
