/** The pages of the DEMO identity provider. Each says in large that nothing here is real. */
import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

type Html = HtmlEscapedString | Promise<HtmlEscapedString>

/** Somebody who can sign in. */
export interface DemoPerson {
  /** Also the subject of the tokens. */
  readonly id: string
  readonly name: string
  /** Where they work, as a heading: "Massachusetts, DTA". */
  readonly place: string
  /** What they can do here, in a few words. */
  readonly does: string
}

export const stylePath = '/demo.css'

export function choosePage(people: readonly DemoPerson[], to: { uid: string; again: boolean; last?: string }): Html {
  const last = people.find(({ id }) => id === to.last)
  const places = [...new Set(people.map(({ place }) => place))]
  const lead = to.again
    ? 'You are asked to show once more who you are, this time with a second factor.'
    : 'Choose whom to be. No password is asked, since nobody here is real.'
  return page(
    to.again ? 'Show once more who you are' : 'Sign in as',
    html`
      <p>${lead}</p>
      <form method="post" action="/interaction/${to.uid}/who">
        ${
          to.again && last !== undefined
            ? html`<h2>You are</h2>
                <ul>
                  ${choice(last)}
                </ul>
                <h2>Or somebody else</h2>`
            : ''
        }
        ${places.map(
          (place) =>
            html`<h2>${place}</h2>
              <ul>
                ${people.filter((person) => person.place === place && !(to.again && person === last)).map(choice)}
              </ul>`,
        )}
      </form>
      ${leaving(to.uid)}
    `,
  )
}

function choice({ id, name, does }: DemoPerson): Html {
  return html`<li>
    <button name="who" value="${id}"><strong>${name}</strong> <span>${does}</span></button>
  </li>`
}

export function codePage(
  { name }: DemoPerson,
  { uid, code, wrong }: { readonly uid: string; readonly code: string; readonly wrong: boolean },
): Html {
  return page(
    wrong ? 'That was another code' : 'Your second factor',
    html`
      <p>
        A real provider would ask ${name} for a security key, or for a code on a telephone. The DEMO telephone is this
        box:
      </p>
      <p class="telephone"><span>DEMO telephone</span> <output>${code}</output></p>
      <form method="post" action="/interaction/${uid}/code">
        <label for="code">One-time code</label>
        ${wrong ? html`<p class="wrong" id="wrong">This is not the code above. Type the six digits once more.</p>` : ''}
        <input
          id="code"
          name="code"
          inputmode="numeric"
          autocomplete="one-time-code"
          maxlength="12"
          required
          ${wrong ? html`aria-invalid="true" aria-describedby="wrong"` : ''}
        />
        <button class="plain">Sign in</button>
      </form>
      ${leaving(uid)}
    `,
  )
}

export function signOutPage(form: string): Html {
  return page(
    'Sign out here too?',
    html`
      <p>Postern has ended its session. The DEMO provider can forget yours as well.</p>
      ${/* Of the provider's own making: a secret in a form, escaped there. */ raw(form)}
      <button class="plain" type="submit" form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button>
      <button class="plain other" type="submit" form="op.logoutForm">No, go back</button>
    `,
  )
}

export function messagePage(title: string, sentence: string): Html {
  return page(title, html`<p>${sentence}</p>`)
}

function leaving(uid: string): Html {
  return html`<form method="post" action="/interaction/${uid}/leave">
    <button class="link">Go back without signing in</button>
  </form>`
}

function page(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} – DEMO identity provider</title>
        <link rel="stylesheet" href="${stylePath}" />
      </head>
      <body>
        <header>
          <p><strong>DEMO</strong> identity provider</p>
          <p>On this machine, for this demonstration. Every person is made up.</p>
        </header>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`
}

export const style = `
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --line: #8d9297; --loud: #8b0a03; --soft: #f4eefb; --key: #54278f }
@media (prefers-color-scheme: dark) { :root { --ink: #f0f0f0; --paper: #15161a; --line: #71767a; --loud: #ffb4a9; --soft: #241d31; --key: #cfb6ee } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif }
header { background: repeating-linear-gradient(-45deg, #3b1f63 0 24px, #482878 24px 48px); color: #fff; padding: 1rem max(1rem, calc((100% - 44rem) / 2)) }
header p { margin: 0 }
header strong { font-size: 2.25rem; letter-spacing: .08em; line-height: 1.1; display: block }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 3rem }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .75rem }
h2 { font-size: 1.125rem; margin: 1.5rem 0 .5rem }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem }
button { font: inherit; color: inherit; cursor: pointer }
button:focus-visible, input:focus-visible { outline: .25rem solid #2491ff; outline-offset: 2px }
li button { inline-size: 100%; text-align: start; background: var(--soft); border: 1px solid var(--line); border-radius: .375rem; padding: .625rem .875rem; min-block-size: 44px }
li button:hover { border-color: var(--key) }
li span { display: block; font-size: .9375rem }
.telephone { border: 2px dashed var(--key); border-radius: .75rem; padding: 1rem; max-inline-size: 20rem }
.telephone span { display: block; font-size: .9375rem; color: var(--key); font-weight: 700 }
output { font: 700 2rem/1.2 ui-monospace, monospace; letter-spacing: .12em }
label { display: block; font-weight: 700; margin-block: 1rem .25rem }
input { font: 1.25rem ui-monospace, monospace; padding: .5rem; inline-size: 12rem; max-inline-size: 100%; min-block-size: 44px; border: 1px solid var(--line); background: var(--paper); color: var(--ink) }
.wrong { color: var(--loud); font-weight: 700; margin: 0 0 .25rem }
.plain { display: block; background: #54278f; color: #fff; border: 0; border-radius: .25rem; padding: .625rem 1.25rem; margin-block-start: 1rem; min-block-size: 44px; font-weight: 700 }
.other { background: none; color: var(--key); border: 2px solid currentcolor }
.link { background: none; border: 0; padding: .625rem 0; margin-block-start: 1.5rem; text-decoration: underline; color: var(--key); min-block-size: 44px }
`
