/** The form of an entry of the register: what stands in it, what was typed, what is wrong with it. */
import type { StaffMember } from '#approval/staff.ts'
import { readDate, typedDate, type TypedDate } from '../../layout/date-field.tsx'
import type { Form, Problems } from '../../form.ts'
import { isHeld } from '../words.ts'

/** As the fields show it. */
export interface Typed {
  readonly id: string
  readonly name: string
  readonly roles: readonly string[]
  readonly organization: string
  readonly subject: string
  readonly from: TypedDate | string
  readonly until: TypedDate | string
}

export const nothingTyped: Typed = {
  id: '',
  name: '',
  roles: [],
  organization: '',
  subject: '',
  from: '',
  until: '',
}

export function typedOf({ id, name, roles, organization, login, from, until }: StaffMember): Typed {
  return {
    id,
    name: name ?? '',
    roles,
    organization: organization ?? '',
    subject: login?.subject ?? '',
    from: from ?? '',
    until: until ?? '',
  }
}

export function typedIn(form: Form): Typed {
  return {
    id: form.text('id'),
    name: form.text('name'),
    roles: form.all('roles'),
    organization: form.text('organization'),
    subject: form.text('subject'),
    from: typedDate(form, 'from'),
    until: typedDate(form, 'until'),
  }
}

interface Place {
  readonly id: string
  readonly agency: string
  /** The identity provider that accounts here are at. */
  readonly issuer: string
  /** Where the entry stands already: what the form does not ask for stays. */
  readonly before?: StaffMember
}

/** The entry that the form describes, or a sentence for each field that cannot be taken. */
export function entryIn(
  form: Form,
  { id, agency, issuer, before }: Place,
): StaffMember | { readonly problems: Problems } {
  const { name, roles: asked, organization, subject } = typedIn(form)
  const roles = asked.filter(isHeld)
  const [from, until] = [readDate(form, 'from'), readDate(form, 'until')]
  const problems = {
    ...(/^[a-z][a-z0-9-]{1,63}$/.test(id)
      ? {}
      : { id: 'Write an id of small letters, digits and hyphens, such as b-officer.' }),
    ...(name === '' ? { name: 'Write what they are called.' } : tooLong('name', name)),
    ...(roles.length === 0 || roles.length < asked.length ? { roles: 'Choose at least one role.' } : clash(roles)),
    ...(roles.includes('requester') && organization === ''
      ? { organization: 'Write whom they ask for, such as fbi.' }
      : tooLong('organization', organization)),
    ...tooLong('subject', subject),
    ...(from === undefined ? { from: notADay } : {}),
    ...(until === undefined ? { until: notADay } : {}),
    ...(roles.includes('oversight') && until === ''
      ? { until: 'Oversight is given for a time. Write its last day.' }
      : {}),
    ...(from && until && until < from ? { until: 'The last day is before the first.' } : {}),
  }
  if (Object.keys(problems).length > 0 || from === undefined || until === undefined) return { problems }
  return {
    id,
    agency,
    roles,
    demo: before?.demo ?? false,
    name,
    ...(organization === '' ? {} : { organization }),
    ...(subject === '' ? {} : { login: { issuer, subject } }),
    ...(before?.key === undefined ? {} : { key: before.key }),
    ...(from === '' ? {} : { from }),
    ...(until === '' ? {} : { until }),
  }
}

const notADay = 'This is not a day of the calendar. Check the month, the day and the year.'

function tooLong(field: string, text: string): Problems {
  return text.length > 200 ? { [field]: 'Write at most 200 characters.' } : {}
}

function clash(roles: readonly string[]): Problems {
  if (roles.length === 1) return {}
  const alone = ['oversight', 'requester'].find((role) => roles.includes(role))
  if (alone === undefined) return {}
  return { roles: `${alone === 'oversight' ? 'Oversight' : 'A requester'} has no other role beside.` }
}
