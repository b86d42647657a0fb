import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeTestDirectory } from '#testing/directory.ts'
import { writePage } from './pages.ts'

it('makes the directory, and writes a page again in its own place', async () => {
  const directory = join(makeTestDirectory(), 'pages')
  for (const text of ['made by us: once', 'made by us: again']) await writePage(directory, 'a.html', text, 'made by us')
  expect(readFileSync(join(directory, 'a.html'), 'utf8')).toBe('made by us: again')
})

it('leaves a file of somebody else as it is', async () => {
  const directory = makeTestDirectory()
  writeFileSync(join(directory, 'index.html'), 'my own page')
  await expect(writePage(directory, 'index.html', 'made by us', 'made by us')).rejects.toMatchObject({
    code: 'ERR_INPUT_INVALID',
  })
  expect(readFileSync(join(directory, 'index.html'), 'utf8')).toBe('my own page')
})
