import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { validateCaseFile } from '#adapters/contract/validate.ts'
import { loadLaw } from '#adapters/law/load.ts'
import { decide } from '#decision/decide.ts'
import { onDay } from '#decision/on-day.ts'
import { explain } from '#decision/explain.ts'
import { told } from '#decision/told.ts'
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

/** An office in whose law the rule of this scenario began on 1 March. */
const inOffice = {
  ...law,
  rules: law.rules.map((rule) =>
    rule.id === 'US-SNAP-07' ? { ...rule, effective: { from: '2026-03-01', to: null } } : rule,
  ),
}

async function run(...args: string[]): Promise<{ out: string; err: string; status: number }> {
  const said = { out: '', err: '', status: 0 }
  const command = decideCommand({
    readFile: (path) => {
      const text = files[path]
      if (text !== undefined) return Promise.resolve(utf8(text))
      return Promise.reject(Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' }))
    },
    engine: async ({ rules: folder, asOf, office }) => {
      const rules = folder === undefined ? (office ? inOffice : law) : await loadLaw(folder)
      const then = asOf === undefined ? rules : onDay(rules, asOf)
      return {
        validate: validateCaseFile,
        decide: (caseFile) => decide(caseFile, then),
        explain: async (caseFile) => explain(caseFile, then),
        told: async (caseFile) => told(caseFile, then),
      }
    },
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
  command.configureOutput({ writeErr: () => {} })
  await command.exitOverride().parseAsync(args, { from: 'user' })
  return said
}

const outcomes = async (...options: string[]) => {
  const { out } = await run('case.json', '--json', ...options)
  const { cells, deadlines }: { cells: { element: string; outcome: string }[]; deadlines: unknown } = JSON.parse(out)
  return { photo: cells.find(({ element }) => element === 'photo')?.outcome, deadlines }
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

  it('decides by the rules of another day, and counts every day of the file as it stands', async () => {
    const asItStands = await outcomes('--office')
    expect(asItStands.photo).toBe('release')
    expect(await outcomes('--office', '--as-of', '2026-02-28')).toEqual({ ...asItStands, photo: 'deny' })
    expect(await outcomes('--office', '--as-of', '2026-03-01')).toEqual(asItStands)
    expect(await outcomes('--as-of', '2026-02-28')).toEqual(asItStands)
  })

  it('decides by the packs of a folder, so that what a proof found wrong with them is seen', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'law-'))
    await cp(lawFolder, folder, { recursive: true })
    const snap = join(folder, 'us', 'snap.yaml')
    const packs = await readFile(snap, 'utf8')
    await writeFile(snap, packs.replace('elements: [home-address, mailing-address, ssn, photo]', 'elements: [ssn]'))
    const asItStands = await outcomes()
    expect(asItStands.photo).toBe('release')
    expect((await outcomes('--rules', folder)).photo).toBe('deny')
    expect(await outcomes('--rules', lawFolder)).toEqual(asItStands)
    await rm(folder, { recursive: true })
  })

  it.each(['--rules', '--overlay'])('refuses %s beside the rules that the log of the office has', async (option) => {
    await expect(run('case.json', '--office', option, 'packs')).rejects.toThrow(/cannot be used with/)
  })

  it('names what a held request lacks', async () => {
    const oral = { ...scenario.caseFile, request: { ...scenario.caseFile.request, form: 'oral' } }
    files['oral.json'] = JSON.stringify(oral)
    const { out } = await run('oral.json')
    expect(out).toContain('needs: written-request')
    expect(out).toContain('Missing:   written-request')
  })

  it('shows every rule that was looked at, what it did, and what it failed on', async () => {
    const { out } = await run('case.json', '--explain')
    expect(out).toMatch(/opens +US-SNAP-07, 7 USC 2020\(e\)\(8\)\(E\)/)
    const flat = out.replaceAll(/\s+/g, ' ')
    expect(flat).toContain(
      'fails US-SNAP-06, 7 CFR 272.1(c)(1)(vi): purpose is fugitive-apprehension, must be snap-violation-investigation or program-fraud-investigation',
    )
    expect(flat).toContain('silent GEN-05, protection offered by the agency: objection is no, must be yes')
    expect(flat).toContain('no consent was brought')
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(90)
  })

  it('explains in JSON on a line of its own, every rule of the program, and leaves the decision as it is', async () => {
    const { out } = await run('case.json', '--explain', '--told', '--json')
    const [decision = '', explained = '', answer = ''] = out.split('\n')
    expect(decision).toBe(JSON.stringify(decide(scenario.caseFile, law)))
    const { explained: cells }: { explained: ReturnType<typeof explain> } = JSON.parse(explained)
    const asked = law.rules.filter(
      ({ inactive, jurisdiction, agency, parts }) =>
        inactive === undefined &&
        agency === undefined &&
        jurisdiction === 'us' &&
        parts.some(({ effect, programs }) => effect !== 'duty' && (programs === 'all' || programs.includes('snap'))),
    )
    for (const { purposes } of cells) {
      const looked = new Set(purposes.flatMap(({ rules }) => rules.map(({ rule }) => rule.split('/')[0])))
      for (const { id } of asked) expect(looked.has(id) || id === 'GEN-01', id).toBe(true)
    }
    expect(JSON.parse(answer)).toMatchObject({ told: { answer: 'refusal', lacks: [] } })
  })

  it('says what the requester may be told', async () => {
    expect((await run('case.json', '--told')).out).toContain('Is told:   Nothing is disclosed on this request.')
    const oral = { ...scenario.caseFile, request: { ...scenario.caseFile.request, form: 'oral' } }
    files['oral.json'] = JSON.stringify(oral)
    expect((await run('oral.json', '--told')).out).toContain('Lacking:   written-request')
  })
})
