import type { CaseEvent, CaseEventType } from '#case/events.ts'
import type { EventRecord } from '#vocabulary/event-record.ts'

/**
 * Whether this is that event of a case.
 *
 * Trusts its type alone: what is in the log was written from `CaseEvent`s, and its entry was checked
 * when it was read.
 */
export function isEvent<const Type extends CaseEventType>(
  record: EventRecord,
  type: Type,
): record is EventRecord & CaseEvent<Type> {
  return record.type === type
}
