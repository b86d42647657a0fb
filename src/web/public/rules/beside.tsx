/** What stands beside the rules: claims that go around, and questions that nobody has answered. */
import type { Claim, Question } from '#law-documents/notes.ts'
import { sentence } from '#law-documents/words.ts'
import type { From } from '../../layout/document.tsx'
import { PublicPage } from '../../layout/pages.tsx'
import { T, type Child } from '../../layout/said.tsx'
import { Breadcrumbs, PageTitle, Tag } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import type { Key } from '../../words/catalogues.ts'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import { jurisdictions, nameOf, type PublicLaw } from './law.ts'
import { RuleLinks, Source } from './parts.tsx'
import { verdicts } from './words.ts'

interface BesideProps {
  readonly visit: Visit
  readonly doors: From
  readonly law: PublicLaw
}

export function ClaimsPage({ visit, doors, law }: BesideProps): Child {
  return (
    <Frame visit={visit} doors={doors} title="claims.title" lead="claims.lead">
      <ByJurisdiction
        visit={visit}
        items={(jurisdiction) => law.notes[jurisdiction]?.claims ?? []}
        show={(claim: Claim) => <OneClaim claim={claim} law={law} visit={visit} />}
      />
    </Frame>
  )
}

function OneClaim({ claim, law, visit }: Omit<BesideProps, 'doors'> & { readonly claim: Claim }): Child {
  const { key, sign } = verdicts[claim.verdict]
  return (
    <li class="card">
      <h3 lang="en" dir="ltr">
        “{claim.claim}”
      </h3>
      <p>
        <Tag sign={sign}>
          <T k={key} />
        </Tag>
        {claim.as !== undefined && (
          <span lang="en" dir="ltr">
            {' '}
            {claim.as}
          </span>
        )}
      </p>
      <p lang="en" dir="ltr">
        {claim.found}
      </p>
      {claim.rules.length > 0 && (
        <p class="soft">
          <T k="claims.rules" />: <RuleLinks ids={claim.rules} law={law} visit={visit} />
        </p>
      )}
      {claim.sources.length > 0 && (
        <p class="soft">
          <T k="claims.sources" />:{' '}
          {claim.sources.map((address, n) => (
            <>
              {n > 0 && ', '}
              <bdi>
                <Source address={address}>{hostOf(address)}</Source>
              </bdi>
            </>
          ))}
        </p>
      )}
    </li>
  )
}

export function QuestionsPage({ visit, doors, law }: BesideProps): Child {
  return (
    <Frame visit={visit} doors={doors} title="questions.title" lead="questions.lead">
      <ByJurisdiction
        visit={visit}
        items={(jurisdiction) => law.notes[jurisdiction]?.questions ?? []}
        show={(question: Question) => (
          <li class="card">
            <h3>
              <T k="questions.number" args={{ number: question.number }} />
            </h3>
            <p lang="en" dir="ltr">
              {question.asks}
            </p>
            <p>
              <strong>
                <T k="questions.meanwhile" />:
              </strong>{' '}
              <span lang="en" dir="ltr">
                {sentence(question.meanwhile)}
              </span>
            </p>
            <p class="soft">
              <T k="claims.rules" />: <RuleLinks ids={question.rules} law={law} visit={visit} />
            </p>
          </li>
        )}
      />
    </Frame>
  )
}

interface FrameProps {
  readonly visit: Visit
  readonly doors: From
  readonly title: Key
  readonly lead: Key
  readonly children?: Child
}

function Frame({ visit, doors, title, lead, children }: FrameProps): Child {
  return (
    <PublicPage visit={visit} doors={doors} title={words(visit.locale).t(title)}>
      <Breadcrumbs trail={[{ href: href(visit, '/rules'), text: <T k="rules.title" /> }]} here={<T k={title} />} />
      <PageTitle lead={<T k={lead} />}>
        <T k={title} />
      </PageTitle>
      {visit.locale !== 'en' && (
        <p>
          <T k="public.english-only" />
        </p>
      )}
      {children}
    </PublicPage>
  )
}

interface ByJurisdictionProps<Item> {
  readonly visit: Visit
  readonly items: (jurisdiction: string) => readonly Item[]
  readonly show: (item: Item) => Child
}

function ByJurisdiction<Item>({ visit, items, show }: ByJurisdictionProps<Item>): Child {
  const federal = words(visit.locale).t('rules.federal')
  return jurisdictions
    .filter((jurisdiction) => items(jurisdiction).length > 0)
    .map((jurisdiction) => (
      <section aria-labelledby={jurisdiction}>
        <h2 id={jurisdiction}>{nameOf(jurisdiction, federal)}</h2>
        <ul class="plain-list">{items(jurisdiction).map(show)}</ul>
      </section>
    ))
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname.replace(/^www\./, '') : address
}
