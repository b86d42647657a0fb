/**
 * The parts list: every outside system, key and directory of one installation, and how they fit together.
 *
 * `pipeline/` knows the order, this file knows the parts, `main.ts` gives them to the command line.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleepFor } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Desk } from '#accounting/desk.ts'
import { memberSource } from '#adapters/caseload/bulk.ts'
import { caseloadSearch } from '#adapters/caseload/find.ts'
import { readMapping } from '#adapters/caseload/mapping.ts'
import { releaseSource } from '#adapters/caseload/release.ts'
import { cedarWhenAsked } from '#adapters/cedar/differences.ts'
import { dropMembers } from '#adapters/drop/bulk.ts'
import { dropSource } from '#adapters/drop/source.ts'
import { currentFile, takeDrops, type DropFolder } from '#adapters/drop/take.ts'
import { openDatabase, type OpenDatabase } from '#adapters/embedded/open-database.ts'
import { dataDirectoryOf } from '#adapters/embedded/places.ts'
import { outbox } from '#adapters/files/outbox.ts'
import { readIfThere, writeOnce } from '#adapters/files/durable.ts'
import { readSettings, type Settings } from '#adapters/files/settings.ts'
import { mailFolder } from '#adapters/files/mail-folder.ts'
import { papers, shelf } from '#adapters/files/shelf.ts'
import { witnessClient } from '#adapters/http/witness-client.ts'
import { fileRootKey } from '#adapters/keys/file.ts'
import { passphraseRootKey } from '#adapters/keys/passphrase.ts'
import { serviceRootKey } from '#adapters/keys/service.ts'
import { logSigner, signingKeyFile } from '#adapters/keys/signing-key.ts'
import { loadLaw, type Objection } from '#adapters/law/load.ts'
import { postgresBulkWork } from '#adapters/postgres/bulk-work.ts'
import { accountUse } from '#adapters/postgres/account-use.ts'
import { endingTypes } from '#accounting/announcements.ts'
import { postgresAnnouncements } from '#adapters/postgres/announcements.ts'
import { withClient } from '#adapters/postgres/client.ts'
import { connect, withDatabaseErrors } from '#adapters/postgres/connect.ts'
import { openDesk, type OpenDesk } from '#adapters/postgres/desk.ts'
import { openLedger, type LedgerOptions, type OpenLedger } from '#adapters/postgres/ledger.ts'
import { postgresLogStore } from '#adapters/postgres/log-store.ts'
import { postgresMemberSets } from '#adapters/postgres/member-sets.ts'
import { migrate } from '#adapters/postgres/migrate.ts'
import { assertOurs } from '#adapters/postgres/ours.ts'
import { postgresPost } from '#adapters/postgres/post.ts'
import { requesterStore } from '#adapters/postgres/requester.ts'
import { postgresRuleSets } from '#adapters/postgres/rule-sets.ts'
import { postgresSignCounts } from '#adapters/postgres/sign-counts.ts'
import { rangeQueue } from '#adapters/queue/ranges.ts'
import { tileDirectory } from '#adapters/tiles/directory.ts'
import { dayOf } from '#decision/days.ts'
import type { RuleSet } from '#decision/rules.ts'
import { isPosternError, PosternError } from '#errors.ts'
import { toHex } from '#formats/bytes.ts'
import { parseCheckpoint } from '#formats/checkpoint.ts'
import { parseNote } from '#formats/note.ts'
import type { Policy } from '#formats/policy.ts'
import { parseTlogProof } from '#formats/tlog-proof.ts'
import { verifyCheckpoint } from '#formats/verify-checkpoint.ts'
import { logPolicy } from '#log/log-policy.ts'
import type { Publishing } from '#log/publish.ts'
import type { RootKey } from '#log/root-key.ts'
import { transparencyLog, type TransparencyLog } from '#log/transparency-log.ts'
import type { SourceMapping } from '#match/mapping.ts'
import { decideByBoth } from '#pipeline/both-engines.ts'
import { officeLaw } from '#pipeline/law.ts'
import type { CompareLaws, Ports, PublicLog, Source } from '#pipeline/ports.ts'
import { protecting } from '#pipeline/person-protect.ts'
import { project } from '#pipeline/project.ts'
import { parseRecipient } from '#seal/recipient.ts'
import type { Clock, Randomness } from '#vocabulary/time.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export const clock: Clock = { now: () => new Date().toISOString() }
export const randomness: Randomness = { bytes: (count) => randomBytes(count) }

const root = join(import.meta.dirname, '..')

export interface Installation {
  readonly settings: Settings
  readonly dataDirectory: string
  readonly database: OpenDatabase
  readonly ledger: OpenLedger
  readonly ledgerOptions: LedgerOptions
  readonly log: TransparencyLog
  /** Sees every agency's cases: for the courier, the scheduler and the command line. */
  readonly ports: Ports
  /** Everything of one agency and nothing of another, by a database role that sees no other row. */
  at(agency: string): Promise<Ports>
  /** Its queue, and what its people keep for themselves, by the same role. */
  desk(agency: string): Promise<Desk>
  close(): Promise<void>
}

export interface Options {
  /** Told of each step on the way, and waited for. */
  readonly observe?: (step: string) => Promise<void>
  readonly clock?: Clock
  /** For an office that is being set up; without them what stands in its data directory. */
  readonly settings?: Settings
  /** A folder of source mappings, in place of the one that came with Postern. */
  readonly mappings?: string
  /** Put something around the parts of publication, whose steps `observe` is not told of: how crashes are tried. */
  readonly around?: (publishing: Publishing) => Publishing
}

/** Where each thing of an installation stands, below its data directory. */
export const places = (dataDirectory: string) => ({
  tlog: join(dataDirectory, 'tlog'),
  logKey: join(dataDirectory, 'keys', 'log.json'),
  rootKey: join(dataDirectory, 'keys', 'root'),
  courierKey: join(dataDirectory, 'keys', 'courier'),
  officeKey: join(dataDirectory, 'keys', 'office'),
  membersKey: join(dataDirectory, 'keys', 'members'),
  shelf: join(dataDirectory, 'shelf'),
  papers: join(dataDirectory, 'papers'),
  outbox: join(dataDirectory, 'outbox'),
  /** What agencies lay down in files, and what is in use of it; a folder for each. */
  drops: join(dataDirectory, 'drops'),
  /** Says that the office came from a backup and nobody has said yet that it is the one at work. */
  restored: join(dataDirectory, 'restored.json'),
  /** Of a demonstration alone. */
  mail: join(dataDirectory, 'DEMO-mail'),
})

/**
 * Open everything, in the order in which each part needs the one before.
 *
 * @throws PosternError ERR_DATA_DIRECTORY where nothing was set up, and whatever a part throws; what was
 *   opened before is closed again
 */
export async function openInstallation(env: Environment, options: Options = {}): Promise<Installation> {
  const database = await openDatabase(env)
  const opened: (() => Promise<unknown>)[] = [() => database.stop()]
  const close = async (): Promise<void> => {
    for (const one of opened.toReversed()) await one()
    opened.length = 0
  }
  try {
    return await assemble(env, options, database, opened, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function assemble(
  env: Environment,
  {
    observe = async () => {},
    clock: time = clock,
    settings: given,
    mappings,
    around = (publishing) => publishing,
  }: Options,
  database: OpenDatabase,
  opened: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Installation> {
  const { dataDirectory } = database
  const settings = given ?? (await readSettings(dataDirectory))
  if (settings === undefined) {
    throw new PosternError(
      'ERR_DATA_DIRECTORY',
      'Nothing was set up here yet.',
      { dataDirectory },
      {
        mend: 'Run `postern init` to set up an office, or `npm run demo` to see one at work.',
      },
    )
  }
  const place = places(dataDirectory)
  if (existsSync(place.restored)) throw notAtWork(dataDirectory)
  const rootKey = rootKeyOf(settings, place.rootKey, env)
  await migrate(database.productUrl, undefined, () => assertOurs(database.productUrl, rootKey))
  const ledgerOptions: LedgerOptions = {
    url: database.productUrl,
    rootKey,
    project,
    clock: time,
  }
  const ledger = await openLedger(ledgerOptions)
  opened.push(() => ledger.close())

  const pool = connect(database.productUrl, { max: 4, name: 'postern-log', role: 'postern_app' })
  opened.push(() => pool.end())
  const ranges = rangeQueue({
    executeSql: (text, values) => withDatabaseErrors(() => withClient(pool, (client) => client.query(text, values))),
  })
  opened.push(() => ranges.close())
  const publishing = await publishingOf(settings, place, pool, time)
  const log = transparencyLog(around(publishing))
  await log.assertStanding()

  const ruleSets = postgresRuleSets(pool)
  const law = officeLaw({ ledger, ruleSets })
  const second = cedarWhenAsked()
  const agencies = mappingsIn(mappings)
  const urls = { source: database.caseloadUrl, replica: env['POSTERN_SOURCE_REPLICA_URL'] || null }
  const sources = openSources(agencies, urls, place.drops, opened)
  const drops = dropFolders(agencies, settings, place.drops)
  const bare: Ports = {
    ledger,
    clock: time,
    randomness,
    law,
    decide: async (caseFile) => decideByBoth(caseFile, await law(dayOf(caseFile.asOf)), second),
    decideBy: (caseFile, rules) => decideByBoth(caseFile, rules, second),
    ruleSets,
    signCounts: postgresSignCounts(pool),
    // Read anew each time: whoever runs for months is to say so when the folder has changed.
    packs: () => packs({ ...env, POSTERN_DATA: dataDirectory }),
    compareLaws,
    sources,
    ...(drops.length === 0 ? {} : { takeDrops: (report) => takeEach(drops, report) }),
    shelf: shelf(place.shelf),
    bulkWork: postgresBulkWork(pool),
    ranges,
    papers: papers(place.papers, randomness),
    courier: outbox(place.outbox, await secretFile(place.courierKey)),
    drafts: requesterStore(pool).drafts,
    post: postgresPost(pool),
    announcements: postgresAnnouncements(pool, endingTypes),
    ...mailOf(env),
    ...(settings.demo ? { showMail: mailFolder(place.mail) } : {}),
    // Most commands set no letter, and the program that does is large.
    setLetter: async (letter) => (await import('#adapters/typst/typesetter.ts')).typeset(letter),
    accounts: accountUse(pool),
    officeSecret: await secretFile(place.officeKey),
    memberSets: postgresMemberSets(pool, rootKey, randomness),
    membersKey: await secretFile(place.membersKey),
    log: publicLog(log, publishing.policy),
    office: {
      origin: log.origin,
      policy: log.policy,
      oversight: parseRecipient(settings.oversight),
      deliveryDays: settings.deliveryDays,
      timeZone: settings.timeZone,
      ...(settings.answers === undefined ? {} : { answers: settings.answers }),
      ...(settings.senders === undefined ? {} : { senders: settings.senders }),
      demo: settings.demo,
    },
    observe,
  }
  // Nobody is looked at without what they have said themselves.
  const ports: Ports = { ...bare, sources: protecting(bare) }
  const desks = new Map<string, Promise<OpenDesk>>()
  const open = (agency: string): Promise<OpenDesk> => {
    // A login that is granted `postern_desk` alone cannot become anything else, whatever a statement says.
    const url = env['POSTERN_DESK_URL'] ?? database.productUrl
    const one = desks.get(agency) ?? openDesk({ ...ledgerOptions, url, agency })
    desks.set(agency, one)
    return one
  }
  const at = async (agency: string): Promise<Ports> => {
    const { ledger: its, memberSets } = await open(agency)
    const own = { ...bare, ledger: its, memberSets }
    return { ...own, sources: protecting(own) }
  }
  const desk = async (agency: string): Promise<Desk> => (await open(agency)).desk
  opened.push(async () => Promise.all([...desks.values()].map(async (one) => (await one).close())))
  return { settings, dataDirectory, database, ledger, ledgerOptions, log, ports, at, desk, close }
}

/** Two offices that publish one log, or send one letter twice, are what a restore must not make. */
function notAtWork(dataDirectory: string): PosternError {
  return new PosternError(
    'ERR_DATA_DIRECTORY',
    'This office was restored from a backup and is not at work yet: the one it was taken from may still be.',
    { dataDirectory },
    { mend: 'When that one is stopped for good, run `postern restore --begin` here; nothing was changed.' },
  )
}

/** By the mail server that the environment names, where it names one. */
function mailOf(env: Environment): Pick<Ports, 'sendMail'> {
  const { POSTERN_SMTP_URL: url, POSTERN_MAIL_FROM: from } = env
  if (!url) return {}
  // Most commands send none.
  const mail = async () => (await import('#adapters/mail/smtp.ts')).smtpMail({ url, from: from ?? '' })
  return { sendMail: async (to) => (await mail())(to) }
}

/** The folder of the agency's own stricter rules, where it has one. */
export function overlayOf(env: Environment): string | undefined {
  const folder = join(dataDirectoryOf(env), 'overlay')
  return existsSync(folder) ? folder : undefined
}

/** The rules as they lie on disk, the agency's overlay among them. @throws PosternError as `loadLaw` */
export function packs(env: Environment): Promise<RuleSet> {
  return loadLaw(join(root, 'law'), { overlay: overlayOf(env), objection })
}

/** The proof is read when it is asked for: most commands compare nothing. */
const objection: Objection = async (before, after) =>
  (await import('#proof/overlay.ts')).whatSpeaksAgainst(before, after)

export const compareLaws: CompareLaws = async (before, after, from) =>
  (await import('#proof/direction.ts')).directionOf(before, after, from)

/** The root key that the settings name. */
export function rootKeyOf({ rootKey }: Settings, directory: string, env: Environment): RootKey {
  if (rootKey.kind === 'file') return fileRootKey(directory)
  if (rootKey.kind === 'passphrase') {
    return passphraseRootKey(directory, fromEnvironment(env, 'POSTERN_PASSPHRASE', 'the passphrase of the root key'))
  }
  const token = fromEnvironment(env, 'POSTERN_KEY_SERVICE_TOKEN', 'the token of the key service')
  return serviceRootKey({ url: rootKey.url, token })
}

function fromEnvironment(env: Environment, name: string, what: string): string {
  const value = env[name]
  if (value) return value
  throw new PosternError(
    'ERR_KEY_MISSING',
    `${name} is not set, and it holds ${what}.`,
    { variable: name },
    {
      mend: `Set ${name} in the environment of this process alone.`,
    },
  )
}

async function publishingOf(
  settings: Settings,
  { tlog, logKey }: ReturnType<typeof places>,
  pool: Pool,
  time: Clock,
): Promise<Publishing> {
  const signer = logSigner(await signingKeyFile(logKey, settings.origin))
  return {
    store: postgresLogStore(pool),
    tiles: await tileDirectory(tlog),
    signer,
    policy: logPolicy({ log: signer.key, witnesses: settings.witnesses, quorum: settings.quorum }),
    witnesses: witnessClient({ timeout: 5000 }),
    clock: time,
    randomness,
    sleep: (ms, signal) => sleepFor(ms, undefined, { signal }).catch(() => {}),
    batch: settings.batch,
    padSilence: settings.padSilence,
    grace: 500,
  }
}

/** Every mapping under caseload/ is a source. */
function mappingsIn(folder = join(root, 'caseload')): SourceMapping[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.mapping.yaml'))
  return files.map((file) => readMapping(join(folder, file)))
}

const isDrop = ({ access }: SourceMapping): boolean => access.mode === 'drop'

/** Nothing connects, and no file is opened, before it is asked. Without a database only files answer. */
function openSources(
  mappings: readonly SourceMapping[],
  urls: { readonly source: string | null; readonly replica: string | null },
  drops: string,
  opened: (() => Promise<unknown>)[],
): Record<string, Source> {
  const open = (url: string | null, name: string): Pool | undefined => {
    if (url === null) return undefined
    const pool = connect(url, { max: 4, name })
    opened.push(() => pool.end())
    return pool
  }
  const pool = open(urls.source, 'postern-source')
  const replica = open(urls.replica, 'postern-source-replica')
  const sources = mappings.flatMap((mapping): [string, Source][] => {
    if (isDrop(mapping)) {
      const file = currentFile(join(drops, mapping.agency))
      const drop = dropSource(file)
      opened.push(() => drop.close())
      const bulk = dropMembers(file, mapping)
      return [
        [mapping.agency, { mapping, ...caseloadSearch(drop, mapping), read: (compiled) => drop.read(compiled), bulk }],
      ]
    }
    if (pool === undefined) return []
    const bulk = memberSource(pool, mapping, replica && { pool: replica })
    return [[mapping.agency, { mapping, ...caseloadSearch(pool, mapping), ...releaseSource(pool), bulk }]]
  })
  return Object.fromEntries(sources)
}

/** Where each agency that lays down files does so, and who may sign them. */
function dropFolders(mappings: readonly SourceMapping[], { drops = {} }: Settings, folder: string): DropFolder[] {
  return mappings.filter(isDrop).map((mapping) => {
    const key = drops[mapping.agency]
    return { folder: join(folder, mapping.agency), mapping, ...(key === undefined ? {} : { vkey: key.vkey }) }
  })
}

/** As {@link dropFolders}, of one agency in the office of this data directory. @throws PosternError ERR_SOURCE_MAPPING */
export function dropFolderOf(agency: string, settings: Settings, dataDirectory: string): DropFolder {
  const found = dropFolders(mappingsIn(), settings, places(dataDirectory).drops).find(
    ({ mapping }) => mapping.agency === agency,
  )
  if (found !== undefined) return found
  const mend = 'Write `access: drop` into its mapping; caseload/README.md explains it.'
  throw new PosternError('ERR_SOURCE_MAPPING', 'no mapping says that this agency lays down files', { agency }, { mend })
}

async function takeEach(
  drops: readonly DropFolder[],
  report: (drop: string, error: unknown) => void,
): Promise<readonly string[]> {
  const inUse: string[] = []
  for (const folder of drops) {
    const { agency } = folder.mapping
    try {
      for (const one of await takeDrops(folder)) {
        if (one.taken) inUse.push(`${agency} ${one.drop}`)
        else report(`${agency} ${one.drop}`, one.why)
      }
    } catch (error) {
      // The agency's own files wait where they are; everything else of the office goes on.
      if (!isPosternError(error)) throw error
      report(agency, error)
    }
  }
  return inUse
}

/**
 * The log as a delivery trusts it: a checkpoint counts by its cosignatures, checked here, and not because the
 * database says that it was published.
 */
function publicLog(log: TransparencyLog, policy: Policy): PublicLog {
  const counts = async (note: string): Promise<boolean> => (await verifyCheckpoint(note, policy)).ok
  return {
    publish: () => log.publish(),
    published: async () => {
      const published = await log.newestPublished()
      if (published === undefined || !(await counts(published.note))) return undefined
      return { size: published.size, root: toHex(parseCheckpoint(parseNote(published.note).text).root) }
    },
    prove: async (index, extra) => {
      const proof = await log.proofFor(index, extra)
      return proof !== undefined && (await counts(parseTlogProof(proof).checkpoint)) ? proof : undefined
    },
  }
}

/** 32 random bytes in a file that only this user can read, made on first use; of two who begin at once both get the same. */
async function secretFile(path: string): Promise<Uint8Array> {
  return (await readIfThere(path)) ?? (await writeOnce(path, randomness.bytes(32)))
}
