/**
 * The doors of one installation: what the web needs, from the parts that are here.
 *
 * Beside `parts.ts`, which knows the parts, and `administer.ts`; `main.ts` and the demo import this to serve.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { compilePages } from '#adapters/system/tsx.ts'
import { identityProvider, type ProviderSettings } from '#adapters/oidc/provider.ts'
import { pdfium } from '#adapters/pdfium/drawer.ts'
import { connect } from '#adapters/postgres/connect.ts'
import { clamd } from '#adapters/scanner/clamd.ts'
import { postgresFeeds } from '#adapters/postgres/desk.ts'
import { requesterStore } from '#adapters/postgres/requester.ts'
import { postgresSessions } from '#adapters/postgres/sessions.ts'
import { readIfThere, writeOnce } from '#adapters/files/durable.ts'
import { registrationOptions, verifiedCeremony } from '#adapters/webauthn/ceremony.ts'
import { noScanner, type Scanner } from '#instrument/scanner.ts'
import type { Actor } from '#case/commands.ts'
import { readOn } from '#pipeline/bulk-behind.ts'
import { openEntries } from '#pipeline/register.ts'
import type { StaffMember } from '#approval/staff.ts'
import { fromUtf8 } from '#formats/bytes.ts'
import { vocabulary } from '#vocabulary/codes.ts'
import { officeStream } from '#vocabulary/office.ts'
import type { App, Told } from '#web/app.ts'
import { isPosternError, PosternError } from '#errors.ts'
import { listen } from '#web/listen.ts'
import { clock as wallClock, openInstallation, randomness, type Environment, type Installation } from './parts.ts'
import type { Doors } from '#web/doors.ts'
import { sessionLimits } from '#web/sign-in/provider.ts'
import type { Clock } from '#vocabulary/time.ts'

export interface Web {
  readonly app: App
  readonly doors: Doors
  close(): Promise<void>
}

export interface WebOptions {
  /** How visitors reach this, without a slash at the end. */
  readonly baseUrl: string
  /** Told of each failure that is no answer. */
  readonly report: (told: Told) => void
  /** Who signs people in. */
  readonly provider: Omit<ProviderSettings, 'baseUrl' | 'demo'>
  /** Looks at each file before staff open it; without one, each is said to be not scanned. */
  readonly scanner?: Scanner
  readonly clock?: Clock
  /** For a demonstration alone: signs with the software key of one of its cast. */
  readonly softwareKey?: NonNullable<Doors['softwareKey']>
}

/** @throws what a part throws */
export async function openWeb(installation: Installation, options: WebOptions): Promise<Web> {
  compilePages()
  const [{ createApp }, { bundleAssets }] = await Promise.all([import('#web/app.ts'), import('#web/assets.ts')])
  const { database, dataDirectory, ports, settings } = installation
  const pool = connect(database.productUrl, { max: 6, name: 'postern-web', role: 'postern_app' })
  const sessions = postgresSessions(pool, await webSecret(join(dataDirectory, 'keys', 'web')), sessionLimits)
  const reading = readingBehind(installation, options.report)
  const doors: Doors = {
    baseUrl: options.baseUrl,
    at: (agency) => installation.at(agency),
    desk: (agency) => installation.desk(agency),
    feeds: postgresFeeds(pool),
    readMembers: reading.begin,
    system: ports,
    register: registerOf(installation, () => sessions.officeEvents()),
    sessions,
    kept: sessions,
    looks: sessions,
    accounts: ports.accounts,
    requesters: requesterStore(pool),
    signIn: {
      provider: identityProvider({ ...options.provider, baseUrl: options.baseUrl, demo: settings.demo }),
      attempts: sessions,
      limits: sessionLimits,
      always: !settings.demo,
      banners: await bannersIn(join(dataDirectory, 'banners')),
    },
    scanner: options.scanner ?? noScanner,
    pages: pdfium(),
    clock: options.clock ?? wallClock,
    randomness,
    assets: await bundleAssets(),
    notes: async () => {
      const { readNotes } = await import('#adapters/law/read-notes.ts')
      return readNotes(join(import.meta.dirname, '..', 'law'), await ports.packs())
    },
    standalone: async (page) => {
      if (page === 'verifier') return (await import('../scripts/build-verifier.ts')).buildPage()
      return (await import('../scripts/build-decide.ts')).buildDecidePage()
    },
    ceremonies: ceremoniesAt(options.baseUrl),
    ...(options.softwareKey === undefined ? {} : { softwareKey: options.softwareKey }),
    demo: settings.demo,
  }
  return {
    app: createApp(doors, options.report),
    doors,
    close: async () => {
      await reading.stop()
      await pool.end()
    },
  }
}

/** What is read for a case while nobody waits: once at a time, and no further than a stop of this process. */
function readingBehind({ at }: Pick<Installation, 'at'>, report: WebOptions['report']) {
  const running = new Map<string, Promise<void>>()
  let stopped = false
  return {
    begin: (agency: string, stream: string, actor: Actor): void => {
      if (stopped || running.has(stream)) return
      const work = at(agency)
        .then((ports) => readOn(ports, actor, stream, () => !stopped))
        .catch((error: unknown) => {
          const code = isPosternError(error) ? error.code : 'bug'
          report({ reference: randomUUID(), route: 'reading of listed members', code, error })
        })
        .finally(() => running.delete(stream))
      running.set(stream, work)
    },
    stop: async (): Promise<void> => {
      stopped = true
      await Promise.all(running.values())
    },
  }
}

function ceremoniesAt(baseUrl: string): Doors['ceremonies'] {
  const site = { origin: baseUrl, rpId: new URL(baseUrl).hostname, name: 'Postern' }
  return {
    options: async (asking) => JSON.stringify(await registrationOptions(site, asking)),
    verified: (challenge, answer) => verifiedCeremony(site, challenge, answer),
  }
}

/** Asked on every request, and read from the log again whenever the office's stream has grown. */
function registerOf(
  { ports: { ledger } }: Installation,
  officeEvents: () => Promise<number>,
): () => Promise<ReadonlyMap<string, StaffMember>> {
  let read: { readonly n: number; readonly members: ReadonlyMap<string, StaffMember> } | undefined
  return async () => {
    const n = await officeEvents()
    if (read?.n !== n) read = { n, members: openEntries(await ledger.load(officeStream)) }
    return read.members
  }
}

/** `ma-dta.txt`: what that agency has everybody read before they sign in. */
async function bannersIn(directory: string): Promise<ReadonlyMap<string, string>> {
  const banners = new Map<string, string>()
  for (const agency of Object.keys(vocabulary.agencies)) {
    const text = await readIfThere(join(directory, `${agency}.txt`))
    if (text !== undefined) banners.set(agency, fromUtf8(text, `${agency}.txt`))
  }
  return banners
}

/** What kept forms are sealed under: losing it loses what people typed in the last day, and nothing else. */
async function webSecret(path: string): Promise<Uint8Array> {
  return (await readIfThere(path)) ?? (await writeOnce(path, randomness.bytes(32)))
}

/** Serve an office's pages until stopped, with the identity provider that the environment names. */
export async function serveOffice(
  env: Environment,
  { host, port, url }: { host: string; port: number; url: string },
  report: (told: Told) => void,
): Promise<{ stop(): Promise<void> }> {
  const provider = providerOf(env)
  const installation = await openInstallation(env)
  try {
    const web = await openWeb(installation, { baseUrl: url, provider, report, ...scannerOf(env) })
    const server = await listen(web.app, { host, port })
    return {
      stop: async () => {
        await server.close()
        await web.close()
        await installation.close()
      },
    }
  } catch (error) {
    await installation.close()
    throw error
  }
}

/** ClamAV's daemon, where the environment names one. */
function scannerOf(env: Environment): Pick<WebOptions, 'scanner'> {
  const address = env['POSTERN_SCANNER']
  if (!address) return {}
  try {
    return { scanner: clamd(address) }
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new PosternError(
      'ERR_INPUT_INVALID',
      'POSTERN_SCANNER names no scanner.',
      { variable: 'POSTERN_SCANNER' },
      { mend: 'Name the socket of clamd, such as /run/clamav/clamd.ctl, or its host and port: localhost:3310.', cause },
    )
  }
}

function providerOf(env: Environment): WebOptions['provider'] {
  const issuer = env['POSTERN_OIDC_ISSUER']
  const clientId = env['POSTERN_OIDC_CLIENT_ID']
  const clientSecret = env['POSTERN_OIDC_CLIENT_SECRET']
  const secondFactor = env['POSTERN_OIDC_SECOND_FACTOR']
  if (!issuer || !clientId) {
    throw new PosternError(
      'ERR_INPUT_INVALID',
      'No identity provider is named, so nobody could sign in.',
      { variable: issuer ? 'POSTERN_OIDC_CLIENT_ID' : 'POSTERN_OIDC_ISSUER' },
      { mend: 'Set POSTERN_OIDC_ISSUER and POSTERN_OIDC_CLIENT_ID; see `postern serve --help`.' },
    )
  }
  return { issuer, clientId, ...(clientSecret ? { clientSecret } : {}), ...(secondFactor ? { secondFactor } : {}) }
}
