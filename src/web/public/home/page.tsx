/** The first page: what this is, whose side it is on, and where to go. */
import { LinkButton } from '../../layout/button.tsx'
import { PublicPage } from '../../layout/pages.tsx'
import { T, type Child } from '../../layout/said.tsx'
import type { From } from '../../layout/document.tsx'
import type { Visit } from '../../visit.ts'
import type { Key } from '../../words/catalogues.ts'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import { Doorway } from './doorway.tsx'

interface HomeProps {
  readonly visit: Visit
  readonly doors: From
}

const way = [1, 2, 3, 4, 5, 6] as const
const promises = [1, 2, 3, 4] as const

const places: readonly { readonly path: string; readonly title: Key; readonly text: Key }[] = [
  { path: '/rules', title: 'rules.title', text: 'home.rules.text' },
  { path: '/rules/claims', title: 'claims.title', text: 'home.claims.text' },
  { path: '/figures', title: 'figures.title', text: 'home.figures.text' },
  { path: '/notices', title: 'notices.title', text: 'home.notices.text' },
  { path: '/agreements', title: 'agreements.title', text: 'home.agreements.text' },
  { path: '/check', title: 'check.title', text: 'home.check.text' },
  { path: '/will-not', title: 'will-not.title', text: 'home.will-not.text' },
]

export function HomePage({ visit, doors }: HomeProps): Child {
  const { t } = words(visit.locale)
  return (
    <PublicPage visit={visit} doors={doors} title={t('home.title')}>
      <div class="hero">
        <div>
          <h1>
            <T k="home.h1" />
          </h1>
          <p class="usa-intro">
            <T k="home.lead" />
          </p>
        </div>
        <Doorway />
      </div>
      <section class="for-you" aria-labelledby="for-you">
        <h2 id="for-you">
          <T k="home.you" />
        </h2>
        <p>
          <T k="home.you.text" />
        </p>
        <p class="actions">
          <LinkButton href={href(visit, '/person/object')}>
            <T k="home.object" />
          </LinkButton>
          <LinkButton kind="secondary" href={href(visit, '/person')}>
            <T k="home.you.go" />
          </LinkButton>
        </p>
      </section>
      <section aria-labelledby="how">
        <h2 id="how">
          <T k="home.how" />
        </h2>
        <ol class="way">
          {way.map((n) => (
            <li>
              <span class="way-name">
                <T k={`home.how.${n}`} />
              </span>
              <span class="way-more">
                <T k={`home.how.${n}.more`} />
              </span>
            </li>
          ))}
        </ol>
      </section>
      <section aria-labelledby="count">
        <h2 id="count">
          <T k="home.count" />
        </h2>
        <ul>
          {promises.map((n) => (
            <li>
              <T k={`home.count.${n}`} />
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="look">
        <h2 id="look">
          <T k="home.look" />
        </h2>
        <ul class="grid plain-list">
          {places.map(({ path, title, text }) => (
            <li class="card">
              <h3>
                <a href={href(visit, path)}>
                  <T k={title} />
                </a>
              </h3>
              <p>
                <T k={text} />
              </p>
            </li>
          ))}
        </ul>
      </section>
    </PublicPage>
  )
}
