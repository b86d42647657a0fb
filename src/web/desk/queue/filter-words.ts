import type { Choice } from './filters.ts'
import { english } from '../../words/words.ts'
import { kindName, organizationName, programName, purposeName, sortNames, stateName, waitNames } from './words.ts'

/** What the list shows, in one sentence: above the table and in every export. */
export function inWords(
  { filter, sort, due }: Choice,
  staff: readonly { readonly id: string; readonly name: string }[],
): string {
  const { which, status, requesterKind, organization, program, purpose, assignee, waitingFor, held, dueFrom, dueTo } =
    filter
  const name = (id: string): string => staff.find((one) => one.id === id)?.name ?? id
  const parts = [
    which === 'closed' ? 'Closed cases' : 'Open cases',
    status && `standing at “${stateName(status)}”`,
    waitingFor && `waiting for ${waitNames[waitingFor]}`,
    held === true && 'on hold by court',
    assignee === null && 'with nobody yet',
    typeof assignee === 'string' && `with ${name(assignee)}`,
    requesterKind && `asked by: ${kindName(requesterKind).toLowerCase()}`,
    organization && `from ${organizationName(organization)}`,
    program && `about ${programName(program)}`,
    purpose && `for: ${purposeName(purpose).toLowerCase()}`,
    due === 'week' && 'due this week',
    due === 'overdue' && 'overdue',
    due === undefined && dueFrom && `due from ${english.day(dueFrom)}`,
    due === undefined && dueTo && `due up to ${english.day(dueTo)}`,
  ].filter((part) => typeof part === 'string' && part !== '')
  return `${parts.join(', ')}. ${sortNames[sort]}.`
}
