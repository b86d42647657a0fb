import type { EventShapes } from '#case/events.ts'
import { personsIn } from '#case/prepared.ts'
import type { CaseState, Prepared } from '#case/state.ts'
import { toHex, utf8 } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import { statementBytes, type Bulk } from '#formats/statement.ts'
import type { StoredEvent } from '#log/ledger.ts'
import { isCode, vocabulary } from '#vocabulary/codes.ts'
import { requestOf } from './determine.ts'
import { toCaseEvent } from './move.ts'
import type { Office } from './ports.ts'

/**
 * The bytes of statement.json for what stands prepared and approved.
 *
 * A function of the case's events and of what the office is, so the statement whose hash the log holds can
 * be made again at delivery, byte for byte.
 *
 * @throws Error where nothing stands approved by two: the table of moves never lets it come to that
 */
export function statementOf(office: Office, state: CaseState, events: readonly StoredEvent[]): Uint8Array {
  const { agency, requester } = requestOf(state)
  const prepared = preparedBody(events)
  if (state.prepared === undefined || prepared === undefined || state.decision === undefined) {
    throw new Error('a statement needs a preparation and a decision')
  }
  const { digest, version } = state.decision.rules
  return statementBytes({
    statement: prepared.bulk === undefined ? 'postern/statement/v1' : 'postern/statement/v2',
    case: state.number,
    agency: { code: agency, name: isCode(vocabulary.agencies, agency) ? vocabulary.agencies[agency].name : agency },
    receiver: { organization: requester.organization, recipient: prepared.recipient },
    preparedAt: state.prepared.at,
    preparedBy: state.prepared.by,
    rules: { digest, ...(version === undefined ? {} : { version }) },
    decision: prepared.decision,
    content: { opened: prepared.opened, sealed: prepared.sealed, terms: prepared.terms },
    contentRoot: prepared.contentRoot,
    approvals: state.approvals.map(({ approval }) => approval),
    approvers: state.approvals.map(({ approver, role, key, demo }) => ({ id: approver, role, key, demo })),
    log: { origin: office.origin, policy: toHex(sha256(utf8(office.policy))) },
    synthetic: prepared.synthetic,
    ...(state.prepared.above === undefined ? {} : { bulk: bulkOf(state, state.prepared, state.prepared.above) }),
  })
}

/** What was set when it was prepared, so that the statement can be made again after it was lowered. */
function bulkOf({ outside }: CaseState, prepared: Prepared, above: number): Bulk {
  const persons = personsIn(prepared)
  if (persons <= above) return { above }
  if (outside === undefined) return { above, persons }
  const { holder: id, name, organization, key, demo, approval } = outside
  return { above, persons, outside: { id, name, organization, key, demo, approval } }
}

function preparedBody(events: readonly StoredEvent[]): EventShapes['release.prepared']['body'] | undefined {
  const event = events.map(({ record }) => toCaseEvent(record)).findLast(({ type }) => type === 'release.prepared')
  return event?.type === 'release.prepared' ? event.body : undefined
}
