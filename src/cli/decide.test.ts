import { describe, expect, it } from 'vitest'
import { validateCaseFile } from '#adapters/contract/validate.ts'
import { decide } from '#decision/decide.ts'
import { utf8 } from '#formats/bytes.ts'
import { lawFolder, scenariosIn, theLaw } from '#testing/law.ts'
import { decideCommand } from './decide.ts'

const law = await theLaw()
const scenario = scenariosIn(`${lawFolder}/us/scenarios`).find(
  ({ scenario: { scenario: id } }) => id === 'FEL-01',
)?.scenario
if (scenario === undefined) throw new Error('FEL-01 is there')

const files: Record<string, string> = {
  'case.json': JSON.stringify(scenario.caseFile),
  'scenario.json': JSON.stringify(scenario),
  'unknown.json': JSON.stringify({ ...scenario.caseFile, agency: 'ny-otda' }),
  'broken.json': '{"caseFile": 1',
  'twice.json': '{"caseFile": 1, "caseFile": 1}',
}

async function run(...args: string[]): Promise<{ out: string; err: string; status: number }> {
  const said = { out: '', err: '', status: 0 }
  const command = decideCommand({
    readFile: (path) => {
      const text = files[path]
      if (text !== undefined) return Promise.resolve(utf8(text))
      return Promise.reject(Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' }))
    },
    engine: async () => ({ validate: validateCaseFile, decide: (caseFile) => decide(caseFile, law) }),
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
    exit: (status) => {
      said.status = status
    },
  })
  await command.parseAsync(args, { from: 'user' })
  return said
}

describe('postern decide', () => {
  it('prints each decision as one line of JSON, in the order given, of case files and scenario files', async () => {
    const { out, err, status } = await run('scenario.json', 'case.json', '--json')
    const expected = JSON.stringify(decide(scenario.caseFile, law))
    expect(out).toBe(`${expected}\n${expected}\n`)
    expect(err).toBe('')
    expect(status).toBe(0)
  })

  it('says file, place and mend of a file that does not validate, decides the others, and ends with 2', async () => {
    const { out, err, status } = await run('unknown.json', 'case.json', '--json')
    expect(out.trimEnd().split('\n')).toHaveLength(1)
    expect(err).toMatch(/^unknown\.json: \/agency: this is not an agency of the vocabulary\. Use one of ma-dta, /)
    expect(status).toBe(2)
  })

  it.each(['broken.json', 'twice.json', 'absent.json'])('refuses %s as a whole', async (path) => {
    const { out, err, status } = await run(path, '--json')
    expect(out).toBe('')
    expect(err).toContain(`${path}: (whole file): `)
    expect(status).toBe(2)
  })

  it('shows a person what goes out, what does not, why, and by which rules', async () => {
    const { out, status } = await run('case.json')
    expect(status).toBe(0)
    expect(out).toContain('case-FEL-01: RELEASE-IN-PART')
    expect(out).toContain('p1 · snap')
    expect(out).toMatch(/RELEASE +ssn, photo, home-address, mailing-address/)
    expect(out).toMatch(/DENY +name/)
    expect(out).toContain('by:    US-SNAP-07')
    expect(out).toContain('Duties:')
    expect(out).toContain(law.digest)
  })

  it('names what a held request lacks', async () => {
    const oral = { ...scenario.caseFile, request: { ...scenario.caseFile.request, form: 'oral' } }
    files['oral.json'] = JSON.stringify(oral)
    const { out } = await run('oral.json')
    expect(out).toContain('needs: written-request')
    expect(out).toContain('Missing:   written-request')
  })
})
