import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, describe, expect, it } from 'vitest'

import type { Home } from './home.ts'
import { ended, failureSince, linesSince, logMark, run } from './programs.ts'

describe('a program of PostgreSQL', () => {
  const directory = mkdtempSync(join(tmpdir(), 'programs-'))
  afterAll(() => rmSync(directory, { recursive: true }))
  const home: Home = {
    directory,
    cluster: join(directory, 'cluster'),
    log: join(directory, 'log'),
    password: join(directory, 'password'),
    account: undefined,
    engine: { postgres: process.execPath, initdb: join(directory, 'not-there'), pgCtl: '' },
    address: { host: directory, port: 5432, settings: [] },
  }

  it('writes to the log, where its last lines are found', async () => {
    appendFileSync(home.log, 'of another day\n')
    const mark = logMark(home)
    const code = await ended(run(home, home.engine.postgres, ['--eval', 'console.error("FATAL: no"); process.exit(3)']))
    expect(code).toBe(3)
    expect(linesSince(home, mark)).toEqual(['FATAL: no'])
  })

  it.each([
    ['could not write to file "pg_wal/xlogtemp.1": No space left on device', 'ERR_DISK_FULL'],
    ['could not open directory "pg_wal": Permission denied', 'ERR_DATA_DIRECTORY'],
    ['data directory "cluster" has wrong ownership', 'ERR_DATA_DIRECTORY'],
    ['invalid checkpoint record', 'ERR_DATABASE_UNAVAILABLE'],
  ])('that says %s has failed with that as %s', (line, code) => {
    const mark = logMark(home)
    appendFileSync(home.log, `LOG:  starting\nFATAL:  ${line}\n`)
    const failure = failureSince(home, mark, 'PostgreSQL ended')
    expect(failure).toMatchObject({ code, evidence: { log: ['LOG:  starting', `FATAL:  ${line}`] } })
    expect(failure.mend).toBeDefined()
  })

  it('that cannot be started at all is a failure with its reason', async () => {
    await expect(ended(run(home, home.engine.initdb, []))).rejects.toMatchObject({
      code: 'ERR_DATABASE_UNAVAILABLE',
      evidence: { program: home.engine.initdb, why: expect.stringContaining('ENOENT') },
      mend: expect.stringContaining('DATABASE_URL'),
    })
  })
})
