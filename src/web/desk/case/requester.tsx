/** Who asks, for what, and what is known of whether they are who they say. */
import type { CaseEvent } from '#case/events.ts'
import { isCode, vocabulary } from '#vocabulary/codes.ts'
import { Untrusted, useWords, type Child } from '../../layout/said.tsx'
import { SummaryList } from '../../layout/table.tsx'
import { Alert, Tag } from '../../layout/text.tsx'
import { href } from '../../words/href.ts'
import { elementList } from '../names.ts'
import type { OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { kindName, organizationName, programName, purposeName, readable } from '../queue/words.ts'
import { fromWhere } from './event-words.ts'

export function Requester({ open }: { readonly open: OpenCase }): Child {
  const { request, number, visit } = open
  const { requester, purposes, programs, elements, violation, statements, reference, follows, receiver } = request
  const { nature, immigration, statute, period, delay, onward, emergency, preserveOnly, signed } = request
  const { account } = open.state
  const rows: [string, Child][] = [
    ['Asks', <Who requester={requester} />],
    ['For', purposes.map(purposeName).join('; ')],
    ['About', programs.map(programName).join(', ')],
    ['Wants', elementList(elements)],
    ['Period', period === undefined ? undefined : `${period.from ?? 'any time'} to ${period.to ?? 'any time'}`],
    ['Only to keep', preserveOnly === true ? 'Records are only to be kept, and none given' : undefined],
    ['Matter', nature === undefined ? undefined : readable(nature)],
    ['Immigration enforcement', immigration === undefined ? undefined : immigration ? 'Yes, they say' : 'No, they say'],
    ['Law', statute === undefined ? undefined : <Untrusted>{statute}</Untrusted>],
    ['Emergency', emergency === undefined ? undefined : <Untrusted>{emergency}</Untrusted>],
    ['Violation', violation === undefined ? undefined : <Untrusted>{violation}</Untrusted>],
    ['States', statements.length === 0 ? undefined : statements.map(statementWords).join('; ')],
    [
      'Asks to tell later',
      delay === undefined ? undefined : <Untrusted>{`until ${delay.until}: ${delay.law}`}</Untrusted>,
    ],
    ['Passes on', onward === undefined ? undefined : <Untrusted>{onwardWords(onward)}</Untrusted>],
    ['Signed', signed === undefined ? undefined : <Untrusted>{`${signed.name}, ${signed.on}`}</Untrusted>],
    ['Their number', reference === undefined ? undefined : <Untrusted>{reference}</Untrusted>],
    ['Mends', follows === undefined ? undefined : <a href={href(visit, casePath(follows))}>{follows}</a>],
    ['Seal to', receiver === undefined && open.state.recipient === undefined ? 'no key yet' : <KeyLine open={open} />],
    [
      'Follows it in an account',
      <>
        {account ?? 'Nobody'}{' '}
        <a href={href(visit, `${casePath(number)}/hand-over`)}>
          Change<span class="usa-sr-only"> who follows it</span>
        </a>
      </>,
    ],
  ]
  return (
    <>
      <SummaryList rows={rows.filter(([, value]) => value !== undefined).map(([key, value]) => ({ key, value }))} />
      <CallBack open={open} />
      <p>
        <a href={href(visit, `${casePath(number)}/requester`)}>Check who the requester is</a>
      </p>
    </>
  )
}

function Who({ requester }: { readonly requester: OpenCase['request']['requester'] }): Child {
  const { kind, organization, unit, name, title, badge, callback, email, supervisor } = requester
  const said = [name, title, unit, badge === undefined ? undefined : `badge ${badge}`].filter(
    (one) => one !== undefined,
  )
  return (
    <>
      {organizationName(organization)} <span class="soft">({kindName(kind).toLowerCase()})</span>
      <div>
        <Untrusted>{said.join(', ')}</Untrusted>
      </div>
      {supervisor !== undefined && (
        <div>
          Supervisor: <Untrusted>{supervisor}</Untrusted>
        </div>
      )}
      {(callback !== undefined || email !== undefined) && (
        <div class="soft">
          On their request stands <Untrusted>{[callback, email].filter(Boolean).join(', ')}</Untrusted>. To check who
          they are, use a contact that you found yourself, and not that one.
        </div>
      )}
    </>
  )
}

function onwardWords({ shared, with: whom, storage, deleteBy }: NonNullable<OpenCase['request']['onward']>): string {
  return [
    shared ? `to ${whom ?? 'others'}` : 'to nobody',
    storage === undefined ? '' : `kept: ${storage}`,
    deleteBy === undefined ? '' : `destroyed by ${deleteBy}`,
  ]
    .filter(Boolean)
    .join('; ')
}

function KeyLine({ open }: { readonly open: OpenCase }): Child {
  const key = open.state.recipient ?? ''
  return <span class="hash">{key.slice(0, 24)}…</span>
}

function statementWords(code: string): string {
  return isCode(vocabulary.statements, code) ? vocabulary.statements[code] : readable(code)
}

/** The last check of the requester: by whom, how, and who looked at it a second time. */
export function CallBack({ open }: { readonly open: OpenCase }): Child {
  const { state, events } = open
  const { moment } = useWords()
  const last = events.findLast((event): event is CaseEvent<'requester.checked'> => event.type === 'requester.checked')
  if (last === undefined)
    return (
      <Alert kind="warning">
        <p>Nobody has checked who the requester is.</p>
      </Alert>
    )
  const { result, channel, contactFrom, spokeTo } = last.body
  const confirmedBy = state.requesterCheck?.confirmedBy
  return (
    <SummaryList
      rows={[
        {
          key: 'Call-back record',
          value: (
            <>
              <Tag sign={result === 'verified' ? 'ok' : 'stop'}>{result === 'verified' ? 'verified' : 'failed'}</Tag>{' '}
              {moment(last.at, open.ports.office.timeZone)}, by {last.actor}: <Untrusted>{spokeTo}</Untrusted>, by{' '}
              <Untrusted>{channel}</Untrusted>. The contact came from {fromWhere(contactFrom)}.
            </>
          ),
        },
        {
          key: 'Second look',
          value:
            confirmedBy === undefined ? (
              <Tag sign="wait">nobody yet</Tag>
            ) : (
              <>
                <Tag sign="ok">confirmed</Tag> by {confirmedBy}
              </>
            ),
        },
      ]}
    />
  )
}
