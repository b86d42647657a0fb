import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { makeTestDirectory } from '#testing/directory.ts'
import { holdFiles, unpackFiles } from './files.ts'
import { once } from './parts.ts'

const put = (directory: string, path: string, text: string): void => {
  mkdirSync(dirname(join(directory, path)), { recursive: true })
  writeFileSync(join(directory, path), text)
}

it('holds what is there, with what came since, and gives it back though it was taken away', async () => {
  const [from, to] = [makeTestDirectory(), join(makeTestDirectory(), 'new')]
  for (const path of ['settings.json', 'papers/a', 'outbox/b/package', 'papers/.draft', 'keys/log.json', 'tlog/x']) {
    put(from, path, path)
  }
  const held = await holdFiles(from)
  put(from, 'shelf/c.age', '')
  await held.again()
  rmSync(join(from, 'papers'), { recursive: true })
  expect(held.count()).toBe(4)
  expect(await unpackFiles(held.stream(), to, 'files')).toBe(4)
  await held.release()
  expect(readdirSync(from).toSorted()).toEqual(['keys', 'outbox', 'settings.json', 'shelf', 'tlog'])
  expect(readdirSync(to).toSorted()).toEqual(['outbox', 'papers', 'settings.json', 'shelf'])
  expect(readFileSync(join(to, 'outbox/b/package'), 'utf8')).toBe('outbox/b/package')
  expect(readdirSync(join(to, 'papers'))).toEqual(['a'])
})

it('takes away what a backup that was killed had held', async () => {
  const from = makeTestDirectory()
  put(from, '.backup-999999999-ab/papers/a', 'forgotten')
  await (await holdFiles(from)).release()
  expect(readdirSync(from)).toEqual([])
})

const header = (value: object): string => `${JSON.stringify(value)}\n`

it.each([
  ['a path that leaves the directory', `${header({ path: 'papers/../../x', bytes: 1 })}x${header({ files: 1 })}`],
  ['an absolute path', `${header({ path: '/etc/x', bytes: 1 })}x${header({ files: 1 })}`],
  ['a key', `${header({ path: 'keys/log.json', bytes: 1 })}x${header({ files: 1 })}`],
  ['less than it says', `${header({ path: 'papers/a', bytes: 2 })}x`],
  ['a negative length', `${header({ path: 'papers/a', bytes: -1 })}${header({ files: 1 })}`],
  ['fewer files than it says', header({ files: 1 })],
  ['more than it says', `${header({ files: 0 })}x`],
  ['no end', ''],
  ['no line', 'x'.repeat(20_000)],
])('does not unpack %s', async (_, text) => {
  const to = join(makeTestDirectory(), 'new')
  await expect(unpackFiles(once(Buffer.from(text)), to, 'files')).rejects.toMatchObject({ code: 'ERR_BACKUP' })
  expect(existsSync(join(to, '..', 'x'))).toBe(false)
})
