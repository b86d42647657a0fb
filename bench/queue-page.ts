/**
 * What the queue page costs beside its SQL: an office with 100,000 cases of one agency, on an embedded server of its
 * own with the settings of production.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { startServer } from '#adapters/embedded/server.ts'
import { connect } from '#adapters/postgres/connect.ts'
import { castIn } from '#demo/cast.ts'
import { enrollCast } from '#demo/office.ts'
import { openInstallation } from '#parts.ts'
import { openWeb } from '#serving.ts'
import { sessionCookie } from '#web/cookies.ts'
import { fillQueue } from './fill-queue.ts'
import { benchSettings } from './office.ts'
import type { BenchResult } from './result.ts'

const cases = 100_000
const agency = 'ma-dta'
const member = 'demo-officer'
/** Pages and replays, one after the other and interleaved; the first ones make the code and the caches warm. */
const warming = 40
const runs = 60
const goalOfSql = 20

/** `queue_page_vs_sql`: the whole page, from the request to the last byte, against the statements that it sends. */
export async function queuePageVsSql(): Promise<BenchResult> {
  const directory = mkdtempSync(join(tmpdir(), 'postern-bench-'))
  // As root the database runs under another account, which must pass through here.
  chmodSync(directory, 0o711)
  const server = await startServer(directory, process.env)
  try {
    await statement(server.url('postgres'), 'create database postern')
    const url = server.url('postern')
    const installation = await openInstallation(
      { DATABASE_URL: url, POSTERN_DATA: directory },
      { settings: await benchSettings(directory) },
    )
    const cast = await castIn(join(directory, 'DEMO-keys'))
    await enrollCast(installation.ports, cast)
    const baseUrl = 'http://localhost:4000'
    const provider = { issuer: 'http://localhost:1', clientId: 'none' }
    const web = await openWeb(installation, { baseUrl, provider, report: fail })
    const { doors, app } = web
    await fillQueue(url, cases, agency, doors.clock.now().slice(0, 10))
    const token = await doors.sessions.begin({ member, agency }, doors.clock.now())
    const request = () => new Request(`${baseUrl}/desk`, { headers: { cookie: `${sessionCookie}=${token}` } })
    const page = async (): Promise<number> => {
      const begun = performance.now()
      const response = await app.fetch(request())
      const body = await response.text()
      if (response.status !== 200 || body.split('data-row').length < 26) throw new Error('this is not the queue')
      return performance.now() - begun
    }
    const sent = await recorded(page)
    const replay = await replayer(url, sent)
    const [ours, beside]: [number[], number[]] = [[], []]
    for (let run = 0; run < warming + runs; run++) {
      const times = [await page(), await replay.run()] as const
      if (run < warming) continue
      ours.push(times[0])
      beside.push(times[1])
    }
    await replay.close()
    await web.close()
    await installation.close()
    const [best, sql] = [Math.min(...ours), Math.min(...beside)]
    return {
      name: 'queue_page_vs_sql',
      ratio: best / sql,
      better: 'lower',
      goal: 3,
      ours: best,
      beside: sql,
      unit: 'ms a page',
      runs,
      notes:
        `${cases.toLocaleString('en-US')} cases of one agency, a third of them open; beside: the ${sent.length} statements of that page, one ` +
        `after the other, as the same roles (goal < ${goalOfSql} ms); in the middle page ${median(ours)} ms, SQL ${median(beside)} ms`,
    }
  } finally {
    await server.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

function fail({ error }: { readonly error: unknown }): never {
  throw error
}

interface Sent {
  readonly isDesk: boolean
  readonly query: { readonly text: string; readonly values: readonly unknown[]; readonly name?: string }
}

/** The statements that this work sends, with their values, and as which role. */
async function recorded(work: () => Promise<unknown>): Promise<readonly Sent[]> {
  await work()
  const sent: Sent[] = []
  const query: unknown = Reflect.get(Client.prototype, 'query')
  if (typeof query !== 'function') throw new Error('the driver has no query')
  const send = query
  function recording(this: Client, ...args: readonly unknown[]): unknown {
    const [first, second] = args
    const config = typeof first === 'string' ? { text: first } : first
    if (isQuery(config)) {
      const values = config.values ?? (Array.isArray(second) ? second : [])
      const name = config.name === undefined ? {} : { name: config.name }
      sent.push({ isDesk: roleOf(this).includes('postern_desk'), query: { text: config.text, values, ...name } })
    }
    return Reflect.apply(send, this, args)
  }
  Reflect.set(Client.prototype, 'query', recording)
  try {
    await work()
    return sent
  } finally {
    Reflect.set(Client.prototype, 'query', query)
  }
}

function isQuery(value: unknown): value is { text: string; values?: readonly unknown[]; name?: string } {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string'
}

function roleOf(client: Client): string {
  const parameters: unknown = Reflect.get(client, 'connectionParameters')
  if (typeof parameters !== 'object' || parameters === null || !('options' in parameters)) return ''
  return typeof parameters.options === 'string' ? parameters.options : ''
}

async function replayer(url: string, sent: readonly Sent[]) {
  const pools = {
    desk: connect(url, { max: 1, role: 'postern_desk', agency, pipeline: true }),
    app: connect(url, { max: 1, role: 'postern_app', pipeline: true }),
  }
  const [desk, app] = await Promise.all([pools.desk.connect(), pools.app.connect()])
  return {
    run: async (): Promise<number> => {
      const begun = performance.now()
      for (const { isDesk, query } of sent) {
        await (isDesk ? desk : app).query({ ...query, values: [...query.values] })
      }
      return performance.now() - begun
    },
    close: async (): Promise<void> => {
      desk.release()
      app.release()
      await Promise.all([pools.desk.end(), pools.app.end()])
    },
  }
}

function median(values: readonly number[]): number {
  return Math.round((values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0) * 100) / 100
}

async function statement(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}
