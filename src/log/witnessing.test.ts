import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { cosigner } from '#formats/cosignature.ts'
import { generateEd25519Key } from '#formats/ed25519.ts'
import { formatSignatureLine, formatVkey, noteSignature, parseNote } from '#formats/note.ts'
import type { Policy } from '#formats/policy.ts'
import { parseAddCheckpoint } from '#formats/witness-request.ts'
import { scratchLog } from '#testing/scratch-log.ts'
import { logPolicy } from './log-policy.ts'
import { collectCosignatures, type Testimony, type WitnessAnswer, type WitnessClient } from './witnessing.ts'

const log = scratchLog()
const note = log.checkpoint(8)
const { text } = parseNote(note)
const size = 8

const keys = new Map(['a', 'b', 'c'].map((name) => [name, generateEd25519Key()]))
const url = (name: string) => `https://${name}.example.org/`

function cosignerNamed(name: string) {
  return cosigner(`${name}.example.org`, keys.get(name) ?? generateEd25519Key(), 1_764_000_000)
}

function policyOf(quorum: number | 'none'): Policy {
  const witnesses = [...keys.keys()].map((name) => ({
    name,
    vkey: formatVkey(cosignerNamed(name).key),
    url: url(name),
  }))
  return logPolicy({ log: log.signer.key, witnesses, quorum })
}

const good = (name: string): WitnessAnswer => ({
  answer: 'cosigned',
  lines: formatSignatureLine(noteSignature(cosignerNamed(name), text)),
})

type Behavior = (body: string, stop: AbortSignal) => Promise<WitnessAnswer>
const never: Behavior = (_, stop) =>
  new Promise((resolve) => stop.addEventListener('abort', () => resolve({ answer: 'unreachable' })))

const after =
  (ms: number, answer: WitnessAnswer): Behavior =>
  async () => {
    await pause(ms)
    return answer
  }

function clientOf(behaviors: Readonly<Record<string, Behavior>>): WitnessClient {
  return {
    addCheckpoint: async (address, body, stop) => {
      const name = [...keys.keys()].find((each) => url(each) === address) ?? ''
      return (await behaviors[name]?.(body, stop)) ?? good(name)
    },
    latest: async () => undefined,
  }
}

async function collect(
  behaviors: Readonly<Record<string, Behavior>>,
  given: { quorum?: number | 'none'; known?: Readonly<Record<string, number>>; cosigned?: readonly string[] } = {},
): Promise<Record<string, Testimony>> {
  const { quorum = 3, known = {}, cosigned = [] } = given
  const policy = policyOf(quorum)
  const upTo = Object.entries(known).map(([name, at]) => [formatVkey(cosignerNamed(name).key), at] as const)
  const testimonies = await collectCosignatures({
    policy,
    text,
    note,
    size,
    subtrees: { subtree: () => new Uint8Array(32) },
    cosigned: new Set(cosigned),
    cosignedUpTo: new Map(upTo),
    client: clientOf(behaviors),
    sleep: async (ms, signal) => {
      await pause(ms, undefined, { signal }).catch(() => {})
    },
    grace: 20,
  })
  return Object.fromEntries(testimonies.map((testimony) => [testimony.witness.name, testimony]))
}

it('asks all witnesses, each from where it stood, and believes lines that verify', async () => {
  const asked: bigint[] = []
  const remember: Behavior = async (body) => {
    asked.push(parseAddCheckpoint(body).old)
    return good('b')
  }
  const found = await collect({ b: remember }, { known: { b: 4 } })
  expect(Object.keys(found).toSorted((x, y) => x.localeCompare(y))).toEqual(['a', 'b', 'c'])
  for (const { line } of Object.values(found)) expect(line).toMatch(/^— [abc]\.example\.org /)
  expect(asked).toEqual([4n])
})

it('does not ask again whose cosignature is there', async () => {
  const found = await collect({ a: () => Promise.reject(new Error('asked')) }, { cosigned: ['a'] })
  expect(Object.keys(found).toSorted((x, y) => x.localeCompare(y))).toEqual(['b', 'c'])
})

it('goes on without the slow one once the quorum is there, and not before', async () => {
  const found = await collect({ c: never }, { quorum: 2 })
  expect(Object.keys(found).toSorted((x, y) => x.localeCompare(y))).toEqual(['a', 'b'])
})

it('takes what comes within the grace after the quorum', async () => {
  expect(Object.keys(await collect({ c: after(5, good('c')) }, { quorum: 2 }))).toContain('c')
})

it('waits for everybody where the policy needs nobody', async () => {
  expect(Object.keys(await collect({ c: after(60, good('c')) }, { quorum: 'none' }))).toHaveLength(3)
})

it('asks again from where the witness says that it stands', async () => {
  const asked: bigint[] = []
  const elsewhere: Behavior = async (body) => {
    const { old } = parseAddCheckpoint(body)
    asked.push(old)
    return old === 5n ? good('a') : { answer: 'elsewhere', size: 5 }
  }
  const { a } = await collect({ a: elsewhere })
  expect(a?.line).toBeDefined()
  expect(asked).toEqual([0n, 5n])
})

for (const [what, behavior, answer] of [
  ['holds more than was ever signed', async () => ({ answer: 'elsewhere', size: 9 }), /holds 9 entries/],
  [
    'says something else each time',
    async (body) => ({ answer: 'elsewhere', size: (Number(parseAddCheckpoint(body).old) + 1) % 8 }),
    /each time/,
  ],
  ['holds another history', async () => ({ answer: 'refused', status: 422 }), /another history/],
  ['does not know the log', async () => ({ answer: 'refused', status: 404 }), /does not know/],
  ['knows another key', async () => ({ answer: 'refused', status: 403 }), /signature/],
  ['is broken', async () => ({ answer: 'refused', status: 500 }), /500/],
  ['does not answer', async () => ({ answer: 'unreachable' }), /no answer/],
  ['answers with nothing', async () => ({ answer: 'cosigned', lines: '' }), /does not verify/],
  ["answers with another witness's line", async () => good('b'), /does not verify/],
  ['answers with a page', async () => ({ answer: 'cosigned', lines: '<html>\n' }), /does not verify/],
] as const satisfies readonly (readonly [string, Behavior, RegExp])[]) {
  it(`counts no cosignature of a witness that ${what}, and says so`, async () => {
    const { a, b } = await collect({ a: behavior })
    expect(a?.line).toBeUndefined()
    expect(a?.answer).toMatch(answer)
    expect(b?.line).toBeDefined()
  })
}

it('counts no cosignature of another text', async () => {
  const other = log.checkpoint(9)
  const wrong = formatSignatureLine(noteSignature(cosignerNamed('a'), parseNote(other).text))
  const { a } = await collect({ a: async () => ({ answer: 'cosigned', lines: wrong }) })
  expect(a?.line).toBeUndefined()
})

it('keeps the own line of a witness that sends others along', async () => {
  const stranger = cosigner('stranger.example.org', generateEd25519Key(), 1_764_000_000)
  const lines =
    formatSignatureLine(noteSignature(stranger, text)) + formatSignatureLine(noteSignature(cosignerNamed('a'), text))
  const { a } = await collect({ a: async () => ({ answer: 'cosigned', lines }) })
  expect(a?.line).toBe(formatSignatureLine(noteSignature(cosignerNamed('a'), text)))
})
