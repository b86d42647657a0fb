/**
 * One place for a whole test run, in memory where there is room, that is gone afterwards with everything that a test
 * left in it; and in it one PostgreSQL: the embedded one, with the settings of production.
 *
 * It is started by the first test that asks for a database, so a run of pure tests starts none.
 */
import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

import { Client } from 'pg'
import type { TestProject } from 'vitest/node'

import { type Server, startServer } from '#adapters/embedded/server.ts'
import { migrate } from '#adapters/postgres/migrate.ts'

import { fastPlace, makeTestDirectory, sweepTestDirectories } from './directory.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the socket at which the run's database is asked for. */
    databaseDesk: string
  }
}

/** The database that every test database is a copy of. */
export const template = 'postern_template'

/** Databases stand until the end of the run: some hundreds, from 4 MB each, their WAL, and what else tests write. */
const roomForAll = 4 * 2 ** 30

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  sweepTestDirectories()
  const directory = makeTestDirectory(fastPlace(roomForAll))
  process.env['TMPDIR'] = directory
  // Beside the run's own modules those of the witnesses, workers and command lines that tests start as processes.
  process.env['NODE_COMPILE_CACHE'] ??= join(directory, 'compiled')
  let server: Promise<Server> | undefined

  const desk = createServer((_request, response) => {
    server ??= startWithTemplate(directory)
    server.then(
      (started) => response.end(started.url('postgres')),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.stack : String(error)),
    )
  })
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\postern-test-${process.pid}` : join(directory, 'desk')
  await new Promise<void>((resolve, reject) => desk.once('error', reject).listen(path, resolve))
  project.provide('databaseDesk', path)

  return async () => {
    desk.close()
    await (await server?.catch(() => undefined))?.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function startWithTemplate(directory: string): Promise<Server> {
  const server = await startServer(directory, process.env)
  try {
    const client = new Client({ connectionString: server.url('postgres') })
    await client.connect()
    await client.query(`CREATE DATABASE ${template}`)
    await migrate(server.url(template))
    await client.query(`ALTER DATABASE ${template} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`)
    await client.end()
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}
