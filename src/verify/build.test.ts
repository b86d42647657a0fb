import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPackage } from '#formats/package.ts'
import { openOffline, type OfflinePage } from '#testing/offline-page.ts'
import { hasTool } from '#testing/tools.ts'
import { newAuthenticator } from '#testing/authenticator.ts'
import { makeBulk } from '#testing/made-bulk.ts'
import { makePackage, makeWorld, type MadePackage, type World } from '#testing/made-package.ts'
import { buildModule, buildPage, buildVerifier } from '../../scripts/build-verifier.ts'

/** The single file is for whatever Node somebody has, from 20.19 on. */
const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  const [, major = 0, minor = 0] = (/^v(\d+)\.(\d+)/.exec(stdout ?? '') ?? []).map(Number)
  return major > 20 || (major === 20 && minor >= 19)
})
if (oldNode === undefined) console.warn('SKIPPED: the single file was tried on the Node of the tests alone')

const withPasskeys = ([one, two]: World['approvers']): World['approvers'] => [
  { ...one, passkey: newAuthenticator('ES256') },
  { ...two, passkey: newAuthenticator('Ed25519') },
]

let directory: string
let paths: { module: string; page: string }
let world: World
let made: MadePackage
const file = (name: string) => join(directory, name)

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'postern-verifier-'))
  paths = await buildVerifier(directory)
  world = await makeWorld()
  made = await makePackage(world)
  const payload = made.files.payload.slice()
  payload[300] = (payload[300] ?? 0) ^ 1
  writeFileSync(file('good.postern'), made.bytes)
  writeFileSync(file('passkeys.postern'), (await makePackage(world, { approve: withPasskeys })).bytes)
  writeFileSync(file('bulk.postern'), (await makeBulk(world)).bytes)
  writeFileSync(file('altered.postern'), buildPackage({ ...made.files, payload }))
  writeFileSync(file('proof.tlog-proof'), made.files.proof)
  writeFileSync(file('policy'), made.files.policy)
  writeFileSync(file('key.txt'), `# a key for this test\n${world.secret}\n`)
})

afterAll(() => rmSync(directory, { recursive: true }))

function run(...args: string[]) {
  return spawnSync(process.execPath, [paths.module, ...args], { encoding: 'utf8', cwd: directory })
}

describe('the verifier in one file', () => {
  it('is the same bytes whenever it is built', async () => {
    expect(await buildModule()).toBe(await buildModule())
    expect(await buildPage()).toBe(await buildPage())
  })

  it('imports nothing but Node', async () => {
    const source = await buildModule()
    const imported = [...source.matchAll(/^import .* from "(.*)";$|\bimport\("(.*)"\)|\brequire\("(.*)"\)/gm)].map(
      ([, a, b, c]) => a ?? b ?? c,
    )
    expect(imported.length).toBeGreaterThan(3)
    expect(imported.filter((name) => !name?.startsWith('node:'))).toEqual([])
  })

  it('proves a good package with exit code 0, in words and as JSON', () => {
    const words = run('good.postern', '--identity', 'key.txt')
    expect([words.status, words.stderr]).toEqual([0, ''])
    expect(words.stdout).toContain(`PROVED: the release of case ${made.statement.case}`)
    const report: unknown = JSON.parse(run('good.postern', '--json').stdout)
    expect(report).toMatchObject({ kind: 'package', verdict: 'proved' })
  })

  it('proves a good package of many sealed files, on an old Node too', () => {
    for (const node of [process.execPath, ...(oldNode === undefined ? [] : [oldNode])]) {
      const { status, stdout, stderr } = spawnSync(node, [paths.module, 'bulk.postern', '-i', 'key.txt'], {
        encoding: 'utf8',
        cwd: directory,
      })
      expect([status, stderr]).toEqual([0, ''])
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain('8 rows about 4 persons, in 5 pieces')
    }
  })

  it('does not prove an altered one, says what is wrong, and exits with 1', () => {
    const { status, stdout } = run('altered.postern')
    expect(status).toBe(1)
    expect(stdout).toContain('NO   payload.age is not the file that the statement describes.')
  })

  it('proves a proof under a policy, and not without one', () => {
    expect(run('proof.tlog-proof', '-p', 'policy').status).toBe(0)
    expect(run('proof.tlog-proof').status).toBe(1)
  })

  it('exits with 2 and a mend where there is nothing to check', () => {
    for (const args of [
      ['nowhere.postern'],
      ['key.txt'],
      ['policy', 'policy', 'policy'],
      [],
      ['--unknown'],
      ['.'],
      ['good.postern', '-i', 'policy'],
    ]) {
      const { status, stdout, stderr } = run(...args)
      expect([status, stdout]).toEqual([2, ''])
      expect(stderr).not.toContain('    at ')
    }
  })

  it.runIf(oldNode !== undefined)('runs on the Node of the system, if that is an older one', () => {
    const found = spawnSync(oldNode ?? '', [paths.module, 'good.postern', '-i', 'key.txt'], {
      encoding: 'utf8',
      cwd: directory,
    })
    expect([found.status, found.stderr]).toEqual([0, ''])
  })
})

describe('the page', () => {
  it('refers to nothing outside itself and forbids itself to', async () => {
    const html = await buildPage()
    expect(html).toContain("default-src 'none'")
    expect(html).not.toMatch(
      /\b(?:src|href|action)\s*=|url\(|@import|fetch\(|XMLHttpRequest|WebSocket|sendBeacon|\bimport\(/,
    )
    // What looks like an address is either the placeholder of a form or nothing at all.
    expect([...html.matchAll(/https?:\/\/[^\s"'`<]+/g)].map(([url]) => url)).toEqual([])
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

  const open = (...files: string[]) => offline.give(files.map(file), '#verdict, .trouble')
  const shown = (selector: string) => offline.shown(selector)
  const shoot = (name: string) => offline.shoot(name)

  it('proves a good package to the last cell, from a file and with the network off', async () => {
    await open('good.postern', 'key.txt', 'policy')
    expect(await shown('#verdict')).toContain('Proved')
    expect(await shown('.proved')).toContain('exactly the files, the terms and the cells')
    expect(await shown('.no')).toBe('')
    expect(await page.evaluate('document.activeElement.id')).toBe('verdict')
    await shoot('proved-1280')
  })

  it('names what is wrong with an altered one, and lays the evidence open', async () => {
    await open('altered.postern')
    expect(await shown('#verdict')).toContain('Not proved')
    expect(await shown('.checks .no details[open] summary')).toContain('payload.age is not the file')
    await shoot('altered-1280')
  })

  it.each(['good', 'passkeys', 'bulk'])('agrees with Node about every check of the %s package', async (name) => {
    await open(`${name}.postern`, 'key.txt')
    const node = JSON.parse(
      execFileSync(process.execPath, [paths.module, `${name}.postern`, '-i', 'key.txt', '--json'], {
        cwd: directory,
        encoding: 'utf8',
      }),
    )
    expect(node.verdict).toBe('proved')
    const words = node.findings.map((finding: { words: string }) => finding.words)
    expect(await page.locator('.checks li > p, .checks summary').allTextContents()).toEqual(words)
  })

  it('takes a proof with a policy, an identity that is typed, and says when there is nothing to check', async () => {
    await open('proof.tlog-proof', 'policy')
    expect(await shown('#verdict')).toContain('Proved')
    await open('good.postern')
    await page.locator('.typed summary').click()
    await page.fill('#typed', world.secret)
    await page.locator('#typed').blur()
    await page.waitForSelector('text=The manifest is the one that was approved.')
    await page.click('#again')
    await page.waitForSelector('#table', { state: 'hidden' })
    await page.setInputFiles('#files', file('key.txt'))
    await page.waitForSelector('text=There is nothing to check yet')
  })

  it('says in words what it cannot use', async () => {
    writeFileSync(file('broken-key.txt'), 'AGE-SECRET-KEY-1BROKEN')
    await open('good.postern', 'broken-key.txt')
    expect(await shown('.trouble')).toContain('Something that you gave cannot be used')
  })

  it('fits 320 pixels without scrolling sideways, in the dark too', async () => {
    await page.setViewportSize({ width: 320, height: 800 })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const name of ['good', 'altered']) {
        await open(`${name}.postern`, 'key.txt')
        await page.evaluate('document.querySelectorAll("details").forEach((details) => (details.open = true))')
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320)
        await shoot(`${name}-320-${colorScheme}`)
      }
    }
  })

  it('says plainly that it needs script where there is none', async () => {
    const context = await offline.browser.newContext({ javaScriptEnabled: false })
    const bare = await context.newPage()
    await bare.goto(pathToFileURL(paths.page).href)
    expect(await bare.locator('noscript').innerText()).toContain('script is switched off here')
    expect(await bare.locator('#app').isVisible()).toBe(false)
    await context.close()
  })

  it('asked nothing of any network in all of this, and met no error', () => {
    expect(offline.amiss()).toEqual({ requests: [], problems: [] })
  })
})
