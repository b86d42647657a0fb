import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromHex, toHex, utf8 } from '#formats/bytes.ts'
import { leafCount, parseCheckpoint } from '#formats/checkpoint.ts'
import { cosignatureVerifier } from '#formats/cosignature.ts'
import { generateEd25519Key } from '#formats/ed25519.ts'
import {
  formatVkey,
  openNote,
  parseNote,
  parseSignatureLines,
  parseVkey,
  signNote,
  verifierKey,
} from '#formats/note.ts'
import { formatAddCheckpoint } from '#formats/witness-request.ts'
import { scratchLog } from '#testing/scratch-log.ts'
import { hasVectors, vectorText } from '#testing/vectors.ts'
import { startWitness, type RunningWitness } from './server.ts'
import { openWitnessStore, originId } from './store.ts'

const log = scratchLog()
const secret = generateEd25519Key()
let directory: string
let running: RunningWitness[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'postern-witness-test-'))
  running = []
})
afterEach(async () => {
  await Promise.all(running.map((witness) => witness.stop()))
  rmSync(directory, { recursive: true, force: true })
})

async function start(logs: readonly string[] = [log.vkey], key = secret, place = directory): Promise<RunningWitness> {
  const witness = await startWitness({
    directory: place,
    host: '127.0.0.1',
    port: 0,
    logs,
    name: 'example.com/witness',
    secret: key,
    clock: { now: () => '2026-11-22T12:00:00.000Z' },
    report: (error) => {
      throw error
    },
  })
  running.push(witness)
  return witness
}

async function post({ url }: RunningWitness, body: string | Uint8Array, path = '/add-checkpoint') {
  const response = await fetch(url + path, { method: 'POST', body: Buffer.from(body) })
  return { status: response.status, body: await response.text(), type: response.headers.get('content-type') }
}

describe('a witness', () => {
  it('cosigns the first checkpoint and each that continues it, with its own line only', async () => {
    const witness = await start()
    for (const [old, size] of [
      [0, 3],
      [3, 8],
      [8, 8],
      [8, 200],
    ] as const) {
      const { status, body } = await post(witness, log.submission(old, size))
      expect(status).toBe(200)
      const { text } = parseNote(log.checkpoint(size))
      const opened = await openNote({ text, signatures: parseSignatureLines(body) }, [
        cosignatureVerifier(parseVkey(witness.vkey)),
      ])
      expect(opened.ok && opened.verified.length === 1 && opened.unknown.length === 0).toBe(true)
    }
  })

  it('shows what it cosigned last where monitors look for it', async () => {
    const witness = await start()
    const page = `${witness.url}/${toHex(fromHex(originId(log.origin)))}/checkpoint`
    expect((await fetch(page)).status).toBe(404)
    await post(witness, log.submission(0, 3))
    const response = await fetch(page)
    const opened = await openNote(await response.text(), [cosignatureVerifier(parseVkey(witness.vkey))])
    expect(opened.ok && leafCount(parseCheckpoint(opened.text))).toBe(3)
    expect(opened.ok && opened.unknown.map(({ name }) => name)).toEqual([log.origin])
    expect((await fetch(page, { method: 'DELETE' })).status).toBe(405)
  })

  const other = scratchLog(log.origin)
  const stranger = scratchLog('log.example.org/stranger')
  const good = log.submission(3, 8)
  const emptyTree = (root: Uint8Array) =>
    formatAddCheckpoint({
      old: 0n,
      proof: [],
      checkpoint: signNote(`${log.origin}\n0\n${Buffer.from(root).toString('base64')}\n`, [log.signer]),
    })

  // Where two rules are broken at once, the order of the protocol's text decides.
  for (const [what, status, body] of [
    ['a body that is no request', 400, 'hello'],
    ['a body that is not UTF-8', 400, Buffer.from([0xff, 0xfe, 0x0a, 0x0a])],
    ['an old size with a leading zero', 400, good.replace('old 3', 'old 03')],
    ['a log it does not know, whatever its proof', 404, stranger.submission(7, 8)],
    ['a checkpoint that another key signed', 403, other.submission(3, 8)],
    ['a checkpoint of another key before its old size', 403, other.submission(9, 8)],
    ['an old size beyond the checkpoint', 400, log.submission(9, 8)],
    ['an old size that is not the one it holds', 409, log.submission(2, 8)],
    ['an old size that it holds no longer, before the proof', 409, good.replace('old 3', 'old 0')],
    ['a proof of another history', 422, log.submission(3, 8, 'another')],
    ['a proof that lacks a hash', 422, good.replace(/\n[^\n]+\n\n/, '\n\n')],
    ['the same size with another root', 422, log.submission(3, 3, 'another')],
  ] as const) {
    it(`answers ${status} to ${what}, and keeps what it holds`, async () => {
      const witness = await start()
      await post(witness, log.submission(0, 3))
      const answer = await post(witness, body)
      expect(answer.status).toBe(status)
      if (status === 409) expect(answer).toEqual({ status, body: '3\n', type: 'text/x.tlog.size' })
      expect((await post(witness, good)).status).toBe(200)
    })
  }

  it('takes the empty tree with the empty root, and with no other', async () => {
    const witness = await start()
    expect((await post(witness, emptyTree(new Uint8Array(32)))).status).toBe(422)
    expect((await post(witness, emptyTree(Buffer.from(originHashOfNothing, 'hex')))).status).toBe(200)
    expect((await post(witness, log.submission(0, 3))).status).toBe(200)
  })

  it('refuses a proof where there is nothing to prove from', async () => {
    const witness = await start()
    expect((await post(witness, log.submission(3, 8).replace('old 3', 'old 0'))).status).toBe(422)
  })

  it('keeps the request that shows a second history, once, as evidence', async () => {
    const witness = await start()
    await post(witness, log.submission(0, 8))
    const split = log.submission(8, 8, 'another')
    await post(witness, split)
    await post(witness, split)
    const folder = join(directory, originId(log.origin), 'evidence')
    expect(readdirSync(folder)).toHaveLength(1)
    expect(readFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'utf8')).toBe(split)
  })

  it('refuses a body that is too large, another method and another page', async () => {
    const witness = await start()
    expect((await post(witness, Buffer.alloc(200_000, 'x'))).status).toBe(413)
    expect((await fetch(`${witness.url}/add-checkpoint`)).status).toBe(405)
    expect((await post(witness, good, '/other')).status).toBe(404)
    expect((await post(witness, log.submission(0, 3))).status).toBe(200)
  })

  it('remembers after a restart, and starts with no memory that it did not sign', async () => {
    const first = await start()
    await post(first, log.submission(0, 8))
    await first.stop()
    running = []

    const second = await start()
    expect((await post(second, log.submission(0, 3, 'another'))).body).toBe('8\n')
    expect((await post(second, log.submission(8, 9))).status).toBe(200)
    await second.stop()
    running = []

    await expect(start([log.vkey], generateEd25519Key())).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
    const path = join(directory, originId(log.origin), 'checkpoint')
    writeFileSync(path, readFileSync(path, 'utf8').replace('\n9\n', '\n8\n'))
    await expect(start()).rejects.toMatchObject({ code: 'ERR_LOG_INCONSISTENT' })
  })

  it('has its directory to itself', async () => {
    await start()
    await expect(start()).rejects.toMatchObject({ code: 'ERR_DATABASE_IN_USE' })
  })

  it('cosigns one of two histories that arrive at once, however they are interleaved', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(['a', 'b', 'c', 'd'], { minLength: 4 }), async (histories) => {
        // Four continuations of one checkpoint that contradict one another.
        const fork = scratchFork()
        const fresh = await start([fork.vkey], secret, mkdtempSync(join(directory, 'fork-')))
        await post(fresh, fork.start)
        const answers = await Promise.all(histories.map((name) => post(fresh, fork.continued(name))))
        expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
        expect(answers.filter(({ status }) => status === 409)).toHaveLength(3)
      }),
      { numRuns: 10 },
    )
  })

  it('stores nothing where what it holds is not what was compared with', async () => {
    const store = await openWitnessStore(directory, [log.origin], () => Promise.reject(new Error('empty')))
    const [a, b] = [1, 2].map((size) => ({ size, root: new Uint8Array(32), note: `${size}` }))
    if (a === undefined || b === undefined) throw new Error('two checkpoints')
    expect(store.replace(log.origin, undefined, a)).toBe(true)
    expect(store.replace(log.origin, undefined, b)).toBe(false)
    expect(store.held(log.origin)).toBe(a)
    expect(store.replace(log.origin, a, b)).toBe(true)
    expect(readFileSync(join(directory, originId(log.origin), 'checkpoint'), 'utf8')).toBe('2')
  })
})

const originHashOfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** One log whose key signs several continuations of the empty tree's first checkpoint. */
function scratchFork() {
  const forked = scratchLog('log.example.org/fork')
  const empty = signNote(`${forked.origin}\n0\n${Buffer.from(originHashOfNothing, 'hex').toString('base64')}\n`, [
    forked.signer,
  ])
  return {
    vkey: forked.vkey,
    start: formatAddCheckpoint({ old: 0n, proof: [], checkpoint: empty }),
    continued: (name: string) => forked.submission(0, 5, name),
  }
}

interface Dialogue {
  readonly logOrigin: string
  readonly logEd25519PubHex: string
  readonly sequence: readonly { readonly request: string; readonly assert: string; readonly statusSpec202607: number }[]
  readonly monkeys: {
    readonly logVkey: string
    readonly checkpointSize5: string
    readonly checkpointSize8: string
    readonly consistencyProof5to8Hex: readonly string[]
  }
  readonly parse: readonly { readonly body?: string; readonly desc?: string; readonly note?: string }[]
}

describe.runIf(hasVectors)('the published dialogues', () => {
  const vectors: Dialogue | undefined = hasVectors ? JSON.parse(vectorText('witness-add-checkpoint.json')) : undefined
  if (vectors === undefined) return
  const { logOrigin, logEd25519PubHex, sequence, monkeys } = vectors

  it('passes all steps of the witness dialogue, by the text of July 2026', async () => {
    const witness = await start([formatVkey(verifierKey(logOrigin, 0x01, fromHex(logEd25519PubHex)))])
    expect(sequence).toHaveLength(9)
    for (const [i, { request, statusSpec202607, assert }] of sequence.entries()) {
      const { status, body } = await post(witness, request)
      expect({ step: i, status }).toEqual({ step: i, status: statusSpec202607 })
      const size = /^body == "(\d+)\\n"$/.exec(assert)?.[1]
      if (size !== undefined) expect(body).toBe(`${size}\n`)
      if (status === 200) expect(body).toMatch(/^— example\.com\/witness [A-Za-z0-9+/=]+\n$/)
    }
  })

  const five = { checkpoint: monkeys.checkpointSize5 }
  const eight = { checkpoint: monkeys.checkpointSize8 }
  const proof = monkeys.consistencyProof5to8Hex.map((hash) => fromHex(hash))
  const first = formatAddCheckpoint({ old: 0n, proof: [], ...five })
  const second = formatAddCheckpoint({ old: 5n, proof, ...eight })
  for (const [what, before, body, status] of [
    ['5 to 8 with its proof', [first], second, 200],
    ['an old size that is not stored', [first], second.replace('old 5', 'old 2'), 409],
    ['a proof from nothing', [], second.replace('old 5', 'old 0'), 422],
    ['the same size and root', [first], formatAddCheckpoint({ old: 5n, proof: [], ...five }), 200],
    ['a smaller checkpoint', [first, second], formatAddCheckpoint({ old: 8n, proof: [], ...five }), 400],
    ['hashes of two bytes', [first], `old 5\nAAA=\nAAA=\n\n${monkeys.checkpointSize8}`, 400],
  ] as const) {
    it(`answers ${status} in the transparency-dev case: ${what}`, async () => {
      const witness = await start([monkeys.logVkey])
      for (const each of before) expect((await post(witness, each)).status).toBe(200)
      const answer = await post(witness, body)
      expect(answer.status).toBe(status)
      if (status === 409) expect(answer).toEqual({ status, body: '5\n', type: 'text/x.tlog.size' })
    })
  }

  it('answers 400 to every body of the parser cases, the one with short hashes included', async () => {
    const witness = await start([monkeys.logVkey])
    const tooMany = { proof: Array.from({ length: 64 }, () => 'A'.repeat(43) + '=').join('\n') }
    for (const { body } of [
      ...vectors.parse,
      { body: `old 5\n${tooMany.proof}\n\n<checkpoint>` },
      { body: `old 5\n${Buffer.alloc(16).toString('base64')}\n\n<checkpoint>` },
    ]) {
      if (body === undefined) continue
      const whole = body.replace('<checkpoint>', monkeys.checkpointSize5)
      expect({ body, status: (await post(witness, utf8(whole))).status }).toEqual({ body, status: 400 })
    }
  })
})
