/** A real office by its command line alone, from `init` to `verify`, with the wrong turns that people take. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAge, parseIdentities } from '#verify/age.ts'
import { readPackage } from '#formats/package.ts'
import { parseManifest } from '#formats/manifest.ts'
import { readTar } from '#formats/tar.ts'
import { testDatabase, type TestDatabase } from '#testing/database.ts'
import { postern, running, type Run, type Running, type Said } from './postern.ts'

const examples = join(import.meta.dirname, '..', '..', 'examples')
const folder = mkdtempSync(join(tmpdir(), 'postern-journey-'))
const at = (name: string): string => join(folder, name)
const databases: TestDatabase[] = []
const dayFrom = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

let run: Run
let env: Record<string, string>
let witness: Running
let receiver: { identity: string; recipient: string }
let number = ''
let contentRoot = ''
/** Of the person who was asked about, in the agency's own system. */
let personKey = ''

/** What a command answered as JSON; it was done. */
async function done(...args: readonly string[]): Promise<Record<string, unknown>> {
  const said = await run(...args, '--json')
  expect(said, said.err).toMatchObject({ code: 0 })
  const answer: Record<string, unknown> = JSON.parse(said.out)
  return answer
}

/** The codes of a refusal; the command ended with 1 and said every reason in a sentence. */
async function refusals(...args: readonly string[]): Promise<string[]> {
  const said = await run(...args, '--json')
  expect(said.code, said.err).toBe(1)
  expect(said.err).toMatch(/is refused, and nothing was recorded:\n {2}- [^\n]+/)
  const { refused }: { refused: { reasons: { code: string }[] } } = JSON.parse(said.out)
  return refused.reasons.map(({ code }) => code)
}

/** What a command said of input that cannot be used; it ended with 2. */
async function wrong(...args: readonly string[]): Promise<Said> {
  const said = await run(...args)
  expect(said.code, said.out + said.err).toBe(2)
  expect(said.out).toBe('')
  return said
}

const as = (id: string): string[] => ['--as', id]
const key = (id: string): string => at(`${id}.key.json`)

function write(name: string, content: object | string | Uint8Array): string {
  const bytes = typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content)
  writeFileSync(at(name), bytes)
  return at(name)
}

function warrant(): object {
  const request: object = JSON.parse(readFileSync(join(examples, 'search-warrant', 'request.json'), 'utf8'))
  return request
}

const reading = (change: object = {}) => ({
  reading: 'postern/reading/v1',
  instrument: {
    id: 'i1',
    kind: 'judicial-warrant',
    issuer: 'United States District Court (synthetic)',
    issuerKind: 'federal-court',
    signedBy: 'magistrate-judge',
    docket: 'SYN-mj-0001',
    issuedOn: dayFrom(-2),
    executeBy: dayFrom(12),
    directedTo: 'ma-dta',
    subjects: ['p1'],
    programs: ['snap'],
    elements: ['application', 'ebt-transactions'],
    ...change,
  },
})

/** Prepare what the decision releases; the content root. */
const prepare = async () => String((await done('case', 'prepare', number, ...as('b-officer')))['contentRoot'])
const sign = () => done('case', 'sign', number, '--answer', 'release', ...as('b-counsel'))
const approve = (id: string, ...more: string[]) => ['case', 'approve', number, '--key', key(id), ...more]
const receiveWarrant = () =>
  run('case', 'receive', at('request.json'), '--papers', at('papers'), ...as('b-intake'), '--json')
const paper = (file: string): string[] => ['--paper', `search-warrant.pdf=${file}`]

function codesOf(said: readonly Said[]): (number | null)[] {
  return said.map(({ code }) => code).toSorted((a, b) => (a ?? 0) - (b ?? 0))
}

beforeAll(async () => {
  databases.push(await testDatabase(), await testDatabase({ empty: true }))
  env = {
    POSTERN_DATA: at('data'),
    DATABASE_URL: databases[0]?.url ?? '',
    POSTERN_SOURCE_URL: databases[1]?.url ?? '',
    NODE_COMPILE_CACHE: at('compiled'),
  }
  run = postern(env)
  const identity = await generateIdentity()
  receiver = { identity: write('receiver.txt', `${identity}\n`), recipient: await identityToRecipient(identity) }
})

afterAll(async () => {
  await witness.end('SIGTERM')
  for (const database of databases) await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

describe('an office is set up', () => {
  it('says where to begin where nothing is', async () => {
    const said = await run('queue')
    expect(said.code).toBe(69)
    expect(said.err).toContain('postern init')
  })

  it('begins with the key of its log, which its witness needs', async () => {
    const { vkey } = await done('log', 'key', '--origin', 'journey.example.org/log')
    const [started] = await Promise.all([
      running(
        env,
        'witness',
        '--dir',
        at('witness'),
        '--log',
        String(vkey),
        '--listen',
        '127.0.0.1:0',
        '--name',
        'court',
        '--json',
      ),
      done('seed', '--people', '60', '--agency', 'ma-dta'),
    ])
    witness = started
  })

  it('refuses settings that are none, and leaves nothing behind', async () => {
    const oversight = await identityToRecipient(await generateIdentity())
    const { vkey, url } = witness.first
    const init = ['init', '--agency', 'ma-dta', '--origin', 'journey.example.org/log', '--oversight', oversight]
    const whole = [...init, '--administrator', 'b-admin', '--witness', `court=${vkey}@${url}`]
    const refusedFor = await Promise.all([
      wrong(...init),
      wrong(...init, '--administrator', 'b-admin'),
      wrong(...whole, '--quorum', '2'),
      wrong(...whole, '--agency', 'ny-otda'),
      wrong(...whole, '--oversight', 'age1pq1qqqq'),
      wrong(...whole, '--time-zone', 'Mars/Olympus'),
    ])
    expect(refusedFor.map(({ err }) => err.split('\n')[0])).toEqual([
      "error: required option '--administrator <id>' not specified",
      expect.stringContaining('The quorum is not between one and all of the witnesses'.toLowerCase().slice(4)),
      expect.stringContaining('quorum'),
      expect.stringContaining('The agency is none of the vocabulary.'),
      expect.stringContaining('post-quantum'),
      expect.stringContaining('no such time zone'),
    ])
    expect(readdirSync(at('data'))).not.toContain('settings.json')

    const made = await run(...whole)
    expect(made.err).toBe('')
    expect(made.out).toContain('1 of 1 must cosign (court)')
    const again = await wrong(...whole)
    expect(again.err).toContain('There is an office here already; nothing was changed.')
  })

  it('enrolls its staff, each who signs with a key of their own', async () => {
    const vkeys = new Map<string, string>()
    for (const id of ['b-officer', 'b-counsel', 'b-one', 'b-two']) {
      vkeys.set(id, String((await done('staff', 'new-key', id, '--to', key(id)))['vkey']))
    }
    expect(statSync(key('b-one')).mode & 0o777).toBe(0o600)
    expect((await wrong('staff', 'new-key', 'b-one', '--to', key('b-one'))).err).toContain('left as it is')

    const enroll = (id: string, role: string): Promise<unknown> => {
      const vkey = vkeys.get(id)
      return done(
        'staff',
        'enroll',
        id,
        '--role',
        role,
        ...(vkey === undefined ? [] : ['--key', vkey]),
        ...as('b-admin'),
      )
    }
    // All at once: one register, and nobody is lost.
    await Promise.all([
      enroll('b-intake', 'intake-officer'),
      enroll('b-officer', 'disclosure-officer,approver'),
      enroll('b-counsel', 'counsel'),
      enroll('b-one', 'approver'),
      enroll('b-two', 'privacy-officer'),
    ])
    const [listed, own, other, gone, twin, system] = await Promise.all([
      run('staff', 'list'),
      refusals('staff', 'enroll', 'b-admin', '--role', 'approver', ...as('b-admin')),
      refusals('staff', 'enroll', 'b-mole', '--role', 'administrator', ...as('b-officer')),
      refusals('staff', 'leave', 'b-admin', ...as('b-officer')),
      wrong('staff', 'enroll', 'b-mole', '--role', 'approver', '--key', vkeys.get('b-one') ?? '', ...as('b-admin')),
      wrong('staff', 'enroll', 'b-mole', '--role', 'system', ...as('b-admin')),
    ])
    expect(listed.out.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'Id',
      'b-admin',
      'b-counsel',
      'b-intake',
      'b-officer',
      'b-one',
      'b-two',
      '',
    ])
    expect(twin.err).toContain('The key is named for somebody else.')
    expect([own, other, gone]).toEqual([['own-entry'], ['administrator-only'], ['administrator-only']])
    expect(system.err).toContain('A role is none that a person can have.')
  })
})

describe('what cannot be used is refused by name, and nothing of it is kept', () => {
  it('papers, keys and cases', async () => {
    mkdirSync(at('papers'))
    const pdf = readFileSync(join(examples, 'search-warrant', 'search-warrant.pdf'))
    write('papers/search-warrant.pdf', pdf)
    const request = write('request.json', { ...warrant(), receiver: { recipient: receiver.recipient } })
    const keyed = (recipient: string) => ({ ...warrant(), receiver: { recipient } })
    const receive = (...args: string[]) => wrong('case', 'receive', ...args, ...as('b-intake'))
    const damaged = receiver.recipient.replace(/.$/, (last) => (last === 'q' ? 'p' : 'q'))

    const said = await Promise.all([
      receive(request, ...paper(write('letter.txt', 'This is not a PDF.'))),
      receive(request, ...paper(write('cut-off.pdf', pdf.subarray(0, pdf.length / 2)))),
      receive(request, ...paper(at('nowhere.pdf'))),
      receive(write('cut-off.json', readFileSync(request).subarray(0, 200)), '--papers', at('papers')),
      receive(write('damaged-key.json', keyed(damaged)), '--papers', at('papers')),
      receive(write('post-quantum.json', keyed('age1pq1xyz')), '--papers', at('papers')),
      wrong('case', 'show', 'MA-DTA-2026-00000000'),
      wrong('case', 'receive', request, ...as('b-stranger')),
    ])
    const expected = [
      /search-warrant\.pdf is called a PDF and is not one: it is plain text/,
      /search-warrant\.pdf is a PDF that cannot be read/,
      /nowhere\.pdf cannot be read: there is none\./,
      /cut-off\.json: the file is not JSON/,
      /this is not an age recipient, or it is damaged/,
      /this is a post-quantum key/,
      /There is no case MA-DTA-2026-00000000\./,
      /The register has nobody called "b-stranger"\./,
    ]
    for (const [i, form] of expected.entries()) expect(said[i]?.err).toMatch(form)
    // Each says what to do, and none quotes the person.
    for (const { err } of said) {
      expect(err.trimEnd().split('\n').at(-1)).toMatch(/^[A-Z`].*\.$/)
      expect(err).not.toMatch(/Samplewright|1984-03-07/)
    }
    expect(await refusals('case', 'receive', request, ...as('b-intake'))).toEqual(['instrument-file-missing'])
    expect((await run('queue')).out).toBe('No case waits for anything.\n')
  })

  it('a name may look like SQL, a formula, a path or markup, and is a name', async () => {
    const names = [
      `Robert'); DROP TABLE event;--`,
      '=HYPERLINK("http://x.example")',
      '../../../etc/passwd',
      '<script>x</script>',
    ]
    const people = names.map((family, i) => ({ ref: `p${i + 1}`, name: { given: 'Testina', family } }))
    const { instruments: _, ...request } = { ...warrant(), instruments: [] }
    const strange = String(
      (await done('case', 'receive', write('names.json', { ...request, people }), ...as('b-intake')))['case'],
    )
    const { people: shown } = await done('case', 'match', strange, ...as('b-officer'))
    expect(Object.keys(Object(shown))).toEqual(['p1', 'p2', 'p3', 'p4'])
    const [withNames, without] = await Promise.all([
      run('case', 'show', strange, '--people'),
      run('case', 'show', strange),
    ])
    for (const name of names) {
      expect(withNames.out.replaceAll(/\s+/g, ' ')).toContain(JSON.stringify(`Testina ${name}`))
      expect(without.out).not.toContain(name)
    }
    await done('case', 'withdraw', strange, '--reason', `asked for ${names[0]}`, ...as('b-intake'))
    expect((await run('case', 'show', strange, '--json')).out).not.toContain('Robert')
  })
})

describe('a warrant is answered', () => {
  it('is taken in once, however often it is handed in', async () => {
    const said = await Promise.all([receiveWarrant(), receiveWarrant()])
    const [first, second] = said.toSorted((a, b) => (a.code ?? 0) - (b.code ?? 0))
    expect([first?.code, second?.code]).toEqual([0, 1])
    const opened: { case: string } = JSON.parse(first?.out ?? '')
    number = opened.case
    expect(second?.err).toContain(`it is case ${number}`)
  })

  it('is read, verified, matched and decided', async () => {
    const verify = ['--result', 'verified', '--channel', 'telephone', '--spoke-to', 'Deputy clerk (synthetic)']
    const impossible = await wrong(
      'case',
      'read',
      number,
      write('impossible.json', reading({ issuedOn: '2026-02-30' })),
      ...as('b-officer'),
    )
    expect(impossible.err).toContain('impossible.json: /instrument/issuedOn must be a day of the calendar')
    await done('case', 'read', number, write('reading.json', reading()), ...as('b-officer'))
    await done('case', 'read', number, write('reading.json', reading({ signedBy: 'clerk' })), ...as('b-intake'))
    expect(
      await refusals(
        'case',
        'verify-paper',
        number,
        'i1',
        ...verify,
        '--contact-from',
        'court-website',
        ...as('b-officer'),
      ),
    ).toEqual(['reading-disputed'])
    await done(
      'case',
      'settle',
      number,
      'i1',
      '--reader',
      'b-officer',
      '--reason',
      'the second page',
      ...as('b-counsel'),
    )
    await done('case', 'read', number, write('reading.json', reading()), ...as('b-intake'))
    expect(
      await refusals(
        'case',
        'verify-paper',
        number,
        'i1',
        ...verify,
        '--contact-from',
        'the-paper',
        ...as('b-officer'),
      ),
    ).toEqual(['contact-not-independent'])
    expect(await refusals('case', 'decide', number, ...as('b-intake'))).toEqual(['not-open'])

    // At the same instant: each is recorded once, the slower one on top of the faster.
    await Promise.all([
      done('case', 'verify-paper', number, 'i1', ...verify, '--contact-from', 'court-website', ...as('b-officer')),
      done('case', 'verify-requester', number, ...verify, '--contact-from', 'published-directory', ...as('b-officer')),
    ])
    expect(await refusals('case', 'confirm-requester', number, ...as('b-officer'))).toEqual(['own-work'])
    await done('case', 'confirm-requester', number, ...as('b-intake'))
    await done('case', 'assign', number, '--to', 'b-officer', ...as('b-intake'))
    const matched = await run('case', 'match', number, ...as('b-officer'))
    expect(matched.out).toContain('p1: one record, found by a sure key.')
    personKey = /^ {2}record (\S+)$/m.exec(matched.out)?.[1] ?? ''
    const decided = await run('case', 'decide', number, ...as('b-officer'))
    expect(decided.out).toMatch(/HOLD +application, ebt-transactions[^]+needs: counsel-review[^]+DENY +case-notes/)
    await done('case', 'counsel', number, 'approve', '--paper', 'i1', '--elements', 'as-instrument', ...as('b-counsel'))
    const { decision } = await done('case', 'decide', number, ...as('b-officer'))
    expect(decision).toMatchObject({ disposition: 'release-in-part' })
    const shown = await run('case', 'show', number, '--json')
    const { timeline }: { timeline: { type: string; n: number }[] } = JSON.parse(shown.out)
    expect(timeline.map(({ n }) => n)).toEqual(timeline.map((_, i) => i + 1))
    expect(timeline.filter(({ type }) => type.endsWith('.checked'))).toHaveLength(2)
  })

  it('is prepared, and approved by nobody who may not', async () => {
    expect(await refusals('case', 'prepare', number, ...as('b-officer'))).toEqual(['counsel-not-signed'])
    await sign()
    contentRoot = await prepare()
    const content = await run('case', 'content', number)
    expect(content.out).toContain(`----- Content root ${contentRoot}`)
    expect(content.out).toMatch(/----- data\/[^\n]+\.csv/)
    expect(content.out).not.toContain('receiptCode')

    await run('staff', 'new-key', 'b-one', '--to', key('b-one-lost'))
    chmodSync(key('b-two'), 0o644)
    const [early, own, other, readable, elsewhere] = await Promise.all([
      refusals('case', 'release', number, ...as('b-officer')),
      refusals(...approve('b-officer')),
      refusals(...approve('b-one-lost')),
      run(...approve('b-two')),
      wrong(...approve('b-one', '--content', 'f'.repeat(64))),
    ])
    chmodSync(key('b-two'), 0o600)
    expect([early, own, other]).toEqual([['not-open'], ['own-work'], ['signature-wrong']])
    expect(readable.code).toBe(69)
    expect(readable.err).toContain('can be read by other users')
    expect(elsewhere.err).toContain('nothing was signed')
  })

  it('goes back when the person objects after it was approved', async () => {
    await done(...approve('b-one', '--content', contentRoot))
    expect(await refusals(...approve('b-one'))).toEqual(['same-person-twice'])
    await done(...approve('b-two', '--role', 'privacy-officer'))
    await done('case', 'object', number, '--person', 'p1', ...as('b-two'))
    const [deliver, release] = await Promise.all([
      refusals('case', 'deliver', number, ...as('b-officer')),
      refusals('case', 'release', number, ...as('b-officer')),
    ])
    expect([deliver, release]).toEqual([['not-open'], ['not-open']])
    const shown = await run('case', 'show', number)
    expect(shown.out).toContain('approvals void, because of objection recorded')
  })

  it('is decided and prepared again, approved by two, and released', async () => {
    await done('case', 'decide', number, ...as('b-officer'))
    await sign()
    const before = contentRoot
    contentRoot = await prepare()
    expect(contentRoot).not.toBe(before)
    await done(...approve('b-one'))
    // At the same instant: one approval counts, the other is refused, nothing is doubled.
    const both = await Promise.all([1, 2].map(() => run(...approve('b-two', '--role', 'privacy-officer'))))
    expect(codesOf(both)).toEqual([0, 1])
    await done('case', 'release', number, ...as('b-officer'))
  })

  it('is delivered when the witness is back, and not before', async () => {
    const { url } = witness.first
    await witness.end('SIGKILL')
    expect((await run('log', 'publish')).code).toBe(75)
    const waiting = await run('case', 'deliver', number, ...as('b-officer'))
    expect(waiting.code).toBe(75)
    expect(waiting.err).toMatch(/^Not yet: the release of .+ is entry \d+ of the log since\n/)
    expect(waiting.err).toMatch(/wait for their witnesses since[^]+court +no answer/)

    const { vkey } = await done('log', 'key')
    const listen = new URL(url).host
    witness = await running(env, 'witness', '--dir', at('witness'), '--log', String(vkey), '--listen', listen, '--json')
    const ticked = await done('tick')
    expect(ticked).toMatchObject({ published: { outcome: 'published' }, delivered: [number], waiting: [] })
  })

  it('is collected once by whoever has the code, proved to a stranger, and opened by its receiver', async () => {
    const { pickupCode } = await done('case', 'deliver', number, ...as('b-officer'))
    const collect = (code: string) => run('case', 'collect', contentRoot, '--code', code, '--to', at('taken'))
    expect((await collect('AAAAA-AAAAA-AAAAA-AAAAA')).code).toBe(1)
    const taken = await Promise.all([collect(String(pickupCode)), collect(String(pickupCode))])
    expect(codesOf(taken)).toEqual([0, 1])
    const file = join(at('taken'), `${number}.postern`)
    const verified = await run('verify', file, '--identity', receiver.identity, '--json')
    expect(verified.code, verified.out + verified.err).toBe(0)

    const payload = await openAge(
      readPackage(readFileSync(file)).payload,
      await parseIdentities(readFileSync(receiver.identity, 'utf8')),
    )
    const manifest = readTar(payload).find(({ name }) => name === 'manifest.json')
    const { receiptCode, cells } = parseManifest(manifest?.bytes ?? new Uint8Array())
    expect(cells.map(({ element }) => element)).toEqual(['application', 'ebt-transactions'])
    const receipt = (code: string) => ['case', 'receipt', number, '--code', code, ...as('b-officer')]
    expect(await refusals(...receipt('A'.repeat(22)))).toEqual(['receipt-code-wrong'])
    await done(...receipt(receiptCode))
  })

  it('is closed and accounted for; nothing is forgotten before its day, and the tables are what the log says', async () => {
    await done('case', 'notice', number, '--person', 'p1', '--paper', 'i1', ...as('b-officer'))
    await done('case', 'destroyed', number, '--by', 'Custodian (synthetic)', '--method', 'purge', ...as('b-officer'))
    await done('case', 'close', number, ...as('b-officer'))
    const forget = (one: string, two: string) => ['forget', number, '--key', key(one), '--key', key(two)]
    const [kept, alone, unfit] = await Promise.all([
      run(...forget('b-two', 'b-counsel')),
      run(...forget('b-two', 'b-two')),
      run(...forget('b-two', 'b-one')),
    ])
    expect(kept.code).toBe(1)
    expect(kept.out).toMatch(new RegExp(`${number}: it must be kept until \\d{4}-`))
    expect([alone.code, unfit.code]).toEqual([2, 2])
    expect(alone.err).toContain('Forgetting takes two people.')

    const { out: queue } = await run('queue', '--all', '--json')
    await done('rebuild')
    await done('keys', 'rotate', ...as('b-admin'))
    expect((await run('queue', '--all', '--json')).out).toBe(queue)
    const accounting = await run('accounting', '--agency', 'ma-dta', '--person-key', personKey)
    expect(accounting.out).toContain(number)
    expect(accounting.out).toMatch(/Left +\d{4}-\d{2}-\d{2}[^]+snap application/)
  })
})
