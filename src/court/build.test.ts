import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { validateCaseFile } from '#adapters/contract/validate.ts'
import { onlyConfirmed } from '#decision/confirmed.ts'
import { decide } from '#decision/decide.ts'
import { canonicalJson } from '#formats/canonical-json.ts'
import { lawFolder, scenariosIn, theLaw } from '#testing/law.ts'
import { openOffline, type OfflinePage } from '#testing/offline-page.ts'
import { hasShared, hasTool, sharedPath } from '#testing/tools.ts'
import { buildDecide, buildDecideModule, buildDecideScript } from '../../scripts/build-decide.ts'
import { buildScript as buildVerifierScript } from '../../scripts/build-verifier.ts'

const rules = await theLaw()
const scenarios = [
  ...(hasShared('contract', 'scenarios') ? scenariosIn(sharedPath('contract', 'scenarios')) : []),
  ...['us', 'us-ma', 'us-me'].flatMap((pack) => scenariosIn(join(lawFolder, pack, 'scenarios'))),
].map(({ scenario }) => scenario)
/** One in which something is released and something is not, about two people or more. */
const warrant = scenarios.find(({ caseFile }) => {
  const outcomes = new Set(decide(caseFile, rules).cells.map(({ outcome }) => outcome))
  return caseFile.subjects.length > 1 && outcomes.size > 1 && outcomes.has('release')
})
if (warrant === undefined) throw new Error('there are scenarios')

/** About what the page weighs today, and a little more: a package that slips in shows here. */
const heaviest = 260_000

let directory: string
let paths: { module: string; page: string }
const file = (name: string) => join(directory, name)
const give = (name: string, value: unknown) => writeFileSync(file(name), JSON.stringify(value))

const confirmedIds = rules.rules.map(({ id }) => id).filter((id) => !id.startsWith('US-'))
const decision = decide(warrant.caseFile, rules)

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'postern-decide-'))
  paths = await buildDecide(directory)
  writeFileSync(file('rules.json'), canonicalJson(JSON.parse(JSON.stringify(rules.rules))))
  give('confirmed.json', confirmedIds)
  give('case-file.json', warrant.caseFile)
  give('decision.json', decision)
  give('decision-of-office.json', decide(warrant.caseFile, onlyConfirmed(rules, confirmedIds)))
  const [first, ...others] = decision.cells
  give('tampered.json', {
    ...decision,
    cells: [{ ...first, outcome: 'hold', needs: ['requester-identity'] }, ...others],
  })
  give('twice.json', {
    ...decision,
    cells: [{ ...first, outcome: 'hold', needs: ['requester-identity'] }, ...decision.cells],
  })
  give('reworded.json', { ...decision, cells: [{ ...first, why: 'Because.' }, ...others] })
  const [rule, ...rest] = rules.rules
  give('rules-changed.json', [{ ...rule, title: `${rule?.title} or so` }, ...rest])
  give('rules-broken.json', [{ ...rule, parts: [{ ...rule?.parts[0], effect: 'opens' }] }])
  give('bad-case.json', {
    ...warrant.caseFile,
    agency: 'ma-nobody',
    subjects: [...warrant.caseFile.subjects, ...warrant.caseFile.subjects],
  })
  give('bad-form.json', { ...warrant.caseFile, asOf: 'yesterday' })
})

afterAll(() => rmSync(directory, { recursive: true }))

describe('what a court decides again with', () => {
  it('is the same bytes whenever it is built, and not heavier than it was', async () => {
    const [a, b] = await Promise.all([buildDecideScript(), buildDecideScript()])
    expect(a.text).toBe(b.text)
    expect(readFileSync(paths.page).length).toBeLessThan(heaviest)
  })

  it('has nothing of the verifier in it, and the verifier nothing of it', async () => {
    const [ours, module, verifier] = await Promise.all([
      buildDecideScript(),
      buildDecideModule(),
      buildVerifierScript(),
    ])
    expect(ours.inputs).toContain('src/decision/decide.ts')
    expect(verifier.inputs).toContain('src/verify/verify-package.ts')
    expect([...ours.inputs, ...module.inputs].filter((path) => path.startsWith('src/verify/'))).toEqual([])
    expect(verifier.inputs.filter((path) => /^src\/(?:decision|court|adapters)\//.test(path))).toEqual([])
  })

  it('refers to nothing outside itself and forbids itself to', () => {
    const html = readFileSync(paths.page, 'utf8')
    expect(html).toContain("default-src 'none'")
    expect(html).not.toMatch(
      /\b(?:src|href|action)\s*=|url\(|@import|fetch\(|XMLHttpRequest|WebSocket|sendBeacon|\bimport\(|\bnew Function\b/,
    )
  })

  it('is a module too, which Node runs with nothing beside it', () => {
    const program = `
      import { readFileSync } from 'node:fs'
      import { readContent, replay } from './postern-decide.mjs'
      const [{ caseFile }, { rules }, { recorded }] = process.argv.slice(1).map((path) => readContent(readFileSync(path)))
      const { decision, findings } = replay({ caseFile, rules, recorded })
      process.stdout.write(JSON.stringify([decision, findings.every(({ ok }) => ok)]))`
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', program, 'case-file.json', 'rules.json', 'decision.json'],
      { cwd: directory, encoding: 'utf8' },
    )
    expect(stderr).toBe('')
    expect(stdout).toBe(JSON.stringify([decision, true]))
  })
})

const browserFound = hasTool('/usr/bin/chromium')

describe.runIf(browserFound)('the page in a browser', () => {
  let offline: OfflinePage
  let page: Page

  beforeAll(async () => {
    offline = await openOffline(() => paths.page)
    page = offline.page
  })

  afterAll(() => offline.browser.close())

  const open = (...files: string[]) => offline.give(files.map(file), '#verdict, .quiet')
  const shown = (selector: string) => offline.shown(selector)
  const shoot = (name: string) => offline.shoot(name)

  it('says that the recorded decision is the one that follows, from a file and with the network off', async () => {
    await open('case-file.json', 'rules.json', 'decision.json')
    expect(await shown('#verdict')).toContain('The same')
    expect(await shown('.checks .no')).toBe('')
    expect(await shown('.checks .yes')).toContain('The two are the same to the last letter.')
    expect(await shown('.checks dd')).toContain(rules.digest)
    expect(await page.evaluate('document.activeElement.id')).toBe('verdict')
    for (const { why, element } of decision.cells) {
      expect(await shown('.cells')).toContain(why)
      expect(await shown('.cells')).toContain(element)
    }
    await shoot('decide-same-1280')
  })

  it('decides as far as counsel had confirmed, and asks for that where a decision rests on it', async () => {
    await open('case-file.json', 'rules.json', 'confirmed.json', 'decision-of-office.json')
    expect(await shown('#verdict')).toContain('The same')
    await open('case-file.json', 'rules.json', 'decision-of-office.json')
    expect(await shown('#verdict')).toContain('A file is missing')
    expect(await shown('.verdict')).toContain('Add confirmed.json')
    await open('case-file.json', 'rules.json', 'confirmed.json', 'decision.json')
    expect(await shown('#verdict')).toContain('Not what counsel had confirmed')
  })

  it.each([
    ['tampered.json', 'rules.json', 'Not the same', 'hold'],
    ['twice.json', 'rules.json', 'Not written the same', ''],
    ['reworded.json', 'rules.json', 'The same, in other words', ''],
    ['decision.json', 'rules-changed.json', 'Not the recorded rules', ''],
  ])('notices %s under %s', async (recorded, under, title, cells) => {
    await open('case-file.json', under, recorded)
    expect(await shown('#verdict')).toContain(title)
    expect(await shown('.differing')).toContain(cells)
    if (recorded === 'tampered.json') await shoot('decide-tampered-1280')
  })

  it.each(['bad-case.json', 'bad-form.json'])('names each mistake of %s as the command does', async (name) => {
    await open(name, 'rules.json')
    const verdict = validateCaseFile(JSON.parse(readFileSync(file(name), 'utf8')))
    if (!('mistakes' in verdict)) throw new Error('there are mistakes in it')
    const lines = verdict.mistakes.map(({ pointer, reason, mend }) => `${pointer}: ${reason}. ${mend}`)
    expect(await page.locator('.mistakes li').allTextContents()).toEqual(lines)
    await shoot(`decide-${name}-1280`)
  })

  it('refuses rules that are none, and says what is still to be given', async () => {
    await open('case-file.json', 'rules-broken.json')
    expect(await shown('.trouble')).toContain('/0/parts/0/effect: this is not one of the words allowed here')
    await open('case-file.json')
    expect(await shown('#report')).toContain('add the rules')
    await open('case-file.json', 'rules.json')
    expect(await shown('#verdict')).toContain('Decided')
    await page.click('#again')
    expect(await shown('#report')).toBe('')
  })

  it('shows what each rule did, one after another, once it is asked', async () => {
    await open('case-file.json', 'rules.json', 'decision.json')
    expect(await page.locator('.looks').count()).toBe(0)
    await page.click('summary:has-text("One rule after another")')
    await page.waitForSelector('.looks')
    const looks = await shown('.looks')
    for (const { basis } of decision.cells.slice(0, 3)) for (const id of basis) expect(looks).toContain(id)
  })

  it(`decides ${scenarios.length} case files byte for byte as Node does`, async () => {
    await open('rules.json')
    const files = scenarios.map((scenario) => JSON.stringify(scenario))
    const decided: string[] = await page.evaluate(`(${decideAll})(${JSON.stringify(files)})`)
    for (const [i, { caseFile, scenario }] of scenarios.entries()) {
      expect(decided[i], scenario).toBe(JSON.stringify(decide(caseFile, rules)))
    }
  })

  it('fits 320 pixels without scrolling sideways, in the dark too', async () => {
    await page.setViewportSize({ width: 320, height: 800 })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const name of ['decision', 'tampered', 'twice']) {
        await open('case-file.json', 'rules.json', `${name}.json`)
        await shoot(`decide-${name}-320-${colorScheme}`)
        await page.evaluate('document.querySelectorAll("details").forEach((details) => (details.open = true))')
        await page.waitForSelector('.looks')
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320)
      }
    }
  })

  it('asked nothing of any network in all of this, and met no error', () => {
    expect(offline.amiss()).toEqual({ requests: [], problems: [] })
  })
})

/** Runs in the page: gives it one case file after another, and takes the JSON that it shows. */
const decideAll = `async (files) => {
  const input = document.getElementById('files')
  const decided = []
  for (const text of files) {
    const given = new DataTransfer()
    given.items.add(new File([text], 'case-file.json'))
    const shown = new Promise((resolve) => {
      const watch = new MutationObserver(() => { watch.disconnect(); resolve() })
      watch.observe(document.getElementById('report'), { childList: true })
    })
    input.files = given.files
    input.dispatchEvent(new Event('change'))
    await shown
    const json = [...document.querySelectorAll('summary')].find((one) => one.textContent === 'The decision as JSON')
    json?.parentElement.dispatchEvent(new Event('toggle'))
    decided.push(document.getElementById('json')?.textContent ?? document.getElementById('report').textContent)
  }
  return decided
}`
