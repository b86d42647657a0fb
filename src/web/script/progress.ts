/// <reference lib="dom" />
/**
 * Figures of work that is under way are read again every few seconds, in place: what somebody types elsewhere on the
 * page stays. Only for as long as somebody is there, since each look keeps their session open.
 */
const every = 4_000
const somebodyIsThere = 5 * 60_000

export function progress(): void {
  if (document.querySelector('[data-progress="running"]') === null) return
  let seen = Date.now()
  for (const sign of ['pointermove', 'keydown', 'scroll']) {
    document.addEventListener(sign, () => void (seen = Date.now()), { passive: true })
  }
  const look = async (): Promise<void> => {
    const there = document.visibilityState === 'visible' && Date.now() - seen < somebodyIsThere
    if (there && (await again()) === 'over') return
    setTimeout(() => void look(), every)
  }
  setTimeout(() => void look(), every)
}

async function again(): Promise<'running' | 'over'> {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => undefined)
  // The server is away for a moment, or the session is over: the figures stay as they are.
  if (answer?.ok !== true || answer.redirected) return 'running'
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('progress')
  const old = document.getElementById('progress')
  if (old === null) return 'over'
  if (fresh?.dataset['progress'] === 'running') {
    old.replaceChildren(...fresh.childNodes)
    return 'running'
  }
  const done = document.createElement('p')
  done.setAttribute('role', 'status')
  const link = document.createElement('a')
  link.href = location.href
  link.textContent = 'The case has moved on: see where it stands'
  done.append(link)
  old.replaceChildren(done)
  return 'over'
}
