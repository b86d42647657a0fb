import { randomUUID } from 'node:crypto'
import { createServer, type Server, type Socket, connect as connectSocket } from 'node:net'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { isPosternError } from '#errors.ts'
import { project } from '#pipeline/project.ts'
import { testServer, type TestServer } from '#testing/database.ts'
import { event, noon, query, received, testLedger, testRootKey } from '#testing/ledger.ts'
import { openLedger } from './ledger.ts'

let server: TestServer
const rootKey = testRootKey()

beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.remove())

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

interface Wire {
  readonly url: string
  /**
   * Cut the connection on which bytes with these in them come. `late`: the server gets them when the next
   * connection sends `before` for the so manieth time.
   */
  cutAfter(bytes: string, how: 'delivered' | 'withheld' | Late): void
}

interface Late {
  readonly before: string
  readonly time: number
}

/** A wire between the ledger and the server that can be cut at a chosen moment. */
async function wire(): Promise<Wire> {
  let cut: { bytes: string; how: 'delivered' | 'withheld' | Late } | undefined
  let underWay: (Late & { arrive: () => Promise<void> }) | undefined
  const url = new URL(server.url)
  const host = url.searchParams.get('host') ?? url.hostname
  const target = { port: Number(url.port), host }
  const sockets = new Set<Socket>()
  const relay: Server = createServer((near) => {
    const far = host.startsWith('/')
      ? connectSocket(`${host}/.s.PGSQL.${target.port}`)
      : connectSocket(target.port, host)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    near.on('close', () => far.end())
    far.on('close', () => near.destroy())
    far.on('data', (chunk) => near.write(chunk))
    let passed = 0
    near.on('data', (chunk) => {
      if (cut === undefined || !chunk.includes(cut.bytes)) {
        if (underWay !== undefined && chunk.includes(underWay.before)) passed += 1
        if (underWay === undefined || passed < underWay.time) {
          far.write(chunk)
          return
        }
        const { arrive } = underWay
        underWay = undefined
        near.pause()
        void arrive()
          .then(() => far.write(chunk))
          .finally(() => near.resume())
        return
      }
      const { how } = cut
      cut = undefined
      // The server gets it or does not; either way the ledger hears nothing any more.
      near.removeAllListeners('data')
      far.removeAllListeners('data')
      if (how === 'withheld') far.destroy()
      else if (how === 'delivered') far.write(chunk, () => far.end())
      else {
        near.removeAllListeners('close')
        const arrive = async (): Promise<void> => {
          far.write(chunk)
          // Where it waits for a lock there is no answer yet.
          await Promise.race([once(far, 'data'), sleep(300)])
        }
        underWay = { ...how, arrive }
      }
      near.destroy()
    })
  }).listen(0, '127.0.0.1')
  await once(relay, 'listening')
  closing.push(() => {
    relay.close()
    for (const socket of sockets) socket.destroy()
  })
  const address = relay.address()
  if (address === null || typeof address === 'string') throw new Error('the wire has no port')
  url.hostname = '127.0.0.1'
  url.port = String(address.port)
  url.searchParams.delete('host')
  return { url: url.href, cutAfter: (bytes, how) => (cut = { bytes, how }) }
}

async function sizeOf(stream: string): Promise<number> {
  return (await query(server.url, 'select from event where stream = $1', [stream])).length
}

describe('when the database goes away', () => {
  it.each(['delivered', 'withheld'] as const)(
    'tells the truth about a commit whose answer was lost, the COMMIT %s',
    async (how) => {
      const cable = await wire()
      const ledger = await testLedger(cable.url, rootKey)
      const streams = Array.from({ length: 5 }, () => randomUUID())
      cable.cutAfter('commit', how)
      const results = await Promise.all(
        streams.map((stream) => ledger.append({ stream, after: 0, events: [received(), event('x.y')] })),
      )
      expect(results.map(({ outcome }) => outcome)).toEqual(streams.map(() => 'appended'))
      for (const [i, stream] of streams.entries()) {
        const stored = await ledger.load(stream)
        const result = results[i]
        const told = result?.outcome === 'appended' ? result.events.map(({ seq }) => seq) : []
        expect(stored.map(({ seq }) => seq)).toEqual(told)
      }
      const rows = await query<{ seq: string }>(server.url, 'select seq from event order by seq')
      expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, i) => i))
      await ledger.close()
    },
  )

  // What was sent may still be on its way when the connection over which it went is gone.
  it.each([
    ['before anybody has looked', { before: 'lock-head', time: 1 }],
    ['when somebody has looked', { before: 'lock-head', time: 2 }],
    ['while it is written again', { before: 'insert-events', time: 1 }],
    ['when it was written again', { before: 'take-places', time: 1 }],
  ])('stores once what arrives late, %s', async (_, late) => {
    const cable = await wire()
    const ledger = await testLedger(cable.url, rootKey)
    const stream = randomUUID()
    for (let after = 0; after < 3; after++) {
      await ledger.append({ stream, after, events: after === 0 ? [received()] : [event('x.y')] })
    }
    cable.cutAfter('take-places', late)
    const told = [await ledger.append({ stream, after: 3, events: [event('x.y')] })]
    for (let after = 4; after < 7; after++) told.push(await ledger.append({ stream, after, events: [event('x.y')] }))
    await ledger.close()
    const stored = await query<{ seq: string; n: number }>(
      server.url,
      'select seq, n from event where stream = $1 order by n',
      [stream],
    )
    expect(stored.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7])
    const seqs = told.flatMap((result) => (result.outcome === 'appended' ? result.events.map(({ seq }) => seq) : []))
    expect(seqs).toEqual(stored.slice(3).map(({ seq }) => Number(seq)))
  })

  it('says that nothing was stored where it does not come back, and appends again once it has', async () => {
    const ledger = await testLedger(server.url, rootKey, 300)
    const stream = randomUUID()
    await ledger.append({ stream, after: 0, events: [received()] })
    for (let i = 0; i < 3; i++) await ledger.append({ stream: randomUUID(), after: 0, events: [received()] })
    await server.stop()
    const lost = ledger.append({ stream, after: 1, events: [event('x.y')] })
    await expect(lost).rejects.toMatchObject({ code: 'ERR_LOG_UNAVAILABLE', evidence: { outcome: 'not-stored' } })
    await server.start()
    expect(await sizeOf(stream)).toBe(1)
    expect((await ledger.append({ stream, after: 1, events: [event('x.y')] })).outcome).toBe('appended')
    await ledger.close()
  })

  it('gives up a server that waits for another machine for good, and tells apart what may stand and what does not', async () => {
    const ask = (text: string) => query(server.url, text)
    const options = { url: server.url, rootKey, project, clock: noon, patience: 300, longestAnswer: 400 }
    const ledger = await openLedger(options)
    const [behind, after] = [randomUUID(), randomUUID()]
    let sent = ''
    await ask(`alter system set synchronous_standby_names = 'nobody'`)
    await ask('select pg_reload_conf()')
    try {
      // The server reads its settings again in its own time, and simply stores what comes before that.
      const told = async (): Promise<unknown> => {
        sent = randomUUID()
        return ledger.append({ stream: sent, after: 0, events: [received()] }).then(
          ({ outcome }) => outcome,
          (error: unknown) => (isPosternError(error, 'ERR_LOG_UNAVAILABLE') ? error.evidence['outcome'] : error),
        )
      }
      await expect.poll(told, { timeout: 10_000 }).toBe('unknown')
      await expect(ledger.append({ stream: behind, after: 0, events: [received()] })).rejects.toMatchObject({
        code: 'ERR_LOG_UNAVAILABLE',
        evidence: { outcome: 'not-stored' },
      })
    } finally {
      await ask('alter system reset synchronous_standby_names')
      await ask('select pg_reload_conf()')
    }
    const again = await testLedger(server.url, rootKey, 20_000)
    expect((await again.append({ stream: after, after: 0, events: [received()] })).outcome).toBe('appended')
    expect(await Promise.all([sent, behind, after].map(sizeOf))).toEqual([1, 0, 1])
    await Promise.all([ledger.close(), again.close()])
  })

  it('waits for a server that was killed and comes back, and loses nothing that was acknowledged', async () => {
    const ledger = await testLedger(server.url, rootKey, 20_000)
    const acknowledged: string[] = []
    const work = new AbortController()
    const workers = Array.from({ length: 8 }, async () => {
      while (!work.signal.aborted) {
        const stream = randomUUID()
        const { outcome } = await ledger.append({ stream, after: 0, events: [received()] })
        expect(outcome).toBe('appended')
        acknowledged.push(stream)
      }
    })
    for (let kills = 0; kills < 2; kills++) {
      const before = acknowledged.length
      while (acknowledged.length < before + 40) await new Promise((resolve) => setTimeout(resolve, 5))
      process.kill(server.pid(), 'SIGKILL')
    }
    const before = acknowledged.length
    while (acknowledged.length < before + 40) await new Promise((resolve) => setTimeout(resolve, 5))
    work.abort()
    await Promise.all(workers)
    const rows = await query<{ stream: string }>(server.url, 'select stream from event where stream = any ($1)', [
      acknowledged,
    ])
    expect(new Set(rows.map(({ stream }) => stream))).toEqual(new Set(acknowledged))
    expect(rows).toHaveLength(acknowledged.length)
    await ledger.close()
  })
})
