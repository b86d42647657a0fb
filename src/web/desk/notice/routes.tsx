import type { Command } from '#case/commands.ts'
import type { NoticeGiven } from '#case/events.ts'
import { officeDay } from '#pipeline/law.ts'
import { move } from '#pipeline/move.ts'
import type { Doors } from '../../doors.ts'
import type { Form } from '../../form.ts'
import { readDate } from '../../layout/date-field.tsx'
import { deskRoles, mayGive, type Route } from '../../route.ts'
import { show } from '../../show.ts'
import { given } from '../given.ts'
import { namedRefs } from '../members/words.ts'
import { withCase, type OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { statusOf, taking, type ShowForm, type Taken } from '../step-page.tsx'
import { LawyerPage, NoticePage } from './page.tsx'

const base = '/desk/cases/:number'
const wrongDay = 'Type the day as month, day and year.'

export function noticeRoutes(doors: Doors): readonly Route[] {
  const notice: ShowForm = (c, open, form, problems) =>
    show(c, <NoticePage doors={doors} open={open} form={form} problems={problems} />, statusOf(problems))
  const lawyer: ShowForm = (c, open, form, problems) =>
    show(c, <LawyerPage doors={doors} open={open} form={form} problems={problems} />, statusOf(problems))
  return [
    {
      method: 'GET',
      path: `${base}/notice`,
      name: 'See who was told, and who objected',
      who: deskRoles,
      handle: withCase(doors, (c, open) => notice(c, open, undefined, {})),
    },
    {
      method: 'POST',
      path: `${base}/notice`,
      name: 'Record that people were told',
      who: mayGive('serve-notice'),
      command: 'serve-notice',
      handle: taking(doors, notice, serve, toNotice),
    },
    {
      method: 'POST',
      path: `${base}/notice/objection`,
      name: 'Record an objection in a case',
      who: mayGive('record-objection'),
      command: 'record-objection',
      handle: taking(doors, notice, object, toNotice),
    },
    {
      method: 'GET',
      path: `${base}/lawyer`,
      name: 'See who speaks for the people of a case',
      who: deskRoles,
      handle: withCase(doors, (c, open) => lawyer(c, open, undefined, {})),
    },
    {
      method: 'POST',
      path: `${base}/lawyer`,
      name: 'Enter the appearance of a person’s lawyer',
      who: mayGive('enter-appearance'),
      command: 'enter-appearance',
      handle: taking(doors, lawyer, appear, toLawyer),
    },
    {
      method: 'POST',
      path: `${base}/lawyer/copies`,
      name: 'Record that a person’s lawyer was sent copies',
      who: mayGive('record-copies'),
      command: 'record-copies',
      handle: taking(
        doors,
        lawyer,
        ({ ports, actor, stream }, form) => {
          const person = form.text('person')
          const on = officeDay(ports)
          return move(ports, actor, stream, () => ({ command: 'record-copies', person, on }))
        },
        toLawyer,
      ),
    },
  ]
}

function toNotice({ number }: OpenCase): string {
  return `${casePath(number)}/notice`
}

function toLawyer({ number }: OpenCase): string {
  return `${casePath(number)}/lawyer`
}

function serve({ ports, actor, stream, state }: OpenCase, form: Form): Taken | Promise<Taken> {
  const problems: Record<string, string> = {}
  const people = form.all('people').filter((ref) => Object.hasOwn(state.people, ref))
  if (people.length === 0) problems['people'] = 'Mark who was told.'
  const dispensed = form.text('how') === 'dispensed'
  const servedOn = readDate(form, 'servedOn')
  const ends = readDate(form, 'ends')
  if (!dispensed && (servedOn === undefined || servedOn === '')) problems['servedOn'] = `Say on which day. ${wrongDay}`
  if (ends === undefined) problems['ends'] = wrongDay
  if (Object.keys(problems).length > 0) return { problems }
  const told: NoticeGiven = {
    ...(dispensed ? { dispensedByCourt: true } : servedOn === undefined ? {} : { servedOn }),
    ...(ends === undefined || ends === '' ? {} : { objectionPeriodEnds: ends }),
  }
  const command: Command<'serve-notice'> = {
    command: 'serve-notice',
    instruments: form.all('papers'),
    people: Object.fromEntries(people.map((ref) => [ref, told])),
  }
  return move(ports, actor, stream, () => command)
}

function object({ ports, actor, stream, state }: OpenCase, form: Form): Taken | Promise<Taken> {
  const person = form.text('person')
  const on = readDate(form, 'on')
  const problems = {
    ...(namedRefs(state).includes(person) ? {} : { person: 'Choose who objects.' }),
    ...(on === undefined ? { on: wrongDay } : {}),
  }
  if (Object.keys(problems).length > 0) return { problems }
  const instrument = form.text('instrument')
  const day = on === undefined || on === '' ? officeDay(ports) : on
  return move(ports, actor, stream, () => ({
    command: 'record-objection',
    person,
    on: day,
    ...(instrument === '' ? {} : { instrument }),
  }))
}

function appear({ ports, actor, stream, state }: OpenCase, form: Form): Taken | Promise<Taken> {
  const person = form.text('person')
  const since = readDate(form, 'since')
  const [name, firm, address, email, phone] = ['name', 'firm', 'address', 'email', 'phone'].map((one) => form.text(one))
  const problems = {
    ...(namedRefs(state).includes(person) ? {} : { person: 'Choose for whom they appear.' }),
    ...(name === '' ? { name: 'Write down the lawyer’s name.' } : {}),
    ...(address === '' && email === '' ? { address: 'Write down an address, or an e-mail address, for copies.' } : {}),
    ...(since === undefined ? { since: wrongDay } : {}),
  }
  if (Object.keys(problems).length > 0) return { problems }
  const on = since === undefined || since === '' ? officeDay(ports) : since
  const lawyer = {
    name: name ?? '',
    ...given('firm', firm),
    ...given('address', address),
    ...given('email', email),
    ...given('phone', phone),
  }
  return move(ports, actor, stream, () => ({ command: 'enter-appearance', person, lawyer, on }))
}
