/** People of an agency: who they are, what they may do, and since when. */
import type { KeyOnce } from '#pipeline/passkey-events.ts'
import type { Entry } from '#pipeline/register.ts'
import type { Form, Problems } from '../../form.ts'
import { Button, LinkButton } from '../../layout/button.tsx'
import { CheckboxGroup } from '../../layout/choices.tsx'
import { DateField } from '../../layout/date-field.tsx'
import type { From } from '../../layout/document.tsx'
import { ErrorSummary, Field } from '../../layout/form.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { SummaryList, Table } from '../../layout/table.tsx'
import { Alert, Breadcrumbs, Details, PageTitle, Tag } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { english } from '../../words/words.ts'
import { byWhom, heldRoles, rolesInWords, roleWords, standingWords } from '../words.ts'
import type { Typed } from './entry-form.ts'
import { Keys, SignsWith } from './keys.tsx'

interface Shell {
  readonly visit: Visit
  readonly doors: From
  /** Whose days and hours the pages are told in. */
  readonly zone: string
}

const signs = { open: 'ok', closed: 'stop', left: 'none' } as const

interface PeopleProps extends Shell {
  readonly entries: readonly Entry[]
  readonly lastUse: ReadonlyMap<string, string>
}

export function PeoplePage({ visit, doors, zone, entries, lastUse }: PeopleProps): Child {
  return (
    <DeskPage visit={visit} doors={doors} title="People">
      <PageTitle lead="Who may act for this agency, and as what. Nobody changes their own entry.">People</PageTitle>
      <p>
        <LinkButton href="/admin/add">Add somebody</LinkButton>{' '}
        <LinkButton kind="secondary" href="/admin/settings">
          Settings and rules
        </LinkButton>{' '}
        <LinkButton kind="secondary" href="/admin/signing-keys">
          Keys of requesters’ systems
        </LinkButton>
      </p>
      <Table
        id="people"
        caption="Everybody who is or was on the register"
        quietCaption
        stack
        columns={[
          { head: 'Who' },
          { head: 'Roles' },
          { head: 'Account' },
          { head: 'Signs with' },
          { head: 'Last signed in' },
        ]}
        rows={entries.map(({ member, standing }) => [
          <a href={`/admin/people/${member.id}`}>
            <Untrusted>{member.name ?? member.id}</Untrusted>
            <span class="soft">{` · ${member.id}`}</span>
          </a>,
          rolesInWords(member.roles),
          <Tag sign={signs[standing]}>{standingWords[standing]}</Tag>,
          standing === 'open' ? <SignsWith member={member} /> : '–',
          moment(lastUse.get(member.id), zone),
        ])}
        empty="Nobody yet. Whoever works here will stand in this list."
      />
      <p class="soft">
        Accounts that nobody used for 60 days are closed, those of requesters after 15 months. You can open them again.
      </p>
    </DeskPage>
  )
}

interface EditProps extends Shell {
  readonly typed: Typed
  readonly problems: Problems
}

export function NewPersonPage({ visit, doors, typed, problems }: EditProps): Child {
  return (
    <DeskPage visit={visit} doors={doors} title="Add somebody" failed={Object.keys(problems).length > 0}>
      <Breadcrumbs trail={[{ href: '/admin', text: 'People' }]} here="Add somebody" />
      <ErrorSummary problems={problems} />
      <PageTitle lead="They can act as soon as this is saved, and they have signed in.">Add somebody</PageTitle>
      <form method="post" action="/admin/add">
        <Field
          name="id"
          label="Id"
          hint="Small letters, digits and hyphens. It stands under everything they do, for good."
          required
          value={typed.id}
          problem={problems['id']}
          spellcheck={false}
          width="medium"
        />
        <EntryFields typed={typed} problems={problems} />
        <p>
          <Button>Add them</Button>
        </p>
      </form>
    </DeskPage>
  )
}

interface PersonProps extends EditProps {
  readonly entry: Entry
  readonly history: readonly Entry[]
  readonly own: boolean
  /** Every key that they have or had. */
  readonly keys: readonly KeyOnce[]
  /** What was typed to withdraw one. */
  readonly withdrawing: Form
  readonly done: string | undefined
}

export function PersonPage(props: PersonProps): Child {
  const { visit, doors, zone, entry, history, typed, problems, own, keys, withdrawing, done } = props
  const { member, standing, since, by } = entry
  const name = member.name ?? member.id
  return (
    <DeskPage visit={visit} doors={doors} title="A person on the register" failed={Object.keys(problems).length > 0}>
      <Breadcrumbs trail={[{ href: '/admin', text: 'People' }]} here={member.id} />
      <ErrorSummary problems={problems} />
      <PageTitle eyebrow={member.id}>
        <Untrusted>{name}</Untrusted>
      </PageTitle>
      {done !== undefined && (
        <Alert kind="success" live>
          <p>{done}</p>
        </Alert>
      )}
      <SummaryList
        rows={[
          { key: 'Account', value: <Tag sign={signs[standing]}>{standingWords[standing]}</Tag> },
          { key: 'Since', value: `${english.moment(since, zone)}, by ${byWhom(by)}` },
        ]}
      />
      <Keys member={member} keys={keys} zone={zone} own={own} form={withdrawing} problems={problems} />
      {own ? (
        <Alert kind="info">
          <p>This is your own entry. Another administrator changes it.</p>
        </Alert>
      ) : (
        <>
          <h2>{standing === 'open' ? 'Change the entry' : 'Open the account again'}</h2>
          <form method="post" action={`/admin/people/${member.id}`}>
            <EntryFields typed={typed} problems={problems} />
            <p>
              <Button>{standing === 'open' ? 'Save' : 'Open the account'}</Button>
            </p>
          </form>
          {standing !== 'left' && <Ending entry={entry} />}
        </>
      )}
      <Details summary="Everything that happened to this entry">
        <Table
          id="history"
          caption="Changes, the newest first"
          stack
          columns={[{ head: 'When' }, { head: 'By' }, { head: 'Account' }, { head: 'Roles' }]}
          rows={history.map((one) => [
            english.moment(one.since, zone),
            byWhom(one.by),
            standingWords[one.standing],
            `${rolesInWords(one.member.roles)}${daysOf(one.member)}`,
          ])}
        />
      </Details>
    </DeskPage>
  )
}

function Ending({ entry: { member, standing } }: { readonly entry: Entry }): Child {
  return (
    <>
      <h2>Close the account</h2>
      <p>Whatever they have open ends with their next click. What they signed stays valid.</p>
      {standing === 'open' && (
        <form method="post" action={`/admin/people/${member.id}/close`}>
          <p>
            <Button kind="danger">Close the account now</Button>
          </p>
        </form>
      )}
      <form method="post" action={`/admin/people/${member.id}/leave`}>
        <p>
          <Button kind="secondary">They have left: take them off the register</Button>
        </p>
      </form>
    </>
  )
}

function EntryFields({ typed, problems }: Pick<EditProps, 'typed' | 'problems'>): Child {
  return (
    <>
      <Field
        name="name"
        label="Name"
        hint="As letters and pages call them."
        required
        value={typed.name}
        problem={problems['name']}
      />
      <CheckboxGroup
        name="roles"
        legend="Roles"
        required
        values={typed.roles}
        problem={problems['roles']}
        options={heldRoles.map((role) => ({
          value: role,
          text: roleWords[role].name,
          hint: roleWords[role].does,
        }))}
      />
      <Field
        name="organization"
        label="Whom they ask for"
        hint="For a requester alone: the organization, such as fbi."
        required={false}
        value={typed.organization}
        problem={problems['organization']}
        width="medium"
      />
      <Field
        name="subject"
        label="Account at the identity provider"
        hint="Its subject, as the provider's administrator gives it. Without one they cannot sign in here."
        required={false}
        value={typed.subject}
        problem={problems['subject']}
        spellcheck={false}
      />
      <DateField
        name="from"
        legend="First day"
        required={false}
        value={typed.from}
        problem={problems['from']}
        hint="Before it, they can do nothing."
      />
      <DateField
        name="until"
        legend="Last day"
        required={false}
        value={typed.until}
        problem={problems['until']}
        hint="After it, they can do nothing. Oversight always has one."
      />
    </>
  )
}

function daysOf({ from, until }: Entry['member']): string {
  if (from === undefined && until === undefined) return ''
  const [first, last] = [from && `from ${english.day(from)}`, until && `until ${english.day(until)}`]
  return ` (${[first, last].filter((part) => part !== undefined).join(' ')})`
}

function moment(at: string | undefined, zone: string): string {
  return at === undefined ? 'Never' : english.moment(at, zone)
}
