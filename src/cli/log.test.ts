import { expect, it } from 'vitest'
import type { TransparencyLog } from '#log/transparency-log.ts'
import { logCommand } from './log.ts'

const status = {
  origin: 'log.example.org',
  size: 130,
  published: { size: 64, at: '2026-11-22T12:00:00.000Z' },
  pending: { size: 128, at: '2026-11-22T12:01:00.000Z' },
  waitingSince: '2026-11-22T12:01:00.000Z',
  waitingOn: [
    {
      witness: 'court',
      vkey: 'k',
      url: 'https://court.example.org',
      answer: 'no answer',
      failingSince: '2026-11-22T12:01:05.000Z',
    },
  ],
  quorum: 'witnesses',
}

const dull: TransparencyLog = {
  origin: 'log.example.org',
  policy: 'quorum none\n',
  publish: async () => ({ outcome: 'published', size: 64 }),
  isPublished: async () => true,
  waitPublished: async () => true,
  publishThrough: async () => true,
  proofFor: async () => 'c2sp.org/tlog-proof@v1\n',
  newestPublished: async () => undefined,
  consistency: async () => [],
  status: async () => status,
  export: async () => 64,
  assertStanding: async () => {},
}

async function run(args: readonly string[], chosen: Partial<TransparencyLog> = {}, exported = 64) {
  const [out, err, every]: [string[], string[], number[]] = [[], [], []]
  let exit = 0
  let closed = 0
  const command = logCommand({
    openLog: async () => ({ log: { ...dull, ...chosen }, close: async () => void closed++ }),
    publishEvery: async (interval, publish) => {
      every.push(interval)
      for (let i = 0; i < 2; i++) await publish()
    },
    exportTo: async () => exported,
    logKey: async (origin) => `${origin ?? 'known.example.org'}+1f2e3d4c+key`,
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    exit: (code) => (exit = code),
  })
  for (const each of [command, ...command.commands]) {
    each.exitOverride().configureOutput({ writeErr: (text) => err.push(text), writeOut: (text) => out.push(text) })
  }
  const refused: unknown = await command.parseAsync(args, { from: 'user' }).then(
    () => undefined,
    (error: unknown) => error,
  )
  return { out: out.join('\n'), err: err.join('\n'), exit, closed, every, refused }
}

it('publishes, says so, and closes what it opened', async () => {
  expect(await run(['publish'])).toMatchObject({ out: 'Published: the log has 64 entries.', exit: 0, closed: 1 })
  expect((await run(['publish', '--json'])).out).toBe('{"outcome":"published","size":64}')
})

it('exits with 75 while a witness is waited for or another process publishes, and names who is waited for', async () => {
  const waiting = await run(['publish'], {
    publish: async () => ({ outcome: 'waiting', size: 64, waitingOn: ['court'] }),
  })
  expect(waiting).toMatchObject({ out: 'Signed at 64 entries; waiting for court.', exit: 75 })
  expect((await run(['publish'], { publish: async () => ({ outcome: 'busy' }) })).exit).toBe(75)
  expect((await run(['publish'], { publish: async () => ({ outcome: 'unchanged', size: 64 }) })).exit).toBe(0)
})

it('goes on at each interval, through a failure that it reports', async () => {
  let calls = 0
  const publish = async () => {
    calls++
    if (calls === 1) throw new Error('the disk that holds the log is full')
    return { outcome: 'published', size: 64 } as const
  }
  expect(await run(['publish', '--every', '5m'], { publish })).toMatchObject({
    every: [300_000],
    err: 'the disk that holds the log is full',
    out: 'Published: the log has 64 entries.',
    exit: 0,
    closed: 1,
  })
})

for (const [args, message] of [
  [['publish', '--every', '0s'], /number and ms, s, m or h/],
  [['publish', '--every', '5'], /number and ms, s, m or h/],
  [['proof', '-1'], /unknown option|whole number/],
  [['proof', '1e3'], /whole number/],
  [['proof', '99999999999999999999'], /whole number/],
] as const) {
  it(`refuses "${args.join(' ')}" and says how to write it`, async () => {
    const { err, refused } = await run(args)
    expect(refused).toBeInstanceOf(Error)
    expect(err).toMatch(message)
  })
}

it('says how far the log is, who is waited for and since when', async () => {
  const { out } = await run(['status'])
  for (const part of [
    '64 entries at 2026',
    '128 entries are signed',
    'court',
    'no answer, since 2026-11-22T12:01:05.000Z',
  ]) {
    expect(out).toContain(part)
  }
  expect(JSON.parse((await run(['status', '--json'])).out)).toEqual(status)
})

it('gives a proof, and 75 for an entry that is not published yet', async () => {
  expect(await run(['proof', '3'])).toMatchObject({ out: 'c2sp.org/tlog-proof@v1\n', exit: 0 })
  expect(await run(['proof', '3'], { proofFor: async () => undefined })).toMatchObject({ out: '', exit: 75 })
})

it('gives the policy, and copies the log', async () => {
  expect((await run(['policy'])).out).toBe('quorum none\n')
  expect((await run(['export', 'copy'])).out).toBe('Wrote 64 entries of log.example.org to copy.')
  expect(await run(['export', 'copy'], {}, 0)).toMatchObject({ out: '', exit: 75 })
})

it('closes what it opened when it fails', async () => {
  const { refused, closed } = await run(['status'], { status: () => Promise.reject(new Error('no database')) })
  expect(refused).toMatchObject({ message: 'no database' })
  expect(closed).toBe(1)
})
