/** What the rules say: by whose law, by words, and one by one. */
import type { Rule } from '#decision/rules.ts'
import { sentence } from '#law-documents/words.ts'
import { topicsOf } from '#law-documents/topics.ts'
import { Button } from '../../layout/button.tsx'
import { Field } from '../../layout/form.tsx'
import { PublicPage } from '../../layout/pages.tsx'
import { PrintRecord } from '../../layout/paper.tsx'
import { T, useWords, type Child } from '../../layout/said.tsx'
import { SummaryList } from '../../layout/table.tsx'
import { Alert, Breadcrumbs, PageTitle } from '../../layout/text.tsx'
import type { From } from '../../layout/document.tsx'
import type { Visit } from '../../visit.ts'
import { href } from '../../words/href.ts'
import { words } from '../../words/words.ts'
import { jurisdictions, nameOf, rulesOf, search, type PublicLaw } from './law.ts'
import { Marks, RuleCard, RuleLinks, Source } from './parts.tsx'
import { confidenceKeys } from './words.ts'

interface LawPage {
  readonly visit: Visit
  readonly doors: From
  readonly law: PublicLaw
}

export function RulesPage({ visit, doors, law, q }: LawPage & { readonly q: string }): Child {
  const { t } = words(visit.locale)
  const found = search(law.rules, q)
  return (
    <PublicPage visit={visit} doors={doors} title={t('rules.title')}>
      <PageTitle lead={<T k="rules.lead" />}>
        <T k="rules.title" />
      </PageTitle>
      <p>
        <WhichLaw law={law} />
      </p>
      <p>
        <T k="rules.not-advice" />
      </p>
      <EnglishOnly visit={visit} />
      <DemoNote law={law} />
      <form class="search" method="get" action={href(visit, '/rules')} role="search">
        <Field name="q" type="search" label={<T k="rules.search" />} hint={<T k="rules.search.hint" />} value={q} />
        <Button>
          <T k="rules.search.go" />
        </Button>
      </form>
      {q !== '' && <Found found={found} visit={visit} law={law} />}
      <h2>
        <T k="rules.by-law" />
      </h2>
      <ul class="grid plain-list">
        {jurisdictions.map((jurisdiction) => (
          <Jurisdiction jurisdiction={jurisdiction} law={law} visit={visit} />
        ))}
      </ul>
      <h2>
        <T k="rules.more" />
      </h2>
      <ul>
        <li>
          <a href={href(visit, '/rules/claims')}>
            <T k="claims.title" />
          </a>
        </li>
        <li>
          <a href={href(visit, '/rules/questions')}>
            <T k="questions.title" />
          </a>
        </li>
        <li>
          <a href={href(visit, '/for-a-court')}>
            <T k="court.title" />
          </a>
        </li>
      </ul>
      <Digest law={law} />
    </PublicPage>
  )
}

function Found({
  found,
  visit,
  law,
}: {
  readonly found: readonly Rule[]
  readonly visit: Visit
  readonly law: PublicLaw
}) {
  return (
    <section aria-labelledby="found">
      <h2 id="found">
        <T k="rules.found" args={{ count: found.length }} />
      </h2>
      {found.length === 0 ? (
        <p>
          <T k="rules.found.none" />
        </p>
      ) : (
        <ul class="plain-list">
          {found.map((rule) => (
            <RuleCard rule={rule} law={law} visit={visit} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Jurisdiction({ jurisdiction, law, visit }: Omit<LawPage, 'doors'> & { readonly jurisdiction: string }): Child {
  const { t } = useWords()
  const rules = rulesOf(law, jurisdiction)
  const waiting = rules.filter((rule) => law.stateOf(rule) === 'not-confirmed').length
  const demo = rules.some((rule) => law.stateOf(rule) === 'demo')
  return (
    <li class="card">
      <h3>
        <a href={href(visit, `/rules/${jurisdiction}`)}>{nameOf(jurisdiction, t('rules.federal'))}</a>
      </h3>
      <p>
        <T k="rules.count" args={{ count: rules.length }} />
        <br />
        <T k={demo ? 'rules.unconfirmed-count.demo' : 'rules.unconfirmed-count'} args={{ count: waiting }} />
      </p>
    </li>
  )
}

export function JurisdictionPage({
  visit,
  doors,
  law,
  jurisdiction,
}: LawPage & { readonly jurisdiction: string }): Child {
  const { t } = words(visit.locale)
  const name = nameOf(jurisdiction, t('rules.federal'))
  const topics = topicsOf(rulesOf(law, jurisdiction))
  return (
    <PublicPage visit={visit} doors={doors} title={`${name}: ${t('rules.title')}`}>
      <Breadcrumbs trail={[{ href: href(visit, '/rules'), text: <T k="rules.title" /> }]} here={name} />
      <PageTitle lead={<T k="rules.lead" />}>{name}</PageTitle>
      <p>
        <T k="rules.not-confirmed.means" />
      </p>
      <EnglishOnly visit={visit} />
      <DemoNote law={law} />
      <ul class="topics" lang="en" dir="ltr">
        {topics.map(({ id, title, rules }) => (
          <li>
            <a href={`#${id}`}>{title}</a> ({rules.length})
          </li>
        ))}
      </ul>
      {topics.map(({ id, title, lead, rules }) => (
        <section aria-labelledby={id}>
          <h2 id={id} lang="en" dir="ltr">
            {title}
          </h2>
          {lead !== '' && (
            <p lang="en" dir="ltr">
              {lead}
            </p>
          )}
          <ul class="plain-list">
            {rules.map((rule) => (
              <RuleCard rule={rule} law={law} visit={visit} />
            ))}
          </ul>
        </section>
      ))}
      <Digest law={law} />
    </PublicPage>
  )
}

export function RulePage({ visit, doors, law, rule }: LawPage & { readonly rule: Rule }): Child {
  const said = words(visit.locale)
  const name = nameOf(rule.jurisdiction, said.t('rules.federal'))
  const trail = [
    { href: href(visit, '/rules'), text: <T k="rules.title" /> },
    { href: href(visit, `/rules/${rule.jurisdiction}`), text: name },
  ]
  return (
    <PublicPage visit={visit} doors={doors} title={`${rule.id}: ${said.t('rules.title')}`}>
      <Breadcrumbs trail={trail} here={<bdi>{rule.id}</bdi>} />
      <PageTitle
        lead={
          <span lang="en" dir="ltr">
            {sentence(rule.plain)}
          </span>
        }
      >
        <span lang="en" dir="ltr">
          {rule.title}
        </span>
      </PageTitle>
      <EnglishOnly visit={visit} />
      <Marks rule={rule} law={law} />
      {rule.inactive !== undefined && (
        <p lang="en" dir="ltr">
          {sentence(rule.inactive)}
        </p>
      )}
      {law.stateOf(rule) === 'not-confirmed' && (
        <Alert kind="warning">
          <p>
            <T k="rules.not-confirmed.means" />
          </p>
        </Alert>
      )}
      <SummaryList rows={factsOf(rule, law, visit)} />
      <p class="soft">
        <T k="rules.not-advice" />
      </p>
      <Digest law={law} />
    </PublicPage>
  )
}

function factsOf(rule: Rule, law: PublicLaw, visit: Visit) {
  const said = words(visit.locale)
  const { from, to } = rule.effective
  const days = [
    from === null ? '' : said.t('rules.effective.from', { day: said.day(from) }),
    to === null ? '' : said.t('rules.effective.to', { day: said.day(to) }),
  ].filter((part) => part !== '')
  return [
    {
      key: <T k="rules.citation" />,
      value: (
        <bdi lang="en">
          <Source address={rule.source}>{rule.citation}</Source>
        </bdi>
      ),
    },
    {
      key: <T k="rules.confidence" />,
      value: confidenceKeys(rule.confidence).map((k) => (
        <>
          <T k={k} />{' '}
        </>
      )),
    },
    ...(rule.restated === undefined
      ? []
      : [
          {
            key: <T k="rules.restated" />,
            value: (
              <span lang="en" dir="ltr">
                {rule.restated}
              </span>
            ),
          },
        ]),
    ...(days.length === 0 ? [] : [{ key: <T k="rules.effective" />, value: said.list(days) }]),
    ...(rule.see === undefined
      ? []
      : [{ key: <T k="rules.see" />, value: <RuleLinks ids={rule.see} law={law} visit={visit} /> }]),
  ]
}

function WhichLaw({ law: { inForce, rules, day } }: { readonly law: PublicLaw }): Child {
  const count = rules.length
  if (!inForce) return <T k="rules.on-disk" args={{ count }} />
  return <T k="rules.in-force" args={(said) => ({ count, day: said.day(day) })} />
}

/** A paragraph of its own, as each sentence here: English ones in a row turn around where the page runs from the right. */
function EnglishOnly({ visit }: Pick<LawPage, 'visit'>): Child {
  if (visit.locale === 'en') return null
  return (
    <p>
      <T k="public.english-only" />
    </p>
  )
}

/** What counts as confirmed in a demonstration counts nowhere else. */
function DemoNote({ law }: { readonly law: PublicLaw }): Child {
  if (!law.rules.some((rule) => law.stateOf(rule) === 'demo')) return null
  return (
    <Alert kind="warning">
      <p>
        <T k="rules.demo-note" />
      </p>
    </Alert>
  )
}

function Digest({ law: { digest, day } }: { readonly law: PublicLaw }): Child {
  const said = useWords()
  return (
    <>
      <p class="soft digest">
        <T k="rules.digest" />: <bdi class="hash">{digest}</bdi>
      </p>
      <PrintRecord what={said.t('rules.title')} hash={digest.slice(0, 16)} when={said.day(day)} />
    </>
  )
}
