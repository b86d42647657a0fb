/** A page of a few sentences, for whatever goes no further: nothing found, nothing allowed, something broken. */
import type { Visit } from '../visit.ts'
import type { From } from './document.tsx'
import { DeskPage, PublicPage, RequesterPage } from './pages.tsx'
import { PageTitle } from './text.tsx'
import type { Child } from './said.tsx'

interface Plain {
  readonly title: string
  readonly sentences: readonly string[]
  readonly go?: { readonly href: string; readonly label: string }
}

export function plainPage(visit: Visit, doors: From, { title, sentences, go }: Plain): Child {
  const Frame = frameOf(visit)
  return (
    <Frame visit={visit} doors={doors} title={title}>
      <PageTitle>{title}</PageTitle>
      {sentences.map((sentence) => (
        <p>{sentence}</p>
      ))}
      {go !== undefined && (
        <p>
          <a class="usa-button" href={go.href}>
            {go.label}
          </a>
        </p>
      )}
    </Frame>
  )
}

/** Whoever is signed in keeps their way about. */
function frameOf({ who, path }: Visit): typeof PublicPage {
  if (who === undefined) return PublicPage
  if (/^\/(?:desk|admin|oversight)(?:\/|$)/.test(path)) return DeskPage
  return path.startsWith('/requester') ? RequesterPage : PublicPage
}
