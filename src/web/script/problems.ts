/// <reference lib="dom" />
/** A form that came back with problems: the summary gets the focus, so it is read and seen first. */
export function focusOnProblems(): void {
  document.getElementById('problems')?.focus()
}
