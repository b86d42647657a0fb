/**
 * A whole office, kept as a backup and brought back from one.
 *
 * Beside `parts.ts`, as `administer.ts` is. A backup holds everything but the keys: those are exported apart, or stay
 * with their holder. Decision record 19 says why each thing is as it is.
 */
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { all, attempt, backupForm, findBackup, newBackup, once, parseManifest } from '#adapters/backup/parts.ts'
import type { BackupPart, FoundBackup, Manifest } from '#adapters/backup/parts.ts'
import { holdFiles, unpackFiles } from '#adapters/backup/files.ts'
import { opening } from '#adapters/backup/sealed.ts'
import { openDatabase } from '#adapters/embedded/open-database.ts'
import { dataDirectoryOf } from '#adapters/embedded/places.ts'
import { makeDataDirectory } from '#adapters/embedded/server.ts'
import { readIfThere, syncDirectory, writeDurably } from '#adapters/files/durable.ts'
import { readSettings, type Settings } from '#adapters/files/settings.ts'
import { paperName } from '#adapters/files/shelf.ts'
import { witnessClient } from '#adapters/http/witness-client.ts'
import { logSigner, signingKeyFile, signingKeyIn } from '#adapters/keys/signing-key.ts'
import { connect } from '#adapters/postgres/connect.ts'
import { assertEmptyDatabase, loadDatabase, type Continuation } from '#adapters/postgres/load.ts'
import { postgresLogStore } from '#adapters/postgres/log-store.ts'
import { withSnapshot } from '#adapters/postgres/snapshot.ts'
import { tileDirectory } from '#adapters/tiles/directory.ts'
import type { BackupRequest, BackupTaken, RestoreRequest, Restored } from '#cli/backup.ts'
import { PosternError, type Evidence } from '#errors.ts'
import { equalBytes, fromBase64, fromHex, fromUtf8, toBase64, toHex } from '#formats/bytes.ts'
import { leafCount, parseCheckpoint } from '#formats/checkpoint.ts'
import { parseEntryBundle } from '#formats/entry-bundle.ts'
import { ed25519Verifier, formatNote, openNote, parseNote, sameKey, type VerifierKey } from '#formats/note.ts'
import { formatPolicy, type Policy } from '#formats/policy.ts'
import { bundlesOfGrowth, tilePath, tileWidth } from '#formats/tile.ts'
import { verifyCheckpoint } from '#formats/verify-checkpoint.ts'
import { exportLog } from '#log/export-log.ts'
import { logPolicy } from '#log/log-policy.ts'
import type { LogReader } from '#log/log-store.ts'
import { askWitnesses, assertAllKnown, type Remembered } from '#log/nothing-newer.ts'
import { project } from '#pipeline/project.ts'
import { parseRecipient } from '#seal/recipient.ts'
import type { Json } from '#vocabulary/json.ts'
import { parseIdentities } from '#verify/age.ts'
import { logDirectory } from '#verify/node-files.ts'
import { clock, places, rootKeyOf, type Environment } from './parts.ts'

const witnesses = () => witnessClient({ timeout: 5000 })

/** First line of what the log's key signs for a backup, so that it can be taken for no checkpoint. */
const signedAs = `${backupForm}\n`

/**
 * Copy the office to a new folder, while it works.
 *
 * @throws PosternError ERR_INPUT_INVALID where it would be in the clear and nobody said so, or something is in the
 *   folder; ERR_DATA_DIRECTORY, ERR_DISK_FULL, ERR_DATABASE_UNAVAILABLE, ERR_BACKUP; then nothing is left of it
 */
export async function backUp(env: Environment, request: BackupRequest): Promise<BackupTaken> {
  const recipient = recipientOf(request)
  const keys = request.keys === undefined ? undefined : { folder: request.keys, recipient: keysRecipient(request) }
  if (keys !== undefined) refuseTogether(request.to, keys.folder)
  const dataDirectory = dataDirectoryOf(env)
  const settings = await readSettings(dataDirectory)
  if (settings === undefined) throw noOffice(dataDirectory)
  const place = places(dataDirectory)
  if (existsSync(place.restored)) throw notBegun(dataDirectory)
  const database = await openDatabase(env)
  try {
    const signer = logSigner(await signingKeyFile(place.logKey, undefined))
    const backup = await newBackup(request.to, recipient)
    const held = await holdFiles(dataDirectory).catch(async (error: unknown) => {
      await backup.discard()
      throw error
    })
    let keysFolder: Awaited<ReturnType<typeof newBackup>> | undefined
    try {
      const takenAt = clock.now()
      const manifest = await withSnapshot(database.productUrl, async (snapshot): Promise<Manifest> => {
        // What an event of the snapshot names was there when the snapshot was taken, or before.
        await held.again()
        const parts: BackupPart[] = []
        for (const table of snapshot.tables) {
          const part = await backup.write(`table-${table.name}`, snapshot.copy(table))
          parts.push({ ...part, table: table.name, columns: table.columns })
        }
        parts.push(await backup.write('files', held.stream()))
        if (keys !== undefined) {
          keysFolder = await newBackup(keys.folder, keys.recipient)
          await keysFolder.write('keys', once(await keysIn(dataDirectory, signer.key.name)))
          await keysFolder.finish()
        }
        const { migrations, log, signed, generation, published } = snapshot
        return {
          backup: backupForm,
          takenAt,
          origin: signer.key.name,
          migrations,
          log: { size: log.size, root: toHex(log.root) },
          signed,
          generation,
          checkpoint: published?.note ?? '',
          parts,
        }
      })
      const text = `${signedAs}${JSON.stringify(manifest)}\n`
      const { name, id } = signer.key
      const signature = { name, id, signature: await signer.sign(text), canonical: true }
      await backup.finish(formatNote({ text, signatures: [signature] }))
      return {
        takenAt,
        entries: manifest.log.size,
        files: held.count(),
        bytes: manifest.parts.reduce((sum, part) => sum + part.bytes, 0),
        sealed: recipient !== null,
        keys: keys === undefined ? null : keys.folder,
        rootKey: settings.rootKey.kind,
      }
    } catch (error) {
      await backup.discard()
      await keysFolder?.discard()
      throw error
    } finally {
      await held.release()
    }
  } finally {
    await database.stop()
  }
}

function recipientOf({ recipient, inClear }: BackupRequest): string | null {
  if (recipient !== undefined) return parseRecipient(recipient)
  if (inClear) return null
  throw invalid(
    'A backup in the clear shows who asked, why and when to everybody who finds it, so none is made unasked.',
    {},
    'Give --recipient the age1… key of whoever keeps the backups; --in-clear if its place is sealed otherwise.',
  )
}

function keysRecipient({ keysRecipient: own, recipient }: BackupRequest): string {
  if (own !== undefined) return parseRecipient(own)
  if (recipient !== undefined) return parseRecipient(recipient)
  throw invalid('Keys are never written in the clear.', {}, 'Give --keys-recipient the age1… key of their holder.')
}

/** Keys beside what they open protect nothing. */
function refuseTogether(to: string, keys: string): void {
  const [one, other] = [resolve(to) + sep, resolve(keys) + sep]
  if (!one.startsWith(other) && !other.startsWith(one)) return
  throw invalid(
    'Keys in the place of the backup would open it for whoever finds it.',
    { keys },
    'Name another place for --keys, on another disk and with another holder.',
  )
}

/** The signing key of the log, and the secrets of the office; the root key where it is here at all. */
async function keysIn(dataDirectory: string, origin: string): Promise<Uint8Array> {
  const files: Record<string, string> = {}
  const folder = join(dataDirectory, 'keys')
  const root = await readdir(join(folder, 'root')).catch(() => [])
  const names = [...secretFiles, ...root.filter(isRootFile).map((name) => `root/${name}`)]
  for (const name of names) {
    const bytes = await readIfThere(join(folder, name))
    if (bytes !== undefined) files[name] = toBase64(bytes)
  }
  return Buffer.from(JSON.stringify({ keys: keysForm, origin, files }), 'utf8')
}

const keysForm = 'postern/keys/v1'
/** What stands in `keys/` beside the root key. */
const secretFiles = ['log.json', 'office', 'courier', 'members']
const isRootFile = (name: string): boolean => /^root-[1-9][0-9]*\.json$/.test(name)
const isKeyFile = (name: string): boolean =>
  secretFiles.includes(name) || (name.startsWith('root/') && isRootFile(name.slice(5)))

/**
 * Bring an office back into an empty place. It does not work there before `beginRestored`.
 *
 * @throws PosternError ERR_DATA_DIRECTORY where the place or the database is not empty; ERR_BACKUP, ERR_KEY_MISSING,
 *   ERR_KEY_WRONG, ERR_LOG_BEHIND, ERR_LOG_INCONSISTENT, ERR_MIGRATION, ERR_DISK_FULL; then nothing is left of it
 */
export async function restore(given: Environment, request: RestoreRequest): Promise<Restored> {
  const env = request.into === undefined ? given : { ...given, POSTERN_DATA: request.into }
  const dataDirectory = dataDirectoryOf(env)
  const identities = (await Promise.all(request.identities.map(identitiesIn))).flat()
  const found = await findBackup(request.from, identities)
  const keys = await keysFrom(request.keys, identities)
  const signer = logSigner(signingKeyIn(fromUtf8(keys.get('log.json') ?? new Uint8Array(), 'the key'), 'log.json'))
  const manifest = await believed(found, signer.key)
  await found.check(manifest, request.progress)

  const begunWith = await refuseFull(dataDirectory)
  const staging = join(dataDirectory, '.restoring')
  const placed: string[] = []
  try {
    makeDataDirectory(env)
    const files = await stage(staging, found, manifest, keys)
    const settings = await readSettings(staging)
    if (settings === undefined) throw incomplete('settings.json')
    refuseKeyless(settings, keys, manifest)
    const rootKey = rootKeyOf(settings, join(staging, 'keys', 'root'), env)
    const policy = logPolicy({ log: signer.key, witnesses: settings.witnesses, quorum: settings.quorum })
    const remembered = await askWitnesses(policy, signer.key, witnesses())
    const published = request.published === undefined ? undefined : await publishedIn(request.published, policy)
    refuseOlder(manifest, remembered, published)

    const database = await openDatabase(env)
    try {
      await assertEmptyDatabase(database.productUrl)
      const missing = new Set<string>()
      let lost = 0
      const loaded = await loadDatabase(database.productUrl, {
        migrations: manifest.migrations,
        tables: tablesOf(found, manifest),
        log: { size: manifest.log.size, root: fromHex(manifest.log.root) },
        rootKey,
        project: (line, record, tokens) => {
          for (const copy of copiesIn(record.body)) {
            if (!existsSync(join(staging, 'papers', copy))) missing.add(copy)
          }
          return project(line, record, tokens)
        },
        judge: async (log) => {
          const beyond = await beyondBackup(log, published, signer.key)
          lost = beyond?.entries.length ?? 0
          return beyond
        },
        finish: async (log) => {
          await assertAllKnown(log, remembered)
          await exportLog(log, await tileDirectory(join(staging, 'tlog')), formatPolicy(policy))
          const entries = (await readdir(staging)).filter((name) => name !== 'settings.json')
          const { takenAt } = manifest
          await writeDurably(places(dataDirectory).restored, `${JSON.stringify({ restored: backupForm, takenAt })}\n`)
          placed.push('restored.json')
          for (const name of entries) {
            await attempt(dataDirectory, () => rename(join(staging, name), join(dataDirectory, name)))
            placed.push(name)
          }
          await syncDirectory(dataDirectory)
        },
      })
      // Whoever finds no settings finds no office: the last step, as when one is set up.
      await rename(join(staging, 'settings.json'), join(dataDirectory, 'settings.json'))
      placed.push('settings.json')
      await syncDirectory(dataDirectory)
      await rm(staging, { recursive: true, force: true })
      return {
        dataDirectory,
        takenAt: manifest.takenAt,
        entries: manifest.log.size,
        events: loaded.events,
        cases: loaded.cases,
        forgotten: loaded.forgotten,
        files,
        remade: loaded.remade,
        missingPapers: missing.size,
        lost,
        silent: remembered.silent,
      }
    } finally {
      await database.stop()
    }
  } catch (error) {
    if (!placed.includes('settings.json')) await undo(dataDirectory, begunWith, [...placed, '.restoring'])
    throw error
  }
}

async function identitiesIn(file: string): Promise<string[]> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const mend = 'Name the file that holds the AGE-SECRET-KEY of the backup.'
    throw new PosternError('ERR_INPUT_UNREADABLE', 'The identity cannot be read.', { file }, { mend, cause: error })
  }
  // Says what is wrong with it, and quotes nothing.
  await parseIdentities(text)
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}

async function keysFrom(folder: string | undefined, identities: readonly string[]): Promise<Map<string, Uint8Array>> {
  if (folder === undefined) {
    throw new PosternError(
      'ERR_KEY_MISSING',
      'A backup holds no keys, and none were given: without the keys of this office nobody can open its cases.',
      {},
      { mend: 'Give --keys the folder that `postern backup --keys` made for their holder.' },
    )
  }
  const file = 'keys.age'
  const sealed = await readIfThere(join(folder, file))
  if (sealed === undefined) {
    throw new PosternError(
      'ERR_KEY_MISSING',
      'There are no keys in this folder.',
      { folder },
      { mend: 'Give --keys the folder that `postern backup --keys` made for their holder.' },
    )
  }
  const bytes = Buffer.concat(await all(opening(once(sealed), identities, file)))
  const wrong = new PosternError(
    'ERR_KEY_WRONG',
    'This file does not hold the keys of an office.',
    { file },
    { mend: 'Give --keys the folder that `postern backup --keys` made; nothing was written.' },
  )
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    // What is wrong with it is not for a message: it is keys.
    throw wrong
  }
  if (typeof value !== 'object' || value === null || !('keys' in value) || !('files' in value)) throw wrong
  if (value.keys !== keysForm || typeof value.files !== 'object' || value.files === null) throw wrong
  const keys = new Map<string, Uint8Array>()
  for (const [name, content] of Object.entries(value.files)) {
    if (!isKeyFile(name) || typeof content !== 'string') throw wrong
    keys.set(name, fromBase64(content, 'a key'))
  }
  return keys
}

/** That this manifest was signed by the key of the log that it names. */
async function believed({ note }: FoundBackup, key: VerifierKey): Promise<Manifest> {
  const opened = await openNote(note, [ed25519Verifier(key)]).catch(() => undefined)
  const text = opened?.ok === true ? opened.text : undefined
  if (text?.startsWith('postern/backup/') !== true) {
    throw new PosternError(
      'ERR_KEY_WRONG',
      'The manifest of this backup is not signed by the log whose keys were given.',
      { log: key.name },
      { mend: 'Give the keys that belong to this backup; if they do, somebody else wrote it. Nothing was written.' },
    )
  }
  return parseManifest(Buffer.from(text.slice(text.indexOf('\n') + 1).trimEnd(), 'utf8'))
}

/** Of an attempt that failed an empty cluster may be left. */
const harmless = new Set(['database', 'engine'])

/** @returns what was there; undefined where there was no directory */
async function refuseFull(dataDirectory: string): Promise<readonly string[] | undefined> {
  const there = existsSync(dataDirectory) ? await readdir(dataDirectory) : undefined
  const strange = (there ?? []).filter((name) => !harmless.has(name))
  if (strange.length === 0) return there
  throw new PosternError(
    'ERR_DATA_DIRECTORY',
    'A backup is restored into an empty data directory, and something is in this one; it was left as it is.',
    { dataDirectory, found: strange.length },
    { mend: 'Name another directory with --into.' },
  )
}

async function undo(
  dataDirectory: string,
  before: readonly string[] | undefined,
  placed: readonly string[],
): Promise<void> {
  const made =
    before === undefined ? [...placed, ...harmless] : [...placed, ...[...harmless].filter((n) => !before.includes(n))]
  for (const name of made) await rm(join(dataDirectory, name), { recursive: true, force: true })
  if (before === undefined && existsSync(dataDirectory) && (await readdir(dataDirectory)).length === 0) {
    await rm(dataDirectory, { recursive: true, force: true })
  }
}

async function stage(
  staging: string,
  found: FoundBackup,
  { parts }: Manifest,
  keys: ReadonlyMap<string, Uint8Array>,
): Promise<number> {
  await attempt(staging, () => mkdir(staging, { mode: 0o700 }))
  for (const [name, bytes] of keys) await writeDurably(join(staging, 'keys', name), bytes)
  let files = 0
  for (const part of parts) {
    if (part.table === undefined) files += await unpackFiles(found.read(part), staging, part.file)
  }
  return files
}

function* tablesOf(found: FoundBackup, { parts }: Manifest) {
  for (const part of parts) {
    const { table, columns } = part
    if (table !== undefined && columns !== undefined) yield { table, columns, rows: found.read(part) }
  }
}

/** That the generation of the root key which opens this backup is among the keys; a key service says so itself. */
function refuseKeyless({ rootKey }: Settings, keys: ReadonlyMap<string, Uint8Array>, { generation }: Manifest): void {
  if (rootKey.kind === 'service' || generation === 0 || keys.has(`root/root-${generation}.json`)) return
  throw new PosternError(
    'ERR_KEY_MISSING',
    'These keys do not hold the root key that this backup was written under: it was rotated since, or before.',
    { generation },
    { mend: 'Give the keys that were exported with this backup; where they are gone, nobody can open it.' },
  )
}

interface PublishedLog {
  readonly size: number
  readonly note: string
  entries(from: number): Promise<Uint8Array[]>
}

/** A copy of the published log from outside, believed by its cosignatures. */
async function publishedIn(directory: string, policy: Policy): Promise<PublishedLog> {
  const tiles = logDirectory(directory)
  const bytes = await tiles.read('checkpoint')
  const note = bytes === undefined ? undefined : fromUtf8(bytes, 'the checkpoint')
  const verdict = note === undefined ? undefined : await verifyCheckpoint(note, policy)
  if (note === undefined || verdict?.ok !== true) {
    throw invalid(
      'There is no published log in this folder that the witnesses of this office have cosigned.',
      { directory, reason: verdict?.ok === false ? verdict.reason : 'there is no checkpoint' },
      'Name a copy of the log’s folder `tlog`, from its web server or a mirror.',
    )
  }
  const size = leafCount(parseCheckpoint(parseNote(note).text))
  return {
    size,
    note,
    entries: async (from) => {
      const entries: Uint8Array[] = []
      for (const bundle of bundlesOfGrowth(from, size)) {
        const found = await tiles.read(tilePath(bundle))
        if (found === undefined) {
          throw invalid(
            'This copy of the published log is not whole.',
            { directory, path: tilePath(bundle) },
            'Copy the folder again; nothing was written.',
          )
        }
        const start = bundle.index * tileWidth
        entries.push(...parseEntryBundle(found, bundle.width).slice(Math.max(0, from - start)))
      }
      return entries
    },
  }
}

/** That nothing was published which neither the backup nor the copy of the published log knows. */
function refuseOlder({ signed, log }: Manifest, { newest }: Remembered, published: PublishedLog | undefined): void {
  const here = Math.max(signed, published?.size ?? 0)
  if (newest === undefined || newest.size <= here) return
  throw new PosternError(
    'ERR_LOG_BEHIND',
    `This backup is older than the public log: the witness ${newest.witness} has cosigned ${newest.size} entries. An office restored from it would publish a second history.`,
    { signed: newest.size, here: log.size },
    {
      mend: 'Restore a later backup. Where there is none, give --published a copy of the published log: its entries keep their places, and what they held is lost.',
    },
  )
}

/** What the public log holds beyond what the backup does. */
async function beyondBackup(
  log: LogReader,
  published: PublishedLog | undefined,
  key: VerifierKey,
): Promise<Continuation | undefined> {
  const { size } = await log.head()
  if (published === undefined || published.size <= size) {
    await assertAgrees(log, published)
    return undefined
  }
  const { text, signatures } = parseNote(published.note)
  return {
    entries: await published.entries(size),
    checkpoint: {
      root: parseCheckpoint(text).root,
      published: published.note,
      signed: formatNote({ text, signatures: signatures.filter((one) => sameKey(one, key)) }),
    },
    at: clock.now(),
  }
}

async function assertAgrees(log: LogReader, published: PublishedLog | undefined): Promise<void> {
  if (published === undefined) return
  const known = await log.claimed(published.size)
  const { root } = parseCheckpoint(parseNote(published.note).text)
  if (known !== undefined && equalBytes(known.root, root)) return
  throw new PosternError(
    'ERR_LOG_INCONSISTENT',
    'the published log is not the one of this backup',
    { published: published.size },
    { mend: 'Keep both, and find out which of them is this office’s; nothing was written.' },
  )
}

/** Names of the papers that an event keeps the keys of. */
function* copiesIn(value: Json): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    if (name === 'copy' && typeof inner === 'string' && /^[A-Za-z0-9+/]{43}=$/.test(inner)) {
      yield paperName(fromBase64(inner, 'the key of a paper', 32))
    } else yield* copiesIn(inner)
  }
}

/**
 * Let a restored office work, once nothing says that its log went on elsewhere.
 *
 * @param lookedMyself the operator has compared with the published log where too few witnesses answer
 * @throws PosternError ERR_LOG_BEHIND, ERR_LOG_INCONSISTENT; ERR_LOG_UNAVAILABLE where too few witnesses answer;
 *   ERR_DATA_DIRECTORY where nothing was restored
 */
export async function beginRestored(
  given: Environment,
  into: string | undefined,
  lookedMyself: boolean,
): Promise<{ readonly dataDirectory: string }> {
  const env = into === undefined ? given : { ...given, POSTERN_DATA: into }
  const dataDirectory = dataDirectoryOf(env)
  const place = places(dataDirectory)
  const settings = existsSync(place.restored) ? await readSettings(dataDirectory) : undefined
  if (settings === undefined) {
    throw new PosternError(
      'ERR_DATA_DIRECTORY',
      'No restored office waits here to begin.',
      { dataDirectory },
      { mend: 'Name its directory with --into, or restore one with --from.' },
    )
  }
  const { key } = logSigner(await signingKeyFile(place.logKey, undefined))
  const policy = logPolicy({ log: key, witnesses: settings.witnesses, quorum: settings.quorum })
  const remembered = await askWitnesses(policy, key, witnesses())
  if (remembered.mayBeMore && !lookedMyself) {
    throw new PosternError(
      'ERR_LOG_UNAVAILABLE',
      'Too few witnesses say what they have cosigned to know that this log did not go on after the backup.',
      { silent: remembered.silent },
      {
        mend: 'Try again when they answer. Where there are none, compare with the published log yourself, and add --nothing-newer.',
      },
    )
  }
  const database = await openDatabase(env)
  try {
    const pool = connect(database.productUrl, { max: 1, name: 'postern-begin' })
    try {
      await assertAllKnown(postgresLogStore(pool), remembered)
    } finally {
      await pool.end()
    }
  } finally {
    await database.stop()
  }
  await rm(place.restored)
  return { dataDirectory }
}

function noOffice(dataDirectory: string): PosternError {
  return new PosternError(
    'ERR_DATA_DIRECTORY',
    'There is no office here to back up.',
    { dataDirectory },
    { mend: 'Set POSTERN_DATA to the data directory of the office.' },
  )
}

function notBegun(dataDirectory: string): PosternError {
  return new PosternError(
    'ERR_DATA_DIRECTORY',
    'This office was restored and is not at work yet, so there is nothing new in it to back up.',
    { dataDirectory },
    { mend: 'Back up the one that is at work; or begin with this one, by `postern restore --begin`.' },
  )
}

function incomplete(file: string): PosternError {
  return new PosternError('ERR_BACKUP', 'This backup holds no settings of an office.', { file })
}

function invalid(message: string, evidence: Evidence, mend: string): PosternError {
  return new PosternError('ERR_INPUT_INVALID', message, evidence, { mend })
}
