import { describe, expect, it } from 'vitest'

import { databaseCommand, type DatabaseCommandDeps } from './database.ts'

const opened = {
  productUrl: 'postgresql://product',
  caseloadUrl: 'postgresql://caseload',
  dataDirectory: '/data',
  embedded: true,
}

async function run(change: Partial<DatabaseCommandDeps & typeof opened>, ...args: string[]): Promise<string[]> {
  const steps: string[] = []
  const note = (what: string) => {
    steps.push(what)
  }
  const database = {
    ...opened,
    ...change,
    stop: async () => note('stopped'),
  }
  await databaseCommand({
    open: () => Promise.resolve(database),
    migrate: async (url) => {
      note(`migrate ${url}`)
      return { applied: ['0001-first.sql'] }
    },
    askedToEnd: async () => note('asked to end'),
    out: (text) => note(`out ${text}`),
    err: () => {},
    ...change,
  }).parseAsync(args, { from: 'user' })
  return steps
}

describe('postern database', () => {
  it('runs migrated, says how to reach it, and stops when it is asked to', async () => {
    expect(await run({}, 'run')).toEqual([
      'migrate postgresql://product',
      "out export DATABASE_URL='postgresql://product'\nexport POSTERN_SOURCE_URL='postgresql://caseload'",
      'asked to end',
      'stopped',
    ])
  })

  it('runs nothing where the database is yours', async () => {
    expect(await run({ embedded: false }, 'run')).toEqual(['stopped'])
  })

  it('stops also when migrating fails', async () => {
    const steps: string[] = []
    const failing = {
      migrate: () => Promise.reject(new Error('no')),
      open: () => Promise.resolve({ ...opened, stop: async () => void steps.push('stopped') }),
    }
    await expect(run(failing, 'run')).rejects.toThrow('no')
    expect(steps).toEqual(['stopped'])
  })

  it('migrates and says what it applied', async () => {
    expect(await run({}, 'migrate')).toContain('out applied 0001-first.sql')
    expect(await run({}, 'migrate', '--json')).toContain('out {"applied":["0001-first.sql"]}')
    expect(await run({ migrate: () => Promise.resolve({ applied: [] }) }, 'migrate')).toContain('out nothing to do')
  })
})
