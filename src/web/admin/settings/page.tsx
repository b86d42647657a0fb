/** What this office is set to, read only: who runs the machine changes it there, and rules change by two signatures. */
import type { LawStands } from '#pipeline/put-in-force.ts'
import type { Ports } from '#pipeline/ports.ts'
import { LinkButton } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import type { Child } from '../../layout/said.tsx'
import { SummaryList } from '../../layout/table.tsx'
import { Breadcrumbs, Details, PageTitle } from '../../layout/text.tsx'
import type { SessionLimits } from '../../sign-in/provider.ts'
import type { Visit } from '../../visit.ts'
import { english } from '../../words/words.ts'

interface SettingsProps {
  readonly visit: Visit
  readonly doors: From
  readonly office: Ports['office']
  readonly issuer: string
  readonly limits: SessionLimits
  readonly law: LawStands
}

export function SettingsPage({ visit, doors, office, issuer, limits, law }: SettingsProps): Child {
  const { inForce } = law
  return (
    <DeskPage visit={visit} doors={doors} title="Settings">
      <Breadcrumbs trail={[{ href: '/admin', text: 'People' }]} here="Settings" />
      <PageTitle lead="Settings of the machine are changed there, by whoever runs it. Rules are changed by two people who sign.">
        Settings
      </PageTitle>
      <h2>Rules</h2>
      <SummaryList
        rows={[
          {
            key: 'In force',
            value:
              inForce === undefined
                ? 'nothing: no case can be decided'
                : `rule set ${inForce.digest.slice(0, 16)}…, since ${english.day(inForce.from)}`,
            change: { href: '/admin/rules', text: 'See or change', what: 'the rules' },
          },
          { key: 'Waiting for signatures', value: countOf(law.proposed.length) },
        ]}
      />
      <h2>Sign-in</h2>
      <SummaryList
        rows={[
          { key: 'Identity provider', value: <code>{issuer}</code> },
          {
            key: 'A session ends',
            value: `after ${limits.idle} minutes without a click, and after ${limits.absolute} hours in any case`,
          },
          { key: 'What was sent too late is kept', value: `${limits.kept} hours, for the same person` },
        ]}
      />
      <h2>Office</h2>
      <SummaryList
        rows={[
          { key: 'Name of the log', value: <code>{office.origin}</code> },
          { key: 'Time zone of its days', value: office.timeZone },
          { key: 'A package waits for its receiver', value: `${office.deliveryDays} days` },
          { key: 'Key of the oversight body', value: <code class="break">{office.oversight}</code> },
        ]}
      />
      <Details summary="Who must have cosigned before anything leaves">
        <pre tabindex={0}>{office.policy}</pre>
      </Details>
      <p>
        <LinkButton kind="secondary" href="/admin">
          People
        </LinkButton>
      </p>
    </DeskPage>
  )
}

function countOf(count: number): string {
  return count === 0 ? 'nothing' : count === 1 ? 'one change' : `${count} changes`
}
