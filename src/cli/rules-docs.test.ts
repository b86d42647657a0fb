import { expect, it } from 'vitest'
import { rulesDocsCommand, type DocumentChoice } from './rules-docs.ts'

async function run(...args: string[]) {
  const [written, out, asked]: [string[], string[], DocumentChoice[]] = [[], [], []]
  const command = rulesDocsCommand({
    documents: async (choice) => {
      asked.push(choice)
      return { digest: 'ab'.repeat(32), documents: [{ file: 'index.html', text: '<p>', rules: 3 }] }
    },
    write: async (directory, file, text) => void written.push(`${directory}/${file}: ${text}`),
    out: (line) => void out.push(line),
  }).exitOverride()
  command.configureOutput({ writeErr: () => {} })
  await command.parseAsync(args, { from: 'user' })
  return { written, out: out.join('\n'), asked }
}

it('writes every page into a folder of its own unless told another, and says where to begin', async () => {
  const { written, out } = await run()
  expect(written).toEqual(['law-documents/index.html: <p>'])
  expect(out).toContain('1 page in law-documents, of the rules abababababababab…')
  expect(out).toContain('Begin with law-documents/index.html.')
})

it('asks for the law that is meant, and never for an overlay beside what is in force in an office', async () => {
  const { asked } = await run('--as-of', '2026-03-01', '--overlay', 'own')
  expect(asked).toEqual([{ asOf: '2026-03-01', overlay: 'own', office: false }])
  expect((await run('--office')).asked).toEqual([{ asOf: undefined, overlay: undefined, office: true }])
  await expect(run('--office', '--overlay', 'own')).rejects.toThrow(/cannot be used/)
  await expect(run('--as-of', 'tomorrow')).rejects.toThrow(/day of the calendar/)
})

it('says the same to a script', async () => {
  const { out } = await run('--to', 'there', '--json')
  expect(JSON.parse(out)).toEqual({
    directory: 'there',
    digest: 'ab'.repeat(32),
    files: [{ file: 'index.html', rules: 3 }],
  })
})
