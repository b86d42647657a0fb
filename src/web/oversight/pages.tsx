/** What oversight reads: cases, people, rules, looks. Nothing here changes anything, and each page is recorded. */
import type { QueueRow } from '#accounting/queue.ts'
import type { LawLog } from '#pipeline/law-log.ts'
import type { Looked } from '#pipeline/looks.ts'
import type { OfficeSettings } from '#pipeline/office-settings.ts'
import type { KeyOnce } from '#pipeline/passkey-events.ts'
import type { Entry } from '#pipeline/register.ts'
import { Ended, nameOf } from '../admin/people/keys.tsx'
import { aboveInWords, answersInWords, capsInWords, HeadLines, SettingChanges } from '../admin/settings/page.tsx'
import { byWhom, rolesInWords, signersInWords, standingWords } from '../admin/words.ts'
import { dispositionNames } from '../desk/names.ts'
import { organizationName, stateName } from '../desk/queue/words.ts'
import { LinkButton } from '../layout/button.tsx'
import type { From } from '../layout/document.tsx'
import { OversightPage } from '../layout/pages.tsx'
import { Untrusted, type Child } from '../layout/said.tsx'
import { SummaryList, Table } from '../layout/table.tsx'
import { Alert, Breadcrumbs, PageTitle, Tag } from '../layout/text.tsx'
import type { Visit } from '../visit.ts'
import { english } from '../words/words.ts'

export interface Shell {
  readonly visit: Visit
  readonly doors: From
  /** Whose days and hours the pages are told in. */
  readonly zone: string
}

const root = { href: '/oversight', text: 'Oversight' }

interface HomeProps extends Shell {
  readonly agency: string
  readonly until: string | undefined
}

export function HomePage({ visit, doors, agency, until }: HomeProps): Child {
  return (
    <OversightPage visit={visit} doors={doors} title="Oversight">
      <PageTitle eyebrow={agency} lead="You can read everything of this agency, and change nothing.">
        Oversight
      </PageTitle>
      <Alert kind="info">
        <p>
          {`Every page that you open is recorded in the log, where the agency sees it too.${until === undefined ? '' : ` Your access ends after ${english.day(until)}.`}`}
        </p>
      </Alert>
      <SummaryList
        rows={[
          {
            key: 'Cases',
            value: 'What was asked, decided and released, and everything that happened on the way.',
            change: { href: '/oversight/cases', text: 'Open', what: 'the cases' },
          },
          {
            key: 'People',
            value: 'Who could do what on which day, who gave them that, and with which keys they sign.',
            change: { href: '/oversight/people', text: 'Open', what: 'the people' },
          },
          {
            key: 'Rules',
            value: 'Which rules decided from which day, who signed them, what counsel confirmed, what the agency set.',
            change: { href: '/oversight/rules', text: 'Open', what: 'the rules' },
          },
          {
            key: 'Looks',
            value: 'Who opened which case, yours among them.',
            change: { href: '/oversight/looks', text: 'Open', what: 'the looks' },
          },
        ]}
      />
      <p>
        The log itself and its proofs are public. <a href="/check">Check them</a> without trusting this page.
      </p>
      <p>What you find, keep in records of your own: Postern keeps of your visit that you looked, and nothing else.</p>
    </OversightPage>
  )
}

interface CasesProps extends Shell {
  readonly rows: readonly QueueRow[]
  readonly closed: boolean
  /** The address of the next page. */
  readonly next: string | undefined
}

export function CasesPage({ visit, doors, rows, closed, next }: CasesProps): Child {
  return (
    <OversightPage visit={visit} doors={doors} title="Cases">
      <Breadcrumbs trail={[root]} here="Cases" />
      <PageTitle>{closed ? 'Closed cases' : 'Open cases'}</PageTitle>
      <p>
        <a href={closed ? '/oversight/cases' : '/oversight/cases?which=closed'}>
          {closed ? 'See open cases' : 'See closed cases'}
        </a>
        {' · '}
        <a href="/oversight/cases.csv">All cases as a file</a>
      </p>
      <Table
        id="cases"
        caption="Cases, the newest first"
        quietCaption
        stack
        columns={[
          { head: 'Case' },
          { head: 'Received' },
          { head: 'Asked by' },
          { head: 'Stands at' },
          { head: 'Outcome' },
          { head: 'May leave', numeric: true },
        ]}
        rows={rows.map((row) => [
          <a href={`/oversight/cases/${row.number}`}>{row.number}</a>,
          english.day(row.receivedOn),
          <Untrusted>{organizationName(row.organization)}</Untrusted>,
          stateName(row.status),
          row.disposition === null ? 'Not decided' : (dispositionNames[row.disposition] ?? row.disposition),
          row.released ?? '–',
        ])}
        empty={closed ? 'No case of this agency is closed yet.' : 'No case of this agency is open.'}
      />
      {next !== undefined && (
        <p>
          <LinkButton kind="secondary" href={next}>
            Older cases
          </LinkButton>
        </p>
      )}
    </OversightPage>
  )
}

interface PeopleProps extends Shell {
  readonly history: readonly Entry[]
  /** Every key that any of them has or had. */
  readonly keys: readonly KeyOnce[]
}

export function PeoplePage({ visit, doors, zone, history, keys }: PeopleProps): Child {
  const demos = new Set(history.flatMap(({ member }) => (member.demo ? [member.id] : [])))
  return (
    <OversightPage visit={visit} doors={doors} title="People over time">
      <Breadcrumbs trail={[root]} here="People" />
      <PageTitle lead="Each change of the register, the newest first.">People over time</PageTitle>
      <p>
        <a href="/oversight/people.csv">As a file</a>
      </p>
      <Table
        id="people"
        caption="Changes of the register"
        quietCaption
        stack
        columns={[{ head: 'When' }, { head: 'Who' }, { head: 'Account' }, { head: 'Roles' }, { head: 'By' }]}
        rows={history.map(({ member, standing, since, by }) => [
          english.moment(since, zone),
          <>
            <Untrusted>{member.name ?? member.id}</Untrusted>
            <span class="soft">{` · ${member.id}`}</span>
          </>,
          standingWords[standing],
          `${rolesInWords(member.roles)}${member.until === undefined ? '' : `, until ${english.day(member.until)}`}`,
          byWhom(by),
        ])}
        empty="Nobody was ever on the register of this agency."
      />
      <h2>Keys over time</h2>
      <p>Whoever holds a key signs as its owner. An administrator may withdraw one, and register none for anybody.</p>
      <Table
        id="keys"
        caption="Keys, the newest first"
        quietCaption
        stack
        columns={[{ head: 'Whose' }, { head: 'Key' }, { head: 'Registered' }, { head: 'Now' }]}
        rows={keys.map((one) => [
          one.staff,
          nameOf(one, demos.has(one.staff)),
          `${english.moment(one.since, zone)}, by ${byWhom(one.by)}`,
          one.ended === undefined ? <Tag sign="ok">Valid</Tag> : <Ended ended={one.ended} zone={zone} />,
        ])}
        empty="Nobody of this agency ever had a key, so nothing could be signed."
      />
    </OversightPage>
  )
}

interface RulesProps extends Shell {
  readonly law: LawLog
  /** What the agency has set for itself. */
  readonly settings: OfficeSettings
  readonly inForce: string | undefined
}

export function RulesPage({ visit, doors, zone, law, settings, inForce }: RulesProps): Child {
  return (
    <OversightPage visit={visit} doors={doors} title="Rules over time">
      <Breadcrumbs trail={[root]} here="Rules" />
      <PageTitle lead="Each rule set that was put in force, the newest first. A case is decided by the set of its day.">
        Rules over time
      </PageTitle>
      <Table
        id="sets"
        caption="Rule sets"
        quietCaption
        stack
        columns={[{ head: 'Digest' }, { head: 'From' }, { head: 'Change' }, { head: 'Signed by' }]}
        rows={law.sets.toReversed().map(({ digest, from, direction, by }) => [
          <>
            <code class="break">{digest}</code>
            {digest === inForce && ' (in force)'}
          </>,
          english.day(from),
          direction === 'first' ? 'the first law' : direction,
          signersInWords(by),
        ])}
        empty="No rule set was ever in force here, so nothing could be decided."
      />
      <h2>What counsel confirmed</h2>
      <p>
        {`${new Set(law.confirmations.map(({ rule }) => rule)).size} rules were confirmed${law.confirmations.some(({ demo }) => demo) ? ', by DEMO counsel among them, which confirms nothing' : ''}. A rule that nobody confirmed opens nothing by itself.`}
      </p>
      <p>
        <a href="/rules">Read the rules</a>
      </p>
      <h2>What the agency set</h2>
      <SummaryList
        rows={[
          { key: 'When answers go out', value: answersInWords(settings.answers.value, zone) },
          { key: 'Head of letters', value: <HeadLines head={settings.head.value} /> },
          { key: 'Persons who may leave in a day', value: capsInWords(settings.caps.value) },
          ...(settings.proposedCaps === undefined
            ? []
            : [{ key: 'Proposed, and not confirmed', value: capsInWords(settings.proposedCaps.value) }]),
          { key: 'Signature from outside', value: aboveInWords(settings.above.value) },
        ]}
      />
      <h3>Changes</h3>
      <SettingChanges changes={settings.changes} zone={zone} />
    </OversightPage>
  )
}

export function LooksPage({ visit, doors, zone, looks }: Shell & { readonly looks: readonly Looked[] }): Child {
  const cases = visit.who?.roles.includes('oversight') === true ? '/oversight/cases' : '/desk/cases'
  return (
    <OversightPage visit={visit} doors={doors} title="Looks">
      <Breadcrumbs trail={[root]} here="Looks" />
      <PageTitle lead="Each case that somebody of the agency opened, and each page that oversight saw, once for each session and day.">
        Who looked at what
      </PageTitle>
      <Table
        id="looks"
        caption="Looks, the newest first"
        quietCaption
        stack
        columns={[{ head: 'When' }, { head: 'Who' }, { head: 'What' }]}
        rows={looks.map(({ at, member, page, case: number }) => [
          english.moment(at, zone),
          member,
          number === undefined ? page : <a href={`${cases}/${number}`}>{`${page}: ${number}`}</a>,
        ])}
        empty="Nobody looked at anything yet."
      />
    </OversightPage>
  )
}
