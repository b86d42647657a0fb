/** What the desk does around a case: who works on it, what they write down, whose lawyer has come. It decides nothing. */
import type { Reason } from './commands.ts'
import type { Lawyer } from './events.ts'
import { workedOn } from './prepared.ts'
import { hasCome, isBlank, noneOf, unknownOf, unless, type Handler } from './reasons.ts'
import type { Role } from './roles.ts'
import type { CaseState } from './state.ts'
import { wordsOf } from './without-people.ts'

const atTheDesk: ReadonlySet<Role> = new Set([
  'intake-officer',
  'disclosure-officer',
  'counsel',
  'approver',
  'privacy-officer',
])
const approving: ReadonlySet<Role> = new Set(['approver', 'privacy-officer'])

export const assign: Handler<'assign'> = (state, { to }) => {
  const reasons = [
    ...unless(
      to === undefined || to.roles.some((role) => atTheDesk.has(role)),
      'not-of-the-desk',
      `${to?.id} does not work at this desk`,
    ),
    ...unless(to?.id !== state.assigned, 'assigned-already', 'it is in these hands already'),
    ...(to === undefined ? [] : mayApprove(state, to)),
  ]
  return reasons.length > 0 ? reasons : { type: 'case.assigned', body: to === undefined ? {} : { to: to.id } }
}

/** Where an approval is what the case waits for, it is assigned to somebody who may give it. */
function mayApprove(state: CaseState, to: { readonly id: string; readonly roles: readonly Role[] }): Reason[] {
  if (!['prepared', 'approved-once'].includes(state.status)) return []
  return [
    ...unless(
      to.roles.some((role) => approving.has(role)),
      'not-an-approver',
      `this case waits for an approval, and ${to.id} approves nothing: assign it to an approver`,
    ),
    ...unless(
      !workedOn(state).includes(to.id),
      'own-work',
      `${to.id} decided or prepared this release, or filled in a worksheet of it, and cannot approve it: assign it to somebody else`,
    ),
    ...unless(
      state.approvals.every(({ approver }) => approver !== to.id),
      'same-person-twice',
      `${to.id} has approved this already; the second approval is another person’s`,
    ),
  ]
}

export const addNote: Handler<'add-note'> = (state, { text, privileged }, { actor }) => {
  const reasons = [
    ...unless(!isBlank(text), 'note-empty', 'write something down'),
    ...unless(text.length <= 4000, 'note-too-long', 'a note has 4000 characters at the most'),
    ...unless(
      !privileged || actor.roles.includes('counsel'),
      'privilege-is-of-counsel',
      'only counsel marks a note as privileged',
    ),
  ]
  return reasons.length > 0 ? reasons : { type: 'note.added', body: { text: wordsOf(state)(text), privileged } }
}

export const tag: Handler<'tag'> = (state, { tag: name, stands }) => {
  const reasons = [
    ...unless(
      /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) && name.length <= 30 && wordsOf(state)(name) === name,
      'tag-malformed',
      'a tag is a word or two of small letters with hyphens, such as needs-interpreter; it names nobody',
    ),
    ...unless(
      state.tags.includes(name) !== stands,
      'tag-stands',
      stands ? 'the case has this tag already' : 'the case has no such tag',
    ),
    ...unless(!stands || state.tags.length < 12, 'tags-too-many', 'a case has twelve tags at the most'),
  ]
  return reasons.length > 0 ? reasons : { type: 'case.tagged', body: { tag: name, stands } }
}

export const enterAppearance: Handler<'enter-appearance'> = (state, { person, lawyer, on }, { now }) => {
  const reasons = [
    ...unknownPerson(state, person),
    ...unless(!isBlank(lawyer.name), 'lawyer-unnamed', 'say who the lawyer is'),
    ...unless(
      [lawyer.address, lawyer.email].some((way) => !isBlank(way ?? '')),
      'lawyer-unreachable',
      'say where the lawyer gets copies: an address or an e-mail address',
    ),
    ...unless(hasCome(on, now), 'day-not-come', 'the lawyer appeared on a day of the calendar that has come'),
  ]
  if (reasons.length > 0) return reasons
  return { type: 'appearance.entered', body: {}, people: { [person]: { on, lawyer: lawyerOf(lawyer) } } }
}

function lawyerOf({ name, firm, address, email, phone }: Lawyer): Lawyer {
  return {
    name,
    ...(firm === undefined ? {} : { firm }),
    ...(address === undefined ? {} : { address }),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
  }
}

export const recordCopies: Handler<'record-copies'> = (state, { person, on }, { now }) => {
  const reasons = [
    ...unknownPerson(state, person),
    ...unless(
      !Object.hasOwn(state.people, person) || state.people[person]?.lawyer !== undefined,
      'no-lawyer',
      `no lawyer has appeared for ${person}`,
    ),
    ...unless(hasCome(on, now), 'day-not-come', 'the copies went out on a day of the calendar that has come'),
  ]
  return reasons.length > 0 ? reasons : { type: 'copies.sent', body: {}, people: { [person]: { on } } }
}

function unknownPerson(state: CaseState, person: string): Reason[] {
  return noneOf(unknownOf([person], state.people), 'person-unknown', (list) => `this case has no person ${list}`)
}

/** People whose lawyer has appeared and has had no copies since. */
export function copiesDue({ people }: Pick<CaseState, 'people'>, refs: readonly string[]): string[] {
  return refs.filter((ref) => people[ref]?.lawyer !== undefined && people[ref]?.copiesSent === undefined)
}
