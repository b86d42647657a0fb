/**
 * `npm run demo`: the main job, end to end, with real parts and synthetic people.
 *
 * Two papers arrive on one morning. An immigration subpoena that no judge signed is refused. A search warrant
 * of a court is read, verified, decided, signed by counsel, prepared, approved by two people, logged,
 * witnessed, sealed, delivered and checked by the verifier, which trusts none of the parts before it.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { seedCaseload } from '#adapters/caseload/seed.ts'
import { dataDirectoryOf } from '#adapters/embedded/places.ts'
import { writeDurably } from '#adapters/files/durable.ts'
import { signApproval } from '#approval/sign.ts'
import type { Refusal } from '#case/commands.ts'
import { PosternError } from '#errors.ts'
import { utf8 } from '#formats/bytes.ts'
import { parseApproval } from '#formats/approval.ts'
import { packageName } from '#formats/package.ts'
import { asOfIn } from '#pipeline/as-of.ts'
import { countersignAnswer, fixAnswer } from '#pipeline/answer.ts'
import { decide, match } from '#pipeline/determine.ts'
import { collect } from '#pipeline/collect.ts'
import { approvalToSign, approve, deliver, prepare, release } from '#pipeline/fulfill.ts'
import { read, receive, type HandedIn } from '#pipeline/intake.ts'
import { loadCase, move, type Moved } from '#pipeline/move.ts'
import { actor } from '#pipeline/register.ts'
import type { Decision } from '#vocabulary/case-file.ts'
import { runVerify } from '#verify/run.ts'
import { openInstallation, type Environment, type Installation } from '#parts.ts'
import { enrollCast, openOffice, type DemoOffice } from './office.ts'
import { teller, type Stage, type Teller } from './stage.ts'

export interface DemoResult {
  readonly package: string
  readonly command: string
  readonly verdict: string
  readonly seconds: number
}

export interface DemoOptions {
  /** People in the synthetic caseload. */
  readonly people: number
  /** Print no stages. */
  readonly quiet: boolean
}

const examples = join(import.meta.dirname, '..', '..', 'examples')

/** @returns where the package lies, the command that checks it, and what the verifier said */
export async function demo(env: Environment, { people, quiet }: DemoOptions): Promise<DemoResult> {
  const start = performance.now()
  // Beside an installation of yours and never in it.
  const dataDirectory = join(dataDirectoryOf(env), 'demo')
  const environment = { ...env, POSTERN_DATA: dataDirectory }
  const tell = teller(quiet)
  tell.say('Postern demo. Every person, paper and office in it is synthetic; every key is a DEMO key.')
  tell.say()

  let office: DemoOffice | undefined
  let installation: Installation | undefined
  try {
    await tell.stage('set up', async () => {
      office = await openOffice(dataDirectory)
      installation = await openInstallation(environment)
      await enrollCast(installation.ports, office.cast)
      const engine = installation.database.embedded ? 'PostgreSQL as a child process' : 'your PostgreSQL'
      return `${engine}; a log with a witness of its own; two agencies of DEMO staff, in ${dataDirectory}`
    })
    if (office === undefined || installation === undefined) throw new Error('the demo did not open')
    await tell.stage('caseload', (stage) => seed(installation, people, stage))
    await refuseSubpoena(tell, installation)
    const result = await fulfillWarrant(tell, installation, office, dataDirectory)
    const seconds = (performance.now() - start) / 1000
    return { ...result, seconds }
  } finally {
    await installation?.close()
    await office?.stopWitness()
  }
}

async function seed(installation: Installation | undefined, people: number, stage: Stage): Promise<string> {
  const url = installation?.database.caseloadUrl
  if (!url) {
    throw new PosternError(
      'ERR_SOURCE_MAPPING',
      'The demo has no database for its caseload.',
      {},
      {
        mend: 'Set POSTERN_SOURCE_URL to a database that may be overwritten, or unset DATABASE_URL.',
      },
    )
  }
  const { agencies } = await seedCaseload({ url, people, progress: (done) => stage.progress(done / people) })
  return `${total(agencies.map((one) => one.people))} synthetic people in ${total(agencies.map((one) => one.households))} households, shaped like the caseloads of ${agencies.map(({ agency }) => agency).join(' and ')}`
}

function total(all: readonly number[]): string {
  return all.reduce((sum, one) => sum + one, 0).toLocaleString('en-US')
}

/** Act one: a paper that looks like an order and is none. */
async function refuseSubpoena(tell: Teller, { ports }: Installation): Promise<void> {
  tell.say('\nA fax arrives: an immigration subpoena, signed by an officer of the agency that sends it.')
  const officer = await actor(ports, 'demo-officer')
  const counsel = await actor(ports, 'demo-counsel')
  const today = asOfIn(ports.clock.now(), ports.office.timeZone).slice(0, 10)
  let stream = ''
  await tell.stage('receive', async () => {
    const taken = await handIn(ports, 'administrative-subpoena', {}, 'administrative-subpoena.pdf')
    stream = taken.stream
    return `case ${taken.number}: ICE asks for name, address, telephone and status of one named person`
  })
  await tell.stage('read', async () => {
    const facts = {
      id: 'i1',
      kind: 'administrative-subpoena',
      issuer: 'An immigration field office (synthetic)',
      issuerKind: 'federal-agency',
      signedBy: 'agency-officer',
      issuerAuthorized: true,
      issuedOn: daysFrom(today, -3),
      returnOn: daysFrom(today, 14),
      directedTo: 'ma-dta',
      subjects: ['p1'],
      programs: ['snap'],
      elements: ['name', 'home-address', 'phone', 'immigration-status'],
    }
    must(await read(ports, officer, stream, reading(facts)))
    return 'this paper is not signed by a judge of a court'
  })
  await tell.stage('answer', async () => {
    must(await fixAnswer(ports, officer, stream))
    const { state } = mustMove(await countersignAnswer(ports, counsel, stream))
    const day = asOfIn(state.answer?.goesOutAt ?? '', ports.office.timeZone)
      .slice(0, 16)
      .replace('T', ' at ')
    return `what ICE is told is fixed now and signed by counsel, before anybody is looked for; it goes out on ${day}`
  })
  await tell.stage('match, decide', async () => {
    must((await match(ports, officer, stream)).moved)
    must(await decide(ports, officer, stream))
    return summary(await standing(ports, stream))
  })
  await tell.stage('refuse', async () => {
    const { state } = await loadCase(ports, stream)
    must(
      await move(ports, counsel, stream, () => ({
        command: 'sign-answer',
        decision: state.decision?.decision ?? '',
        answer: 'refusal',
      })),
    )
    must(await move(ports, officer, stream, () => ({ command: 'refuse', letter: 'refusal' })))
    return 'counsel signs the refusal for the record; whether anybody was found shows in nothing that leaves'
  })
}

/** Act two: a warrant of a court, for two things in one person's file; the agent asks for a third. */
async function fulfillWarrant(
  tell: Teller,
  { ports, log }: Installation,
  { cast }: DemoOffice,
  dataDirectory: string,
): Promise<Omit<DemoResult, 'seconds'>> {
  tell.say(
    '\nA letter arrives: a search warrant, signed by a magistrate judge, for a SNAP application and EBT history.',
  )
  const officer = await actor(ports, 'demo-officer')
  const counsel = await actor(ports, 'demo-counsel')
  const today = asOfIn(ports.clock.now(), ports.office.timeZone).slice(0, 10)
  let stream = ''
  let number = ''
  await tell.stage('receive', async () => {
    const receiver = { receiver: { recipient: cast.receiver.recipient } }
    const taken = await handIn(ports, 'search-warrant', receiver, 'search-warrant.pdf')
    ;({ stream, number } = taken)
    return `case ${number}: the FBI asks for application, EBT transactions and case notes; kept as it arrived, hashed`
  })
  await tell.stage('read', async () => {
    const facts = {
      id: 'i1',
      kind: 'judicial-warrant',
      issuer: 'United States District Court (synthetic)',
      issuerKind: 'federal-court',
      signedBy: 'magistrate-judge',
      docket: 'SYN-mj-0001',
      issuedOn: daysFrom(today, -2),
      executeBy: daysFrom(today, 12),
      directedTo: 'ma-dta',
      subjects: ['p1'],
      programs: ['snap'],
      elements: ['application', 'ebt-transactions'],
    }
    // Two people, each from the paper itself.
    for (const who of [officer, await actor(ports, 'demo-intake')]) must(await read(ports, who, stream, reading(facts)))
    return 'two people, blind to each other, read the same: a court, a magistrate judge, this agency, one person, two elements, in date; case notes are not in it'
  })
  await tell.stage('verify', async () => {
    const called = { channel: 'telephone', contactFrom: 'court-website', spokeTo: 'Deputy clerk (synthetic)' } as const
    must(
      await move(ports, officer, stream, () => ({
        command: 'verify-instrument',
        instrument: 'i1',
        result: 'verified',
        ...called,
      })),
    )
    const agent = {
      channel: 'telephone',
      contactFrom: 'published-directory',
      spokeTo: 'Duty desk (synthetic)',
    } as const
    must(await move(ports, officer, stream, () => ({ command: 'verify-requester', result: 'verified', ...agent })))
    must(await move(ports, await actor(ports, 'demo-intake'), stream, () => ({ command: 'confirm-requester' })))
    return "the clerk of the court, called by the number on the court's own site, confirms the docket; a second person confirms who asks"
  })
  await tell.stage('match', async () => {
    const { shown, moved } = await match(ports, officer, stream)
    must(moved)
    const { found = [], near = [] } = shown['p1'] ?? {}
    return `one record of ${found.length}, agreeing in ${found[0]?.agrees.join(', ') ?? 'nothing'}; ${near.length} near, chosen by nobody`
  })
  await tell.stage('decide', async () => {
    must(await decide(ports, officer, stream))
    return summary(await standing(ports, stream))
  })
  await tell.stage('counsel', async () => {
    must(
      await move(ports, counsel, stream, () => ({
        command: 'record-counsel',
        decision: 'approve',
        instruments: ['i1'],
        elements: 'as-instrument',
        on: today,
      })),
    )
    must(await decide(ports, officer, stream))
    const decision = await standing(ports, stream)
    const { state } = await loadCase(ports, stream)
    must(
      await move(ports, counsel, stream, () => ({
        command: 'sign-answer',
        decision: state.decision?.decision ?? '',
        answer: 'release',
      })),
    )
    return `counsel approves the warrant for what it describes and signs the answer; decided again: ${summary(decision)}`
  })
  await tell.stage('prepare', async () => {
    const { state } = mustMove(await prepare(ports, officer, stream))
    return `one statement, run as a database role made for it that sees the permitted columns of one person; gated cell by cell; sealed. Content root ${state.prepared?.contentRoot.slice(0, 16)}…`
  })
  await tell.stage('approve', async () => {
    for (const [id, role] of [
      ['demo-approver-1', 'approver'],
      ['demo-approver-2', 'privacy-officer'],
    ] as const) {
      const text = await approvalToSign(ports, stream, role)
      const key = cast.keys[id]
      if (text === undefined || key === undefined) throw new Error('nothing stands prepared')
      must(await approve(ports, signApproval(id, key.secret, parseApproval(text)), stream))
    }
    return 'two people, neither of whom decided or prepared it, sign that content root with their own (DEMO) keys'
  })
  await tell.stage('release', async () => {
    const { appended } = mustMove(await release(ports, officer, stream))
    return `decided once more, now; entry ${appended.at(-1)?.seq} of the log says so before any courier moves`
  })
  await tell.stage('publish', async () => {
    const outcome = await ports.log.publish()
    const { published } = await log.status()
    return outcome.outcome === 'busy'
      ? 'another process is publishing'
      : `padded to ${published?.size} entries, signed, cosigned by demo-witness (on this machine, so a demonstration)`
  })
  let file = ''
  await tell.stage('deliver', async () => {
    const delivered = await deliver(ports, { id: 'system:courier', roles: ['system'] }, stream)
    if (!delivered.delivered)
      throw new Error(`the demo's package was not delivered: it waits for the ${delivered.waitingFor}`)
    const contentRoot = contentRootOf(await loadCase(ports, stream))
    file = join(dataDirectory, 'delivered', packageName(number))
    const collected = await collect(ports, contentRoot, delivered.placed.pickupCode, (taken) =>
      writeDurably(file, taken.package),
    )
    if (!collected.collected) throw new Error(`the demo's package could not be collected: ${collected.reason}`)
    return `collected once, with the code ${delivered.placed.pickupCode.slice(0, 5)}…; the counter is empty now`
  })
  let verdict = ''
  await tell.stage('verify', async () => {
    const { report } = await runVerify({ files: [file], identity: cast.receiver.file })
    verdict = report.verdict
    const failed = report.findings.filter(({ ok }) => !ok)
    return `${report.findings.length} checks, ${failed.length} failed: ${failed.length === 0 ? 'the seal opens, every byte is what two people signed, and the log holds it' : failed.map(({ words }) => words).join(' ')}`
  })
  const command = `npx postern verify ${shellWord(file)} --identity ${shellWord(cast.receiver.file)}`
  return { package: file, command, verdict }
}

async function handIn(ports: Installation['ports'], example: string, more: object, paper: string) {
  const intake = await actor(ports, 'demo-intake')
  const request: object = JSON.parse(await readFile(join(examples, example, 'request.json'), 'utf8'))
  // Each run is another letter: the same bytes handed in twice are refused as one request.
  const reference = `SYN-${ports.clock.now()}`
  const file = { name: 'request.json', bytes: utf8(JSON.stringify({ ...request, ...more, reference })) }
  const papers = [{ name: paper, bytes: await readFile(join(examples, example, paper)) }]
  const received = await receive(ports, intake, file, papers)
  if (!received.received) throw refused(received.refusal)
  return received
}

function reading(instrument: object): HandedIn {
  return { name: 'reading.json', bytes: utf8(JSON.stringify({ reading: 'postern/reading/v1', instrument })) }
}

async function standing(
  ports: Installation['ports'],
  stream: string,
): Promise<Pick<Decision, 'cells' | 'disposition'>> {
  const { state } = await loadCase(ports, stream)
  const { disposition = 'deny', cells = [] } = state.decision ?? {}
  return { disposition, cells: cells.map((cell) => ({ ...cell, needs: [...cell.needs], basis: [...cell.basis] })) }
}

/** "release-in-part: 2 released, 1 denied. <one sentence of each kind>" */
function summary({ disposition, cells }: Pick<Decision, 'cells' | 'disposition'>): string {
  const kinds = [
    ['release', 'released'],
    ['hold', 'held'],
    ['deny', 'denied'],
  ] as const
  const counts = kinds.flatMap(([outcome, word]) => {
    const some = cells.filter((cell) => cell.outcome === outcome)
    return some.length === 0 ? [] : [`${some.length} ${word}`]
  })
  const [first] = cells
  return `${disposition}: ${counts.join(', ')}. ${first?.why ?? ''}`
}

function contentRootOf({ state }: Awaited<ReturnType<typeof loadCase>>): string {
  return state.prepared?.contentRoot ?? ''
}

function must(moved: Moved): void {
  mustMove(moved)
}

function mustMove(moved: Moved): Extract<Moved, { moved: true }> {
  if (!moved.moved) throw refused(moved.refusal)
  return moved
}

function refused({ move: name, reasons }: Refusal): Error {
  return new Error(`${name} was refused: ${reasons.map(({ words }) => words).join('; ')}`)
}

function daysFrom(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

function shellWord(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
