/// <reference lib="dom" />
/**
 * Keys of a page. The page lists them itself in `<dialog class="keys" id="keys">`, each as
 * `<li><kbd data-key="j" data-go="#next">j</kbd> what it does</li>`: a key presses or follows what `data-go` names.
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
    const target = document.querySelector<HTMLElement>(named?.dataset['go'] ?? ':not(*)')
    if (target === null) return
    event.preventDefault()
    if (target instanceof HTMLInputElement) target.focus()
    else target.click()
  })
}

function areOn(): boolean {
  return localStorage.getItem(kept) !== 'off'
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
}
