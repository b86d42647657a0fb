/** What this office is set to, each setting with where it is set: by the administrator here, by two who sign, or on the machine. */
import type { DailyCaps } from '#case/day-count.ts'
import type { LetterHead, OfficeSettings, SettingChange, Setter, Standing } from '#pipeline/office-settings.ts'
import type { LawStands } from '#pipeline/put-in-force.ts'
import type { Ports } from '#pipeline/ports.ts'
import type { From } from '../../layout/document.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { SummaryList, Table } from '../../layout/table.tsx'
import { Alert, Breadcrumbs, Details, PageTitle } from '../../layout/text.tsx'
import type { SessionLimits } from '../../sign-in/provider.ts'
import type { Visit } from '../../visit.ts'
import { english } from '../../words/words.ts'

interface SettingsProps {
  readonly visit: Visit
  readonly doors: From
  /** What the agency is called. */
  readonly agency: string
  readonly settings: OfficeSettings
  readonly machine: Machine
  readonly law: LawStands
  readonly done: string | undefined
}

/** What whoever runs the machine has set, for every agency on it. */
export interface Machine {
  readonly office: Ports['office']
  readonly issuer: string
  readonly limits: SessionLimits
  readonly scanner: boolean
  readonly mail: boolean
  /** Whether the agency has words of its own before the sign-in. */
  readonly banner: boolean
}

export function SettingsPage({ visit, doors, agency, settings, machine, law, done }: SettingsProps): Child {
  const { timeZone } = machine.office
  return (
    <DeskPage visit={visit} doors={doors} title="Settings">
      <Breadcrumbs trail={[{ href: '/admin', text: 'People' }]} here="Settings" />
      <PageTitle eyebrow={agency} lead="Some you set here. The others stand below, with who can change them and where.">
        Settings
      </PageTitle>
      {done !== undefined && (
        <Alert kind="success" live>
          <p>{done}</p>
        </Alert>
      )}
      <h2>Set here</h2>
      <SummaryList
        rows={[
          {
            key: 'When answers go out',
            value: (
              <>
                {answersInWords(settings.answers.value, timeZone)}
                <SetBy standing={settings.answers} zone={timeZone} />
              </>
            ),
            change: { href: '/admin/settings/answers', text: 'Change', what: 'when answers go out' },
          },
          {
            key: 'Head of letters',
            value: (
              <>
                <HeadLines head={settings.head.value} />
                <SetBy standing={settings.head} zone={timeZone} />
              </>
            ),
            change: { href: '/admin/settings/letters', text: 'Change', what: 'the head of letters' },
          },
          {
            key: 'Persons who may leave in a day',
            value: (
              <>
                {capsInWords(settings.caps.value)}
                <SetBy standing={settings.caps} zone={timeZone} />
                <Proposed settings={settings} zone={timeZone} />
              </>
            ),
            change: { href: '/admin/settings/caps', text: 'Change', what: 'how many persons may leave in a day' },
          },
          {
            key: 'Releases about many persons',
            value: (
              <>
                {aboveInWords(settings.above.value)}
                <SetBy standing={settings.above} zone={timeZone} />
              </>
            ),
            change: { href: '/admin/settings/above', text: 'Lower', what: 'above how many persons that is' },
          },
        ]}
      />
      <Details summary={`Changes so far (${settings.changes.length})`} id="changes">
        <SettingChanges changes={settings.changes} zone={timeZone} />
      </Details>
      <h2>Set by two people who sign</h2>
      <SummaryList
        rows={[
          {
            key: 'Rules in force',
            value:
              law.inForce === undefined
                ? 'None, so no case can be decided'
                : `Rule set ${law.inForce.digest.slice(0, 16)}…, since ${english.day(law.inForce.from)}`,
            change: { href: '/admin/rules', text: 'See or change', what: 'the rules' },
          },
          { key: 'Waiting for signatures', value: countOf(law.proposed.length) },
        ]}
      />
      <h2>Set on the machine</h2>
      <p>Whoever runs the machine changes these, in the place named beside each. They hold for every agency on it.</p>
      <OnTheMachine machine={machine} />
      <Details summary="Who must have cosigned the log before anything leaves">
        <p>
          Set in <code>settings.json</code>: witnesses and quorum. The policy goes out with every package.
        </p>
        <pre tabindex={0}>{machine.office.policy}</pre>
      </Details>
    </DeskPage>
  )
}

function OnTheMachine({ machine }: { readonly machine: Machine }): Child {
  const { office, issuer, limits, scanner, mail, banner } = machine
  const file = <code>settings.json</code>
  const program = 'The program itself; the same in every office'
  return (
    <Table
      id="machine"
      caption="Settings of the machine"
      quietCaption
      stack
      columns={[{ head: 'Setting' }, { head: 'Now' }, { head: 'Set in' }]}
      rows={[
        ['Identity provider', <code class="break">{issuer}</code>, <code>POSTERN_OIDC_ISSUER</code>],
        [
          'Words before the sign-in',
          banner ? 'This agency’s own' : 'The wording that comes with Postern, which nobody has confirmed',
          <code>banners/</code>,
        ],
        ['A session ends', `${limits.idle} minutes after the last click, and after ${limits.absolute} hours`, program],
        ['What was sent too late is kept', `${limits.kept} hours, for the same person`, program],
        ['Scanner of papers', scanner ? 'One looks at each paper' : 'None: papers are not scanned', envOf('SCANNER')],
        ['Mail', mail ? 'A mail server is named' : 'None: nothing is mailed, letters go by post', envOf('SMTP_URL')],
        ['Time zone of its days', office.timeZone, file],
        ['A package waits for its receiver', `${office.deliveryDays} days`, file],
        ['Name of the log', <code class="break">{office.origin}</code>, file],
        ['Key of the oversight body', <code class="break">{office.oversight}</code>, file],
      ]}
    />
  )
}

function envOf(name: string): Child {
  return <code>{`POSTERN_${name}`}</code>
}

export function answersInWords({ at, businessDays }: OfficeSettings['answers']['value'], zone: string): string {
  const days = businessDays === 1 ? '1 business day' : `${businessDays} business days`
  return `At ${at}, time zone ${zone}. A refusal goes out after ${days}, everything else on the next business day.`
}

export function capsInWords({ receiver, agency }: DailyCaps): string {
  return `At most ${english.number(receiver)} to one receiver, and ${english.number(agency)} to all together.`
}

export function aboveInWords(above: number): string {
  return `Above ${english.number(above)} in one release: announced for ten business days, and signed by a key held outside the agency. Lists that leave without that count together for three weeks. It is only ever lowered.`
}

export function HeadLines({ head: { lines, phone, legalHelp } }: { readonly head: LetterHead }): Child {
  const said = [...lines, ...(phone === undefined ? [] : [phone]), ...legalHelp]
  if (said.length === 0) return 'The name of the agency alone: no address, no telephone, no legal help'
  return said.map((line) => (
    <div>
      <Untrusted>{line}</Untrusted>
    </div>
  ))
}

interface SettingChangesProps {
  readonly changes: readonly SettingChange[]
  readonly zone: string
}

export function SettingChanges({ changes, zone }: SettingChangesProps): Child {
  return (
    <Table
      id="setting-changes"
      caption="Changes of settings, the newest first"
      quietCaption
      stack
      columns={[{ head: 'When' }, { head: 'By' }, { head: 'What' }, { head: 'Set to' }]}
      rows={changes.map((change) => [
        english.moment(change.at, zone),
        setterOf(change),
        settingNames[change.what],
        <SetTo change={change} zone={zone} />,
      ])}
      empty="Nobody has changed a setting on these pages yet. Each change would stand here, with who made it and when."
    />
  )
}

const settingNames: Readonly<Record<SettingChange['what'], string>> = {
  answers: 'When answers go out',
  head: 'Head of letters',
  caps: 'Persons who may leave in a day',
  'caps-proposed': 'Proposed: persons who may leave in a day',
  'caps-withdrawn': 'Proposal taken back: persons who may leave in a day',
  above: 'Releases about many persons',
}

function SetTo({ change, zone }: { readonly change: SettingChange; readonly zone: string }): Child {
  if (change.what === 'answers') return answersInWords(change.value, zone)
  if (change.what === 'above') return aboveInWords(change.value)
  return change.what === 'head' ? <HeadLines head={change.value} /> : capsInWords(change.value)
}

/** What waits for a second person stands beside what counts. */
function Proposed({
  settings: { proposedCaps },
  zone,
}: Pick<SettingChangesProps, 'zone'> & { settings: OfficeSettings }) {
  if (proposedCaps === undefined) return null
  const { value, at, by } = proposedCaps
  return (
    <div>
      {`Proposed by ${by} on ${english.moment(at, zone)}, and not confirmed: ${capsInWords(value)} `}
      <a href="/admin/settings/caps/proposed">See the proposal</a>
    </div>
  )
}

export function SetBy({ standing: { set }, zone }: { standing: Standing<unknown>; zone: string }): Child {
  const said =
    set === 'file'
      ? 'Set in settings.json when the office was set up.'
      : set === 'nobody'
        ? 'Nobody has set this yet: it is as Postern comes.'
        : `Set by ${setterOf(set)} on ${english.moment(set.at, zone)}.`
  return <div class="soft">{said}</div>
}

/** Whoever stands behind a change: of what takes two people, both. */
function setterOf({ by, proposedBy }: Setter): string {
  return proposedBy === undefined ? by : `${by} (proposed by ${proposedBy})`
}

function countOf(count: number): string {
  return count === 0 ? 'Nothing' : count === 1 ? 'One change' : `${count} changes`
}
