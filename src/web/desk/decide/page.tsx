/** How the law comes to its answer: rule by rule, for one element at a time. */
import type { ExplainedCell, Look } from '#decision/explain.ts'
import type { Rule } from '#decision/rules.ts'
import type { Explained } from '#pipeline/explained.ts'
import { Button } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import type { Child } from '../../layout/said.tsx'
import type { Sign } from '../../layout/signs.tsx'
import { Alert, Details, Tag } from '../../layout/text.tsx'
import { OutcomeWord } from '../../layout/matrix.tsx'
import { href } from '../../words/href.ts'
import { elementName, outcomeNames } from '../names.ts'
import { awaitsSecond, keptFrom, type OpenCase } from '../open-case.ts'
import { KeptWhy } from '../kept-why.tsx'
import { casePath } from '../paths.ts'
import { programName, purposeName } from '../queue/words.ts'
import { StepForm, StepPage } from '../step-page.tsx'

interface DecideProps {
  readonly doors: From
  readonly open: OpenCase
  readonly law: Explained
  /** `p1/snap/home-address`: the element that is explained. */
  readonly chosen: string | undefined
}

export function DecidePage({ doors, open, law, chosen }: DecideProps): Child {
  const page = `${casePath(open.number)}/decide`
  const cell = law.cells.find((one) => nameOf(one) === chosen) ?? law.cells[0]
  const rules = new Map(law.rules.rules.map((rule) => [rule.id, rule]))
  return (
    <StepPage
      doors={doors}
      open={open}
      title="Decide by the law"
      lead="Two programs decide, each by itself. Where they differ nothing leaves, and an incident opens."
      problems={{}}
    >
      <StepForm open={open} command="decide" to={page}>
        {open.state.decision !== undefined && (
          <Alert kind="warning">
            <p>A decision stands. Deciding again makes void whatever was prepared, approved or signed on it.</p>
          </Alert>
        )}
        <Button>Decide now</Button>
      </StepForm>
      <h2>Why, rule by rule</h2>
      <p>As things stand now, whether or not anything was decided. Choose an element.</p>
      <Choose open={open} cells={law.cells} chosen={cell === undefined ? '' : nameOf(cell)} page={page} />
      {cell !== undefined && <Explain cell={cell} rules={rules} open={open} />}
    </StepPage>
  )
}

function Choose({
  open,
  cells,
  chosen,
  page,
}: {
  readonly open: OpenCase
  readonly cells: readonly ExplainedCell[]
  readonly chosen: string
  readonly page: string
}): Child {
  const groups = new Map<string, ExplainedCell[]>()
  for (const cell of cells) {
    const key = `${cell.subject === '*' ? 'The group' : cell.subject}, ${programName(cell.program)}`
    groups.set(key, [...(groups.get(key) ?? []), cell])
  }
  return (
    <>
      {[...groups].map(([name, group]) => (
        <Details summary={name} open={group.some((cell) => nameOf(cell) === chosen)}>
          <ul class="tags">
            {group.map((cell) => (
              <li>
                <a
                  href={`${href(open.visit, page)}?cell=${nameOf(cell)}#why`}
                  aria-current={nameOf(cell) === chosen ? 'true' : undefined}
                >
                  {elementName(cell.element)}
                </a>
              </li>
            ))}
          </ul>
        </Details>
      ))}
    </>
  )
}

function Explain({
  cell,
  rules,
  open,
}: {
  readonly cell: ExplainedCell
  readonly rules: ReadonlyMap<string, Rule>
  readonly open: OpenCase
}): Child {
  const kept = keptFrom(open)
  const waiting = awaitsSecond(open)
  const decided = open.state.decision?.cells.find(
    ({ subject, program, element }) => nameOf({ subject, program, element }) === nameOf(cell),
  )
  return (
    <section class="paper-card" id="why">
      <h3>
        {elementName(cell.element)} of {cell.subject === '*' ? 'the group' : cell.subject} ({programName(cell.program)})
      </h3>
      {decided !== undefined && (
        <p>
          Decided: <OutcomeWord outcome={decided.outcome} /> ({outcomeNames[decided.outcome]}).{' '}
          {waiting.length === 0 ? decided.why : <KeptWhy papers={waiting} />}
        </p>
      )}
      {cell.purposes.length === 0 && <p>The agency has no such entry on file, so no rule was asked.</p>}
      {cell.purposes.map(({ purpose, rules: looks }) => (
        <>
          <h4>For: {purposeName(purpose).toLowerCase()}</h4>
          <Looks looks={looks.filter((look) => !isSilent(look))} rules={rules} kept={kept} />
          <Details summary={`Rules that were looked at and say nothing here (${looks.filter(isSilent).length})`}>
            <Looks looks={looks.filter(isSilent)} rules={rules} kept={kept} />
          </Details>
        </>
      ))}
    </section>
  )
}

function isSilent({ does }: Look): boolean {
  return does === 'silent' || does === 'fails'
}

const signs: Readonly<Record<Look['does'], readonly [sign: Sign, word: string]>> = {
  opens: ['ok', 'opens'],
  lacks: ['wait', 'would open, but lacks'],
  stopped: ['stop', 'is stopped by'],
  attaches: ['info', 'attaches to'],
  forbids: ['stop', 'forbids'],
  fails: ['none', 'does not open'],
  silent: ['none', 'says nothing'],
}

interface LooksProps {
  readonly looks: readonly Look[]
  readonly rules: ReadonlyMap<string, Rule>
  /** Papers of which this reader is not told what somebody else saw. */
  readonly kept: ReadonlySet<string>
}

function Looks({ looks, rules, kept }: LooksProps): Child {
  if (looks.length === 0) return <p class="soft">No rule opens, forbids or attaches anything here: it stays closed.</p>
  return (
    <ul class="looks">
      {looks.map(({ rule, citation, paper, does, because }) => {
        const [sign, word] = signs[does]
        const known = rules.get(rule.split('/')[0] ?? rule)
        const hidden = paper !== undefined && kept.has(paper)
        return (
          <li>
            {hidden ? <Tag>looked at</Tag> : <Tag sign={sign}>{word}</Tag>} <span class="cite-id">{rule}</span>
            {paper === undefined ? '' : ` with ${paper}`}, {citation}
            {known !== undefined && <div>{known.title}</div>}
            {hidden ? (
              <div class="soft">What one person saw in {paper} is kept from you until you have read it too.</div>
            ) : (
              because.length > 0 && <div class="soft">{because.join('; ')}</div>
            )}
            {known?.confirmed === null && <div class="soft">Not confirmed by counsel.</div>}
          </li>
        )
      })}
    </ul>
  )
}

function nameOf({ subject, program, element }: Pick<ExplainedCell, 'subject' | 'program' | 'element'>): string {
  return `${subject === '*' ? 'group' : subject}/${program}/${element}`
}
