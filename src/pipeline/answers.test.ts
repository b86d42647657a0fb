/** What a requester hears short of a release: the same to the byte and to the moment, whoever the request is about. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planted } from '#adapters/caseload/planted.ts'
import { toHex, utf8 } from '#formats/bytes.ts'
import { sha256 } from '#formats/sha256.ts'
import { plainText } from '#letter/model.ts'
import { write } from '#letter/write.ts'
import { ok, refusal, testOffice, type TestOffice } from '#testing/office.ts'
import { randomFrom, type Random } from '#testing/random.ts'
import { countersignAnswer, fixAnswer } from './answer.ts'
import { decide, match } from './determine.ts'
import { receive } from './intake.ts'
import { letterFile, type LetterSource } from './letters.ts'
import { loadCase, move } from './move.ts'
import { actor } from './register.ts'
import { tick } from './tick.ts'
import type { Ports } from './ports.ts'

const example = join(import.meta.dirname, '..', '..', 'examples', 'administrative-subpoena')
let office: TestOffice
/** The office's clock, where a test moves it on. */
let now: number | undefined

beforeAll(async () => {
  office = await testOffice()
})
afterAll(() => office.close())

const ports = (): Ports => ({ ...office.ports, clock: { now: () => new Date(now ?? Date.now()).toISOString() } })

interface Asked {
  readonly name: { readonly given: string; readonly family: string }
  readonly dateOfBirth?: string
  readonly ssn?: string
}

const known = (key: string): Asked => {
  const person = planted.find((one) => one.key === key)
  if (person === undefined) throw new Error(`nobody is planted as ${key}`)
  return { name: { given: person.given, family: person.family }, dateOfBirth: person.birthDate, ssn: person.ssn }
}
const nobody: Asked = { name: { given: 'Nemo', family: 'Nowhere' }, dateOfBirth: '1990-01-01', ssn: '900-99-9999' }

async function handIn(person: Asked, reference: string): Promise<string> {
  const request: object = JSON.parse(await readFile(join(example, 'request.json'), 'utf8'))
  const letter = { ...request, people: [{ ref: 'p1', ...person }], reference }
  const file = { name: 'request.json', bytes: utf8(JSON.stringify(letter)) }
  const paper = {
    name: 'administrative-subpoena.pdf',
    bytes: await readFile(join(example, 'administrative-subpoena.pdf')),
  }
  const received = await receive(ports(), await actor(ports(), 'demo-intake'), file, [paper])
  if (!received.received) throw new Error('the request was not received')
  return received.stream
}

interface Heard {
  readonly answer: object
  /** From the moment of the request. */
  readonly afterMs: number
  /** What is printed, under another number, since each case has one of its own. */
  readonly pdf: string
  readonly says: string
  readonly number: string
  readonly printed: string
}

const hashOf = (bytes: Uint8Array): string => toHex(sha256(bytes))

async function printedUnder(number: string, source: LetterSource, own: string): Promise<{ pdf: string; says: string }> {
  const { of, language }: LetterSource = JSON.parse(JSON.stringify(source).replaceAll(own, number))
  const document = write(of, language)
  return { pdf: hashOf((await ports().setLetter(document)).pdf), says: plainText(document) }
}

/** Everything that leaves for the requester, and when. */
async function heard(stream: string): Promise<Heard & { source: LetterSource }> {
  const { state, events } = await loadCase(ports(), stream)
  const [letter, ...others] = state.letters
  expect(others).toEqual([])
  const sent = events.find(({ record }) => record.type === 'answer.sent')
  const source: LetterSource = JSON.parse(Buffer.from(await letterFile(ports(), letter, 'source')).toString())
  const { answer, lacks, counselSigns, goesOutAt, countersigned } = state.answer ?? {}
  return {
    ...(await printedUnder('MA-DTA-2026-00000000', source, state.number)),
    answer: { answer, lacks, counselSigns, goesOutAt, countersigned },
    afterMs: Date.parse(sent?.record.at ?? '') - Date.parse(state.request?.receivedAt ?? ''),
    number: state.number,
    printed: hashOf(await letterFile(ports(), letter)),
    source,
  }
}

/** Whatever staff do once they have looked, and however long they take for it. */
async function work(who: string, stream: string, chance: Random): Promise<void> {
  const officer = await actor(office.ports, 'demo-officer')
  now = (now ?? 0) + chance.below(3_600_000)
  ok((await match(ports(), officer, stream)).moved)
  if (who.includes('objected')) {
    ok(await move(ports(), officer, stream, () => ({ command: 'record-objection', person: 'p1', on: '2026-11-20' })))
  }
  if (chance.below(2) === 0) ok(await decide(ports(), officer, stream))
  if (chance.below(3) === 0) {
    const open = { command: 'open-incident', incident: 'late', what: 'A synthetic incident' } as const
    ok(await move(ports(), officer, stream, () => open))
  }
  if (chance.below(3) === 0) {
    const checked = { result: 'failed', channel: 'telephone', contactFrom: 'own-register', spokeTo: 'x' } as const
    ok(await move(ports(), officer, stream, () => ({ command: 'verify-requester', ...checked })))
  }
}

describe('a request about', () => {
  const people: Record<string, Asked> = {
    'somebody who is found': known('ana'),
    'somebody who is not found': nobody,
    'somebody who is found twice': {
      name: known('twin-first').name,
      dateOfBirth: known('twin-first').dateOfBirth ?? '',
    },
    'somebody who objected': known('ana-partner'),
    'somebody whose address is protected': known('confidential-address'),
    'somebody whom 8 USC 1367 protects': known('vawa'),
    'somebody whose file holds what the law closes most': known('restricted'),
    'somebody who left the programs': known('former'),
  }

  it('anybody of these is answered in the same bytes after the same time, whatever staff do and find', async () => {
    const counsel = await actor(office.ports, 'demo-counsel')
    const chance = randomFrom(20261123)
    const cases: { readonly who: string; readonly stream: string }[] = []
    // Three days, on each of them one request about everybody at the same minute.
    for (const [round, day] of ['2026-11-23', '2026-11-24', '2026-11-25'].entries()) {
      const at = Date.parse(`${day}T14:0${round}:00.000Z`)
      const today: string[] = []
      for (const [who, person] of Object.entries(people)) {
        now = at
        const stream = await handIn(person, `SYN-${round}`)
        const officer = await actor(office.ports, 'demo-officer')
        expect(refusal((await match(ports(), officer, stream)).moved)).toEqual(['answer-not-countersigned'])
        ok(await countersignAnswer(ports(), counsel, stream))
        cases.push({ who, stream })
        today.push(stream)
      }
      for (const { who, stream } of cases
        .filter((one) => today.includes(one.stream))
        .toSorted(() => chance.below(3) - 1)) {
        await work(who, stream, chance)
      }
    }
    const found = await Promise.all(cases.map(async ({ stream }) => (await loadCase(ports(), stream)).state.people))
    expect(new Set(found.map((those) => those['p1']?.match?.match))).toEqual(new Set(['one', 'none', 'several']))

    // The scheduler comes every four hours, and finds nothing to send but at the set times.
    const sentAt: string[] = []
    for (
      now = Date.parse('2026-11-30T07:00:00.000Z');
      now < Date.parse('2026-12-04T07:00:00.000Z');
      now += 14_400_000
    ) {
      const { answered } = await tick(ports(), failed)
      if (answered > 0) sentAt.push(`${new Date(now).toISOString()} ${answered}`)
    }
    const each = Object.keys(people).length
    expect(sentAt).toEqual(['2026-12-01', '2026-12-02', '2026-12-03'].map((day) => `${day}T15:00:00.000Z ${each}`))

    const all = await Promise.all(cases.map(async ({ who, stream }) => ({ who, ...(await heard(stream)) })))
    const distribution = (who: string) =>
      all.filter((one) => one.who === who).map(({ answer, afterMs, pdf, says }) => ({ answer, afterMs, pdf, says }))
    const [first = '', ...others] = Object.keys(people)
    for (const who of others) expect(distribution(who), who).toEqual(distribution(first))

    // And what is printed is that letter, with the case's own number in it and nothing else of its own.
    for (const { source, number, printed, afterMs } of all) {
      const alike = all.find((one) => one.afterMs === afterMs)
      const { pdf } = await printedUnder(number, alike?.source ?? source, alike?.number ?? number)
      expect(printed).toBe(pdf)
    }
    expect(all[0]?.says).toContain('SYN-0')
    expect(all.map(({ says }) => says).join('')).not.toMatch(/objected|protected|p1/)
  }, 120_000)
})

const failed = (stream: string, error: unknown): void => {
  throw new Error(`${stream}: ${String(error)}`)
}

describe('an answer', () => {
  it('goes out at the next set time where counsel signs after its own', async () => {
    const officer = await actor(office.ports, 'demo-officer')
    now = Date.parse('2026-12-01T15:00:00.000Z')
    const stream = await handIn(nobody, 'SYN-late')
    const { state } = ok(await fixAnswer(ports(), officer, stream))
    expect(state.answer).toMatchObject({ goesOutAt: '2026-12-08T15:00:00.000Z', countersigned: false })
    now = Date.parse('2026-12-09T17:31:00.000Z')
    expect((await tick(ports(), failed)).answered).toBe(0)
    const signed = ok(await countersignAnswer(ports(), await actor(office.ports, 'demo-counsel'), stream))
    expect(signed.state.answer).toMatchObject({ goesOutAt: '2026-12-10T15:00:00.000Z', countersigned: true })
    now = Date.parse('2026-12-10T15:00:00.000Z')
    expect((await tick(ports(), failed)).answered).toBe(1)
  })

  it('is nobody’s to sign but counsel’s, nor to fix twice', async () => {
    const officer = await actor(office.ports, 'demo-officer')
    now = Date.parse('2026-12-11T15:00:00.000Z')
    const stream = await handIn(nobody, 'SYN-roles')
    ok(await fixAnswer(ports(), officer, stream))
    expect(refusal(await fixAnswer(ports(), officer, stream))).toEqual(['answer-stands'])
    expect(refusal(await countersignAnswer(ports(), officer, stream))).toEqual(['not-your-role'])
  })

  it('is not sent to a requester who has withdrawn', async () => {
    now = Date.parse('2026-12-11T16:00:00.000Z')
    const stream = await handIn(nobody, 'SYN-withdrawn')
    const counsel = await actor(office.ports, 'demo-counsel')
    ok(await fixAnswer(ports(), await actor(office.ports, 'demo-officer'), stream))
    ok(await countersignAnswer(ports(), counsel, stream))
    ok(await move(ports(), counsel, stream, () => ({ command: 'withdraw', reason: 'A synthetic change of mind' })))
    now = Date.parse('2027-01-04T16:00:00.000Z')
    await tick(ports(), failed)
    expect((await loadCase(ports(), stream)).state.letters).toEqual([])
  })
})
