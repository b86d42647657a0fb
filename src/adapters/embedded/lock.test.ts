import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { takeDirectory } from './lock.ts'
import { birthmarkOf } from './processes.ts'

describe('the lock of a data directory', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lock-'))
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  it('is given once, also within one process, and again after its release', async () => {
    const first = await takeDirectory(directory)
    await expect(takeDirectory(directory)).rejects.toMatchObject({
      code: 'ERR_DATABASE_IN_USE',
      evidence: { pid: process.pid },
    })
    first.release()
    const second = await takeDirectory(directory)
    // What was given back cannot be given back twice.
    first.release()
    await expect(takeDirectory(directory)).rejects.toMatchObject({ code: 'ERR_DATABASE_IN_USE' })
    second.release()
  })

  it('goes to exactly one of many that come at the same instant, round after round', async () => {
    const script = `
      const { takeDirectory } = await import(${JSON.stringify(new URL('lock.ts', import.meta.url).href)})
      let lock
      process.stdin.on('data', async (word) => {
        if (String(word) === 'give back') lock?.release()
        else lock = await takeDirectory(process.argv[1]).catch(() => undefined)
        console.log(lock ? 'has it' : 'refused')
      })
      console.log('here')`
    const racers = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--input-type=module', '--eval', script, directory], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    )
    const heard = () =>
      Promise.all(racers.map((racer) => once(racer.stdout, 'data').then(([data]) => String(data).trim())))
    const tell = (word: string) => {
      for (const racer of racers) racer.stdin.write(word)
      return heard()
    }
    expect(await heard()).toEqual(['here', 'here', 'here', 'here'])
    for (let round = 0; round < 10; round++) {
      expect((await tell('take')).toSorted()).toEqual(['has it', 'refused', 'refused', 'refused'])
      await tell('give back')
    }

    // Whoever has it dies without a word.
    await tell('take')
    for (const racer of racers) racer.kill('SIGKILL')
    await Promise.all(racers.map((racer) => once(racer, 'exit')))
    expect(existsSync(join(directory, 'owner'))).toBe(true)
    const next = await takeDirectory(directory)
    next.release()
  })

  it('believes a record of a living owner where the kernel’s lock was lost, and not one of a dead namesake', async () => {
    const other = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'])
    await once(other, 'spawn')
    const record = join(directory, 'owner')
    writeFileSync(record, `${other.pid}\n${birthmarkOf(other.pid ?? 0)}\n2026-01-01T00:00:00.000Z\n`)
    await expect(takeDirectory(directory)).rejects.toMatchObject({ evidence: { pid: other.pid } })

    writeFileSync(record, `${other.pid}\nborn at another time\n2026-01-01T00:00:00.000Z\n`)
    const lock = await takeDirectory(directory)
    expect(readFileSync(record, 'utf8')).toMatch(new RegExp(`^${process.pid}\n`))
    lock.release()
    other.kill()
  })

  it('is refused with its place where no file can be made', async () => {
    const missing = join(directory, 'missing')
    await expect(takeDirectory(missing)).rejects.toMatchObject({
      code: 'ERR_DATA_DIRECTORY',
      evidence: { path: join(missing, 'lock') },
    })
  })
})
