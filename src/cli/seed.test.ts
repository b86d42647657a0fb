import { assert, it } from 'vitest'
import { seedCommand } from './seed.ts'

async function run(...args: string[]) {
  const out: string[] = []
  const bars: string[] = []
  const asked: object[] = []
  let now = 0
  const refused: unknown = await seedCommand({
    seed: async ({ progress, ...options }) => {
      asked.push(options)
      progress(options.people / 2)
      return {
        agencies: options.agencies.map((agency) => ({ agency, schema: 'a_schema', people: 12, households: 7 })),
        seed: options.seed,
      }
    },
    elapsed: () => (now += 750),
    out: (line) => out.push(line),
    progress: (line) => bars.push(line),
  })
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .parseAsync(args, { from: 'user' })
    .then(
      () => undefined,
      (error: unknown) => error,
    )
  return { out, bars, asked, refused }
}

it('makes both agencies unless told, and says what it made', async () => {
  const { out, asked, bars } = await run('--people', '20000')
  assert.deepEqual(asked, [{ people: 20_000, seed: 'postern', agencies: ['ma-dta', 'me-dhhs-ofi'] }])
  assert.match(out.join('\n'), /ma-dta: 12 synthetic people in 7 households, in the schema a_schema/)
  assert.match(out.join('\n'), /seed "postern" in 0\.8 s/)
  assert.deepEqual(bars, ['[###############...............] 50 %  10000 people', ''])
})

it('makes one agency from another seed, and says so as JSON', async () => {
  const { out, asked } = await run('--people', '60', '--agency', 'me-dhhs-ofi', '--seed', 'x', '--json')
  assert.deepEqual(asked, [{ people: 60, seed: 'x', agencies: ['me-dhhs-ofi'] }])
  assert.deepEqual(
    out.map((line): unknown => JSON.parse(line)),
    [{ agencies: [{ agency: 'me-dhhs-ofi', schema: 'a_schema', people: 12, households: 7 }], seed: 'x' }],
  )
})

for (const args of [
  [],
  ['--people', '0'],
  ['--people', '-5'],
  ['--people', '1e3'],
  ['--people', 'many'],
  ['--people', '5', '--agency', 'ri-dhs'],
]) {
  it(`makes nothing for "${args.join(' ')}"`, async () => {
    const { asked, refused } = await run(...args)
    assert.isEmpty(asked)
    assert.isDefined(refused)
  })
}
