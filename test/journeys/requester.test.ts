/** Somebody with a badge, from the key that they register to the certificate of destruction, in a real browser. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { describe, expect, it } from 'vitest'
import { readPackage } from '#formats/package.ts'
import { parseManifest } from '#formats/manifest.ts'
import { readTar } from '#formats/tar.ts'
import { deliver, release } from '#pipeline/fulfill.ts'
import { streamOf } from '#pipeline/move.ts'
import { makeTestDirectory } from '#testing/directory.ts'
import { answerWarrant, approveWarrant, days, officer, ok } from '#testing/office.ts'
import { leavePicture } from '#testing/page-server.tsx'
import { hasTool } from '#testing/tools.ts'
import { parseIdentities } from '#verify/age.ts'
import { verifyPackage } from '#verify/verify-package.ts'
import {
  chromiumFound,
  expectAccessible,
  expectLight,
  expectNoSidewaysScroll,
  follow,
  kindName,
  kinds,
  lightPage,
  behindDoors,
  visitAs,
  type Kind,
} from './browser.ts'

const warrant = join(import.meta.dirname, '..', '..', 'examples', 'search-warrant', 'search-warrant.pdf')

describe.runIf(chromiumFound && hasTool('age'))('a requester', () => {
  const place = behindDoors()

  for (const kind of kinds) {
    it(`asks, follows and takes delivery ${kindName(kind)}`, { timeout: 120_000 }, () => journey(kind))
  }

  it('is sent pages that a slow network can carry', async () => {
    const { cookies } = await place.web.as('demo-agent')
    const urls = ['/requester', '/requester/new', '/requester/keys'].map((path) => place.web.baseUrl + path)
    await expectLight(place.browser, urls, lightPage, cookies.map(asCookie))
  })

  async function journey(kind: Kind): Promise<void> {
    const context = await visitAs(place.browser, kind)
    try {
      await context.addCookies((await place.web.as('demo-agent')).cookies.map(asCookie))
      const page = await context.newPage()
      let pictures = 0
      /** Each page that the journey comes by. */
      const look = async (name: string, wide = false): Promise<void> => {
        await leavePicture(page, `requester-${String(pictures++).padStart(2, '0')}-${name}-${kind.width}`)
        if (!kind.javaScript) return
        await expectNoSidewaysScroll(page)
        // A step of the form is the same page at any width; what is laid out anew is looked at twice.
        if (wide || kind.width === 320) await expectAccessible(page)
      }
      // Each leads to a page, and nothing is looked at before it is there.
      const go = (label: string) => follow(page.getByRole('button', { name: label, exact: true }))
      const type = (label: string | RegExp, text: string) => page.getByLabel(label).first().fill(text)
      const check = (label: string | RegExp) => page.getByLabel(label).first().check()
      const day = async (legend: string, [year, month, date]: readonly [string, string, string]) => {
        const group = page.getByRole('group', { name: legend })
        await group.getByLabel('Month').selectOption(month)
        await group.getByLabel('Day').fill(date)
        await group.getByLabel('Year').fill(year)
      }
      const yesNo = (legend: string, answer: 'Yes' | 'No') =>
        page.getByRole('group', { name: legend }).getByLabel(answer, { exact: true }).check()

      const folder = makeTestDirectory()
      const identity = await generateIdentity()
      writeFileSync(join(folder, 'key.txt'), `${identity}\n`)
      const age = (...args: string[]): Buffer =>
        execFileSync('age', ['-d', '-i', join(folder, 'key.txt'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })

      // A key, which is confirmed by opening what is sealed to it.
      await page.goto(`${place.web.baseUrl}/requester/keys`)
      await look('keys')
      await type(/The line that begins/, 'not a key')
      await go('Go on')
      expect(await page.getByRole('alert').textContent()).toContain('not an age recipient')
      await look('keys-wrong')
      await type(/The line that begins/, await identityToRecipient(identity))
      await go('Go on')
      await look('confirm')
      const sealed = await page.getByLabel('The sealed code').textContent()
      writeFileSync(join(folder, 'code.age'), sealed ?? '')
      await type(/^The code/, 'AAAA-BBBB-CCCC')
      await go('Confirm')
      expect(await page.getByRole('alert').textContent()).toContain('4 more times')
      await type(/^The code/, age(join(folder, 'code.age')).toString())
      await go('Confirm')
      expect(page.url()).toBe(`${place.web.baseUrl}/requester/keys`)
      await look('key-confirmed')

      // The form.
      await page.goto(`${place.web.baseUrl}/requester/new`)
      await look('new')
      await go('Begin')
      await go('Save and go on')
      expect(await page.title()).toContain('Error')
      await look('you-wrong', true)
      await page.getByLabel(/In what role/).selectOption('federal-law-enforcement')
      await type(/Your full name/, 'Synthetic Agent')
      await type(/Your title/, 'Special agent')
      await type(/Main telephone number/, '617-555-0100')
      await type(/Your own number/, `SYN ${kindName(kind)}`)
      await go('Save and go on')
      await look('matter')
      await check(/Investigating or prosecuting a crime/)
      await check(/^Criminal/)
      await yesNo('Is any purpose the enforcement of immigration law?', 'No')
      await type(/Which law do you say/, '18 USC 1343')
      await check(/I state that I have the authority/)
      await yesNo('Do you only ask that records be kept', 'No')
      await yesNo('Is it an emergency?', 'No')
      await go('Save and go on')
      await look('papers')
      await page.getByLabel(/What kind of paper/).selectOption('judicial-warrant')
      await type(/Who issued it/, 'United States District Court (synthetic)')
      await type(/Who signed it/, 'Magistrate Judge Example')
      await day('Day it was issued', ['2026', '11', '1'])
      await go('Add this paper')
      expect(await page.getByRole('alert').textContent()).toContain('Choose the file')
      await page.getByLabel(/The paper itself/).setInputFiles(warrant)
      await go('Add this paper')
      await look('papers-added')
      await go('Save and go on')
      await look('people')
      await type(/Family name/, 'Samplewright')
      await type(/Given name/, 'Ana')
      await type(/Middle name/, 'Maria')
      await day('Date of birth', ['1984', '3', '7'])
      await go('Add this person')
      await look('people-added')
      await go('Save and go on')
      await look('records')
      await page
        .getByRole('group', { name: 'Records of which program?' })
        .getByLabel(/Supplemental/)
        .check()
      await check('Application')
      await check('EBT card purchases')
      // Away, and back: what was typed is there.
      await go('Save and come back later')
      await look('list', true)
      await follow(page.getByRole('link', { name: `SYN ${kindName(kind)}` }).first())
      expect(await page.getByLabel(/Your full name/).inputValue()).toBe('Synthetic Agent')
      await page.goto(page.url().replace(/you$/, 'records'))
      expect(await page.getByLabel('EBT card purchases').isChecked()).toBe(true)
      await go('Save and go on')
      await look('statements')
      await go('Save and go on')
      await look('answer')
      await yesNo('Do you ask that the person be told later?', 'No')
      await yesNo('Will you give what you get to anybody else?', 'No')
      await page.getByLabel(await identityToRecipient(identity)).check()
      await go('Save and go on')
      await look('check', true)
      await check(/What this request says is true/)
      await type(/your signature/, 'Synthetic Agent')
      await go('Sign and send')
      await look('filed', true)
      const number = await page.locator('.receipt-number bdi').textContent()
      expect(number).toMatch(/^MA-DTA-2026-[0-9A-Z]{8}$/)
      await page.goto(`${place.web.baseUrl}/requester/cases/${number}`)
      await look('received')
      await page.goto(`${place.web.baseUrl}/requester/cases/${number}/withdraw`)
      await look('withdraw')

      // Staff and the law do their part.
      const { ports } = place.web.office
      const stream = await streamOf(ports, number ?? '')
      const one = { stream, number: number ?? '' }
      await approveWarrant(place.web.office, await answerWarrant(place.web.office, one))
      ok(await release(ports, await officer(ports), stream))
      await ports.log.publish()
      expect((await deliver(ports, { id: 'system:courier', roles: ['system'] }, stream)).delivered).toBe(true)

      // Terms, once; download, once.
      await page.goto(`${place.web.baseUrl}/requester/cases/${number}`)
      await look('ready', true)
      await follow(page.getByRole('link', { name: 'Read the terms' }))
      await look('terms', true)
      await go('Accept the terms')
      expect(await page.getByRole('alert').textContent()).toContain('Check the box')
      await check(/I have read these terms/)
      await go('Accept the terms')
      await look('download')
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: /^Download/ }).click(),
      ])
      const path = join(folder, 'package.postern')
      await file.saveAs(path)
      const bytes = readFileSync(path)
      await page.goto(`${place.web.baseUrl}/requester/cases/${number}`)
      await look('taken')

      // Their own key opens it, the verifier proves it.
      writeFileSync(join(folder, 'payload.age'), readPackage(bytes).payload)
      const files = readTar(age(join(folder, 'payload.age')))
      const identities = await parseIdentities(`${identity}\n`)
      expect((await verifyPackage(bytes, { identities })).verdict).toBe('proved')
      const manifest = files.find(({ name }) => name === 'manifest.json')
      const code = manifest === undefined ? '' : parseManifest(manifest.bytes).receiptCode

      await follow(page.getByRole('link', { name: 'Give the receipt code' }))
      await type(/Receipt code/, 'AAAAAAAAAAAAAAAAAAAAAA')
      await go('Give the receipt')
      expect(await page.getByRole('alert').textContent()).toContain('not the receipt code')
      await look('receipt-wrong')
      await type(/Receipt code/, code)
      await go('Give the receipt')
      await follow(page.getByRole('link', { name: 'Certify destruction' }))
      const [year = '', month = '', date = ''] = days(ports, 0)
        .split('-')
        .map((part) => String(Number(part)))
      await day('Day on which the last copy', [year, month, date])
      await type(/Who destroyed it/, 'Synthetic Agent, special agent')
      await type(/How it was destroyed/, 'Key destroyed')
      await look('destruction')
      await go('Certify')
      await look('destroyed', true)
      expect(await page.textContent('main')).toContain('Nothing is left to do')
      expect(place.web.failures).toEqual([])
    } finally {
      await context.close()
    }
  }
})

/** A cookie with the prefix `__Host-` is set by what browsers call secure, which localhost is to them. */
function asCookie({ name, value, url }: { name: string; value: string; url: string }) {
  return { name, value, url: url.replace('http:', 'https:'), secure: true, httpOnly: true, sameSite: 'Lax' as const }
}
