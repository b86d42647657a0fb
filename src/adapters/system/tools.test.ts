import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { describeTools, installCommand, installTools, type Machine, mayInstall, missingTools } from './tools.ts'

const tools = [
  { name: 'age', use: 'sealing' },
  { name: 'chromium', use: 'pages' },
]

describe.runIf(process.platform !== 'win32')('the tools that tests need', () => {
  let machine: Machine
  beforeEach(() => {
    machine = { path: mkdtempSync(join(tmpdir(), 'path-')), root: true, platform: process.platform }
  })
  afterEach(() => rmSync(machine.path, { recursive: true }))

  const addProgram = (name: string, script = '') => {
    writeFileSync(join(machine.path, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(machine.path, name), 0o755)
  }

  it('are missing unless a program of that name can be run', () => {
    addProgram('age')
    writeFileSync(join(machine.path, 'chromium'), 'no program')
    expect(missingTools(tools, machine).map(({ name }) => name)).toEqual(['chromium'])
  })

  it('are described, or the missing ones with the command that brings them', () => {
    addProgram('age')
    addProgram('brew')
    expect(() => describeTools(machine, tools)).toThrow(
      expect.objectContaining({ code: 'ERR_TOOL_MISSING', mend: 'brew install chromium' }),
    )
    addProgram('chromium')
    expect(describeTools(machine, tools)).toBe('age, chromium are installed')
  })

  it.each([
    ['apt-get', true, 'apt-get install -y --no-install-recommends age chromium'],
    ['apt-get', false, 'sudo apt-get install -y --no-install-recommends age chromium'],
    ['dnf', false, 'sudo dnf install -y age chromium'],
    ['brew', false, 'brew install age chromium'],
    ['unknown', true, undefined],
  ])('come by one command: %s, root %s', (manager, root, command) => {
    addProgram(manager)
    expect(installCommand(tools, { ...machine, root })).toBe(command)
  })

  it('are installed without asking by root with apt-get, and by nobody else', () => {
    expect(mayInstall(machine)).toBe(false)
    addProgram('apt-get')
    expect(mayInstall(machine)).toBe(true)
    expect(mayInstall({ ...machine, root: false })).toBe(false)
  })

  /** An apt-get that notes how it is called and installs as asked, with or without lists. */
  const addApt = (needsLists: boolean) =>
    addProgram(
      'apt-get',
      `echo "$1" >> ${machine.path}/calls
       if [ "$1" = update ]; then echo > ${machine.path}/lists; exit; fi
       if ${needsLists} && [ ! -e ${machine.path}/lists ]; then echo 'E: Unable to locate package age'; exit 100; fi
       for last in "$@"; do :; done
       echo > ${machine.path}/$last; /bin/chmod +x ${machine.path}/$last`,
    )
  const calls = () => readFileSync(join(machine.path, 'calls'), 'utf8').trim().split('\n')

  it('are installed at once where apt-get has its lists', () => {
    addApt(false)
    installTools(tools.slice(0, 1), machine)
    expect(calls()).toEqual(['install'])
    expect(missingTools(tools.slice(0, 1), machine)).toEqual([])
  })

  it('are installed after one update where it has none', () => {
    addApt(true)
    installTools(tools.slice(0, 1), machine)
    expect(calls()).toEqual(['install', 'update', 'install'])
  })

  it('are said to be missing, with apt-get’s own words, where it cannot help', () => {
    addProgram('apt-get', 'echo "E: Unable to locate package age"; exit 100')
    expect(() => installTools(tools, machine)).toThrow(
      expect.objectContaining({
        code: 'ERR_TOOL_MISSING',
        evidence: { said: ['E: Unable to locate package age'] },
        mend: expect.any(String),
      }),
    )
  })
})
