import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { makeTestDirectory } from '#testing/directory.ts'
import { startOwner } from '#testing/owner.ts'

import { serverAccount } from './account.ts'
import { isRoot } from './places.ts'
import { birthmarkOf, servesCluster } from './processes.ts'
import { type Server, startServer } from './server.ts'

const env = process.env

describe('an embedded server', () => {
  let directory: string
  let cluster: string
  let server: Server | undefined

  const open = async (): Promise<Server> => (server = await startServer(directory, env))

  beforeAll(async () => {
    directory = makeTestDirectory()
    cluster = join(directory, 'database', 'cluster')
    await open()
    await query('CREATE TABLE kept (n integer)')
    await close()
  })
  afterEach(close)
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  it('is durable, in UTF-8, with checksums, and listens on no network', async () => {
    await open()
    const [row] = await query(`SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages,
      current_setting('synchronous_commit') AS commit, current_setting('data_checksums') AS checksums,
      current_setting('listen_addresses') AS network, current_setting('server_encoding') AS encoding`)
    const network = process.platform === 'win32' ? '127.0.0.1' : ''
    expect(row).toEqual({ fsync: 'on', pages: 'on', commit: 'on', checksums: 'on', network, encoding: 'UTF8' })
  })

  it('lets nobody in without the password', async () => {
    const url = new URL((await open()).url('postgres'))
    url.password = 'guess'
    const client = new Client({ connectionString: url.href })
    await expect(client.connect()).rejects.toMatchObject({ code: '28P01' })
  })

  it('keeps no statement and no value in its log, even of statements that fail', async () => {
    await open()
    await query(`INSERT INTO kept VALUES ('Testperson')`).catch(() => {})
    await query(`SELECT 'Testperson'::integer`).catch(() => {})
    await close()
    const log = readFileSync(join(directory, 'database', 'postgres.log'), 'utf8')
    expect(log).toContain('ready to accept connections')
    expect(log).not.toContain('Testperson')
  })

  it('refuses a second owner by the first one’s pid, and serves on', async () => {
    await open()
    const second = await startOwner(directory, 'wait')
    expect(second.says).toBe(`refused ERR_DATABASE_IN_USE ${process.pid}`)
    await expect(startServer(directory, env)).rejects.toMatchObject({
      code: 'ERR_DATABASE_IN_USE',
      evidence: { pid: process.pid },
      mend: expect.stringMatching(/POSTERN_DATA.*DATABASE_URL/),
    })
    expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  it('goes to exactly one of several owners that come at once', async () => {
    const owners = await Promise.all(Array.from({ length: 4 }, () => startOwner(directory, 'wait')))
    const says = owners.map((owner) => owner.says)
    expect(says.filter((word) => word.startsWith('owns'))).toHaveLength(1)
    expect(says.filter((word) => word.startsWith('refused ERR_DATABASE_IN_USE'))).toHaveLength(3)
    for (const owner of owners) owner.process.kill('SIGKILL')
    await Promise.all(owners.map((owner) => owner.ended))
  })

  it('is taken over from an owner that was killed, with everything that was committed', async () => {
    const owner = await startOwner(directory, 'wait')
    const [, pid, url] = owner.says.split(' ')
    const orphan = Number(pid)
    await query('INSERT INTO kept VALUES (1)', url)
    owner.process.kill('SIGKILL')
    await owner.ended
    expect(servesCluster(orphan, cluster)).toBe(true)

    await open()
    expect(birthmarkOf(orphan)).toBeUndefined()
    expect(await query('SELECT count(*)::int AS n FROM kept WHERE n = 1')).toEqual([{ n: 1 }])
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('stops with an owner that gets %s', async (signal) => {
    const owner = await startOwner(directory, 'wait')
    const postmaster = Number(owner.says.split(' ')[1])
    owner.process.kill(signal)
    expect(await owner.ended).toBe(signal)
    expect(birthmarkOf(postmaster)).toBeUndefined()
  })

  it.each(['exit', 'end'] as const)('stops with an owner that comes to its %s', async (after) => {
    const owner = await startOwner(directory, after)
    const postmaster = Number(owner.says.split(' ')[1])
    expect(await owner.ended).toBe(0)
    // Nothing can be waited for in an exit handler; the next owner does.
    await open()
    expect(birthmarkOf(postmaster)).toBeUndefined()
  })

  it('comes back by itself after kill -9, and has every row that was acknowledged', async () => {
    const before = (await open()).pid()
    const client = new Client({ connectionString: server?.url('postgres') })
    client.on('error', () => {})
    await client.connect()
    let acknowledged = 0
    const writing = (async () => {
      for (;;) {
        await client.query('INSERT INTO kept VALUES (1000)')
        acknowledged++
      }
    })().catch(() => {})
    await expect.poll(() => acknowledged).toBeGreaterThan(50)
    process.kill(before, 'SIGKILL')
    await writing

    await expect.poll(() => query('SELECT 1 AS one').catch(() => 'away'), { timeout: 20_000 }).toEqual([{ one: 1 }])
    expect(server?.pid()).not.toBe(before)
    const [row] = await query('SELECT count(*)::int AS n FROM kept WHERE n = 1000')
    // One more may have been committed and not acknowledged.
    expect([acknowledged, acknowledged + 1]).toContain(row?.['n'])
  })

  it('does not wait for a backend that outlived its postmaster and is still busy', async () => {
    const postmaster = (await open()).pid()
    const client = new Client({ connectionString: server?.url('postgres') })
    client.on('error', () => {})
    await client.connect()
    const endless = client.query('SELECT count(*) FROM generate_series(1, 1000000000000)').catch(() => 'cut off')
    await expect
      .poll(() =>
        query(
          `SELECT count(*)::int AS n FROM pg_stat_activity WHERE query LIKE '%1000000000000)' AND state = 'active'`,
        ),
      )
      .not.toEqual([{ n: 0 }])
    process.kill(postmaster, 'SIGKILL')
    expect(await endless).toBe('cut off')
    await expect.poll(() => query('SELECT 1 AS one').catch(() => 'away'), { timeout: 20_000 }).toEqual([{ one: 1 }])
  })

  it('starts where its pid file names a stranger, and leaves the stranger alone', async () => {
    const stranger = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], {
      ...serverAccount(cluster),
      cwd: '/',
      stdio: 'ignore',
    })
    await once(stranger, 'spawn')
    const owner = await startOwner(directory, 'wait')
    const pidFile = readFileSync(join(cluster, 'postmaster.pid'), 'utf8')
    process.kill(Number(owner.says.split(' ')[1]), 'SIGKILL')
    owner.process.kill('SIGKILL')
    await owner.ended
    const lockFiles = [join(cluster, 'postmaster.pid'), join(directory, 'database', 'socket', '.s.PGSQL.5432.lock')]
    for (const file of lockFiles) writeFileSync(file, pidFile.replace(/^\d+/, String(stranger.pid)))

    await open()
    expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull()
    stranger.kill()
  })

  it('starts where a crash cut its pid file short', async () => {
    writeFileSync(join(cluster, 'postmaster.pid'), '')
    await open()
    expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  it('refuses a database of another version, and says which', async () => {
    const file = join(cluster, 'PG_VERSION')
    const version = readFileSync(file)
    writeFileSync(file, '9\n')
    await expect(startServer(directory, env)).rejects.toMatchObject({
      code: 'ERR_DATA_DIRECTORY',
      evidence: { found: '9', wanted: '18' },
    })
    writeFileSync(file, version)
    await open()
  })

  it('says what PostgreSQL said when it cannot start', async () => {
    const file = join(cluster, 'postgresql.conf')
    const settings = readFileSync(file)
    writeFileSync(file, `${settings.toString()}\nno_such_setting = 1\n`)
    const error: unknown = await startServer(directory, env).catch((thrown: unknown) => thrown)
    writeFileSync(file, settings)
    expect(error).toMatchObject({
      code: 'ERR_DATABASE_UNAVAILABLE',
      evidence: { log: expect.arrayContaining([expect.stringContaining('no_such_setting')]) },
    })
    await open()
  })

  async function query(sql: string, url = server?.url('postgres')): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows
    } finally {
      await client.end()
    }
  }

  async function close(): Promise<void> {
    await server?.stop()
    server = undefined
  }
})

describe('a data directory that cannot be one', () => {
  const parent = makeTestDirectory()
  afterAll(() => rmSync(parent, { recursive: true, force: true }))

  it('is refused where it is a file', async () => {
    const file = join(parent, 'file')
    writeFileSync(file, '')
    await expect(startServer(file, env)).rejects.toMatchObject({ code: 'ERR_DATA_DIRECTORY' })
    await expect(startServer(join(file, 'below'), env)).rejects.toMatchObject({ code: 'ERR_DATA_DIRECTORY' })
  })

  it('is refused where the database’s account cannot reach or write it, with the mend', async () => {
    const closed = join(parent, 'closed')
    // Root may write everywhere, but the account it lends may not pass; others may not write.
    mkdirSync(closed, { mode: isRoot() ? 0o700 : 0o500 })
    await expect(startServer(join(closed, 'data'), env)).rejects.toMatchObject({
      code: 'ERR_DATA_DIRECTORY',
      mend: expect.stringContaining(isRoot() ? `chmod o+x ${closed}` : 'POSTERN_DATA'),
    })
  })

  it('holds somebody else’s folder named cluster, and is left as it was', async () => {
    const foreign = join(parent, 'foreign')
    mkdirSync(join(foreign, 'database', 'cluster'), { recursive: true, mode: 0o755 })
    writeFileSync(join(foreign, 'database', 'cluster', 'note'), 'not a database')
    await expect(startServer(foreign, env)).rejects.toMatchObject({
      code: 'ERR_DATA_DIRECTORY',
      evidence: { found: 'none' },
    })
    expect(readFileSync(join(foreign, 'database', 'cluster', 'note'), 'utf8')).toBe('not a database')
  })
})
