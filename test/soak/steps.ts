/** Each step of a plan, done as an office would do it, with people and papers that are made up. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readIfThere, writeDurably } from '#adapters/files/durable.ts'
import { signApproval } from '#approval/sign.ts'
import type { Actor, Command, CommandName, Refusal } from '#case/commands.ts'
import type { Cast } from '#demo/cast.ts'
import { isPosternError } from '#errors.ts'
import { parseApproval } from '#formats/approval.ts'
import { toHex, utf8 } from '#formats/bytes.ts'
import { ed25519KeyFromSeed } from '#formats/ed25519.ts'
import { parseManifest } from '#formats/manifest.ts'
import { ed25519Signer, formatVkey } from '#formats/note.ts'
import { packageName, readPackage } from '#formats/package.ts'
import { readTar } from '#formats/tar.ts'
import { sha256 } from '#formats/sha256.ts'
import { asOfIn } from '#pipeline/as-of.ts'
import { countersignAnswer, fixAnswer } from '#pipeline/answer.ts'
import { beginBulk } from '#pipeline/bulk.ts'
import { decide, match } from '#pipeline/determine.ts'
import { approvalToSign, approve, deliver, prepare, release, signOutside } from '#pipeline/fulfill.ts'
import { read, readOrder, receive, type HandedIn } from '#pipeline/intake.ts'
import { makeLetter } from '#pipeline/letters.ts'
import { listMembers } from '#pipeline/members.ts'
import { loadCase, move, streamOf, type Case } from '#pipeline/move.ts'
import { confirmOutsideKey, proposeOutsideKey } from '#pipeline/outside-keys.ts'
import type { Ports } from '#pipeline/ports.ts'
import { actor } from '#pipeline/register.ts'
import { sendAnswer } from '#pipeline/send-answers.ts'
import { auditLetter } from '#testing/audit.ts'
import { openAge, parseIdentities } from '#verify/age.ts'
import type { Plan, Step } from './plans.ts'

export interface Desk {
  readonly ports: Ports
  readonly cast: Cast
  readonly dataDirectory: string
  /** Told of a boundary that is no move's; waited for. */
  readonly observe: (boundary: string) => Promise<void>
}

/** What a step came to. `lost`: somebody with the right code was handed the package before, and went down with it. */
export type Done =
  | { readonly done: true }
  | { readonly done: false; readonly refusal: Refusal }
  | { readonly done: false; readonly lost: true }

const examples = join(import.meta.dirname, '..', '..', 'examples')
const courier: Actor = { id: 'system:courier', roles: ['system'] }

/** Hand the request of this name in. The same name is the same letter, so it can be handed in again. */
export async function open({ ports, cast }: Desk, plan: Plan, name: string): Promise<string> {
  if (plan === 'members') return openAudit({ ports, cast }, name)
  const folder = join(examples, plan === 'refused' ? 'administrative-subpoena' : 'search-warrant')
  const paper = plan === 'refused' ? 'administrative-subpoena.pdf' : 'search-warrant.pdf'
  const request: object = JSON.parse(await readFile(join(folder, 'request.json'), 'utf8'))
  const letter = { ...request, receiver: { recipient: cast.receiver.recipient }, reference: `SYN-${name}` }
  const papers = [{ name: paper, bytes: await readFile(join(folder, paper)) }]
  return handedIn(ports, letter, papers)
}

/** A federal program agency asks for the files of a sample. */
function openAudit({ ports, cast }: Pick<Desk, 'ports' | 'cast'>, name: string): Promise<string> {
  return handedIn(ports, auditLetter(cast.receiver.recipient, `SYN-${name}`), [])
}

async function handedIn(ports: Ports, letter: object, papers: readonly HandedIn[]): Promise<string> {
  const file = { name: 'request.json', bytes: utf8(JSON.stringify(letter)) }
  const received = await receive(ports, await actor(ports, 'demo-intake'), file, papers)
  if (received.received) return received.stream
  const words = received.refusal.reasons.find(({ code }) => code === 'duplicate-request')?.words
  const number = words?.split(' ').at(-1)
  if (number === undefined) throw new Error(`the request was refused: ${JSON.stringify(received.refusal)}`)
  return streamOf(ports, number)
}

/** Do one step of a case that exists. Nothing is retried here: the caller asks the case where it stands and comes again. */
export async function take(desk: Desk, plan: Plan, step: Step, stream: string): Promise<Done> {
  const { ports, cast } = desk
  const current = await loadCase(ports, stream)
  if (isSimple(step)) {
    const command = ofMembers(plan, step, current) ?? (await simple[step](desk, current))
    const by = actorOf[step] === courier.id ? courier : await actor(ports, actorOf[step])
    // Nobody waits two weeks for a package to expire.
    const { clock } = ports
    const late = current.state.prepared?.expiresAt ?? clock.now()
    const at = { ...ports, clock: step === 'record-expiry' ? { now: () => late } : clock }
    return outcome(await move(at, by, stream, () => command))
  }
  const officer = await actor(ports, 'demo-officer')
  switch (step) {
    case 'receive':
      throw new Error('a case that exists was received')
    case 'read-instrument':
      return outcome(await read(ports, await nextReader(ports, current), stream, reading(plan, today(ports), current)))
    case 'read-order':
      return outcome(await readOrder(ports, officer, stream, anOrder(today(ports)), await orderPaper()))
    case 'fix-answer':
      return outcome(await fixAnswer(ports, officer, stream))
    case 'countersign-answer':
      return outcome(await countersignAnswer(ports, await actor(ports, 'demo-counsel'), stream))
    case 'list-members':
      return outcome(await listMembers(ports, officer, stream, { bytes: utf8(members.join('\n')), named: true }))
    case 'begin-preparation':
      return outcome(await beginBulk(ports, officer, stream))
    case 'pause-preparation':
    case 'resume-preparation':
      return outcome(await move(ports, officer, stream, () => ({ command: step })))
    case 'match':
      return outcome((await match(ports, officer, stream)).moved)
    case 'decide':
      return outcome(await decide(ports, officer, stream))
    case 'prepare':
      return outcome(await prepare(ports, officer, stream))
    case 'approve':
      return await approveNext(ports, cast, current, stream)
    case 'sign-outside':
      return await signFromOutside(ports, stream)
    case 'release':
      return outcome(await release(ports, officer, stream))
    case 'publish': {
      const { outcome: what } = await ports.log.publish()
      // The witness, or another publisher, needs a moment.
      if (what === 'waiting' || what === 'busy') await sleep(20)
      return { done: true }
    }
    case 'deliver':
      return outcome(await deliver(ports, courier, stream))
    case 'send-answer':
      return await sendNow(desk, current)
    case 'make-letter':
      return outcome(await makeLetter(ports, officer, stream, aLetter))
    case 'collect':
      break
  }
  return await collect(desk, current)
}

const aLetter = {
  kind: 'court',
  facts: {
    court: 'United States District Court (synthetic)',
    docket: 'SYN-mj-0001',
    paper: 'judicial-warrant',
    programs: ['snap'],
    enclosed: ['A copy of the warrant'],
  },
  to: 'court',
  language: 'en',
  address: ['United States District Court (synthetic)'],
} as const

/** Nobody waits for the set time of an answer, and after a package has expired it is long past. */
async function sendNow({ ports }: Desk, { state }: Case): Promise<Done> {
  const { answer, lastAt = '', stream } = state
  const late = [answer?.goesOutAt ?? '', lastAt].toSorted().at(-1) ?? lastAt
  const sent = await sendAnswer({ ...ports, clock: { now: () => late } }, { stream, key: String(answer?.n) })
  if (sent) return { done: true }
  return { done: false, refusal: { move: 'send-answer', reasons: [{ code: 'answer-waits', words: 'not sent yet' }] } }
}

/** Two people read each paper. */
function nextReader(ports: Ports, { state }: Case): Promise<Actor> {
  const isRead = state.instruments['i1']?.readings.given.some(({ by }) => by === 'demo-officer') === true
  return actor(ports, isRead ? 'demo-intake' : 'demo-officer')
}

function anOrder(day: string) {
  return { id: 'o1', about: 'i1', effect: 'lift-stay', issuedOn: daysFrom(day, -1) } as const
}

async function orderPaper() {
  return { name: 'order.pdf', bytes: await readFile(join(examples, 'search-warrant', 'search-warrant.pdf')) }
}

/** Whom the demonstration and the tests know by name. */
const members = ['SYN-PLANTED-ana', 'SYN-PLANTED-hyphen', 'SYN-PLANTED-po-box']

/** What an audit of members asks for otherwise than a paper about one person. */
function ofMembers(plan: Plan, step: Step, { state }: Case): Command | undefined {
  if (plan !== 'members') return undefined
  if (step === 'record-counsel')
    return { command: step, decision: 'approve', on: state.request?.receivedAt.slice(0, 10) ?? '' }
  if (step !== 'record-finding') return undefined
  return state.established.injunctionAgainst === undefined
    ? { command: step, finding: 'injunction-checked', stands: true, programs: [] }
    : { command: step, finding: 'data-protocol', stands: true }
}

type Simple = Exclude<
  CommandName,
  | 'receive'
  | 'read-instrument'
  | 'read-order'
  | 'fix-answer'
  | 'countersign-answer'
  | 'send-answer'
  | 'make-letter'
  | 'list-members'
  | 'begin-preparation'
  | 'pause-preparation'
  | 'resume-preparation'
  | 'match'
  | 'decide'
  | 'prepare'
  | 'approve'
  | 'sign-outside'
  | 'release'
  | 'deliver'
>

const actorOf: Readonly<Record<Simple, string>> = {
  'settle-reading': 'demo-counsel',
  'verify-instrument': 'demo-officer',
  'verify-requester': 'demo-officer',
  'confirm-requester': 'demo-intake',
  'record-finding': 'demo-officer',
  'record-counsel': 'demo-counsel',
  'record-motion': 'demo-counsel',
  refer: 'demo-intake',
  'return-referral': 'demo-counsel',
  'sign-answer': 'demo-counsel',
  'serve-notice': 'demo-officer',
  'record-objection': 'demo-intake',
  'fill-worksheet': 'demo-intake',
  'void-approval': 'demo-officer',
  announce: 'demo-officer',
  'withdraw-notice': 'demo-counsel',
  'record-collection': 'demo-officer',
  'record-expiry': courier.id,
  'record-taking-back': courier.id,
  'accept-terms': 'demo-agent',
  'acknowledge-receipt': 'demo-officer',
  'certify-destruction': 'demo-officer',
  'enter-appearance': 'demo-intake',
  'record-copies': 'demo-officer',
  assign: 'demo-intake',
  'add-note': 'demo-counsel',
  tag: 'demo-officer',
  refuse: 'demo-officer',
  withdraw: 'demo-intake',
  'mark-letter': 'demo-officer',
  'hand-to-requester': 'demo-intake',
  close: 'demo-officer',
  'suspend-accounting': 'demo-counsel',
  'end-suspension': 'demo-counsel',
  'set-hold': 'demo-counsel',
  'lift-hold': 'demo-counsel',
  'open-incident': 'demo-officer',
  'close-incident': 'demo-counsel',
}

function isSimple(step: Step): step is Simple {
  return Object.hasOwn(actorOf, step)
}

const simple: { readonly [Name in Simple]: (desk: Desk, current: Case) => Command<Name> | Promise<Command<Name>> } = {
  'verify-instrument': () => ({
    command: 'verify-instrument',
    instrument: 'i1',
    result: 'verified',
    channel: 'telephone',
    contactFrom: 'court-website',
    spokeTo: 'Deputy clerk (synthetic)',
  }),
  'verify-requester': () => ({
    command: 'verify-requester',
    result: 'verified',
    channel: 'telephone',
    contactFrom: 'published-directory',
    spokeTo: 'Duty desk (synthetic)',
  }),
  'settle-reading': () => ({
    command: 'settle-reading',
    paper: 'i1',
    reader: 'demo-officer',
    reason: 'a synthetic look at the paper',
  }),
  'confirm-requester': () => ({ command: 'confirm-requester' }),
  'record-motion': ({ ports }) => ({
    command: 'record-motion',
    instrument: 'i1',
    motion: 'objection',
    due: daysFrom(today(ports), 10),
  }),
  refer: () => ({ command: 'refer', reason: 'a synthetic question' }),
  'return-referral': () => ({ command: 'return-referral', reason: 'a synthetic answer' }),
  'enter-appearance': ({ ports }) => ({
    command: 'enter-appearance',
    person: 'p1',
    lawyer: { name: 'Synthia Advocate', address: '1 Example Square' },
    on: today(ports),
  }),
  'record-copies': ({ ports }) => ({ command: 'record-copies', person: 'p1', on: today(ports) }),
  assign: () => ({ command: 'assign', to: { id: 'demo-officer', roles: ['disclosure-officer'] } }),
  'add-note': () => ({ command: 'add-note', text: 'a synthetic thought', privileged: true }),
  tag: () => ({ command: 'tag', tag: 'synthetic', stands: true }),
  'fill-worksheet': async ({ ports }, { state }) => {
    const sheet = utf8('a synthetic sheet that nothing calls for')
    const key = await ports.papers.keep(sheet)
    const decision = state.decision?.decision ?? ''
    return { command: 'fill-worksheet', decision, sheet: 'snap', key, sha256: toHex(sha256(sheet)), rows: 0 }
  },
  'record-finding': () => ({ command: 'record-finding', finding: 'injunction-checked', stands: false }),
  'record-counsel': ({ ports }) => ({
    command: 'record-counsel',
    decision: 'approve',
    instruments: ['i1'],
    elements: 'as-instrument',
    on: today(ports),
  }),
  'sign-answer': (_, { state: { decision } }) => {
    const released = decision?.cells.some(({ outcome: what }) => what === 'release') === true
    return { command: 'sign-answer', decision: decision?.decision ?? '', answer: released ? 'release' : 'refusal' }
  },
  'serve-notice': ({ ports }) => ({
    command: 'serve-notice',
    instruments: [],
    people: { p1: { servedOn: today(ports) } },
  }),
  'record-objection': ({ ports }) => ({ command: 'record-objection', person: 'p1', on: today(ports) }),
  'void-approval': () => ({ command: 'void-approval', reason: 'a synthetic second thought' }),
  // The office announces above 200 persons; here a notice about one comes and goes.
  announce: ({ ports }) => ({
    command: 'announce',
    today: today(ports),
    standsUntil: daysFrom(today(ports), 14),
    above: 0,
  }),
  'withdraw-notice': () => ({ command: 'withdraw-notice', reason: 'a synthetic second thought' }),
  'record-collection': (_, { state }) => ({
    command: 'record-collection',
    contentRoot: state.prepared?.contentRoot ?? '',
  }),
  'record-expiry': (_, { state }) => ({ command: 'record-expiry', contentRoot: state.prepared?.contentRoot ?? '' }),
  'record-taking-back': (_, { state }) => ({
    command: 'record-taking-back',
    contentRoot: state.prepared?.contentRoot ?? '',
  }),
  'accept-terms': (_, { state: { prepared } }) => ({
    command: 'accept-terms',
    contentRoot: prepared?.contentRoot ?? '',
    terms: prepared?.terms ?? '',
  }),
  'acknowledge-receipt': async (desk, { state: { number } }) => ({
    command: 'acknowledge-receipt',
    code: await receiptCode(desk, number),
  }),
  'certify-destruction': ({ ports }) => ({
    command: 'certify-destruction',
    on: today(ports),
    by: 'Synthetic Agent',
    method: 'overwritten',
  }),
  refuse: () => ({ command: 'refuse', letter: 'refusal' }),
  withdraw: () => ({ command: 'withdraw', reason: 'a synthetic change of mind' }),
  'hand-to-requester': () => ({ command: 'hand-to-requester', to: 'demo-agent', reason: 'a synthetic handover' }),
  'mark-letter': ({ ports }, { state: { letters } }) => ({
    command: 'mark-letter',
    letter: letters[0]?.letter ?? '',
    as: 'printed',
    on: today(ports),
  }),
  close: () => ({ command: 'close' }),
  'suspend-accounting': ({ ports }) => ({
    command: 'suspend-accounting',
    issuer: 'A synthetic inspector',
    ground: 'a synthetic inquiry',
    form: 'written',
    from: today(ports),
    until: daysFrom(today(ports), 1),
  }),
  'end-suspension': () => ({ command: 'end-suspension', reason: 'a synthetic end' }),
  'set-hold': () => ({ command: 'set-hold', matter: 'Example v. Synthetic' }),
  'lift-hold': () => ({ command: 'lift-hold', matter: 'Example v. Synthetic' }),
  'open-incident': () => ({ command: 'open-incident', incident: 'drill', what: 'a synthetic drill' }),
  'close-incident': () => ({ command: 'close-incident', incident: 'drill', finding: 'nothing was wrong' }),
}

/** The next of the two who has not signed yet, under that person's own key. */
async function approveNext(ports: Ports, cast: Cast, { state }: Case, stream: string): Promise<Done> {
  const signers = [
    ['demo-approver-1', 'approver'],
    ['demo-approver-2', 'privacy-officer'],
  ] as const
  const [id, role] = signers.find(([one]) => state.approvals.every(({ approver }) => approver !== one)) ?? signers[0]
  const text = await approvalToSign(ports, stream, role)
  const key = cast.keys[id]
  if (key === undefined) throw new Error(`${id} has no key`)
  // Somebody else has undone the preparation meanwhile.
  if (text === undefined) return { done: false, refusal: { move: 'approve', reasons: [] } }
  return outcome(await approve(ports, signApproval(id, key.secret, parseApproval(text)), stream))
}

/** Each case has an inspector with a key of their own, the same for whoever comes again or comes at the same moment. */
async function signFromOutside(ports: Ports, stream: string): Promise<Done> {
  const id = `demo-inspector-${stream.slice(0, 8)}`
  const secret = ed25519KeyFromSeed(sha256(utf8(`DEMO inspector of ${stream}`)))
  const key = formatVkey(ed25519Signer(id, secret).key)
  const holder = { id, agency: 'ma-dta', name: 'Synthetic Inspector', organization: 'An inspector general', key }
  const text = await approvalToSign(ports, stream, 'outside-holder')
  if (text === undefined) return { done: false, refusal: { move: 'sign-outside', reasons: [] } }
  await proposeOutsideKey(ports, await actor(ports, 'demo-administrator'), holder)
  await confirmOutsideKey(ports, await actor(ports, 'demo-counsel'), holder)
  return outcome(await signOutside(ports, signApproval(id, secret, parseApproval(text)), stream))
}

/** Where the receiver keeps what was taken away. */
export const collectedFile = (dataDirectory: string, number: string): string =>
  join(dataDirectory, 'collected', packageName(number))

async function collect({ ports, dataDirectory, observe }: Desk, { state }: Case): Promise<Done> {
  await observe('collect: before')
  const contentRoot = state.prepared?.contentRoot ?? ''
  const placed = await ports.courier.placed(contentRoot)
  if (placed === undefined) throw new Error('what was delivered is not at the counter')
  const collected = await ports.courier.collect(contentRoot, placed.pickupCode, ports.clock.now(), async () => true)
  if (!collected.collected) {
    if (collected.reason === 'used') return { done: false, lost: true }
    throw new Error(`what was delivered could not be collected: ${collected.reason}`)
  }
  await writeDurably(collectedFile(dataDirectory, state.number), collected.package)
  await observe('collect: taken away')
  return { done: true }
}

async function receiptCode({ cast, dataDirectory }: Desk, number: string): Promise<string> {
  const bytes = await readIfThere(collectedFile(dataDirectory, number))
  if (bytes === undefined) throw new Error('nothing was collected')
  const identities = await parseIdentities(await readFile(cast.receiver.file, 'utf8'))
  const payload = readTar(await openAge(readPackage(bytes).payload, identities))
  const manifest = payload.find(({ name }) => name === 'manifest.json')
  if (manifest === undefined) throw new Error('the payload has no manifest')
  return parseManifest(manifest.bytes).receiptCode
}

function reading(plan: Plan, day: string, { state }: Case) {
  const warrant = {
    id: 'i1',
    kind: 'judicial-warrant',
    issuer: 'United States District Court (synthetic)',
    issuerKind: 'federal-court',
    signedBy: 'magistrate-judge',
    docket: 'SYN-mj-0001',
    issuedOn: daysFrom(day, -2),
    executeBy: daysFrom(day, 12),
    directedTo: 'ma-dta',
    subjects: ['p1'],
    programs: ['snap'],
    elements: ['application', 'ebt-transactions'],
  }
  const subpoena = {
    id: 'i1',
    kind: 'administrative-subpoena',
    issuer: 'An immigration field office (synthetic)',
    issuerKind: 'federal-agency',
    signedBy: 'agency-officer',
    issuerAuthorized: true,
    issuedOn: daysFrom(day, -3),
    returnOn: daysFrom(day, 14),
    directedTo: 'ma-dta',
    subjects: ['p1'],
    programs: ['snap'],
    elements: ['name', 'home-address', 'phone', 'immigration-status'],
  }
  // Where counsel is to settle something, the second person reads another docket.
  const second = plan === 'withdrawn' && state.instruments['i1']?.facts !== undefined
  const instrument = plan === 'refused' ? subpoena : { ...warrant, ...(second ? { docket: 'SYN-mj-0007' } : {}) }
  return { name: 'reading.json', bytes: utf8(JSON.stringify({ reading: 'postern/reading/v1', instrument })) }
}

function today({ clock, office }: Ports): string {
  return asOfIn(clock.now(), office.timeZone).slice(0, 10)
}

function daysFrom(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

type Outcome = Awaited<ReturnType<typeof move>> | Awaited<ReturnType<typeof deliver>>

function outcome(result: Outcome): Done {
  if ('moved' in result && typeof result.moved === 'boolean') {
    return result.moved ? { done: true } : { done: false, refusal: result.refusal }
  }
  if (!('delivered' in result)) throw new Error('an outcome of no kind')
  if (result.delivered) return { done: true }
  if (result.waitingFor === 'case') return { done: false, refusal: result.moved.refusal }
  return { done: false, refusal: { move: 'deliver', reasons: [{ code: 'waits-for-log', words: 'not published yet' }] } }
}

/** Failures that say "try again", and nothing of a defect: the database or the witness is away for the moment. */
export function isPassing(error: unknown): boolean {
  return (['ERR_DATABASE_UNAVAILABLE', 'ERR_LOG_UNAVAILABLE', 'ERR_CASE_CONFLICT'] as const).some((code) =>
    isPosternError(error, code),
  )
}
