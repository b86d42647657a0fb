/** What must hold after any crash, looked at from outside the parts that it is about, where there is an outside. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readIfThere } from '#adapters/files/durable.ts'
import { rebuild } from '#adapters/postgres/rebuild.ts'
import { sweepReleaseRoles } from '#adapters/caseload/release.ts'
import { connect } from '#adapters/postgres/connect.ts'
import { moves } from '#case/moves.ts'
import { formatPolicy, parsePolicy } from '#formats/policy.ts'
import { utf8 } from '#formats/bytes.ts'
import type { StoredEvent } from '#log/ledger.ts'
import { places, rootKeyOf, type Installation } from '#parts.ts'
import { loadCase } from '#pipeline/move.ts'
import { dump, query } from '#testing/ledger.ts'
import { logDirectory } from '#verify/node-files.ts'
import type { Report } from '#verify/report.ts'
import { runVerify } from '#verify/run.ts'
import { verifyCheckpoints } from '#verify/verify-checkpoints.ts'
import { isUndoing, plans, type Plan } from './plans.ts'
import { collectedFile } from './steps.ts'
import type { Acknowledged } from './watched.ts'

export interface AuditedCase {
  readonly plan: Plan
  readonly stream: string
  /** A package was handed over into a crash: nobody has it, and the counter hands nothing out twice. */
  readonly lost: boolean
}

export interface AuditOrder {
  /** Cases at their end. */
  readonly cases: readonly AuditedCase[]
  readonly acknowledged: readonly Acknowledged[]
  /** File of the receiver's identity. */
  readonly identity: string
  /** Size of the last checkpoint that an earlier audit followed the log to. */
  readonly followedTo: number
}

export interface Audit {
  /** What does not hold, in words; nothing where all is well. */
  readonly violations: readonly string[]
  readonly followedTo: number
  /** Files of writers that were killed; they are referred to by nothing. */
  readonly unfinished: number
}

/** Everything, with the log followed from its first entry, and every table made again and compared. */
export async function audit(installation: Installation, order: AuditOrder): Promise<Audit> {
  const { database, dataDirectory, ledgerOptions, settings } = installation
  const place = places(dataDirectory)
  const violations: string[] = []
  const check = (holds: boolean, words: string): void => void (holds || violations.push(words))

  await checkAcknowledged(database.productUrl, order.acknowledged, check)
  const slips = await slipsIn(place.outbox)
  for (const one of order.cases) await checkCase(installation, one, slips, order.identity, check)
  for (const slip of slips) await checkSlip(installation, slip, check)

  check(proves(await runVerify({ files: [place.tlog] })), 'the published log does not verify')
  const followedTo = await checkCheckpoints(installation, order.followedTo, check)

  const before = JSON.stringify(await dump(database.productUrl))
  await rebuild(database.productUrl, rootKeyOf(settings, place.rootKey, process.env), ledgerOptions.project)
  check(before === JSON.stringify(await dump(database.productUrl)), 'a projection differs from what a rebuild makes')

  if (database.caseloadUrl !== null) await checkRoles(database.caseloadUrl, check)
  return { violations, followedTo, unfinished: await countUnfinished(dataDirectory) }
}

type Check = (holds: boolean, words: string) => void

async function checkAcknowledged(url: string, acknowledged: readonly Acknowledged[], check: Check): Promise<void> {
  const rows = await query<{ seq: string; stream: string; n: number; entry: string }>(
    url,
    `select seq, stream, n, encode(entry, 'hex') as entry from event where stream is not null`,
  )
  const stored = new Map(rows.map((row) => [`${row.stream}/${row.n}`, row]))
  for (const { stream, n, seq, entry } of acknowledged) {
    const row = stored.get(`${stream}/${n}`)
    check(row !== undefined, `event ${n} of ${stream} was acknowledged and is gone`)
    check(
      row === undefined || (Number(row.seq) === seq && row.entry === entry),
      `event ${n} of ${stream} is not the one that was acknowledged`,
    )
  }
  const [head] = await query<{ size: string; count: string; next: string }>(
    url,
    'select size, (select count(*) from event) as count, (select max(seq) + 1 from event) as next from log_head',
  )
  check(head !== undefined && head.size === head.count && head.size === head.next, 'the sequence has a gap')
}

interface Slip {
  readonly contentRoot: string
  readonly caseNumber: string
}

async function slipsIn(outbox: string): Promise<Slip[]> {
  const names = await readdir(outbox).catch(() => [])
  return Promise.all(
    names
      .filter((name) => /^[0-9a-f]{64}$/.test(name))
      .map(async (contentRoot) => {
        const slip: { caseNumber: string } = JSON.parse(await readFile(join(outbox, contentRoot, 'slip.json'), 'utf8'))
        return { contentRoot, caseNumber: slip.caseNumber }
      }),
  )
}

/**
 * Never a delivery without its log entry: whatever lies at the counter was authorized in an entry that a
 * published checkpoint holds. Asked as the first thing after a crash, before anything can be made good.
 */
export async function checkCounter(installation: Installation, caseNumber?: string): Promise<string[]> {
  const violations: string[] = []
  const slips = await slipsIn(places(installation.dataDirectory).outbox)
  for (const slip of slips.filter((one) => caseNumber === undefined || one.caseNumber === caseNumber)) {
    await checkSlip(installation, slip, (holds, words) => void (holds || violations.push(words)))
  }
  return violations
}

async function checkSlip({ ports, log }: Installation, { contentRoot, caseNumber }: Slip, check: Check): Promise<void> {
  const stream = await ports.ledger.streamOf(caseNumber)
  const events = stream === undefined ? [] : await ports.ledger.load(stream)
  const authorized = events.find(({ record }) => record.type === 'release.authorized' && rootOf(record) === contentRoot)
  check(authorized !== undefined, `a package of ${caseNumber} stands at the counter that the log never authorized`)
  check(
    authorized === undefined || (await log.isPublished(authorized.seq)),
    `a package of ${caseNumber} stands at the counter before a published checkpoint holds its release`,
  )
}

function rootOf({ body }: StoredEvent['record']): unknown {
  return typeof body === 'object' && body !== null && 'contentRoot' in body ? body.contentRoot : undefined
}

/** The events that a case of this plan has at its end: each step once, however often its process was killed. */
function eventsOf(plan: Plan): string[] {
  return plans[plan].flatMap((step) => moves.find(({ command }) => command === step)?.event ?? [])
}

async function checkCase(
  installation: Installation,
  { plan, stream, lost }: AuditedCase,
  slips: readonly Slip[],
  identity: string,
  check: Check,
): Promise<void> {
  const { ports, dataDirectory, database } = installation
  const { state, events } = await loadCase(ports, stream)
  const { number } = state
  const made = events.filter(({ record }) => !isUndoing(record.body)).map(({ record }) => record.type)
  const wanted = eventsOf(plan).filter((type) => !lost || type !== 'receipt.acknowledged')
  check(made.join() === wanted.join(), `case ${number} did not go its way once and whole: ${made.join(', ')}`)

  const ownSlips = slips.filter(({ caseNumber }) => caseNumber === number)
  if (plan === 'refused' || plan === 'withdrawn' || plan === 'members')
    return check(ownSlips.length === 0, `a package of ${number} left that was never released`)
  const delivered = events.filter(({ record }) => record.type === 'package.delivered')
  const authorized = events.find(({ record }) => record.type === 'release.authorized')
  const [delivery] = delivered
  check(delivered.length === 1 && ownSlips.length === 1, `case ${number} was not delivered exactly once`)
  if (delivery === undefined || authorized === undefined) return
  check(ownSlips[0]?.contentRoot === rootOf(delivery.record), `case ${number} was delivered with other content`)
  check(authorized.n < delivery.n, `case ${number} was delivered before it was released`)
  await checkDeliveredUnder(database.productUrl, number, delivery, authorized.seq, check)
  const jobs = await query(database.productUrl, `select from job where stream = $1 and kind = 'deliver'`, [stream])
  check(jobs.length === 1, `the release of ${number} asks for ${jobs.length} deliveries`)

  if (lost || plan === 'expired' || plan === 'taken-back') return
  const file = collectedFile(dataDirectory, number)
  check(proves(await runVerify({ files: [file], identity })), `the package of ${number} does not verify`)
}

/** The checkpoint that the delivery names was published before it, and holds the release. */
async function checkDeliveredUnder(
  url: string,
  number: string,
  { record }: StoredEvent,
  seq: number,
  check: Check,
): Promise<void> {
  const { body } = record
  const named = checkpointIn(body)
  const [published] = await query<{ root: string; published_at: string }>(
    url,
    `select encode(root, 'hex') as root, published_at from checkpoint join checkpoint_publication using (size) where size = $1`,
    [named?.size ?? -1],
  )
  check(
    published !== undefined &&
      named !== undefined &&
      seq < named.size &&
      published.root === named.root &&
      published.published_at <= record.at,
    `case ${number} was delivered under no published checkpoint that holds its release`,
  )
}

function checkpointIn(body: unknown): { size: number; root: string } | undefined {
  if (typeof body !== 'object' || body === null || !('checkpoint' in body)) return undefined
  const { checkpoint } = body
  if (typeof checkpoint !== 'object' || checkpoint === null) return undefined
  if (!('size' in checkpoint && 'root' in checkpoint)) return undefined
  const { size, root } = checkpoint
  return typeof size === 'number' && typeof root === 'string' ? { size, root } : undefined
}

/** Each published checkpoint continues the one before it, as a stranger finds out from tiles alone. */
async function checkCheckpoints({ database, log, dataDirectory }: Installation, from: number, check: Check) {
  const notes = await query<{ size: string; note: string }>(
    database.productUrl,
    'select size, note from checkpoint_publication where size >= $1 order by size',
    [from],
  )
  const policy = utf8(formatPolicy(parsePolicy(log.policy)))
  const tiles = logDirectory(places(dataDirectory).tlog)
  for (const [i, newer] of notes.entries()) {
    const older = notes[i - 1]
    if (older === undefined) continue
    const report = await verifyCheckpoints({ files: [utf8(older.note), utf8(newer.note)], policy, log: tiles })
    check(proves({ report }), `the checkpoint of ${newer.size} entries does not continue that of ${older.size}`)
  }
  return Number(notes.at(-1)?.size ?? from)
}

async function checkRoles(url: string, check: Check): Promise<void> {
  const pool = connect(url, { max: 2, name: 'postern-audit' })
  try {
    await sweepReleaseRoles(pool)
    // Roles are the whole server's: those that are at work in another of its databases are that one's.
    const { rows } = await pool.query(`
      select rolname as name from pg_roles r where rolname like 'postern\\_release\\_%' and not exists
        (select from pg_shdepend s join pg_database d on d.oid = s.dbid
         where s.refclassid = 'pg_authid'::regclass and s.refobjid = r.oid and d.datname <> current_database())
      union all select nspname from pg_namespace where nspname like 'postern\\_release\\_%'
      union all select polname from pg_policy where polname like 'postern\\_release\\_%'`)
    check(rows.length === 0, `${rows.length} roles, schemas or policies of releases are left at the source`)
  } finally {
    await pool.end()
  }
}

function proves({ report }: { readonly report: Report }): boolean {
  return report.verdict === 'proved'
}

async function countUnfinished(dataDirectory: string): Promise<number> {
  const { shelf, papers, outbox } = places(dataDirectory)
  const names = await Promise.all([shelf, papers, outbox].map((folder) => readdir(folder).catch(() => [])))
  return names.flat().filter((name) => name.endsWith('.partial')).length
}

/** Whether the receiver has this case's package in hand. */
export async function isCollected(dataDirectory: string, number: string): Promise<boolean> {
  return (await readIfThere(collectedFile(dataDirectory, number))) !== undefined
}
