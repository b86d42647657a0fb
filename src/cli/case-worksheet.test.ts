import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { writeNamed } from '#adapters/files/named.ts'
import { openOffice } from '#administer.ts'
import { moves, stateWords } from '#case/moves.ts'
import { utf8 } from '#formats/bytes.ts'
import { makeTestDirectory } from '#testing/directory.ts'
import { answeredWarrant, applicationsOnPaper, testOffice, type TestOffice } from '#testing/office.ts'
import { worksheetCommand } from './case-worksheet.ts'

let office: TestOffice
let number: string
const files = new Map<string, string>()
beforeAll(async () => {
  office = await testOffice()
})
beforeEach(async () => {
  ;({ number } = await answeredWarrant({ ...office, ports: applicationsOnPaper(office.ports) }))
})
afterAll(() => office.close())

async function run(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  let code = 0
  const deps = {
    open: async () => {
      const own = await openOffice(office.env)
      return { ...own, ports: applicationsOnPaper(own.ports) }
    },
    readFile: async (path: string) => utf8(files.get(path) ?? ''),
    writeNew: writeNamed,
    assertWritable: async () => {},
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    exit: (given: number) => void (code = given),
    states: stateWords,
    moves,
    letters: ['refusal', 'mend'],
    sign: () => Promise.reject(new Error('nothing is signed here')),
    progress: () => {},
    progressEvery: 1000,
    sleep: () => Promise.reject(new Error('nothing is waited for here')),
  } as const
  const command = worksheetCommand(deps, new Command('worksheet').argument('<number>'))
  await command.parseAsync([number, ...args], { from: 'user' })
  return { out: out.join('\n'), err: err.join('\n'), code }
}

it('says what is called for, writes the empty sheet, and takes the filled one', async () => {
  const asked = await run('--as', 'demo-intake')
  expect(asked.out).toMatch(/Worksheet +snap\.application, not handed in yet/)
  expect(asked.out).toMatch(/p1: application\.filed-on, application\.channel/)
  expect(asked.out).not.toMatch(/Samplewright|SYN-PLANTED/)

  const directory = makeTestDirectory()
  const given = await run('--as', 'demo-intake', '--to', directory)
  const [name = ''] = await readdir(directory)
  expect(name).toBe(`${number}.snap.application.csv`)
  expect(given.out).toContain(`Written: ${join(directory, name)}`)
  const csv = await readFile(join(directory, name), 'utf8')

  files.set('filled.csv', csv.replace(',p1,1,,', ',p1,1,2026-01-31,in-person'))
  const taken = await run('--as', 'demo-intake', '--fill', 'filled.csv', '--json')
  expect(JSON.parse(taken.out)).toMatchObject({ case: number, status: 'decided', missing: 0 })
  const after = JSON.parse((await run('--as', 'demo-officer', '--json')).out)
  expect(after).toMatchObject({
    worksheets: [{ name: 'snap.application', filled: { by: ['demo-intake'], rows: 1 } }],
  })
})

it('refuses what is wrong with a sheet, all of it, without a value', async () => {
  files.set('bad.csv', 'worksheet,subject,secret-column\nx,p7,SECRET\n')
  const { err, code, out } = await run('--as', 'demo-intake', '--fill', 'bad.csv')
  expect([code, out]).toEqual([1, ''])
  expect(err).toContain('`case worksheet` is refused, and nothing was recorded')
  for (const word of ['number 3', 'application.channel', 'row 2, column subject', 'p1 has no row']) {
    expect(err.toLowerCase().replaceAll(/\s+/g, ' ')).toContain(word)
  }
  expect(err).not.toMatch(/secret/i)
})

it('gives and takes nothing in the name of somebody who does not work with the files', async () => {
  for (const id of ['demo-counsel', 'demo-approver-1']) {
    const { err, code, out } = await run('--as', id)
    expect([code, out, err.includes('is for intake-officer')], id).toEqual([1, '', true])
  }
})
