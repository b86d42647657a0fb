/** What counsel should know beside the rules of a jurisdiction. None of it decides anything. */

/** What the law table leaves to counsel. */
export interface Question {
  /** As the law table counts them; a question about several jurisdictions stands in each, with its own part. */
  readonly number: number
  readonly asks: string
  /** What the rules do until it is answered. */
  readonly meanwhile: string
  readonly rules: readonly string[]
}

/** A claim that circulates, and what the sources say of it. */
export interface Claim {
  readonly claim: string
  readonly verdict:
    | 'supported'
    | 'supported in part'
    | 'unsupported'
    | 'unverifiable'
    | 'contradicted'
    | 'not a legal claim'
  /** How far the verdict goes, to follow it. */
  readonly as?: string
  readonly found: string
  readonly rules: readonly string[]
  readonly sources: readonly string[]
}

/** An event around the law, as far as it was found. */
export interface Development {
  readonly when: string
  readonly what: string
  /** What it means for Massachusetts and Maine. */
  readonly means: string
  readonly confidence: string
  readonly rules: readonly string[]
  readonly sources: readonly string[]
}

export interface Notes {
  readonly questions: readonly Question[]
  readonly claims: readonly Claim[]
  readonly developments: readonly Development[]
  /** How the legal holidays were read; absent where there are none. */
  readonly holidays?: { readonly confidence: string; readonly source: string }
}
