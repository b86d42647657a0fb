import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shelf } from '#adapters/files/shelf.ts'
import { isPosternError, PosternError } from '#errors.ts'
import { parseBulkManifest } from '#formats/bulk-manifest.ts'
import { utf8 } from '#formats/bytes.ts'
import { formatSourceKey } from '#formats/source-key.ts'
import { readPackage } from '#formats/package.ts'
import { readTar } from '#formats/tar.ts'
import { cutBy } from '#testing/members.ts'
import { answeredAudit, handInAudit, listOf, listedAudit, memberKeys } from '#testing/audit.ts'
import {
  approveAs,
  handInWarrant,
  officer,
  ok,
  packageOf,
  refusal,
  testOffice,
  type TestOffice,
} from '#testing/office.ts'
import { openAge, parseIdentities } from '#verify/age.ts'
import { verifyPackage } from '#verify/verify-package.ts'
import { accountingOf } from './accounting.ts'
import { beginBulk, bulkJob, rangesDone, workBulk, workRange } from './bulk.ts'
import { finishBulk, sweepBulk } from './bulk-finish.ts'
import { decide, match } from './determine.ts'
import { deliver, prepare, release } from './fulfill.ts'
import { listMembers } from './members.ts'
import { loadCase, move } from './move.ts'
import { withdrawConsent } from './person-consent.ts'
import { object } from './person-object.ts'
import type { Ports } from './ports.ts'

let office: TestOffice
let keys: string[]

beforeAll(async () => {
  office = await testOffice({ people: 300 })
  keys = await memberKeys(office)
})
afterAll(() => office.close())

const courier = { id: 'system:courier', roles: ['system'] } as const
const stateOf = async (stream: string) => (await loadCase(office.ports, stream)).state

/** The same random bytes each time, so that two preparations of one decision can be compared. */
const drawn = (byte: number): Ports['randomness'] => ({ bytes: (count) => new Uint8Array(count).fill(byte) })

describe('a release of listed members', () => {
  it('is carried from the list to a package that a stranger can check', async () => {
    const { ports, cast } = office
    const { stream } = await answeredAudit(office, keys.slice(0, 150))
    const by = await officer(ports)
    // So that a table has more pieces than as many members make.
    ok(await beginBulk(ports, by, stream, { ...cutBy(50), pieceBytes: 1_000 }))
    ok(await prepare(ports, by, stream))
    ok(await approveAs(office, 'demo-approver-1', 'approver', stream))
    ok(await approveAs(office, 'demo-approver-2', 'privacy-officer', stream))
    ok(await release(ports, by, stream))
    await ports.log.publish()
    expect((await deliver(ports, courier, stream)).delivered).toBe(true)
    const bytes = await packageOf(office, stream)
    const identities = await parseIdentities(await readFile(cast.receiver.file, 'utf8'))
    const report = await verifyPackage(bytes, { identities })
    expect(report.findings.filter(({ ok: holds }) => !holds)).toEqual([])
    expect(report.verdict).toBe('proved')
    const files = readTar(await openAge(readPackage(bytes).payload, identities))
    const manifest = parseBulkManifest(files.find(({ name }) => name === 'manifest.json')?.bytes ?? new Uint8Array())
    expect(manifest.persons).toBe(150)
    for (const { pieces } of manifest.tables) {
      expect(pieces.length).toBeGreaterThan(150 / 50)
      // With its first piece stands the header.
      for (const { bytes: size } of pieces.slice(1)) expect(size).toBeLessThanOrEqual(1_000)
    }
    // Whoever was in it finds it in their own list; whoever was not does not.
    const listOfDisclosures = (key: string) =>
      accountingOf(
        ports,
        'ma-dta',
        formatSourceKey({ agency: 'ma-dta', keys: { person: [{ value: key }] } }),
        undefined,
      )
    expect(await listOfDisclosures(keys[149] ?? '')).toMatchObject([{ askedBy: { organization: 'usda-fns' } }])
    expect(await listOfDisclosures(keys[150] ?? '')).toEqual([])
    // Nobody is named outside the seal.
    for (const key of keys.slice(0, 5)) expect(Buffer.from(bytes).includes(key)).toBe(false)
  })

  it('is not begun from a source that is read through views, and nobody’s role is made for it', async () => {
    const { ports } = office
    const { stream } = await answeredAudit(office, keys.slice(0, 20))
    const source = ports.sources['ma-dta']
    if (source === undefined) throw new Error('there is no such source')
    const access = { mode: 'views', schema: 'postern_views', role: 'postern_reader' } as const
    const views = { ...source, mapping: { ...source.mapping, access } }
    const through = { ...ports, sources: { ...ports.sources, 'ma-dta': views } }
    await expect(prepare(through, await officer(ports), stream)).rejects.toMatchObject({
      code: 'ERR_SOURCE_MAPPING',
      message: 'a list of members cannot be released from a source that is read through views',
      evidence: { agency: 'ma-dta', access: 'views' },
    })
    const { preparing, prepared } = await stateOf(stream)
    expect({ preparing, prepared }).toEqual({ preparing: undefined, prepared: undefined })
    // The very same may be prepared where roles are made.
    ok(await prepare(ports, await officer(ports), stream))
  })

  it.each([
    ['as many members as make one', 1_000_000, 4],
    ['so many bytes', 500, 12],
  ])(
    'has the same content root whoever reads which range and in how many, of pieces of %s',
    async (_, pieceBytes, few) => {
      const ports = { ...office.ports, randomness: { bytes: (count: number) => office.ports.randomness.bytes(count) } }
      const { stream } = await answeredAudit(office, keys.slice(0, 90))
      const by = await officer(ports)
      const same = { ...ports, randomness: drawn(few) }
      const roots: string[] = []
      for (const { order, perRange } of [
        { order: [0, 1, 2, 3], perRange: 25 },
        { order: [3, 1, 0, 2], perRange: 25 },
        { order: [2, 2, 3, 0, 1, 1], perRange: 25 },
        { order: [1, 0, 1], perRange: 50 },
        { order: [0], perRange: 100 },
      ]) {
        ok(await decide(ports, by, stream))
        const { decision } = await stateOf(stream)
        const counsel = { id: 'demo-counsel', roles: ['counsel'] } as const
        await move(ports, counsel, stream, () => ({
          command: 'sign-answer',
          decision: decision?.decision ?? '',
          answer: 'release',
        }))
        ok(await beginBulk(same, by, stream, { perRange, perPiece: 25, pieceBytes }))
        expect(refusal(await finishBulk(ports, by, stream))).toEqual(['ranges-missing'])
        const job = await bulkJob(ports, stream)
        if (job === undefined) throw new Error('there is nothing to do')
        await job.source.withBulk(job.compiled, job.question.said, async (reader) => {
          for (const index of order) await workRange(ports, job, reader, index)
        })
        roots.push(ok(await finishBulk(ports, by, stream)).state.prepared?.contentRoot ?? '')
      }
      expect(new Set(roots).size).toBe(1)
      // And what was read twice lies there once.
      expect(await sweepBulk(ports)).toBe(0)
      const { prepared } = await stateOf(stream)
      expect(prepared?.sealed.length).toBeGreaterThan(few)
      for (const { sha256 } of prepared?.sealed ?? []) expect(await ports.shelf.get(sha256)).toBeDefined()
    },
  )

  it('waits while it is paused, and goes on where it was left', async () => {
    const { ports } = office
    const { stream } = await answeredAudit(office, keys.slice(0, 40))
    const by = await officer(ports)
    ok(await beginBulk(ports, by, stream, cutBy(10)))
    await workBulk(ports, stream, [0, 1])
    ok(await move(ports, by, stream, () => ({ command: 'pause-preparation' })))
    await workBulk(ports, stream)
    const { preparing } = await stateOf(stream)
    expect(await ports.bulkWork.done(preparing?.preparation ?? '')).toHaveLength(2)
    ok(await move(ports, by, stream, () => ({ command: 'resume-preparation' })))
    ok(await prepare(ports, by, stream))
    expect((await stateOf(stream)).prepared?.bulk?.persons).toBe(40)
    expect(await ports.bulkWork.done(preparing?.preparation ?? '')).toEqual([])
  })

  it('is void as soon as a member objects while they are read, and nothing of it stays', async () => {
    const { ports } = office
    const ana = keys.indexOf('SYN-PLANTED-ana')
    const members = keys.slice(Math.max(0, ana - 10), ana + 10)
    const { stream } = await answeredAudit(office, members)
    const by = await officer(ports)
    ok(await beginBulk(ports, by, stream, cutBy(5)))
    await workBulk(ports, stream, [0, 1, 2, 3])
    const { preparing } = await stateOf(stream)
    const begun = await ports.bulkWork.done(preparing?.preparation ?? '')
    expect(begun).toHaveLength(4)
    await object(ports, 'person', 'ma-dta', {
      identity: { given: 'Ana', family: 'Samplewright', dateOfBirth: '1984-03-07' },
      languages: { written: 'en', spoken: 'en' },
      programs: ['snap'],
      channel: 'page',
    })
    // At once, before any job has run.
    await expect(workBulk(ports, stream)).rejects.toThrow('said something since')
    await expect(finishBulk(ports, by, stream)).rejects.toThrow('said something since')
    ok((await match(ports, by, stream)).moved)
    expect((await stateOf(stream)).preparing).toBeUndefined()
    expect(await sweepBulk(ports)).toBe(1)
    expect(await ports.bulkWork.done(preparing?.preparation ?? '')).toEqual([])
    const objecting = Object.values((await stateOf(stream)).people).filter(
      ({ match: one }) => one?.match === 'class' && one.objection !== undefined,
    )
    expect(objecting).toMatchObject([{ match: { persons: 1 } }])
  })

  it('is read to its end where somebody says something whom nobody listed, whoever of the members has objected', async () => {
    const { ports } = office
    // Ana's objection, of the test before, is called by a number that this withdrawal comes before.
    const thomas = 'SYN-PLANTED-transposed'
    const ana = keys.indexOf('SYN-PLANTED-ana')
    const listed = keys.slice(Math.max(0, ana - 10), ana + 10).filter((key) => key !== thomas)
    expect(listed).toContain('SYN-PLANTED-ana')
    const { stream } = await answeredAudit(office, listed)
    const by = await officer(ports)
    ok(await beginBulk(ports, by, stream, cutBy(5)))
    await workBulk(ports, stream, [0])
    await withdrawConsent(ports, 'person', 'ma-dta', {
      identity: { given: 'Thomas', family: 'Reversal', dateOfBirth: '1977-04-09' },
      languages: { written: 'en', spoken: 'en' },
      channel: 'page',
    })
    ok(await prepare(ports, by, stream))
    expect((await stateOf(stream)).status).toBe('prepared')
  })

  it('does not leave once a member’s record has changed', async () => {
    const { ports } = office
    const { stream } = await answeredAudit(office, keys.slice(200, 230))
    const by = await officer(ports)
    ok(await prepare(ports, by, stream))
    ok(await approveAs(office, 'demo-approver-1', 'approver', stream))
    ok(await approveAs(office, 'demo-approver-2', 'privacy-officer', stream))
    const client = new Client({ connectionString: office.env.POSTERN_SOURCE_URL })
    await client.connect()
    const change = 'update ma_dta.person set in_foster_care = not in_foster_care where person_id = $1'
    try {
      await client.query(change, [keys[210]])
      expect(refusal(await release(ports, by, stream))).toEqual(['record-changed'])
      await client.query(change, [keys[210]])
      ok(await release(ports, by, stream))
    } finally {
      await client.end()
    }
  })

  it('keeps nothing of a range of which a later piece is refused, though an earlier one was on the shelf', async () => {
    const { ports } = office
    const { stream } = await answeredAudit(office, keys.slice(150, 180))
    const by = await officer(ports)
    const stored = () => [
      new Set(readdirSync(join(office.directory, 'shelf'))),
      new Set(readdirSync(join(office.directory, 'papers'), { recursive: true, encoding: 'utf8' })),
    ]
    const before = stored()
    ok(await beginBulk(ports, by, stream, { ...cutBy(30), pieceBytes: 500 }))
    let put = 0
    const counted: Ports = {
      ...ports,
      shelf: {
        ...ports.shelf,
        put: async (key, sealed) => {
          await ports.shelf.put(key, sealed)
          put += 1
        },
      },
    }
    const client = new Client({ connectionString: office.env.POSTERN_SOURCE_URL })
    await client.connect()
    const change = 'update ma_dta.person set in_foster_care = not in_foster_care where person_id = $1'
    try {
      await client.query(change, [keys[178]])
      const error: unknown = await workBulk(counted, stream).catch((thrown: unknown) => thrown)
      expect(isPosternError(error, 'ERR_SOURCE')).toBe(true)
      expect(put).toBeGreaterThan(1)
      expect(stored()).toEqual(before)
    } finally {
      await client.query(change, [keys[178]])
      await client.end()
    }
  })

  it('is read no further once a piece of it does not come to the shelf', async () => {
    const { ports } = office
    const { stream } = await answeredAudit(office, keys.slice(230, 260))
    const by = await officer(ports)
    ok(await beginBulk(ports, by, stream, { ...cutBy(30), pieceBytes: 500 }))
    const job = (await bulkJob(ports, stream)) ?? expect.unreachable()
    const full: Ports = {
      ...ports,
      shelf: { ...ports.shelf, put: () => Promise.reject(new PosternError('ERR_DISK_FULL', 'the disk is full')) },
    }
    let given = 0
    await job.source.withBulk(job.compiled, job.question.said, async (reader) => {
      // Row by row, with time between them.
      const slowly: typeof reader = {
        read: (range, work) =>
          reader.read(range, (rows) =>
            work(async (statement, take) => {
              const all: Uint8Array[] = []
              await rows(statement, (bytes) => {
                all.push(Uint8Array.from(bytes))
                return undefined
              })
              for (const bytes of all) {
                given += 1
                await take(bytes)
                await new Promise((resolve) => setTimeout(resolve, 20))
              }
            }),
          ),
      }
      await expect(workRange(full, job, slowly, 0)).rejects.toMatchObject({ code: 'ERR_DISK_FULL' })
    })
    expect(given).toBeGreaterThan(1)
    expect(given).toBeLessThan(30)
    expect(await ports.bulkWork.done(job.preparing.preparation)).toEqual([])
  })

  it('says in which table and of which members the source has failed', async () => {
    const { ports } = office
    const { stream } = await answeredAudit(office, keys.slice(150, 180))
    ok(await beginBulk(ports, await officer(ports), stream, cutBy(10)))
    const job = (await bulkJob(ports, stream)) ?? expect.unreachable()
    const statements = job.compiled.statements.map((one) => ({ ...one, text: () => 'SELECT gone FROM ma_dta.person' }))
    await job.source.withBulk(job.compiled, job.question.said, async (reader) => {
      const broken = { ...job, compiled: { ...job.compiled, statements } }
      await expect(workRange(ports, broken, reader, 1)).rejects.toMatchObject({
        code: 'ERR_SOURCE',
        evidence: { sqlstate: '42703', file: statements[0]?.table.name, members: '11-20' },
      })
    })
  })

  it('stops, keeps nothing and says so where the source changes while it is read', async () => {
    const { ports } = office
    const { stream } = await answeredAudit(office, keys.slice(150, 180))
    const by = await officer(ports)
    ok(await beginBulk(ports, by, stream, cutBy(10)))
    const client = new Client({ connectionString: office.env.POSTERN_SOURCE_URL })
    await client.connect()
    const change = 'update ma_dta.person set in_foster_care = not in_foster_care where person_id = $1'
    try {
      await client.query(change, [keys[165]])
      const error: unknown = await workBulk(ports, stream).catch((thrown: unknown) => thrown)
      expect(isPosternError(error, 'ERR_SOURCE')).toBe(true)
      expect((await stateOf(stream)).prepared).toBeUndefined()
      // Put right, it is taken up again.
      await client.query(change, [keys[165]])
      ok(await prepare(ports, by, stream))
    } finally {
      await client.end()
    }
  })
})

it.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'a release of listed members keeps nothing of a range that no longer fits on the disk, and is taken up again',
  async (context) => {
    const small = join(office.directory, 'small')
    mkdirSync(small)
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', small])
    context.skip(mounted.status !== 0, 'no file system can be mounted here')
    try {
      const ports: Ports = { ...office.ports, shelf: shelf(small) }
      const papers = () => readdirSync(join(office.directory, 'papers'), { recursive: true }).length
      const { stream } = await answeredAudit(office, keys.slice(0, 120))
      const by = await officer(ports)
      const before = papers()
      ok(await beginBulk(ports, by, stream, { perRange: 20, perPiece: 10 }))
      const error: unknown = await workBulk(ports, stream).catch((thrown: unknown) => thrown)
      expect(isPosternError(error, 'ERR_DISK_FULL')).toBe(true)
      const { preparing, prepared, status } = await stateOf(stream)
      expect({ prepared, status }).toEqual({ prepared: undefined, status: 'decided' })
      const done = await ports.bulkWork.done(preparing?.preparation ?? '')
      expect(done.length).toBeGreaterThan(0)
      expect(done.length).toBeLessThan(6)
      expect(refusal(await finishBulk(ports, by, stream))).toEqual(['ranges-missing'])
      // What is there is of the ranges that are done, and nothing else.
      const pieces = [...(await rangesDone(ports, preparing ?? expect.unreachable())).values()]
        .flatMap(({ tables }) => tables.map(({ sealed }) => `${sealed.sha256}.age`))
        .toSorted()
      expect(readdirSync(small).toSorted()).toEqual(pieces)
      // And a copy of each, and for each range who is in it.
      expect(papers() - before).toBe(pieces.length + done.length)
      expect(spawnSync('mount', ['-o', 'remount,size=4m', small]).status).toBe(0)
      ok(await prepare(ports, by, stream))
    } finally {
      spawnSync('umount', ['--lazy', small])
    }
  },
)

describe('listing members', () => {
  it('is for a request that names nobody', async () => {
    const { ports } = office
    const received = await handInWarrant(office)
    if (!received.received) throw new Error('the warrant was not received')
    const moved = await listMembers(ports, await officer(ports), received.stream, {
      bytes: listOf(keys.slice(0, 3)),
      named: true,
    })
    expect(refusal(moved)).toEqual(['people-named'])
  })

  it('is the disclosure officer’s, and undoes what was decided without it', async () => {
    const { ports } = office
    const { stream } = await answeredAudit(office, keys.slice(0, 20))
    const list = { bytes: listOf(keys.slice(0, 21)), named: true }
    expect(refusal(await listMembers(ports, { id: 'demo-counsel', roles: ['counsel'] }, stream, list))).toEqual([
      'not-your-role',
    ])
    const by = await officer(ports)
    ok(await listMembers(ports, by, stream, list))
    expect((await stateOf(stream)).status).toBe('matched')
    expect((await stateOf(stream)).people).toEqual({})
    expect(refusal(await listMembers(ports, by, stream, list))).toEqual(['members-as-before'])
  })

  it('keeps nothing of a list that cannot be used', async () => {
    const { ports } = office
    const { stream } = await handInAudit(office)
    const bad = { bytes: utf8('SYN-A\n\nSYN-B\n'), named: false }
    await expect(listMembers(ports, await officer(ports), stream, bad)).rejects.toThrow('line 2')
    expect((await stateOf(stream)).members).toBeUndefined()
  })

  it('finds nobody for a key that no record has, and says how many', async () => {
    const { ports } = office
    const { stream } = await listedAudit(office, [...keys.slice(0, 3), 'SYN-NOBODY-1', 'SYN-NOBODY-2'])
    const { moved } = await match(ports, await officer(ports), stream)
    expect(refusal(moved)).toEqual(['members-unknown'])
    expect(moved).toMatchObject({ refusal: { reasons: [{ words: expect.stringContaining('2 of the listed') }] } })
  })

  it('leaves a class that nobody was listed of undecided for each person: it never releases', async () => {
    const { ports } = office
    const { stream } = await handInAudit(office)
    const by = await officer(ports)
    expect(refusal(await beginBulk(ports, by, stream))).not.toEqual([])
    const state = await stateOf(stream)
    expect(state.members).toBeUndefined()
  })
})
