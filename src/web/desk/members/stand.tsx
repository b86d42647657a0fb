/** The members on the page of their case: how many, in which classes, what becomes of each, and what leaves. */
import type { CaseState } from '#case/state.ts'
import type { BulkContent } from '#case/events.ts'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { Table } from '../../layout/table.tsx'
import { href } from '../../words/href.ts'
import { english } from '../../words/words.ts'
import { elementName } from '../names.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { programName } from '../queue/words.ts'
import { classCountWords, classesOf, factsWords, personsWords } from './words.ts'

/** In place of the people, where members are listed. */
export function Members({ open }: { readonly open: OpenCase }): Child {
  const { state, visit, number } = open
  const { members, request, prepared } = state
  if (members === undefined) return null
  const path = casePath(number)
  return (
    <>
      <p>
        {personsWords(members.count)}, listed by the keys of the agency’s records.{' '}
        {members.named ? (
          'The requester named these very persons.'
        ) : (
          <>
            The agency says that they are who was asked about:{' '}
            <Untrusted>{request?.subjectClass ?? 'the group'}</Untrusted>.
          </>
        )}{' '}
        The list is encrypted, and no page shows it.
      </p>
      <Classes state={state} />
      {prepared?.bulk !== undefined && (
        <>
          <h3>What leaves</h3>
          <Grants bulk={prepared.bulk} />
        </>
      )}
      <p>
        <a href={href(visit, `${path}/members`)}>The list</a>
        {' · '}
        <a href={href(visit, `${path}/match`)}>How they were looked up</a>
        {' · '}
        <a href={href(visit, `${path}/notice`)}>Notice</a>
      </p>
    </>
  )
}

/** One line for each class, the largest first: the same facts, so the same decision. */
export function Classes({ state }: { readonly state: CaseState }): Child {
  const classes = classesOf(state)
  if (classes.length === 0) return <p>They were not looked up yet.</p>
  const { decision } = state
  const outcomes = decision === undefined ? [] : outcomeHeads
  const count = (ref: string, outcome: (typeof outcomeHeads)[number][0]): string =>
    english.number((decision?.cells ?? []).filter((cell) => cell.subject === ref && cell.outcome === outcome).length)
  return (
    <>
      <p>
        {`The law sees ${classCountWords(classes.length)} among them: persons of one class have the same facts, and so the same decision.`}
      </p>
      <Table
        id="classes"
        caption={decision === undefined ? 'The classes' : 'The classes, and how many elements of each may leave'}
        stack
        columns={[
          { head: 'Class' },
          { head: 'Persons', numeric: true },
          { head: 'Facts' },
          ...outcomes.map(([, head]) => ({ head, numeric: true })),
        ]}
        rows={classes.map(({ ref, match }) => [
          ref,
          english.number(match.persons),
          factsWords(match),
          ...outcomes.map(([outcome]) => count(ref, outcome)),
        ])}
      />
    </>
  )
}

const outcomeHeads = [
  ['release', 'May leave'],
  ['hold', 'Held'],
  ['deny', 'Closed'],
] as const

/** How many persons have which of the released elements; nobody is named by it. */
export function Grants({ bulk }: { readonly bulk: BulkContent }): Child {
  return (
    <Table
      id="grants"
      caption="How many persons, and what leaves of each of them"
      stack
      columns={[{ head: 'Persons', numeric: true }, { head: 'What leaves of each' }]}
      rows={bulk.grants
        .toSorted((a, b) => b.persons - a.persons)
        .map(({ persons, cells }) => [english.number(persons), grantWords(cells)])}
    />
  )
}

/** "SNAP: Name, Home address; TAFDC: Name" */
function grantWords(cells: BulkContent['grants'][number]['cells']): string {
  return [...Map.groupBy(cells, ({ program }) => program)]
    .map(([program, of]) => `${programName(program)}: ${of.map(({ element }) => elementName(element)).join(', ')}`)
    .join('; ')
}
