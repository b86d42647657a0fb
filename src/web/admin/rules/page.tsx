/** The rules in force, and a change of them: proposed with what it would do, signed by two people. */
import type { Proposal } from '#pipeline/law-log.ts'
import type { LawStands, packsDiffer } from '#pipeline/put-in-force.ts'
import type { Problems } from '../../form.ts'
import { Sign, type Signing } from '../../desk/approve/sign.tsx'
import { Button, WhyNot } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { ErrorSummary } from '../../layout/form.tsx'
import { DeskPage } from '../../layout/pages.tsx'
import type { Child } from '../../layout/said.tsx'
import { SummaryList, Table } from '../../layout/table.tsx'
import { Alert, Breadcrumbs, PageTitle } from '../../layout/text.tsx'
import type { Visit } from '../../visit.ts'
import { signersInWords } from '../words.ts'
import { english } from '../../words/words.ts'

interface Shell {
  readonly visit: Visit
  readonly doors: From
  /** Whose days and hours the pages are told in. */
  readonly zone: string
}

interface RulesProps extends Shell {
  readonly law: LawStands
  readonly differ: Awaited<ReturnType<typeof packsDiffer>>
  readonly mayPropose: boolean
  readonly problems: Problems
  readonly done: string | undefined
}

export function RulesPage({ visit, doors, zone, law, differ, mayPropose, problems, done }: RulesProps): Child {
  const { inForce, waiting, proposed } = law
  return (
    <DeskPage visit={visit} doors={doors} title="Rules in force" failed={Object.keys(problems).length > 0}>
      <ErrorSummary problems={problems} />
      <PageTitle lead="Each case is decided by the rules of its day. Two people change them, one of them counsel, and what a change would do is published first.">
        Rules in force
      </PageTitle>
      {done !== undefined && (
        <Alert kind="success" live>
          <p>{done}</p>
        </Alert>
      )}
      <SummaryList
        rows={[
          {
            key: 'In force',
            value: inForce === undefined ? 'nothing' : <code class="break">{inForce.digest}</code>,
          },
          { key: 'Since', value: inForce === undefined ? '–' : english.day(inForce.from) },
          { key: 'Signed by', value: inForce === undefined ? '–' : signersInWords(inForce.by) },
          ...waiting.map(({ digest, from }) => ({
            key: `From ${english.day(from)}`,
            value: <code class="break">{digest}</code>,
          })),
        ]}
      />
      <h2>Waiting for signatures</h2>
      <Table
        id="proposed"
        caption="Changes that were proposed"
        quietCaption
        stack
        columns={[{ head: 'Change' }, { head: 'Proposed' }, { head: 'What it does' }, { head: 'Signed by' }]}
        rows={proposed.map((proposal) => [
          <a href={`/admin/rules/${proposal.id}`}>{`${proposal.body.digest.slice(0, 16)}…`}</a>,
          `${english.moment(proposal.at, zone)}, by ${proposal.by}`,
          directions[proposal.body.direction],
          proposal.approvals.map(({ approver }) => approver).join(', ') || 'nobody yet',
        ])}
        empty="Nothing waits. A proposed change would stand here until two people have signed it."
      />
      <h2>Propose a change</h2>
      {!mayPropose ? (
        <WhyNot id="why-not-propose" because={['Counsel, a privacy officer or an administrator proposes.']}>
          Propose the rules on disk
        </WhyNot>
      ) : differ === undefined ? (
        <WhyNot
          id="why-not-propose"
          because={['The rule files on the machine are the rules in force. There is nothing to change.']}
        >
          Propose the rules on disk
        </WhyNot>
      ) : (
        <>
          <p>
            {`The rule files on the machine differ from what is in force: ${changesInWords(differ.rules)}. Proposing tries them on past cases and over every combination of facts, and changes nothing yet. It takes up to a minute.`}
          </p>
          <form method="post" action="/admin/rules">
            <p>
              <Button>Propose the rules on disk</Button>
            </p>
          </form>
        </>
      )}
    </DeskPage>
  )
}

interface ProposalProps extends Shell {
  readonly proposal: Proposal
  readonly signing: Signing | undefined
  readonly problems: Problems
}

export function ProposalPage({ visit, doors, zone, proposal, signing, problems }: ProposalProps): Child {
  const { at, by, body, approvals } = proposal
  const { digest, before, direction, rules, cases, order } = body
  return (
    <DeskPage visit={visit} doors={doors} title="A change of the rules" failed={Object.keys(problems).length > 0}>
      <Breadcrumbs trail={[{ href: '/admin/rules', text: 'Rules in force' }]} here="A change" />
      <ErrorSummary problems={problems} />
      <PageTitle lead="Read what it would do. You sign the rules and this account of them together.">
        A change of the rules
      </PageTitle>
      <SummaryList
        rows={[
          { key: 'Proposed', value: `${english.moment(at, zone)}, by ${by}` },
          { key: 'Becomes', value: <code class="break">{digest}</code> },
          { key: 'Instead of', value: before === null ? 'nothing' : <code class="break">{before}</code> },
          { key: 'What it does', value: directions[direction] },
          { key: 'Rules', value: changesInWords(rules) },
          { key: 'Past cases', value: `${cases.differ} of ${cases.looked} would come out differently` },
          ...(order === undefined ? [] : [{ key: 'By order of a court', value: order.docket }]),
          {
            key: 'Signed by',
            value: approvals.map(({ approver, role }) => `${approver} (${role})`).join(', ') || 'nobody yet',
          },
        ]}
      />
      {signing === undefined ? (
        <Alert kind="info">
          <p>Counsel and one more sign: a privacy officer, an approver, an administrator or other counsel.</p>
        </Alert>
      ) : (
        <Sign {...signing} />
      )}
    </DeskPage>
  )
}

const directions = {
  first: 'the first law of this office',
  same: 'decides every case as before',
  tightens: 'only tightens: what it closes is closed at once',
  loosens: 'opens something: it begins thirty days after this was published',
} as const

function changesInWords({ added, removed, changed }: Proposal['body']['rules']): string {
  const parts = Object.entries({ added, removed, changed }).filter(([, ids]) => ids.length > 0)
  return parts.length === 0 ? 'no rule' : parts.map(([how, ids]) => `${how}: ${ids.join(', ')}`).join('; ')
}
