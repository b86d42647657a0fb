/**
 * `npm start`: a small synthetic state behind its doors, on this machine: database, witness, identity provider, two
 * agencies with cases in every stage, and the web.
 */
import { join } from 'node:path'
import { seedCaseload } from '#adapters/caseload/seed.ts'
import { dataDirectoryOf } from '#adapters/embedded/places.ts'
import { PosternError } from '#errors.ts'
import { workOnRanges } from '#pipeline/bulk-queue.ts'
import { staff } from '#pipeline/register.ts'
import { tick } from '#pipeline/tick.ts'
import { listen } from '#web/listen.ts'
import { openInstallation, type Environment, type Installation } from '#parts.ts'
import { openWeb } from '#serving.ts'
import type { Told } from '#web/app.ts'
import type { Cast } from './cast.ts'
import { PastClock } from './hand.ts'
import { enrollCast, openOffice } from './office.ts'
import { startDemoProvider } from './provider/start.ts'
import { softwareKeys } from './software-key.ts'
import { teller } from './stage.ts'
import { playStories } from './state.ts'

export interface StartOptions {
  /** Of the web on localhost; the identity provider takes the next one. */
  readonly port: number
  /** People in the synthetic caseload of each agency. */
  readonly people: number
  /** Told of each failure behind a page and of each round of the courier that failed. */
  readonly report: (told: Told) => void
}

export interface Started {
  readonly url: string
  readonly provider: string
  /** Who can sign in as what. */
  readonly people: readonly {
    readonly id: string
    readonly name: string
    readonly agency: string
    readonly roles: string
  }[]
  readonly dataDirectory: string
  /** What the receiver opens packages with. */
  readonly identity: string
  stop(): Promise<void>
}

/** The law of the demonstration is in force from before its first case. */
const foundedDaysAgo = 60
/** How often the log is published, packages are delivered and answers go out. */
const roundSeconds = 15

/** @throws PosternError where a port is taken, and what a part throws; what was started is stopped again */
export async function start(env: Environment, { port, people, report }: StartOptions): Promise<Started> {
  const dataDirectory = join(dataDirectoryOf(env), 'start')
  const environment = { ...env, POSTERN_DATA: dataDirectory }
  const tell = teller(false)
  const started: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const one of started.toReversed()) await one()
    started.length = 0
  }
  const baseUrl = `http://localhost:${port}`
  tell.say('Postern, with a synthetic state. Every person, paper, office and key in it is made up, and says so.')
  tell.say()
  try {
    const office = await openOffice(dataDirectory)
    started.push(() => office.stopWitness())
    const clock = new PastClock()
    const installation = await openInstallation(environment, { clock })
    started.push(() => installation.close())
    const { ports } = installation
    const provider = await startDemoProvider({ port: port + 1, baseUrl, people: office.cast.staff.map(asPerson) })
    started.push(() => provider.stop())

    const fresh = (await ports.ledger.streams()).length === 0
    if (fresh) clock.set(foundedDaysAgo, 8)
    await enrollCast(ports, office.cast, provider.issuer)
    if (fresh) await fill(installation, office.cast, clock, people, tell)
    clock.present()
    // What of the confirmations has lapsed since.
    await enrollCast(ports, office.cast, provider.issuer)

    const web = await openWeb(installation, {
      baseUrl,
      provider,
      report,
      clock,
      softwareKey: softwareKeys(office.cast),
    })
    started.push(() => web.close())
    const server = await listen(web.app, { host: 'localhost', port })
    started.push(() => server.close())
    started.push(rounds(installation, report))
    started.push(worker(installation, report))
    return {
      url: baseUrl,
      provider: provider.issuer,
      people: await whoMaySignIn(installation, provider.issuer),
      dataDirectory,
      identity: office.cast.receiver.file,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** As the register has them now, and not as the cast began: an account that was closed stays closed. */
async function whoMaySignIn({ ports }: Installation, issuer: string): Promise<Started['people']> {
  const members = [...(await staff(ports)).values()].filter(({ login }) => login?.issuer === issuer)
  return members.map(({ id, name = id, agency, roles }) => ({ id, name, agency, roles: roles.join(', ') }))
}

async function fill(
  { database: { caseloadUrl }, ports }: Installation,
  cast: Cast,
  clock: PastClock,
  people: number,
  tell: ReturnType<typeof teller>,
): Promise<void> {
  await tell.stage('caseload', async (stage) => {
    if (!caseloadUrl) {
      throw new PosternError(
        'ERR_SOURCE_MAPPING',
        'The demonstration has no database for its caseload.',
        {},
        { mend: 'Set POSTERN_SOURCE_URL to a database that may be overwritten, or unset DATABASE_URL.' },
      )
    }
    await seedCaseload({ url: caseloadUrl, people, progress: (done) => stage.progress(done / people) })
    return `${people.toLocaleString('en-US')} synthetic people in two agencies`
  })
  await tell.stage('the last weeks', async (stage) => {
    const cases = await playStories(ports, clock, cast, (part) => stage.progress(part))
    return `${cases} cases, in every stage of their life`
  })
  tell.say()
}

function asPerson({ id, name = id, agency, roles }: Cast['staff'][number]) {
  return { id, name, place: placeNames[agency] ?? agency, does: roles.join(', ').replaceAll('-', ' ') }
}

const placeNames: Readonly<Record<string, string>> = {
  'ma-dta': 'Massachusetts, Department of Transitional Assistance (synthetic)',
  'me-dhhs-ofi': 'Maine, Office for Family Independence (synthetic)',
}

/** The courier's and the scheduler's rounds, until it is stopped; one that fails is told and the next one comes. */
function rounds({ ports }: Installation, report: (told: Told) => void): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve()
  const failed = (error: unknown): void => report({ reference: 'tick', route: 'tick', code: 'tick', error })
  const timer = setInterval(() => {
    running = running.then(() => tick(ports, (_stream, error) => failed(error))).catch(failed)
  }, roundSeconds * 1000)
  return async () => {
    clearInterval(timer)
    await running
  }
}

/** One worker in this process, so that a release of listed members that is left to the workers comes to its end. */
function worker({ ports }: Installation, report: (told: Told) => void): () => Promise<void> {
  const end = new AbortController()
  const failed = (error: unknown): void => report({ reference: 'work', route: 'work', code: 'work', error })
  const told = { range: () => {}, prepared: () => {}, refused: () => {}, letGo: () => {}, failed }
  const working = workOnRanges(ports, told, end.signal).catch(failed)
  return async () => {
    end.abort()
    await working
  }
}
