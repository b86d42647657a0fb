/** A dull, valid case in every state, and the commands that led there. Visibly synthetic people only. */
import { decideCommand } from '#case/decide-command.ts'
import type { Actor, ApprovalCheck, Command, CommandName, Context, OutsideCheck, Reason } from '#case/commands.ts'
import type { DayCount } from '#case/day-count.ts'
import type { CaseEvent, FixedAnswer } from '#case/events.ts'
import { evolve } from '#case/evolve.ts'
import type { State } from '#case/moves.ts'
import { daysAfter } from '#case/reasons.ts'
import { receiptHash } from '#case/receipt.ts'
import { initial, type CaseState } from '#case/state.ts'
import { contentRoot } from '#formats/content-root.ts'
import { formatVkey, signatureType, verifierKey } from '#formats/note.ts'
import type { Artifact } from '#instrument/artifact.ts'
import type { IncomingRequest } from '#request/request.ts'
import type { Cell, Decision } from '#vocabulary/case-file.ts'

export const officer: Actor = { id: 'demo-officer', roles: ['disclosure-officer', 'intake-officer'] }
export const counsel: Actor = { id: 'demo-counsel', roles: ['counsel'] }
export const firstApprover: Actor = { id: 'demo-approver-1', roles: ['approver'] }
export const secondApprover: Actor = { id: 'demo-approver-2', roles: ['privacy-officer'] }
/** The second of the two who read a paper. */
export const reader: Actor = { id: 'demo-intake', roles: ['intake-officer'] }
const courier: Actor = { id: 'system:courier', roles: ['system'] }

const receiptCode = 'AAECAwQFBgcICQoLDA0ODw'
export const hexOf = (digit: string): string => digit.repeat(64)

const artifact: Artifact = { sha256: hexOf('a'), bytes: 900, type: 'application/json' }

/** The moment of the n-th minute of the case. */
export const minute = (n: number): string => new Date(Date.UTC(2026, 10, 23, 15, n)).toISOString()

const minutesAfter = (moment: string, minutes: number): string =>
  new Date(Date.parse(moment) + minutes * 60_000).toISOString()

export function aRequest(change: Partial<IncomingRequest> = {}): IncomingRequest {
  return {
    agency: 'ma-dta',
    channel: 'letter',
    form: 'written',
    requester: {
      kind: 'federal-law-enforcement',
      organization: 'usms',
      name: 'Deputy Example',
      title: 'Deputy marshal',
      statesAuthority: true,
    },
    receiver: { recipient: 'age1example' },
    purposes: ['fugitive-apprehension'],
    statements: ['member-fleeing-felony', 'locating-is-official-duty', 'proper-exercise-of-duty'],
    suppliesSsn: false,
    programs: ['snap'],
    elements: ['home-address', 'ssn'],
    people: [
      { ref: 'p1', name: { given: 'Testina', family: 'Samplewright' }, dateOfBirth: '1990-02-03', ssn: '900-12-3456' },
      { ref: 'p2', name: { given: 'Mocktavius', family: 'Placeholder' } },
    ],
    instruments: [{ id: 'i1', kind: 'judicial-subpoena', subjects: ['p1'], file: 'subpoena.pdf' }],
    ...change,
  }
}

const cell = (subject: string, element: string, change: Partial<Cell> = {}): Cell => ({
  subject,
  program: 'snap',
  element,
  outcome: 'release',
  needs: [],
  basis: ['US-SNAP-07'],
  why: 'The person is said to flee a felony (7 CFR 272.1(c)(1)(vii)).',
  ...change,
})

/** Releases the address of p1 and nothing else. */
export function aDecision(state: CaseState, change: Partial<Decision> = {}): Decision {
  return {
    case: state.number,
    disposition: 'release-in-part',
    cells: [
      cell('p1', 'home-address'),
      cell('p1', 'ssn', { outcome: 'hold', needs: ['counsel-review'] }),
      cell('p2', 'home-address', { outcome: 'deny', basis: ['GEN-01'] }),
    ],
    duties: ['record-request', 'record-disclosure'],
    missing: [],
    deadlines: [],
    rules: { digest: hexOf('d') },
    ...change,
  }
}

export const aRefusal: Partial<Decision> = {
  disposition: 'deny',
  cells: [cell('p1', 'home-address', { outcome: 'deny' }), cell('p2', 'home-address', { outcome: 'deny' })],
}

const letterFiles = {
  pdf: { sha256: hexOf('7'), bytes: 27_000, type: 'application/pdf', copy: 'cGRm' },
  source: { sha256: hexOf('8'), bytes: 900, type: 'application/json', copy: 'c291cmNl' },
} as const

/** A refusal that waits for nobody, due an hour from now. */
export function anAnswer(now: string, change: Partial<FixedAnswer> = {}): FixedAnswer {
  return {
    answer: 'refusal',
    lacks: [],
    counselSigns: false,
    asOf: now,
    rules: hexOf('d'),
    goesOutAt: minutesAfter(now, 60),
    ...change,
  }
}

/** A day on which nothing has left yet. */
export function aCount(now: string, change: Partial<DayCount> = {}): DayCount {
  return {
    day: now.slice(0, 10),
    caps: { receiver: 1_000, agency: 2_000 },
    taken: { receiver: 0, agency: 0 },
    ...change,
  }
}

export const withDuties = (...duties: Decision['duties']): Partial<Decision> => ({ duties })

/** What the sealed parts of the k-th try hash to. */
export function aContent(k = 1) {
  const content = {
    opened: hexOf('1'),
    sealed: [{ name: 'payload.age', bytes: 1000 + k, sha256: hexOf('2') }],
    terms: hexOf('3'),
  }
  return { ...content, contentRoot: contentRoot(content) }
}

export function aCheck(
  state: CaseState,
  actor: Actor,
  change: Partial<ApprovalCheck & { valid: true }> = {},
): ApprovalCheck {
  return {
    valid: true,
    approver: actor.id,
    role: actor.roles.includes('approver') ? 'approver' : 'privacy-officer',
    ...aSignatureOf(actor, state),
    ...change,
  }
}

/** Over what stands prepared, a moment after whatever happened last. */
function aSignatureOf({ id }: Actor, state: CaseState) {
  const bytes = Buffer.alloc(32, id)
  return {
    key: formatVkey(verifierKey(id, signatureType.ed25519, bytes)),
    publicKey: bytes.toString('base64'),
    demo: true,
    caseNumber: state.number,
    contentRoot: state.prepared?.contentRoot ?? hexOf('0'),
    at: state.lastAt === undefined ? minute(0) : new Date(Date.parse(state.lastAt) + 1).toISOString(),
    approval: 'a signed note',
  }
}

/** Whoever holds a key outside; the system acts for them. */
export const outsider: Actor = { id: 'demo-inspector', roles: ['system'] }

export function anOutsideCheck(
  state: CaseState,
  change: Partial<OutsideCheck & { valid: true }> = {},
): OutsideCheck & { valid: true } {
  return {
    valid: true,
    holder: outsider.id,
    name: 'Synthetic Inspector',
    organization: 'Office of an inspector general (synthetic)',
    ...aSignatureOf(outsider, state),
    ...change,
  }
}

const verification = {
  result: 'verified',
  channel: 'telephone',
  contactFrom: 'court-website',
  spokeTo: 'Clerk Example',
} as const

/** A valid command of each name for a case in this state, and who may give it. `now` is the moment it will be given. */
export function aCommand(name: CommandName, state: CaseState, now: string): [Command, Actor] {
  const made = { decision: aDecision(state), asOf: now, seen: state.n }
  const decided = state.decision?.decision ?? hexOf('c')
  const standing = state.prepared?.contentRoot ?? hexOf('0')
  const one = { match: 'one', programs: ['snap'], holds: ['home-address', 'ssn'], markers: [] } as const
  const commands: { [Name in CommandName]: [Omit<Command<Name>, 'command'>, Actor] } = {
    receive: [
      {
        stream: '00000000-0000-4000-8000-000000000001',
        number: 'MA-DTA-2026-7K3Q9F2M',
        request: aRequest(),
        artifact,
        artifacts: { i1: { ...artifact, type: 'application/pdf' } },
      },
      officer,
    ],
    'read-instrument': [
      { facts: state.instruments['i1']?.facts ?? { id: 'i1', kind: 'judicial-subpoena', subjects: ['p1'] } },
      // Whoever has not read it yet.
      state.instruments['i1']?.readings.given.some(({ by }) => by === officer.id) === true ? reader : officer,
    ],
    'read-order': [
      { facts: { id: `o${state.n}`, about: 'i1', effect: 'lift-stay', issuedOn: '2026-11-20' }, artifact },
      officer,
    ],
    'settle-reading': [
      { paper: 'i1', reader: reader.id, reason: 'The seal and the signature are on the second page' },
      counsel,
    ],
    'verify-instrument': [{ instrument: 'i1', ...verification }, officer],
    'verify-requester': [{ ...verification, contactFrom: 'published-directory' }, officer],
    'confirm-requester': [{}, reader],
    'record-finding': [{ finding: 'seized', stands: false }, officer],
    'fix-answer': [{ fixed: anAnswer(now), seen: state.n }, courier],
    'countersign-answer': [
      { answer: state.answer?.n ?? 0, goesOutAt: state.answer?.goesOutAt ?? minutesAfter(now, 60) },
      counsel,
    ],
    'send-answer': [{ answer: state.answer?.n ?? 0, files: letterFiles, kind: 'refusal', language: 'en' }, courier],
    'make-letter': [{ kind: 'notice', language: 'en', to: 'person', person: 'p1', files: letterFiles }, officer],
    'mark-letter': [{ letter: state.letters[0]?.letter ?? 'l0', as: 'mailed', on: '2026-11-23' }, officer],
    'begin-preparation': [
      {
        preparation: '01890a5d-ac96-774b-bcce-b302099a8057',
        decision: decided,
        ranges: 1,
        perRange: 25_000,
        perPiece: 12_500,
        pieceBytes: 1_000_000,
        salt: 'c2FsdA==',
        receiptCode: 'Y29kZQ==',
        setId: 'c2V0',
        workKey: 'a2V5',
      },
      officer,
    ],
    'pause-preparation': [{}, officer],
    'resume-preparation': [{}, officer],
    'list-members': [{ count: 2, sha256: hexOf('d'), list: 'bGlzdA==', named: false }, officer],
    match: [{ people: { p1: { ...one, key: 'person-1' }, p2: { match: 'none' } } }, officer],
    decide: [{ ...made, commitment: hexOf('c'), sealed: 'c2VhbGVk' }, officer],
    'record-counsel': [{ decision: 'approve', instruments: ['i1'], on: '2026-11-23' }, counsel],
    'record-motion': [{ instrument: 'i1', motion: 'motion-to-quash', due: '2026-12-07' }, counsel],
    refer: [{ reason: 'Does this paper reach the records of a household?' }, officer],
    'return-referral': [{ reason: 'It does not' }, counsel],
    'sign-answer': [{ decision: decided, answer: 'release' }, counsel],
    'serve-notice': [{ instruments: ['i1'], people: { p1: { servedOn: '2026-11-20' } } }, officer],
    'record-objection': [{ person: 'p1', on: '2026-11-22' }, officer],
    'fill-worksheet': [{ decision: decided, sheet: 'snap', key: 'c2hlZXQ=', sha256: hexOf('5'), rows: 1 }, reader],
    prepare: [
      {
        ...aContent(state.prepared === undefined ? 1 : 2),
        decision: decided,
        recipient: state.recipient ?? 'age1example',
        receipt: receiptHash(receiptCode) ?? '',
        expiresAt: minutesAfter(now, 60 * 24 * 14),
        synthetic: true,
        above: 200,
        cells: { p1: [{ program: 'snap', element: 'home-address' }] },
      },
      officer,
    ],
    approve: [
      { check: aCheck(state, state.approvals.length === 0 ? firstApprover : secondApprover) },
      state.approvals.length === 0 ? firstApprover : secondApprover,
    ],
    'sign-outside': [{ check: anOutsideCheck(state) }, outsider],
    'void-approval': [{ reason: 'The terms name the wrong statute' }, counsel],
    announce: [{ today: now.slice(0, 10), standsUntil: daysAfter(now.slice(0, 10), 14), above: 0 }, officer],
    'withdraw-notice': [{ reason: 'Fewer people than we thought' }, counsel],
    release: [{ ...made, contentRoot: standing, statement: hexOf('e'), counted: aCount(now), above: 200 }, officer],
    deliver: [{ contentRoot: standing, checkpoint: { size: 256, root: hexOf('f') }, leafIndex: 7 }, courier],
    'record-collection': [{ contentRoot: standing }, courier],
    'record-expiry': [{ contentRoot: standing }, courier],
    'record-taking-back': [{ contentRoot: standing }, courier],
    'accept-terms': [
      { contentRoot: standing, terms: state.prepared?.terms ?? hexOf('3') },
      { id: state.account ?? 'demo-requester', roles: ['requester'] },
    ],
    'acknowledge-receipt': [{ code: receiptCode }, courier],
    'certify-destruction': [{ on: '2026-11-23', by: 'Deputy Example', method: 'shredded' }, officer],
    'enter-appearance': [
      { person: 'p1', lawyer: { name: 'Synthia Advocate', address: '1 Example Square' }, on: '2026-11-22' },
      officer,
    ],
    'record-copies': [{ person: 'p1', on: '2026-11-23' }, officer],
    assign: [{ to: { id: `demo-desk-${state.n}`, roles: ['disclosure-officer', 'approver'] } }, officer],
    'add-note': [{ text: 'The clerk was helpful', privileged: false }, officer],
    tag: [{ tag: `tag-${state.n}`, stands: true }, officer],
    refuse: [{ letter: 'refusal' }, officer],
    withdraw: [{ reason: 'The matter was closed' }, officer],
    'hand-to-requester': [{ to: `a-requester-${state.n}`, reason: 'They took the matter over' }, officer],
    close: [{}, officer],
    'suspend-accounting': [
      {
        issuer: 'An inspector general (synthetic)',
        ground: 'It would impede the inquiry',
        form: 'written',
        from: '2026-11-23',
        until: '2027-01-31',
      },
      counsel,
    ],
    'end-suspension': [{ reason: 'The inquiry is over' }, counsel],
    'set-hold': [{ matter: `suit ${state.n}` }, counsel],
    'lift-hold': [{ matter: state.holds[0] ?? 'suit' }, counsel],
    'open-incident': [{ incident: `incident-${state.n}`, what: 'A cell too many came from the source' }, courier],
    'close-incident': [{ incident: state.incidents[0] ?? 'incident', finding: 'A mapping was wrong' }, counsel],
  }
  const [fields, actor] = commands[name]
  return [toCommand(name, fields), actor]
}

function toCommand(command: CommandName, fields: object): Command {
  const whole: object & { command: CommandName } = { ...fields, command }
  if (!isCommand(whole)) throw new Error('not a command')
  return whole
}

/** The table above is typed by name; putting the name back in is what the compiler cannot follow. */
function isCommand(value: object & { command: CommandName }): value is Command {
  return value.command.length > 0
}

export interface Played {
  state: CaseState
  events: readonly CaseEvent[]
}

/** @throws Error naming the codes where the command is refused */
export function play({ state, events }: Played, command: Command, context: Context): Played {
  const outcome = decideCommand(state, command, context)
  if ('refusal' in outcome) {
    throw new Error(`${command.command} was refused: ${outcome.refusal.reasons.map(({ words }) => words).join('; ')}`)
  }
  return { state: outcome.events.reduce(evolve, state), events: [...events, ...outcome.events] }
}

export function reasonsAgainst(state: CaseState, command: Command, context: Context): readonly Reason[] {
  const outcome = decideCommand(state, command, context)
  return 'refusal' in outcome ? outcome.refusal.reasons : []
}

export const nothing: Played = { state: initial, events: [] }

/** The next minute after what was played. */
export const next = ({ state }: Played): string => {
  const soon = minute(state.n + 1)
  // Where a package has expired, two weeks have passed.
  return state.lastAt === undefined || soon >= state.lastAt ? soon : minutesAfter(state.lastAt, 1)
}

/** The moment at which a valid command of this name can be given. */
export function momentOf(name: CommandName, played: Played): string {
  const { prepared } = played.state
  const soon = next(played)
  const due = played.state.answer?.goesOutAt ?? soon
  if (name === 'send-answer' && due > soon) return due
  return name === 'record-expiry' && prepared !== undefined && prepared.expiresAt > soon ? prepared.expiresAt : soon
}

/** One valid command after the other, each a minute later; `change` alters the commands of that name. */
export function playAll(
  played: Played,
  names: readonly CommandName[],
  change: { readonly [Name in CommandName]?: Partial<Command<Name>> } = {},
): Played {
  return names.reduce((before, name) => {
    // Nobody is looked for before the answer is fixed; a test that is not about that need not say so.
    if (name === 'fix-answer' && before.state.answer !== undefined) return before
    const so = name === 'match' && before.state.answer === undefined ? playAll(before, ['fix-answer']) : before
    const now = momentOf(name, so)
    const [command, actor] = aCommand(name, so.state, now)
    return play(so, toCommand(name, { ...command, ...change[name] }), { now, actor })
  }, played)
}

/** How a case comes into each state. */
export const wayTo: { readonly [S in State]: readonly CommandName[] } = {
  new: [],
  received: ['receive', 'fix-answer'],
  matched: ['receive', 'fix-answer', 'match'],
  decided: ['receive', 'fix-answer', 'match', 'decide'],
  prepared: ['receive', 'fix-answer', 'match', 'decide', 'prepare'],
  'approved-once': ['receive', 'fix-answer', 'match', 'decide', 'prepare', 'approve'],
  approved: ['receive', 'fix-answer', 'match', 'decide', 'prepare', 'approve', 'approve'],
  released: ['receive', 'fix-answer', 'match', 'decide', 'prepare', 'approve', 'approve', 'release'],
  delivered: ['receive', 'fix-answer', 'match', 'decide', 'prepare', 'approve', 'approve', 'release', 'deliver'],
  acknowledged: [
    'receive',
    'fix-answer',
    'match',
    'decide',
    'prepare',
    'approve',
    'approve',
    'release',
    'deliver',
    'acknowledge-receipt',
  ],
  destroyed: [
    'receive',
    'fix-answer',
    'match',
    'decide',
    'prepare',
    'approve',
    'approve',
    'release',
    'deliver',
    'certify-destruction',
  ],
  refused: ['receive', 'fix-answer', 'match', 'decide', 'refuse'],
  withdrawn: ['receive', 'withdraw'],
  closed: ['receive', 'withdraw', 'close'],
}

/** A case in this state that is as dull as can be. */
export function caseIn(status: State): Played {
  // Only a decision that releases nothing may be followed by a refusal.
  if (status !== 'refused') return playAll(nothing, wayTo[status])
  const matched = caseIn('matched')
  const decision = aDecision(matched.state, aRefusal)
  return playAll(playAll(matched, ['decide'], { decide: { decision } }), ['refuse'])
}
