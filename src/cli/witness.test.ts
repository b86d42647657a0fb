import { expect, it } from 'vitest'
import { witnessCommand, type WitnessOptions } from './witness.ts'

async function run(args: readonly string[]) {
  const out: string[] = []
  const err: string[] = []
  const started: WitnessOptions[] = []
  const waited: boolean[] = []
  let stopped = false
  const command = witnessCommand({
    startWitness: async (options) => {
      started.push(options)
      return {
        vkey: 'witness+00000000+AAAA',
        url: 'http://127.0.0.1:8920',
        stop: async () => void (stopped = true),
      }
    },
    untilStopped: async (orInputEnds) => void waited.push(orInputEnds),
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  })
    .exitOverride()
    .configureOutput({ writeErr: (text) => err.push(text) })
  const refused: unknown = await command.parseAsync(args, { from: 'user' }).then(
    () => undefined,
    (error: unknown) => error,
  )
  return { out, err: err.join('\n'), started, stopped, waited, refused }
}

it('starts on this machine alone unless told, says its key and address, and stops when asked', async () => {
  const { out, started, stopped } = await run(['--dir', '/witness', '--log', 'a+1+A', 'b+2+B'])
  expect(started).toEqual([
    { directory: '/witness', host: '127.0.0.1', port: 8920, logs: ['a+1+A', 'b+2+B'], name: undefined },
  ])
  expect(out).toContain('witness+00000000+AAAA')
  expect(out.join('\n')).toContain('http://127.0.0.1:8920')
  expect(stopped).toBe(true)
})

it('stops with whatever started it only where it is told to', async () => {
  expect(await run(['--dir', 'd', '--log', 'a'])).toMatchObject({ waited: [false], stopped: true })
  expect(await run(['--dir', 'd', '--log', 'a', '--until-input-ends'])).toMatchObject({ waited: [true], stopped: true })
})

it('says the same as JSON', async () => {
  const { out } = await run(['--dir', 'd', '--log', 'a', '--json', '--name', 'court', '--listen', '[::1]:0'])
  expect(out.map((line): unknown => JSON.parse(line))).toEqual([
    { vkey: 'witness+00000000+AAAA', url: 'http://127.0.0.1:8920' },
  ])
})

for (const [listen, host, port] of [
  ['0.0.0.0:80', '0.0.0.0', 80],
  ['[::1]:0', '::1', 0],
  ['witness.example.org:65535', 'witness.example.org', 65_535],
] as const) {
  it(`listens at ${listen}`, async () => {
    expect((await run(['--dir', 'd', '--log', 'a', '--listen', listen])).started).toMatchObject([{ host, port }])
  })
}

for (const listen of ['8920', '127.0.0.1', '127.0.0.1:65536', '::1:80', ':80', 'host:', 'host:-1']) {
  it(`does not listen at "${listen}"`, async () => {
    const { started, refused, err } = await run(['--dir', 'd', '--log', 'a', '--listen', listen])
    expect(refused).toBeInstanceOf(Error)
    expect(started).toEqual([])
    expect(err).toMatch(/host and a port/)
  })
}

it('asks for a directory and a log', async () => {
  expect((await run(['--log', 'a'])).err).toMatch(/--dir/)
  expect((await run(['--dir', 'd'])).err).toMatch(/--log/)
})
