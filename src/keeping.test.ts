import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import { opening, sealing } from '#adapters/backup/sealed.ts'
import { all, once } from '#adapters/backup/parts.ts'
import { openVault } from '#adapters/postgres/forget.ts'
import { rebuild } from '#adapters/postgres/rebuild.ts'
import { enrollCast } from '#demo/office.ts'
import { utf8 } from '#formats/bytes.ts'
import { formatSourceKey } from '#formats/source-key.ts'
import { signNote, ed25519Signer } from '#formats/note.ts'
import { signingKeyFile } from '#adapters/keys/signing-key.ts'
import { backUp, beginRestored, restore } from '#keeping.ts'
import { openInstallation, places } from '#parts.ts'
import { beginBulk, bulkJob, workBulk } from '#pipeline/bulk.ts'
import { deliver, prepare, release } from '#pipeline/fulfill.ts'
import { paperOf } from '#pipeline/intake.ts'
import { loadCase } from '#pipeline/move.ts'
import { proveMembership } from '#pipeline/prove-member.ts'
import { collect } from '#pipeline/collect.ts'
import { answeredAudit, memberKeys } from '#testing/audit.ts'
import { cutBy } from '#testing/members.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { makeTestDirectory } from '#testing/directory.ts'
import { dump, query } from '#testing/ledger.ts'
import {
  answeredWarrant,
  approvedWarrant,
  approveWarrant,
  handInWarrant,
  officer,
  ok,
  testOffice,
  type TestOffice,
  type WarrantCase,
} from '#testing/office.ts'
import { runVerify } from '#verify/run.ts'
import { verifyMember } from '#verify/verify-member.ts'

const courier = { id: 'system:courier', roles: ['system'] } as const
const at = makeTestDirectory()
const place = (name: string): string => join(at, name)

let office: TestOffice
let delivered: WarrantCase
let pickupCode: string
let approved: WarrantCase
let answered: WarrantCase
/** Delivered, of listed members; and one of which a range was read. */
let listed: WarrantCase
let halfRead: WarrantCase
let people: string[]
let recipient: string
let safe: string
/** The data directory of the office that was restored and went on. */
let second: string
const databases: TestDatabase[] = []
const identity = place('backup.txt')
const keysIdentity = place('keys.txt')

/** Released, published and placed at the counter. */
async function deliverWarrant({ stream }: WarrantCase): Promise<string> {
  ok(await release(office.ports, await officer(office.ports), stream))
  await office.ports.log.publish()
  const done = await deliver(office.ports, courier, stream)
  if (!done.delivered) throw new Error('it was not delivered')
  return done.placed.pickupCode
}

beforeAll(async () => {
  const two = [await generateIdentity(), await generateIdentity()]
  const [first = '', other = ''] = await Promise.all(two.map((key) => identityToRecipient(key)))
  ;[recipient, safe] = [first, other]
  writeFileSync(identity, `# backup\n${two[0]}\n`)
  writeFileSync(keysIdentity, `${two[1]}\n`)
  office = await testOffice()
  delivered = await approvedWarrant(office)
  pickupCode = await deliverWarrant(delivered)
  approved = await approvedWarrant(office)
  answered = await answeredWarrant(office)
  people = await memberKeys(office)
  listed = await approveWarrant(office, await answeredAudit(office, people.slice(0, 40)))
  await deliverWarrant(listed)
  halfRead = await answeredAudit(office, people.slice(0, 40))
  ok(await beginBulk(office.ports, await officer(office.ports), halfRead.stream, cutBy(10)))
  await workBulk(office.ports, halfRead.stream, [1])

  // An office at work: letters come in, and one is released, while it is copied.
  const done = new AbortController()
  const work = (async () => {
    while (!done.signal.aborted) await handInWarrant(office)
  })()
  await backUp(office.env, { to: place('b1'), recipient, inClear: false, keys: place('k1'), keysRecipient: safe })
  done.abort()
  await work
}, 120_000)

afterAll(async () => {
  await office.close()
  for (const one of databases) await one.drop()
  rmSync(at, { recursive: true, force: true })
})

async function elsewhere(): Promise<{ env: Record<string, string>; into: string; url: string }> {
  const database = await testDatabase({ empty: true })
  databases.push(database)
  const into = join(makeTestDirectory(), 'office')
  const source = office.env['POSTERN_SOURCE_URL'] ?? ''
  return {
    env: { DATABASE_URL: database.url, POSTERN_SOURCE_URL: source, POSTERN_DATA: into },
    into,
    url: database.url,
  }
}

const asked = (changes: object = {}) => ({
  from: place('b1'),
  identities: [identity, keysIdentity],
  keys: place('k1'),
  progress: () => {},
  ...changes,
})

async function failure(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isPosternError(error)) throw error ?? new Error('it did not fail')
  return `${error.code}: ${error.message}`
}

/** Refused with this, and neither a table nor a file came of it. */
async function refused(changes: object, says: RegExp): Promise<void> {
  const there = await elsewhere()
  expect(await failure(restore(there.env, asked(changes)))).toMatch(says)
  expect(existsSync(there.into)).toBe(false)
  expect(await query(there.url, `select relname from pg_class where relnamespace = 'public'::regnamespace`)).toEqual([])
}

const copyOfBackup = (name: string): string => {
  cpSync(place('b1'), place(name), { recursive: true })
  return place(name)
}

it('holds no key, no session and nothing that can be read without its holder', async () => {
  const names = readdirSync(place('b1'))
  expect(names.filter((name) => !name.endsWith('.age'))).toEqual([])
  expect(names.some((name) => /session|sign_in|kept_form|looked/.test(name))).toBe(false)
  expect(readdirSync(place('k1'))).toEqual(['keys.age'])

  // In the clear, to be searched: not one of the secrets is in it.
  await backUp(office.env, { to: place('clear'), inClear: true })
  const keys = join(office.directory, 'keys')
  const root: { key: string } = JSON.parse(readFileSync(join(keys, 'root', 'root-1.json'), 'utf8'))
  const log: { secret: string } = JSON.parse(readFileSync(join(keys, 'log.json'), 'utf8'))
  const secrets = [
    Buffer.from(root.key),
    Buffer.from(root.key, 'base64'),
    Buffer.from(log.secret),
    readFileSync(join(keys, 'office')),
    readFileSync(join(keys, 'courier')),
  ]
  for (const name of readdirSync(place('clear'))) {
    const bytes = readFileSync(join(place('clear'), name))
    for (const secret of secrets) expect(bytes.includes(secret)).toBe(false)
  }
  expect(readdirSync(office.directory).filter((name) => name.startsWith('.'))).toEqual([])
})

it('is taken in the clear only where that is said, and keys never, nor beside the backup', async () => {
  const to = place('none')
  expect(await failure(backUp(office.env, { to, inClear: false }))).toMatch(/^ERR_INPUT_INVALID: A backup in the clear/)
  expect(await failure(backUp(office.env, { to, inClear: true, keys: place('nokeys') }))).toMatch(
    /never .* in the clear/,
  )
  for (const keys of [to, join(to, 'keys'), at]) {
    expect(await failure(backUp(office.env, { to, recipient, inClear: false, keys }))).toMatch(
      /^ERR_INPUT_INVALID: Keys/,
    )
  }
  expect(existsSync(to)).toBe(false)
  expect(await failure(backUp(office.env, { to: place('b1'), recipient, inClear: false }))).toMatch(
    /^ERR_INPUT_INVALID/,
  )
})

it('is refused without its keys, with other keys, and with another identity', async () => {
  await refused({ keys: undefined }, /^ERR_KEY_MISSING: A backup holds no keys, and none were given/)
  await refused({ keys: place('b1') }, /^ERR_KEY_MISSING: There are no keys in this folder/)
  await refused({ identities: [] }, /^ERR_KEY_MISSING: This backup is sealed/)
  await refused({ identities: [keysIdentity] }, /^ERR_KEY_WRONG: manifest.age .* another key/)
  await refused({ identities: [identity] }, /^ERR_KEY_WRONG: keys.age .* another key/)
})

it('is refused where a part was altered, cut short, taken away or put in its place, or it was never finished', async () => {
  const event = (name: string): string => join(copyOfBackup(name), 'table-event.age')
  const altered = event('altered')
  const bytes = readFileSync(altered)
  bytes[bytes.length - 30] = (bytes[bytes.length - 30] ?? 0) ^ 1
  writeFileSync(altered, bytes)
  await refused({ from: place('altered') }, /^ERR_BACKUP: table-event.age .* was altered/)
  truncateSync(event('short'), 4000)
  await refused({ from: place('short') }, /^ERR_BACKUP: table-event.age .* was cut short/)
  appendFileSync(event('long'), 'x')
  await refused({ from: place('long') }, /^ERR_BACKUP: table-event.age .* was altered/)
  rmSync(event('missing'))
  await refused({ from: place('missing') }, /^ERR_BACKUP: table-event.age .* is not there/)
  copyFileSync(join(place('b1'), 'table-job.age'), event('swapped'))
  await refused({ from: place('swapped') }, /^ERR_BACKUP: table-event.age/)
  rmSync(join(copyOfBackup('unfinished'), 'manifest.age'))
  await refused({ from: place('unfinished') }, /^ERR_BACKUP: There is no manifest/)
})

it('needs what only its holder has: the passphrase of the root key, and the generation it was written under', async () => {
  const directory = office.directory
  const settings = readFileSync(join(directory, 'settings.json'), 'utf8')
  const there = await elsewhere()
  const { POSTERN_PASSPHRASE: _, ...env } = { ...there.env, POSTERN_PASSPHRASE: 'correct horse battery, synthetic' }
  const own = { ...there.env, POSTERN_PASSPHRASE: 'correct horse battery, synthetic' }
  mkdirSync(there.into)
  writeFileSync(join(there.into, 'settings.json'), settings.replace(/"kind": "file"/, '"kind": "passphrase"'))
  const small = await openInstallation(own)
  await enrollCast(small.ports, office.cast)
  await small.close()
  await backUp(env, { to: place('p'), recipient, inClear: false, keys: place('pk') })

  const back = await elsewhere()
  const request = asked({ from: place('p'), keys: place('pk') })
  expect(await failure(restore(back.env, request))).toMatch(/^ERR_KEY_MISSING: POSTERN_PASSPHRASE is not set/)
  const wrong = { ...back.env, POSTERN_PASSPHRASE: 'another passphrase' }
  expect(await failure(restore(wrong, request))).toMatch(/^ERR_KEY_WRONG: the passphrase is not the one/)
  expect(existsSync(back.into)).toBe(false)

  // A rotation destroys what the backup was written under; its own keys still open it, later ones do not.
  const again = await openInstallation(own)
  const vault = await openVault(again.ledgerOptions)
  await vault.rotate('demo-admin', again.ports.clock.now())
  await vault.close()
  await again.close()
  await backUp(env, { to: place('p2'), recipient, inClear: false, keys: place('pk2') })
  const right = { ...back.env, POSTERN_PASSPHRASE: 'correct horse battery, synthetic' }
  expect(await failure(restore(right, { ...request, keys: place('pk2') }))).toMatch(
    /^ERR_KEY_MISSING: These keys do not hold the root key .* rotated/,
  )
  expect(await restore(right, request)).toMatchObject({ remade: [] })
})

it('knows every kind of thing that a migration makes: tables, no sequence beside them, and a queue that is nobody’s truth', async () => {
  const kinds = await query<{ kind: string }>(
    office.env['DATABASE_URL'] ?? '',
    `select distinct relnamespace::regnamespace::text || ' ' || relkind::text as kind from pg_class
      where relnamespace::regnamespace::text !~ '^(pg_|information_schema$|postern_queue$)' and relkind <> 'i' order by 1`,
  )
  expect(kinds.map(({ kind }) => kind)).toEqual(['public r'])
})

/** The manifest of a copy of the backup as somebody else would write it: anybody can seal to a public key. */
async function rewritten(name: string, change: (text: string) => string, sign: boolean): Promise<string> {
  const path = join(copyOfBackup(name), 'manifest.age')
  const secret = readFileSync(identity, 'utf8').split('\n')[1] ?? ''
  const note = Buffer.concat(await all(opening(once(readFileSync(path)), [secret], 'manifest.age'))).toString('utf8')
  const text = note.slice(0, note.indexOf('\n\n') + 1)
  const { name: origin, secret: key } = await signingKeyFile(places(office.directory).logKey)
  const changed = sign ? signNote(change(text), [ed25519Signer(origin, key)]) : note.replace(text, change(text))
  writeFileSync(path, Buffer.concat(await all(sealing(once(Buffer.from(changed)), recipient))))
  return place(name)
}

it('is refused where somebody else sealed a manifest, or another version wrote it', async () => {
  const forged = await rewritten('forged', (text) => text.replace(/"generation":\d+/, '"generation":0'), false)
  await refused({ from: forged }, /^ERR_KEY_WRONG: The manifest of this backup is not signed by the log/)
  const later = await rewritten('later', (text) => text.replaceAll('postern/backup/v1', 'postern/backup/v2'), true)
  await refused({ from: later }, /^ERR_BACKUP: This backup was written by another version/)
  const newer = await rewritten(
    'newer',
    (text) => text.replace('"migrations":[', `"migrations":[{"name":"0000-z.sql","sha256":"${'0'.repeat(64)}"},`),
    true,
  )
  await refused({ from: newer }, /^ERR_MIGRATION: /)
  const rooted = await rewritten('rooted', (text) => text.replace(/"root":"[0-9a-f]{4}/, '"root":"0000'), true)
  await refused({ from: rooted }, /^ERR_LOG_INCONSISTENT: the entries in this backup do not give the root/)
})

it('is restored into nothing but an empty database and an empty directory', async () => {
  const full = await elsewhere()
  await query(full.url, 'create table of_somebody_else (x int)')
  expect(await failure(restore(full.env, asked()))).toMatch(/^ERR_DATA_DIRECTORY: .* empty database/)
  expect(existsSync(full.into)).toBe(false)
  const kept = await elsewhere()
  mkdirSync(kept.into)
  writeFileSync(join(kept.into, 'letter.txt'), 'mine')
  expect(await failure(restore(kept.env, asked()))).toMatch(/^ERR_DATA_DIRECTORY: .* empty data directory/)
  expect(readdirSync(kept.into)).toEqual(['letter.txt'])
})

it.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'keeps nothing of a backup or a restore when the disk is full',
  async (context) => {
    const small = place('small')
    mkdirSync(small)
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', small])
    context.skip(mounted.status !== 0, 'no file system can be mounted here')
    try {
      const to = join(small, 'backup')
      expect(await failure(backUp(office.env, { to, recipient, inClear: false }))).toMatch(/^ERR_DISK_FULL/)
      expect(readdirSync(small)).toEqual([])
      const there = await elsewhere()
      const into = join(small, 'office')
      expect(await failure(restore(there.env, asked({ into })))).toMatch(/^ERR_DISK_FULL/)
      expect(readdirSync(small)).toEqual([])
      expect(
        await query(there.url, `select relname from pg_class where relnamespace = 'public'::regnamespace`),
      ).toEqual([])
    } finally {
      spawnSync('umount', ['--lazy', small])
    }
  },
)

it('an office that was copied at work comes back whole elsewhere, and goes on', async () => {
  const there = await elsewhere()
  second = there.into
  const restored = await restore(there.env, asked())
  expect(restored).toMatchObject({ remade: [], missingPapers: 0, lost: 0, silent: [] })
  expect(restored.cases).toBeGreaterThanOrEqual(3)

  // It does nothing before somebody says that it may, and then one may not restore over it.
  expect(await failure(openInstallation(there.env))).toMatch(/^ERR_DATA_DIRECTORY: .* not at work yet/)
  expect(await failure(restore(there.env, asked()))).toMatch(/^ERR_DATA_DIRECTORY: /)
  await beginRestored(there.env, undefined, false)

  expect((await runVerify({ files: [join(there.into, 'tlog')] })).report.verdict).toBe('proved')
  const installation = await openInstallation(there.env)
  try {
    const { ports, ledgerOptions } = installation
    const before = await dump(there.url)
    await rebuild(there.url, ledgerOptions.rootKey, ledgerOptions.project)
    expect(await dump(there.url)).toEqual(before)

    for (const { stream } of [delivered, approved, answered, listed]) {
      const [mine, theirs] = await Promise.all([loadCase(ports, stream), loadCase(office.ports, stream)])
      expect(mine.events).toEqual(theirs.events)
      // A letter that came without papers is one.
      for (const id of stream === listed.stream ? ['request'] : ['request', 'i1']) {
        expect(await paperOf(ports, stream, id)).toEqual(await paperOf(office.ports, stream, id))
      }
    }

    // The package that waited at the counter is handed over here, and proves itself.
    const { state } = await loadCase(ports, delivered.stream)
    const taken = await collect(ports, state.prepared?.contentRoot ?? '', pickupCode, async (one) => {
      await writeFile(place('package.postern'), one.package)
      return true
    })
    expect(taken).toMatchObject({ collected: true })
    expect((await runVerify({ files: [place('package.postern')] })).report.verdict).toBe('proved')

    // What was being read goes on with what was done, and is what it would have been.
    expect((await bulkJob(ports, halfRead.stream))?.preparing.ranges).toBe(4)
    const [here, original] = await Promise.all(
      [ports, office.ports].map(
        async (one) => ok(await prepare(one, await officer(one), halfRead.stream)).state.prepared,
      ),
    )
    expect(here?.contentRoot).toBe(original?.contentRoot)

    // What stood approved goes its way to the end.
    ok(await release(ports, await officer(ports), approved.stream))
    expect(await ports.log.publish()).toMatchObject({ outcome: 'published' })
    expect(await deliver(ports, courier, approved.stream)).toMatchObject({ delivered: true })
    await approveWarrant({ ports, cast: office.cast }, answered)

    // Whoever was in a release of many is shown so here, and whoever was not.
    const proofOf = async (person: string) => {
      const key = formatSourceKey({ agency: 'ma-dta', keys: { person: [{ value: person }] } })
      const made = await proveMembership(ports, 'ma-dta', key, listed.stream, undefined)
      if (!made.proved) expect.fail(made.lacks)
      const report = await verifyMember({ proof: made.file, policy: utf8(office.ports.office.policy) })
      return [made.said.member, report.verdict]
    }
    expect(await proofOf(people[3] ?? '')).toEqual(['present', 'proved'])
    expect(await proofOf(people[40] ?? '')).toEqual(['absent', 'proved'])
  } finally {
    await installation.close()
  }
  // The witness has cosigned what this office published: the old one may not publish another history.
  await handInWarrant(office)
  expect(await office.ports.log.publish().catch((error: unknown) => error)).not.toMatchObject({ outcome: 'published' })
})

it('an older backup is refused where a witness has seen more, and with the published log goes on without a second history', async () => {
  await refused({}, /^ERR_LOG_BEHIND: This backup is older than the public log: the witness test-witness/)
  const part = place('part')
  cpSync(join(second, 'tlog'), part, { recursive: true })
  rmSync(join(part, 'tile', 'entries'), { recursive: true })
  await refused({ published: part }, /^ERR_INPUT_INVALID: This copy of the published log is not whole/)

  const there = await elsewhere()
  const restored = await restore(there.env, asked({ published: join(second, 'tlog') }))
  expect(restored.lost).toBeGreaterThan(0)
  await beginRestored(there.env, undefined, false)
  const installation = await openInstallation(there.env)
  try {
    const { ports } = installation
    // As it stood in the backup: what was done since is lost, and the log says how much that was.
    expect((await loadCase(ports, approved.stream)).state.status).toBe('approved')
    expect((await handInWarrant({ ports, cast: office.cast })).received).toBe(true)
    expect(await ports.log.publish()).toMatchObject({ outcome: 'published' })
    const checkpoints = [join(second, 'tlog', 'checkpoint'), join(there.into, 'tlog', 'checkpoint')]
    const policy = join(second, 'tlog', 'policy')
    const { report } = await runVerify({ files: checkpoints, log: join(there.into, 'tlog'), policy })
    expect(report.verdict).toBe('proved')
  } finally {
    await installation.close()
  }
})

it('does not begin while too few witnesses say what they have seen, unless the operator has looked', async () => {
  const there = await elsewhere()
  expect(await failure(beginRestored(there.env, undefined, true))).toMatch(/^ERR_DATA_DIRECTORY: No restored office/)
  await office.witness.kill()
  const alone = await elsewhere()
  expect((await restore(alone.env, asked())).silent).toEqual(['test-witness'])
  expect(await failure(beginRestored(alone.env, undefined, false))).toMatch(/^ERR_LOG_UNAVAILABLE: Too few witnesses/)
  await beginRestored(alone.env, undefined, true)
  await office.restartWitness()
  // A witness that comes back is asked before anything is published, and says that this history is not the one.
  const installation = await openInstallation(alone.env)
  try {
    expect(await failure(installation.log.publish())).toMatch(/^ERR_LOG_BEHIND: /)
  } finally {
    await installation.close()
  }
})
