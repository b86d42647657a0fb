/** A filter of the queue as SQL. What somebody chose travels as a value and never as text of the statement. */
import type { QueueFilter, QueuePlace, QueueSort } from '#accounting/desk.ts'
import type { QueueRow } from '#accounting/queue.ts'
import { queueFields } from './projections.ts'

interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
}

/** The values of one statement, each under the number that its text calls it by. */
class Values {
  readonly list: unknown[] = []

  add(value: unknown): string {
    this.list.push(value)
    return `$${this.list.length}`
  }
}

/** For each of them migration 0006 has an index. */
const orders: Readonly<Record<QueueSort, { key: string; type: string; down: boolean; of: (row: QueueRow) => string }>> =
  {
    due: { key: 'due_key', type: 'date', down: false, of: ({ dueOn }) => dueOn ?? 'infinity' },
    oldest: { key: 'received_on', type: 'date', down: false, of: ({ receivedOn }) => receivedOn },
    newest: { key: 'received_on', type: 'date', down: true, of: ({ receivedOn }) => receivedOn },
    moved: { key: 'moved_on', type: 'text', down: true, of: ({ lastAt }) => lastAt.slice(0, 10) },
  }

/** @param limit lines at most; one more is read, to know whether more follow */
export function pageStatement(filter: QueueFilter, sort: QueueSort, limit: number, after?: QueuePlace): Statement {
  const values = new Values()
  const { key, type, down } = orders[sort]
  const conditions = conditionsOf(filter, values)
  if (after !== undefined) {
    const place = `(${values.add(after.key)}::${type}, ${values.add(after.number)})`
    conditions.push(`(${key}, number) ${down ? '<' : '>'} ${place}`)
  }
  const direction = down ? ' desc' : ''
  const text = `select ${queueFields} from queue where ${conditions.join(' and ')}
    order by ${key}${direction}, number${direction} limit ${values.add(limit + 1)}`
  return { text, values: values.list }
}

export function placeOf(row: QueueRow, sort: QueueSort): QueuePlace {
  return { key: orders[sort].of(row), number: row.number }
}

/** One line with a count for each filter; none is counted beyond `most`, so that no page waits for a large number. */
export function countStatement(filters: readonly QueueFilter[], most: number): Statement {
  const values = new Values()
  const limit = values.add(most)
  const counts = filters.map(
    (filter) =>
      `(select count(*)::integer from (select from queue where ${conditionsOf(filter, values).join(' and ')} limit ${limit}) as found)`,
  )
  return { text: `select array[${counts.join(', ')}]::integer[] as counts`, values: values.list }
}

function conditionsOf(filter: QueueFilter, values: Values): string[] {
  const { which = 'open', status, requesterKind, organization, program, purpose, assignee, waitingFor, held } = filter
  const { dueFrom, dueTo } = filter
  const conditions = [which === 'open' ? 'open' : 'not open']
  if (status !== undefined) conditions.push(`status = ${values.add(status)}`)
  if (requesterKind !== undefined) conditions.push(`requester_kind = ${values.add(requesterKind)}`)
  if (organization !== undefined) conditions.push(`organization = ${values.add(organization)}`)
  if (program !== undefined) conditions.push(`${values.add(program)} = any (string_to_array(programs, ' '))`)
  if (purpose !== undefined) conditions.push(`${values.add(purpose)} = any (string_to_array(purposes, ' '))`)
  if (assignee === null) conditions.push('assignee is null')
  if (typeof assignee === 'string') conditions.push(`assignee = ${values.add(assignee)}`)
  if (waitingFor !== undefined) conditions.push(`waiting_for = ${values.add(waitingFor)}`)
  if (held === true) conditions.push(`(holds > 0 or waiting_for = 'court')`)
  if (dueFrom !== undefined) conditions.push(`due_key >= ${values.add(dueFrom)}::date`)
  if (dueTo !== undefined) conditions.push(`due_key <= ${values.add(dueTo)}::date`)
  return conditions
}
