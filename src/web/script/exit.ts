/// <reference lib="dom" />
/**
 * Leaving at once: the page goes blank, the neutral page takes its place in the tab's history, and Shift pressed
 * three times within two seconds does the same as the button.
 */
const presses = 3
const withinMilliseconds = 2_000

export function exitThisPage(): void {
  const button = document.querySelector<HTMLAnchorElement>('a[data-exit]')
  if (button === null) return
  const leave = (): void => {
    // Blank first: the next page may take a while on a slow line.
    document.documentElement.hidden = true
    document.title = ''
    location.replace(button.href)
  }
  button.addEventListener('click', (event) => {
    event.preventDefault()
    leave()
  })
  const times: number[] = []
  document.addEventListener('keyup', ({ key, timeStamp }) => {
    if (key !== 'Shift') times.length = 0
    else times.push(timeStamp)
    const first = times.at(-presses)
    if (first !== undefined && timeStamp - first < withinMilliseconds) leave()
  })
  for (const hint of document.querySelectorAll<HTMLElement>('.exit [data-needs-script]')) hint.hidden = false
}
