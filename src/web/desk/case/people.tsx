/** Who is asked about: as the requester wrote it, whether they were found, what they were told and who speaks for them. */
import type { CaseState, PersonState } from '#case/state.ts'
import { Untrusted, type Child } from '../../layout/said.tsx'
import { SummaryList } from '../../layout/table.tsx'
import { Tag } from '../../layout/text.tsx'
import { href } from '../../words/href.ts'
import { english } from '../../words/words.ts'
import { factsWords, personsWords } from '../members/words.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { programName, readable } from '../queue/words.ts'

export function People({ open }: { readonly open: OpenCase }): Child {
  const { state, visit, number } = open
  const people = Object.entries(state.people)
  const path = casePath(number)
  return (
    <>
      {people.length === 0 && (
        <p>
          The request names nobody.
          {state.request?.subjectClass !== undefined && (
            <>
              {' It is about a group: '}
              <Untrusted>{state.request.subjectClass}</Untrusted>
            </>
          )}
        </p>
      )}
      {people.map(([person, known]) => (
        <section class="paper-card" id={`person-${person}`}>
          <h3>
            {person}: <Untrusted>{nameOf(known)}</Untrusted>
          </h3>
          <p class="tags">
            <Found known={known} />{' '}
            {objectedOn(known).map((day) => (
              <Tag sign="stop">objected {english.day(day)}</Tag>
            ))}{' '}
            {known.match?.match === 'one' && known.match.consentWithdrawn !== undefined && (
              <Tag sign="stop">consents taken back {english.day(known.match.consentWithdrawn)}</Tag>
            )}{' '}
            {markersOf(known).map((marker) => (
              <Tag sign="info">{readable(marker).toLowerCase()}</Tag>
            ))}
          </p>
          <SummaryList rows={rowsOf(person, known, state)} />
        </section>
      ))}
      <p>
        <a href={href(visit, `${path}/match`)}>See how they were looked up</a>
        {' · '}
        <a href={href(visit, `${path}/notice`)}>Notice and objections</a>
        {' · '}
        <a href={href(visit, `${path}/said`)}>What they said for themselves</a>
        {' · '}
        <a href={href(visit, `${path}/lawyer`)}>A person’s own lawyer</a>
      </p>
    </>
  )
}

function Found({ known: { match } }: { readonly known: PersonState }): Child {
  if (match === undefined) return <Tag sign="ahead">not looked up yet</Tag>
  if (match.match === 'one') return <Tag sign="ok">one record</Tag>
  return match.match === 'none' ? <Tag sign="stop">no record</Tag> : <Tag sign="stop">several records fit</Tag>
}

/** In this case, and standing for whatever is asked. */
function objectedOn({ match, objection }: PersonState): readonly string[] {
  const standing = match?.match === 'one' ? match.objection : undefined
  return [...new Set([objection, standing].filter((day) => typeof day === 'string'))]
}

function markersOf({ match }: PersonState): readonly string[] {
  return match?.match === 'one' ? match.markers : []
}

function rowsOf(ref: string, { identity, match, lawyer, copiesSent }: PersonState, { notices }: CaseState) {
  const { dateOfBirth, ssn, caseNumber, memberId, address } = identity
  const told = notices
    .filter(({ person, given }) => person === ref && given !== undefined)
    .map(({ given, instrument }) => {
      const of = instrument === undefined ? '' : ` of ${instrument}`
      if (given?.dispensedByCourt === true) return `a court dispensed with notice${of}`
      const until =
        given?.objectionPeriodEnds === undefined ? '' : `, may object until ${english.day(given.objectionPeriodEnds)}`
      return `told${of} on ${given?.servedOn === undefined ? '?' : english.day(given.servedOn)}${until}`
    })
  const asked = [
    dateOfBirth === undefined ? '' : `born ${english.day(dateOfBirth)}`,
    ssn === undefined ? '' : `SSN ${masked(ssn)}`,
    caseNumber === undefined ? '' : `case ${caseNumber}`,
    memberId === undefined ? '' : `member ${memberId}`,
    [address?.street, address?.town, address?.state, address?.zip].filter((part) => part !== undefined).join(', '),
  ].filter((part) => part !== '')
  const rows: { key: Child; value: Child }[] = [
    { key: 'As asked', value: <Untrusted>{asked.join('; ') || 'a name and nothing else'}</Untrusted> },
  ]
  if (match?.match === 'one') {
    rows.push({
      key: 'On file',
      value: `${match.programs.map(programName).join(', ') || 'no program'}; ${match.holds.length} kinds of data`,
    })
  }
  rows.push({ key: 'Told', value: told.join('; ') || 'not yet' })
  if (lawyer !== undefined) {
    const copies = copiesSent === undefined ? 'no copies sent yet' : `copies sent on ${english.day(copiesSent)}`
    rows.push({
      key: 'Lawyer',
      value: (
        <>
          <Untrusted>{lawyer.name}</Untrusted>, since {english.day(lawyer.on)}; {copies}
        </>
      ),
    })
  }
  return rows
}

/** Of listed members there is no name: they are as many as they are. */
export function nameOf({ identity: { name = {} }, match }: Pick<PersonState, 'identity' | 'match'>): string {
  if (match?.match === 'class') return `${personsWords(match.persons)}: ${factsWords(match)}`
  const whole = [name.given, name.middle, name.family, name.suffix].filter((part) => part !== undefined).join(' ')
  return whole === '' ? 'no name given' : whole
}

/** The last four digits tell two people apart; the rest is nobody's to read here. */
function masked(ssn: string): string {
  return `•••-••-${ssn.replaceAll(/\D/g, '').slice(-4)}`
}
