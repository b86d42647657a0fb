import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readLaw } from '#adapters/law/load.ts'
import { lawFolder } from '#testing/law.ts'
import { rulesCheckCommand } from './rules-check.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-check-'))
  cpSync(lawFolder, join(folder, 'law'), { recursive: true, filter: (path) => !path.endsWith('.json') })
})
afterEach(() => rmSync(folder, { recursive: true }))

async function check(...args: readonly string[]) {
  const said = { out: '', err: '', code: 0 }
  const command = rulesCheckCommand({
    read: (from, overlay) => readLaw(from ?? lawFolder, { overlay }),
    out: (text) => void (said.out += `${text}\n`),
    err: (text) => void (said.err += `${text}\n`),
    exit: (code) => void (said.code = code),
  })
  await command.exitOverride().parseAsync(args, { from: 'user' })
  return said
}

function edit(file: string, from: string, to: string): void {
  const path = join(folder, 'law', file)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
}

const stricter = `- id: DTA-01
  agency: ma-dta
  citation: policy memorandum 1
  title: Photos wait for counsel
  plain: the agency gives out a photo only once counsel has seen the request
  source: null
  confidence: PRODUCT
  effective: { from: null, to: null }
  confirmed: null
  effect: conditions
  of: [US-SNAP-07]
  programs: [snap]
  elements: [photo]
  until:
    - { counsel: approved, need: counsel-review }
`

describe('postern rules check', () => {
  it('says how many rules there are, how many decide nothing, and their digest', async () => {
    const { out, err, code } = await check()
    expect(out).toMatch(/^\d+ rules, \d+ inactive\ndigest [0-9a-f]{64}\n$/)
    expect([err, code]).toEqual(['', 0])
    expect(JSON.parse((await check('--json')).out)).toMatchObject({ ofOverlay: 0 })
  })

  it('names the file, the line and the mend of every mistake, and exits with 2', async () => {
    edit('us/snap.yaml', 'purpose: audit', 'purpos: audit')
    edit('us-ma/massachusetts.yaml', 'citation: M.G.L. c. 66A § 2(c)', 'citation: ""')
    const { out, err, code } = await check(join(folder, 'law'))
    expect(err).toMatch(
      /^us\/snap\.yaml:\d+: "purpos" is not a fact; did you mean "purpose"\?\n {2}Facts are purpose, /,
    )
    expect(err).toMatch(/us-ma\/massachusetts\.yaml:\d+: the citation is empty or not text\n/)
    expect(err).toContain('2 mistakes: nothing is decided by this law.')
    expect([out, code]).toEqual(['', 2])
    expect(JSON.parse((await check(join(folder, 'law'), '--json')).out)).toMatchObject({ mistakes: [{}, {}] })
  })

  it('says a wrong name once, and not what follows from it', async () => {
    edit('us-me/maine.yaml', 'of: [US-MCD-03/exchange]', 'of: [US-MCD-99]')
    const { err } = await check(join(folder, 'law'))
    expect(err).toMatch(/names US-MCD-99, and there is no such rule or part[^\n]*\n {2}Write the id[^\n]*\n1 mistake: /)
  })

  it('reads an overlay beside the law, and its digest is of both', async () => {
    mkdirSync(join(folder, 'overlay'))
    writeFileSync(join(folder, 'overlay', 'photos.yaml'), stricter)
    const { out } = await check('--overlay', join(folder, 'overlay'))
    expect(out).toContain(', 1 of an overlay\n')
    expect(out.split('digest')[1]).not.toBe((await check()).out.split('digest')[1])
  })

  it('refuses an overlay that opens something, with its file and line', async () => {
    mkdirSync(join(folder, 'overlay'))
    writeFileSync(
      join(folder, 'overlay', 'photos.yaml'),
      stricter.replace('effect: conditions\n  of: [US-SNAP-07]', 'effect: permits'),
    )
    const { err, code } = await check('--overlay', join(folder, 'overlay'))
    expect(err).toContain('overlay/photos.yaml:10: an overlay cannot open anything, and this permits\n')
    expect(code).toBe(2)
  })
})
