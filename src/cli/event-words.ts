/** Each event of a case as one line for staff. People are their refs here, as they are in the events. */
import type { CaseEvent, CaseEventType, PersonMatch } from '#case/events.ts'
import { counted } from './wrap.ts'

const lines: { readonly [Type in CaseEventType]: (event: CaseEvent<Type>) => string } = {
  'request.received': ({ body }) =>
    `the request came in by ${body.channel}, with ${counted(body.instruments.length, 'paper')}`,
  // Not what was read: somebody else may still have to read it, and shall not have been told what to see.
  'instrument.read': ({ body: { facts } }) => `${facts.id} was read`,
  'order.read': ({ body: { facts } }) => `order ${facts.id} about ${facts.about} was read`,
  'reading.settled': ({ body }) => `counsel settled ${body.paper}: the reading of ${body.reader} stands`,
  'instrument.checked': ({ body }) => `${body.instrument} ${body.result} by ${body.channel}: ${body.spokeTo}`,
  'requester.checked': ({ body }) => `the requester ${body.result} by ${body.channel}: ${body.spokeTo}`,
  'requester.confirmed': () => 'a second person confirmed the check of the requester',
  'finding.recorded': ({ body }) => `found: ${body.finding}${body.stands ? '' : ' does not stand any more'}`,
  'members.listed': ({ body }) =>
    `${counted(body.count, 'member')} of the class ${body.count === 1 ? 'was' : 'were'} listed`,
  'people.matched': ({ people }) => `looked for: ${foundWords(people)}`,
  'answer.fixed': ({ body }) =>
    `the answer is fixed: ${body.answer}, for ${body.goesOutAt}${body.counselSigns ? ', once counsel has signed it' : ''}`,
  'answer.countersigned': ({ body }) => `counsel signed the fixed answer; it goes out at ${body.goesOutAt}`,
  'answer.sent': ({ body }) => `the fixed answer was sent: letter ${body.letter.letter}`,
  'letter.made': ({ body }) => `letter ${body.letter} was made: ${body.kind}, to the ${body.to}`,
  'letter.marked': ({ body }) => `letter ${body.letter}: ${body.as} on ${body.on}`,
  'decision.made': ({ body }) => `decided: ${body.disposition}`,
  'counsel.decided': ({ body }) =>
    `counsel: ${body.decision}${body.instruments === undefined ? '' : ` on ${body.instruments.join(', ')}`}`,
  'motion.recorded': ({ body }) =>
    `${body.motion} against ${body.instrument}, ${body.ended ?? (body.filedOn === undefined ? `due ${body.due}` : `filed ${body.filedOn}`)}`,
  'case.referred': ({ body }) => `sent to counsel: ${body.reason}`,
  'referral.returned': ({ body }) => `counsel sent it back: ${body.reason}`,
  'answer.signed': ({ body }) => `counsel signed the ${body.answer}`,
  'notice.served': ({ people }) => `told: ${refs(people)}`,
  'objection.recorded': ({ people }) => `${refs(people)} objected`,
  'preparation.begun': ({ body }) => `the members are being read, in ${counted(body.ranges, 'range')}`,
  'preparation.paused': () => 'the reading was paused',
  'preparation.resumed': () => 'the reading goes on',
  'worksheet.filled': ({ body }) => `worksheet ${body.sheet} was filled in: ${counted(body.rows, 'row')}`,
  'release.prepared': ({ body }) => `prepared and sealed: ${short(body.contentRoot)}`,
  'release.approved': ({ body }) =>
    `approved as ${body.role}${body.demo ? ' with a DEMO key' : ''}: ${short(body.contentRoot)}`,
  'release.signed-outside': ({ body }) =>
    `signed outside, for ${body.organization}${body.demo ? ' with a DEMO key' : ''}: ${short(body.contentRoot)}`,
  'release.announced': ({ body }) =>
    `announced to the public on ${body.announcedOn}: ${body.persons} persons, until ${body.standsUntil}${body.courtOrder === undefined ? '' : `; by order of ${body.courtOrder.court} it may leave from ${body.courtOrder.from}`}`,
  'announcement.withdrawn': ({ body }) => `the public notice was withdrawn: ${body.reason}`,
  'approvals.voided': ({ body }) => `approvals void${because(body)}`,
  'preparation.voided': ({ body }) => `what was prepared is void${because(body)}`,
  'release.voided': ({ body }) => `the release is void${because(body)}`,
  'release.authorized': ({ body }) => `released in the log: ${short(body.contentRoot)}`,
  'package.delivered': ({ body }) => `placed for the receiver, in the log of ${body.checkpoint.size} entries`,
  'package.collected': () => 'the receiver took it away',
  'package.expired': () => 'nobody took it away in time; it is destroyed',
  'package.taken-back': () => 'what a person said came before the receiver; it is destroyed, and nothing left',
  'terms.accepted': () => 'the receiver accepted the terms',
  'receipt.acknowledged': () => 'the receiver opened it',
  'destruction.certified': ({ body }) => `destroyed on ${body.on}, certified by ${body.by}`,
  'request.handed-over': ({ body }) => `${body.to} follows the case in their account now: ${body.reason}`,
  'appearance.entered': ({ people }) => `a lawyer appeared for ${refs(people)}`,
  'copies.sent': ({ people }) => `the lawyer of ${refs(people)} was sent copies`,
  'case.assigned': ({ body }) => (body.to === undefined ? 'laid back' : `with ${body.to} now`),
  'note.added': ({ body }) => (body.privileged ? 'counsel wrote a privileged note' : `note: ${body.text}`),
  'case.tagged': ({ body }) => `${body.stands ? 'tagged' : 'no longer tagged'}: ${body.tag}`,
  'request.refused': ({ body }) => (body.letter === 'mend' ? 'sent back to be mended' : 'refused'),
  'request.withdrawn': ({ body }) => `withdrawn: ${body.reason}`,
  'case.closed': () => 'closed',
  'accounting.suspended': ({ body }) => `kept from the people in it until ${body.until}: ${body.issuer}`,
  'accounting.resumed': ({ body }) => `shown to the people in it again: ${body.reason}`,
  'hold.set': ({ body }) => `legal hold: ${body.matter}`,
  'hold.lifted': ({ body }) => `legal hold lifted: ${body.matter}`,
  'incident.opened': ({ body }) => `incident ${body.incident}: ${body.what}`,
  'incident.closed': ({ body }) => `incident ${body.incident} closed: ${body.finding}`,
}

const found = { one: 'found', none: 'not found', several: 'not told apart' } as const

/** Members as how many they are, in how many classes; anybody else by their ref. */
function foundWords(people: Readonly<Record<string, PersonMatch | null>>): string {
  const classes = Object.values(people).flatMap((part) => (part?.match === 'class' ? [part] : []))
  const members = classes.reduce((sum, { persons }) => sum + persons, 0)
  const each = Object.entries(people).flatMap(([ref, part]) =>
    part === null ? [`${ref} forgotten`] : part.match === 'class' ? [] : [`${ref} ${found[part.match]}`],
  )
  const all =
    classes.length === 0 ? [] : [`${counted(members, 'member')}, in ${counted(classes.length, 'class', 'classes')}`]
  return [...all, ...each].join(', ')
}

export function eventLine<Type extends CaseEventType>(event: CaseEvent<Type>): string {
  const line: (event: CaseEvent<Type>) => string = lines[event.type]
  return line(event)
}

function refs(people: object): string {
  return Object.keys(people).join(', ')
}

function short(hash: string): string {
  return `${hash.slice(0, 16)}…`
}

function because({ because: cause, reason }: { because: string; reason?: string }): string {
  return cause === 'asked' ? `: ${reason ?? 'taken back'}` : `, because of ${cause.replace('.', ' ')}`
}
