/** Public pages that are words alone: what will never be done, privacy, accessibility, agreements. */
import type { From } from '../../layout/document.tsx'
import { PublicPage } from '../../layout/pages.tsx'
import { T, type Child } from '../../layout/said.tsx'
import { Alert, PageTitle } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import type { Key } from '../../words/catalogues.ts'
import { words } from '../../words/words.ts'

interface WordsProps {
  readonly visit: Visit
  readonly doors: From
}

interface FrameProps extends WordsProps {
  readonly title: Key
  readonly lead: Key
  readonly children?: Child
}

function Frame({ visit, doors, title, lead, children }: FrameProps): Child {
  return (
    <PublicPage visit={visit} doors={doors} title={words(visit.locale).t(title)}>
      <PageTitle lead={<T k={lead} />}>
        <T k={title} />
      </PageTitle>
      {children}
    </PublicPage>
  )
}

function List({ keys }: { readonly keys: readonly Key[] }): Child {
  return (
    <ul>
      {keys.map((k) => (
        <li>
          <T k={k} />
        </li>
      ))}
    </ul>
  )
}

function Section({ title, children }: { readonly title: Key; readonly children?: Child }): Child {
  return (
    <section>
      <h2>
        <T k={title} />
      </h2>
      {children}
    </section>
  )
}

function P({ k }: { readonly k: Key }): Child {
  return (
    <p>
      <T k={k} />
    </p>
  )
}

export function WillNotPage(props: WordsProps): Child {
  return (
    <Frame {...props} title="will-not.title" lead="will-not.lead">
      <ul class="nevers">
        {([1, 2, 3, 4, 5, 6, 7] as const).map((n) => (
          <li>
            <T k={`will-not.${n}`} />
          </li>
        ))}
      </ul>
      <Section title="will-not.honest">
        <List keys={['will-not.honest.1', 'will-not.honest.2']} />
      </Section>
    </Frame>
  )
}

export function PrivacyPage(props: WordsProps): Child {
  return (
    <Frame {...props} title="privacy.title" lead="privacy.lead">
      <Section title="privacy.public">
        <List keys={['privacy.public.1', 'privacy.public.2', 'privacy.public.3']} />
      </Section>
      <Section title="privacy.person">
        <List
          keys={['privacy.person.1', 'privacy.person.2', 'privacy.person.3', 'privacy.person.4', 'privacy.person.5']}
        />
      </Section>
      <Section title="privacy.signed">
        <P k="privacy.signed.1" />
      </Section>
    </Frame>
  )
}

export function AccessibilityPage(props: WordsProps): Child {
  return (
    <Frame {...props} title="accessibility.title" lead="accessibility.lead">
      <P k="accessibility.aim" />
      <Section title="accessibility.works">
        <List
          keys={['accessibility.works.1', 'accessibility.works.2', 'accessibility.works.3', 'accessibility.works.4']}
        />
      </Section>
      <Section title="accessibility.gaps">
        <List keys={['accessibility.gaps.1', 'accessibility.gaps.2', 'accessibility.gaps.3']} />
        <P k="accessibility.help" />
      </Section>
    </Frame>
  )
}

/** The register of agreements has no entries yet, and this page says so. */
export function AgreementsPage(props: WordsProps): Child {
  return (
    <Frame {...props} title="agreements.title" lead="agreements.lead">
      <Alert kind="info" heading={<T k="agreements.none" />}>
        <P k="agreements.none.more" />
      </Alert>
      <P k="agreements.not-known" />
    </Frame>
  )
}
