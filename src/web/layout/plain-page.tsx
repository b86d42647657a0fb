/** The simplest whole page: a title, a few sentences and one way on. */
import { directionOf } from '../words/locales.ts'
import type { Doors } from '../doors.ts'
import type { Visit } from '../visit.ts'

export interface Plain {
  readonly title: string
  readonly sentences: readonly string[]
  readonly go?: { readonly href: string; readonly label: string }
}

export function plainPage(visit: Visit, doors: Doors, { title, sentences, go }: Plain) {
  return (
    <html lang={visit.locale} dir={directionOf(visit.locale)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title} · Postern</title>
        <link rel="stylesheet" href={doors.assets.href('public.css')} />
      </head>
      <body>
        <main id="main">
          <h1>{title}</h1>
          {sentences.map((sentence) => (
            <p>{sentence}</p>
          ))}
          {go === undefined ? null : (
            <p>
              <a href={go.href}>{go.label}</a>
            </p>
          )}
        </main>
      </body>
    </html>
  )
}
