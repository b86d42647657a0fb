/** Everything that a requester can fetch is the same to the byte, whoever they asked about and whatever staff do. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planted } from '#adapters/caseload/planted.ts'
import { utf8 } from '#formats/bytes.ts'
import { countersignAnswer } from '#pipeline/answer.ts'
import { decide, match } from '#pipeline/determine.ts'
import { loadCase, move, streamOf } from '#pipeline/move.ts'
import { actor } from '#pipeline/register.ts'
import { fileRequest } from '#pipeline/requester.ts'
import { tick } from '#pipeline/tick.ts'
import { ok } from '#testing/office.ts'
import { webOffice, type Caller } from '#testing/web.ts'

const example = join(import.meta.dirname, '..', '..', '..', 'examples', 'administrative-subpoena')
let now = Date.parse('2026-11-23T14:00:00.000Z')
let site: Awaited<ReturnType<typeof webOffice>>

beforeAll(async () => {
  site = await webOffice({ clock: { now: () => new Date(now).toISOString() } })
})
afterAll(() => site.close())

function known(key: string): object {
  const person = planted.find((one) => one.key === key)
  if (person === undefined) throw new Error(`nobody is planted as ${key}`)
  return { name: { given: person.given, family: person.family }, dateOfBirth: person.birthDate, ssn: person.ssn }
}
const twin = planted.find(({ key }) => key === 'twin-first')

const people: Readonly<Record<string, object>> = {
  found: known('ana'),
  'not found': { name: { given: 'Nemo', family: 'Nowhere' }, dateOfBirth: '1990-01-01', ssn: '900-99-9999' },
  'found twice': { name: { given: twin?.given, family: twin?.family }, dateOfBirth: twin?.birthDate },
  objected: known('ana-partner'),
  closed: known('vawa'),
}

async function file(person: object): Promise<string> {
  const request: object = JSON.parse(await readFile(join(example, 'request.json'), 'utf8'))
  const requester = { kind: 'federal-law-enforcement', organization: 'fbi', name: 'Synthetic Agent' }
  const letter = { ...request, channel: 'portal', form: 'written', requester, people: [{ ref: 'p1', ...person }] }
  const paper = 'administrative-subpoena.pdf'
  const by = { id: 'demo-agent', roles: ['requester'], agency: 'ma-dta', organization: 'fbi' } as const
  const filed = await fileRequest(
    site.office.ports,
    by,
    'portal',
    { name: 'request.json', bytes: utf8(JSON.stringify(letter)) },
    [{ name: paper, bytes: await readFile(join(example, paper)) }],
  )
  if (!filed.filed) throw new Error(JSON.stringify(filed.refusal))
  return filed.number
}

const pages = ['', '/filed', '/answer', '/withdraw', '/terms', '/receipt', '/destruction']

/** Every page of a case: its status, its headers and its bytes, under a number that is nobody's. */
async function everything(caller: Caller, number: string): Promise<string> {
  const { request } = (await loadCase(site.office.ports, await streamOf(site.office.ports, number))).state
  const sha256 = request?.artifact.sha256 ?? ''
  // What is of this request itself: its number, and the hash of what was filed, whole and as it is printed.
  const own = [number, sha256, sha256.slice(0, 16)]
  const each = await Promise.all(
    pages.map(async (page) => {
      const response = await caller.get(`/requester/cases/${number}${page}`)
      const headers = [...response.headers].filter(([name]) => !['date', 'content-length'].includes(name))
      return [page, response.status, headers, await response.text()]
    }),
  )
  return own.reduce((text, word) => text.replaceAll(word, 'X'), JSON.stringify(each))
}

/** What staff do once counsel has signed differs as the people do. */
async function staffWork(who: string, number: string): Promise<void> {
  const { ports } = site.office
  const stream = await streamOf(ports, number)
  const officer = await actor(ports, 'demo-officer')
  ok((await match(ports, officer, stream)).moved)
  if (who === 'objected') {
    ok(await move(ports, officer, stream, () => ({ command: 'record-objection', person: 'p1', on: '2026-11-20' })))
  }
  if (who === 'found twice') return
  ok(await decide(ports, officer, stream))
  if (who === 'found') {
    const what = 'A synthetic incident'
    ok(await move(ports, officer, stream, () => ({ command: 'open-incident', incident: 'late', what })))
  }
  if (who !== 'not found') return
  const { state } = await loadCase(ports, stream)
  const counsel = await actor(ports, 'demo-counsel')
  const decision = state.decision?.decision ?? ''
  ok(await move(ports, counsel, stream, () => ({ command: 'sign-answer', decision, answer: 'refusal' })))
  ok(await move(ports, officer, stream, () => ({ command: 'refuse', letter: 'refusal' })))
}

describe('what a requester can fetch', () => {
  it('is the same to the byte for everybody asked about, before and after the answer', async () => {
    const { ports } = site.office
    const numbers: [string, string][] = []
    for (const [who, person] of Object.entries(people)) numbers.push([who, await file(person)])
    const same = async (): Promise<string> => {
      const caller = await site.as('demo-agent')
      const seen = await Promise.all(numbers.map(async ([who, number]) => [who, await everything(caller, number)]))
      const [, first = ''] = seen[0] ?? []
      for (const [who, all] of seen) expect(all, who).toBe(first)
      return first
    }
    await same()

    now += 3_600_000
    for (const [, number] of numbers) {
      const counsel = await actor(ports, 'demo-counsel')
      const stream = await streamOf(ports, number)
      await match(ports, await actor(ports, 'demo-officer'), stream)
      ok(await countersignAnswer(ports, counsel, stream))
    }
    await same()
    for (const [who, number] of numbers) {
      now += 600_000
      await staffWork(who, number)
    }
    const before = await same()
    expect(before).not.toContain('Nothing is disclosed')

    const stream = await streamOf(ports, numbers[0]?.[1] ?? '')
    now = Date.parse((await loadCase(ports, stream)).state.answer?.goesOutAt ?? '')
    await tick(ports, (about, error) => {
      throw new Error(`${about}: ${String(error)}`)
    })
    now += 60_000
    const answered = await same()
    expect(answered).toContain('Nothing is disclosed on this request.')
    expect(answered).not.toMatch(/objected|vawa|p1\b/)

    // Days later, when staff have closed what they refused.
    now += 86_400_000
    const refused = await streamOf(ports, numbers.find(([who]) => who === 'not found')?.[1] ?? '')
    ok(await move(ports, await actor(ports, 'demo-officer'), refused, () => ({ command: 'close' })))
    await same()
  })

  it('is a withdrawal, too, whatever staff have recorded meanwhile', async () => {
    const { ports } = site.office
    now += 86_400_000
    for (const who of ['found', 'not found']) {
      const number = await file({ ...people[who], address: { town: `Nowhere ${who}` } })
      const stream = await streamOf(ports, number)
      await match(ports, await actor(ports, 'demo-officer'), stream)
      ok(await countersignAnswer(ports, await actor(ports, 'demo-counsel'), stream))
      await staffWork(who, number)
      const caller = await site.as('demo-agent')
      const done = await caller.post(`/requester/cases/${number}/withdraw`, {
        reason: 'Not needed any more',
        sure: 'yes',
      })
      expect([done.status, who]).toEqual([303, who])
    }
  })
})
