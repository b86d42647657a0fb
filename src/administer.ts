/**
 * What is done to an office as a whole: open it for a command, set it up, keep and end its records.
 *
 * Beside `parts.ts`, which knows the parts; `main.ts` imports this when such a command runs.
 */
import { access, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readMapping } from '#adapters/caseload/mapping.ts'
import { openVault } from '#adapters/postgres/forget.ts'
import { rebuild } from '#adapters/postgres/rebuild.ts'
import { readDescriptor } from '#adapters/drop/descriptor.ts'
import { signDrop } from '#adapters/drop/signature.ts'
import { takeDrops, type TakenDrop } from '#adapters/drop/take.ts'
import { taken } from '#adapters/files/named.ts'
import { readSettings, writeSettings, type Settings } from '#adapters/files/settings.ts'
import { dataDirectoryOf } from '#adapters/embedded/places.ts'
import { makeDataDirectory } from '#adapters/embedded/server.ts'
import { logSigner, signingKeyFile } from '#adapters/keys/signing-key.ts'
import { signApproval, signRulesApproval } from '#approval/sign.ts'
import type { Actor } from '#case/commands.ts'
import type { Role } from '#case/roles.ts'
import type { NewOffice } from '#cli/init.ts'
import type { Office } from '#cli/office.ts'
import { packsWords } from '#cli/rules-in-force.ts'
import { PosternError } from '#errors.ts'
import { parseApproval } from '#formats/approval.ts'
import { formatVkey } from '#formats/note.ts'
import { parseRulesApproval } from '#formats/rules-approval.ts'
import { logPolicy } from '#log/log-policy.ts'
import { viewsSql } from '#release/views.ts'
import * as accounting from '#pipeline/accounting.ts'
import * as announcing from '#pipeline/announcing.ts'
import * as answer from '#pipeline/answer.ts'
import * as asOf from '#pipeline/as-of.ts'
import * as bulkProgress from '#pipeline/bulk-progress.ts'
import * as bulkQueue from '#pipeline/bulk-queue.ts'
import * as collect from '#pipeline/collect.ts'
import * as confirm from '#pipeline/confirm.ts'
import * as content from '#pipeline/content.ts'
import * as desk from '#pipeline/desk.ts'
import * as dailyCaps from '#pipeline/daily-caps.ts'
import * as determine from '#pipeline/determine.ts'
import { forget, type Forgotten } from '#pipeline/forget.ts'
import * as forACourt from '#pipeline/for-a-court.ts'
import * as fulfill from '#pipeline/fulfill.ts'
import * as intake from '#pipeline/intake.ts'
import * as law from '#pipeline/law.ts'
import * as members from '#pipeline/members.ts'
import * as move from '#pipeline/move.ts'
import * as putInForce from '#pipeline/put-in-force.ts'
import * as proveMember from '#pipeline/prove-member.ts'
import * as register from '#pipeline/register.ts'
import * as replay from '#pipeline/replay.ts'
import * as replayMember from '#pipeline/replay-member.ts'
import * as tick from '#pipeline/tick.ts'
import * as officeSettings from '#pipeline/office-settings.ts'
import * as outsideKeys from '#pipeline/outside-keys.ts'
import * as warm from '#pipeline/warm.ts'
import * as whatIf from '#pipeline/what-if.ts'
import * as worksheet from '#pipeline/worksheet.ts'
import { parseRecipient } from '#seal/recipient.ts'
import { isCode, vocabulary } from '#vocabulary/codes.ts'
import { dropFolderOf, openInstallation, places, type Environment, type Installation } from './parts.ts'

const steps = {
  ...accounting,
  ...announcing,
  ...answer,
  ...asOf,
  ...bulkProgress,
  ...bulkQueue,
  ...collect,
  ...confirm,
  ...content,
  ...dailyCaps,
  ...desk,
  ...determine,
  ...forACourt,
  ...fulfill,
  ...intake,
  ...law,
  ...members,
  ...move,
  ...proveMember,
  ...putInForce,
  ...register,
  ...replay,
  ...replayMember,
  ...tick,
  ...officeSettings,
  ...outsideKeys,
  ...warm,
  ...whatIf,
  ...worksheet,
}

/** @throws PosternError as `openInstallation` */
export async function openOffice(env: Environment): Promise<Office> {
  const installation = await openInstallation(env)
  const { ports, ledger, log } = installation
  return { ports, ledger, log, steps, close: () => installation.close() }
}

/** For `postern doctor`: which rule set decides here, and whether the packs on disk are others. */
export async function describeLaw(env: Environment): Promise<string> {
  if ((await readSettings(dataDirectoryOf(env))) === undefined) return 'no office is set up here'
  return within(env, async ({ ports }) => {
    const { inForce } = await putInForce.lawStands(ports)
    const differ = await putInForce.packsDiffer(ports)
    if (inForce === undefined) return 'none: nothing is decided'
    const set = `${inForce.digest.slice(0, 12)} since ${inForce.from}`
    return differ === undefined ? `${set}, as on disk` : `${set}; ${packsWords(differ)}`
  })
}

/** Sign an approval with the key in this file; whose it is, the key says. @throws PosternError as `signingKeyFile` */
export async function signWith(file: string, text: string): Promise<string> {
  const { name, secret } = await signingKeyFile(file)
  return signApproval(name, secret, parseApproval(text))
}

/** Sign an approval of rules, likewise. @throws PosternError as `signingKeyFile` */
export async function signRulesWith(file: string, text: string): Promise<string> {
  const { name, secret } = await signingKeyFile(file)
  return signRulesApproval(name, secret, parseRulesApproval(text))
}

/** Whose key this file holds, as it says itself. @throws PosternError as `signingKeyFile` */
export async function holderNamedIn(file: string): Promise<string> {
  return (await signingKeyFile(file)).name
}

/** A new signing key in a new file. @returns its verifier key @throws PosternError ERR_INPUT_INVALID where a file is there */
export async function newSigningKey(file: string, id: string): Promise<string> {
  const there = await access(file).then(
    () => true,
    () => false,
  )
  if (there) throw taken(file)
  return formatVkey(logSigner(await signingKeyFile(file, id)).key)
}

/**
 * Take what an agency has laid down.
 *
 * @throws PosternError ERR_SOURCE_MAPPING where its mapping says otherwise, ERR_DATA_DIRECTORY, and as `takeDrops`
 */
export async function takeDropsOf(env: Environment, agency: string): Promise<TakenDrop[]> {
  const dataDirectory = dataDirectoryOf(env)
  const settings = await readSettings(dataDirectory)
  if (settings !== undefined) return takeDrops(dropFolderOf(agency, settings, dataDirectory))
  const mend = 'Run `postern init` to set up an office.'
  throw new PosternError('ERR_DATA_DIRECTORY', 'Nothing was set up here yet.', { dataDirectory }, { mend })
}

/** Sign a drop where it is made. @returns the verifier key @throws PosternError ERR_DROP, ERR_KEY_WRONG, ERR_INPUT_UNREADABLE */
export async function signDropIn(folder: string, keyFile: string): Promise<string> {
  const file = join(folder, 'datapackage.json')
  const bytes = await readFile(file).catch((cause: unknown) => {
    const mend = 'Name the folder with the description of the drop in it.'
    throw new PosternError('ERR_INPUT_UNREADABLE', `${file} cannot be read`, { file }, { mend, cause })
  })
  const { name: agency } = readDescriptor(bytes)
  const { name, secret } = await signingKeyFile(keyFile, undefined, `${agency}-drop`)
  await writeFile(`${file}.sig`, signDrop(name, secret, agency, bytes))
  return formatVkey(logSigner({ name, secret }).key)
}

/** What the administrator of a source runs that is read through views. @throws PosternError ERR_SOURCE_MAPPING for another */
export function viewsIn(mappingFile: string): string {
  const mapping = readMapping(mappingFile)
  const { mode } = mapping.access
  if (mode === 'views') return viewsSql(mapping)
  throw new PosternError(
    'ERR_SOURCE_MAPPING',
    'this source is not read through views',
    { agency: mapping.agency, access: mode },
    {
      mend: 'Write `access: { views: <schema>, role: <role> }` in it first; caseload/README.md says what each access needs.',
    },
  )
}

/** The verifier key of the log; the key is made where there is none and an origin is given. */
export async function logKey(env: Environment, origin: string | undefined): Promise<string> {
  if (origin !== undefined) makeDataDirectory(env)
  return formatVkey(logSigner(await signingKeyFile(places(dataDirectoryOf(env)).logKey, origin)).key)
}

/**
 * Set an office up whole, or not at all: the settings are written last, so that what was interrupted can be
 * begun again.
 *
 * @throws PosternError ERR_INPUT_INVALID where there is one already or a setting is none; what a part throws
 */
export async function setUpOffice(env: Environment, office: NewOffice) {
  const dataDirectory = dataDirectoryOf(env)
  if ((await readSettings(dataDirectory)) !== undefined) {
    throw invalid(
      'There is an office here already; nothing was changed.',
      { dataDirectory },
      'Set POSTERN_DATA to another directory for another office.',
    )
  }
  const settings = settingsOf(office)
  makeDataDirectory(env)
  const signer = logSigner(await signingKeyFile(places(dataDirectory).logKey, settings.origin))
  logPolicy({ log: signer.key, witnesses: settings.witnesses, quorum: settings.quorum })
  const installation = await openInstallation(env, { settings })
  try {
    await enrollFirst(installation, office)
    await putInForce.beginWith(installation.ports, await installation.ports.packs(), office.administrator)
    await writeSettings(dataDirectory, settings)
  } finally {
    await installation.close()
  }
  return { dataDirectory, logKey: formatVkey(signer.key) }
}

function settingsOf(office: NewOffice): Settings {
  const { agency, origin, batch, padSilence, witnesses, quorum, deliveryDays, timeZone, rootKey } = office
  if (!isCode(vocabulary.agencies, agency)) {
    const mend = `Choose among ${Object.keys(vocabulary.agencies).join(', ')}.`
    throw invalid('The agency is none of the vocabulary.', { agency }, mend)
  }
  if (!isTimeZone(timeZone)) {
    throw invalid('There is no such time zone.', { timeZone }, 'Write one such as America/New_York.')
  }
  const oversight = parseRecipient(office.oversight)
  return {
    settings: 'postern/settings/v1',
    origin,
    batch,
    padSilence,
    witnesses,
    quorum,
    oversight,
    deliveryDays,
    timeZone,
    rootKey,
    demo: false,
  }
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

async function enrollFirst({ ports }: Installation, { administrator, agency }: NewOffice): Promise<void> {
  const known = await register.staff(ports)
  // What an interrupted set-up left.
  if (known.has(administrator)) return
  if (known.size > 0) {
    throw invalid(
      'This database belongs to an office that has staff already; nothing was changed.',
      { staff: known.size },
      'Name a database of its own for this office in DATABASE_URL.',
    )
  }
  const member = { id: administrator, agency, roles: ['administrator'], demo: false } as const
  const refusal = await register.enroll(ports, { id: 'system:setup', roles: ['system'] }, member)
  if (refusal === undefined) return
  throw invalid(
    refusal.words,
    { staff: administrator },
    'Somebody was enrolled at this moment; see `postern staff list`.',
  )
}

async function within<T>(env: Environment, work: (installation: Installation) => Promise<T>): Promise<T> {
  const installation = await openInstallation(env)
  try {
    return await work(installation)
  } finally {
    await installation.close()
  }
}

/** Make the tables again from the log. @throws PosternError as `rebuild` */
export function rebuildTables(env: Environment, progress: (events: number) => void) {
  return within(env, async ({ ledgerOptions: { url, rootKey, project } }) => rebuild(url, rootKey, project, progress))
}

/** @throws PosternError ERR_INPUT_INVALID for anybody but an administrator; as `rotateKeys` */
export function rotateRootKey(env: Environment, as: string, progress: (keys: number) => void) {
  return within(env, async ({ ports, ledgerOptions }) => {
    requireRole(await register.actor(ports, as), ['administrator'])
    const vault = await openVault(ledgerOptions)
    try {
      return await vault.rotate(as, ports.clock.now(), progress)
    } finally {
      await vault.close()
    }
  })
}

/**
 * For how long a closed case is kept where the settings do not say: as far back as a member of a health program
 * may ask what was disclosed of them (45 CFR 164.528, US-HIP-09: its time limits are recalled, not confirmed). What else binds an agency, its own retention schedule
 * says; `retentionYears` in settings.json carries it.
 */
const yearsUnlessSet = 6

/** Who answers for records being ended. */
const keepers: readonly Role[] = ['privacy-officer', 'counsel', 'administrator']

/**
 * Forget for two people, each with their own key.
 *
 * @param keys key files of the two
 * @param cases numbers; none for all that are old enough
 * @throws PosternError ERR_INPUT_INVALID where these two may not, ERR_KEY_WRONG where a key is not the
 *   registered one
 */
export function forgetCases(
  env: Environment,
  { keys, cases }: { keys: readonly [string, string]; cases: readonly string[] },
): Promise<Forgotten> {
  return within(env, async ({ ports, ledgerOptions, settings: { retentionYears = yearsUnlessSet } }) => {
    const [first, second] = [await holderOf(ports, keys[0]), await holderOf(ports, keys[1])]
    if (first === second) {
      throw invalid('Forgetting takes two people.', { actor: first }, 'Have somebody else sign too.')
    }
    const named = await Promise.all(
      cases.map(async (number) => ({ number, stream: await move.streamOf(ports, number) })),
    )
    const vault = await openVault(ledgerOptions)
    try {
      const order = { by: [first, second], at: ports.clock.now(), years: retentionYears } as const
      return await forget({ ...ports, vault }, order, named.length === 0 ? undefined : named)
    } finally {
      await vault.close()
    }
  })
}

/** The id of whoever this key is registered for, where they may end records. */
async function holderOf(ports: Installation['ports'], file: string): Promise<string> {
  const { name, secret } = await signingKeyFile(file)
  requireRole(await register.actor(ports, name), keepers)
  const { key } = (await register.staff(ports)).get(name) ?? {}
  if (key === formatVkey(logSigner({ name, secret }).key)) return name
  throw new PosternError(
    'ERR_KEY_WRONG',
    'This key is not the one that is registered for its holder.',
    { staff: name },
    { mend: 'Use the registered key, or have this one enrolled by an administrator.' },
  )
}

function requireRole({ id, roles }: Actor, allowed: readonly Role[]): void {
  if (roles.some((role) => allowed.includes(role))) return
  throw invalid(`${id} may not do this.`, { actor: id }, `Ask somebody who is ${allowed.join(' or ')}.`)
}

function invalid(message: string, evidence: Record<string, string | number>, mend: string): PosternError {
  return new PosternError('ERR_INPUT_INVALID', message, evidence, { mend })
}
