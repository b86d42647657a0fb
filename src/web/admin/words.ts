/** What the administrator's pages call things. */
import type { Role } from '#case/roles.ts'
import type { Entry } from '#pipeline/register.ts'

type Held = Exclude<Role, 'system'>

/** Role → what it is called, and what it lets somebody do. */
export const roleWords: Readonly<Record<Held, { readonly name: string; readonly does: string }>> = {
  'intake-officer': { name: 'Intake officer', does: 'Takes in what arrives, and looks for the person it is about.' },
  'disclosure-officer': {
    name: 'Disclosure officer',
    does: 'Reads papers, decides by the rules, prepares what may go.',
  },
  counsel: { name: 'Counsel', does: 'Says what staff may not, and signs refusals and changes of the rules.' },
  approver: { name: 'Approver', does: 'Signs exactly what will leave, with a key of their own.' },
  'privacy-officer': { name: 'Privacy officer', does: 'Approves, sets holds, looks after objections and incidents.' },
  administrator: { name: 'Administrator', does: 'Keeps people and settings. Reads no case.' },
  oversight: { name: 'Oversight', does: 'Reads everything for a time, changes nothing. Every look is recorded.' },
  requester: { name: 'Requester', does: 'Asks from outside, and sees their own requests alone.' },
}

export const heldRoles: readonly Held[] = Object.keys(roleWords).filter(isHeld)

export function isHeld(text: string): text is Held {
  return Object.hasOwn(roleWords, text)
}

export function rolesInWords(roles: readonly Role[]): string {
  return roles.map((role) => (isHeld(role) ? roleWords[role].name : role)).join(', ')
}

/** Who did something on the register: a person's id, or the product itself. */
export function byWhom(id: string): string {
  if (id === 'system:setup') return 'the set-up of this office'
  return id.startsWith('system:') ? 'Postern itself, on schedule' : id
}

/** The first rules of an office come with it; every change of them is signed. */
export function signersInWords(by: readonly string[]): string {
  return by.map((id) => (id === 'system:setup' ? 'nobody: they came with the office' : id)).join(', ')
}

export const standingWords: Readonly<Record<Entry['standing'], string>> = {
  open: 'Open',
  closed: 'Closed',
  left: 'Left',
}
