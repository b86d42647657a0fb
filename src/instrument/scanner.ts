/** Somebody else's opinion of a file, before anybody opens it. */
export type Scanned =
  | { readonly found: 'nothing' }
  /** What it is called by whoever knows it. */
  | { readonly found: 'harm'; readonly name: string }
  /** The scanner did not answer; the file waits. */
  | { readonly found: 'no-answer' }
  /** There is no scanner here. */
  | { readonly found: 'not-scanned' }

export interface Scanner {
  /** Whether there is one. */
  readonly here: boolean
  /** Asked each time a file is opened, so that what is known by then counts. Never throws. */
  scan(bytes: Uint8Array): Promise<Scanned>
}

/** For an office that has none: every file is said to be not scanned. */
export const noScanner: Scanner = { here: false, scan: () => Promise.resolve({ found: 'not-scanned' }) }
