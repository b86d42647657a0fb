/** The papers of a case: what each is said to be, who has read it, and what was found out about it. */
import { isEnforced, isStayed, quashedOn } from '#case/orders.ts'
import { isReadByTwo, type Readings } from '#case/readings.ts'
import { readOnce } from '#case/second-look.ts'
import type { CaseState, InstrumentState } from '#case/state.ts'
import { agencyName } from '#vocabulary/codes.ts'
import { Untrusted, useWords, type Child } from '../../layout/said.tsx'
import { SummaryList } from '../../layout/table.tsx'
import { Alert, Details, Tag } from '../../layout/text.tsx'
import { href } from '../../words/href.ts'
import { elementList, issuerKinds, paperName, signatoryName } from '../names.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { programName, readable } from '../queue/words.ts'
import { fieldsInWords } from './event-words.ts'

export function Papers({ open, scans }: { readonly open: OpenCase; readonly scans: boolean }): Child {
  const { state, request } = open
  const papers = Object.entries(state.instruments)
  return (
    <>
      {papers.length === 0 && <p>No paper came with this request.</p>}
      {papers.map(([id, paper]) => (
        <Paper open={open} id={id} paper={paper} claimed={request.instruments.find((one) => one.id === id)} />
      ))}
      <Orders open={open} />
      <p class="soft">
        {scans
          ? 'Each file is scanned when it is opened.'
          : 'Not scanned: this office has no scanner. Open files with care.'}
      </p>
      <p>
        <a href={href(open.visit, `${casePath(open.number)}/papers/request/file`)}>See the request as it was entered</a>
        {request.letter !== undefined && (
          <>
            {' · '}
            <a href={href(open.visit, `${casePath(open.number)}/papers/letter`)}>See the letter</a>
          </>
        )}
        {' · '}
        <a href={href(open.visit, `${casePath(open.number)}/papers/new`)}>Add a paper that came later</a>
        {papers.length > 0 && (
          <>
            {' · '}
            <a href={href(open.visit, `${casePath(open.number)}/orders/new`)}>Add an order of a court</a>
          </>
        )}
      </p>
    </>
  )
}

type Claimed = OpenCase['request']['instruments'][number]

interface PaperProps {
  readonly open: OpenCase
  readonly id: string
  readonly paper: InstrumentState
  /** What the requester says of it. */
  readonly claimed: Claimed | undefined
}

function Paper({ open, id, paper, claimed }: PaperProps): Child {
  const { state, number, visit, actor } = open
  const { readings, authenticity, facts } = paper
  const path = `${casePath(number)}/papers/${id}`
  const mine = readings.given.some(({ by }) => by === actor.id)
  // A second reader is not told what the first one saw.
  const shown = isReadByTwo(readings) || mine ? facts : undefined
  return (
    <section class="paper-card" id={`paper-${id}`}>
      <h3>
        {id}: {paperName(shown?.kind ?? claimed?.kind ?? paper.kind)}
      </h3>
      <p class="tags">
        <HowRead readings={readings} enough={!readOnce(state).includes(id)} /> <Genuine authenticity={authenticity} />{' '}
        <Stopped state={state} id={id} /> <CounselSays state={state} id={id} />
      </p>
      {readings.disputed !== undefined && (
        <Alert kind="error" heading="Two people read it differently">
          <p>
            They differ in: {fieldsInWords(readings.disputed.fields)}. Nothing goes on until both have read it again, or
            counsel has settled it in writing.
          </p>
        </Alert>
      )}
      {shown === undefined ? (
        <p class="soft">
          {claimed === undefined ? '' : `The requester says it is: ${paperName(claimed.kind).toLowerCase()}. `}
          {readings.given.length === 1 && !mine
            ? 'One person has read it. What they saw is kept from you until you have read it too.'
            : ''}
        </p>
      ) : (
        <Facts facts={shown} />
      )}
      <Claims claimed={claimed} />
      <p>
        <a href={href(visit, path)}>See the paper</a>
        {' · '}
        <a href={href(visit, `${path}/read`)}>{mine ? 'Read it again' : 'Read it'}</a>
        {' · '}
        <a href={href(visit, `${path}/verify`)}>Ask its issuer</a>
      </p>
    </section>
  )
}

/** Never what anything is decided by: that is read from the paper itself. */
function Claims({ claimed }: Pick<PaperProps, 'claimed'>): Child {
  const { day } = useWords()
  const { says = {}, subjects = [] } = claimed ?? {}
  const { issuer, signer, docket, issuedOn, returnTo, returnOn, demands } = says
  const rows: [string, string | undefined][] = [
    ['From', issuer],
    ['Signed by', signer],
    ['Docket', docket],
    ['Of', issuedOn && day(issuedOn)],
    ['Names', subjects.length === 0 ? undefined : subjects.join(', ')],
    ['Demands', demands],
    ['Answer to', returnTo],
    ['Answer by', returnOn && day(returnOn)],
  ]
  const said = rows.filter(([, value]) => value !== undefined && value !== '')
  if (said.length === 0) return null
  return (
    <Details summary="What the requester says of it">
      <SummaryList rows={said.map(([key, value]) => ({ key, value: <Untrusted>{value ?? ''}</Untrusted> }))} />
    </Details>
  )
}

interface HowReadProps {
  readonly readings: Readings<unknown>
  /** The paper opens nothing whatever stands in it, so one reading is enough. */
  readonly enough: boolean
}

function HowRead({ readings, enough }: HowReadProps): Child {
  const { given, disputed } = readings
  if (disputed !== undefined) return <Tag sign="stop">read differently</Tag>
  if (isReadByTwo(readings)) return <Tag sign="ok">read by two people</Tag>
  if (given.length === 0) return <Tag sign="ahead">not read yet</Tag>
  return enough ? (
    <Tag sign="ok">read by one person, which is enough here</Tag>
  ) : (
    <Tag sign="wait">read by one person</Tag>
  )
}

function Genuine({ authenticity }: Pick<InstrumentState, 'authenticity'>): Child {
  if (authenticity === 'verified') return <Tag sign="ok">genuine</Tag>
  return authenticity === 'failed' ? <Tag sign="stop">not genuine</Tag> : <Tag sign="wait">not verified</Tag>
}

function Stopped({ state, id }: { readonly state: CaseState; readonly id: string }): Child {
  if (quashedOn(state, id) !== undefined) return <Tag sign="stop">quashed</Tag>
  if (isStayed(state, id)) return <Tag sign="stop">stayed</Tag>
  return isEnforced(state, id) ? <Tag sign="info">enforced by a court</Tag> : null
}

function CounselSays({ state, id }: { readonly state: CaseState; readonly id: string }): Child {
  const said = [...new Set(state.counsel.filter(({ instrument }) => instrument === id).map(({ decision }) => decision))]
  if (said.length === 0) return null
  return (
    <Tag sign={said.includes('refuse') ? 'stop' : said.includes('approve') ? 'ok' : 'wait'}>
      counsel: {said.join(', ')}
    </Tag>
  )
}

type ReadFacts = NonNullable<InstrumentState['facts']>

export function Facts({ facts }: { readonly facts: ReadFacts }): Child {
  const { day } = useWords()
  const { issuer, issuerKind, signedBy, docket, issuedOn, executeBy, returnOn, expiresOn, directedTo } = facts
  const { subjects, programs, elements, delaysNoticeUntil, statute, consent } = facts
  const rows: [string, Child][] = [
    ['From', [issuerKind === undefined ? undefined : issuerKinds[issuerKind], issuer].filter(Boolean).join(': ')],
    ['Signed by', signedBy === undefined ? '' : signatoryName(signedBy)],
    ['Docket', docket],
    ['Days', dayWords({ issuedOn, executeBy, returnOn, expiresOn, delaysNoticeUntil }, day)],
    ['Directed to', directedTo === undefined ? undefined : agencyName(directedTo)],
    ['Names', subjects === undefined ? '' : subjects === 'unnamed' ? 'an unnamed group' : subjects.join(', ')],
    [
      'Asks for',
      [programs?.map(programName).join(', '), elements === undefined ? '' : elementList(elements)]
        .filter(Boolean)
        .join(': '),
    ],
    ['Cites', statute],
    ['Consent of', consent === undefined ? '' : [consent.signer, ...(consent.covers ?? [])].join(', ')],
  ]
  return (
    <SummaryList
      rows={rows.filter(([, value]) => value !== undefined && value !== '').map(([key, value]) => ({ key, value }))}
    />
  )
}

const dayNames: Readonly<Record<string, string>> = {
  issuedOn: 'issued',
  executeBy: 'to be executed by',
  returnOn: 'returnable',
  expiresOn: 'ends',
  delaysNoticeUntil: 'nobody is told until',
}

function dayWords(days: Readonly<Record<string, string | undefined>>, say: (day: string) => string): string {
  return Object.entries(days)
    .flatMap(([name, day]) => (day === undefined ? [] : [`${dayNames[name] ?? name} ${say(day)}`]))
    .join('; ')
}

function Orders({ open: { state, visit, number, actor } }: { readonly open: OpenCase }): Child {
  const orders = Object.entries(state.orders)
  if (orders.length === 0) return null
  return (
    <section>
      <h3>Orders of a court</h3>
      <ul>
        {orders.map(([id, { readings, authenticity }]) => {
          const mine = readings.given.some(({ by }) => by === actor.id)
          const facts = isReadByTwo(readings) || mine ? readings.given[0]?.facts : undefined
          return (
            <li id={`paper-${id}`}>
              <strong>{id}</strong>{' '}
              {facts === undefined ? '' : `${readable(facts.effect)} of ${facts.about}, ${facts.issuedOn}`}{' '}
              <HowRead readings={readings} enough={false} /> <Genuine authenticity={authenticity} />{' '}
              <a href={href(visit, `${casePath(number)}/orders/${id}`)}>Read it</a>
              {' · '}
              <a href={href(visit, `${casePath(number)}/papers/${id}/verify`)}>Ask the court</a>
              {' · '}
              <a href={href(visit, `${casePath(number)}/papers/${id}`)}>See it</a>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
