import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PosternError } from '#errors.ts'
import { formatOpening } from '#formats/commitment.ts'
import { contentRoot } from '#formats/content-root.ts'
import { decisionCommitment, decisionForOversight, openDecision } from '#formats/decision-commitment.ts'
import { readPackage } from '#formats/package.ts'
import { fromUtf8 } from '#formats/bytes.ts'
import { generateEd25519Key } from '#formats/ed25519.ts'
import { ed25519Signer, formatVkey, parseVkey, verifierKey } from '#formats/note.ts'
import { unread } from '#testing/chunks.ts'
import {
  answeredWarrant,
  approveAs,
  approvedWarrant,
  days,
  handInWarrant,
  officer,
  ok,
  packageOf,
  refusal,
  testOffice,
  warrantReading,
  type TestOffice,
} from '#testing/office.ts'
import type { WitnessProcess } from '#testing/witness-process.ts'
import { openAge, parseIdentities } from '#verify/age.ts'
import { verifyPackage } from '#verify/verify-package.ts'
import { readTar } from '#formats/tar.ts'
import { asOfIn } from './as-of.ts'
import { decide, match, sealedDecision } from './determine.ts'
import { deliver, prepare, release } from './fulfill.ts'
import { paperOf, read } from './intake.ts'
import { loadCase, move, newest, streamOf, toCaseEvent } from './move.ts'
import type { Ports } from './ports.ts'
import { actor, enroll, leave, staff } from './register.ts'

let office: TestOffice
let witness: WitnessProcess
const courier = { id: 'system:courier', roles: ['system'] } as const

beforeAll(async () => {
  office = await testOffice()
  ;({ witness } = office)
})
afterAll(() => office.close())

/** The office's ports with one of them replaced. */
const withPort = (change: Partial<Ports>): Ports => ({ ...office.ports, ...change })

async function delivered(stream: string) {
  const result = await deliver(office.ports, courier, stream)
  if (!result.delivered) throw new Error(`it waits for the ${result.waitingFor}`)
  return result
}

it('carries a warrant from the paper to a package that only the receiver opens and a stranger can check', async () => {
  const { ports, cast } = office
  const { stream, number } = await approvedWarrant(office)
  ok(await release(ports, await officer(ports), stream))
  await ports.log.publish()
  await delivered(stream)
  const bytes = await packageOf(office, stream)

  const identities = await parseIdentities(await readFile(cast.receiver.file, 'utf8'))
  expect((await verifyPackage(bytes, { identities })).verdict).toBe('proved')

  const files = readTar(await openAge(readPackage(bytes).payload, identities)).map(({ name }) => name)
  expect(files).toEqual(
    expect.arrayContaining(['datapackage.json', 'manifest.json', 'terms.txt', 'data/snap.ebt-transactions.csv']),
  )
  expect(files.join()).not.toContain('case-notes')
  await expect(
    openAge(readPackage(bytes).payload, await parseIdentities(await readFile(cast.oversight.file, 'utf8'))),
  ).rejects.toThrow(PosternError)

  const outside = fromUtf8(readPackage(bytes).statement) + fromUtf8(readPackage(bytes).proof)
  for (const secret of ['Samplewright', '1984-03-07', '000-00-0001', 'case-notes', 'ebt-transactions', 'deny']) {
    expect(outside).not.toContain(secret)
    expect(outside).not.toContain(Buffer.from(secret).toString('base64').slice(0, -3))
  }
  expect(await streamOf(ports, number)).toBe(stream)
})

it('opens to nobody in the leaf that the receiver is given', async () => {
  const { stream } = await approvedWarrant(office)
  ok(await release(office.ports, await officer(office.ports), stream))
  const { events } = await loadCase(office.ports, stream)
  const leaf = newest(events, 'release.authorized')
  expect(leaf?.opening.record.people).toEqual({})
  expect(leaf && formatOpening(leaf.opening)).not.toMatch(/Samplewright|p1|snap/)
})

it('decides again at the moment of release, and an objection to the warrant takes everything back', async () => {
  const { ports } = office
  const { stream } = await approvedWarrant(office)
  const privacy = await actor(ports, 'demo-approver-2')
  const today = asOfIn(ports.clock.now(), ports.office.timeZone).slice(0, 10)
  ok(
    await move(ports, privacy, stream, () => ({
      command: 'record-objection',
      person: 'p1',
      on: today,
      instrument: 'i1',
    })),
  )
  const { state } = await loadCase(ports, stream)
  expect(state).toMatchObject({ status: 'matched', prepared: undefined, approvals: [] })
  expect(refusal(await release(ports, await officer(ports), stream))).toContain('not-open')
})

it('releases nothing on a decision that no longer holds', async () => {
  const { ports } = office
  const { stream } = await approvedWarrant(office)
  const denied = withPort({
    decide: async (file) => {
      const decision = await ports.decide(file)
      return { ...decision, cells: decision.cells.map((cell) => ({ ...cell, outcome: 'deny' as const })) }
    },
  })
  expect(refusal(await release(denied, await officer(ports), stream))).toContain('decision-changed')
  ok(await release(ports, await officer(ports), stream))
})

it('releases nothing about a person whose record has changed since they were matched', async () => {
  const { ports } = office
  const source = ports.sources['ma-dta']
  if (source === undefined) expect.unreachable()
  const moved = withPort({
    sources: {
      'ma-dta': {
        ...source,
        facts: async (key, day) => ({ ...(await source.facts(key, day)), markers: ['address-confidentiality'] }),
      },
    },
  })
  const answered = await answeredWarrant(office)
  expect(refusal(await prepare(moved, await officer(ports), answered.stream))).toEqual(['record-changed'])
  const approved = await approvedWarrant(office)
  expect(refusal(await release(moved, await officer(ports), approved.stream))).toEqual(['record-changed'])
  ok(await release(ports, await officer(ports), approved.stream))

  // The log may have waited for its witnesses for days.
  await ports.log.publish()
  const root = (await loadCase(ports, approved.stream)).state.prepared?.contentRoot ?? ''
  const kept = await deliver(moved, courier, approved.stream)
  expect(kept).toMatchObject({ delivered: false, waitingFor: 'case' })
  expect('moved' in kept && refusal(kept.moved)).toEqual(['record-changed'])
  expect(await ports.courier.placed(root)).toBeUndefined()
  await delivered(approved.stream)
})

/** The office with a source that tells whether anybody looked into it. */
function watchedSource(): { ports: Ports; looks: string[] } {
  const source = office.ports.sources['ma-dta']
  if (source === undefined) expect.unreachable()
  const looks: string[] = []
  const watched: typeof source = {
    mapping: source.mapping,
    find: (asked) => (looks.push('find'), source.find(asked)),
    facts: (key, day) => (looks.push('facts'), source.facts(key, day)),
    onFile: (key) => (looks.push('on file'), source.onFile(key)),
    read: (compiled) => (looks.push('read'), source.read(compiled)),
  }
  return { ports: withPort({ sources: { 'ma-dta': watched } }), looks }
}

it('looks for nobody, and shows nothing, for somebody who may not match or when matching is over', async () => {
  const { ports, looks } = watchedSource()
  const received = await handInWarrant(office)
  if (!received.received) expect.unreachable()
  const approver = await actor(ports, 'demo-approver-1')
  const { shown, moved } = await match(ports, approver, received.stream)
  expect(refusal(moved)).toEqual(['not-your-role'])
  expect({ shown, looks }).toEqual({ shown: {}, looks: [] })

  ok(await move(ports, await officer(ports), received.stream, () => ({ command: 'withdraw', reason: 'over' })))
  const late = await match(ports, await officer(ports), received.stream)
  expect(refusal(late.moved)).toEqual(['not-open'])
  expect({ shown: late.shown, looks }).toEqual({ shown: {}, looks: [] })
})

it('reads nothing from the source, and seals nothing, for whom or what may not be prepared', async () => {
  const { ports, looks } = watchedSource()
  const { stream } = await answeredWarrant(office)
  const shelved = await readdir(join(office.directory, 'shelf')).catch(() => [])
  expect(refusal(await prepare(ports, await actor(ports, 'demo-intake'), stream))).toEqual(['not-your-role'])
  ok(
    await move(ports, await officer(ports), stream, () => ({
      command: 'open-incident',
      incident: 'looked-at',
      what: 'A test looks.',
    })),
  )
  expect(refusal(await prepare(ports, await officer(ports), stream))).toEqual(['incident-open'])
  // Decided anew, and counsel has not signed that answer.
  const unsigned = await answeredWarrant(office)
  ok(await decide(ports, await officer(ports), unsigned.stream))
  expect(refusal(await prepare(ports, await officer(ports), unsigned.stream))).toEqual(['counsel-not-signed'])
  expect(looks).toEqual([])
  expect(await readdir(join(office.directory, 'shelf')).catch(() => [])).toEqual(shelved)
})

it('decides a request about everybody as a class, reads no row of the source for it, and never prepares it', async () => {
  const { ports, looks } = watchedSource()
  const received = await handInWarrant(
    { ports, cast: office.cast },
    { people: [], subjectClass: 'Everybody who receives benefits', instruments: [], elements: 'all' },
  )
  if (!received.received) expect.unreachable()
  const { stream } = received
  const by = await officer(ports)
  ok((await match(ports, by, stream)).moved)
  ok(await decide(ports, by, stream))
  const { state } = await loadCase(ports, stream)
  expect(state.decision?.cells.map(({ subject }) => subject)).toContain('*')
  expect(state.decision?.cells.every(({ subject, outcome }) => subject === '*' && outcome !== 'release')).toBe(true)
  expect(refusal(await prepare(ports, by, stream))).toContain('nothing-to-release')
  const counsel = await actor(ports, 'demo-counsel')
  const decision = state.decision?.decision ?? ''
  ok(await move(ports, counsel, stream, () => ({ command: 'sign-answer', decision, answer: 'refusal' })))
  ok(await move(ports, by, stream, () => ({ command: 'refuse', letter: 'refusal' })))
  expect(looks).toEqual([])
})

it('stops everything at a cell too many and opens an incident', async () => {
  const { ports } = office
  const { stream } = await answeredWarrant(office)
  const source = ports.sources['ma-dta']
  if (source === undefined) expect.unreachable()
  const leaking = withPort({
    sources: {
      'ma-dta': {
        ...source,
        read: async (compiled) => {
          const rows = await source.read(compiled)
          return [...rows, ...rows.slice(0, 1).map((row) => ({ ...row, element: 'case-notes' }))]
        },
      },
    },
  })
  await expect(prepare(leaking, await officer(ports), stream)).rejects.toMatchObject({ code: 'ERR_GATE' })
  const { state } = await loadCase(ports, stream)
  expect(state.prepared).toBeUndefined()
  expect(state.incidents).toHaveLength(1)
  expect(refusal(await prepare(ports, await officer(ports), stream))).toContain('incident-open')

  const [incident = ''] = state.incidents
  const privacy = await actor(ports, 'demo-approver-2')
  ok(
    await move(ports, privacy, stream, () => ({
      command: 'close-incident',
      incident,
      finding: 'A test put it there.',
    })),
  )
  ok(await prepare(ports, await officer(ports), stream))
})

it('releases nothing while the log cannot be written', async () => {
  const { ports } = office
  const { stream } = await approvedWarrant(office)
  const down = new PosternError('ERR_LOG_UNAVAILABLE', 'the log cannot be written')
  const silent = withPort({ ledger: { ...bound(ports.ledger), append: () => Promise.reject(down) } })
  await expect(release(silent, await officer(ports), stream)).rejects.toBe(down)
  expect((await loadCase(ports, stream)).state.status).toBe('approved')
  expect(await ports.courier.placed((await loadCase(ports, stream)).state.prepared?.contentRoot ?? '')).toBeUndefined()
})

it('goes on up to delivery while the witness is away, and delivers when it is back', async () => {
  const { ports } = office
  await witness.kill()
  const { stream } = await approvedWarrant(office)
  ok(await release(ports, await officer(ports), stream))
  expect(await ports.log.publish()).toMatchObject({ outcome: 'waiting', waitingOn: ['test-witness'] })
  expect(await deliver(ports, courier, stream)).toMatchObject({ delivered: false, waitingFor: 'log' })
  expect((await office.installation.log.status()).waitingSince).not.toBeNull()

  witness = await office.restartWitness()
  expect(await ports.log.publish()).toMatchObject({ outcome: 'published' })
  await delivered(stream)
})

it('waits for cosignatures, and not for a row of the database that says there are some', async () => {
  const { ports } = office
  await witness.kill()
  const { stream } = await approvedWarrant(office)
  ok(await release(ports, await officer(ports), stream))
  expect(await ports.log.publish()).toMatchObject({ outcome: 'waiting' })
  // What whoever has the product's own role in the database could write.
  const client = new Client({ connectionString: office.env['DATABASE_URL'] })
  await client.connect()
  await client.query('set role postern_app')
  await client.query(`insert into checkpoint_publication (size, note, published_at)
    select size, note, '2026-11-22T00:00:00.000Z' from checkpoint_signature order by size desc limit 1`)
  await client.end()
  expect(await office.installation.log.newestPublished()).toBeDefined()
  expect(await deliver(ports, courier, stream)).toMatchObject({ delivered: false, waitingFor: 'log', publishedSize: 0 })

  witness = await office.restartWitness()
  await answeredWarrant(office)
  expect(await ports.log.publish()).toMatchObject({ outcome: 'published' })
  await delivered(stream)
})

it('delivers once, whoever asks again', async () => {
  const { ports } = office
  const { stream } = await approvedWarrant(office)
  ok(await release(ports, await officer(ports), stream))
  await ports.log.publish()
  const tries = await Promise.all([1, 2, 3].map(() => deliver(ports, courier, stream)))
  expect(tries.filter(({ delivered: done }) => done)).toHaveLength(1)
  const { events, state } = await loadCase(ports, stream)
  expect(events.filter(({ record }) => record.type === 'package.delivered')).toHaveLength(1)
  expect(await deliver(ports, courier, stream)).toMatchObject({ delivered: false, waitingFor: 'case' })

  const root = state.prepared?.contentRoot ?? ''
  const { pickupCode = '' } = (await ports.courier.placed(root)) ?? {}
  expect(await unread(ports.courier.collect(root, pickupCode, ports.clock.now(), async () => true))).toMatchObject({
    collected: true,
  })
  expect(await unread(ports.courier.collect(root, pickupCode, ports.clock.now(), async () => true))).toMatchObject({
    reason: 'used',
  })
})

it('takes the package back when an objection comes between placing and recording', async () => {
  const { ports } = office
  const { stream } = await approvedWarrant(office)
  ok(await release(ports, await officer(ports), stream))
  await ports.log.publish()
  const root = (await loadCase(ports, stream)).state.prepared?.contentRoot ?? ''
  const privacy = await actor(ports, 'demo-approver-2')
  const racing = withPort({
    observe: async (step) => {
      if (step !== 'deliver: placed') return
      const today = asOfIn(ports.clock.now(), ports.office.timeZone).slice(0, 10)
      ok(await move(ports, privacy, stream, () => ({ command: 'record-objection', person: 'p1', on: today })))
    },
  })
  expect(await deliver(racing, courier, stream)).toMatchObject({ delivered: false, waitingFor: 'case' })
  const { pickupCode = '' } = (await ports.courier.placed(root)) ?? {}
  expect(await unread(ports.courier.collect(root, pickupCode, ports.clock.now(), async () => true))).toMatchObject({
    collected: false,
  })
  expect((await loadCase(ports, stream)).state.status).toBe('matched')
})

it('puts nothing on the counter while an incident is open', async () => {
  const { ports } = office
  const { stream } = await approvedWarrant(office)
  ok(await release(ports, await officer(ports), stream))
  await ports.log.publish()
  const root = (await loadCase(ports, stream)).state.prepared?.contentRoot ?? ''
  const privacy = await actor(ports, 'demo-approver-2')
  ok(
    await move(ports, privacy, stream, () => ({
      command: 'open-incident',
      incident: 'feedbeef',
      what: 'A test looks.',
    })),
  )
  expect(await deliver(ports, courier, stream)).toMatchObject({ delivered: false, waitingFor: 'case' })
  expect(await ports.courier.placed(root)).toBeUndefined()
})

it('carries no release on the approval of somebody who has left the register', async () => {
  const { ports, cast } = office
  const { stream } = await approvedWarrant(office)
  const administrator = await actor(ports, 'demo-administrator')
  await leave(ports, administrator, 'demo-approver-1')
  expect(refusal(await release(ports, await officer(ports), stream))).toEqual(['approver-unknown'])
  const back = cast.staff.find(({ id }) => id === 'demo-approver-1')
  if (back === undefined) expect.unreachable()
  await enroll(ports, administrator, back)
  ok(await release(ports, await officer(ports), stream))
})

it('takes no approval of somebody past their last day, and carries no release on one', async () => {
  const { ports, cast } = office
  const { stream } = await approvedWarrant(office)
  const administrator = await actor(ports, 'demo-administrator')
  const approver = cast.staff.find(({ id }) => id === 'demo-approver-1')
  if (approver === undefined) expect.unreachable()
  const [yesterday, today] = [days(ports, -2), days(ports, 1)]
  await enroll(ports, administrator, { ...approver, until: yesterday })
  const by = await officer(ports)
  expect(refusal(await release(ports, by, stream))).toEqual(['role-not-held'])
  ok(await move(ports, by, stream, () => ({ command: 'void-approval', reason: 'a role has ended' })))
  expect(refusal(await approveAs(office, 'demo-approver-1', 'approver', stream))).toEqual(['role-not-held'])
  await enroll(ports, administrator, { ...approver, until: today })
  ok(await approveAs(office, 'demo-approver-1', 'approver', stream))
  await enroll(ports, administrator, approver)
})

it('opens one case for one letter, however many clerks scan it in at once', async () => {
  const letter = { reference: 'SYN-THE-SAME' }
  const all = await Promise.all([1, 2, 3, 4].map(() => handInWarrant(office, letter)))
  const opened = all.filter(({ received }) => received)
  expect(opened).toHaveLength(1)
  const again = await handInWarrant(office, letter)
  const [first] = opened
  if (again.received || !first?.received) expect.unreachable()
  expect(again.refusal.reasons).toEqual([
    { code: 'duplicate-request', words: expect.stringContaining(first.number) as unknown },
  ])
})

it('keeps a paper as it arrived, and nothing readable on the disk', async () => {
  const { ports } = office
  const { stream } = await answeredWarrant(office)
  const paper = await readFile(join(import.meta.dirname, '..', '..', 'examples/search-warrant/search-warrant.pdf'))
  expect(Buffer.from(await paperOf(ports, stream, 'i1'))).toEqual(paper)
  expect(fromUtf8(await paperOf(ports, stream, 'request'))).toContain('Samplewright')
  await expect(paperOf(ports, stream, 'i9')).rejects.toMatchObject({ code: 'ERR_INPUT_INVALID' })
  const kept = await readdir(join(office.directory, 'papers'))
  for (const name of kept)
    expect(await readFile(join(office.directory, 'papers', name), 'latin1')).not.toContain('Samplewright')
})

it('refuses a receiver’s key that nothing can be sealed to before there is a case', async () => {
  for (const recipient of ['age1nonsense', 'age1pq1qqqqqqqq', 'ssh-ed25519']) {
    await expect(handInWarrant(office, { receiver: { recipient } })).rejects.toMatchObject({ code: 'ERR_RECEIVER_KEY' })
  }
})

it('gives oversight the whole decision, and only the one that was committed to', async () => {
  const { ports, cast } = office
  const { stream } = await answeredWarrant(office)
  const found = await sealedDecision(ports, stream)
  if (found === undefined) expect.unreachable()
  const identities = await parseIdentities(await readFile(cast.oversight.file, 'utf8'))
  const bytes = await openAge(found.sealed, identities)
  expect(JSON.stringify(openDecision(bytes, found.commitment))).toContain('case-notes')
  expect(openDecision(bytes, '0'.repeat(64))).toBeUndefined()

  const salt = new Uint8Array(32).fill(1)
  const forged = decisionForOversight({ cells: [] }, salt)
  expect(openDecision(forged, found.commitment)).toBeUndefined()
  expect(openDecision(forged, decisionCommitment({ cells: [] }, salt))).toEqual({ cells: [] })
})

it('takes no approval from whoever prepared it, from one person twice, or over content that has changed', async () => {
  const { ports } = office
  const { stream } = await answeredWarrant(office)
  const by = await officer(ports)
  ok(await prepare(ports, by, stream))
  expect(refusal(await approveAs(office, 'demo-officer', 'approver', stream))).toContain('role-not-held')
  ok(await approveAs(office, 'demo-approver-1', 'approver', stream))
  expect(refusal(await approveAs(office, 'demo-approver-1', 'approver', stream))).toContain('same-person-twice')

  const before = (await loadCase(ports, stream)).state.prepared?.contentRoot
  ok(await prepare(ports, by, stream))
  const { state, events } = await loadCase(ports, stream)
  expect(state.approvals).toEqual([])
  expect(state.prepared?.contentRoot).not.toBe(before)
  expect(newest(events, 'approvals.voided')).toBeDefined()
  expect(refusal(await release(ports, by, stream))).toContain('not-open')
})

it('decides nothing new for a person who is not found, and says several where two fit', async () => {
  const { ports } = office
  const people = [
    { ref: 'p1', name: { given: 'Jordan', family: 'Twinning' }, dateOfBirth: '1999-05-05' },
    { ref: 'p2', name: { given: 'Nobody', family: 'Atall' }, dateOfBirth: '1950-01-01' },
  ]
  const received = await handInWarrant(office, { people })
  if (!received.received) expect.unreachable()
  const by = await officer(ports)
  ok(await read(ports, by, received.stream, warrantReading(ports, { subjects: ['p1', 'p2'] })))
  const { shown } = await match(ports, by, received.stream)
  expect(shown['p1']?.found).toHaveLength(2)
  expect(shown['p2']?.found).toHaveLength(0)
  const { state } = await loadCase(ports, received.stream)
  expect([state.people['p1']?.match?.match, state.people['p2']?.match?.match]).toEqual(['several', 'none'])
})

it('refuses a command whose clock stands before the last event, and goes on when it is right', async () => {
  const { ports } = office
  const { stream } = await answeredWarrant(office)
  const past = withPort({ clock: { now: () => '2020-01-01T00:00:00.000Z' } })
  const before = (await loadCase(ports, stream)).state.n
  expect(refusal(await prepare(past, await officer(ports), stream))).toContain('clock-went-back')
  expect((await loadCase(ports, stream)).state.n).toBe(before)
  ok(await prepare(ports, await officer(ports), stream))
})

function onlyAdministrators(does: string) {
  return { code: 'administrator-only', words: `Only an administrator ${does}.` }
}

it('enrolls staff only by an administrator, with nobody else’s key, and never by themselves', async () => {
  const { ports, cast } = office
  const administrator = await actor(ports, 'demo-administrator')
  const member = { id: 'new-officer', agency: 'ma-dta', roles: ['disclosure-officer'], demo: false } as const
  expect(await enroll(ports, await officer(ports), member)).toEqual(onlyAdministrators('enrolls staff'))
  expect(await enroll(ports, administrator, { ...member, id: 'demo-administrator' })).toMatchObject({
    code: 'own-entry',
  })
  const stolen = cast.staff.find(({ id }) => id === 'demo-approver-1')?.key
  if (stolen === undefined) expect.unreachable()
  const borrowed = stolen.replace('demo-approver-1', 'new-approver')
  await expect(enroll(ports, administrator, { ...member, id: 'new-approver', key: borrowed })).rejects.toThrow(
    PosternError,
  )
  await enroll(ports, administrator, member)
  expect((await staff(ports)).get('new-officer')).toEqual(member)
  await leave(ports, administrator, 'new-officer')
  expect((await staff(ports)).has('new-officer')).toBe(false)
  await expect(actor(ports, 'new-officer')).rejects.toMatchObject({ code: 'ERR_INPUT_INVALID' })
})

it('lets the set-up itself enroll nobody real once there is staff, and no key twice however many enroll at once', async () => {
  const { ports, cast } = office
  const administrator = await actor(ports, 'demo-administrator')
  const setup = { id: 'system:setup', roles: ['system'] } as const
  const real = { id: 'b-officer', agency: 'ma-dta', roles: ['disclosure-officer'], demo: false } as const
  expect(await enroll(ports, setup, real)).toEqual(onlyAdministrators('enrolls staff'))
  await enroll(ports, administrator, real)
  // A register with somebody real on it is no demonstration's any more.
  expect(await enroll(ports, setup, { ...real, id: 'demo-late', demo: true })).toEqual(
    onlyAdministrators('enrolls staff'),
  )
  await leave(ports, administrator, 'b-officer')

  const key = formatVkey(ed25519Signer('twin-0', generateEd25519Key()).key)
  const material = parseVkey(key)
  const twins = [1, 2, 3].map((i) => {
    const id = `twin-${i}`
    return {
      id,
      agency: 'ma-dta',
      roles: ['approver'] as const,
      key: formatVkey(verifierKey(id, material.type, material.publicKey)),
      demo: true,
    }
  })
  const tries = await Promise.allSettled(twins.map((twin) => enroll(ports, administrator, twin)))
  expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
  const one = twins.find((_, i) => tries[i]?.status === 'fulfilled')
  await leave(ports, administrator, one?.id ?? '')
  expect([...(await staff(ports)).keys()].toSorted()).toEqual(cast.staff.map(({ id }) => id).toSorted())
})

it('asks the register of this moment whether somebody is still an administrator', async () => {
  const { ports } = office
  const administrator = await actor(ports, 'demo-administrator')
  const second = { id: 'second-admin', agency: 'ma-dta', roles: ['administrator'], demo: true } as const
  await enroll(ports, administrator, second)
  const dismissed = await actor(ports, 'second-admin')
  await leave(ports, administrator, 'second-admin')
  const member = { id: 'friend', agency: 'ma-dta', roles: ['disclosure-officer'], demo: true } as const
  expect(await enroll(ports, dismissed, member)).toEqual(onlyAdministrators('enrolls staff'))
  expect(await leave(ports, dismissed, 'demo-officer')).toEqual(onlyAdministrators('takes staff off the register'))
  expect((await staff(ports)).has('demo-officer')).toBe(true)
})

it('counts the days of the agency’s own clock', () => {
  expect(asOfIn('2026-11-22T03:16:56.107Z', 'America/New_York')).toBe('2026-11-21T22:16:56-05:00')
  expect(asOfIn('2026-07-01T12:00:00.000Z', 'America/New_York')).toBe('2026-07-01T08:00:00-04:00')
  expect(asOfIn('2026-07-01T12:00:00.000Z', 'UTC')).toBe('2026-07-01T12:00:00+00:00')
})

it('signs the content root that the sealed and the opened half give', async () => {
  const { stream } = await approvedWarrant(office)
  const { events } = await loadCase(office.ports, stream)
  const prepared = events.map(({ record }) => toCaseEvent(record)).find(({ type }) => type === 'release.prepared')
  if (prepared?.type !== 'release.prepared') expect.unreachable()
  const { opened, sealed, terms, contentRoot: root, synthetic, expiresAt } = prepared.body
  expect(contentRoot({ opened, sealed, terms })).toBe(root)
  expect(synthetic).toBe(true)
  expect(asOfIn(expiresAt, office.ports.office.timeZone).slice(0, 10)).toBe(days(office.ports, 14))
})

/** A class instance's methods, so that one can be replaced beside the others. */
function bound(ledger: Ports['ledger']): Ports['ledger'] {
  return {
    append: (batch) => ledger.append(batch),
    load: (stream) => ledger.load(stream),
    lengthOf: (stream) => ledger.lengthOf(stream),
    opening: (seq) => ledger.opening(seq),
    streams: () => ledger.streams(),
    streamsWith: (type, limit) => ledger.streamsWith(type, limit),
    streamOf: (number) => ledger.streamOf(number),
    matchesOf: (agency, personKey) => ledger.matchesOf(agency, personKey),
    dueJobs: (now, limit, kinds) => ledger.dueJobs(now, limit, kinds),
    finishJob: (job, at) => ledger.finishJob(job, at),
  }
}
