/**
 * A public page of the product, guard, headers and all, against a bare page of the same bytes on the same framework
 * and the same server. Both over TCP, one after the other in turns; the client is a thread of its own.
 */
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { openOffice } from '#demo/office.ts'
import { openInstallation } from '#parts.ts'
import { openWeb } from '#serving.ts'
import { listen } from '#web/listen.ts'
import type { BenchResult } from './result.ts'

const runs = 6
const milliseconds = 1_000
const connections = 8

export async function pageVsHonoBare(): Promise<BenchResult> {
  const office = await anOffice()
  const client = new Worker(new URL('page-client.ts', import.meta.url), { workerData: { connections } })
  const page = await (await fetch(office.baseUrl)).text()
  const bare = new Hono().get('/', (c) => c.html(page))
  const server = serve({ fetch: bare.fetch, port: 0, hostname: 'localhost' })
  try {
    await once(server, 'listening')
    const address = server.address()
    const bareUrl = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}/`
    const expected = Buffer.byteLength(page)
    const perSecond = async (url: string): Promise<number> => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      client.postMessage({ url, milliseconds, expected })
      // Rejects where the thread failed.
      const [answers] = await once(client, 'message')
      return Number(answers) / (milliseconds / 1000)
    }
    let [ours, beside] = [0, 0]
    for (let run = 0; run < runs; run += 1) {
      ours = Math.max(ours, await perSecond(`${office.baseUrl}/`))
      beside = Math.max(beside, await perSecond(bareUrl))
    }
    return {
      name: 'page_vs_hono_bare',
      ratio: ours / beside,
      better: 'higher',
      goal: 0.5,
      ours,
      beside,
      unit: 'pages per second',
      runs,
      notes: `the first page, ${expected.toLocaleString('en-US')} bytes, ${connections} connections`,
    }
  } finally {
    await client.terminate()
    server.close()
    await office.close()
  }
}

/** A whole office of the demonstration, as visitors reach it. */
async function anOffice(): Promise<{ readonly baseUrl: string; close(): Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), 'postern-bench-'))
  // The database runs as another user where we are root.
  chmodSync(directory, 0o711)
  const demo = await openOffice(directory)
  const installation = await openInstallation({ POSTERN_DATA: directory })
  const web = await openWeb(installation, {
    baseUrl: 'http://localhost',
    provider: { issuer: 'http://localhost:1', clientId: 'none' },
    report: ({ error }) => {
      throw error
    },
  })
  const listening = await listen(web.app, { host: 'localhost', port: 0 })
  return {
    baseUrl: `http://localhost:${listening.port}`,
    close: async () => {
      await listening.close()
      await web.close()
      await installation.close()
      await demo.stopWitness()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
