/** The doors of counsel. */
import type { Command } from '#case/commands.ts'
import { motionEnds, motionKinds } from '#case/events.ts'
import { answerToSign } from '#case/open.ts'
import { utf8 } from '#formats/bytes.ts'
import { writeTar } from '#formats/tar.ts'
import { explained } from '#pipeline/explained.ts'
import { filesForACourt } from '#pipeline/for-a-court.ts'
import { officeDay } from '#pipeline/law.ts'
import { move } from '#pipeline/move.ts'
import { officeCalendar } from '#pipeline/queue.ts'
import type { Doors } from '../../doors.ts'
import type { Form } from '../../form.ts'
import { readDate } from '../../layout/date-field.tsx'
import { deskRoles, mayGive, type Route } from '../../route.ts'
import { show } from '../../show.ts'
import { signedIn, type Ctx } from '../../visit.ts'
import { given } from '../given.ts'
import { withCase, type OpenCase } from '../open-case.ts'
import { casePath } from '../paths.ts'
import { statusOf, taking, type ShowForm, type Taken } from '../step-page.tsx'
import { CounselPage, mayBundle } from './page.tsx'
import { WaitingPage } from './waiting-page.tsx'

const base = '/desk/cases/:number/counsel'
const mostWaiting = 100

export function counselRoutes(doors: Doors): readonly Route[] {
  const page: ShowForm = async (c, open, form, problems) => {
    const law = await explained(open.ports, open.state)
    return show(
      c,
      <CounselPage doors={doors} open={open} law={law} form={form} problems={problems} />,
      statusOf(problems),
    )
  }
  return [
    {
      method: 'GET',
      path: '/desk/counsel',
      name: 'See which cases wait for counsel',
      who: ['counsel'],
      handle: (c) => waiting(c, doors),
    },
    {
      method: 'GET',
      path: base,
      name: 'See statute, rule and facts of a case side by side',
      who: deskRoles,
      handle: withCase(doors, (c, open) => page(c, open, undefined, {})),
    },
    {
      method: 'POST',
      path: base,
      name: 'Record counsel’s word',
      who: mayGive('record-counsel'),
      command: 'record-counsel',
      handle: taking(doors, page, word, to),
    },
    {
      method: 'POST',
      path: `${base}/motion`,
      name: 'Record a motion against a paper',
      who: mayGive('record-motion'),
      command: 'record-motion',
      handle: taking(doors, page, motion, to),
    },
    {
      method: 'POST',
      path: `${base}/settle`,
      name: 'Settle what a paper says',
      who: mayGive('settle-reading'),
      command: 'settle-reading',
      handle: taking(
        doors,
        page,
        (open, form) => {
          const paper = form.text('paper')
          const reason = form.text(`settling-${paper}`)
          if (reason === '') return { problems: { [`settling-${paper}`]: 'Say in writing why that reading stands.' } }
          return give(open, {
            command: 'settle-reading',
            paper,
            reader: form.text('reader'),
            reason,
          })
        },
        to,
      ),
    },
    {
      method: 'POST',
      path: `${base}/sign`,
      name: 'Sign the answer',
      who: mayGive('sign-answer'),
      command: 'sign-answer',
      handle: taking(
        doors,
        page,
        // The decision that stood on the page: what changed since is not signed by mistake.
        (open, form) =>
          give(open, { command: 'sign-answer', decision: form.text('decision'), answer: answerToSign(open.state) }),
        to,
      ),
    },
    ...(['refer', 'return'] as const).map((name): Route => {
      const command = name === 'refer' ? 'refer' : 'return-referral'
      return {
        method: 'POST',
        path: `${base}/${name}`,
        name: name === 'refer' ? 'Send a case to counsel' : 'Send a case back to staff',
        who: mayGive(command),
        command,
        handle: taking(
          doors,
          page,
          (open, form) => {
            const reason = form.text('reason')
            if (reason === '') return { problems: { reason: 'Write a sentence, so that whoever gets the case knows.' } }
            return give(open, { command, reason })
          },
          to,
        ),
      }
    }),
    {
      method: 'GET',
      path: '/desk/cases/:number/court',
      name: 'Take the decisions of a case for a court to make again',
      who: mayBundle,
      handle: withCase(doors, (c, open) => bundle(c, open)),
    },
  ]
}

function to({ number }: OpenCase): string {
  return `${casePath(number)}/counsel`
}

function give({ ports, actor, stream }: OpenCase, command: Command): Promise<Taken> {
  return move(ports, actor, stream, () => command)
}

async function waiting(c: Ctx, doors: Doors): Promise<Response> {
  const { agency } = signedIn(c.var.visit)
  const [ports, desk] = await Promise.all([doors.at(agency), doors.desk(agency)])
  const [calendar, { rows }] = await Promise.all([
    officeCalendar(ports, agency),
    desk.page({ waitingFor: 'counsel' }, 'due', mostWaiting),
  ])
  return show(c, <WaitingPage visit={c.var.visit} doors={doors} rows={rows} calendar={calendar} />)
}

function word(open: OpenCase, form: Form): Taken | Promise<Taken> {
  const said = form.text('decision')
  const decision =
    said === 'narrow' ? 'approve' : (['approve', 'refuse', 'pending'] as const).find((one) => one === said)
  const [papers, people, elements, programs] = ['papers', 'people', 'elements', 'programs'].map((name) =>
    form.all(name),
  )
  const ground = form.text('ground')
  const problems: Record<string, string> = {}
  if (decision === undefined) problems['decision'] = 'Choose counsel’s word.'
  if (said === 'narrow' && elements?.length === 0 && programs?.length === 0) {
    problems['elements'] = 'Mark what counsel approves; to approve nothing is to refuse.'
  }
  if (said === 'refuse' && ground === '') problems['ground'] = 'Say on which ground counsel refuses.'
  if (decision === undefined || Object.keys(problems).length > 0) return { problems }
  return give(open, {
    command: 'record-counsel',
    decision,
    on: officeDay(open.ports),
    ...given('instruments', papers),
    ...given('people', people),
    ...(said === 'narrow'
      ? given('elements', elements)
      : decision === 'approve' && papers?.length !== 0
        ? { elements: 'as-instrument' }
        : {}),
    ...(said === 'narrow' ? given('programs', programs) : {}),
    ...(ground === '' ? {} : { note: ground }),
  })
}

function motion(open: OpenCase, form: Form): Taken | Promise<Taken> {
  const instrument = form.text('instrument')
  const kind = motionKinds.find((one) => one === form.text('motion'))
  const ended = motionEnds.find((one) => one === form.text('ended'))
  const standing = open.state.motions.find((one) => one.instrument === instrument && one.motion === kind)
  const due = ended === undefined ? readDate(form, 'due') : standing?.due
  const filedOn = ended === undefined ? readDate(form, 'filedOn') : (standing?.filedOn ?? '')
  const docket = ended === undefined ? form.text('docket') : (standing?.docket ?? '')
  const problems: Record<string, string> = {}
  if (!Object.hasOwn(open.state.instruments, instrument)) problems['instrument'] = 'Choose the paper.'
  if (kind === undefined) problems['motion'] = 'Choose what counsel does.'
  if (due === undefined || due === '') problems['due'] = 'Type the last day to make it, as month, day and year.'
  if (filedOn === undefined) problems['filedOn'] = 'Type the day as month, day and year, or leave it empty.'
  if (kind === undefined || due === undefined || filedOn === undefined || Object.keys(problems).length > 0)
    return { problems }
  return give(open, {
    command: 'record-motion',
    instrument,
    motion: kind,
    due,
    ...(filedOn === '' ? {} : { filedOn }),
    ...(docket === '' ? {} : { docket }),
    ...(ended === undefined ? {} : { ended }),
  })
}

async function bundle(c: Ctx, { ports, stream, number }: OpenCase): Promise<Response> {
  const decisions = await filesForACourt(ports, stream)
  const readMe = [
    `Case ${number}. Each folder is one decision, the number of its entry in the log first.`,
    'Open postern-decide.html, put in the files of a folder, and the decision is made again from them.',
    'Internal notes are not here.',
    '',
  ].join('\n')
  const members = decisions.flatMap(({ index, files }) =>
    files.map(({ name, bytes }) => ({ name: `${index}/${name}`, bytes })),
  )
  const archive = writeTar([{ name: 'README.txt', bytes: utf8(readMe) }, ...members])
  return c.body(Buffer.from(archive), 200, {
    'content-type': 'application/x-tar',
    'content-disposition': `attachment; filename="${number}-for-a-court.tar"`,
  })
}
