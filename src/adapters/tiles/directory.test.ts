import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { utf8 } from '#formats/bytes.ts'
import { tileDirectory } from './directory.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'postern-tiles-test-'))
})
afterEach(() => {
  chmodSync(directory, 0o700)
  rmSync(directory, { recursive: true, force: true })
})

const tile = { path: 'tile/0/x001/067', bytes: Uint8Array.of(1, 2, 3) }

it('makes its directory, and gives back what was written', async () => {
  const store = await tileDirectory(join(directory, 'log'))
  await store.write([tile, { path: 'tile/entries/000.p/64', bytes: Uint8Array.of(4) }])
  expect(await store.read(tile.path)).toEqual(Buffer.from(tile.bytes))
  expect(await store.read('tile/0/x001/068')).toBeUndefined()
  expect(await store.read(`${tile.path}/000`)).toBeUndefined()
})

it('takes the same tile again, and refuses another in its place', async () => {
  const store = await tileDirectory(directory)
  await store.write([tile])
  await store.write([tile])
  const other = { path: tile.path, bytes: Uint8Array.of(1, 2, 4) }
  await expect(store.write([other])).rejects.toMatchObject({
    code: 'ERR_LOG_INCONSISTENT',
    evidence: { path: tile.path },
  })
  expect(await store.read(tile.path)).toEqual(Buffer.from(tile.bytes))
})

it('replaces the checkpoint, and has none before', async () => {
  const store = await tileDirectory(directory)
  expect(await store.readCheckpoint()).toBeUndefined()
  await store.replace('checkpoint', 'one\n')
  await store.replace('checkpoint', 'two — with a dash\n')
  expect(await store.readCheckpoint()).toBe('two — with a dash\n')
})

it('takes away every partial form of a full tile, and nothing else', async () => {
  const store = await tileDirectory(directory)
  const paths = ['tile/0/000', 'tile/0/000.p/64', 'tile/0/000.p/128', 'tile/0/001.p/64']
  await store.write(paths.map((path) => ({ path, bytes: Uint8Array.of(1) })))
  await store.removePartials(['tile/0/000', 'tile/0/005'])
  expect(new Set(readdirSync(join(directory, 'tile/0'), { recursive: true, encoding: 'utf8' }))).toEqual(
    new Set(['000', '001.p', join('001.p', '64')]),
  )
})

it('goes on after a writer that died between a draft and its place', async () => {
  mkdirSync(join(directory, '.staging'))
  writeFileSync(join(directory, '.staging', '0'), 'half')
  const store = await tileDirectory(directory)
  await store.write([tile])
  expect(await store.read(tile.path)).toEqual(Buffer.from(tile.bytes))
  expect(readdirSync(join(directory, '.staging'))).toEqual([])
})

it('says which directory cannot be written, and leaves nothing behind', async () => {
  const store = await tileDirectory(directory)
  // A file where a folder has to be stops the superuser too.
  writeFileSync(join(directory, 'tile'), 'in the way')
  await expect(store.write([tile])).rejects.toMatchObject({ code: 'ERR_LOG_UNAVAILABLE', evidence: { directory } })
  rmSync(join(directory, 'tile'))
  expect(existsSync(join(directory, 'tile'))).toBe(false)
  await store.write([{ path: 'tile/0/000', bytes: utf8('fine') }])
})
