/** A whole office for a test: real database, log, witness, caseload and staff; what a test names is put in place. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { seedCaseload } from '#adapters/caseload/seed.ts'
import { logSigner, signingKeyFile } from '#adapters/keys/signing-key.ts'
import { writeSettings } from '#adapters/files/settings.ts'
import { signApproval } from '#approval/sign.ts'
import type { Actor } from '#case/commands.ts'
import { castIn, type Cast } from '#demo/cast.ts'
import { enrollCast } from '#demo/office.ts'
import { parseApproval } from '#formats/approval.ts'
import { utf8 } from '#formats/bytes.ts'
import { formatVkey } from '#formats/note.ts'
import { openInstallation, places, type Installation } from '#parts.ts'
import { asOfIn } from '#pipeline/as-of.ts'
import { confirmDailyCaps, setDailyCaps } from '#pipeline/daily-caps.ts'
import { decide, match } from '#pipeline/determine.ts'
import { approvalToSign, approve, prepare } from '#pipeline/fulfill.ts'
import { read, receive, type HandedIn, type Received } from '#pipeline/intake.ts'
import { loadCase, move, type Moved } from '#pipeline/move.ts'
import { officeSettings } from '#pipeline/office-settings.ts'
import type { Ports } from '#pipeline/ports.ts'
import { actor } from '#pipeline/register.ts'
import type { Clock } from '#vocabulary/time.ts'
import { testDatabase } from './database.ts'
import { makeTestDirectory } from './directory.ts'
import { startWitnessProcess, type WitnessProcess } from './witness-process.ts'

export interface TestOffice {
  readonly installation: Installation
  readonly ports: Ports
  readonly cast: Cast
  readonly directory: string
  readonly env: Readonly<Record<string, string>>
  readonly witness: WitnessProcess
  /** The same port again after `witness.kill()`. */
  restartWitness(): Promise<WitnessProcess>
  close(): Promise<void>
}

const origin = 'test.postern.example/log'

export async function testOffice({
  people = 120,
  clock,
}: { people?: number; clock?: Clock } = {}): Promise<TestOffice> {
  const directory = makeTestDirectory()
  const [product, caseload] = await Promise.all([testDatabase(), testDatabase({ empty: true })])
  const env = { DATABASE_URL: product.url, POSTERN_SOURCE_URL: caseload.url, POSTERN_DATA: directory }
  const cast = await castIn(join(directory, 'DEMO-keys'))
  const vkey = formatVkey(logSigner(await signingKeyFile(places(directory).logKey, origin)).key)
  const store = join(directory, 'DEMO-witness')
  const [witness] = await Promise.all([
    startWitnessProcess(store, [vkey]),
    seedCaseload({ url: caseload.url, people, agencies: ['ma-dta'] }),
  ])
  await writeSettings(directory, {
    settings: 'postern/settings/v1',
    origin,
    batch: 16,
    padSilence: false,
    witnesses: [{ name: 'test-witness', vkey: witness.vkey, url: witness.url }],
    quorum: 1,
    oversight: cast.oversight.recipient,
    deliveryDays: 14,
    timeZone: 'America/New_York',
    rootKey: { kind: 'file' },
    demo: true,
  })
  const installation = await openInstallation(env, clock === undefined ? {} : { clock })
  await enrollCast(installation.ports, cast)
  const witnesses = [witness]
  return {
    installation,
    ports: installation.ports,
    cast,
    directory,
    env,
    witness,
    restartWitness: async () => {
      const again = await startWitnessProcess(store, [vkey], witness.port)
      witnesses.push(again)
      return again
    },
    close: async () => {
      await installation.close()
      await witnesses.at(-1)?.stop()
      await Promise.all([product.drop(), caseload.drop()])
    },
  }
}

const example = (name: string): string => join(import.meta.dirname, '..', '..', 'examples', 'search-warrant', name)

export interface WarrantCase {
  readonly stream: string
  readonly number: string
}

/** Hand the example's search warrant in; `changes` are laid over the request. */
export async function handInWarrant(
  office: Pick<TestOffice, 'ports' | 'cast'>,
  changes: object = {},
): Promise<Received> {
  const request: object = JSON.parse(await readFile(example('request.json'), 'utf8'))
  const receiver = { recipient: office.cast.receiver.recipient }
  // Another letter each time, unless the test hands the same one in twice.
  const letter = { ...request, receiver, reference: `SYN-${office.ports.randomness.bytes(4).join('-')}`, ...changes }
  const file = { name: 'request.json', bytes: utf8(JSON.stringify(letter)) }
  const paper = { name: 'search-warrant.pdf', bytes: await readFile(example('search-warrant.pdf')) }
  return receive(office.ports, await actor(office.ports, 'demo-intake'), file, [paper])
}

/** The office's own day, `count` days from its today: in the evening it is not that of UTC. */
export function days(ports: Ports, count: number): string {
  const today = asOfIn(ports.clock.now(), ports.office.timeZone).slice(0, 10)
  return new Date(Date.parse(today) + count * 86_400_000).toISOString().slice(0, 10)
}

export function warrantReading(ports: Ports, changes: object = {}): HandedIn {
  const instrument = {
    id: 'i1',
    kind: 'judicial-warrant',
    issuer: 'United States District Court (synthetic)',
    issuerKind: 'federal-court',
    signedBy: 'magistrate-judge',
    docket: 'SYN-mj-0001',
    issuedOn: days(ports, -3),
    executeBy: days(ports, 10),
    directedTo: 'ma-dta',
    subjects: ['p1'],
    programs: ['snap'],
    elements: ['application', 'ebt-transactions'],
    ...changes,
  }
  return { name: 'reading.json', bytes: utf8(JSON.stringify({ reading: 'postern/reading/v1', instrument })) }
}

export function ok(moved: Moved): Extract<Moved, { moved: true }> {
  if (moved.moved) return moved
  throw new Error(`${moved.refusal.move}: ${moved.refusal.reasons.map(({ code }) => code).join(', ')}`)
}

/** The codes of a refusal; empty where the case moved. */
export function refusal(moved: Moved): readonly string[] {
  return moved.moved ? [] : moved.refusal.reasons.map(({ code }) => code)
}

/** The second of the two who read a paper. */
export const reader = (ports: Ports): Promise<Actor> => actor(ports, 'demo-intake')

export const officer = (ports: Ports): Promise<Actor> => actor(ports, 'demo-officer')

/** Through intake, reading, verification, matching, decision and counsel: ready to be prepared. */
export async function answeredWarrant(office: Pick<TestOffice, 'ports' | 'cast'>): Promise<WarrantCase> {
  const received = await handInWarrant(office)
  if (!received.received) throw new Error('the warrant was not received')
  return answerWarrant(office, received)
}

/** The same for a warrant about two persons, who are more than one; it is executed within two months. */
export async function answeredForTwo(office: Pick<TestOffice, 'ports' | 'cast'>): Promise<WarrantCase> {
  const ana = { name: { given: 'Ana', middle: 'Maria', family: 'Samplewright' }, dateOfBirth: '1984-03-07' }
  const other = { name: { given: 'María José', family: 'García-López' }, dateOfBirth: '1990-08-14' }
  const subjects = ['p1', 'p2']
  const received = await handInWarrant(office, {
    people: [
      { ref: 'p1', ...ana },
      { ref: 'p2', ...other },
    ],
    instruments: [{ id: 'i1', kind: 'judicial-warrant', subjects, file: 'search-warrant.pdf' }],
  })
  if (!received.received) throw new Error('the warrant was not received')
  return answerWarrant(office, received, { subjects, executeBy: days(office.ports, 60) })
}

/** A clock that goes, and can be set forward. */
export function clockAhead(): Clock & { goOn(days: number): void } {
  let ahead = 0
  return {
    now: () => new Date(Date.now() + ahead).toISOString(),
    goOn: (count) => {
      ahead += count * 86_400_000
    },
  }
}

/** The same for a warrant that came in by another way. */
export async function answerWarrant(
  office: Pick<TestOffice, 'ports' | 'cast'>,
  { stream, number }: WarrantCase,
  reading: object = {},
): Promise<WarrantCase> {
  const { ports } = office
  const by = await officer(ports)
  const counsel = await actor(ports, 'demo-counsel')
  const other = await reader(ports)
  for (const who of [by, other]) ok(await read(ports, who, stream, warrantReading(ports, reading)))
  const called = { channel: 'telephone', contactFrom: 'court-website', spokeTo: 'Deputy clerk (synthetic)' } as const
  ok(
    await move(ports, by, stream, () => ({
      command: 'verify-instrument',
      instrument: 'i1',
      result: 'verified',
      ...called,
    })),
  )
  ok(await move(ports, by, stream, () => ({ command: 'verify-requester', result: 'verified', ...called })))
  ok(await move(ports, other, stream, () => ({ command: 'confirm-requester' })))
  ok((await match(ports, by, stream)).moved)
  const on = days(ports, -1)
  ok(
    await move(ports, counsel, stream, () => ({
      command: 'record-counsel',
      decision: 'approve',
      instruments: ['i1'],
      elements: 'as-instrument',
      on,
    })),
  )
  await answer(office, stream)
  return { stream, number }
}

/** Decide, and have counsel sign the answer. */
export async function answer({ ports }: Pick<TestOffice, 'ports'>, stream: string): Promise<void> {
  ok(await decide(ports, await officer(ports), stream))
  const { state } = await loadCase(ports, stream)
  const counsel = await actor(ports, 'demo-counsel')
  const decision = state.decision?.decision ?? ''
  ok(await move(ports, counsel, stream, () => ({ command: 'sign-answer', decision, answer: 'release' })))
}

/** One approval with that person's own key. */
export async function approveAs(
  { ports, cast }: Pick<TestOffice, 'ports' | 'cast'>,
  id: string,
  role: 'approver' | 'privacy-officer',
  stream: string,
): Promise<Moved> {
  const text = await approvalToSign(ports, stream, role)
  const key = cast.keys[id]
  if (text === undefined || key === undefined) throw new Error('nothing stands prepared, or nobody is called that')
  return approve(ports, signApproval(id, key.secret, parseApproval(text)), stream)
}

export async function approvedWarrant(office: Pick<TestOffice, 'ports' | 'cast'>): Promise<WarrantCase> {
  return approveWarrant(office, await answeredWarrant(office))
}

/** What was answered, prepared and signed by two. */
export async function approveWarrant(
  office: Pick<TestOffice, 'ports' | 'cast'>,
  warrant: WarrantCase,
): Promise<WarrantCase> {
  ok(await prepare(office.ports, await officer(office.ports), warrant.stream))
  ok(await approveAs(office, 'demo-approver-1', 'approver', warrant.stream))
  ok(await approveAs(office, 'demo-approver-2', 'privacy-officer', warrant.stream))
  return warrant
}

/** Caps of Massachusetts, and where they are higher than before the second person's word for them. */
export async function setCaps({ ports }: Pick<TestOffice, 'ports'>, receiver: number, inAll: number): Promise<void> {
  const agency = 'ma-dta'
  const caps = { receiver, agency: inAll }
  const refused =
    (await setDailyCaps(ports, await actor(ports, 'demo-administrator'), agency, caps)) ??
    ((await officeSettings(ports, agency)).proposedCaps === undefined
      ? undefined
      : await confirmDailyCaps(ports, await actor(ports, 'demo-counsel'), agency, caps))
  if (refused !== undefined) throw new Error(refused.words)
}

/** The package that stands at the counter for this case. */
export async function packageOf({ ports, directory }: Pick<TestOffice, 'ports' | 'directory'>, stream: string) {
  const { state } = await loadCase(ports, stream)
  return new Uint8Array(await readFile(join(directory, 'outbox', state.prepared?.contentRoot ?? '', 'package')))
}

/** The same office where the applications of ma-dta stand on paper: nothing queries them. */
export function applicationsOnPaper(ports: Ports): Ports {
  const source = ports.sources['ma-dta']
  if (source === undefined) throw new Error('the office has no source')
  const { application, ...elements } = source.mapping.elements
  if (application === undefined) throw new Error('the source holds no applications')
  const fields = application.fields.map(({ name, type }) => ({ name, type }))
  const mapping = { ...source.mapping, elements, worksheet: { application: { rows: application.rows, fields } } }
  return { ...ports, sources: { ...ports.sources, 'ma-dta': { ...source, mapping } } }
}
