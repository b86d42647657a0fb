import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { makeTestDirectory } from '#testing/directory.ts'
import { lawFolder, theLaw } from '#testing/law.ts'
import { loadChanged } from './changed.ts'

const law = await theLaw()
const titleOf = (rules: typeof law, id: string) => rules.rules.find((rule) => rule.id === id)?.title
let folder: string
beforeEach(() => {
  folder = makeTestDirectory()
})

/** A pack with one title changed. */
function changedPack(from: string, to: string): void {
  const source = readFileSync(join(lawFolder, from), 'utf8')
  writeFileSync(to, source.replace('title: Fleeing felon', 'title: A changed title of the fleeing felon'))
}
const changed = (rules: typeof law) => titleOf(rules, 'US-SNAP-07')?.startsWith('A changed title')

it('is the law itself where nothing was changed', async () => {
  expect((await loadChanged(lawFolder, lawFolder)).digest).toBe(law.digest)
})

it('puts a pack in the place of the one of its name, wherever it lies', async () => {
  changedPack('us/snap.yaml', join(folder, 'snap.yaml'))
  const rules = await loadChanged(lawFolder, join(folder, 'snap.yaml'))
  expect(changed(rules)).toBe(true)
  expect(rules.rules).toHaveLength(law.rules.length)
})

it('adds a new pack to the jurisdiction whose folder it lies in, and refuses one that lies nowhere', async () => {
  const source = readFileSync(join(lawFolder, 'us/snap.yaml'), 'utf8')
  const first = source.slice(source.indexOf('- id: US-SNAP-07'), source.indexOf('- id: US-SNAP-08'))
  const pack = first.replace('US-SNAP-07', 'US-NEW-01')
  mkdirSync(join(folder, 'us'))
  for (const path of ['us/new.yaml', 'new.yaml']) writeFileSync(join(folder, path), pack)
  const rules = await loadChanged(lawFolder, join(folder, 'us/new.yaml'))
  expect(rules.rules).toHaveLength(law.rules.length + 1)
  await expect(loadChanged(lawFolder, join(folder, 'new.yaml'))).rejects.toMatchObject({ code: 'ERR_INPUT_INVALID' })
  await expect(loadChanged(lawFolder, join(folder, 'gone.yaml'))).rejects.toMatchObject({
    code: 'ERR_INPUT_UNREADABLE',
  })
})

it('takes a jurisdiction whole from its folder, so that a pack that was taken out is out', async () => {
  cpSync(join(lawFolder, 'us-me'), join(folder, 'us-me'), { recursive: true })
  expect((await loadChanged(lawFolder, join(folder, 'us-me'))).digest).toBe(law.digest)
  expect((await loadChanged(lawFolder, folder)).digest).toBe(law.digest)
  rmSync(join(folder, 'us-me', 'maine.yaml'))
  // Rules of other packs name rules of this one, and now there are none.
  await expect(loadChanged(lawFolder, folder)).rejects.toThrow(/names ME-[A-Z]+-\d+, and there is no such rule/)
})

it('refuses a folder in which nothing is named for a jurisdiction, names the file of a mistake, and leaves nothing behind', async () => {
  await expect(loadChanged(lawFolder, folder)).rejects.toMatchObject({ code: 'ERR_INPUT_INVALID' })
  writeFileSync(join(folder, 'snap.yaml'), '- id: US-SNAP-07\n')
  await expect(loadChanged(lawFolder, join(folder, 'snap.yaml'))).rejects.toThrow(/^us\/snap\.yaml:/)
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('postern-law-'))).toEqual([])
})
