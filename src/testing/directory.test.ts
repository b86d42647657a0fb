import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it, onTestFinished } from 'vitest'

import { birthmarkOf } from '#adapters/embedded/processes.ts'

import { makeTestDirectory, sweepTestDirectories } from './directory.ts'
import { startOwner } from './owner.ts'

describe('sweeping', () => {
  it('removes what a killed run left, its database too, and nothing of a run that lives', async () => {
    const mine = makeTestDirectory()
    const run = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'])
    await once(run, 'spawn')
    const directory = join(tmpdir(), `postern-db-${run.pid}-killed`)
    const unrelated = join(tmpdir(), `postern-db-of-somebody-${run.pid}`)
    for (const path of [directory, unrelated]) mkdirSync(path)
    chmodSync(directory, 0o711)
    onTestFinished(() => [mine, unrelated].forEach((path) => rmSync(path, { recursive: true })))

    const owner = await startOwner(directory, 'wait')
    for (const child of [owner.process, run]) child.kill('SIGKILL')
    await Promise.all([owner.ended, once(run, 'exit')])
    sweepTestDirectories()

    expect(existsSync(directory)).toBe(false)
    await expect.poll(() => birthmarkOf(Number(owner.says.split(' ')[1]))).toBeUndefined()
    expect(existsSync(mine)).toBe(true)
    expect(existsSync(unrelated)).toBe(true)
  })
})
