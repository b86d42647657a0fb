/** A hot standby of a test's own server, which streams from it. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { startServer } from '#adapters/embedded/server.ts'
import { quoteText } from '#formats/sql.ts'
import type { TestServer } from './database.ts'
import { fastPlace, makeTestDirectory } from './directory.ts'

export interface Standby {
  urlOf(database: string): string
  /** Stop it and remove its directory. */
  remove(): Promise<void>
}

/** Stops the server for a moment: what is copied is at rest, and open connections to it end. */
export async function standbyOf(server: TestServer): Promise<Standby> {
  const dataDirectory = makeTestDirectory(fastPlace())
  const primary = new URL(server.urlOf('postgres'))
  await server.stop()
  // With its owners and rights, which PostgreSQL insists on.
  execFileSync('cp', ['-a', join(server.dataDirectory, 'database'), dataDirectory])
  await server.start()
  const cluster = join(dataDirectory, 'database', 'cluster')
  // Of PostgreSQL's own file, which is there already: its owner stays.
  appendFileSync(join(cluster, 'postgresql.auto.conf'), `primary_conninfo = ${quoteText(conninfoOf(primary))}\n`)
  execFileSync('cp', ['-a', join(cluster, 'PG_VERSION'), join(cluster, 'standby.signal')])
  const standby = await startServer(dataDirectory, process.env)
  return {
    urlOf: (database) => standby.url(database),
    async remove() {
      await standby.stop()
      rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}

/** Passwords of test servers are base64url: no quote needs another. */
function conninfoOf({ username, password, port, searchParams }: URL): string {
  const host = searchParams.get('host') ?? ''
  return `host=${host} port=${port || '5432'} user=${username} password=${decodeURIComponent(password)}`
}
