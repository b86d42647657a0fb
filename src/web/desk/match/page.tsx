/** Looking the people up: what agrees and what differs, and nobody to choose from. */
import type { PersonMatch } from '#case/events.ts'
import type { Comparison } from '#match/identity.ts'
import { parseSourceKey } from '#formats/source-key.ts'
import type { Matching } from '#pipeline/determine.ts'
import { Button } from '../../layout/button.tsx'
import type { From } from '../../layout/document.tsx'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { Table } from '../../layout/table.tsx'
import { Alert, SummaryBox, Tag } from '../../layout/text.tsx'
import type { Problems } from '../../form.ts'
import { href } from '../../words/href.ts'
import { nameOf } from '../case/people.tsx'
import { Classes } from '../members/stand.tsx'
import { personsWords } from '../members/words.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { readable } from '../queue/words.ts'
import { StepForm, StepPage } from '../step-page.tsx'

interface MatchProps {
  readonly doors: From
  readonly open: OpenCase
  /** What a look-up of just now has shown; it is recorded nowhere. */
  readonly shown: Matching['shown'] | undefined
  readonly problems: Problems
}

export function MatchPage({ doors, open, shown, problems }: MatchProps): Child {
  const { members } = open.state
  return (
    <StepPage
      doors={doors}
      open={open}
      title={members === undefined ? 'Look the people up' : 'Look the members up'}
      lead={
        members === undefined
          ? 'Exactly one record by a sure key is a match. Near ones are shown to you and chosen by nobody.'
          : 'Each of them by the key of their record alone. Nobody is named here: who has the same facts is one class.'
      }
      problems={problems}
    >
      <SummaryBox heading="Before you look">
        <ul>
          <li>That you looked stands in the log, with your name.</li>
          <li>What the requester is told was fixed before, and does not depend on what you find.</li>
        </ul>
      </SummaryBox>
      {members !== undefined && <LookedUp open={open} count={members.count} />}
      {(members === undefined ? Object.entries(open.state.people) : []).map(([ref, person]) => (
        <section class="paper-card">
          <h2>
            {ref}: <Untrusted>{nameOf(person)}</Untrusted>
          </h2>
          {shown === undefined ? <Stands match={person.match} /> : <Shown found={shown[ref]} id={ref} />}
        </section>
      ))}
      <StepForm open={open} command="match" to={`${casePath(open.number)}/match`}>
        {open.state.status !== 'received' && shown === undefined && (
          <Alert kind="warning">
            <p>Looking up again makes the decision void, and whatever was prepared and approved on it.</p>
          </Alert>
        )}
        <Button kind={shown === undefined ? 'primary' : 'secondary'}>
          {shown === undefined ? 'Look them up' : 'Look them up again'}
        </Button>
      </StepForm>
      {shown !== undefined && (
        <p>
          <a href={href(open.visit, casePath(open.number))}>Back to the case</a>
        </p>
      )}
    </StepPage>
  )
}

function LookedUp({ open, count }: { readonly open: OpenCase; readonly count: number }): Child {
  return (
    <>
      <p>
        {`${personsWords(count)} ${count === 1 ? 'is' : 'are'} on the list. `}
        If one of them has no record, nothing is matched, and you are told how many there are.
      </p>
      <Classes state={open.state} />
    </>
  )
}

function Stands({ match }: { readonly match: PersonMatch | undefined }): Child {
  if (match === undefined) return <p>Not looked up yet.</p>
  if (match.match === 'class') return <Tag sign="ok">{personsWords(match.persons)}</Tag>
  return <StandsAs match={match.match} />
}

function StandsAs({ match }: { readonly match: 'one' | 'none' | 'several' }): Child {
  if (match === 'one') return <Tag sign="ok">one record</Tag>
  return match === 'none' ? (
    <Tag sign="stop">no record is this person for sure</Tag>
  ) : (
    <Tag sign="stop">several records fit alike, so none is taken</Tag>
  )
}

function Shown({ found, id }: { readonly found: Matching['shown'][string] | undefined; readonly id: string }): Child {
  if (found === undefined) return <p>Nobody by this name was looked up.</p>
  return (
    <>
      <StandsAs match={found.found.length === 1 ? 'one' : found.found.length === 0 ? 'none' : 'several'} />
      {found.found.length > 0 && <Compared id={`found-${id}`} caption="Found" rows={found.found} />}
      {found.near.length > 0 && (
        <>
          <Compared id={`near-${id}`} caption="Near, and not taken" rows={found.near} />
          {found.found.length !== 1 && (
            <p>If one of them is meant, ask the requester for what tells them apart, and look up again.</p>
          )}
        </>
      )}
    </>
  )
}

function Compared({
  id,
  caption,
  rows,
}: {
  readonly id: string
  readonly caption: string
  readonly rows: readonly Comparison[]
}): Child {
  return (
    <Table
      id={id}
      caption={caption}
      stack
      columns={[{ head: 'Record' }, { head: 'Agrees' }, { head: 'Is close' }, { head: 'Differs' }]}
      rows={rows.map(({ sourceKey, agrees, close, differs }) => [
        <Untrusted>{recordOf(sourceKey)}</Untrusted>,
        traits(agrees),
        traits(close),
        traits(differs),
      ])}
    />
  )
}

function traits(list: Comparison['agrees']): string {
  return list.map((trait) => readable(trait).toLowerCase()).join(', ') || 'nothing'
}

/** The person's own key, by which staff find the record in their system. */
function recordOf(sourceKey: string): string {
  return (parseSourceKey(sourceKey).keys['person'] ?? []).map(({ value }) => value).join(' ')
}
