import type { Command } from '#case/commands.ts'
import { findingKinds } from '#case/events.ts'
import { toHex } from '#formats/bytes.ts'
import { move } from '#pipeline/move.ts'
import type { Doors } from '../../doors.ts'
import type { Form } from '../../form.ts'
import { deskRoles, mayGive, type Route } from '../../route.ts'
import { show } from '../../show.ts'
import { withCase, type OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { statusOf, taking, type ShowForm, type Taken } from '../step-page.tsx'
import { FindingsPage, HoldPage, WithdrawPage } from './page.tsx'

const base = '/desk/cases/:number'

export function holdRoutes(doors: Doors): readonly Route[] {
  const hold: ShowForm = (c, open, form, problems) =>
    show(c, <HoldPage doors={doors} open={open} form={form} problems={problems} />, statusOf(problems))
  const withdraw: ShowForm = (c, open, form, problems) =>
    show(c, <WithdrawPage doors={doors} open={open} form={form} problems={problems} />, statusOf(problems))
  const findings: ShowForm = (c, open, form, problems) =>
    show(c, <FindingsPage doors={doors} open={open} form={form} problems={problems} />, statusOf(problems))
  return [
    {
      method: 'GET',
      path: `${base}/hold`,
      name: 'See legal holds and incidents',
      who: deskRoles,
      handle: withCase(doors, (c, open) => hold(c, open, undefined, {})),
    },
    {
      method: 'POST',
      path: `${base}/hold`,
      name: 'Set a legal hold',
      who: mayGive('set-hold'),
      command: 'set-hold',
      handle: taking(
        doors,
        hold,
        (open, form) => give(open, { command: 'set-hold', matter: form.text('matter') }),
        toHold,
      ),
    },
    {
      method: 'POST',
      path: `${base}/hold/lift`,
      name: 'Lift a legal hold',
      who: mayGive('lift-hold'),
      command: 'lift-hold',
      handle: taking(
        doors,
        hold,
        (open, form) => give(open, { command: 'lift-hold', matter: form.text('matter') }),
        toHold,
      ),
    },
    {
      method: 'POST',
      path: `${base}/hold/incident`,
      name: 'Open an incident',
      who: mayGive('open-incident'),
      command: 'open-incident',
      handle: taking(
        doors,
        hold,
        (open, form) => {
          const what = form.text('what')
          if (what === '') return { problems: { what: 'Say what happened.' } }
          const incident = toHex(open.ports.randomness.bytes(4))
          return give(open, { command: 'open-incident', incident, what })
        },
        toHold,
      ),
    },
    {
      method: 'POST',
      path: `${base}/hold/incident/close`,
      name: 'Close an incident',
      who: mayGive('close-incident'),
      command: 'close-incident',
      handle: taking(
        doors,
        hold,
        (open, form) => {
          const incident = form.text('incident')
          const finding = form.text(`finding-${incident}`)
          if (finding === '') return { problems: { [`finding-${incident}`]: 'Say what was found and what was done.' } }
          return give(open, { command: 'close-incident', incident, finding })
        },
        toHold,
      ),
    },
    {
      method: 'GET',
      path: `${base}/withdraw`,
      name: 'See how a request is withdrawn',
      who: deskRoles,
      handle: withCase(doors, (c, open) => withdraw(c, open, undefined, {})),
    },
    {
      method: 'POST',
      path: `${base}/withdraw`,
      name: 'Record that the requester withdraws',
      // Requesters withdraw on pages of their own.
      who: mayGive('withdraw').filter((role) => role !== 'requester'),
      command: 'withdraw',
      handle: taking(doors, withdraw, (open, form) => {
        const reason = form.text('reason')
        if (reason === '') return { problems: { reason: 'Say why, and how the requester said so.' } }
        return give(open, { command: 'withdraw', reason })
      }),
    },
    {
      method: 'GET',
      path: `${base}/findings`,
      name: 'See what staff found out',
      who: deskRoles,
      handle: withCase(doors, (c, open) => findings(c, open, undefined, {})),
    },
    {
      method: 'POST',
      path: `${base}/findings`,
      name: 'Record a finding, or take it back',
      who: mayGive('record-finding'),
      command: 'record-finding',
      handle: taking(doors, findings, record, ({ number }) => `${casePath(number)}/findings`),
    },
  ]
}

function toHold({ number }: OpenCase): string {
  return `${casePath(number)}/hold`
}

function give({ ports, actor, stream }: OpenCase, command: Command): Promise<Taken> {
  return move(ports, actor, stream, () => command)
}

function record(open: OpenCase, form: Form): Taken | Promise<Taken> {
  const finding = findingKinds.find((kind) => kind === form.text('finding'))
  if (finding === undefined) return { problems: { finding: 'Choose what was found.' } }
  const [grounds, note] = [form.text('grounds'), form.text('note')]
  const papers = form.all('papers')
  const people = form.all('people').map((ref) => [ref, grounds === '' ? {} : { grounds }] as const)
  return give(open, {
    command: 'record-finding',
    finding,
    stands: form.text('stands') !== 'no',
    ...(papers.length === 0 ? {} : { instruments: papers }),
    ...(finding === 'injunction-checked' ? { programs: form.all('programs') } : {}),
    people: Object.fromEntries(people),
    ...(note === '' ? {} : { note }),
  })
}
