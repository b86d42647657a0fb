import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readIfThere, writeDurably, writeOnce } from './durable.ts'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'postern-durable-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

it('replaces a file whole, for its owner alone, and leaves no draft', async () => {
  const path = join(directory, 'new', 'file')
  await writeDurably(path, 'one')
  await writeDurably(path, 'two')
  expect(await readFile(path, 'utf8')).toBe('two')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect((await stat(join(directory, 'new'))).mode & 0o777).toBe(0o700)
  expect(await readdir(join(directory, 'new'))).toEqual(['file'])
})

it('gives everybody who writes once the bytes of whoever was first', async () => {
  const path = join(directory, 'secret')
  const written = await Promise.all([1, 2, 3, 4, 5, 6].map((byte) => writeOnce(path, new Uint8Array(32).fill(byte))))
  expect(new Set(written.map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBe(1)
  expect(Buffer.from(await writeOnce(path, new Uint8Array(32)))).toEqual(await readFile(path))
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(directory)).toEqual(['secret'])
})

it('gives nothing for a file that is not there', async () => {
  expect(await readIfThere(join(directory, 'none'))).toBeUndefined()
})
