import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readSettings, writeSettings, type Settings } from './settings.ts'

const settings: Settings = {
  settings: 'postern/settings/v1',
  origin: 'test.postern.example/log',
  batch: 16,
  padSilence: false,
  witnesses: [],
  quorum: 'none',
  oversight: `age1${'q'.repeat(58)}`,
  deliveryDays: 14,
  timeZone: 'America/New_York',
  rootKey: { kind: 'file' },
  demo: true,
}
let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'postern-settings-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

it('are read as they were written, with years of retention or without', async () => {
  for (const one of [settings, { ...settings, retentionYears: 3 }, { ...settings, retentionYears: 10 }]) {
    await writeSettings(directory, one)
    expect(await readSettings(directory)).toEqual(one)
  }
})

it('keep no case for less than three years, nor for a part of one', async () => {
  for (const retentionYears of [2, 0, -6, 6.5, '6', null]) {
    await writeFile(join(directory, 'settings.json'), JSON.stringify({ ...settings, retentionYears }))
    await expect(readSettings(directory), String(retentionYears)).rejects.toMatchObject({
      code: 'ERR_INPUT_INVALID',
      message: expect.stringContaining('/retentionYears') as unknown,
    })
  }
})
