import { expect, it } from 'vitest'
import { rulesExportCommand } from './rules-export.ts'

async function run(...args: string[]): Promise<{ readonly written: string[]; readonly out: string[] }> {
  const [written, out]: [string[], string[]] = [[], []]
  const command = rulesExportCommand({
    files: async ({ asOf }) => ({
      digest: 'ab'.repeat(32),
      files: [
        { path: 'README.md', text: `as of ${asOf ?? 'today'}` },
        { path: 'ma-dta/snap/policies.cedar', text: 'permit (principal, action, resource);' },
      ],
    }),
    assertWritable: async () => {},
    writeNew: async (directory, name, bytes) => {
      written.push(`${directory}/${name}: ${Buffer.from(bytes).toString()}`)
      return name
    },
    out: (line) => void out.push(line),
  }).exitOverride()
  await command.parseAsync(args, { from: 'user' })
  return { written, out }
}

it('writes every file and says where to begin', async () => {
  const { written, out } = await run('--to', 'there', '--as-of', '2026-03-01')
  expect(written).toEqual([
    'there/README.md: as of 2026-03-01',
    'there/ma-dta/snap/policies.cedar: permit (principal, action, resource);',
  ])
  expect(out.join('\n')).toContain('1 set of policies written to there')
  expect(out.join('\n')).toContain('there/README.md')
})

it('says the same to a script', async () => {
  const { out } = await run('--to', 'there', '--json')
  expect(JSON.parse(out.join(''))).toEqual({
    directory: 'there',
    rules: 'ab'.repeat(32),
    files: ['README.md', 'ma-dta/snap/policies.cedar'],
  })
})
