/** How anybody checks a release, and how a court decides again: without us. */
import { LinkButton } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { PublicPage } from '../../layout/pages.tsx'
import { T, type Child } from '../../layout/said.tsx'
import { Alert, PageTitle, SummaryBox } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { words } from '../../words/words.ts'

interface StandaloneProps {
  readonly visit: Visit
  readonly doors: From
  /** SHA-256 of the page that works alone, hex. */
  readonly hash: string
}

export function CheckPage({ visit, doors, hash }: StandaloneProps): Child {
  return (
    <PublicPage visit={visit} doors={doors} title={words(visit.locale).t('check.title')}>
      <PageTitle lead={<T k="check.lead" />}>
        <T k="check.title" />
      </PageTitle>
      <h2>
        <T k="check.what" />
      </h2>
      <ul>
        {([1, 2, 3] as const).map((n) => (
          <li>
            <T k={`check.what.${n}`} />
          </li>
        ))}
      </ul>
      <h2>
        <T k="check.how" />
      </h2>
      <ol>
        {([1, 2, 3] as const).map((n) => (
          <li>
            <T k={`check.how.${n}`} />
          </li>
        ))}
      </ol>
      <p class="actions">
        <LinkButton href="/check/verifier">
          <T k="check.open" />
        </LinkButton>
      </p>
      <SummaryBox heading={<T k="check.trust" />}>
        <p>
          <T k="check.trust.text" />
        </p>
        <p>
          <T k="check.hash" />:<br />
          <bdi class="hash">{hash}</bdi>
        </p>
        <p>
          <T k="check.command" />:
        </p>
        <pre dir="ltr">
          <code>{'npm ci && npm run build\nsha256sum dist/postern-verify.html'}</code>
        </pre>
      </SummaryBox>
      <p class="soft">
        <T k="check.needs-script" />
      </p>
    </PublicPage>
  )
}

export function CourtPage({ visit, doors, hash }: StandaloneProps): Child {
  return (
    <PublicPage visit={visit} doors={doors} title={words(visit.locale).t('court.title')}>
      <PageTitle lead={<T k="court.lead" />}>
        <T k="court.title" />
      </PageTitle>
      <h2>
        <T k="court.gives" />
      </h2>
      <ul>
        {([1, 2, 3] as const).map((n) => (
          <li>
            <T k={`court.gives.${n}`} />
          </li>
        ))}
      </ul>
      <Alert kind="warning">
        <p>
          <T k="court.private" />
        </p>
      </Alert>
      <h2>
        <T k="court.again" />
      </h2>
      <ol>
        {([1, 2, 3] as const).map((n) => (
          <li>
            <T k={`court.again.${n}`} />
          </li>
        ))}
      </ol>
      <p class="actions">
        <LinkButton href="/for-a-court/decide">
          <T k="court.open" />
        </LinkButton>
      </p>
      <p>
        <T k="check.hash" />:<br />
        <bdi class="hash">{hash}</bdi>
      </p>
      <h2>
        <T k="court.shows" />
      </h2>
      <p>
        <T k="court.shows.text" />
      </p>
    </PublicPage>
  )
}
