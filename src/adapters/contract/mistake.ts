/** What is wrong with a case file, and where. */
export interface Mistake {
  /** JSON pointer (RFC 6901) into the file. */
  readonly pointer: string
  readonly reason: string
  readonly mend: string
}
