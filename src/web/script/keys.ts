/// <reference lib="dom" />
/**
 * Keys of a page. The page lists them itself in `<dialog class="keys" id="keys">`, each as
 * `<li><kbd data-key="j" data-go="#next">j</kbd> what it does</li>`: a key presses or follows what `data-go` names, and
 * `data-go="next [data-row]"` (or `previous …`) goes through several.
 * `?` opens the list. The switch `<input type="checkbox" data-keys-switch>` turns all of them off on this device
 * (WCAG 2.1.4), `?` included; `[data-keys-open]` opens the list by mouse and touch.
 */
const kept = 'postern-keys'

export function keys(): void {
  const list = document.querySelector<HTMLDialogElement>('dialog#keys')
  if (list === null) return
  for (const opener of document.querySelectorAll<HTMLElement>('[data-keys-open]')) {
    opener.hidden = false
    opener.addEventListener('click', () => {
      list.showModal()
    })
  }
  for (const box of list.querySelectorAll<HTMLInputElement>('input[data-keys-switch]')) {
    box.checked = areOn()
    box.addEventListener('change', () => {
      localStorage.setItem(kept, box.checked ? 'on' : 'off')
    })
  }
  document.addEventListener('keydown', (event) => {
    if (!areOn() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || list.open) return
    if (event.key === '?') {
      event.preventDefault()
      list.showModal()
      return
    }
    const named = [...list.querySelectorAll<HTMLElement>('[data-key]')].find(
      ({ dataset }) => dataset['key'] === event.key,
    )
    const target = targetOf(named?.dataset['go'] ?? ':not(*)')
    if (target === undefined) return
    event.preventDefault()
    target.reach()
  })
}

/** What a key leads to: a field or the next of several is gone to, anything else is pressed. */
function targetOf(go: string): { reach(): void } | undefined {
  const [, step, several] = /^(next|previous) (.+)$/.exec(go) ?? []
  if (several !== undefined) {
    const all = [...document.querySelectorAll<HTMLElement>(several)]
    const at = all.findIndex((one) => one === document.activeElement)
    const to = all[step === 'next' ? at + 1 : Math.max(0, at - 1)]
    return to && { reach: () => to.focus() }
  }
  const target = document.querySelector<HTMLElement>(go)
  if (target === null) return undefined
  const isField = target instanceof HTMLInputElement && target.type !== 'checkbox'
  return { reach: () => (isField ? target.focus() : target.click()) }
}

function areOn(): boolean {
  return localStorage.getItem(kept) !== 'off'
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type=checkbox]), textarea, select, [contenteditable]') !== null
  )
}
