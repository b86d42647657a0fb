import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openOffice } from '#administer.ts'
import { readNamed } from '#adapters/files/named.ts'
import { contactSources, findingKinds } from '#case/events.ts'
import { moves, stateWords } from '#case/moves.ts'
import { isPosternError } from '#errors.ts'
import { match } from '#pipeline/determine.ts'
import { loadCase } from '#pipeline/move.ts'
import { handInAudit, listedAudit, memberKeys } from '#testing/audit.ts'
import { officer, ok, testOffice, type TestOffice } from '#testing/office.ts'
import { learnCommands } from './case-learn.ts'
import { Command } from 'commander'
import { showCommand } from './case-show.ts'

let office: TestOffice
let keys: string[]
let folder: string

beforeAll(async () => {
  office = await testOffice({ people: 300 })
  keys = await memberKeys(office, 80)
  folder = await mkdtemp(join(tmpdir(), 'postern-members-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  await office.close()
})

async function run(...args: readonly string[]) {
  const said: string[] = []
  let code = 0
  const deps = {
    open: () => openOffice(office.env),
    readFile: readNamed,
    filesIn: async () => [],
    states: stateWords,
    moves,
    findings: findingKinds,
    contacts: contactSources,
    out: (line: string) => void said.push(line),
    err: (line: string) => void said.push(line),
    exit: (given: number) => void (code = given),
  }
  const program = new Command('case')
  for (const one of learnCommands(deps)) program.addCommand(one)
  program.addCommand(showCommand(deps, new Command('show').argument('<number>')))
  await program.parseAsync(args, { from: 'user' })
  return { said: said.join('\n'), code }
}

async function fileOf(lines: readonly string[]): Promise<string> {
  const path = join(folder, 'sample.txt')
  await writeFile(path, `${lines.join('\n')}\n`)
  return path
}

describe('postern case members', () => {
  it('lists them from a file and says how many, for a person and for a script', async () => {
    const { number, stream } = await handInAudit(office)
    const some = await fileOf(keys.slice(0, 12))
    const { said, code } = await run('members', number, some, '--named', '--as', 'demo-officer')
    expect([code, said.split('\n')[0]]).toEqual([0, '12 members are listed, by their keys alone.'])
    expect((await loadCase(office.ports, stream)).state.members).toMatchObject({ count: 12, named: true })
    const other = await fileOf(keys.slice(0, 5))
    const json = await run('members', number, other, '--as', 'demo-officer', '--json')
    expect(JSON.parse(json.said)).toMatchObject({ case: number, members: 5 })
    expect((await loadCase(office.ports, stream)).state.members).toMatchObject({ count: 5, named: false })
  })

  it('refuses a bad list by its line, and quotes no key', async () => {
    const { number, stream } = await handInAudit(office)
    const lists = [
      [[keys[0] ?? '', 'back\\slash'], 'line 2 is not the key of a record'],
      [[keys[0] ?? '', keys[1] ?? '', keys[0] ?? ''], 'line 3 lists somebody a second time'],
    ] as const
    for (const [lines, words] of lists) {
      const failed = await run('members', number, await fileOf(lines), '--as', 'demo-officer').catch((e: unknown) => e)
      if (!isPosternError(failed, 'ERR_INPUT_INVALID')) throw failed
      expect(failed.message).toContain(words)
      expect(JSON.stringify([failed.message, failed.evidence, failed.mend])).not.toContain(keys[0] ?? 'nobody')
    }
    expect((await loadCase(office.ports, stream)).state.members).toBeUndefined()
  })

  it('is the disclosure officer’s', async () => {
    const { number } = await handInAudit(office)
    const { code } = await run('members', number, await fileOf(keys.slice(0, 2)), '--as', 'demo-counsel')
    expect(code).toBe(1)
  })
})

describe('postern case show of listed members', () => {
  it('says how many in how many classes, and what becomes of each, within 80 columns and without a key', async () => {
    const { number, stream } = await listedAudit(office, keys)
    ok((await match(office.ports, await officer(office.ports), stream)).moved)
    const { said } = await run('show', number, '--people')
    expect(said).toMatch(/^Members {5}80 members, named by the requester, in \d+ class/m)
    expect(said).toMatch(/^ {2}Class +Persons +Released +Held +Denied +Facts$/m)
    expect(said).toMatch(/^ {2}p1 +\d+ +– +– +– +snap/m)
    expect(said.split('\n').filter((line) => line.length > 80)).toEqual([])
    for (const key of keys) expect(said).not.toMatch(new RegExp(`\\b${key}\\b`))
    const shown = JSON.parse((await run('show', number, '--json')).said)
    expect(shown.members).toMatchObject({ count: 80, named: true })
    expect(shown.members.list).toBeUndefined()
    expect(shown.people).toEqual({})
  })
})
