/** What happened, as the timeline of a case tells it. People are their refs, as they are in the events. */
import type { CaseEvent, CaseEventType } from '#case/events.ts'
import { inWords } from '#case/second-look.ts'
import type { Sign } from '../../layout/signs.tsx'
import { english } from '../../words/words.ts'
import { classCountWords, personsWords } from '../members/words.ts'
import { dispositionNames, paperName } from '../names.ts'
import { readable } from '../queue/words.ts'

export interface Told {
  readonly title: string
  readonly sign?: Sign
  readonly more?: string
}

const tellers: { readonly [Type in CaseEventType]?: (event: CaseEvent<Type>) => Told } = {
  'request.received': ({ body }) => ({
    title: `The request came in by ${body.channel}`,
    sign: 'ok',
    more: `${body.instruments.length === 0 ? 'No paper' : body.instruments.map(({ id, kind }) => `${id}: ${paperName(kind)}`).join(', ')} came with it.`,
  }),
  // Not what was read: somebody else may still have to read it, and shall not have been told what to see.
  'instrument.read': ({ body }) => ({ title: `${body.facts.id} was read`, sign: 'ok' }),
  'order.read': ({ body }) => ({ title: `Order ${body.facts.id} about ${body.facts.about} was read`, sign: 'ok' }),
  'reading.settled': ({ body }) => ({
    title: `Counsel settled what ${body.paper} says`,
    sign: 'ok',
    more: `The reading of ${body.reader} stands: ${body.reason}`,
  }),
  'instrument.checked': ({ body }) => ({
    title: body.result === 'verified' ? `${body.instrument} is genuine` : `${body.instrument} is not genuine`,
    sign: body.result === 'verified' ? 'ok' : 'stop',
    more: `${body.spokeTo}, by ${body.channel}; the contact came from ${fromWhere(body.contactFrom)}.`,
  }),
  'requester.checked': ({ body }) => ({
    title: body.result === 'verified' ? 'The requester is who they say' : 'The requester could not be verified',
    sign: body.result === 'verified' ? 'ok' : 'stop',
    more: `${body.spokeTo}, by ${body.channel}; the contact came from ${fromWhere(body.contactFrom)}.`,
  }),
  'requester.confirmed': () => ({ title: 'A second person confirmed the call-back record', sign: 'ok' }),
  'finding.recorded': ({ body }) => ({
    title: `${body.stands ? 'Found' : 'Taken back'}: ${readable(body.finding).toLowerCase()}`,
    ...(body.note === undefined ? {} : { more: body.note }),
  }),
  'members.listed': ({ body }) => ({
    title: `${personsWords(body.count)} ${body.count === 1 ? 'was' : 'were'} listed`,
    sign: 'ok',
    more: body.named ? 'The requester named these very persons.' : 'The agency says that they are who was asked about.',
  }),
  'people.matched': ({ people }) => {
    const classes = Object.values(people).flatMap((part) => (part?.match === 'class' ? [part] : []))
    if (classes.length === 0) return { title: 'The people asked about were looked up', sign: 'ok' }
    const persons = classes.reduce((sum, one) => sum + one.persons, 0)
    return {
      title: `The members were looked up: ${personsWords(persons)}, ${classCountWords(classes.length)}`,
      sign: 'ok',
    }
  },
  'answer.fixed': () => ({ title: 'What the requester is told was fixed, before anybody was looked up', sign: 'ok' }),
  'answer.countersigned': () => ({ title: 'Counsel signed the fixed answer', sign: 'ok' }),
  'answer.sent': () => ({ title: 'The fixed answer went out', sign: 'ok' }),
  'letter.made': ({ body }) => ({ title: `Letter ${body.letter} was made: ${readable(body.kind).toLowerCase()}` }),
  'letter.marked': ({ body }) => ({ title: `Letter ${body.letter}: ${body.as} on ${body.on}` }),
  'decision.made': ({ body }) => ({
    title: `Decided: ${dispositionNames[body.disposition] ?? body.disposition}`,
    sign: body.disposition === 'deny' ? 'stop' : body.disposition.startsWith('release') ? 'ok' : 'wait',
  }),
  'counsel.decided': ({ body }) => ({
    title: `Counsel: ${body.decision}${body.instruments === undefined ? '' : ` (${body.instruments.join(', ')})`}`,
    sign: body.decision === 'approve' ? 'ok' : body.decision === 'refuse' ? 'stop' : 'wait',
    ...(body.note === undefined ? {} : { more: body.note }),
  }),
  'motion.recorded': ({ body }) => ({
    title: `${readable(body.motion)} against ${body.instrument}`,
    more: body.ended ?? (body.filedOn === undefined ? `To be made by ${body.due}` : `Filed on ${body.filedOn}`),
  }),
  'case.referred': ({ body }) => ({ title: 'Sent to counsel', sign: 'wait', more: body.reason }),
  'referral.returned': ({ body }) => ({ title: 'Counsel sent it back', sign: 'ok', more: body.reason }),
  'answer.signed': ({ body }) => ({ title: `Counsel signed the ${body.answer}`, sign: 'ok' }),
  'notice.served': ({ people }) => ({ title: `${refs(people)} was told`, sign: 'ok' }),
  'objection.recorded': ({ people }) => ({ title: `${refs(people)} objected`, sign: 'stop' }),
  'worksheet.filled': ({ body }) => ({
    title: `The worksheet ${body.sheet} was filled in by hand`,
    sign: 'ok',
    more: `${body.rows === 1 ? '1 row' : `${body.rows} rows`} in which something stands.`,
  }),
  'preparation.begun': ({ body }) => ({
    title: 'The reading of the members began',
    more: `${body.ranges === 1 ? 'One range' : `${english.number(body.ranges)} ranges`} of at most ${personsWords(body.perRange)}.`,
  }),
  'preparation.paused': () => ({ title: 'The reading of the members was paused', sign: 'wait' }),
  'preparation.resumed': () => ({ title: 'The reading of the members goes on', sign: 'ok' }),
  'release.prepared': ({ body }) => ({
    title: body.bulk === undefined ? 'Prepared and sealed' : `Prepared and sealed: ${personsWords(body.bulk.persons)}`,
    sign: 'ok',
    more: `Content ${body.contentRoot.slice(0, 16)}…`,
  }),
  'release.approved': ({ body }) => ({
    title: `Approved as ${readable(body.role).toLowerCase()}${body.demo ? ', with a DEMO key' : ''}`,
    sign: 'ok',
  }),
  'release.signed-outside': ({ body }) => ({
    title: `Signed outside the agency${body.demo ? ', with a DEMO key' : ''}`,
    sign: 'ok',
    more: `${body.name}, ${body.organization}`,
  }),
  'release.announced': ({ body }) => ({
    title: `Announced on the public page: ${body.persons} persons`,
    sign: 'ok',
    more: `It stands there until ${body.standsUntil}.${body.courtOrder === undefined ? '' : ` By order of ${body.courtOrder.court} (${body.courtOrder.docket}) it may leave from ${body.courtOrder.from}.`}`,
  }),
  'announcement.withdrawn': ({ body }) => ({
    title: 'The public notice was withdrawn',
    sign: 'stop',
    more: body.reason,
  }),
  'approvals.voided': ({ body }) => ({ title: 'Approvals became void', sign: 'stop', more: because(body) }),
  'preparation.voided': ({ body }) => ({ title: 'What was prepared became void', sign: 'stop', more: because(body) }),
  'release.voided': ({ body }) => ({ title: 'The release became void', sign: 'stop', more: because(body) }),
  'release.authorized': () => ({ title: 'Released: the log knows', sign: 'ok' }),
  'package.delivered': ({ body }) => ({
    title: 'The package lies ready for the receiver',
    sign: 'ok',
    more: `Entry ${body.leafIndex} of a published log of ${body.checkpoint.size}.`,
  }),
  'package.collected': () => ({ title: 'The receiver took the package away', sign: 'ok' }),
  'package.expired': () => ({ title: 'Nobody came for the package; it was destroyed', sign: 'stop' }),
  'package.taken-back': () => ({
    title: 'What a person said came before the receiver did: the package was taken back, and nothing left',
    sign: 'stop',
  }),
  'terms.accepted': () => ({ title: 'The receiver accepted the terms', sign: 'ok' }),
  'receipt.acknowledged': () => ({ title: 'The receiver opened the package', sign: 'ok' }),
  'destruction.certified': ({ body }) => ({ title: `Destroyed there on ${body.on}`, sign: 'ok', more: body.method }),
  'request.handed-over': ({ body }) => ({ title: `${body.to} follows the case now`, more: body.reason }),
  'request.refused': ({ body }) => ({
    title: body.letter === 'mend' ? 'Sent back to be mended' : 'Refused',
    sign: 'stop',
  }),
  'request.withdrawn': ({ body }) => ({ title: 'Withdrawn', sign: 'stop', more: body.reason }),
  'case.closed': () => ({ title: 'Closed', sign: 'ok' }),
  'hold.set': ({ body }) => ({ title: 'Legal hold', sign: 'wait', more: body.matter }),
  'hold.lifted': ({ body }) => ({ title: 'Legal hold lifted', more: body.matter }),
  'incident.opened': ({ body }) => ({ title: `Incident ${body.incident}`, sign: 'stop', more: body.what }),
  'incident.closed': ({ body }) => ({ title: `Incident ${body.incident} closed`, sign: 'ok', more: body.finding }),
  'appearance.entered': ({ people }) => ({ title: `A lawyer appeared for ${refs(people)}` }),
  'copies.sent': ({ people }) => ({ title: `The lawyer of ${refs(people)} was sent copies`, sign: 'ok' }),
  'case.assigned': ({ body }) => ({ title: body.to === undefined ? 'Laid back' : `In the hands of ${body.to}` }),
  'note.added': ({ body }) =>
    body.privileged ? { title: 'Counsel wrote a privileged note' } : { title: 'Note', more: body.text },
  'case.tagged': ({ body }) => ({ title: `${body.stands ? 'Tagged' : 'No longer tagged'}: ${body.tag}` }),
}

export function told<Type extends CaseEventType>(event: CaseEvent<Type>): Told {
  const teller: ((event: CaseEvent<Type>) => Told) | undefined = tellers[event.type]
  return teller?.(event) ?? { title: readable(event.type) }
}

function refs(people: object): string {
  return Object.keys(people).join(', ')
}

function because({ because: cause, reason }: { because: string; reason?: string }): string {
  return cause === 'asked' ? (reason ?? 'Taken back.') : `Because of: ${readable(cause).toLowerCase()}.`
}

const places: Readonly<Record<string, string>> = {
  'published-directory': 'a published directory',
  'court-website': 'the court’s own site',
  'own-register': 'our own register',
  'the-paper': 'the paper itself',
}

export function fromWhere(source: string): string {
  return places[source] ?? source
}

/** "who signed it, the day of issue" */
export function fieldsInWords(fields: readonly string[]): string {
  return fields.map(inWords).join(', ')
}
