import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decide } from '#decision/decide.ts'
import type { RuleSet } from '#decision/rules.ts'
import { lawFolder, scenariosIn } from '#testing/law.ts'
import type { CaseFile } from '#vocabulary/case-file.ts'
import { loadLaw, readLaw } from './load.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-overlay-'))
  mkdirSync(join(folder, 'overlay'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const header = `- id: OWN-01
  citation: policy memorandum 1
  title: Own rule
  plain: the agency asks for more than the law does
  source: null
  confidence: PRODUCT
  effective: { from: null, to: null }
  confirmed: null
`
const own = `${header}  agency: ma-dta\n`

async function withOverlay(text: string, objection?: (before: RuleSet, after: RuleSet) => string | undefined) {
  writeFileSync(join(folder, 'overlay', 'own.yaml'), text)
  const reading = await readLaw(lawFolder, { overlay: join(folder, 'overlay'), objection })
  return 'law' in reading ? reading : { refused: reading.mistakes.map(({ message }) => message).join('\n') }
}

async function lawWith(text: string): Promise<RuleSet> {
  const reading = await withOverlay(text)
  if ('law' in reading) return reading.law
  throw new Error(reading.refused)
}

const fleeingFelon = caseOf('us', 'FEL-01')
function caseOf(state: string, name: string): CaseFile {
  const found = scenariosIn(join(lawFolder, state, 'scenarios')).find(({ scenario }) => scenario.scenario === name)
  if (found === undefined) throw new Error(`no scenario ${name}`)
  return found.scenario.caseFile
}

function outcomes(file: CaseFile, rules: RuleSet): string[] {
  return decide(file, rules).cells.map(({ element, outcome, needs }) => `${element} ${outcome} ${needs.join()}`)
}

describe("an agency's overlay", () => {
  it.each([
    [
      'a forbid',
      '  effect: forbids\n  elements: [photo]\n  stops: [requires, overriding-statute, consent, permits]\n',
      'photo deny ',
    ],
    [
      'a condition that asks for more',
      '  effect: conditions\n  of: [US-SNAP-07]\n  programs: [snap]\n  elements: [photo]\n  until:\n    - { counsel: approved, need: counsel-review }\n',
      'photo hold counsel-review',
    ],
  ])('may have %s, for that agency alone', async (_what, rule, photo) => {
    const law = await loadLaw(lawFolder)
    const stricter = await lawWith(own + rule)
    const dta = { ...fleeingFelon, agency: 'ma-dta' }
    expect(outcomes(dta, law)).toContain('photo release ')
    expect(outcomes(dta, stricter)).toContain(photo)
    const maine = { ...fleeingFelon, agency: 'me-dhhs-ofi' }
    expect(outcomes(maine, stricter)).toEqual(outcomes(maine, law))
  })

  it('may add a duty and a time limit, for that agency alone', async () => {
    const stricter = await lawWith(`${own}  parts:
    - { name: quash, effect: duty, duty: seek-to-quash, trigger: always }
    - name: answer
      effect: duty
      deadline: { what: Answer due, after: received, days: 10, count: business }
`)
    const dta = decide({ ...fleeingFelon, agency: 'ma-dta' }, stricter)
    expect(dta.duties).toContain('seek-to-quash')
    expect(dta.deadlines.map(({ basis }) => basis)).toContain('OWN-01')
    const maine = decide({ ...fleeingFelon, agency: 'me-dhhs-ofi' }, stricter)
    expect(maine.duties).not.toContain('seek-to-quash')
    expect(maine.deadlines.map(({ basis }) => basis)).not.toContain('OWN-01')
  })

  it('is part of the digest', async () => {
    const stricter = await lawWith(`${own}  effect: forbids\n  stops: [permits]\n`)
    expect(stricter.digest).not.toBe((await loadLaw(lawFolder)).digest)
    expect(stricter.rules.find(({ id }) => id === 'OWN-01')).toMatchObject({ agency: 'ma-dta', jurisdiction: 'us-ma' })
  })

  it.each([
    ['that permits', `${own}  effect: permits\n`, 'own.yaml:10: an overlay cannot open anything, and this permits'],
    ['that requires', `${own}  effect: requires\n`, 'own.yaml:10: an overlay cannot open anything, and this requires'],
    [
      'that opens in one of its parts',
      `${own}  parts:\n    - { name: a, effect: forbids, stops: [permits] }\n    - { name: b, effect: permits }\n`,
      'own.yaml:12: an overlay cannot open anything',
    ],
    [
      'that conditions and asks for nothing',
      `${own}  effect: conditions\n  of: all\n`,
      'own.yaml:1: these conditions ask',
    ],
    ['that forbids and stops nothing', `${own}  effect: forbids\n  stops: []\n`, 'own.yaml:1: this forbids and stops'],
    [
      'that sends another element',
      `${own}  effect: forbids\n  elements: [phone]\n  stops: [permits]\n  substitute: email\n`,
      'own.yaml:13: an overlay cannot send',
    ],
    ['of no agency', `${header}  effect: forbids\n  stops: [permits]\n`, 'own.yaml:1: OWN-01 names no agency'],
    [
      'that takes the place of a rule',
      own.replace('OWN-01', 'US-SNAP-00') + '  effect: forbids\n  stops: [permits]\n',
      'two rules have the id US-SNAP-00',
    ],
    ['that is inactive', `${own}  inactive: not yet\n`, 'own.yaml:10: an overlay has no inactive rule'],
  ])('with a rule %s is refused, with file and line', async (_what, text, message) => {
    expect(await withOverlay(text)).toMatchObject({ refused: expect.stringContaining(message) })
  })

  it('is refused where the proof speaks against it, whatever its form', async () => {
    const text = `${own}  effect: forbids\n  stops: [permits]\n`
    const sizes: number[] = []
    const objection = (before: RuleSet, after: RuleSet) => {
      sizes.push(after.rules.length - before.rules.length)
      return 'it opens ssn, SNAP, to anybody'
    }
    expect(await withOverlay(text, objection)).toEqual({
      refused: 'the overlay cannot stand: it opens ssn, SNAP, to anybody',
    })
    expect(sizes).toEqual([1])
    expect(await withOverlay(text, () => undefined)).toHaveProperty('law')
  })

  it('is no place for the law of an agency: a pack of the law names none', async () => {
    mkdirSync(join(folder, 'us'))
    mkdirSync(join(folder, 'us-ma'))
    mkdirSync(join(folder, 'us-me'))
    writeFileSync(join(folder, 'us', 'own.yaml'), `${own}  effect: forbids\n  stops: [permits]\n`)
    await expect(loadLaw(folder)).rejects.toThrow('us/own.yaml:9: a rule of the law binds no single agency')
  })

  it('may be the one that law/README.md shows', async () => {
    const readme = readFileSync(join(lawFolder, 'README.md'), 'utf8')
    const [shown] = readme.match(/- id: DTA-01[^`]*/) ?? ['']
    const law = await lawWith(shown)
    expect(outcomes({ ...fleeingFelon, agency: 'ma-dta' }, law)).toContain('photo hold counsel-review')
  })

  it('that is not there is said to be missing, and nothing is decided without it', async () => {
    await expect(loadLaw(lawFolder, { overlay: join(folder, 'nowhere') })).rejects.toMatchObject({
      code: 'ERR_INPUT_UNREADABLE',
    })
  })
})
