/** Databases for tests: the engine and the settings of production. */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { request } from 'node:http'

import { Client } from 'pg'
import { inject } from 'vitest'

import { type Server, startServer } from '#adapters/embedded/server.ts'
import { migrate } from '#adapters/postgres/migrate.ts'

import { makeTestDirectory } from './directory.ts'
import { template } from './global-setup.ts'

export interface TestDatabase {
  readonly url: string
  readonly name: string
  /**
   * Shut it, ending whatever is still connected. Its files go with the whole server at the end of the run:
   * DROP DATABASE would wait for a checkpoint of every test's writes, seconds on a busy disk.
   */
  drop(): Promise<void>
}

/**
 * A fresh database with all migrations applied, or an empty one (for a caseload). Call `drop` in `afterAll`.
 *
 * Roles belong to the server, which all tests of a run share: a test that makes a role names it after its database.
 */
export async function testDatabase({ empty = false }: { empty?: boolean } = {}): Promise<TestDatabase> {
  const server = await askDesk(inject('databaseDesk'))
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(server, `CREATE DATABASE ${name} TEMPLATE ${empty ? 'template0' : template}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    url: url.href,
    name,
    async drop() {
      await administer(server, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
      await administer(server, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
    },
  }
}

export interface TestServer extends Omit<Server, 'url'> {
  /** The product's database, migrated. */
  readonly url: string
  urlOf(database: string): string
  /** Start it again after `stop`, on the same directory and at the same address. */
  start(): Promise<void>
  /** Stop it and remove the directory. */
  remove(): Promise<void>
}

/** A server of the test's own, to kill, to restart, or to search its whole data directory. Takes about a second. */
export async function testServer(): Promise<TestServer> {
  const dataDirectory = makeTestDirectory()
  let server = await startServer(dataDirectory, process.env)
  await administer(server.url('postgres'), 'CREATE DATABASE postern')
  await migrate(server.url('postern'))
  return {
    dataDirectory,
    url: server.url('postern'),
    urlOf: (database) => server.url(database),
    pid: () => server.pid(),
    stop: () => server.stop(),
    async start() {
      server = await startServer(dataDirectory, process.env)
    },
    async remove() {
      await server.stop()
      rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}

/** Run one statement as the superuser of a test server. */
async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function askDesk(socketPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path: '/' }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      response.on('end', () => (response.statusCode === 200 ? resolve(body) : reject(new Error(body))))
    })
      .on('error', reject)
      .end()
  })
}
