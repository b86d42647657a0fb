/** `postern case show`: what is asked, what is decided, what has left, what happened, and what can come next. */
import type { Command } from 'commander'
import type { CaseEvent } from '#case/events.ts'
import type { Move } from '#case/moves.ts'
import type { CaseState, PersonState } from '#case/state.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import type { Json } from '#vocabulary/json.ts'
import { eventLine } from './event-words.ts'
import { classesText, classLines, membersWords } from './members-text.ts'
import { standing, withOffice, type OfficeDeps } from './office.ts'
import { commandOf } from './refusal.ts'
import { columns, counted, labeled, wrap } from './wrap.ts'

export function showCommand(deps: OfficeDeps, command: Command): Command {
  return command
    .description('where a case stands: what is asked, decided, left, and what comes next')
    .option('--people', 'also who p1, p2 … are: their names and dates of birth')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
People are their refs (p1) unless you ask for their names: the page can then be
shown, printed and sent on without naming anybody.

  postern case show MA-DTA-2026-7K3Q9F2M`,
    )
    .action(async (number: string, { people = false, json = false }: { people?: boolean; json?: boolean }) =>
      withOffice(deps, async ({ steps, ports }) => {
        const { state, events } = await steps.loadCase(ports, await steps.streamOf(ports, number))
        const history = events.map(({ record }) => steps.toCaseEvent(record))
        const local = (at: string): string => steps.asOfIn(at, ports.office.timeZone)
        deps.out(
          json
            ? JSON.stringify(caseJson(deps.moves, state, history, people))
            : caseText({ ...deps, local }, state, history, people),
        )
      }),
    )
}

interface Words extends Pick<OfficeDeps, 'states' | 'moves'> {
  /** A moment as the office's clocks show it. */
  readonly local: (at: string) => string
}

export function caseText(words: Words, state: CaseState, history: readonly CaseEvent[], withNames: boolean): string {
  return [
    ...wrap(standing(words, state), columns),
    '',
    ...asked(state, words),
    ...(withNames ? named(state).flatMap(([ref, person]) => labeled(`  ${ref}`, nameOf(person))) : []),
    ...members(state),
    ...papers(state),
    ...decided(state),
    ...announced(state),
    ...left(state, words),
    ...stops(state),
    '',
    'What happened',
    ...history.flatMap((event) =>
      labeled(`  ${minute(words.local(event.at))}`, `${eventLine(event)} (${event.actor})`, 20),
    ),
    '',
    ...next(words, state),
  ].join('\n')
}

/** A class of members has no name. */
function named({ people }: CaseState): [string, PersonState][] {
  return Object.entries(people).filter(([, { match }]) => match?.match !== 'class')
}

function members(state: CaseState): string[] {
  if (state.members === undefined) return []
  const classes = classLines(state)
  return [...labeled('Members', membersWords(state)), ...(classes.length === 0 ? [] : classesText(classes))]
}

function asked(state: CaseState, { local }: Words): string[] {
  const { request } = state
  if (request === undefined) return []
  const { requester, purposes, programs, elements, receivedAt, subjectClass } = request
  const organizations: Readonly<Record<string, string>> = vocabulary.organizations
  const refs = named(state).map(([ref]) => ref)
  const whom =
    refs.length === 0 ? (subjectClass ?? 'nobody named') : `${counted(refs.length, 'person', 'people')} (${few(refs)})`
  const what = elements === 'all' ? 'everything' : elements.join(', ')
  return [
    ...labeled(
      'Asked',
      `${local(receivedAt).slice(0, 10)}, by ${organizations[requester.organization] ?? requester.organization}`,
    ),
    ...labeled('', `for ${purposes.join(', ')}`),
    ...labeled('', `about ${whom}, in ${programs.join(', ')}: ${what}`),
  ]
}

function papers({ instruments, requesterVerified, recipient }: CaseState): string[] {
  const each = Object.entries(instruments).map(
    ([id, { kind, readings, authenticity }]) => `${id} ${kind}, ${howRead(readings)}, ${authenticity}`,
  )
  return [
    ...labeled('Papers', each.length === 0 ? 'none' : each.join('; ')),
    ...labeled(
      'Requester',
      `${requesterVerified ? 'verified' : 'not verified'}; ${recipient === undefined ? 'no key to seal to' : `seal to ${recipient.slice(0, 16)}…`}`,
    ),
  ]
}

/** What a paper says is for whoever reads it next to find out, until two people have. */
function howRead({ given, disputed, settled }: CaseState['instruments'][string]['readings']): string {
  if (disputed !== undefined) return 'read differently by two people'
  if (given.length === 0) return 'not read yet'
  return settled || given.length > 1 ? 'read by two people' : 'read by one person'
}

function decided({ decision, signed }: CaseState): string[] {
  if (decision === undefined) return labeled('Decided', 'nothing yet')
  const counts = (['release', 'hold', 'deny'] as const).map(
    (outcome) => `${decision.cells.filter((cell) => cell.outcome === outcome).length} ${outcomes[outcome]}`,
  )
  return [
    ...labeled('Decided', `${decision.disposition} (${decision.asOf.slice(0, 10)}): ${counts.join(', ')}`),
    ...decision.deadlines.flatMap(({ on, what }) => labeled('', `${on}: ${what}`)),
    ...(decision.duties.includes('refer-to-counsel')
      ? labeled('Counsel', signed === undefined ? 'has not signed the answer' : `signed the ${signed}`)
      : []),
  ]
}

const outcomes = { release: 'released', hold: 'held', deny: 'denied' } as const

function left(state: CaseState, { local }: Words): string[] {
  const { prepared, approvals, outside, delivered } = state
  if (prepared === undefined) return labeled('Left', 'nothing')
  const approvers = approvals.map(({ approver }) => approver).join(', ')
  return [
    ...labeled(
      delivered === undefined ? 'Prepared' : 'Left',
      `${local(prepared.at).slice(0, 10)}, content root ${prepared.contentRoot.slice(0, 16)}…`,
    ),
    ...leaving(prepared).flatMap(([whose, cells]) =>
      labeled('', `${whose}: ${cells.map(({ program, element }) => `${program} ${element}`).join(', ')}`),
    ),
    ...filledIn(state),
    ...labeled('Approved', approvers === '' ? 'by nobody yet' : `by ${approvers}`),
    ...(outside === undefined ? [] : labeled('Outside', `signed by ${outside.name}, ${outside.organization}`)),
    ...(delivered === undefined ? labeled('Left', 'nothing') : []),
  ]
}

/** Who approves sees whose hand it is; none of them may be one of those who sign. */
function filledIn({ worksheets }: CaseState): string[] {
  return Object.entries(worksheets).flatMap(([sheet, { by, rows }]) =>
    labeled('By hand', `worksheet ${sheet}, ${counted(rows, 'row')}, filled in by ${[...new Set(by)].join(', ')}`),
  )
}

function announced({ announced: notice }: CaseState): string[] {
  if (notice === undefined) return []
  const { persons, announcedOn, standsUntil, courtOrder } = notice
  const earlier = courtOrder === undefined ? '' : `; by order ${courtOrder.order} it may leave from ${courtOrder.from}`
  return labeled('Announced', `${persons} persons, on ${announcedOn}, until ${standsUntil}${earlier}`)
}

/** Person by person; of listed members, how many persons get the same. */
function leaving({ cells, bulk }: NonNullable<CaseState['prepared']>) {
  if (bulk === undefined) return Object.entries(cells)
  return bulk.grants.map((grant) => [counted(grant.persons, 'person', 'persons'), grant.cells] as const)
}

function stops({ holds, incidents }: CaseState): string[] {
  return [
    ...(holds.length > 0 ? labeled('Held for', holds.join('; ')) : []),
    ...(incidents.length > 0
      ? labeled('Incident', `${incidents.join(', ')} open: nothing moves towards the receiver`)
      : []),
  ]
}

/** What is open now: first what takes the case on, then everything else. */
function next({ moves }: Words, state: CaseState): string[] {
  const open = moves.filter(({ from }) => from.includes(state.status))
  const onward = open.filter((move) => leadsOn(move, state))
  const others = open
    .filter((move) => !onward.includes(move) && move.who.some((role) => role !== 'system'))
    .map(({ command }) => commandOf(command))
  return [
    ...onward.flatMap(({ command, who }, i) =>
      labeled(
        i === 0 ? 'Next' : '',
        `case ${commandOf(command)} (${who.filter((role) => role !== 'system').join(', ')})`,
      ),
    ),
    ...(others.length === 0 ? [] : labeled(onward.length === 0 ? 'Open' : 'Also open', others.join(', '))),
  ]
}

function leadsOn({ command, to }: Move, { status, decision }: CaseState): boolean {
  if (
    to === 'same' ||
    to === status ||
    command === 'withdraw' ||
    command === 'void-approval' ||
    command === 'fill-worksheet'
  )
    return false
  // Facts send a decided case back; that is open, and not the way on.
  if (to === 'matched' && status !== 'received') return false
  const releases = decision?.cells.some(({ outcome, needs }) => outcome === 'release' && needs.length === 0) ?? false
  if (command === 'refuse') return !releases
  if (command === 'prepare') return releases && status === 'decided'
  return command !== 'decide' || status === 'matched'
}

function caseJson(moves: readonly Move[], state: CaseState, history: readonly CaseEvent[], withNames: boolean): Json {
  const { number, status, request, instruments, decision, worksheets, prepared } = state
  const { approvals, delivered, holds, incidents } = state
  const listed = state.members
  return plain({
    case: number,
    status,
    request,
    instruments: Object.fromEntries(
      Object.entries(instruments).map(([id, { facts, readings, ...paper }]) => [
        id,
        {
          ...paper,
          read: howRead(readings),
          ...(readings.settled || readings.given.length > 1 ? { facts } : {}),
        },
      ]),
    ),
    people: Object.fromEntries(
      named(state).map(([ref, { match, objection, identity }]) => [
        ref,
        { match: match?.match, objection, ...(withNames ? { identity } : {}) },
      ]),
    ),
    ...(listed && {
      members: { count: listed.count, sha256: listed.sha256, named: listed.named, classes: classLines(state) },
    }),
    decision,
    worksheets: Object.entries(worksheets).map(([sheet, { by, at, rows, sha256 }]) => ({
      sheet,
      by,
      at,
      rows,
      sha256,
    })),
    prepared,
    approvals: approvals.map(({ approver, role, demo }) => ({ approver, role, demo })),
    ...(state.announced === undefined ? {} : { announced: state.announced }),
    delivered,
    holds,
    incidents,
    timeline: history.map((event) => ({
      n: event.n,
      at: event.at,
      type: event.type,
      actor: event.actor,
      words: eventLine(event),
    })),
    open: moves
      .filter(({ from }) => from.includes(status))
      .map(({ command, who }) => ({ command: commandOf(command), who })),
  })
}

function plain(value: object): Json {
  const json: Json = JSON.parse(JSON.stringify(value))
  return json
}

function nameOf({ identity: { name = {}, dateOfBirth } }: PersonState): string {
  const whole = [name.given, name.middle, name.family, name.suffix].filter((part) => part !== undefined).join(' ')
  return `${JSON.stringify(whole)}${dateOfBirth === undefined ? '' : `, born ${dateOfBirth}`}`
}

function few(refs: readonly string[]): string {
  return refs.length <= 5 ? refs.join(', ') : `${refs.slice(0, 3).join(', ')} … ${refs.at(-1)}`
}

function minute(at: string): string {
  return at.slice(0, 16).replace('T', ' ')
}
